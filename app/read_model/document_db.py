"""TinyDB on LMDB: `DocumentDB` is a `TinyDB` made of `LmdbStorage` and `LmdbTable`.

Opened by the read store; a database that stock TinyDB would rewrite for each change, this one changes in place.
"""

import os
import threading
from contextlib import AbstractContextManager
from typing import Any, TypeVar, cast, overload

from tinydb import TinyDB

from app.read_model.lmdb_environment import Reading, Txn
from app.read_model.lmdb_storage import LmdbStorage
from app.read_model.lmdb_table import LmdbTable

T = TypeVar("T")


class DocumentDB(TinyDB):
    """A TinyDB in the folder `source`, or a second handle on a storage that is open: it is then closed with the first.

    `options` go to `LmdbStorage`. All of TinyDB's API is here, see `LmdbTable` for what differs; and `reading` and
    `writing`, transactions over all tables, which calls of TinyDB's API within `writing` take part in.

    Raises `ReadStoreOutdated` or `StoreUnusable` as the storage does.
    """

    table_class = LmdbTable

    def __init__(self, source: str | os.PathLike[str] | LmdbStorage, **options: Any) -> None:
        self._closes_storage = not isinstance(source, LmdbStorage)
        self._tables_lock = threading.Lock()
        self._lmdb = source if isinstance(source, LmdbStorage) else LmdbStorage(source, **options)
        super().__init__(storage=lambda: self._lmdb)

    @property
    def storage(self) -> LmdbStorage:
        """The storage, to share with another handle."""
        return self._lmdb

    def reading(self) -> Reading:
        """One snapshot of all tables, see `LmdbStorage.reading`."""
        return self._lmdb.reading()

    def writing(self) -> AbstractContextManager[Txn]:
        """One change of all tables, see `LmdbStorage.writing`."""
        return self._lmdb.writing()

    @overload
    def table(self, name: str, *, kind: type[T], key_width: int | None = ..., **options: Any) -> LmdbTable[T]: ...
    @overload
    def table(self, name: str, *, key_width: int | None = ..., **options: Any) -> LmdbTable[dict[str, Any]]: ...

    def table(self, name: str, **options: Any) -> LmdbTable[Any]:
        """The table `name`, the same object each time. `options` are those of `LmdbTable`; a width of keys or a kind
        other than the table was opened with raises ValueError, other options are ignored then, as TinyDB does.
        """
        with self._tables_lock:
            if name not in self._tables:
                self._tables[name] = self.table_class(self._lmdb, name, **options)
            table = cast(LmdbTable[Any], self._tables[name])
        for option in ("key_width", "kind"):
            wanted = options.get(option)
            if wanted is not None and wanted != getattr(table, option):
                raise ValueError(f"The table {name} is open already with another {option}.")
        return table

    def tables(self) -> set[str]:
        """The names of the tables that exist."""
        with self._lmdb.viewing() as txn:
            return set(self._lmdb.table_names(txn))

    def drop_tables(self) -> None:
        """Remove all tables with their documents."""
        with self.writing() as txn:
            for name in self._lmdb.table_names(txn):
                self._lmdb.drop(name)
        self._tables.clear()

    def drop_table(self, name: str) -> None:
        """Remove the table `name` with its documents, if it exists."""
        self._tables.pop(name, None)
        self._lmdb.drop(name)

    def close(self) -> None:
        """Close the storage if this handle opened it."""
        self._opened = False
        if self._closes_storage:
            self._lmdb.close()
