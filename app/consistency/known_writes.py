"""The writes that the checker of session guarantees still has to know, and how far each store has come.

Bounded: a write that every store holds is settled, and of the settled ones only the newest few of each key are kept,
so that a read which goes back behind the checkpoint is still recognized.
"""

import math
from bisect import bisect_left, insort
from collections import OrderedDict, deque

from app.consistency.history import LANES, Apply, Lane, Write

SETTLED_KEPT_A_KEY = 8
KEYS_KEPT = 8_192
WRITES_KEPT = 10_000
ORDERS_KEPT = 4_096


Reader = tuple[str, Lane]


class Known:
    """A write, when which store applied it, and when who first saw it (by session and lane)."""

    __slots__ = ("applied_ms", "seen_by", "settled", "shelves", "write")

    def __init__(self, write: Write) -> None:
        self.write = write
        self.seen_by: dict[Reader, float] = {}
        self.applied_ms: dict[str, float] = {}
        self.settled = False
        self.shelves = 0

    def saw(self, reader: Reader, at_ms: float) -> None:
        """A session has seen the write; the first time counts."""
        self.seen_by[reader] = min(at_ms, self.seen_by.get(reader, math.inf))

    def was_seen(self, session: str, by_ms: float) -> bool:
        """Whether the session had seen it in either lane by then."""
        return any(self.seen_by.get((session, lane), math.inf) <= by_ms for lane in LANES)


class StoreState:
    """How far one store is, and in which of its commits a position came in first."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.seq = 0
        self.waiting: list[int] = []
        self.held_back: set[int] = set()
        self.left: OrderedDict[int, int] = OrderedDict()
        self._seqs: deque[int] = deque(maxlen=ORDERS_KEPT)
        self._orders: deque[int] = deque(maxlen=ORDERS_KEPT)

    def advance(self, apply: Apply) -> list[int]:
        """Take over a commit; the waiting positions that it brought, in order."""
        missing = frozenset(apply.missing)
        for seq in [one for one in self.held_back if one <= apply.seq and one not in missing]:
            self.held_back.discard(seq)
            self.left[seq] = apply.order
            if len(self.left) > ORDERS_KEPT:
                self.left.popitem(last=False)
        if apply.seq > self.seq:
            self.held_back.update(seq for seq in missing if self.seq < seq <= apply.seq)
            self.seq = apply.seq
            self._seqs.append(apply.seq)
            self._orders.append(apply.order)
        reach = bisect_left(self.waiting, self.seq + 1)
        brought = [seq for seq in self.waiting[:reach] if seq not in self.held_back]
        self.waiting[:reach] = [seq for seq in self.waiting[:reach] if seq in self.held_back]
        return brought

    def order_of(self, seq: int) -> int | None:
        """The commit in which a position came in first, None if it has not; 0 for one of long ago."""
        if seq > self.seq or seq in self.held_back:
            return None
        left = self.left.get(seq)
        if left is not None:
            return left
        return self._orders[bisect_left(self._seqs, seq)] if self._seqs[0] < seq else self._first_order()

    @property
    def complete(self) -> int:
        """The position up to which nothing is missing."""
        return min(self.held_back, default=self.seq + 1) - 1

    def is_before(self, earlier: int, later: int) -> bool:
        """Whether both are there and `earlier` came in first."""
        first, second = self.order_of(earlier), self.order_of(later)
        return first is not None and second is not None and (first, earlier) < (second, later)

    def _first_order(self) -> int:
        return self._orders[0] if len(self._orders) < ORDERS_KEPT else 0


class _Shelf:
    """The known writes of one key, in the order in which they became known."""

    __slots__ = ("settled", "writes")

    def __init__(self) -> None:
        self.writes: dict[int, Known] = {}
        self.settled: deque[int] = deque()


class KnownWrites:
    """Writes by position, key and session. `keep` settled writes are kept for each key."""

    def __init__(self, keep: int = SETTLED_KEPT_A_KEY, at_most: int = WRITES_KEPT) -> None:
        self.by_seq: dict[int, Known] = {}
        self.own: dict[str, list[int]] = {}
        self.forgotten = 0
        self._keep = keep
        self._at_most = at_most
        self._shelves: OrderedDict[str, _Shelf] = OrderedDict()
        self._live: list[int] = []

    def add(self, write: Write) -> Known | None:
        """Know a write from now on; None if its position is known already: a command that changed nothing."""
        if write.seq in self.by_seq:
            return None
        known = Known(write)
        self.by_seq[write.seq] = known
        insort(self._live, write.seq)
        insort(self.own.setdefault(write.session, []), write.seq)
        for key in set(write.keys):
            shelf = self._shelves.setdefault(key, _Shelf())
            self._shelves.move_to_end(key)
            shelf.writes[write.seq] = known
            known.shelves += 1
        self._bound()
        return known

    def of_key(self, key: str) -> dict[int, Known]:
        """The known writes that touched a key."""
        shelf = self._shelves.get(key)
        return {} if shelf is None else shelf.writes

    def settle(self, up_to: int) -> None:
        """Every store holds everything up to this position."""
        reach = bisect_left(self._live, up_to + 1)
        settled, self._live[:reach] = self._live[:reach], []
        for seq in settled:
            self._settled(self.by_seq[seq])

    def _settled(self, known: Known) -> None:
        known.settled = True
        if not known.write.keys:
            self._forget(known)
        for key in set(known.write.keys):
            shelf = self._shelves[key]
            shelf.settled.append(known.write.seq)
            if len(shelf.settled) > self._keep:
                self._unshelve(shelf, shelf.settled.popleft())
            if not shelf.writes:
                del self._shelves[key]

    def _bound(self) -> None:
        while len(self._live) > self._at_most:
            self.forgotten += 1
            self._settled(self.by_seq[self._live.pop(0)])
        turns = len(self._shelves)
        while len(self._shelves) > KEYS_KEPT and turns:
            turns -= 1
            key, shelf = self._shelves.popitem(last=False)
            if len(shelf.settled) < len(shelf.writes):
                self._shelves[key] = shelf
                continue
            for seq in shelf.settled:
                self._unshelve(shelf, seq)

    def _unshelve(self, shelf: _Shelf, seq: int) -> None:
        known = shelf.writes.pop(seq)
        known.shelves -= 1
        if known.shelves == 0:
            self._forget(known)

    def _forget(self, known: Known) -> None:
        seq, session = known.write.seq, known.write.session
        del self.by_seq[seq]
        own = self.own[session]
        del own[bisect_left(own, seq)]
        if not own:
            del self.own[session]
