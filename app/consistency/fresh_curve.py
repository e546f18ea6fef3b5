"""P(fresh), measured: how likely a read is to see a write so long after its commit, with what is still uncertain.

The estimate is Kaplan and Meier's: a write that is not readable yet is no failure and no success but censored at its
age. The band is Greenwood's on the log-log scale; where that has no value, at 0 and 100%, it is the exact binomial one,
at 100% of the writes that became readable alone. The estimate holds if what cuts a write off tells nothing of how long
it would have been. In a queue that grows the newest writes wait longest: who shows the curve then has to say so.
"""

import itertools
import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

Z_95 = 1.959964
TAIL = 0.025


class Lifetime(NamedTuple):
    """How long a write was not readable, in ms; `ended` is False if that was only how long it has been watched."""

    length_ms: float
    ended: bool


class WriteTimes(msgspec.Struct, frozen=True):
    """When the write at `position` was committed and readable (None: not yet), on one monotonic clock in ms."""

    committed_ms: float
    readable_ms: float | None
    position: int = 0


class FreshPoint(NamedTuple):
    """The share of reads that are fresh, and between what that lies with 95% confidence."""

    fresh: float
    low: float
    high: float


class FreshCurve(msgspec.Struct, frozen=True):
    """A step function of the time since the write: from `times_ms[i]` on, `points[i]`. The first time is 0.

    `writes` were watched, `waiting` of them are not readable yet. After `last_ms` nothing was watched any longer.
    """

    times_ms: tuple[float, ...]
    points: tuple[FreshPoint, ...]
    writes: int
    waiting: int
    last_ms: float

    def at(self, time_ms: float) -> FreshPoint:
        """The chance that a read is fresh which starts so long after the write."""
        return self.points[max(0, bisect_right(self.times_ms, time_ms) - 1)]

    def when(self, share: float) -> float | None:
        """After how many ms this share of the reads is fresh, None if it was never seen."""
        found = zip(self.times_ms, self.points, strict=True)
        return next((time for time, point in found if point.fresh >= share), None)


def measured_curve(writes: Sequence[WriteTimes], now_ms: float) -> FreshCurve:
    """P(fresh) over the time since the commit, by all these writes as they stand at `now_ms`."""
    return curve_of(_lifetime(write, now_ms) for write in writes)


def versions_curve(writes: Sequence[WriteTimes], now_ms: float, k: int) -> FreshCurve:
    """P(a read is among the `k` newest versions) over the time since the newest write.

    `writes` stand in their order. A read counts only until the next write is committed: from then on another one is
    the newest (pairs past the next overwrite are discarded, as in the paper on PBS).
    """
    lifetimes = []
    for at in range(k - 1, len(writes)):
        newest, needed = writes[at].committed_ms, writes[at - k + 1]
        watched_ms = (writes[at + 1].committed_ms if at + 1 < len(writes) else now_ms) - newest
        if needed.readable_ms is None or needed.readable_ms - newest > watched_ms:
            lifetimes.append(Lifetime(max(0.0, watched_ms), ended=False))
        else:
            lifetimes.append(Lifetime(max(0.0, needed.readable_ms - newest), ended=True))
    return curve_of(lifetimes)


def curve_of(lifetimes: Iterable[Lifetime]) -> FreshCurve:
    """The curve of these lifetimes; one that was cut off at a moment when others ended was still there then."""
    ordered = sorted(lifetimes)
    total = at_risk = len(ordered)
    stale, variance, seen = 1.0, 0.0, 0
    times, points = [0.0], [_point(1.0, 0.0, total)]
    for length, group in itertools.groupby(ordered, key=_length):
        ends = list(group)
        ended = sum(end.ended for end in ends)
        if ended:
            seen += ended
            stale *= 1 - ended / at_risk
            variance += ended / (at_risk * (at_risk - ended)) if at_risk > ended else math.inf
            point = _point(stale, variance, seen if at_risk == ended else total)
            if length == 0:
                points[0] = point
            else:
                times.append(length)
                points.append(point)
        at_risk -= len(ends)
    waiting = sum(not lifetime.ended for lifetime in ordered)
    return FreshCurve(tuple(times), tuple(points), total, waiting, ordered[-1].length_ms if ordered else 0.0)


def _lifetime(write: WriteTimes, now_ms: float) -> Lifetime:
    end = now_ms if write.readable_ms is None else write.readable_ms
    return Lifetime(max(0.0, end - write.committed_ms), write.readable_ms is not None)


def _length(lifetime: Lifetime) -> float:
    return lifetime.length_ms


def _point(stale: float, variance: float, total: int) -> FreshPoint:
    if total == 0:
        return FreshPoint(0.0, 0.0, 1.0)
    if stale >= 1:
        return FreshPoint(0.0, 0.0, 1 - TAIL ** (1 / total))
    if stale <= 1e-12:
        return FreshPoint(1.0, TAIL ** (1 / total), 1.0)
    spread = Z_95 * math.sqrt(variance) / math.log(stale)
    return FreshPoint(1 - stale, 1 - stale ** math.exp(spread), 1 - stale ** math.exp(-spread))
