"""P(fresh), predicted: the projector's own queue simulated with the delays that are set; one projector in closed form.

An event may be seen a delay after its commit, and no sooner than the one before it. The projector takes what may be
seen in one batch, works on it for a while, and makes it readable at the end. So an exponential delay that is kept in
order gives the curve of a queue and not the exponential one.
"""

import math
import random
from collections.abc import Callable, Iterable, Sequence

import msgspec

from app.lab.staleness.latency import Discrete, Latency

Draw = Callable[[], float]

LARGEST_BATCH = 500


class Conditions(msgspec.Struct, frozen=True):
    """What somebody has set: the delay of an event, a jitter up to `jitter_ms` added to it, and their longest sum.

    `in_order`: no event passes an earlier one, and then two follow each other by `gap_ms` at least (a speed limit).
    """

    delay: Latency
    jitter_ms: float = 0.0
    longest_ms: float = math.inf
    in_order: bool = True
    gap_ms: float = 0.0

    def draw(self, rng: random.Random) -> float:
        """The delay of one event."""
        jitter = rng.uniform(0.0, self.jitter_ms) if self.jitter_ms else 0.0
        return min(self.delay.draw(rng) + jitter, self.longest_ms)


def due_times(committed_ms: Sequence[float], delays_ms: Iterable[float], conditions: Conditions) -> list[float]:
    """When each write may be seen that was committed at these times (in order) and given these delays."""
    due: list[float] = []
    latest = -math.inf
    for at, delay in zip(committed_ms, delays_ms, strict=True):
        latest = max(latest + conditions.gap_ms, at + delay) if conditions.in_order else at + delay
        due.append(latest)
    return due


def own_times(due_ms: Sequence[float], readable_ms: Sequence[float]) -> tuple[float, ...]:
    """How long the projector itself took each time, by when writes might be seen and when they were readable."""
    own, free = [], -math.inf
    for due, after in sorted(zip(due_ms, readable_ms, strict=True)):
        if after > free:
            own.append(max(0.0, after - max(free, due)))
            free = after
    return tuple(own)


def readable_times(due_ms: Sequence[float], service: Draw) -> list[float]:
    """When each write is readable that may be seen at these times, for one run of the queue."""
    order = sorted(range(len(due_ms)), key=due_ms.__getitem__)
    readable = [0.0] * len(due_ms)
    free, start = -math.inf, 0
    while start < len(order):
        begin, end = max(free, due_ms[order[start]]), start + 1
        while end < min(len(order), start + LARGEST_BATCH) and due_ms[order[end]] <= begin:
            end += 1
        free = begin + service()
        for write in order[start:end]:
            readable[write] = free
        start = end
    return readable


def predicted_lags(
    committed_ms: Sequence[float], conditions: Conditions, own_ms: Sequence[float], *, seed: int, runs: int = 20
) -> list[float]:
    """How long writes committed at these times are not readable, sorted, over several runs of the same queue.

    `own_ms` are the projector's own times, each as likely.
    """
    rng, service = random.Random(seed), Discrete(tuple(own_ms))
    lags: list[float] = []
    for _ in range(runs):
        due = due_times(committed_ms, (conditions.draw(rng) for _ in committed_ms), conditions)
        readable = readable_times(due, lambda: service.draw(rng))
        lags += [after - at for at, after in zip(committed_ms, readable, strict=True)]
    return sorted(lags)


def p_fresh(lags_ms: Sequence[float], times_ms: Iterable[float], read: Latency, *, seed: int) -> tuple[float, ...]:
    """The chance that a read is fresh which starts so long after the commit and takes `read` to reach the store."""
    rng = random.Random(seed)
    seen_from = sorted(lag - read.draw(rng) for lag in lags_ms)
    found, count = [], 0
    for time in sorted(times_ms):
        while count < len(seen_from) and seen_from[count] <= time:
            count += 1
        found.append(count / len(seen_from))
    return tuple(found)


def p_fresh_of_one_projector(time_ms: float, mean_lag_ms: float, mean_read_ms: float) -> float:
    """The closed form for writes far apart: an exponential lag, and a read that takes an exponential time itself."""
    lag_rate, read_rate = 1 / mean_lag_ms, 1 / mean_read_ms
    return 1 - math.exp(-lag_rate * time_ms) * read_rate / (read_rate + lag_rate)
