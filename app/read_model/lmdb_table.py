"""TinyDB's table on LMDB: the whole public API of `tinydb.Table`, at the cost of the documents it touches.

Called by everything that wants TinyDB's API; the hot path is `Records`.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any, TypeVar

import msgspec
from tinydb.queries import QueryLike
from tinydb.storages import Storage
from tinydb.table import Document, Table

from app.read_model.lmdb_environment import Txn
from app.read_model.lmdb_mappings import Draft, TableView
from app.read_model.lmdb_records import Records
from app.read_model.lmdb_storage import DEFAULT_KEY_WIDTH, LmdbStorage

T = TypeVar("T")

Row = tuple[bytes, bytes]


class LmdbTable(Records[T], Table):
    """A TinyDB table whose documents are rows of an LMDB database, for `LmdbStorage` alone.

    Every call is one transaction, durable when it returns, or part of the `writing` transaction that the calling thread
    is in. It is safe from any thread and process; what others commit is seen by the next call.

    It keeps the meaning of TinyDB's API, but for this:

    - Documents come in the order of their ids, not of insertion. An id is an integer from 0 to `last_key`.
    - Documents are values: what is returned, also from the query cache, is the caller's own, and changing it changes
      nothing stored. They come back as msgpack knows them: tuples and sets as lists, integers within 64 bits, no lone
      surrogates. With `kind`, what does not fit that struct is refused with ValueError.
    - A failed operation changes nothing. `insert` never proposes an id that is in use, also by another process.
    - `persist_empty` makes the table exist without emptying one that does.
    - `document_id_class` is int; `_read_table` is not what `search`, `get` and iteration go through.
    - Within `writing` the query cache is neither read nor filled. Iterating copies the encoded documents first.

    Conditions look at every document, and a conditional update holds them all until it ends: not for the hot path.
    """

    def __init__(
        self,
        storage: Storage,
        name: str,
        cache_size: int = Table.default_query_cache_capacity,
        persist_empty: bool = False,
        *,
        key_width: int | None = None,
        kind: type[T] | None = None,
        keep: int = 0,
    ) -> None:
        if not isinstance(storage, LmdbStorage):
            raise TypeError("An LmdbTable needs an LmdbStorage; over another one use TinyDB's own table.")
        with storage.viewing() as txn:
            width = key_width or storage.key_width(txn, name) or DEFAULT_KEY_WIDTH
            storage.check_width(txn, name, width)
        Table.__init__(self, storage, name, cache_size)
        Records.__init__(self, storage, name, key_width=width, kind=kind, keep=keep)
        self._decode_mapping: Callable[[bytes], dict[str, Any]] = msgspec.msgpack.Decoder(dict[Any, Any]).decode
        self._cache_lock = threading.Lock()
        if persist_empty:
            with storage.writing() as txn:
                storage.claim(txn, name, width)

    def insert(self, document: Mapping[str, Any]) -> int:
        """Insert a document, a `Document` under its own id; returns the id. ValueError if that is in use."""
        with self._lmdb.writing():
            return super().insert(document)

    def upsert(self, document: Mapping[str, Any], cond: QueryLike | None = None) -> list[int]:
        """Update the documents that match, or insert one if there is none; returns their ids."""
        with self._lmdb.writing():
            return super().upsert(document, cond)

    def search(self, cond: QueryLike) -> list[Document]:
        """All documents that match `cond`, in the order of their ids."""
        with self._viewing() as txn:
            cacheable = self._lmdb.current() is None
            generation = txn.id()
            rows = self._cached(cond, generation) if cacheable else None
            if rows is not None:
                return [self._document(row) for row in rows]
            rows, found = [], []
            for row in self._rows(txn):
                mapping = self.as_mapping(row[1])
                if cond(mapping):
                    rows.append(row)
                    found.append(self.document_class(mapping, int.from_bytes(row[0], "big")))
        if cacheable and getattr(cond, "is_cacheable", lambda: True)():
            self._cache(cond, generation, rows)
        return found

    def get(
        self, cond: QueryLike | None = None, doc_id: int | None = None, doc_ids: Iterable[int] | None = None
    ) -> Any:
        """The document with `doc_id`, those with `doc_ids`, or the first that matches `cond`; None if there is none."""
        with self._viewing() as txn:
            if doc_id is not None:
                key = self.key_of_text(doc_id)
                raw = None if key is None else self.fetch_raw(txn, key)
                return None if raw is None else self.document_class(self.as_mapping(raw), doc_id)
            if doc_ids is not None:
                keys = sorted({key for doc_id in doc_ids if (key := self.key_of_text(doc_id)) is not None})
                raws = zip(keys, self.fetch_many_raw(txn, keys), strict=True)
                return [self.document_class(self.as_mapping(raw), key) for key, raw in raws if raw is not None]
            if cond is not None:
                return next((self._document(row) for row in self._rows(txn) if cond(self.as_mapping(row[1]))), None)
        raise RuntimeError("You have to pass either cond or doc_id or doc_ids")

    def clear_cache(self) -> None:
        """Forget the results of earlier searches."""
        with self._cache_lock:
            super().clear_cache()

    def as_mapping(self, raw: bytes) -> dict[str, Any]:
        """The document stored as `raw`, as TinyDB shows it. Raises `ReadStoreOutdated` if it is none."""
        try:
            return self._decode_mapping(raw)
        except msgspec.DecodeError as error:
            raise self._damaged(error) from error

    def checked(self, document: Mapping[str, Any]) -> bytes:
        """The bytes in which `document` is stored. Raises ValueError if it does not fit `kind`, TypeError if it holds
        what msgpack cannot.
        """
        raw = self.encode(document)
        if self.kind is not None:
            try:
                self._decode(raw)
            except msgspec.ValidationError as error:
                raise ValueError(f"The document does not fit {self.kind.__name__}: {error}") from error
        return raw

    def key_of_text(self, doc_id: object) -> int | None:
        """The key that TinyDB finds when it looks up `str(doc_id)`; None if no document can have it."""
        text = str(doc_id)
        if not text.isdecimal():
            return None
        key = int(text)
        return key if str(key) == text and key <= self.last_key else None

    def __len__(self) -> int:
        with self._viewing() as txn:
            return self.total(txn)

    def __iter__(self) -> Iterator[Document]:
        with self._viewing() as txn:
            rows = list(self._rows(txn))
        for row in rows:
            yield self._document(row)

    def _get_next_id(self) -> int:
        with self._viewing() as txn:
            next_id: int | None = self._next_id
            if next_id is None or self.fetch_raw(txn, next_id) is not None:
                last = self.keys(txn, 0, self.last_key, 1, reverse=True)
                next_id = last[0] + 1 if last else 1
        # TinyDB gives no type to this attribute but that of its first value, None.
        self._next_id = next_id + 1  # type: ignore[assignment]
        return next_id

    def _read_table(self) -> Any:
        return TableView(self)

    def _update_table(self, updater: Callable[[Any], None]) -> None:
        with self._lmdb.writing() as txn:
            self._lmdb.claim(txn, self.name, self.key_width)
            draft = Draft(self, txn)
            updater(draft)
            draft.settle()
        self.clear_cache()

    def _viewing(self) -> AbstractContextManager[Txn]:
        if self._handle is None:
            # Another thread opens the table within a transaction: a snapshot from before its end would not know it.
            self._open()
        return self._lmdb.viewing()

    def _rows(self, txn: Txn) -> Iterator[Row]:
        return txn.cursor(self._handle or self._open()).iternext()

    def _document(self, row: Row) -> Document:
        return self.document_class(self.as_mapping(row[1]), int.from_bytes(row[0], "big"))

    def _cached(self, cond: QueryLike, generation: int) -> list[Row] | None:
        cache: Any = self._query_cache
        with self._cache_lock:
            entry = cache.get(cond)
        # LMDB numbers its commits: an entry holds for the one that it was read from, whoever made the next.
        return entry[1] if entry is not None and entry[0] == generation else None

    def _cache(self, cond: QueryLike, generation: int, rows: list[Row]) -> None:
        cache: Any = self._query_cache
        with self._cache_lock:
            cache[cond] = (generation, rows)
