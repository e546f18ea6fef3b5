"""A scratch copy of both stores to write on, beside the data it was copied from: the person's own is only read.

It lies in the data folder, so that its commits wait for the same disk, and is removed at the end.
"""

import contextlib
import random
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple, Self

from app.clock import Clock
from app.errors import InvalidInput, Stopped, StoreFull
from app.ids import IdSource
from app.media import MediaStore
from app.projections.projector import Projector
from app.projections.projector import Transaction as Writing
from app.read_model.documents import Snapshot
from app.read_model.queries import Queries
from app.read_model.schema import State
from app.read_model.search_index import SearchIndex
from app.read_model.store import ReadStore
from app.signals import Signals
from app.write_model.command_bus import CommandBus
from app.write_model.database import Database
from app.write_model.faults import told_to_people
from app.write_model.outbox import Outbox

PREFIX: Final = "tug-"
PAGES_AT_ONCE = 2_048
MOST_BEHIND = 20_000
"""Events that the copy's projector takes in before anything is measured; with more, the measuring would take long."""
SPARE = 1.5
LEFTOVER_S = 3_600.0

GoOn = Callable[[], bool]


class TugParts(NamedTuple):
    """What is measured: both stores of a data folder, the program's own or opened beside it."""

    folder: Path
    clock: Clock
    database: Database
    store: ReadStore
    queries: Queries


class ScratchCopy:
    """Both stores copied, with a bus (`bus.work`) and a projector (`drain`) of their own that only the caller drives.

    `put` counts the rows that its projector has put or removed. Raises `Stopped` when `go_on` says so, `StoreFull`
    without room for a copy, `InvalidInput` if the read side is far behind; nothing is left behind then.
    """

    def __init__(self, parts: TugParts, go_on: GoOn) -> None:
        folder = parts.folder
        _remove_leftovers(folder)
        self.bytes = _size_of(folder)
        if shutil.disk_usage(folder).free < SPARE * self.bytes:
            raise StoreFull("There is no room to copy your data for the measurement; nothing was changed.")
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=folder))
        with contextlib.ExitStack() as made:
            made.callback(shutil.rmtree, self.folder, ignore_errors=True)
            # The documents first: the log must not end before them.
            parts.store.copy_to(self.folder / "read")
            _check(go_on)
            _copy_rows(parts.database, self.folder / "write.db", go_on)
            self._open(parts.clock, made)
            self._close = made.pop_all()

    def _open(self, clock: Clock, made: contextlib.ExitStack) -> None:
        signals = Signals()
        self.ids = IdSource(clock, random.SystemRandom())
        self.database = Database(self.folder / "write.db")
        made.callback(self.database.close)
        self.database.open_and_migrate()
        self.log = Outbox(self.database)
        made.callback(self.log.close)
        self.store = store = ReadStore(self.folder / "read")
        made.callback(store.close)
        store.check(self.log)
        index = SearchIndex(self.folder / "search", stand_in=True)
        made.callback(index.close)
        self.queries = Queries(store, index)
        self._counted = CountedStore(store)
        self.projector = Projector(self.log, self._counted, clock, signals)
        self.bus = CommandBus(lambda: self.database, clock, self.ids, signals, MediaStore(self.folder / "media"))
        made.callback(self.bus.close)
        behind = self.log.last_position() - store.snapshot().position
        if behind > MOST_BEHIND:
            raise InvalidInput(
                "data", f"The feeds are {behind:,} events behind; let them catch up, and measure again then."
            )
        self.projector.drain()

    @property
    def put(self) -> int:
        """Rows of the read store put or removed so far."""
        return self._counted.put

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close everything and remove the copy."""
        self._close.close()


class CountedStore:
    """A read store that counts the rows its projector changes."""

    def __init__(self, store: ReadStore) -> None:
        self._store = store
        self.put = 0

    def snapshot(self) -> Snapshot:
        """How far it is."""
        return self._store.snapshot()

    @contextmanager
    def writing(self) -> Iterator["_CountedWriting"]:
        """One durable change, counted."""
        with self._store.writing() as transaction:
            yield _CountedWriting(transaction, self)


class _CountedWriting:
    """A transaction that tells its store how many rows it changes."""

    def __init__(self, transaction: Writing, store: CountedStore) -> None:
        self.generation = transaction.generation
        self.reader = transaction.reader
        self._transaction = transaction
        self._store = store

    def put_many(self, table: str, rows: Sequence[tuple[bytes, bytes]]) -> None:
        self._store.put += len(rows)
        self._transaction.put_many(table, rows)

    def discard_many(self, table: str, row_keys: Sequence[bytes]) -> None:
        self._store.put += len(row_keys)
        self._transaction.discard_many(table, row_keys)

    def scan(
        self, table: str, prefix: bytes, *, past: bytes, limit: int, reverse: bool
    ) -> Sequence[tuple[bytes, bytes]]:
        return self._transaction.scan(table, prefix, past=past, limit=limit, reverse=reverse)

    def state(self) -> State:
        return self._transaction.state()

    def set_state(self, state: State) -> None:
        self._transaction.set_state(state)

    def holds(self) -> dict[str, str]:
        return self._transaction.holds()

    def set_holds(self, holds: Mapping[str, str]) -> None:
        self._transaction.set_holds(dict(holds))


def _copy_rows(database: Database, path: Path, go_on: GoOn) -> None:
    """Copy the write database as it is at one moment, while others may write to it."""
    with (
        told_to_people(),
        contextlib.closing(database.reader()) as source,
        contextlib.closing(sqlite3.connect(path)) as target,
    ):
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(target, pages=PAGES_AT_ONCE, progress=lambda *_left: _check(go_on))


def _check(go_on: GoOn) -> None:
    if not go_on():
        raise Stopped("The measurement was stopped; nothing was changed.")


def _size_of(folder: Path) -> int:
    files = [folder / "write.db", folder / "write.db-wal", *(folder / "read").rglob("data.mdb")]
    return sum(file.stat().st_size for file in files if file.is_file())


def _remove_leftovers(folder: Path) -> None:
    """Remove copies that a killed measurement left; a younger one may be another process's."""
    for path in folder.glob(f"{PREFIX}*"):
        if path.is_dir() and time.time() - path.stat().st_mtime > LEFTOVER_S:
            shutil.rmtree(path, ignore_errors=True)
