"""The event log as a program reads it that is not the only one to write: what others commit is told, too.

Wraps the outbox in the composition root. Whoever reads the log asks for its newest position; one that nobody in this
process has told of was committed by another process.
"""

from collections.abc import Callable, Sequence

from app.clock import Clock
from app.events import EventLog, StoredEvent

Tell = Callable[[int, float], None]
"""Told (the newest position, `Clock.monotonic_ms` since when the oldest of what is new is committed)."""


class ObservedLog:
    """Passes `log` on and calls `tell` whenever its newest position is past the `known` one; safe from any thread."""

    def __init__(self, log: EventLog, clock: Clock, known: Callable[[], int], tell: Tell) -> None:
        self._log = log
        self._clock = clock
        self._known = known
        self._tell = tell

    def read(self, after: int, limit: int) -> Sequence[StoredEvent]:
        """At most `limit` events after the position `after`, in order."""
        return self._log.read(after, limit)

    def read_at(self, seqs: Sequence[int]) -> Sequence[StoredEvent]:
        """The events at exactly these positions."""
        return self._log.read_at(seqs)

    def last_position(self) -> int:
        """The newest committed position, told before it is given if it is news."""
        newest = self._log.last_position()
        known = self._known()
        if newest > known:
            oldest = self._log.read(known, 1)
            # Only the wall time of another process's commit is known, and either clock may have been set meanwhile.
            age_ms = max(0, self._clock.now_ms() - oldest[0].committed_ms) if oldest else 0
            self._tell(newest, self._clock.monotonic_ms() - age_ms)
        return newest

    def database_id(self) -> str:
        """The identity of the database that this log belongs to."""
        return self._log.database_id()
