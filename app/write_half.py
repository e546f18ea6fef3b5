"""The write side of one running program, opened when it is first needed: the database, its log, and fresh reads of it.

Nothing of it is loaded before: SQLAlchemy and Alembic take their time on the writer's thread. Made by the
composition root.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.data_folder import WRITE_STORE
from app.errors import EnvironmentFault

if TYPE_CHECKING:
    from app.fresh_reader import FreshReader
    from app.write_model.database import Database
    from app.write_model.outbox import Outbox

Opened = Callable[["Database", "Outbox"], None]


class WriteHalf:
    """`opened` is called once, with the database and its log; `problem` with a sentence, '' once it can be opened."""

    def __init__(self, folder: Path, opened: Opened, problem: Callable[[str], None]) -> None:
        self._path = folder / WRITE_STORE
        self._opened = opened
        self._problem = problem
        self._lock = threading.RLock()
        self._database: Database | None = None
        self._fresh: FreshReader | None = None
        self.outbox: Outbox | None = None

    def open(self) -> "Database":
        """The open database, migrated if need be; on whichever thread asks first. Raises `EnvironmentFault`."""
        with self._lock:
            if self._database is None:
                from app.write_model.database import Database

                database = Database(self._path)
                try:
                    database.open_and_migrate()
                except EnvironmentFault as error:
                    self._problem(str(error))
                    raise
                self._database = database
                self._problem("")
            if self.outbox is None:
                from app.write_model.outbox import Outbox

                self.outbox = Outbox(self._database)
                self._opened(self._database, self.outbox)
            return self._database

    def fresh_reader(self) -> "FreshReader":
        """Reads of written entities. Raises `EnvironmentFault`."""
        with self._lock:
            if self._fresh is None:
                from app.fresh_reader import FreshReader

                self._fresh = FreshReader(self.open())
            return self._fresh

    def close(self) -> None:
        """Let go of the file."""
        for part in (self._fresh, self.outbox, self._database):
            if part is not None:
                part.close()
