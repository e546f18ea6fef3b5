"""Verdicts on lag, rule by rule, and the window that the running program is judged by."""

import pytest

from app.consistency.lag_verdicts import (
    DEAD_AFTER_MS,
    SAMPLE_EVERY_MS,
    WINDOW_SAMPLES,
    LagSample,
    Verdict,
    VerdictWindow,
    is_dead,
    judge,
)
from app.errors import InvalidInput

NOW = 600
Rows = list[tuple[int, int | None]]


def _series(rows: Rows, end: int | None = None) -> list[LagSample]:
    """Offsets and lags, a sample each 100 ms from 100; the log's end at the last."""
    last = len(rows) - 1
    return [
        LagSample(offset, 100.0 * (at + 1), lag, end if at == last else None) for at, (offset, lag) in enumerate(rows)
    ]


RISING: Rows = [(10, 5), (20, 10), (30, 15), (40, 20), (50, 25)]
STUCK: Rows = [(10, 5), (10, 10), (10, 15), (10, 20), (10, 25)]


@pytest.mark.parametrize(
    ("rows", "now", "verdict"),
    [
        (RISING, NOW, "WARN"),
        ([(10, 5), (20, 5), (30, 5)], 350, "WARN"),
        ([(10, 5), (20, 9), (30, 8), (40, 20), (50, 25)], NOW, "OK"),
        ([(10, 0), *RISING[1:]], NOW, "OK"),
        ([*RISING[:4], (50, 0)], 5_000, "OK"),
        (STUCK, NOW, "STALL"),
        ([(10, 0), *STUCK[1:]], NOW, "OK"),
        ([(10, 5), (10, 5), (10, 5)], 350, "STALL"),
        (RISING, 901, "STOP"),
        (RISING, 900, "WARN"),
        ([(10, 0), *RISING[1:]], 901, "STOP"),
        ([(10, 5), (20, 10), (15, 30), (17, 30), (19, 30)], NOW, "REWIND"),
        ([(10, 0), (20, 10), (15, 30), (17, 30), (19, 30)], NOW, "REWIND"),
        ([(10, 5), (20, 10), (15, 30), (20, 30), (25, 30)], NOW, "WARN"),
        ([(10, 5), (20, 10), (15, 30), (20, 30), (5, 45)], NOW, "REWIND"),
        ([(10, None), (20, 5), (30, None), (40, 7), (50, 8)], NOW, "WARN"),
        ([(10, 5)], 100, "STALL"),
        ([(10, 5)], 101, "STOP"),
    ],
)
def test_the_rules_are_those_of_burrow(rows: Rows, now: int, verdict: Verdict) -> None:
    assert judge(_series(rows), now) == verdict


def test_who_has_read_to_the_end_of_the_log_has_not_stopped() -> None:
    rows: Rows = [(10, 0), (20, 0), (30, 1)]
    assert judge(_series(rows), 5_000) == "STOP"
    assert judge(_series(rows, end=30), 5_000) == "OK"
    assert judge(_series(rows, end=31), 5_000) == "STOP"


def test_what_came_since_the_last_sample_counts_where_the_end_of_the_log_is_known_now() -> None:
    rows: Rows = [(10, 0), (20, 0), (30, 0)]
    assert judge(_series(rows, end=30), 5_000) == "OK"
    assert judge(_series(rows, end=30), 5_000, end_now=31) == "STOP"
    assert judge(_series(rows, end=30), 5_000, end_now=30) == "OK"


def test_a_lag_up_to_what_is_allowed_is_never_judged() -> None:
    assert judge(_series(RISING), 5_000, allowed_lag=25) == "OK"
    assert judge(_series(RISING), 5_000, allowed_lag=24) == "STOP"
    assert judge(_series(RISING), NOW, allowed_lag=5) == "OK"
    assert judge(_series(RISING), NOW, allowed_lag=4) == "WARN"


def test_a_lag_that_was_not_recorded_is_taken_from_the_end_of_the_log() -> None:
    assert judge(_series([(10, 5), (20, None)], end=50), 250) == "WARN"
    assert judge(_series([(10, 5), (20, None)]), 250) == "OK"


def test_an_empty_series_is_refused() -> None:
    with pytest.raises(InvalidInput, match="The series is empty"):
        judge([], NOW)


def test_the_window_takes_a_sample_each_half_second_and_forgets_the_oldest() -> None:
    window = VerdictWindow()
    assert window.judge(0) is None
    for at in range(4 * WINDOW_SAMPLES):
        window.note(LagSample(10, at * SAMPLE_EVERY_MS / 2, 5))
    newest = (4 * WINDOW_SAMPLES - 2) * SAMPLE_EVERY_MS / 2
    assert window.judge(newest) == "STALL"
    span = (WINDOW_SAMPLES - 1) * SAMPLE_EVERY_MS
    assert window.judge(newest + span) == "STALL"
    assert window.judge(newest + span + 1) == "STOP"


def test_a_rebuilt_store_begins_a_new_window_and_is_no_rewind() -> None:
    window = VerdictWindow()
    for at, offset in enumerate((50, 60)):
        window.note(LagSample(offset, at * SAMPLE_EVERY_MS, 5), generation=1)
    window.note(LagSample(10, 1_000, 55), generation=2)
    window.note(LagSample(30, 4_000, 35), generation=2)
    assert window.judge(4_000) == "OK"


def test_the_first_verdict_waits_until_the_window_spans_some_seconds() -> None:
    window = VerdictWindow()
    window.note(LagSample(10, 0, 5))
    assert window.judge(DEAD_AFTER_MS - 1) is None
    assert window.judge(DEAD_AFTER_MS) == "STOP"


def test_quiet_is_not_dead() -> None:
    assert not is_dead(DEAD_AFTER_MS)
    assert is_dead(DEAD_AFTER_MS + 1)
    assert not is_dead(None)
