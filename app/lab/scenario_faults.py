"""What a scenario breaks on its rig: wrappers around the log and the store that the real projector works with.

The projector between them is the program's own; nothing here decides what becomes of a fault.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

from msgspec.structs import replace

from app.events import EventLog, StoredEvent
from app.projections.projector import Store, Transaction
from app.read_model.documents import Snapshot

BROKEN = b"\xff broken"
"""A payload that no projection can read."""


class Crash(Exception):
    """The projector's process ends here."""


class FaultyLog:
    """An `EventLog` that hands on `log`; on order it delivers twice, in the wrong order, or a broken event."""

    def __init__(self, log: EventLog) -> None:
        self._log = log
        self.poisoned: set[int] = set()
        self.next: Literal["", "duplicate", "out_of_order"] = ""

    def read(self, after: int, limit: int) -> Sequence[StoredEvent]:
        """As `EventLog.read`, with what was ordered done to it once."""
        events = [self._tainted(event) for event in self._log.read(after, limit)]
        if self.next == "duplicate" and events:
            events.insert(1, events[0])
            self.next = ""
        elif self.next == "out_of_order" and len(events) > 1:
            events[0], events[1] = events[1], events[0]
            self.next = ""
        return events

    def read_at(self, seqs: Sequence[int]) -> Sequence[StoredEvent]:
        """As `EventLog.read_at`; a poisoned event is as broken as before."""
        return [self._tainted(event) for event in self._log.read_at(seqs)]

    def last_position(self) -> int:
        """As `EventLog.last_position`."""
        return self._log.last_position()

    def database_id(self) -> str:
        """As `EventLog.database_id`."""
        return self._log.database_id()

    def _tainted(self, event: StoredEvent) -> StoredEvent:
        return replace(event, payload=BROKEN) if event.seq in self.poisoned else event


class FaultyStore:
    """The projector's `Store`; on order the process ends before or after the next commit of it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.crash: Literal["", "before", "after"] = ""

    def snapshot(self) -> Snapshot:
        """How far it is."""
        return self._store.snapshot()

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """One durable change, unless the process ends before its commit. Raises `Crash`."""
        ends, self.crash = self.crash, ""
        with self._store.writing() as transaction:
            yield transaction
            if ends == "before":
                raise Crash
        if ends == "after":
            raise Crash
