"""The lag meter: exact percentiles, age, the last minute, and a heartbeat."""

import pytest

from app.clock import ManualClock
from app.consistency.fresh_curve import WriteTimes
from app.consistency.staleness import MEASURED_WRITES, SAMPLE_MS, SERIES_SAMPLES, LagMeter
from app.read_model.documents import Snapshot


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def meter(clock: ManualClock) -> LagMeter:
    return LagMeter(clock)


def test_before_anything_happens_nothing_is_known(meter: LagMeter) -> None:
    reading = meter.reading()
    assert (reading.read, reading.write, reading.waiting) == (0, 0, 0)
    assert (reading.oldest_ms, reading.median_ms, reading.p99_ms, reading.heartbeat_ms) == (None, None, None, None)
    assert reading.series == (0.0,) * SERIES_SAMPLES


def test_the_lag_of_an_event_runs_from_its_commit_until_it_is_readable(meter: LagMeter, clock: ManualClock) -> None:
    meter.committed(1)
    clock.advance(7)
    assert meter.oldest_ms() == 7
    meter.projected(Snapshot(1))
    reading = meter.reading()
    assert (reading.median_ms, reading.p99_ms, reading.oldest_ms, reading.waiting) == (7, 7, None, 0)


def test_events_committed_together_are_measured_each(meter: LagMeter) -> None:
    meter.committed(98, 0)
    meter.projected(Snapshot(98), 2)
    meter.committed(100, 10)
    meter.projected(Snapshot(100), 60)
    reading = meter.reading()
    assert (reading.median_ms, reading.p99_ms) == (2, 50)


def test_percentiles_are_exact_over_the_last_thousand_events(meter: LagMeter) -> None:
    meter.committed(500, 0)
    meter.projected(Snapshot(500), 9_999)
    for position in range(501, 1_501):
        meter.committed(position, 20_000)
        meter.projected(Snapshot(position), 20_000 + position - 500)
    reading = meter.reading()
    assert (reading.median_ms, reading.p99_ms) == (500, 990)


def test_a_batch_that_ends_within_a_commit_leaves_the_rest_waiting(meter: LagMeter, clock: ManualClock) -> None:
    meter.committed(10)
    clock.advance(5)
    meter.projected(Snapshot(4))
    assert (meter.reading().waiting, meter.oldest_ms()) == (6, 5)
    clock.advance(5)
    meter.projected(Snapshot(10))
    assert (meter.reading().median_ms, meter.reading().p99_ms) == (10, 10)


def test_a_parked_event_does_not_wait_and_is_measured_once_it_is_let_go(meter: LagMeter, clock: ManualClock) -> None:
    meter.committed(1)
    clock.advance(3)
    meter.projected(Snapshot(1, frozenset({1})))
    assert (meter.reading().median_ms, meter.reading().oldest_ms) == (None, None)
    clock.advance(97)
    meter.projected(Snapshot(1))
    assert meter.reading().median_ms == 100


def test_the_series_shows_an_event_ageing_and_then_gone(meter: LagMeter, clock: ManualClock) -> None:
    meter.committed(1)
    clock.advance(600)
    assert meter.reading().series[-3:] == (250, 500, 600)
    meter.projected(Snapshot(1))
    clock.advance(SAMPLE_MS)
    assert meter.reading().series[-4:] == (250, 500, 600, 0)


def test_the_series_is_a_minute_long_and_forgets(meter: LagMeter, clock: ManualClock) -> None:
    meter.committed(1)
    clock.advance(40)
    meter.projected(Snapshot(1))
    assert max(meter.reading().series) == 40
    clock.advance(SAMPLE_MS * (SERIES_SAMPLES + 1))
    assert max(meter.reading().series) == 0
    assert len(meter.reading().series) == SERIES_SAMPLES


def test_a_program_that_nobody_watches_remembers_two_minutes_at_most(meter: LagMeter, clock: ManualClock) -> None:
    for position in range(1, 3 * SERIES_SAMPLES):
        meter.committed(position)
        clock.advance(SAMPLE_MS)
        meter.projected(Snapshot(position))
    assert len(meter._slots) <= 2 * SERIES_SAMPLES + 1


def test_a_backlog_of_an_earlier_run_waits_with_its_age(meter: LagMeter, clock: ManualClock) -> None:
    meter.resume(Snapshot(5), 9, oldest_age_ms=4_000)
    clock.advance(1_000)
    assert (meter.positions, meter.oldest_ms()) == ((5, 9), 5_000)
    meter.projected(Snapshot(9))
    assert meter.reading().median_ms == 5_000


def test_events_of_another_process_move_the_write_position(meter: LagMeter) -> None:
    meter.projected(Snapshot(7))
    assert meter.positions == (7, 7)


def test_quiet_differs_from_dead_by_the_heartbeat(meter: LagMeter, clock: ManualClock) -> None:
    meter.heartbeat()
    clock.advance(900)
    assert meter.reading().heartbeat_ms == 900
    meter.heartbeat()
    assert meter.reading().heartbeat_ms == 0


def test_a_rebuilt_store_measures_no_jump(meter: LagMeter, clock: ManualClock) -> None:
    meter.committed(5)
    clock.advance(10)
    meter.projected(Snapshot(5, generation=1))
    assert meter.positions == (5, 5)
    assert meter.reading().oldest_ms is None


def test_pending_and_parked_are_passed_through(meter: LagMeter) -> None:
    reading = meter.reading(pending=2, parked=3)
    assert (reading.pending, reading.parked) == (2, 3)


def test_each_write_is_kept_with_when_it_was_committed_and_when_it_was_readable(meter: LagMeter) -> None:
    meter.committed(2, 0)
    meter.committed(5, 10)
    meter.committed(6, 12)
    meter.projected(Snapshot(4), 20)
    assert meter.writes() == (WriteTimes(0, 20, 2), WriteTimes(10, None, 5), WriteTimes(12, None, 6))
    meter.projected(Snapshot(6, frozenset({6})), 30)
    assert meter.writes()[1:] == (WriteTimes(10, 30, 5), WriteTimes(12, None, 6))
    meter.projected(Snapshot(6), 90)
    assert meter.writes()[2] == WriteTimes(12, 90, 6)


def test_of_the_writes_the_last_four_hundred_under_the_present_conditions_are_kept(meter: LagMeter) -> None:
    for position in range(1, MEASURED_WRITES + 10):
        meter.committed(position, position)
    assert len(meter.writes()) == MEASURED_WRITES
    meter.under("slowed")
    meter.committed(1_000, 5_000)
    meter.projected(Snapshot(1_000), 5_020)
    meter.under("slowed")
    assert meter.writes() == (WriteTimes(5_000, 5_020, 1_000),)


def test_another_store_begins_the_measuring_of_writes_anew(meter: LagMeter) -> None:
    meter.committed(1, 0)
    meter.projected(Snapshot(1, generation=1), 5)
    assert meter.writes() == ()
