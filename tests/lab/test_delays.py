"""The delayed log: latency not rate, pause, steps, and a clock that jumps."""

from collections.abc import Sequence

import pytest

from app.clock import ManualClock
from app.events import StoredEvent
from app.lab.delays import DelayedLog
from app.lab.model import ReadSideState, slowed_by


class Log:
    """An outbox in memory that counts how it is asked."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self.events: list[StoredEvent] = []
        self.asked_for_newest = 0

    def commit(self, events: int = 1) -> None:
        for _ in range(events):
            self.events.append(StoredEvent(len(self.events) + 1, self._clock.now_ms(), "post:1", 1, b"{}"))

    def read(self, after: int, limit: int) -> Sequence[StoredEvent]:
        return self.events[after : after + limit]

    def read_at(self, seqs: Sequence[int]) -> Sequence[StoredEvent]:
        return [self.events[seq - 1] for seq in seqs]

    def last_position(self) -> int:
        self.asked_for_newest += 1
        return len(self.events)

    def database_id(self) -> str:
        return "db"


class Reader:
    """A projector that only moves its checkpoint."""

    def __init__(self, log: DelayedLog) -> None:
        self.log = log
        self.position = 0

    def step(self, limit: int = 100) -> int:
        events = self.log.read(self.position, limit)
        assert [event.seq for event in events] == list(range(self.position + 1, self.position + len(events) + 1))
        self.position += len(events)
        return len(events)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def outbox(clock: ManualClock) -> Log:
    return Log(clock)


@pytest.fixture
def delayed(outbox: Log, clock: ManualClock) -> DelayedLog:
    return DelayedLog(outbox, clock)


@pytest.fixture
def reader(delayed: DelayedLog) -> Reader:
    return Reader(delayed)


def test_switched_off_it_passes_everything_and_asks_nothing_more(
    outbox: Log, delayed: DelayedLog, reader: Reader
) -> None:
    outbox.commit(3)
    assert reader.step() == 3
    assert outbox.asked_for_newest == 0
    assert delayed.state == ReadSideState()
    assert delayed.next_due_ms() is None


def test_an_event_is_given_no_earlier_than_its_commit_plus_the_delay(
    outbox: Log, delayed: DelayedLog, reader: Reader, clock: ManualClock
) -> None:
    delayed.set_delay(3_000)
    outbox.commit()
    assert reader.step() == 0
    assert delayed.next_due_ms() == 3_000
    clock.advance(2_999)
    assert reader.step() == 0
    assert delayed.next_due_ms() == 1
    clock.advance(1)
    assert reader.step() == 1
    assert delayed.next_due_ms() is None


def test_it_is_latency_and_not_rate(outbox: Log, delayed: DelayedLog, reader: Reader, clock: ManualClock) -> None:
    delayed.set_delay(1_000)
    outbox.commit(50)
    reader.step()
    clock.advance(400)
    outbox.commit(50)
    reader.step()
    clock.advance(600)
    assert reader.step() == 50
    assert delayed.next_due_ms() == 400
    clock.advance(400)
    assert reader.step() == 50


def test_what_waited_before_the_delay_was_set_is_delayed_from_its_own_commit(
    outbox: Log, delayed: DelayedLog, reader: Reader, clock: ManualClock
) -> None:
    outbox.commit()
    clock.advance(800)
    delayed.set_delay(1_000)
    assert reader.step() == 0
    assert delayed.next_due_ms() == 200


def test_another_delay_counts_at_once_for_what_waits(
    outbox: Log, delayed: DelayedLog, reader: Reader, clock: ManualClock
) -> None:
    delayed.set_delay(10_000)
    outbox.commit()
    reader.step()
    clock.advance(300)
    delayed.set_delay(500)
    assert reader.step() == 0
    assert delayed.next_due_ms() == 200
    delayed.set_delay(0)
    assert reader.step() == 1


@pytest.mark.parametrize("jump", [-3_600_000, 3_600_000])
def test_a_clock_that_was_set_delays_nothing_for_longer_or_shorter(
    outbox: Log, delayed: DelayedLog, reader: Reader, clock: ManualClock, jump: int
) -> None:
    delayed.set_delay(1_000)
    reader.step()
    outbox.commit()
    clock.jump_wall(jump)
    reader.step()
    clock.advance(999)
    assert reader.step() == 0
    clock.advance(1)
    assert reader.step() == 1


def test_a_clock_set_while_an_event_waits_changes_nothing(
    outbox: Log, delayed: DelayedLog, reader: Reader, clock: ManualClock
) -> None:
    delayed.set_delay(1_000)
    outbox.commit()
    reader.step()
    clock.jump_wall(3_600_000)
    assert reader.step() == 0
    clock.advance(1_000)
    assert reader.step() == 1


def test_a_pause_gives_nothing_and_steps_let_through_what_they_say(
    outbox: Log, delayed: DelayedLog, reader: Reader
) -> None:
    outbox.commit(2)
    reader.step()
    delayed.pause()
    outbox.commit(5)
    assert reader.step() == 0
    delayed.allow()
    assert reader.step() == 1
    assert reader.step() == 0
    delayed.allow(2)
    assert reader.step(limit=1) == 1
    assert reader.step() == 1
    assert reader.step() == 0
    delayed.resume()
    assert reader.step() == 2


def test_an_event_that_is_read_twice_uses_up_one_step(outbox: Log, delayed: DelayedLog) -> None:
    delayed.pause()
    outbox.commit(3)
    assert delayed.read(0, 10) == ()
    delayed.allow()
    assert len(delayed.read(0, 10)) == len(delayed.read(0, 10)) == 1
    assert delayed.read(1, 10) == ()


def test_a_step_lets_an_event_through_at_once_also_with_a_delay(
    outbox: Log, delayed: DelayedLog, reader: Reader
) -> None:
    delayed.set_delay(10_000)
    delayed.pause()
    outbox.commit(2)
    delayed.allow()
    assert reader.step() == 1


def test_draining_gives_what_waits_and_holds_what_comes(outbox: Log, delayed: DelayedLog, reader: Reader) -> None:
    delayed.set_delay(10_000)
    outbox.commit(3)
    assert reader.step() == 0
    delayed.drain()
    assert reader.step() == 3
    outbox.commit()
    assert reader.step() == 0


def test_draining_during_a_pause_keeps_the_pause(outbox: Log, delayed: DelayedLog, reader: Reader) -> None:
    delayed.pause()
    outbox.commit(3)
    reader.step()
    delayed.drain()
    assert reader.step() == 3
    outbox.commit()
    assert reader.step() == 0
    assert delayed.state.paused


def test_nothing_is_held_back_during_a_bypass_nor_what_it_wrote(
    outbox: Log, delayed: DelayedLog, reader: Reader
) -> None:
    delayed.set_delay(10_000)
    with delayed.bypass():
        outbox.commit(3)
        assert reader.step(limit=2) == 2
    assert reader.step() == 1
    outbox.commit()
    assert reader.step() == 0


def test_a_bypass_is_not_ended_by_one_within_it(outbox: Log, delayed: DelayedLog, reader: Reader) -> None:
    delayed.pause()
    with delayed.bypass():
        with delayed.bypass():
            pass
        outbox.commit()
        assert reader.step() == 1


def test_parked_events_are_read_again_without_delay(outbox: Log, delayed: DelayedLog) -> None:
    delayed.set_delay(10_000)
    outbox.commit(2)
    assert [event.seq for event in delayed.read_at([2])] == [2]
    assert (delayed.last_position(), delayed.database_id()) == (2, "db")


def test_each_change_is_announced(outbox: Log, clock: ManualClock) -> None:
    states: list[ReadSideState] = []
    log = DelayedLog(outbox, clock, lambda: states.append(log.state))
    log.set_delay(50)
    log.pause()
    log.resume()
    log.set_delay(0)
    assert [(state.delay_ms, state.paused) for state in states] == [(50, False), (50, True), (50, False), (0, False)]


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (ReadSideState(), ""),
        (ReadSideState(slowing=slowed_by(50)), "Read side slowed by 50 ms"),
        (ReadSideState(slowing=slowed_by(3_000)), "Read side slowed by 3 s"),
        (ReadSideState(slowing=slowed_by(1_500)), "Read side slowed by 1.5 s"),
        (ReadSideState(slowing=slowed_by(50), paused=True), "Read side paused"),
    ],
)
def test_the_strip_says_what_is_set(state: ReadSideState, sentence: str) -> None:
    assert (state.strip, state.is_at_full_speed) == (sentence, sentence == "")
