"""The documents of one table within a transaction, with the changes made so far collected in memory.

Changes are written sorted by key, each document once, however many events touched it.
"""

import enum
from collections.abc import Callable, Sequence
from typing import Any, Final, Generic, Protocol, TypeVar

import msgspec

from app.errors import Mistake, ReadStoreOutdated

D = TypeVar("D", bound=msgspec.Struct)


MAX_KEPT = 20_000
"""Documents that each table keeps from one transaction to the next."""


class Rows(Protocol):
    """One open transaction over the encoded rows of all tables. Keys are bytes, in order."""

    def reader(self, table: str) -> Callable[[bytes], bytes | None]:
        """A function that gives the row under a key, or None."""
        ...

    def put_many(self, table: str, rows: Sequence[tuple[bytes, bytes]]) -> None:
        """Store rows, given in ascending order of their keys."""
        ...

    def discard_many(self, table: str, row_keys: Sequence[bytes]) -> None:
        """Remove the rows under these keys; those that are not there are passed over."""
        ...

    def scan(
        self, table: str, prefix: bytes, *, past: bytes, limit: int, reverse: bool
    ) -> Sequence[tuple[bytes, bytes]]:
        """At most `limit` rows whose keys begin with `prefix`, in order, beyond the key `past` unless that is empty."""
        ...


class _Absent(enum.Enum):
    """Stands in the undo list for a key that had not been changed before."""

    ABSENT = enum.auto()


_ABSENT: Final = _Absent.ABSENT

Undo = list[tuple["Documents[Any]", bytes, Any]]
"""What was changed, latest last: the table, the key, and the change that was there before."""


class Within:
    """The transaction that all tables work in, None outside of one; each looks at it when it needs a row."""

    __slots__ = ("rows",)

    def __init__(self) -> None:
        self.rows: Rows | None = None


_encode = msgspec.msgpack.Encoder().encode


def encoded(document: msgspec.Struct) -> bytes:
    """The document as a row, for `put_raw` of one and the same in many places."""
    return _encode(document)


class Documents(Generic[D]):
    """The documents of one table, by key, as they are with the changes made so far.

    With `keep`, those that were read or written stay in memory from one transaction to the next.
    """

    def __init__(self, name: str, kind: type[D], undo: Undo, within: Within, *, keep: bool) -> None:
        self.changed: dict[bytes, D | bytes | None] = {}
        """What was changed since the last `write`, by key: the document, encoded or not, or None."""
        self.written_early: set[bytes] = set()
        """The keys of what a scan had to write before the transaction's end."""
        self._name = name
        self._keep = keep
        self._decode = msgspec.msgpack.Decoder(kind).decode
        self._kept: dict[bytes, D | bytes | None] = {}
        self._undo = undo
        self._within = within
        self._rows: Rows | None = None
        self._read: Callable[[bytes], bytes | None] = _closed

    def fetch(self, key: bytes) -> D | None:
        """The document, or None."""
        value = self.changed.get(key, _ABSENT)
        if value is _ABSENT:
            value = self._kept.get(key, _ABSENT)
            if value is _ABSENT:
                return self._read_anew(key)
        return self._decoded(value) if isinstance(value, bytes) else value

    def put(self, key: bytes, document: D) -> None:
        """Put the document in the place of what is there."""
        changed = self.changed
        self._undo.append((self, key, changed.get(key, _ABSENT)))
        changed[key] = document

    def put_raw(self, key: bytes, row: bytes) -> None:
        """As `put`, with a document that is `encoded`."""
        changed = self.changed
        self._undo.append((self, key, changed.get(key, _ABSENT)))
        changed[key] = row

    def put_raw_many(self, row_keys: Sequence[bytes], row: bytes) -> None:
        """As `put_raw`, the same document in many places."""
        changed, note = self.changed, self._undo.append
        for key in row_keys:
            note((self, key, changed.get(key, _ABSENT)))
            changed[key] = row

    def discard(self, key: bytes) -> None:
        """Remove the document if it is there."""
        changed = self.changed
        self._undo.append((self, key, changed.get(key, _ABSENT)))
        changed[key] = None

    def scan(self, prefix: bytes, *, limit: int, past: bytes = b"", reverse: bool = False) -> list[tuple[bytes, D]]:
        """At most `limit` documents whose keys begin with `prefix`, in order, beyond the key `past`."""
        self.written_early.update(self.changed)
        self.write()
        rows = self._within.rows
        if rows is None:
            raise Mistake(f"The documents of {self._name} were asked for outside a transaction.")
        found = rows.scan(self._name, prefix, past=past, limit=limit, reverse=reverse)
        return [(key, self._decoded(row)) for key, row in found]

    def touched(self) -> set[bytes]:
        """The keys changed in this transaction."""
        return self.written_early.union(self.changed)

    def write(self) -> None:
        """Write the changes into the transaction."""
        changed, rows = self.changed, self._within.rows
        if not changed or rows is None:
            return
        self._remember_for_undo()
        order = sorted(changed)
        put = [
            (key, value if isinstance(value, bytes) else _encode(value))
            for key in order
            if (value := changed[key]) is not None
        ]
        if put:
            rows.put_many(self._name, put)
        if len(put) < len(order):
            rows.discard_many(self._name, [key for key in order if changed[key] is None])
        if self._keep:
            self._kept.update(changed)
            self._keep_few()
        changed.clear()

    def restore(self, key: bytes, value: D | bytes | _Absent | None) -> None:
        """Take back one change; `Changes.undo` calls it, latest first."""
        if value is _ABSENT:
            self.changed.pop(key, None)
        else:
            self.changed[key] = value

    def forget(self) -> None:
        """Let go of everything: the transaction was not committed."""
        self._kept.clear()
        self.changed.clear()
        self.written_early.clear()
        self._rows = None
        self._read = _closed

    def _keep_few(self) -> None:
        if len(self._kept) > MAX_KEPT:
            self._kept.clear()

    def _stored(self, key: bytes) -> D | bytes | None:
        value = self._kept.get(key, _ABSENT)
        return self._read_anew(key) if value is _ABSENT else value

    def _read_anew(self, key: bytes) -> D | None:
        if self._rows is not self._within.rows:
            self._look_into(self._within.rows)
        row = self._read(key)
        document = None if row is None else self._decoded(row)
        if self._keep:
            self._kept[key] = document
        return document

    def _look_into(self, rows: Rows | None) -> None:
        self._rows = rows
        self._read = _closed if rows is None else rows.reader(self._name)
        self._keep_few()

    def _decoded(self, row: bytes) -> D:
        try:
            return self._decode(row)
        except msgspec.MsgspecError as error:
            raise ReadStoreOutdated(
                f"The read store is damaged ({self._name}: {error}); nothing is lost, it has to be rebuilt."
            ) from error

    def _remember_for_undo(self) -> None:
        # Once written, a change can only be taken back by writing what was there before.
        undo = self._undo
        for place, (table, key, value) in enumerate(undo):
            if value is _ABSENT and table is self:
                undo[place] = (table, key, self._stored(key))


def _closed(key: bytes) -> bytes | None:
    raise Mistake(f"A document was asked for outside a transaction ({key.hex()}).")
