"""The sparkline keeps peaks, keeps its place in time, and changes its scale seldom."""

import pytest

from ui.sync_card.sparkline import SAMPLES, STEPS_MS, bends, ceiling, columns


def test_a_peak_is_never_lost_between_pixels() -> None:
    series = [5.0] * SAMPLES
    series[117] = 80.0
    assert max(sample for _x, sample in columns(series, 60)) == 80.0


def test_a_minute_fills_the_width_and_a_short_series_ends_at_the_right() -> None:
    whole = columns([1.0] * SAMPLES, 236)
    assert (whole[0][0], whole[-1][0]) == (0.0, 236.0)
    short = columns([1.0] * 10, 236)
    assert short[-1][0] == 236.0
    assert short[0][0] > 220


def test_columns_are_in_order_and_each_is_one_pixel() -> None:
    xs = [x for x, _sample in columns([float(index % 7) for index in range(SAMPLES)], 100)]
    assert xs == sorted(set(xs))


def test_a_level_stretch_is_stroked_from_end_to_end_and_every_bend_stays() -> None:
    level = [(0.0, 5.0), (1.0, 5.0), (2.0, 5.0), (3.0, 9.0), (4.0, 5.0), (5.0, 5.0)]
    assert bends(level) == [(0.0, 5.0), (2.0, 5.0), (3.0, 9.0), (4.0, 5.0), (5.0, 5.0)]
    assert bends([(7.0, 1.0)]) == [(7.0, 1.0)]


@pytest.mark.parametrize("highest", [0.0, 7.0, 31.0, 34.0, 3_400.0, 12_000.0, 5e6])
def test_the_scale_leaves_room_above_the_highest_sample(highest: float) -> None:
    assert ceiling(highest) >= highest * 1.2


def test_the_scale_stays_while_the_lag_moves_a_little() -> None:
    assert ceiling(12.0) == ceiling(30.0) == STEPS_MS[0]
