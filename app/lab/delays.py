"""The one wrapper around the event log: it can delay events, limit their rate, pause them, let them through one by one.

Delay is latency, not rate: an event is given no earlier than its commit plus the delay, and a hundred that were
committed together are given together. Nothing of it is saved.
"""

import threading
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from app.clock import Clock
from app.events import EventLog, StoredEvent
from app.lab.model import ReadSideState, Slowing, slowed_by
from app.lab.slowing import Hold, Overtaking, SpeedLimit, delay_of

LOOKS_KEPT = 10_000


class _Look:
    """The newest position of the log, when it was first seen there, and until when it was the newest (monotonic)."""

    __slots__ = ("position", "seen_ms", "until_ms", "wall_ms")

    def __init__(self, position: int, seen_ms: float, wall_ms: int) -> None:
        self.position = position
        self.seen_ms = seen_ms
        self.wall_ms = wall_ms
        self.until_ms = seen_ms


class DelayedLog:
    """An `EventLog` that can hold events back. While nothing is set a read costs one attribute check.

    `changed` is called after each change of what is set: it rings `read_side` and wakes the projector.
    """

    def __init__(self, log: EventLog, clock: Clock, changed: Callable[[], None] = lambda: None) -> None:
        self._log = log
        self._clock = clock
        self._changed = changed
        self._lock = threading.Lock()
        self._on = False
        self._bypasses = 0
        self._slowing = Slowing()
        self._limit = SpeedLimit()
        self._overtaking = Overtaking(_nobody, _nobody)
        self._paused = False
        self._ceiling: int | None = None
        self._steps = 0
        self._drain_asked = False
        self._drained_up_to = 0
        self._due_ms: float | None = None
        self._looks: list[_Look] = []

    def read(self, after: int, limit: int) -> Sequence[StoredEvent]:
        """At most `limit` events after the position `after` that may be seen by now, in order."""
        if not self._on:
            return self._log.read(after, limit)
        newest = self._log.last_position()
        with self._lock:
            self._look(after, newest)
            limit = self._allowed(after, limit)
        events = self._log.read(after, limit) if limit else ()
        with self._lock:
            return self._due(events)

    def let_overtake(self, hold: Hold, release: Hold) -> None:
        """How an event is held back while later ones pass it, and let go: by its position, by the projector."""
        with self._lock:
            self._overtaking = Overtaking(hold, release)

    def read_at(self, seqs: Sequence[int]) -> Sequence[StoredEvent]:
        """The events at exactly these positions; they have been given before, so nothing holds them back."""
        return self._log.read_at(seqs)

    def last_position(self) -> int:
        """The newest committed position, whether or not it may be seen yet."""
        if self._on:
            # Asked for at each look, also when nothing is left to read: what was overtaken may go on.
            with self._lock:
                self._overtaking.release(self._clock.monotonic_ms())
        return self._log.last_position()

    def database_id(self) -> str:
        """The identity of the database that this log belongs to."""
        return self._log.database_id()

    @property
    def state(self) -> ReadSideState:
        """What is set."""
        with self._lock:
            return ReadSideState(paused=self._paused, steps=self._steps, slowing=self._slowing)

    def set_delay(self, milliseconds: int) -> None:
        """Give each event no earlier than this long after its commit; 0 for none. Counts for those that wait too."""
        self.set_slowing(slowed_by(milliseconds))

    def set_slowing(self, slowing: Slowing) -> None:
        """Give each event no earlier than its own delay after its commit. Counts for those that wait too."""
        with self._lock:
            if self._slowing.overtake and not slowing.overtake:
                self._overtaking.release()
            if slowing.per_s != self._slowing.per_s:
                self._limit.change(slowing.per_s)
            self._slowing = slowing
            self._switch()
        self._changed()

    def pause(self) -> None:
        """Give no more events until `resume`, but those that `allow` or `drain` let through."""
        with self._lock:
            if not self._paused:
                self._paused, self._ceiling, self._steps = True, None, 0
            self._switch()
        self._changed()

    def resume(self) -> None:
        """End the pause; a delay goes on."""
        with self._lock:
            self._paused, self._ceiling, self._steps = False, None, 0
            self._switch()
        self._changed()

    def allow(self, events: int = 1) -> None:
        """While paused, let this many more events through, at once whatever the delay."""
        with self._lock:
            if self._paused:
                self._steps += max(0, events)
        self._changed()

    def drain(self) -> None:
        """Let everything through that waits by now, at once; what comes after it waits again."""
        with self._lock:
            self._drain_asked = self._on
        self._changed()

    @contextmanager
    def bypass(self) -> Iterator[None]:
        """While this lasts nothing is held back, and what was committed by its end never is: demo, import, rebuild."""
        with self._lock:
            self._bypasses += 1
            self._switch()
        self._changed()
        try:
            yield
        finally:
            with self._lock:
                self._bypasses -= 1
                self._switch()
                self._drain_asked = self._on
            self._changed()

    def next_due_ms(self) -> float | None:
        """In how many milliseconds the next event may be seen; None if nothing waits for time to pass."""
        with self._lock:
            waits = [at for at in (self._due_ms, self._overtaking.next_ms) if at is not None]
            if not self._on or not waits:
                return None
            return max(0.0, min(waits) - self._clock.monotonic_ms())

    def _switch(self) -> None:
        """Turn the wrapper on or off; the lock is held."""
        slowed = self._slowing.delays or self._slowing.per_s > 0
        on = self._bypasses == 0 and (self._paused or slowed)
        if not on:
            self._overtaking.release()
        if on and not self._on:
            self._looks.clear()
        self._on = on
        self._due_ms = None
        self._drain_asked = self._drain_asked and on

    def _look(self, after: int, newest: int) -> None:
        """Note what the log holds, so that each event's commit is known to lie between two looks; the lock is held."""
        now = self._clock.monotonic_ms()
        # The one before the first that is needed stays: nothing needed is older than it.
        passed = bisect_left(self._looks, after + 1, key=_position) - 1
        del self._looks[: max(0, passed, len(self._looks) - LOOKS_KEPT)]
        if self._looks and self._looks[-1].position >= newest:
            self._looks[-1].until_ms = now
        else:
            self._looks.append(_Look(newest, now, self._clock.now_ms()))
        if self._drain_asked:
            self._drained_up_to = newest
            self._drain_asked = False

    def _allowed(self, after: int, limit: int) -> int:
        """How many of the next events a pause lets through; the lock is held."""
        if not self._paused:
            room = self._limit.room(self._clock.monotonic_ms())
            return limit if room is None else min(limit, room)
        self._ceiling = max(after if self._ceiling is None else self._ceiling, self._drained_up_to) + self._steps
        self._steps = 0
        return min(limit, max(0, self._ceiling - after))

    def _due(self, events: Sequence[StoredEvent]) -> Sequence[StoredEvent]:
        """The events up to the first that is not due, and when that will be; the lock is held."""
        self._due_ms = None
        if self._paused or not self._on:
            return events
        now = self._clock.monotonic_ms()
        late = [(self._due_at(event), event.seq) for event in events]
        early = [at for at, (due, seq) in enumerate(late) if due <= now or seq <= self._drained_up_to]
        if self._slowing.overtake:
            given = early[-1] + 1 if early else 0
        else:
            given = next((at for at in range(len(events)) if at >= len(early) or early[at] != at), len(events))
        for due, seq in late[:given]:
            if due > now and seq > self._drained_up_to:
                self._overtaking.hold(seq, due)
        self._limit.take(given)
        # In order, only the next one decides; where events overtake, any of them may be the first.
        waits = [due for due, _seq in late[given:]]
        waits = waits if self._slowing.overtake else waits[:1]
        self._due_ms = min(waits, default=self._limit.next_ms(now))
        return events[:given]

    def _due_at(self, event: StoredEvent) -> float:
        return self._committed_ms(event) + delay_of(self._slowing, event.seq) if self._slowing.delays else 0.0

    def _committed_ms(self, event: StoredEvent) -> float:
        """When the event was committed, in monotonic time.

        By its wall time, unless the clock was set meanwhile: it was not there at the look before the one that
        first saw it, so it cannot be older than that, nor newer than the look itself.
        """
        first = bisect_left(self._looks, event.seq, key=_position)
        if first == len(self._looks):
            return self._clock.monotonic_ms()
        look = self._looks[first]
        by_wall_time = look.seen_ms - max(0, look.wall_ms - event.committed_ms)
        return max(by_wall_time, self._looks[first - 1].until_ms) if first else by_wall_time


def _nobody(_position: int) -> None:
    """Nobody projects yet, so nothing can be held."""


def _position(look: _Look) -> int:
    return look.position
