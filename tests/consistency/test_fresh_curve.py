"""P(fresh), measured: known curves by Kaplan and Meier, what is censored, the band, and versions behind."""

import random

import pytest

from app.consistency.fresh_curve import Lifetime, WriteTimes, curve_of, measured_curve, versions_curve

HALF_A_POINT = 0.005


def _ended(*lengths: float) -> list[Lifetime]:
    return [Lifetime(length, ended=True) for length in lengths]


def test_with_every_write_readable_the_curve_is_the_share_that_was() -> None:
    curve = curve_of(_ended(10, 20, 20, 40))
    assert [curve.at(time).fresh for time in (0, 9.9, 10, 20, 39, 40, 999)] == [0, 0, 0.25, 0.75, 0.75, 1, 1]
    assert (curve.writes, curve.waiting, curve.last_ms) == (4, 0, 40)


def test_a_write_on_its_way_counts_for_as_long_as_it_was_watched() -> None:
    curve = curve_of([*_ended(6, 6, 6), Lifetime(6, False), *_ended(7), Lifetime(9, False), *_ended(10)])
    assert curve.at(6).fresh == pytest.approx(1 - 4 / 7)
    assert curve.at(7).fresh == pytest.approx(1 - 4 / 7 * 2 / 3)
    assert curve.waiting == 2


def test_the_textbook_data_of_the_estimate_and_its_error_come_out() -> None:
    """Remission times in weeks under 6-MP (Freireich et al., 1963)."""
    ended = (6, 6, 6, 7, 10, 13, 16, 22, 23)
    censored = (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
    curve = curve_of([*_ended(*ended), *(Lifetime(time, False) for time in censored)])
    assert 1 - curve.at(10).fresh == pytest.approx(0.753, abs=0.0005)
    assert 1 - curve.at(23).fresh == pytest.approx(0.448, abs=0.0005)
    assert 1 - curve.at(23).high == pytest.approx(0.188, abs=0.002)
    assert 1 - curve.at(23).low == pytest.approx(0.680, abs=0.002)


def test_the_band_holds_the_curve_and_at_the_ends_it_is_exact() -> None:
    curve = curve_of(_ended(*range(1, 101)))
    assert all(point.low <= point.fresh <= point.high for point in curve.points)
    assert curve.at(0).high == pytest.approx(0.0362, abs=0.0001)
    assert (curve.at(100).fresh, curve.at(100).high) == (1, 1)
    assert curve.at(100).low == pytest.approx(0.9638, abs=0.0001)


def test_writes_that_wait_make_nothing_surer_at_the_end() -> None:
    ended = _ended(*range(1, 26))
    queue = [*ended, *(Lifetime(time / 3, False) for time in range(74))]
    assert (curve_of(queue).at(25).fresh, curve_of(queue).at(25).low) == (1, curve_of(ended).at(25).low)


def test_the_band_holds_the_truth_in_nineteen_of_twenty_runs() -> None:
    rng = random.Random(7)
    held = 0
    for _ in range(400):
        lags = [rng.expovariate(1 / 20) for _ in range(100)]
        watched = [rng.uniform(10, 80) for _ in lags]
        pairs = zip(lags, watched, strict=True)
        point = curve_of(Lifetime(min(lag, seen), lag <= seen) for lag, seen in pairs).at(20)
        held += point.low <= 0.632 <= point.high
    assert 0.92 <= held / 400 <= 0.98


def test_nothing_measured_is_nothing_known() -> None:
    curve = curve_of([])
    assert curve.at(5) == (0.0, 0.0, 1.0)
    assert curve.when(0.5) is None


def test_writes_are_watched_from_their_commit_until_they_are_readable_or_now() -> None:
    curve = measured_curve([WriteTimes(100, 110), WriteTimes(100, 130), WriteTimes(120, None)], now_ms=145)
    assert curve.at(10).fresh == pytest.approx(1 / 3)
    assert (curve.waiting, curve.when(0.3)) == (1, 10)


def test_a_read_is_among_the_two_newest_once_the_write_before_is_readable() -> None:
    writes = [WriteTimes(0, 30), WriteTimes(10, 40), WriteTimes(100, 130)]
    assert versions_curve(writes, 200, 1).at(20).fresh == 0
    assert versions_curve(writes, 200, 2).at(20).fresh == 1
    assert versions_curve(writes, 200, 2).at(0).fresh == pytest.approx(1 / 2)


def test_reads_past_the_next_overwrite_are_discarded() -> None:
    writes = [WriteTimes(0, 30), WriteTimes(10, 40)]
    curve = versions_curve(writes, 200, 1)
    assert curve.waiting == 1
    assert curve.at(30).fresh == 1
    assert curve.at(29).fresh == 0


def test_more_versions_are_never_less_likely() -> None:
    rng = random.Random(7)
    commit = readable = 0.0
    writes = []
    for _ in range(300):
        commit += rng.expovariate(1 / 15)
        readable = max(readable, commit + rng.expovariate(1 / 20))
        writes.append(WriteTimes(commit, readable))
    curves = [versions_curve(writes, commit + 1_000, k) for k in (1, 2, 3, 5)]
    for time in (0, 5, 10, 20):
        shares = [curve.at(time).fresh for curve in curves]
        assert shares == sorted(shares)
