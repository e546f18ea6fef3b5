"""Fan-outs in slices, in any order and through restarts, end in what the present state says."""

from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clock import ManualClock
from app.projections.applier import Applier
from app.projections.intake import Intake
from app.projections.walks import WALKS
from app.read_model import keys
from app.read_model.schema import State
from tests.projections.derived import documents_of
from tests.projections.memory import MemoryLog, MemoryStore
from tests.projections.world import ACTS, World

NOT_DERIVED = ("jobs", "parked")
UNLIMITED = 1 << 40


class Reader:
    """Takes in a log, a transaction at a time, with slices of fan-outs wherever the test wants them."""

    def __init__(self, log: MemoryLog, budget_rows: int) -> None:
        self.log = log
        self.store = MemoryStore()
        self._budget_rows = budget_rows
        self._taken = 0
        self.restart()

    def restart(self) -> None:
        self._applier = Applier(self._budget_rows)
        self._intake = Intake(self._applier, self.log.read_at, ManualClock())

    def take(self, events: int, slices: Sequence[int] = ()) -> None:
        """Take in so many events, and after each of them do the slices, each of so many rows."""
        with self.store.writing() as transaction:
            self._begin(transaction)
            for stored in self.log.read(self._taken, events):
                self._intake.take(stored)
                self._taken += 1
                for rows in slices:
                    self._intake.go_on(rows)
            self._finish(transaction)

    def finish(self, rows: int = 3) -> None:
        """Take in what is left, and finish every fan-out, a transaction for each slice."""
        self.take(len(self.log.rows))
        while self.slice(rows):
            pass

    def slice(self, rows: int) -> bool:
        """Do one slice in a transaction of its own; False if there was none to do."""
        with self.store.writing() as transaction:
            self._begin(transaction)
            done = self._intake.go_on(rows)
            self._finish(transaction)
        return done

    def _begin(self, transaction: Any) -> None:
        anew = not self._applier.is_loaded
        self._applier.begin(transaction)
        if anew:
            self._intake.parking.load()

    def _finish(self, transaction: Any) -> None:
        exceptions = tuple(sorted(self._intake.exceptions()))
        self._applier.finish()
        transaction.set_state(State(self._taken, exceptions))

    @property
    def documents(self) -> dict[str, dict[bytes, msgspec.Struct]]:
        return self.store.documents(without=NOT_DERIVED)

    @property
    def exceptions(self) -> tuple[int, ...]:
        return self.store.state.exceptions


acts = st.tuples(st.sampled_from(ACTS), st.integers(0, 20), st.integers(0, 20), st.integers(0, 20))
turns = st.tuples(st.integers(1, 4), st.lists(st.integers(1, 4), max_size=2), st.booleans())


def world_of(history: Sequence[tuple[str, int, int, int]], people: int = 4) -> World:
    world = World()
    for _ in range(people):
        world.register()
    for name, a, b, c in history:
        getattr(world, name)(a, b, c)
    return world


@settings(max_examples=400)
@given(history=st.lists(acts, max_size=60), schedule=st.lists(turns, max_size=30), budget=st.integers(1, 4))
def test_slices_in_any_order_end_in_the_documents_of_the_present_state(
    history: list[tuple[str, int, int, int]], schedule: list[tuple[int, list[int], bool]], budget: int
) -> None:
    world = world_of(history)
    log = MemoryLog()
    log.add(*world.events)
    reader = Reader(log, budget)
    for events, slices, restarts in schedule:
        reader.take(events, slices)
        if restarts:
            reader.restart()
    reader.finish()
    assert reader.documents == documents_of(world)
    assert reader.exceptions == ()
    assert not {*NOT_DERIVED} & {*reader.store.documents()}


@given(history=st.lists(acts, max_size=60))
def test_without_a_limit_no_fan_out_is_ever_left(history: list[tuple[str, int, int, int]]) -> None:
    world = world_of(history)
    log = MemoryLog()
    log.add(*world.events)
    reader = Reader(log, UNLIMITED)
    reader.take(len(log.rows))
    assert reader.exceptions == ()
    assert reader.documents == documents_of(world)


@given(history=st.lists(acts, max_size=40))
def test_events_applied_twice_give_equal_documents(history: list[tuple[str, int, int, int]]) -> None:
    world = world_of(history)
    log = MemoryLog()
    for event in world.events:
        log.add(event, event)
    reader = Reader(log, UNLIMITED)
    reader.take(len(log.rows))
    assert reader.documents == documents_of(world)


def numbered_homes(reader: Reader, entry: int) -> int:
    return sum(key[8:] == keys.key(entry) for key in reader.documents.get("home", {}))


def a_read_side(history: Sequence[tuple[str, int, int, int]], *, people: int, budget: int) -> tuple[World, Reader]:
    world = world_of(history, people)
    log = MemoryLog()
    log.add(*world.events)
    reader = Reader(log, budget)
    reader.take(len(log.rows))
    return world, reader


def and_then(world: World, reader: Reader, name: str, *numbers: int) -> None:
    before = len(world.events)
    getattr(world, name)(*numbers, *(0,) * (3 - len(numbers)))
    reader.log.add(*world.events[before:])
    reader.take(len(reader.log.rows))


FOLLOWED_BY_FIVE = [("follow", follower, 0, 0) for follower in range(1, 6)]


def test_an_event_is_an_exception_until_its_last_slice() -> None:
    world, reader = a_read_side(FOLLOWED_BY_FIVE, people=6, budget=2)
    and_then(world, reader, "post", 0, 5, 1)
    (post,) = world.posts
    assert list(reader.exceptions) == [len(reader.log.rows)]
    assert numbered_homes(reader, post) == 3
    reader.finish(rows=2)
    assert list(reader.exceptions) == []
    assert numbered_homes(reader, post) == 6


def test_a_follower_lost_during_a_deletion_does_not_keep_the_post() -> None:
    world, reader = a_read_side([("post", 0, 5, 1), *FOLLOWED_BY_FIVE], people=6, budget=5)
    (post,) = world.posts
    reader = Reader(reader.log, budget_rows=2)
    reader.finish()
    and_then(world, reader, "delete", 0)
    assert numbered_homes(reader, post) == 3
    and_then(world, reader, "follow", 5, 0)
    reader.finish()
    assert numbered_homes(reader, post) == 0
    assert reader.documents == documents_of(world)


def test_a_post_deleted_during_an_unfollow_does_not_stay() -> None:
    posts = [("post", 0, 5, 1)] * 4
    world, reader = a_read_side([("follow", 1, 0, 0), *posts], people=2, budget=2)
    and_then(world, reader, "follow", 1, 0)
    oldest = min(world.posts)
    assert numbered_homes(reader, oldest) == 2
    and_then(world, reader, "delete", 0)
    reader.finish()
    assert numbered_homes(reader, oldest) == 0
    assert reader.documents == documents_of(world)


def test_overlapping_renames_end_with_the_last_name() -> None:
    posts = [("post", 0, 5, 1)] * 5
    world, reader = a_read_side(posts, people=1, budget=2)
    and_then(world, reader, "rename", 0, 2)
    and_then(world, reader, "rename", 0, 4)
    assert len(reader.exceptions) == 2
    reader.finish(rows=1)
    assert {getattr(card, "name", "") for card in reader.documents["cards"].values()} == {"Name 4"}


def test_a_short_fan_out_is_not_kept_waiting_by_a_long_one() -> None:
    posts = [("post", 0, 5, 1)] * 12
    world, reader = a_read_side([*posts, *[("post", 1, 5, 1)] * 3], people=2, budget=1)
    reader.finish()
    and_then(world, reader, "rename", 0, 2)
    long = len(reader.log.rows)
    and_then(world, reader, "rename", 1, 4)
    for _ in range(4):
        reader.slice(2)
    assert reader.exceptions == (long,)


def test_a_fan_out_goes_on_after_a_restart_where_it_was() -> None:
    world, reader = a_read_side([*FOLLOWED_BY_FIVE, ("post", 0, 5, 1)], people=6, budget=2)
    reader.restart()
    reader.slice(2)
    (post,) = world.posts
    assert numbered_homes(reader, post) == 5


def test_a_slice_never_visits_more_rows_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    world, reader = a_read_side([*FOLLOWED_BY_FIVE, *[("post", 0, 5, 1)] * 9], people=6, budget=3)
    for reposter in range(1, 4):
        for post in range(9):
            and_then(world, reader, "repost", reposter, post)
    visits = 0
    walk = WALKS["rename"][0]

    def counted(job: Any, changes: Any, row: bytes, document: Any) -> None:
        nonlocal visits
        visits += 1
        walk.visit(job, changes, row, document)

    monkeypatch.setitem(WALKS, "rename", (walk._replace(visit=counted), *WALKS["rename"][1:]))
    and_then(world, reader, "rename", 1, 2)
    reader.restart()
    while reader.exceptions:
        visits = 0
        reader.slice(4)
        assert visits <= 4
    assert reader.documents == documents_of(world)
