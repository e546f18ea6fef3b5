"""The estimate of rows: good enough for a scrollbar over any density, exact at the ends."""

import bisect
import random

import pytest

from ui.feed.estimate import RowEstimate, Sample


def estimate_of(ids: list[int], samples: int = 24, rows: int = 20) -> RowEstimate:
    """Sample as the reader does; `ids` ascending."""
    newest, oldest = ids[-1], ids[0]
    taken = []
    for step in range(samples):
        at = newest - (newest - oldest) * step // samples
        upper = bisect.bisect_right(ids, at)
        part = ids[max(0, upper - rows) : upper]
        if len(part) > 1:
            taken.append(Sample(part[-1], part[0], len(part)))
    return RowEstimate(newest, oldest, taken)


def test_an_even_timeline_is_counted_exactly() -> None:
    estimate = estimate_of(list(range(0, 1_000_000, 10)))
    assert estimate.total == pytest.approx(100_000, rel=0.001)
    assert estimate.id_at(0) == 999_990
    assert estimate.id_at(50_000) == pytest.approx(500_000, rel=0.01)
    assert estimate.row_of(250_000) == pytest.approx(75_000, rel=0.01)


def test_an_uneven_timeline_is_counted_within_a_fifth() -> None:
    chance = random.Random(3)
    ids, at = [], 0
    for row in range(50_000):
        at += chance.randrange(1, 40 if row % 20_000 < 10_000 else 160)
        ids.append(at)
    assert estimate_of(ids).total == pytest.approx(50_000, rel=0.2)


def test_ids_and_rows_are_inverse_and_ordered() -> None:
    estimate = estimate_of([row * row for row in range(1, 3_000)])
    rows = [estimate.row_of(estimate.id_at(row)) for row in range(0, estimate.total, 97)]
    assert rows == sorted(rows)
    assert all(abs(found - row) <= 2 for found, row in zip(rows, range(0, estimate.total, 97), strict=True))


def test_the_ends_are_exact() -> None:
    estimate = estimate_of(list(range(100, 5_000, 7)))
    assert estimate.id_at(10**9) == 100
    assert estimate.row_of(10**9) == 0
    assert estimate.row_of(1) == estimate.total - 1


def test_a_single_post_is_one_row() -> None:
    assert RowEstimate(5, 5, []).total == 1
