"""The read store: the current generation of the documents, which a rebuilt one replaces while it is being read.

A folder holds the generations by number, and the file CURRENT names the one that counts. Opened by the composition
root; queries read it from any thread, one projector writes it.
"""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

from app.errors import DataFolderUnusable, ReadStoreOutdated
from app.events import EventLog
from app.read_model.document_db import DocumentDB
from app.read_model.documents import Snapshot
from app.read_model.generation import Generation
from app.read_model.lmdb_environment import Txn, as_fault
from app.read_model.transaction import Transaction

POINTER = "CURRENT"


class ReadStore:
    """Opens the read store in `folder`; with `create` an empty one is made if there is none.

    Raises `ReadStoreOutdated` if it is missing (without `create`), damaged or of another projection version: rebuild
    it, or go on with `ReadStore.anew`. `DataFolderUnusable` or `StoreUnusable` if the folder cannot be used.
    """

    def __init__(self, folder: Path, *, create: bool = True) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._readers: dict[int, int] = {}
        self._retired: dict[int, tuple[Generation, bool]] = {}
        number = _pointed_to(folder)
        if number is not None:
            self._current = Generation(folder / str(number))
        elif create:
            self._current = new_generation(folder)
            point_to(folder, self._current.number)
        else:
            raise ReadStoreOutdated(f"There is no read store in {folder}; nothing is lost, it has to be rebuilt.")

    @classmethod
    def anew(cls, folder: Path) -> "ReadStore":
        """An empty read store in the place of one that cannot be opened, until a rebuilt one is swapped in."""
        fresh = new_generation(folder)
        fresh.close()
        point_to(folder, fresh.number)
        return cls(folder, create=False)

    @property
    def db(self) -> DocumentDB:
        """The current documents with TinyDB's API; not for the hot path, and not kept over a rebuild."""
        return self._current.db

    @property
    def generation(self) -> int:
        """The number of the current generation."""
        return self._current.number

    @property
    def database_id(self) -> str:
        """Whose events the store holds; empty if that is not settled yet."""
        return self._current.identity.database_id

    def reading(self) -> "StoreReading":
        """`with store.reading() as (generation, txn):` gives one snapshot of everything. Copy out and leave."""
        return StoreReading(self)

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """One change of everything in the current generation: durable at the end, or undone if it raises.

        Raises `StoreFull` or `StoreUnusable`.
        """
        generation = self.enter()
        try:
            with generation.writing() as transaction:
                yield transaction
        finally:
            self.leave(generation)

    def snapshot(self) -> Snapshot:
        """How far the store is."""
        with StoreReading(self) as (generation, txn):
            return generation.snapshot_in(txn)

    def lowest_needed_position(self) -> int:
        """The lowest position that may still be read from the log: it must not be pruned, nor any after it."""
        with StoreReading(self) as (generation, txn):
            table = generation.tables["parked"]
            parked = table.keys(txn, 0, table.last_key, 1)
            snapshot = generation.snapshot_in(txn)
            return min([snapshot.position + 1, *snapshot.exceptions, *parked])

    def check(self, log: EventLog) -> None:
        """Make sure that this store follows `log`; a new store follows it from now on.

        Raises `ReadStoreOutdated` if it was made from another database or is ahead of the log.
        """
        if not self.database_id:
            self._current.belong_to(log.database_id())
        if self.database_id != log.database_id():
            raise ReadStoreOutdated(
                "The read store was made from another database; nothing is lost, it has to be rebuilt."
            )
        position, last = self.snapshot().position, log.last_position()
        if position > last:
            raise ReadStoreOutdated(
                f"The read store is at {position}, but the database ends at {last}; nothing is lost, "
                "it has to be rebuilt."
            )

    def swap(self, path: Path) -> None:
        """Put the generation in `path`, which is complete and closed, in the place of the current one.

        From then on every reading sees it; the old one is removed when the last reading of it has ended.
        """
        fresh = Generation(path)
        point_to(self.folder, fresh.number)
        self._replace(fresh, remove=True)

    def refresh(self) -> bool:
        """Follow another process that has swapped; whether it had."""
        number = _pointed_to(self.folder)
        if number is None or number == self.generation:
            return False
        self._replace(Generation(self.folder / str(number)), remove=False)
        return True

    def remove_leftovers(self) -> None:
        """Remove generations that do not count, left by a crash. Only for who holds the projector's lock."""
        for path in self.folder.iterdir():
            number = int(path.name) if path.name.isdecimal() else None
            if number is not None and number != self.generation and number not in self._retired:
                shutil.rmtree(path, ignore_errors=True)

    def close(self) -> None:
        """Close the store; a second time does nothing. No other thread may be reading or writing."""
        self._current.close()

    def enter(self) -> Generation:
        """The current generation, which stays open until `leave`; `reading` and `writing` do both."""
        with self._lock:
            generation = self._current
            number = generation.number
            self._readers[number] = self._readers.get(number, 0) + 1
            return generation

    def leave(self, generation: Generation) -> None:
        """Let go of a generation."""
        number = generation.number
        with self._lock:
            self._readers[number] -= 1
            finished = self._retired.pop(number, None) if not self._readers[number] else None
        if finished is not None:
            _close(*finished)

    def _replace(self, fresh: Generation, *, remove: bool) -> None:
        with self._lock:
            old, self._current = self._current, fresh
            in_use = self._readers.get(old.number, 0) > 0
            if in_use:
                self._retired[old.number] = (old, remove)
        if not in_use:
            _close(old, remove)


class StoreReading:
    """A snapshot of the current generation as a context manager; lean, because every query pays for it."""

    __slots__ = ("_generation", "_reading", "_store")

    def __init__(self, store: ReadStore) -> None:
        self._store = store

    def __enter__(self) -> tuple[Generation, Txn]:
        self._generation = self._store.enter()
        try:
            self._reading = self._generation.reading()
            return self._generation, self._reading.__enter__()
        except BaseException:
            self._store.leave(self._generation)
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._reading.__exit__(kind, error, trace)
        finally:
            self._store.leave(self._generation)


def new_generation(folder: Path, *, database_id: str = "", sync: bool = True) -> Generation:
    """Make an empty generation in `folder`, numbered after all that are there; nothing points to it yet.

    Raises `DataFolderUnusable` or `StoreUnusable`.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        numbers = [int(path.name) for path in folder.iterdir() if path.name.isdecimal()]
    except OSError as error:
        raise _folder_fault(folder, error) from error
    with suppress(ReadStoreOutdated):
        numbers.append(_pointed_to(folder) or 0)
    number = max(numbers, default=0) + 1
    return Generation(folder / str(number), create=True, database_id=database_id, sync=sync)


def point_to(folder: Path, number: int) -> None:
    """Make generation `number` the one that counts, for this process and the next, at once or not at all."""
    temporary = folder / f"{POINTER}.new"
    try:
        with temporary.open("w", encoding="ascii") as file:
            file.write(f"{number}\n")
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(folder / POINTER)
        if os.name == "posix":
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
    except OSError as error:
        raise as_fault(error, folder) from error


def _close(generation: Generation, remove: bool) -> None:
    generation.close()
    if remove:
        shutil.rmtree(generation.path, ignore_errors=True)


def _pointed_to(folder: Path) -> int | None:
    try:
        return int((folder / POINTER).read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise ReadStoreOutdated(
            f"The read store in {folder} does not say which generation counts; nothing is lost, it has to be rebuilt."
        ) from error
    except OSError as error:
        raise _folder_fault(folder, error) from error


def _folder_fault(folder: Path, error: OSError) -> DataFolderUnusable:
    return DataFolderUnusable(f"The folder {folder} cannot be used ({error.strerror}); check its permissions.")
