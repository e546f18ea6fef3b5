"""One LMDB environment in a folder and its transactions: snapshots, durable changes, savepoints.

Called by the storage on top of it. LMDB's errors leave here as Tideline's, each with a sentence for a person.
"""

import errno
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol

import lmdb

from app.errors import Mistake, ReadStoreOutdated, StoreFull, StoreUnusable
from app.read_model.lmdb_growth import MapGrowth

if TYPE_CHECKING:
    Txn = lmdb.Transaction[bytes]
else:
    # What `reading` and `writing` hand out and the tables' methods take. Only pass it on.
    Txn = lmdb.Transaction

GROWS = sys.platform == "win32"
"""Windows may allocate the whole map at once, so there it starts small and grows."""
MAP_BYTES = 256 << 20 if GROWS else 64 << 30
"""Address space; on Linux and macOS the file is sparse, so that only what is used takes room."""
MAX_DATABASES = 64
MAX_READERS = 512
WRITES_BETWEEN_CHECKS = 1024
"""Write transactions between two looks for snapshots that a killed process left behind."""
NEARLY_FULL_BYTES = 64 << 20

_DAMAGED = (
    lmdb.CorruptedError,
    lmdb.IncompatibleError,
    lmdb.InvalidError,
    lmdb.PageNotFoundError,
    lmdb.PanicError,
    lmdb.VersionMismatchError,
)
# LMDB's errors carry no number, and it has no class for a quota or a limit on the size of files.
_FULL = tuple(os.strerror(number) for number in (errno.EDQUOT, errno.EFBIG, errno.ENOSPC))


class WriteEnd(Protocol):
    """Hears of the end of each write transaction and savepoint, in its thread, before others may write."""

    def __call__(self, *, committed: bool, outermost: bool) -> None:
        """Called once for each; `committed` is False if it was undone."""
        ...


class _Forks:
    """Counts forks: a child must not use its parent's environment, and asking for the pid takes a system call."""

    seen = 0

    @classmethod
    def count(cls) -> None:
        cls.seen += 1


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_Forks.count)


def damaged(path: Path, reason: str) -> ReadStoreOutdated:
    """The error for content that cannot be what was written."""
    return ReadStoreOutdated(f"The read store in {path} is damaged ({reason}); nothing is lost, it has to be rebuilt.")


def as_fault(error: lmdb.Error | OSError, path: Path) -> StoreUnusable:
    """The error of Tideline that `error` of the environment in `path` means."""
    reason = str(error)
    if isinstance(error, (lmdb.MapFullError, lmdb.DiskError)) or _is_about_space(reason, path):
        return StoreFull(
            f"The read store in {path} is full ({reason}); what it has is intact. Free some space and try again."
        )
    if isinstance(error, _DAMAGED) or "data format" in reason:
        return damaged(path, reason)
    return StoreUnusable(f"The read store in {path} cannot be used ({reason}); check the folder and its permissions.")


def _is_about_space(reason: str, path: Path) -> bool:
    if any(text in reason for text in _FULL):
        return True
    # LMDB calls it an input/output error when the disk took only a part of what it wrote.
    return os.strerror(errno.EIO) in reason and shutil.disk_usage(path).free < NEARLY_FULL_BYTES


class Environment:
    """An LMDB environment in the folder `path`, which is made if it is missing.

    `sync=False` leaves flushing to the system and is only for a store that is being built: a crash of the machine
    may ruin it until `flush` was called. `map_bytes` is its largest size, or with `grow` its first.

    Safe from any thread. Open it once a process and share the object. It refuses to work after a fork and cannot be
    pickled. Killing the process loses its unfinished transaction and nothing else.

    Raises `ReadStoreOutdated` if the files are damaged or of another version, else `StoreUnusable`.
    """

    def __init__(self, path: Path, *, map_bytes: int, grow: bool, sync: bool, on_write_end: WriteEnd) -> None:
        self.path = path
        self._on_write_end = on_write_end
        self._forks = _Forks.seen
        self._write_lock = threading.Lock()
        self._owner = 0
        self._open: list[Txn] = []
        self._writes = 0
        self._map_was_full = False
        try:
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.lmdb = lmdb.open(
                str(path),
                map_size=map_bytes,
                max_dbs=MAX_DATABASES,
                max_readers=MAX_READERS,
                max_spare_txns=1,
                mode=0o700,
                metasync=False,
                sync=sync,
                readahead=False,
            )
            self.lmdb.reader_check()
        except (lmdb.Error, OSError) as error:
            raise as_fault(error, path) from error
        with self.lmdb.begin() as txn:
            page_bytes = txn.stat()["psize"]
        self._growth = MapGrowth(self.lmdb, page_bytes) if grow else None
        self._refuse_a_truncated_file(page_bytes)

    def reading(self) -> "Reading":
        """A context manager for one snapshot of everything.

        Copy out what you need and leave: while a snapshot is held the file grows.
        """
        return Reading(self)

    @contextmanager
    def writing(self) -> Iterator[Txn]:
        """A change of everything: committed and durable at its end, undone if it raises.

        Waits for any other writer, thread or process. Within another one of the same thread it is a savepoint: if it
        raises it is undone alone, and the outer transaction must not be used meanwhile.

        Raises `StoreFull` if the disk or the map is full; then nothing of it was written.
        """
        txn = self._begin_write()
        try:
            yield txn
        except BaseException as error:
            self._map_was_full |= isinstance(error, lmdb.MapFullError)
            self._end_write(txn, commit=False)
            if isinstance(error, lmdb.Error):
                raise as_fault(error, self.path) from error
            raise
        self._end_write(txn, commit=True)

    @contextmanager
    def viewing(self) -> Iterator[Txn]:
        """The calling thread's write transaction if it is in one, with what that has changed; else a snapshot."""
        if (txn := self.current()) is not None:
            yield txn
        else:
            with Reading(self) as txn:
                yield txn

    def current(self) -> Txn | None:
        """The write transaction that the calling thread is in, if any."""
        return self._open[-1] if self._owner == threading.get_ident() else None

    def flush(self) -> None:
        """Have everything committed written to the disk; needed only with `sync=False`."""
        self._refuse_after_fork()
        try:
            self.lmdb.sync(True)
        except lmdb.Error as error:
            raise as_fault(error, self.path) from error

    def copy_to(self, folder: Path) -> None:
        """Copy everything, as it is at one moment, into the empty `folder`; others may write meanwhile."""
        # The snapshot keeps the map from being grown under the copy, which takes one of its own.
        with Reading(self):
            try:
                self.lmdb.copy(str(folder))
            except (lmdb.Error, OSError) as error:
                raise as_fault(error, folder) from error

    def close(self) -> None:
        """Close the environment; a second time does nothing. No other thread may be in a transaction."""
        if self._forks == _Forks.seen:
            self.lmdb.close()

    def begin_read(self) -> Txn:
        """Open a snapshot, which the same thread gives to `end_read`; `reading` does both."""
        self._refuse_after_fork()
        if self._growth is not None:
            return self._begin_read_beside_growth(self._growth)
        try:
            return self.lmdb.begin()
        except lmdb.Error as error:
            raise as_fault(error, self.path) from error

    def end_read(self, txn: Txn) -> None:
        """Let go of a snapshot."""
        txn.abort()
        if self._growth is not None:
            self._growth.leave()

    def _begin_read_beside_growth(self, growth: MapGrowth) -> Txn:
        while True:
            growth.enter()
            try:
                return self.lmdb.begin()
            except lmdb.MapResizedError as error:
                growth.leave()
                with self._write_lock:
                    if not growth.follow():
                        raise as_fault(error, self.path) from error
            except lmdb.Error as error:
                growth.leave()
                raise as_fault(error, self.path) from error

    def _begin_write(self) -> Txn:
        self._refuse_after_fork()
        parent = self.current()
        if parent is None:
            self._write_lock.acquire()
        try:
            if parent is None:
                txn = self._begin_outermost()
            else:
                txn = self.lmdb.begin(parent=parent, write=True)
        except BaseException as error:
            if parent is None:
                self._write_lock.release()
            if isinstance(error, lmdb.Error):
                raise as_fault(error, self.path) from error
            raise
        self._open.append(txn)
        self._owner = threading.get_ident()
        return txn

    def _begin_outermost(self) -> Txn:
        self._writes += 1
        if self._writes % WRITES_BETWEEN_CHECKS == 0:
            self.lmdb.reader_check()
        if self._growth is not None:
            self._growth.make_room()
        try:
            return self.lmdb.begin(write=True)
        except lmdb.MapResizedError:
            if self._growth is None or not self._growth.follow():
                raise
            return self.lmdb.begin(write=True)

    def _end_write(self, txn: Txn, *, commit: bool) -> None:
        self._open.pop()
        outermost = not self._open
        committed = False
        try:
            if commit:
                txn.commit()
                committed = True
            else:
                txn.abort()
        except lmdb.Error as error:
            self._map_was_full |= isinstance(error, lmdb.MapFullError)
            raise as_fault(error, self.path) from error
        finally:
            self._on_write_end(committed=committed, outermost=outermost)
            if outermost:
                self._leave_write()

    def _leave_write(self) -> None:
        try:
            if self._map_was_full and self._growth is not None:
                self._growth.grow()
        finally:
            self._map_was_full = False
            self._owner = 0
            self._write_lock.release()

    def _refuse_after_fork(self) -> None:
        if self._forks != _Forks.seen:
            raise Mistake("The read store was opened before this process was forked; open it again in the child.")

    def _refuse_a_truncated_file(self, page_bytes: int) -> None:
        # LMDB maps the file: reading behind its end would kill the process.
        needed = (self.lmdb.info()["last_pgno"] + 1) * page_bytes
        if (self.path / "data.mdb").stat().st_size < needed:
            self.lmdb.close()
            raise damaged(self.path, "its file is shorter than its content")


class Reading:
    """A snapshot as a context manager; its class is lean because every query pays for it."""

    __slots__ = ("_environment", "_txn")

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def __enter__(self) -> Txn:
        self._txn = self._environment.begin_read()
        return self._txn

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._environment.end_read(self._txn)
        if isinstance(error, lmdb.Error):
            raise as_fault(error, self._environment.path) from error
