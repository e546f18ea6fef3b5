"""The hot path of a table: documents as frozen structs or dicts by key, within a transaction that the caller holds.

Called by projections and queries through `LmdbTable`, which adds TinyDB's API to it.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from app.errors import ReadStoreOutdated
from app.read_model.lmdb_environment import Txn, damaged
from app.read_model.lmdb_storage import LmdbStorage

if TYPE_CHECKING:
    from lmdb import Cursor as AnyCursor
    from lmdb import _Database as Handle

    Cursor = AnyCursor[bytes]

T = TypeVar("T")

KEY_WIDTHS = range(8, 65, 8)
FIRST_STRIDE = 64
STRIDE = 512
"""Rows that a walk fetches before it looks whether it has left its range; the first time fewer."""


class Records(Generic[T]):
    """Documents in key order. A key is an integer from 0 to `last_key`, big-endian in `key_width` bytes (8 to 64).

    With `kind`, a struct type, documents are decoded straight to it; without they are dicts. The last `keep`
    documents that were read remain decoded, so that a page that is read again costs little; they must be frozen then.
    Encoded documents ('raw') are msgpack.

    Every method takes the transaction from `LmdbStorage.reading` or `writing`. A table that is first opened within a
    `writing` is there for other threads when that has ended: open tables before.
    """

    def __init__(
        self, storage: LmdbStorage, name: str, *, key_width: int = 8, kind: type[T] | None = None, keep: int = 0
    ) -> None:
        if key_width not in KEY_WIDTHS:
            raise ValueError("A key has 8, 16, … or 64 bytes.")
        struct = getattr(kind, "__struct_config__", None)
        if kind is not None and (struct is None or struct.array_like):
            raise ValueError("A document is a struct whose fields are keys.")
        if keep and not (struct and struct.frozen):
            raise ValueError("Only frozen structs can be kept decoded.")
        self.kind = kind
        self.key_width = key_width
        self.last_key = (1 << 8 * key_width) - 1
        self._lmdb = storage
        self._label = name
        self._encode = msgspec.msgpack.Encoder().encode
        document: Any = kind or dict[Any, Any]
        self._decode: Callable[[bytes], T] = msgspec.msgpack.Decoder(document).decode
        self._decode_all: Callable[[bytes], list[T]] = msgspec.msgpack.Decoder(list[document]).decode
        self._keep = keep
        self._kept: dict[int, tuple[bytes, T]] = {}
        self._handle: Handle | None = None
        self._handle_inside: Handle | None = None
        self._open()

    def settle_handle(self, handle: "Handle | None") -> None:
        """The storage's word on a handle that was opened within a transaction."""
        self._handle, self._handle_inside = handle, None

    def encode(self, document: T | Mapping[str, Any]) -> bytes:
        """The bytes in which `document` is stored."""
        return self._encode(document)

    def decode(self, raw: bytes) -> T:
        """The document that is stored as `raw`. Raises `ReadStoreOutdated` if it is none."""
        try:
            return self._decode(raw)
        except msgspec.DecodeError as error:
            raise self._damaged(error) from error

    def decode_many(self, raws: list[bytes]) -> list[T]:
        """The documents that are stored as `raws`, in one call, which costs less than one for each."""
        try:
            return self._decode_all(_array_head(len(raws)) + b"".join(raws))
        except msgspec.DecodeError as error:
            raise self._damaged(error) from error

    def put(self, txn: Txn, doc_id: int, document: T | Mapping[str, Any]) -> None:
        """Store `document` in the place of what is there."""
        self.put_raw(txn, doc_id, self._encode(document))

    def put_raw(self, txn: Txn, doc_id: int, raw: bytes) -> None:
        """Store an encoded document in the place of what is there."""
        if self._label not in self._lmdb.claimed:
            self._lmdb.claim(txn, self._label, self.key_width)
        txn.put(doc_id.to_bytes(self.key_width, "big"), raw, True, True, False, self._handle or self._open())

    def put_many(self, txn: Txn, documents: Iterable[tuple[int, T | Mapping[str, Any]]]) -> None:
        """Store many; by far fastest in ascending order."""
        encode = self._encode
        self.put_many_raw(txn, [(doc_id, encode(document)) for doc_id, document in documents])

    def put_many_raw(self, txn: Txn, rows: Iterable[tuple[int, bytes]]) -> None:
        """Store many encoded documents."""
        self._lmdb.claim(txn, self._label, self.key_width)
        width = self.key_width
        txn.cursor(self._handle or self._open()).putmulti(
            [(doc_id.to_bytes(width, "big"), raw) for doc_id, raw in rows]
        )

    def discard(self, txn: Txn, doc_id: int) -> bool:
        """Remove a document; whether there was one."""
        return txn.delete(doc_id.to_bytes(self.key_width, "big"), b"", self._handle or self._open())

    def discard_range(self, txn: Txn, low: int, high: int) -> int:
        """Remove the documents from `low` to `high`, both included; how many there were."""
        width, handle = self.key_width, self._handle or self._open()
        doc_ids = self.keys(txn, low, high)
        for doc_id in doc_ids:
            txn.delete(doc_id.to_bytes(width, "big"), b"", handle)
        return len(doc_ids)

    def clear(self, txn: Txn) -> None:
        """Remove all documents; costs what they take, not what each would."""
        txn.drop(self._handle or self._open(), False)

    def fetch(self, txn: Txn, doc_id: int) -> T | None:
        """The document, or None."""
        raw = txn.get(doc_id.to_bytes(self.key_width, "big"), None, self._handle or self._open())
        return None if raw is None else self.decode(raw)

    def fetch_raw(self, txn: Txn, doc_id: int) -> bytes | None:
        """The document as it is stored, or None."""
        return txn.get(doc_id.to_bytes(self.key_width, "big"), None, self._handle or self._open())

    def fetch_many(self, txn: Txn, doc_ids: Sequence[int]) -> list[T | None]:
        """For each of `doc_ids`, in their order, the document or None."""
        raws = self.fetch_many_raw(txn, doc_ids)
        present = [raw for raw in raws if raw is not None]
        if len(present) == len(raws):
            return list(self._documents(doc_ids, present))
        there = [doc_id for doc_id, raw in zip(doc_ids, raws, strict=True) if raw is not None]
        documents = iter(self._documents(there, present))
        return [None if raw is None else next(documents) for raw in raws]

    def fetch_many_raw(self, txn: Txn, doc_ids: Sequence[int]) -> list[bytes | None]:
        """As `fetch_many`, as they are stored."""
        width = self.key_width
        return self.fetch_keys(txn, [doc_id.to_bytes(width, "big") for doc_id in doc_ids])

    def fetch_keys(self, txn: Txn, keys: Sequence[bytes]) -> list[bytes | None]:
        """As `fetch_many_raw`, with the keys as they are stored."""
        rows = txn.cursor(self._handle or self._open()).getmulti(keys)
        if len(rows) == len(keys):
            return [raw for _, raw in rows]
        found = dict(rows)
        return [found.get(key) for key in keys]

    def page(
        self,
        txn: Txn,
        low: int,
        high: int,
        limit: int,
        *,
        reverse: bool = False,
        before: int | None = None,
        after: int | None = None,
    ) -> list[tuple[int, T]]:
        """At most `limit` documents with their keys, from `low` to `high`, both included; `reverse` from the end.

        `before` and `after` narrow the range to the keys under and over them.
        """
        low, high = _narrowed(low, high, before, after)
        rows = self._walk(txn, low, high, limit, reverse=reverse)
        from_bytes = int.from_bytes
        doc_ids = [from_bytes(key, "big") for key, _ in rows]
        return list(zip(doc_ids, self._documents(doc_ids, [raw for _, raw in rows]), strict=True))

    def page_raw(
        self,
        txn: Txn,
        low: int,
        high: int,
        limit: int,
        *,
        reverse: bool = False,
        before: int | None = None,
        after: int | None = None,
    ) -> list[tuple[int, bytes]]:
        """As `page`, as they are stored."""
        low, high = _narrowed(low, high, before, after)
        from_bytes = int.from_bytes
        return [(from_bytes(key, "big"), raw) for key, raw in self._walk(txn, low, high, limit, reverse=reverse)]

    def rows(self, txn: Txn, low: int, high: int, limit: int, *, reverse: bool = False) -> list[tuple[bytes, bytes]]:
        """As `page_raw`, with the keys as they are stored."""
        return self._walk(txn, low, high, limit, reverse=reverse)

    def keys(
        self,
        txn: Txn,
        low: int,
        high: int,
        limit: int = sys.maxsize,
        *,
        reverse: bool = False,
        before: int | None = None,
        after: int | None = None,
    ) -> list[int]:
        """As `page`, the keys alone."""
        from_bytes = int.from_bytes
        low, high = _narrowed(low, high, before, after)
        cursor = self._cursor_at(txn, low, high, reverse=reverse)
        if cursor is None:
            return []
        found = cursor.iterprev(True, False) if reverse else cursor.iternext(True, False)
        end = (low if reverse else high).to_bytes(self.key_width, "big")
        outside: Callable[[bytes], bool] = end.__gt__ if reverse else end.__lt__
        return [from_bytes(key, "big") for key in _collect(found, outside, limit)]

    def total(self, txn: Txn) -> int:
        """How many documents there are; costs the same for any number."""
        return txn.stat(self._handle or self._open())["entries"]

    def _open(self) -> "Handle":
        if self._lmdb.current() is None:
            self._handle = handle = self._lmdb.handle(self._label)
        else:
            handle = self._handle_inside or self._lmdb.handle(self._label, self)
            self._handle_inside = handle
        return handle

    def _walk(self, txn: Txn, low: int, high: int, limit: int, *, reverse: bool) -> list[tuple[bytes, bytes]]:
        cursor = self._cursor_at(txn, low, high, reverse=reverse)
        if cursor is None:
            return []
        rows = cursor.iterprev() if reverse else cursor.iternext()
        end = (low if reverse else high).to_bytes(self.key_width, "big")
        outside: Callable[[tuple[bytes, bytes]], bool]
        outside = (lambda row: row[0] < end) if reverse else (lambda row: row[0] > end)
        return _collect(rows, outside, limit)

    def _cursor_at(self, txn: Txn, low: int, high: int, *, reverse: bool) -> "Cursor | None":
        if low > high:
            return None
        cursor = txn.cursor(self._handle or self._open())
        if not reverse:
            return cursor if cursor.set_range(low.to_bytes(self.key_width, "big")) else None
        end = high.to_bytes(self.key_width, "big")
        if not cursor.set_range(end):
            there = cursor.last()
        else:
            there = cursor.key() == end or cursor.prev()
        return cursor if there else None

    def _documents(self, doc_ids: Sequence[int], raws: list[bytes]) -> Sequence[T]:
        if not self._keep:
            return self.decode_many(raws)
        kept = self._kept
        documents: list[Any] = [
            held[1] if (held := kept.get(doc_id)) is not None and held[0] == raw else None
            for doc_id, raw in zip(doc_ids, raws, strict=True)
        ]
        unknown = [place for place, document in enumerate(documents) if document is None]
        if not unknown:
            return documents
        if len(kept) + len(unknown) > self._keep:
            kept.clear()
        for place, document in zip(unknown, self.decode_many([raws[place] for place in unknown]), strict=True):
            documents[place] = document
            kept[doc_ids[place]] = (raws[place], document)
        return documents

    def _damaged(self, error: msgspec.DecodeError) -> ReadStoreOutdated:
        return damaged(self._lmdb.path, f"{self._label}: {error}")


def _narrowed(low: int, high: int, before: int | None, after: int | None) -> tuple[int, int]:
    if before is not None and before <= high:
        high = before - 1
    if after is not None and after >= low:
        low = after + 1
    return low, high


def _collect(rows: Iterator[T], outside: Callable[[T], bool], limit: int) -> list[T]:
    taken: list[T] = []
    stride = FIRST_STRIDE
    while True:
        wanted = min(stride, limit - len(taken))
        found = list(islice(rows, wanted))
        taken += found
        if len(found) < wanted or len(taken) >= limit or outside(taken[-1]):
            break
        stride = STRIDE
    while taken and outside(taken[-1]):
        taken.pop()
    return taken


def _array_head(length: int) -> bytes:
    """The bytes with which msgpack begins an array of `length` values."""
    if length < 1 << 4:
        return bytes([0x90 | length])
    if length < 1 << 16:
        return b"\xdc" + length.to_bytes(2, "big")
    return b"\xdd" + length.to_bytes(4, "big")
