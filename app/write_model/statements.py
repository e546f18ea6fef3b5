"""Core statements, compiled to SQL once: SQLAlchemy writes the SQL, and the driver runs it without asking again.

Measured: 10 µs a statement instead of 30 to 60 through `Connection.execute`, at some eight statements a command.
"""

from functools import cached_property
from typing import Any

from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

Row = tuple[Any, ...]


class Statement:
    """A statement with named parameters, to be run by a cursor as `cursor.execute(s.sql, s.arguments(named))`."""

    def __init__(self, clause: ClauseElement) -> None:
        self._clause = clause

    @cached_property
    def _compiled(self) -> SQLCompiler:
        # On first use: a program that only reads compiles nothing that writes.
        compiled = self._clause.compile(dialect=sqlite.dialect())
        if not isinstance(compiled, SQLCompiler):
            raise TypeError(f"{self._clause} is no statement on rows.")
        return compiled

    @cached_property
    def sql(self) -> str:
        """The SQL text, with a question mark for each parameter."""
        return str(self._compiled)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The parameters' names in the order of the question marks."""
        return tuple(self._compiled.positiontup or ())

    @cached_property
    def _constants(self) -> dict[str, Any]:
        return {name: value for name, value in self._compiled.params.items() if value is not None}

    def arguments(self, named: dict[str, Any]) -> list[Any]:
        """The values in the order of the question marks. Raises `KeyError` where one is missing."""
        if self._constants:
            named = self._constants | named
        return [named[name] for name in self.names]
