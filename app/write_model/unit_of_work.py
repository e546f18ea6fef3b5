"""One command's part of a transaction: all of it is kept, or none, whatever happens to the commands beside it."""

import sqlite3
from types import TracebackType
from typing import Any, Self

from sqlalchemy import bindparam, func, insert, select, union_all

from app import events
from app.clock import Clock
from app.events import AnyEvent
from app.ids import COUNTERS, IdSource, first_id_at
from app.media import MediaStore
from app.write_model.faults import is_of_the_store
from app.write_model.outbox import last_position
from app.write_model.statements import Row, Statement
from app.write_model.tables import bookmarks, comments, follows, likes, outbox, posts, reposts

_RECORD = Statement(
    insert(outbox).values({column: bindparam(column.name) for column in outbox.c if column is not outbox.c.seq})
)
# Whatever can have a place in a timeline or a notification; two of them must never have the same id.
_PLACED = (posts, comments, likes, reposts, bookmarks, follows)
_highest = union_all(
    *(select(func.max(t.c.id).label("id")).where(t.c.id.between(bindparam("low"), bindparam("high"))) for t in _PLACED)
).subquery()
_HIGHEST_ID_BETWEEN = Statement(select(func.max(_highest.c.id)))


class Transaction:
    """The writer's open transaction, which many units of work share."""

    def __init__(self, driver: sqlite3.Connection, clock: Clock, ids: IdSource, media: MediaStore) -> None:
        self.cursor = driver.cursor()
        self.clock = clock
        self.ids = ids
        self.media = media
        self.position: int = last_position(self.cursor)


class UnitOfWork:
    """What a handler works with: statements, the date, free ids, and the events that it records.

    Leaving it without `commit` takes everything back, the events and their positions too. `position` is the newest
    in the outbox, with this unit's own events.
    """

    def __init__(self, transaction: Transaction, command_key: str, at_ms: int | None) -> None:
        self._transaction = transaction
        self._cursor = transaction.cursor
        self._command_key = command_key
        self._now_ms = transaction.clock.now_ms()
        self._dated = at_ms is not None
        self._committed = False
        self.at_ms = self._now_ms if at_ms is None else at_ms
        self.position = transaction.position
        self.media = transaction.media

    def __enter__(self) -> Self:
        self._cursor.execute("SAVEPOINT command")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        # After an error of the store itself, SQLite may have rolled back all; the whole transaction ends then.
        if isinstance(error, sqlite3.Error) and is_of_the_store(error):
            return
        if self._committed and error is None:
            self._transaction.position = self.position
        else:
            self._cursor.execute("ROLLBACK TO command")
        self._cursor.execute("RELEASE command")

    def commit(self) -> None:
        """Keep what was done, when the transaction around it commits."""
        self._committed = True

    def one(self, statement: Statement, **named: Any) -> Row | None:
        """The first row, None if there is none."""
        row: Row | None = self._cursor.execute(statement.sql, statement.arguments(named)).fetchone()
        return row

    def all(self, statement: Statement, **named: Any) -> list[Row]:
        """All rows."""
        return self._cursor.execute(statement.sql, statement.arguments(named)).fetchall()

    def run(self, statement: Statement, **named: Any) -> int:
        """Run a statement that changes rows; how many it changed."""
        return self._cursor.execute(statement.sql, statement.arguments(named)).rowcount

    def record(self, event: AnyEvent) -> None:
        """Write the event to the outbox, with the change that it tells of."""
        arguments = _RECORD.arguments(
            {
                "committed_ms": self._now_ms,
                "aggregate": events.aggregate_of(event),
                "version": events.EVENT_VERSION,
                "payload": events.encode(event).decode(),
                "command_id": self._command_key,
            }
        )
        position = self._cursor.execute(_RECORD.sql, arguments).lastrowid
        if position is not None:
            self.position = position

    def free_id(self) -> int:
        """An id at this command's date that nothing in a timeline or notification has; the next one on a clash."""
        if not self._dated:
            return next(made for made in iter(self._transaction.ids.next_id, 0) if self.is_free(made))
        low = first_id_at(self.at_ms)
        while True:
            last_of_millisecond = low + COUNTERS - 1
            highest = self._highest_id_between(low, last_of_millisecond)
            if highest is None:
                return low
            if highest < last_of_millisecond:
                return highest + 1
            low += COUNTERS

    def is_free(self, identifier: int) -> bool:
        """True if nothing in a timeline or notification has this id."""
        return self._highest_id_between(identifier, identifier) is None

    def _highest_id_between(self, low: int, high: int) -> int | None:
        row = self.one(_HIGHEST_ID_BETWEEN, low=low, high=high)
        return row[0] if row else None
