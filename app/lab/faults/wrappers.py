"""What a fault is done with: wrappers around the event log, around the doorbell and around the store's transaction.

Each does nothing until it is told to, and then does it once. They take the parts of any program, the running one too.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, Literal

from msgspec.structs import replace

from app.events import EventLog, StoredEvent
from app.projections.projector import Store, Transaction
from app.read_model.documents import Snapshot

NEXT: Final = 0
"""In place of a position: the event that is read next, whichever it is."""


class Crash(BaseException):
    """The process ends here: nothing may catch it but who opens the parts anew."""


class FaultyLog:
    """An `EventLog` that can give an event twice, give it after the next one, or give it unreadable."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self._twice: int | None = None
        self._late: int | None = None
        self._broken: set[int] = set()

    def read(self, after: int, limit: int) -> Sequence[StoredEvent]:
        """As the log gives them, but for the fault."""
        events = list(self._log.read(after, limit))
        twice, late = _place_in(events, self._twice), _place_in(events, self._late)
        if twice is not None:
            events.insert(twice, events[twice])
            self._twice = None
        elif late is not None and late + 1 < len(events):
            events[late], events[late + 1] = events[late + 1], events[late]
            self._late = None
        return [self._given(stored) for stored in events]

    def read_at(self, seqs: Sequence[int]) -> Sequence[StoredEvent]:
        """The events at exactly these positions."""
        return [self._given(stored) for stored in self._log.read_at(seqs)]

    def last_position(self) -> int:
        """The newest committed position."""
        return self._log.last_position()

    def database_id(self) -> str:
        """The identity of the database that this log belongs to."""
        return self._log.database_id()

    def give_twice(self, seq: int) -> None:
        """Give the event at `seq`, or the `NEXT` one, twice, the next time it is read."""
        self._twice = seq

    def give_late(self, seq: int) -> None:
        """Give the event at `seq`, or the `NEXT` one, after the one that follows it, when both are read together."""
        self._late = seq

    def poison(self, seq: int) -> None:
        """Give the event at `seq` cut in half, until `mend`."""
        self._broken.add(seq)

    def mend(self, seq: int) -> None:
        """Give the event at `seq` whole again."""
        self._broken.discard(seq)

    def _given(self, stored: StoredEvent) -> StoredEvent:
        return broken(stored) if stored.seq in self._broken else stored


class FaultyBell:
    """Stands between `signals.committed` and a projector's doorbell, `ring`; it can lose one ring, or double it.

    Connect `heard` to the signal; the signal holds it weakly. `rings` counts what came through.
    """

    def __init__(self, ring: Callable[[], None]) -> None:
        self.ring = ring
        self.rings = 0
        self._next = 1

    def heard(self, _sender: object, **_more: object) -> None:
        """The write model has committed."""
        times, self._next = self._next, 1
        for _ in range(times):
            self.rings += 1
            self.ring()

    def lose_next(self) -> None:
        """Do not hand on the next ring."""
        self._next = 0

    def double_next(self) -> None:
        """Hand on the next ring twice."""
        self._next = 2


class CrashingStore:
    """A projector's store that can end the process when all is applied: before the commit, or right after it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._crash: Literal["", "before", "after"] = ""

    def snapshot(self) -> Snapshot:
        """How far the store is."""
        return self._store.snapshot()

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """One durable change. Raises `Crash` at its end if it was told to; before the commit nothing of it is kept."""
        ends, self._crash = self._crash, ""
        with self._store.writing() as transaction:
            yield transaction
            if ends == "before":
                raise Crash
        if ends == "after":
            raise Crash

    def crash_next(self, *, committed: bool = False) -> None:
        """End the process in the next transaction; with `committed`, when it is durable."""
        self._crash = "after" if committed else "before"


def broken(stored: StoredEvent) -> StoredEvent:
    """The event with half of its payload, which nothing can decode."""
    return replace(stored, payload=stored.payload[: len(stored.payload) // 2])


def _place_in(events: Sequence[StoredEvent], seq: int | None) -> int | None:
    """Where the event stands among these; None if it is not wanted or not there."""
    if seq == NEXT:
        return 0 if events else None
    return next((place for place, stored in enumerate(events) if stored.seq == seq), None)
