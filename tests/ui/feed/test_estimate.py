"""The estimate of rows: good enough for a scrollbar over any density, exact at the ends."""

import bisect
import random

import pytest

from ui.feed.estimate import RowEstimate, Sample, measured


def estimate_of(ids: list[int], rows: int = 20) -> RowEstimate:
    """Sample as the reader does; `ids` ascending."""

    def sample_at(at: int) -> Sample | None:
        upper = bisect.bisect_right(ids, at)
        part = ids[max(0, upper - rows) : upper]
        return Sample(at, part[-1], part[0], len(part)) if len(part) > 1 else None

    return measured(ids[-1], ids[0], sample_at)


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


def test_a_burst_at_the_end_is_not_taken_for_the_whole_stretch_before_it() -> None:
    months = [hour * 3_600_000 for hour in range(3_000)]
    burst = [months[-1] + second * 300 for second in range(1, 201)]
    assert estimate_of([*months, *burst]).total == pytest.approx(3_200, rel=0.1)


def test_bursts_and_nights_are_counted_within_a_quarter() -> None:
    chance = random.Random(11)
    ids = [
        day * 86_400_000 + chance.randrange(9 * 3_600_000, 23 * 3_600_000)
        for day in range(90)
        for _ in range(chance.choice((5, 20, 400)))
    ]
    ordered = sorted(set(ids))
    assert estimate_of(ordered).total == pytest.approx(len(ordered), rel=0.25)


def test_a_short_timeline_is_counted_within_a_fifth() -> None:
    assert estimate_of([at * at * 1_000 for at in range(1, 120)]).total == pytest.approx(119, rel=0.2)


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
