"""Every version of every document, by table, key and the position at which it came to be, in one LMDB environment.

It stands beside a copy of the documents as they are at its tip, which the real projections go on from. Changed by one
transaction a batch: the copy, the versions and how far they are belong together. Used by `time_travel` alone.
"""

import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import msgspec

from app.consistency.trace import Kind
from app.read_model.generation import Generation
from app.read_model.lmdb_environment import Txn
from app.read_model.schema import TABLES
from app.read_model.transaction import Transaction

UNVERSIONED: Final = frozenset(("parked", "jobs"))
"""What belongs to the work on documents and is none."""

SHOWN: Final = frozenset(("cards", "profiles", "comments"))
"""The tables whose documents a difference names one by one."""

NUMBERS: Final = {name: number for number, name in enumerate(TABLES)}
NAMES: Final = tuple(TABLES)

VERSIONS, MOMENTS, TOUCHED = "travel_versions", "travel_moments", "travel_touched"
_WIDEST: Final = 73
_REACH = "travel_reach"
_GONE = b""
_position = struct.Struct(">Q")


class Reach(msgspec.Struct, frozen=True):
    """From where to where versions are kept. `cut`: it began with a copy, since older events had left the log."""

    first: int = 0
    cut: bool = False


class MomentRow(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One event: its kind, words, the keys of the cards, profiles and comments it changed, and rows changed so far."""

    kind: Kind
    words: str
    changed: tuple[bytes, ...]
    rows_so_far: int


_decode_moment = msgspec.msgpack.Decoder(MomentRow).decode


def place_of(table: str, key: bytes) -> bytes:
    """How a document is called among the versions: its table's number, then its key."""
    return bytes([NUMBERS[table]]) + key


class Recorder:
    """The rows of one transaction as projections change them, and what an event has changed of them.

    Implements `app.projections.buffer.Rows`.
    """

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._before: dict[tuple[str, bytes], bytes | None] = {}
        self._now: dict[tuple[str, bytes], bytes | None] = {}

    def reader(self, table: str) -> Callable[[bytes], bytes | None]:
        """A function that gives the row under a key, or None."""
        return self._transaction.reader(table)

    def scan(
        self, table: str, prefix: bytes, *, past: bytes, limit: int, reverse: bool
    ) -> Sequence[tuple[bytes, bytes]]:
        """As `Transaction.scan`."""
        return self._transaction.scan(table, prefix, past=past, limit=limit, reverse=reverse)

    def put_many(self, table: str, rows: Sequence[tuple[bytes, bytes]]) -> None:
        """Store rows, given in ascending order of their keys, and remember them."""
        if table not in UNVERSIONED:
            read = self._transaction.reader(table)
            for key, row in rows:
                self._note(table, key, read(key), row)
        self._transaction.put_many(table, rows)

    def discard_many(self, table: str, row_keys: Sequence[bytes]) -> None:
        """Remove rows, and remember that they are gone."""
        if table not in UNVERSIONED:
            read = self._transaction.reader(table)
            for key in row_keys:
                self._note(table, key, read(key), None)
        self._transaction.discard_many(table, row_keys)

    def taken(self) -> list[tuple[bytes, bytes]]:
        """What was changed since the last call: places and rows, an empty one where the document is gone."""
        changed = [
            (place_of(*where), _GONE if row is None else row)
            for where, row in self._now.items()
            if row != self._before[where]
        ]
        self._before.clear()
        self._now.clear()
        return changed

    def _note(self, table: str, key: bytes, before: bytes | None, row: bytes | None) -> None:
        self._before.setdefault((table, key), before)
        self._now[table, key] = row


class Writing:
    """One change of the store: `rows` for the projections, and the versions that come of it."""

    def __init__(self, store: "TravelStore", txn: Txn, transaction: Transaction) -> None:
        self.transaction = transaction
        self.rows = Recorder(transaction)
        self._store = store
        self._txn = txn

    def keep(self, position: int, kind: Kind, words: str, rows_so_far: int) -> int:
        """Record what an event changed; how many rows have changed by now."""
        changed = self.rows.taken()
        at = _position.pack(position)
        for place, row in changed:
            self._txn.put(place + at, row, True, True, False, self._store.handles[VERSIONS])
        shown = tuple(place for place, _ in changed if NAMES[place[0]] in SHOWN)
        moment = MomentRow(kind, words, shown, rows_so_far + len(changed))
        put = self._txn.put
        put(at, msgspec.msgpack.encode(moment), True, True, True, self._store.handles[MOMENTS])
        places = msgspec.msgpack.encode([place for place, _ in changed])
        put(at, places, True, True, True, self._store.handles[TOUCHED])
        return moment.rows_so_far

    def begin_with(self, table: str, position: int, rows: Sequence[tuple[bytes, bytes]]) -> None:
        """Take documents over as they are at `position`, where the versions begin."""
        self.transaction.put_many(table, rows)
        if table not in UNVERSIONED:
            at = _position.pack(position)
            cursor = self._txn.cursor(self._store.handles[VERSIONS])
            cursor.putmulti([(place_of(table, key) + at, row) for key, row in rows])

    def set_reach(self, reach: Reach) -> None:
        """Note from where versions are kept."""
        self._store.generation.db.storage.meta_put(self._txn, _REACH, reach)

    def drop_before(self, position: int, pieces: int) -> bool:
        """Remove versions that others had replaced by `position`, of some events; whether that is done."""
        store, txn = self._store, self._txn
        events = txn.cursor(store.handles[TOUCHED])
        for _ in range(pieces):
            if not events.first() or _position.unpack(events.key())[0] > position:
                return True
            at = _position.unpack(events.key())[0]
            for place in msgspec.msgpack.decode(events.value(), type=list[bytes]):
                self._drop_replaced(place, at)
            # The moment at the beginning itself stays: it says how many rows had changed by then.
            txn.delete(_position.pack(at - 1), b"", store.handles[MOMENTS])
            events.delete()
        return False

    def _drop_replaced(self, place: bytes, at: int) -> None:
        """Keep the version of `at` alone of those up to it, and not that one either if it says 'gone'."""
        cursor = self._txn.cursor(self._store.handles[VERSIONS])
        mine = place + _position.pack(at)
        if not cursor.set_key(mine):
            return
        if cursor.value() == _GONE:
            cursor.delete()
        # On a cursor that has just deleted, this goes to the row before the one that is gone.
        while cursor.prev() and cursor.key()[:-8] == place:
            cursor.delete()


class TravelStore:
    """Opens the store in `path`, whose name is a number, or with `create` makes it. Raises as `Generation` does."""

    def __init__(self, path: Path, *, create: bool = False, database_id: str = "") -> None:
        self.generation = Generation(path, create=create, database_id=database_id, sync=False)
        storage = self.generation.db.storage
        with storage.writing() as txn:
            for name in (VERSIONS, MOMENTS, TOUCHED):
                storage.claim(txn, name, _WIDEST)
        self.handles = {name: storage.handle(name) for name in (VERSIONS, MOMENTS, TOUCHED)}
        self._tables = {name: storage.handle(name) for name in TABLES}

    def tip(self) -> int:
        """The newest position of which versions are kept."""
        return self.generation.snapshot().position

    def reach(self) -> Reach:
        """From where they are kept."""
        storage = self.generation.db.storage
        with self.generation.reading() as txn:
            return storage.meta_get(txn, _REACH, Reach) or Reach()

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """One change of everything. Raises `StoreFull` or `StoreUnusable`; then nothing of it was written."""
        storage = self.generation.db.storage
        with storage.writing() as txn:
            yield Writing(self, txn, Transaction(storage, txn, self._tables, self.generation.number))

    def rows_so_far(self, txn: Txn, position: int) -> int:
        """How many rows had changed by `position`, counted from where the versions begin."""
        moment = self.moment(txn, position)
        return moment.rows_so_far if moment is not None else 0

    def moment(self, txn: Txn, position: int) -> MomentRow | None:
        """What happened at a position, None where nothing is kept."""
        raw = txn.get(_position.pack(position), None, self.handles[MOMENTS])
        return None if raw is None else _decode_moment(raw)

    def row(self, txn: Txn, place: bytes, position: int) -> bytes | None:
        """A document as it was at `position`, encoded; None if there was none."""
        cursor = txn.cursor(self.handles[VERSIONS])
        wanted = place + _position.pack(position)
        there = cursor.set_range(wanted)
        if not there:
            there = cursor.last()
        elif cursor.key() != wanted:
            there = cursor.prev()
        if not there or cursor.key()[:-8] != place:
            return None
        return cursor.value() or None

    def document(self, txn: Txn, place: bytes, position: int) -> Any:
        """As `row`, decoded."""
        raw = self.row(txn, place, position)
        return None if raw is None else self.generation.tables[NAMES[place[0]]].decode(raw)

    def positions_of(self, txn: Txn, place: bytes, low: int, high: int, at_most: int) -> list[int]:
        """The newest positions from `low` to `high` at which a document changed, the latest first."""
        cursor = txn.cursor(self.handles[VERSIONS])
        wanted = place + _position.pack(high)
        there = cursor.set_range(wanted)
        if not there:
            there = cursor.last()
        elif cursor.key() != wanted:
            there = cursor.prev()
        found: list[int] = []
        while there and len(found) < at_most:
            key = cursor.key()
            at = _position.unpack(key[-8:])[0]
            if key[:-8] != place or at < low:
                break
            found.append(at)
            there = cursor.prev()
        return found

    def flush(self) -> None:
        """Have everything on the disk."""
        self.generation.flush()

    def close(self) -> None:
        """Close it; a second time does nothing."""
        self.generation.close()
