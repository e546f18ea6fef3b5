"""What another process commits moves the write position of this one, as old as it is."""

import pytest

from app.clock import ManualClock
from app.consistency.commits_elsewhere import ObservedLog
from app.consistency.staleness import LagMeter
from app.lab.delays import DelayedLog
from tests.projections.memory import MemoryLog
from tests.projections.world import World


class Sea:
    """A log that this process and another one write to, and the lag meter of this one."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.world = World()
        self.outbox = MemoryLog()
        self.meter = LagMeter(self.clock)
        self.told: list[tuple[int, float]] = []
        self.log = ObservedLog(self.outbox, self.clock, lambda: self.meter.positions[1], self._tell)

    def _tell(self, position: int, at_ms: float) -> None:
        self.told.append((position, at_ms))
        self.meter.committed(position, at_ms)

    def commit(self, events: int = 1) -> int:
        """Let another process commit; the position."""
        for _ in range(events):
            self.world.now = self.clock.now_ms()
            self.world.register()
        return self.outbox.add(*self.world.events[-events:])


@pytest.fixture
def sea() -> Sea:
    return Sea()


def test_a_commit_of_another_process_is_told_once_with_its_age(sea: Sea) -> None:
    sea.commit(3)
    sea.clock.advance(2_007)
    assert sea.log.last_position() == 3
    assert sea.log.last_position() == 3
    assert [position for position, _at in sea.told] == [3]
    assert sea.meter.positions == (0, 3)
    assert sea.meter.oldest_ms() == 2_000
    assert sea.meter.reading().waiting == 3


def test_an_own_commit_is_no_news(sea: Sea) -> None:
    sea.meter.committed(sea.commit())
    assert sea.log.last_position() == 1
    assert sea.told == []


def test_what_is_pruned_already_is_told_without_an_age(sea: Sea) -> None:
    sea.commit(2)
    sea.clock.advance(500)
    sea.outbox.prune(2)
    sea.log.last_position()
    assert sea.told == [(2, 500)]


def test_a_clock_that_was_set_back_makes_nothing_younger_than_now(sea: Sea) -> None:
    sea.commit()
    sea.clock.jump_wall(-60_000)
    sea.log.last_position()
    assert sea.meter.oldest_ms() == 0


@pytest.mark.parametrize("paused", [True, False])
def test_a_read_side_that_is_slowed_or_paused_tells_all_the_same(sea: Sea, paused: bool) -> None:
    delayed = DelayedLog(sea.log, sea.clock)
    if paused:
        delayed.pause()
    else:
        delayed.set_delay(10_000)
    sea.commit()
    assert not delayed.read(0, 10)
    assert sea.meter.reading().waiting == 1


def test_everything_else_is_passed_on(sea: Sea) -> None:
    sea.commit(2)
    assert [event.seq for event in sea.log.read(1, 5)] == [2]
    assert [event.seq for event in sea.log.read_at([1])] == [1]
    assert sea.log.database_id() == sea.outbox.database_id()
