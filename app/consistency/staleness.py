"""How far the read side is behind: lag per event from commit to readable, its percentiles, and its last minute.

Called for each commit and each projected batch, from their threads; read by the window as often as it likes.
"""

import itertools
import math
import threading
from collections import OrderedDict, deque
from collections.abc import Sequence

from app.clock import Clock
from app.consistency.fresh_curve import WriteTimes
from app.consistency.reached import NOWHERE
from app.consistency.visible import LagReading
from app.read_model.documents import Snapshot

MEASURED_EVENTS = 1_000
MEASURED_WRITES = 400
SAMPLE_MS = 250
SERIES_SAMPLES = 240
"""The series covers a minute."""


class LagMeter:
    """Measures lag in events and in age. All times are `Clock.monotonic_ms`; safe from any thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._write = 0
        self._snapshot = NOWHERE
        self._waiting: deque[tuple[int, float]] = deque()
        self._excepted: dict[int, float] = {}
        self._lags: deque[float] = deque(maxlen=MEASURED_EVENTS)
        self._percentiles: tuple[float, float] | None = None
        self._slots: dict[int, float] = {}
        self._writes: OrderedDict[int, WriteTimes] = OrderedDict()
        self._conditions: object = None
        self._heartbeat: float | None = None

    def resume(self, snapshot: Snapshot, write_position: int, oldest_age_ms: float = 0.0) -> None:
        """Begin where an earlier run ended: how far both sides are, and how old the oldest waiting event is."""
        with self._lock:
            self._snapshot = snapshot
            self._write = max(write_position, snapshot.position)
            self._waiting.clear()
            self._writes.clear()
            if self._write > snapshot.position:
                self._waiting.append((self._write, self._clock.monotonic_ms() - oldest_age_ms))

    def committed(self, position: int, at_ms: float | None = None) -> None:
        """Everything up to `position` is committed since `at_ms` (None: now); called once a commit, in any case."""
        with self._lock:
            if position > self._write:
                at = self._clock.monotonic_ms() if at_ms is None else at_ms
                self._write = position
                self._waiting.append((position, at))
                self._writes[position] = WriteTimes(at, None, position)
                if len(self._writes) > MEASURED_WRITES:
                    self._writes.popitem(last=False)

    def projected(self, snapshot: Snapshot, at_ms: float | None = None) -> None:
        """The read store has committed `snapshot` at `at_ms` (None: now): what it reaches is readable."""
        now = self._clock.monotonic_ms() if at_ms is None else at_ms
        with self._lock:
            self._heartbeat = now
            if self._excepted:
                self._release(snapshot, now)
            before, self._snapshot = self._snapshot, snapshot
            if snapshot.generation == before.generation:
                self._pass(before.position, snapshot, now)
            else:
                # Another store is no measure of how long the writes took to reach the one before.
                self._writes.clear()
                if snapshot.position >= self._write:
                    self._waiting.clear()
            self._write = max(self._write, snapshot.position)
            self._percentiles = None

    def heartbeat(self, at_ms: float | None = None) -> None:
        """The projector has looked at the log, whether or not there was anything."""
        self._heartbeat = self._clock.monotonic_ms() if at_ms is None else at_ms

    def under(self, conditions: object) -> None:
        """From now on writes run under these conditions; if they are others, the times of the writes so far go."""
        with self._lock:
            if conditions != self._conditions:
                self._conditions = conditions
                self._writes.clear()

    def writes(self) -> tuple[WriteTimes, ...]:
        """The last 400 writes under the present conditions, oldest first: when committed, and when readable."""
        with self._lock:
            return tuple(self._writes.values())

    @property
    def positions(self) -> tuple[int, int]:
        """How far the read store and the write model are."""
        return self._snapshot.position, self._write

    def oldest_ms(self) -> float:
        """The age of the oldest event that waits, 0 if none does. Parked events do not wait."""
        with self._lock:
            return self._oldest(self._clock.monotonic_ms()) or 0.0

    def reading(self, pending: int = 0, parked: int = 0) -> LagReading:
        """Everything that is known, at this moment; the percentiles are exact, over the last 1,000 events."""
        now = self._clock.monotonic_ms()
        with self._lock:
            if self._percentiles is None and self._lags:
                ordered = sorted(self._lags)
                self._percentiles = _percentile(ordered, 0.5), _percentile(ordered, 0.99)
            median, p99 = self._percentiles or (None, None)
            return LagReading(
                read=self._snapshot.position,
                write=self._write,
                waiting=max(0, self._write - self._snapshot.position),
                oldest_ms=self._oldest(now),
                median_ms=median,
                p99_ms=p99,
                series=self._series(now),
                pending=pending,
                parked=parked,
                heartbeat_ms=None if self._heartbeat is None else max(0.0, now - self._heartbeat),
            )

    def _pass(self, before: int, snapshot: Snapshot, now: float) -> None:
        """Measure what the checkpoint has passed, a commit at a time; the lock is held."""
        done = before
        oldest: float | None = None
        while self._waiting and done < snapshot.position:
            last, at = self._waiting[0]
            reached = min(last, snapshot.position)
            if reached == last:
                self._waiting.popleft()
                if last not in snapshot.exceptions:
                    self._readable(last, now)
            lag = max(0.0, now - at)
            count = reached - done
            if snapshot.exceptions:
                held = [position for position in snapshot.exceptions if done < position <= reached]
                self._excepted.update(dict.fromkeys(held, at))
                count -= len(held)
            if count > 0:
                self._lags.extend(itertools.repeat(lag, min(count, MEASURED_EVENTS)))
                # The oldest of a batch is older than the others in each sample, so it alone is drawn.
                oldest = at if oldest is None else oldest
            done = max(done, reached)
        if oldest is not None:
            self._fill_slots(oldest, now)

    def _release(self, snapshot: Snapshot, now: float) -> None:
        """Measure the exceptions that are none any more; the lock is held."""
        for position in [position for position in self._excepted if position not in snapshot.exceptions]:
            self._lags.append(max(0.0, now - self._excepted.pop(position)))
            self._readable(position, now)

    def _readable(self, position: int, now: float) -> None:
        """The write whose last event this is, is readable; the lock is held."""
        write = self._writes.get(position)
        if write is not None:
            self._writes[position] = WriteTimes(write.committed_ms, now, position)

    def _fill_slots(self, since: float, until: float) -> None:
        """An event that waited was the age of each sample it saw, and its whole lag in its last one."""
        last = int(until // SAMPLE_MS)
        if until - since > self._slots.get(last, 0.0):
            self._slots[last] = until - since
        for slot in range(max(int(since // SAMPLE_MS), last - SERIES_SAMPLES), last):
            age = (slot + 1) * SAMPLE_MS - since
            if age > self._slots.get(slot, 0.0):
                self._slots[slot] = age
        if len(self._slots) > 2 * SERIES_SAMPLES:
            self._forget_slots_before(last - SERIES_SAMPLES + 1)

    def _forget_slots_before(self, first: int) -> None:
        for slot in [slot for slot in self._slots if slot < first]:
            del self._slots[slot]

    def _oldest(self, now: float) -> float | None:
        return max(0.0, now - self._waiting[0][1]) if self._waiting else None

    def _series(self, now: float) -> tuple[float, ...]:
        """The last minute, oldest first; what still waits is added as it ages. The lock is held."""
        last = int(now // SAMPLE_MS)
        first = last - SERIES_SAMPLES + 1
        self._forget_slots_before(first)
        series = [self._slots.get(slot, 0.0) for slot in range(first, last + 1)]
        if self._waiting:
            since = self._waiting[0][1]
            for slot in range(max(first, int(since // SAMPLE_MS)), last + 1):
                age = min(now, (slot + 1) * SAMPLE_MS) - since
                series[slot - first] = max(series[slot - first], age)
        return tuple(series)


def _percentile(ordered: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
