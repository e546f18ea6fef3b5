"""The thread only loops: it clears the doorbell before it looks, tries a full store again, and never dies unseen."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from app.clock import ManualClock
from app.errors import GapInLog, StoreFull, TidelineError
from app.projections import runner
from app.projections.runner import ProjectorThread
from tests.projections.memory import MemoryStore
from tests.projections.reading_side import ReadingSide


class StoppingClock(ManualClock):
    """Calls `then` when the thread goes to sleep for the n-th time, instead of sleeping."""

    def __init__(self, then: Callable[[int], None]) -> None:
        super().__init__()
        self._then = then
        self.sleeps: list[float] = []

    def wait(self, event: threading.Event, timeout_ms: float) -> bool:
        self.sleeps.append(timeout_ms)
        self._then(len(self.sleeps))
        return super().wait(event, timeout_ms)


def thread_of(side: ReadingSide, **options: Any) -> ProjectorThread:
    return ProjectorThread(side.projector, side.signals, side.clock, **options)


def memory(side: ReadingSide) -> MemoryStore:
    assert isinstance(side.store, MemoryStore)
    return side.store


def run_until(side: ReadingSide, then: Callable[[int], bool], **options: Any) -> StoppingClock:
    """Run the thread; `then` is called at each sleep, and ends the thread when it returns True."""
    ended = threading.Event()

    def at_sleep(count: int) -> None:
        if then(count) or count > 50:
            ended.set()
            ending.set()

    ending = threading.Event()
    clock = StoppingClock(at_sleep)
    side.clock = clock
    thread = thread_of(side, **options)
    thread.start()
    assert ending.wait(30)
    thread.stop()
    assert ended.is_set()
    return clock


def test_it_looks_when_it_starts(side: ReadingSide) -> None:
    side.people(3)
    run_until(side, lambda _: side.store.snapshot().position == 3)
    assert side.store.snapshot().position == 3


def test_what_is_committed_while_it_looks_is_not_missed(side: ReadingSide) -> None:
    # The commit comes between the reading of the log and the sleep: the bell was cleared before, so it still rings.
    side.people(1)
    late = iter([True])

    def commit_late(_sender: object, **_told: object) -> None:
        if next(late, False):
            side.people(1)
            side.projector.doorbell.set()

    side.signals.projected.connect(commit_late)
    clock = run_until(side, lambda _: side.store.snapshot().position == 2)
    assert side.store.snapshot().position == 2
    assert sum(clock.sleeps[:1]) <= runner.LOOK_MS


def test_a_lost_doorbell_costs_a_second(side: ReadingSide) -> None:
    thread = thread_of(side)
    assert thread.look() == runner.LOOK_MS


def test_it_sleeps_no_longer_than_until_a_delayed_event_is_due(side: ReadingSide) -> None:
    assert thread_of(side, due_in_ms=lambda: 70.0).look() == 70.0


def test_it_goes_on_at_once_while_events_wait(side: ReadingSide, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "FULL_SPEED_EVENTS", 2)
    side.people(3)
    thread = thread_of(side)
    assert thread.look() == 0
    assert thread.look() == runner.LOOK_MS


def test_events_that_are_held_back_in_the_log_do_not_keep_it_busy(
    side: ReadingSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    side.people(3)
    monkeypatch.setattr(side.log, "read", lambda after, limit: ())
    assert thread_of(side).look() == runner.LOOK_MS


def test_it_takes_smaller_batches_and_pauses_while_a_person_scrolls(
    side: ReadingSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "SCROLLING_EVENTS", 2)
    side.people(5)
    thread = thread_of(side)
    thread.pace(scrolling=True)
    started = side.clock.monotonic_ms()
    thread.look()
    assert side.store.snapshot().position == 2
    assert side.clock.monotonic_ms() - started == runner.SCROLLING_PAUSE_MS


def test_a_full_store_is_tried_again_later_each_time(side: ReadingSide) -> None:
    side.people(1)
    memory(side).fails.extend(StoreFull("full") for _ in range(9))
    thread = thread_of(side)
    waits = []
    while side.store.snapshot().position == 0:
        before = side.clock.monotonic_ms()
        thread.look()
        waits.append(side.clock.monotonic_ms() - before)
    assert waits == [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000, 0]
    assert side.store.snapshot().exceptions == frozenset()


def test_a_gap_is_given_to_whoever_rebuilds(side: ReadingSide) -> None:
    side.people(3)
    removed = side.log.rows.pop(0)
    seen: list[TidelineError] = []

    def rebuild(error: TidelineError) -> None:
        seen.append(error)
        side.log.rows.insert(0, removed)

    thread = thread_of(side, recover=rebuild)
    thread.look()
    thread.look()
    assert isinstance(seen[0], GapInLog)
    assert side.store.snapshot().position == 3


def test_a_thread_that_fails_says_so_and_can_be_started_again(side: ReadingSide) -> None:
    side.people(2)
    removed = side.log.rows.pop(0)
    rung = threading.Event()

    def note(_sender: object) -> None:
        rung.set()

    side.signals.read_side.connect(note)
    thread = thread_of(side)
    thread.start()
    assert rung.wait(30)
    thread.stop()
    assert not thread.running
    assert "continues at 2" in thread.stopped
    side.log.rows.insert(0, removed)
    run_until(side, lambda _: side.store.snapshot().position == 2)
    assert side.store.snapshot().position == 2


def test_a_mistake_in_a_receiver_stops_the_thread_in_plain_words_with_nothing_lost(side: ReadingSide) -> None:
    side.people(1)
    rung = threading.Event()

    def wrong(_sender: object, **_told: object) -> None:
        raise KeyError("view")

    def note(_sender: object) -> None:
        rung.set()

    side.signals.projected.connect(wrong)
    side.signals.read_side.connect(note)
    thread = thread_of(side)
    thread.start()
    assert rung.wait(30)
    thread.stop()
    assert "what you save is safe" in thread.stopped
    assert side.store.snapshot().position == 1


def test_it_follows_other_processes_by_the_watch_it_opens_on_its_own_thread(side: ReadingSide) -> None:
    class Watch:
        def __init__(self) -> None:
            self.thread = threading.current_thread().name
            self.looks = 0
            self.closed = False
            watches.append(self)

        def changed(self) -> bool:
            self.looks += 1
            if self.looks == 2:
                side.people(1)
                return True
            return False

        def close(self) -> None:
            self.closed = True

    watches: list[Watch] = []
    clock = run_until(side, lambda _: side.store.snapshot().position == 1, watch=Watch)
    assert (watches[0].thread, watches[0].closed) == ("projector", True)
    assert max(clock.sleeps) == runner.WATCH_MS
