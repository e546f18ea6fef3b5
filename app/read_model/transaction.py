"""One write transaction over a read store's encoded rows, as projections use it, with the checkpoint beside them."""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice, takewhile
from typing import TYPE_CHECKING

import lmdb

from app.errors import EnvironmentFault
from app.read_model.lmdb_environment import Txn
from app.read_model.lmdb_storage import LmdbStorage
from app.read_model.schema import State

if TYPE_CHECKING:
    from lmdb import _Database as Handle

STORE_FAULTS = (lmdb.Error, OSError, EnvironmentFault, MemoryError)
"""What a transaction may raise by itself: never the fault of an event, and perhaps gone at the next attempt."""

STATE = "state"
HOLDS = "holds"
NOTHING_HELD: dict[str, str] = {}


class Transaction:
    """Rows by table and key, and the checkpoint; everything is committed together, or not at all.

    `generation` is the number of the store that this changes.
    """

    def __init__(self, storage: LmdbStorage, txn: Txn, handles: "Mapping[str, Handle]", generation: int) -> None:
        self.generation = generation
        self._storage = storage
        self._txn = txn
        self._handles = handles

    def reader(self, table: str) -> Callable[[bytes], bytes | None]:
        """A function that gives the row under a key, or None."""
        get, handle = self._txn.get, self._handles[table]
        # By position: LMDB's binding takes longer to look at names.
        return lambda key: get(key, None, handle)

    def put_many(self, table: str, rows: Sequence[tuple[bytes, bytes]]) -> None:
        """Store rows, given in ascending order of their keys."""
        self._txn.cursor(self._handles[table]).putmulti(rows)

    def discard_many(self, table: str, row_keys: Sequence[bytes]) -> None:
        """Remove the rows under these keys; those that are not there are passed over."""
        delete, handle = self._txn.delete, self._handles[table]
        for row_key in row_keys:
            delete(row_key, b"", handle)

    def scan(
        self, table: str, prefix: bytes, *, past: bytes, limit: int, reverse: bool
    ) -> Sequence[tuple[bytes, bytes]]:
        """At most `limit` rows whose keys begin with `prefix`, in order, beyond the key `past` unless that is empty."""
        cursor = self._txn.cursor(self._handles[table])
        if reverse:
            end = past or _successor(prefix)
            there = cursor.prev() if end and cursor.set_range(end) else cursor.last()
            rows = cursor.iterprev()
        else:
            there = cursor.set_range(past or prefix)
            if there and past and cursor.key() == past:
                there = cursor.next()
            rows = cursor.iternext()
        if not there:
            return []
        return list(islice(takewhile(lambda row: row[0].startswith(prefix), rows), limit))

    def state(self) -> State:
        """The checkpoint and the exceptions as they are with the changes made so far."""
        return self._storage.meta_get(self._txn, STATE, State) or State()

    def set_state(self, state: State) -> None:
        """Change the checkpoint and the exceptions."""
        self._storage.meta_put(self._txn, STATE, state)

    def holds(self) -> dict[str, str]:
        """What is held by hand: an aggregate, or a position as digits, with the reason."""
        return self._storage.meta_get(self._txn, HOLDS, dict[str, str]) or NOTHING_HELD

    def set_holds(self, holds: Mapping[str, str]) -> None:
        """Change what is held by hand."""
        self._storage.meta_put(self._txn, HOLDS, dict(holds))


def _successor(prefix: bytes) -> bytes:
    """The first key after all that begin with `prefix`; empty if nothing can come after them."""
    shortened = prefix.rstrip(b"\xff")
    return shortened[:-1] + bytes([shortened[-1] + 1]) if shortened else b""
