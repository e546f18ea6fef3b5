"""How many rows a timeline has and which entry lies at which row, judged from a few samples of it.

A key-value store knows the neighbours of a key but not its rank. Entry ids are ordered by time, so the
density of rows measured at some ids gives a curve between ids and rows that is good enough for a scrollbar.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    """`rows` consecutive entries were found from `newest` down to `oldest` (entry ids)."""

    newest: int
    oldest: int
    rows: int

    @property
    def density(self) -> float:
        """Rows for each unit of id."""
        span = self.newest - self.oldest
        return (self.rows - 1) / span if span > 0 and self.rows > 1 else 0.0


class RowEstimate:
    """The curve between entry ids (newest first) and row numbers from 0; exact at its two ends."""

    def __init__(self, newest: int, oldest: int, samples: Sequence[Sample]) -> None:
        self._ids = [newest]
        self._rows = [0.0]
        ordered = sorted((one for one in samples if one.density > 0), key=lambda one: -one.newest)
        row, last_id = 0.0, newest
        last_density = ordered[0].density if ordered else 0.0
        for sample in ordered:
            if sample.newest < last_id:
                row += (last_id - sample.newest) * (last_density + sample.density) / 2
                self._ids.append(sample.newest)
                self._rows.append(row)
            last_id, last_density = min(last_id, sample.newest), sample.density
        if oldest < last_id:
            row += (last_id - oldest) * last_density
            self._ids.append(oldest)
            self._rows.append(row)
        self.total = max(1, round(row) + 1)
        self._negated = [-identifier for identifier in self._ids]

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
