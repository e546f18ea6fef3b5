"""A process without the lock tells what the other one commits, on both sides, and changes nothing."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.clock import ManualClock
from app.projections.follower import FOLLOW_MS, TAKE_OVER_LOOKS, Follower
from app.read_model.search_checkpoint import IndexCheckpoint
from app.read_model.search_index import SearchIndex
from app.read_model.store import POINTER, ReadStore, new_generation, point_to
from app.signals import Projected, Signals
from tests.projections.memory import MemoryLog


class Watch:
    """Tells of a commit once `commits` is raised."""

    commits = 0
    closed = False

    def changed(self) -> bool:
        seen, self.commits = self.commits, 0
        return seen > 0

    def close(self) -> None:
        self.closed = True


class AskedLog(MemoryLog):
    """Counts how often it is asked for its newest position."""

    asked = 0

    def last_position(self) -> int:
        self.asked += 1
        return super().last_position()


class Following:
    """A follower of an empty folder and what it has told, in order."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = ReadStore(folder / "read", create=False, stand_in=True)
        self.index = SearchIndex(folder / "search", stand_in=True)
        self.log = AskedLog()
        self.watch = Watch()
        self.signals = Signals()
        self.told: list[object] = []
        self.signals.projected.connect(self._projected)
        self.signals.indexed.connect(self._indexed)
        self.follower = Follower(self.store, self.index, self.log, self.watch, self.signals, self._changed)

    def put_store(self) -> None:
        """Another process swaps a good store in."""
        fresh = new_generation(self.folder / "read")
        fresh.close()
        point_to(self.folder / "read", fresh.number)

    def put_index(self, position: int) -> None:
        """Another process makes the index."""
        SearchIndex.create(self.folder / "search", IndexCheckpoint(position, "memory"))

    def _projected(self, _sender: object, what: Projected) -> None:
        self.told.append(what)

    def _indexed(self, _sender: object) -> None:
        self.told.append("indexed")

    def _changed(self) -> None:
        self.told.append(self.store.unreadable)


@pytest.fixture
def following(tmp_path: Path) -> Iterator[Following]:
    made = Following(tmp_path)
    yield made
    made.store.close()


def test_nothing_new_is_told_as_nothing(following: Following) -> None:
    following.follower.look()
    following.follower.look()
    assert following.told == []


def test_a_store_that_turns_up_is_told_before_what_it_holds(following: Following) -> None:
    following.put_store()
    following.follower.look()
    assert following.told == ["", Projected(0, everything=True, parked=True)]


def test_a_store_that_cannot_be_read_any_more_is_told(following: Following) -> None:
    following.put_store()
    following.follower.look()
    following.told.clear()
    (following.folder / "read" / POINTER).write_text("?")
    following.follower.look()
    (sentence,) = following.told
    assert "nothing is lost" in str(sentence)


def test_the_index_is_followed_on_its_own(following: Following) -> None:
    following.put_index(7)
    following.follower.look()
    following.follower.look()
    assert following.told == ["indexed"]
    assert following.index.position() == 7


def test_the_log_is_asked_at_first_and_then_for_each_commit(following: Following) -> None:
    following.follower.look()
    following.follower.look()
    assert following.log.asked == 1
    following.watch.commits = 1
    following.follower.look()
    assert following.log.asked == 2


def test_it_asks_once_a_second_whether_it_may_lead(following: Following) -> None:
    clock, answers = ManualClock(), iter([False, False, True])
    following.follower.run(lambda: next(answers), clock, threading.Event())
    assert clock.monotonic_ms() == 2 * TAKE_OVER_LOOKS * FOLLOW_MS
    assert following.watch.closed


def test_it_ends_when_told_to(following: Following) -> None:
    ending = threading.Event()
    ending.set()
    following.follower.run(lambda: True, ManualClock(), ending)
    assert following.log.asked == 0
    assert following.watch.closed


def test_a_rebuild_of_the_holder_is_followed(following: Following) -> None:
    following.put_store()
    following.follower.look()
    following.told.clear()
    following.put_store()
    following.follower.look()
    assert following.told == [Projected(0, everything=True, parked=True)]
    assert following.store.generation == 2
