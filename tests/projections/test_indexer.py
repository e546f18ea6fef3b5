"""The indexer looks in quiet moments on a thread of its own: however long its commit takes, no document waits."""

import threading

import pytest

from app.clock import ManualClock
from app.errors import StoreUnusable
from app.projections import indexer
from app.projections.indexer import IndexerThread
from app.projections.runner import LOOK_MS, SCROLLING_PAUSE_MS
from app.signals import Projected, Signals
from tests.projections.reading_side import ReadingSide


class Index:
    """A search projector that counts how often it is asked."""

    def __init__(self) -> None:
        self.steps = 0
        self.has_more = 0
        self.due_ms: float | None = None
        self.closed = threading.Event()
        self.fails: list[Exception] = []

    def step(self) -> int:
        self.steps += 1
        if self.fails:
            raise self.fails.pop(0)
        self.has_more, more = max(0, self.has_more - 1), self.has_more
        return more

    def due_in_ms(self) -> float | None:
        return self.due_ms

    def close(self) -> None:
        self.closed.set()


class Bench:
    """An indexer over an index, driven by hand."""

    def __init__(self) -> None:
        self.index, self.signals, self.clock = Index(), Signals(), ManualClock()
        self.thread = IndexerThread(self.index, self.signals, self.clock)

    def projected(self) -> None:
        self.signals.projected.send(self, what=Projected(1))


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_it_looks_when_it_starts_and_then_once_a_second(bench: Bench) -> None:
    assert bench.thread.look() == LOOK_MS
    assert bench.index.steps == 1


def test_it_waits_for_a_quiet_moment(bench: Bench) -> None:
    bench.projected()
    assert bench.thread.look() == indexer.QUIET_MS
    assert bench.index.steps == 0
    bench.thread.look()
    assert bench.index.steps == 1


def test_it_waits_again_when_the_moment_was_not_quiet(bench: Bench) -> None:
    for _ in range(2):
        bench.projected()
        assert bench.thread.look() == indexer.QUIET_MS
    assert bench.index.steps == 0


def test_it_does_not_wait_for_ever_for_a_quiet_moment(bench: Bench) -> None:
    for _ in range(20):
        bench.projected()
        bench.thread.look()
        bench.clock.advance(15)
    assert bench.index.steps == 1


def test_an_index_with_more_to_do_is_asked_again_at_once(bench: Bench) -> None:
    bench.index.has_more = 2
    assert [bench.thread.look(), bench.thread.look(), bench.thread.look()] == [0, 0, LOOK_MS]


def test_it_pauses_between_two_looks_while_a_person_scrolls(bench: Bench) -> None:
    bench.index.has_more = 1
    bench.thread.pace(scrolling=True)
    assert bench.thread.look() == SCROLLING_PAUSE_MS


def test_it_looks_again_when_a_commit_is_due(bench: Bench) -> None:
    bench.index.due_ms = 70.0
    assert bench.thread.look() == 70.0


def test_an_index_that_cannot_be_written_is_tried_again_a_second_later(bench: Bench) -> None:
    bench.index.fails.append(StoreUnusable("no"))
    assert bench.thread.look() == LOOK_MS
    bench.projected()
    bench.clock.advance(indexer.QUIET_MS)
    assert bench.thread.look() == LOOK_MS - indexer.QUIET_MS
    assert bench.index.steps == 1
    bench.clock.advance(LOOK_MS)
    bench.thread.look()
    assert bench.index.steps == 2


def test_stopping_lets_the_index_commit(bench: Bench) -> None:
    bench.thread.start()
    bench.thread.stop()
    assert bench.index.closed.is_set()
    assert not bench.thread.running


def test_a_thread_that_fails_says_so_and_can_be_started_again(bench: Bench) -> None:
    rung = threading.Event()

    def note(_sender: object) -> None:
        rung.set()

    bench.signals.read_side.connect(note)
    bench.index.fails.append(KeyError("word"))
    bench.thread.start()
    assert rung.wait(30)
    bench.thread.stop()
    assert "nothing is lost" in bench.thread.stopped
    bench.thread.start()
    assert bench.thread.running
    bench.thread.stop()
    assert bench.index.closed.is_set()


def test_while_the_index_commits_the_documents_go_on(side: ReadingSide) -> None:
    inside, go_on = threading.Event(), threading.Event()

    class SlowIndex(Index):
        def step(self) -> int:
            inside.set()
            assert go_on.wait(30)
            return super().step()

    thread = IndexerThread(SlowIndex(), side.signals, side.clock)
    thread.start()
    assert inside.wait(30)
    side.people(1)
    side.projector.step()
    assert side.store.snapshot().position == 1
    go_on.set()
    thread.stop()
