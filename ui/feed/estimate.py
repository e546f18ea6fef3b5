"""How many rows a timeline has and which entry lies at which row, judged from a few samples of it.

A key-value store knows the neighbours of a key but not its rank. Entry ids are ordered by time, so the
density of rows measured at some ids gives a curve between ids and rows that is good enough for a scrollbar.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_HALF_ROW = 0.5
"""On average half a distance between rows lies between the id asked for and the row found below it."""

_DOUBTED_ROWS = 25
"""A gap whose rows are known to within so many is not looked at again."""


@dataclass(frozen=True)
class Sample:
    """From the id `at` downwards `rows` consecutive entries were found, `newest` to `oldest`; none above `newest`."""

    at: int
    newest: int
    oldest: int
    rows: int

    @property
    def density(self) -> float:
        """Rows for each unit of id."""
        span = self.newest - self.oldest
        return (self.rows - 1) / span if span > 0 and self.rows > 1 else 0.0


SampleAt = Callable[[int], Sample | None]
"""Reads the rows from an id downwards, None if there are fewer than two."""

FIRST_SAMPLES = 16
MOST_SAMPLES = 72


def measured(newest: int, oldest: int, sample_at: SampleAt) -> "RowEstimate":
    """Sample a timeline evenly, then again and again in the middle of the gap that may hide the most rows.

    A burst of posts is thus found to be short, instead of being taken for the whole stretch it ends.
    """
    samples: dict[int, Sample] = {}

    def take(at: int) -> None:
        sample = sample_at(at)
        if sample is not None and sample.density > 0:
            known = samples.get(sample.newest)
            if known is None or known.at < sample.at:
                samples[sample.newest] = sample

    for step in range(FIRST_SAMPLES + 1):
        take(newest - (newest - oldest) * step // FIRST_SAMPLES)
    tried: set[int] = set()
    for _ in range(MOST_SAMPLES - FIRST_SAMPLES):
        ordered = sorted(samples.values(), key=lambda one: -one.newest)
        doubts = [
            ((upper.oldest - lower.at) * max(upper.density, lower.density), (upper.oldest + lower.at) // 2)
            for upper, lower in pairwise(ordered)
            if upper.oldest > lower.at
        ]
        doubt, middle = max((one for one in doubts if one[1] not in tried), default=(0.0, 0))
        if doubt < _DOUBTED_ROWS:
            break
        tried.add(middle)
        take(middle)
    return RowEstimate(newest, oldest, list(samples.values()))


class RowEstimate:
    """The curve between entry ids (newest first) and row numbers from 0; exact within samples and at both ends."""

    def __init__(self, newest: int, oldest: int, samples: Sequence[Sample]) -> None:
        self._ids = [newest]
        self._rows = [0.0]
        last_density = 0.0
        for sample in sorted((one for one in samples if one.density > 0), key=lambda one: -one.newest):
            if sample.at < self._ids[-1]:
                between = _mean(last_density, sample.density) if last_density else sample.density
                self._add(sample.at, between)
            if sample.newest < self._ids[-1]:
                self._add(sample.newest, 0.0)
                self._rows[-1] += _HALF_ROW
            if sample.oldest < self._ids[-1]:
                self._add(sample.oldest, sample.density)
            last_density = sample.density
        if oldest < self._ids[-1]:
            self._add(oldest, last_density)
        self.total = max(1, round(self._rows[-1]) + 1)
        self._negated = [-identifier for identifier in self._ids]

    def _add(self, down_to: int, density: float) -> None:
        self._rows.append(self._rows[-1] + (self._ids[-1] - down_to) * density)
        self._ids.append(down_to)

    def id_at(self, row: float) -> int:
        """The entry id at about this row."""
        row = min(max(0.0, row), self._rows[-1])
        upper = bisect_left(self._rows, row)
        if upper == 0:
            return self._ids[0]
        low, high = self._rows[upper - 1], self._rows[upper]
        part = (row - low) / (high - low) if high > low else 0.0
        return round(self._ids[upper - 1] + (self._ids[upper] - self._ids[upper - 1]) * part)

    def row_of(self, entry_id: int) -> int:
        """The row at about which this entry lies."""
        place = bisect_right(self._negated, -entry_id)
        if place == 0:
            return 0
        if place == len(self._ids):
            return round(self._rows[-1])
        newer, older = self._ids[place - 1], self._ids[place]
        part = (newer - entry_id) / (newer - older)
        return round(self._rows[place - 1] + (self._rows[place] - self._rows[place - 1]) * part)


def _mean(one: float, other: float) -> float:
    """The logarithmic mean: between densities that differ a thousandfold, the lower one holds for most of the way."""
    if one <= 0 or other <= 0 or math.isclose(one, other, rel_tol=1e-6):
        return (one + other) / 2
    return (one - other) / math.log(one / other)
