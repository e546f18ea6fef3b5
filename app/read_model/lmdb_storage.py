"""The storage under TinyDB: tables and facts by name in one LMDB environment, changed in one transaction.

Called by the tables on top of it, and by whoever reads or changes several tables as one.
"""

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, overload

import lmdb
import msgspec
from tinydb.storages import Storage

from app.errors import ReadStoreOutdated
from app.read_model.lmdb_environment import GROWS, MAP_BYTES, Environment, Reading, Txn, damaged

if TYPE_CHECKING:
    from lmdb import _Database as Handle

T = TypeVar("T")

DEFAULT_KEY_WIDTH = 8
MAX_NAME_BYTES = 500
PREFIX = "table:"


class HandleHolder(Protocol):
    """A table that opened its handle within a transaction, in which alone the handle is good until that has ended."""

    def settle_handle(self, handle: "Handle | None") -> None:
        """The handle that is good everywhere from now on; None if the one of the transaction was undone."""
        ...


class LmdbStorage(Storage):
    """An LMDB environment in the folder `path`: a database for each TinyDB table, the catalogue of tables, and `meta`.

    A dropped table's database stays, empty, so that handles held by other threads and processes never die; there is
    room for 62 names. For the other parameters and the errors raised see `Environment`.
    """

    def __init__(
        self, path: str | os.PathLike[str], *, map_bytes: int = MAP_BYTES, grow: bool = GROWS, sync: bool = True
    ) -> None:
        self.path = Path(path)
        # Both belong to the one writing thread: what it has made sure of, or opened, since its transaction began.
        self.claimed: set[str] = set()
        self._unsettled: dict[str, list[HandleHolder]] = {}
        self._environment = Environment(self.path, map_bytes=map_bytes, grow=grow, sync=sync, on_write_end=self._settle)
        try:
            with self._environment.writing() as txn:
                self._catalogue = self._environment.lmdb.open_db(b"tables", txn=txn)
                self._meta = self._environment.lmdb.open_db(b"meta", txn=txn)
        except BaseException:
            self._environment.close()
            raise

    def __repr__(self) -> str:
        return f"<LmdbStorage {str(self.path)!r}>"

    def reading(self) -> Reading:
        """`with storage.reading() as txn:` gives one snapshot of all tables. Copy out what you need and leave."""
        return Reading(self._environment)

    def writing(self) -> AbstractContextManager[Txn]:
        """`with storage.writing() as txn:` is one change of all tables: durable at its end, or undone if it raises.

        Within another one of the same thread it is a savepoint. See `Environment.writing`.
        """
        return self._environment.writing()

    def viewing(self) -> AbstractContextManager[Txn]:
        """The calling thread's write transaction if it is in one, with what that has changed; else a snapshot."""
        return self._environment.viewing()

    def current(self) -> Txn | None:
        """The write transaction that the calling thread is in, if any."""
        return self._environment.current()

    def flush(self) -> None:
        """Have everything committed written to the disk; needed only with `sync=False`."""
        self._environment.flush()

    def copy_to(self, folder: Path) -> None:
        """Copy everything, as it is at one moment, into the empty `folder`. Raises `StoreFull` or `StoreUnusable`."""
        self._environment.copy_to(folder)

    def close(self) -> None:
        """Close the environment; a second time does nothing. No other thread may be in a transaction."""
        self._environment.close()

    @overload
    def meta_get(self, txn: Txn, name: str) -> bytes | None: ...
    @overload
    def meta_get(self, txn: Txn, name: str, kind: type[T]) -> T | None: ...

    def meta_get(self, txn: Txn, name: str, kind: type[T] | None = None) -> T | bytes | None:
        """The bytes kept under `name`, or decoded from msgpack to `kind`; None if there are none."""
        raw = txn.get(name.encode(), None, self._meta)
        if raw is None or kind is None:
            return raw
        try:
            return msgspec.msgpack.decode(raw, type=kind)
        except msgspec.DecodeError as error:
            raise damaged(self.path, f"{name}: {error}") from error

    def meta_put(self, txn: Txn, name: str, value: object) -> None:
        """Keep `value` under `name`: bytes as they are, anything else as msgpack."""
        raw = value if isinstance(value, bytes) else msgspec.msgpack.encode(value)
        txn.put(name.encode(), raw, True, True, False, self._meta)

    def meta_discard(self, txn: Txn, name: str) -> bool:
        """Forget what is kept under `name`; whether there was anything."""
        return txn.delete(name.encode(), b"", self._meta)

    def table_names(self, txn: Txn) -> list[str]:
        """The names of the tables that exist, sorted."""
        return [key.decode()[len(PREFIX) :] for key in txn.cursor(self._catalogue).iternext(True, False)]

    def key_width(self, txn: Txn, name: str) -> int | None:
        """The bytes of a key in the table `name`; None if it does not exist."""
        raw = txn.get(_key(name), None, self._catalogue)
        return None if raw is None else raw[0]

    def claim(self, txn: Txn, name: str, key_width: int) -> None:
        """Make the table `name` exist, and be among the `claimed` until the transaction ends.

        Raises `ReadStoreOutdated` if it exists with keys of another width.
        """
        if not self.check_width(txn, name, key_width):
            txn.put(_key(name), bytes([key_width]), True, True, False, self._catalogue)
        self.claimed.add(name)

    def check_width(self, txn: Txn, name: str, key_width: int) -> bool:
        """Whether the table `name` exists. Raises `ReadStoreOutdated` if it does with keys of another width."""
        found = self.key_width(txn, name)
        if found is not None and found != key_width:
            raise ReadStoreOutdated(
                f"The table {name} in {self.path} has keys of {found} bytes, not {key_width}; nothing is lost, the "
                "read store has to be rebuilt."
            )
        return found is not None

    def drop(self, name: str) -> None:
        """Remove the table `name` with its documents, if it exists."""
        with self.writing() as txn:
            self.claimed.discard(name)
            if txn.delete(_key(name), b"", self._catalogue):
                txn.drop(self.handle(name), False)

    def handle(self, name: str, holder: HandleHolder | None = None) -> "Handle":
        """LMDB's handle of the table `name`, good in transactions that begin from now on.

        Opened while the calling thread is in a write transaction, it is good in that one alone; `holder` hears more at
        its end.
        """
        if (txn := self.current()) is None:
            with self.writing():
                return self.handle(name)
        if holder is not None:
            self._unsettled.setdefault(name, []).append(holder)
        return self._environment.lmdb.open_db(_key(name), txn=txn)

    def read(self) -> dict[str, dict[str, Any]] | None:
        """TinyDB's interface: all documents by table and doc_id, None if there is no table; costs what there is."""
        with self.viewing() as txn:
            names = self.table_names(txn)
        # A handle is good only in transactions that begin after it was opened.
        handles = {name: self.handle(name) for name in names}
        with self.viewing() as txn:
            everything = {name: self._documents(txn, handle) for name, handle in handles.items()}
        return everything or None

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """TinyDB's interface: make `data` the whole content, in one transaction."""
        with self.writing() as txn:
            for name in self.table_names(txn):
                if name not in data:
                    self.drop(name)
            for name, documents in data.items():
                width = self.key_width(txn, name) or DEFAULT_KEY_WIDTH
                self.claim(txn, name, width)
                handle = self.handle(name)
                txn.drop(handle, False)
                rows = [
                    (int(doc_id).to_bytes(width, "big"), msgspec.msgpack.encode(document))
                    for doc_id, document in documents.items()
                ]
                txn.cursor(handle).putmulti(rows)

    @staticmethod
    def _documents(txn: Txn, handle: "Handle") -> dict[str, Any]:
        rows = txn.cursor(handle).iternext()
        return {str(int.from_bytes(key, "big")): msgspec.msgpack.decode(raw) for key, raw in rows}

    def _settle(self, *, committed: bool, outermost: bool) -> None:
        self.claimed.clear()
        for name, holders in self._unsettled.items():
            handle = self._reopened(name) if outermost else None
            for holder in holders:
                if outermost or not committed:
                    holder.settle_handle(handle)
        if outermost:
            self._unsettled.clear()

    def _reopened(self, name: str) -> "Handle | None":
        try:
            return self._environment.lmdb.open_db(_key(name))
        except lmdb.Error:
            # Such as a full disk: the table opens its handle when it is next used, and says so then.
            return None


def _key(name: str) -> bytes:
    """The key of the table `name` in the catalogue and LMDB's name for its database."""
    key = PREFIX.encode() + name.encode()
    if b"\0" in key or len(key) > MAX_NAME_BYTES:
        raise ValueError("A table's name has no NUL character and fits in 494 bytes of UTF-8.")
    return key
