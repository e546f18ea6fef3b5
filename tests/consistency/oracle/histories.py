"""Random histories of a small world: two stores with projectors of their own that drop, park and reorder; stale reads,
reads of the write model, and an overlay that shows some of what is not there yet.
"""

from typing import Any

from hypothesis import strategies as st

from app.consistency.history import Apply, Read, Record, SeenRead, Write

SESSIONS = ("ann", "ben")
KEYS = ("post:1", "post:2", "person:1", "feed:everyone")
STORES = ("read store", "search")

_bits = st.integers(0, 255)
_moves = st.lists(
    st.tuples(
        st.sampled_from(("write", "write", "acknowledge", "next", "any", "read", "read", "read")), _bits, _bits, _bits
    ),
    max_size=25,
)


class World:
    """Writes, stores and readers; `records` is what happened."""

    def __init__(self, *, stale: bool) -> None:
        self.records: list[Record] = [Apply(store, 0, 0, 0.0) for store in STORES]
        self.stale = stale
        self.now = 0.0
        self.last = 0
        self.open: list[Write] = []
        self.applied: dict[str, set[int]] = {store: set() for store in STORES}
        self.orders = dict.fromkeys(STORES, 0)
        self.states: list[tuple[str, int, tuple[int, ...]]] = [(store, 0, ()) for store in STORES]

    def move(self, kind: str, a: int, b: int, c: int) -> None:
        self.now += 1
        match kind:
            case "write":
                self._write(a, b, c)
            case "acknowledge":
                self.acknowledge()
            case "next":
                self._apply(STORES[a % 2], 0)
            case "any":
                self._apply(STORES[a % 2], b)
            case _:
                self.acknowledge()
                self._read(a, b, c)

    def acknowledge(self) -> None:
        for write in self.open:
            self.records.append(Write(write.session, write.seq, write.keys, write.issued_ms, self.now, deps=write.deps))
        self.open.clear()

    def _write(self, a: int, b: int, c: int) -> None:
        self.last += 1
        deps = (1 + c % (self.last - 1),) if c % 5 == 0 and self.last > 1 else ()
        self.open.append(
            Write(SESSIONS[a % 2], self.last, _some(KEYS, b) or KEYS[:1], self.now - c % 4, self.now, deps=deps)
        )

    def _apply(self, store: str, which: int) -> None:
        if not self.stale:
            self.acknowledge()
        there = self.applied[store]
        waiting = [seq for seq in range(1, self.last + 1) if seq not in there]
        if waiting:
            there.add(waiting[which % len(waiting)])
            top = max(there)
            missing = tuple(seq for seq in range(1, top) if seq not in there)
            self.orders[store] += 1
            self.records.append(Apply(store, top, self.orders[store], self.now, missing))
            self.states.append((store, top, missing))

    def _read(self, a: int, b: int, c: int) -> None:
        state = self.states[c % len(self.states)] if self.stale and a & 4 else self._newest(STORES[(a >> 3) % 2])
        if a & 16:
            state = ("write model", self.last, ())
        keys = _some(KEYS, b)
        versions = {keys[0]: self.last} if b & 16 and keys else {}
        start, session = self.now - c % 3, SESSIONS[a % 2]
        if a & 2:
            self.records.append(Read(session, state[0], keys, start, self.now, state[1], state[2], versions))
        else:
            shown = tuple(seq for seq in range(1, self.last + 1) if c >> (seq % 7) & 1)
            self.records.append(
                SeenRead(session, state[0], keys, start, self.now, state[1], state[2], versions, shown=shown)
            )

    def _newest(self, store: str) -> tuple[str, int, tuple[int, ...]]:
        return next(state for state in reversed(self.states) if state[0] == store)


def _some(values: tuple[str, ...], bits: int) -> tuple[str, ...]:
    return tuple(value for index, value in enumerate(values) if bits >> index & 1)


@st.composite
def histories(draw: Any, *, stale: bool = True) -> list[Record]:
    """A history in which a write is recorded before the reads that show it.

    `stale`: reads go back to any earlier state, and a write may be applied before it is recorded.
    """
    world = World(stale=stale)
    for move in draw(_moves):
        world.move(*move)
    world.acknowledge()
    return world.records
