"""The manual clock moves only when it is told to, and the system clock only forward."""

import threading

import pytest

from app.clock import Clock, ManualClock, SystemClock


def test_a_manual_clock_stands_until_it_is_advanced() -> None:
    clock = ManualClock(start_ms=1_000)
    assert (clock.now_ms(), clock.monotonic_ms()) == (1_000, 0.0)
    clock.advance(2.5)
    assert (clock.now_ms(), clock.monotonic_ms()) == (1_002, 2.5)


def test_setting_the_wall_clock_leaves_durations_alone() -> None:
    clock = ManualClock(start_ms=1_000)
    clock.jump_wall(-400)
    assert (clock.now_ms(), clock.monotonic_ms()) == (600, 0.0)


def test_waiting_on_a_manual_clock_moves_it_unless_the_event_is_set() -> None:
    clock, event = ManualClock(start_ms=0), threading.Event()
    assert not clock.wait(event, 50)
    assert clock.monotonic_ms() == 50
    event.set()
    assert clock.wait(event, 50)
    assert clock.monotonic_ms() == 50


def test_the_system_clock_wakes_for_an_event_and_gives_up_at_its_timeout() -> None:
    clock, event = SystemClock(), threading.Event()
    before = clock.monotonic_ms()
    assert not clock.wait(event, 1)
    assert clock.monotonic_ms() - before >= 1
    event.set()
    assert clock.wait(event, 60_000)


@pytest.mark.parametrize("clock", [SystemClock(), ManualClock()], ids=["system", "manual"])
def test_each_clock_counts_milliseconds_since_1970(clock: Clock) -> None:
    assert clock.now_ms() > 1_700_000_000_000
    assert clock.monotonic_ms() <= clock.monotonic_ms()
