"""Waits for a position: pushed, with honest outcomes."""

import threading

import pytest

from app.clock import ManualClock
from app.consistency.waits import Waits
from app.read_model.documents import Snapshot


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def waits(clock: ManualClock) -> Waits:
    return Waits(clock)


def test_a_wait_is_resolved_by_the_commit_that_reaches_it(waits: Waits, clock: ManualClock) -> None:
    future = waits.wait_for(3)
    waits.advance(Snapshot(2))
    assert not future.done()
    clock.advance(7)
    waits.advance(Snapshot(4))
    outcome = future.result(0)
    assert (outcome.kind, outcome.snapshot.position, outcome.waited_ms) == ("fresh", 4, 7)


def test_a_position_that_is_reached_already_is_fresh_at_once(waits: Waits) -> None:
    waits.advance(Snapshot(9))
    assert waits.wait_for(9).result(0).kind == "fresh"


def test_waits_for_many_positions_resolve_as_the_store_passes_them(waits: Waits) -> None:
    futures = {position: waits.wait_for(position) for position in (5, 1, 3, 2, 4)}
    waits.advance(Snapshot(3))
    assert {position for position, future in futures.items() if future.done()} == {1, 2, 3}


def test_each_store_has_its_own_line(waits: Waits) -> None:
    documents, search = waits.wait_for(2), waits.wait_for(2, "search")
    waits.advance(Snapshot(2), store="search")
    assert search.done()
    assert not documents.done()


def test_a_deadline_ends_the_wait_and_says_that_the_command_is_committed_all_the_same(
    waits: Waits, clock: ManualClock
) -> None:
    future = waits.wait_for(3, deadline_ms=2_000)
    clock.advance(1_999)
    waits.expire()
    assert not future.done()
    clock.advance(1)
    waits.expire()
    assert (future.result(0).kind, future.result(0).waited_ms) == ("timed_out", 2_000)


def test_a_wait_that_has_timed_out_is_left_alone_when_its_position_is_reached(waits: Waits, clock: ManualClock) -> None:
    future = waits.wait_for(3, deadline_ms=10)
    clock.advance(10)
    waits.expire()
    waits.advance(Snapshot(3))
    assert future.result(0).kind == "timed_out"


def test_the_next_deadline_is_that_of_the_earliest_wait_still_open(waits: Waits) -> None:
    first = waits.wait_for(1, deadline_ms=100)
    waits.wait_for(2, deadline_ms=300)
    assert waits.next_deadline_ms() == 100
    waits.advance(Snapshot(1))
    assert first.done()
    assert waits.next_deadline_ms() == 300


def test_a_parked_event_ends_its_wait_with_the_reason(waits: Waits) -> None:
    future = waits.wait_for(2)
    waits.advance(Snapshot(5, frozenset({2})), {2: "It broke."})
    assert (future.result(0).kind, future.result(0).reason) == ("parked", "It broke.")


def test_an_unfinished_fan_out_keeps_its_wait_until_it_is_done(waits: Waits) -> None:
    future = waits.wait_for(2)
    waits.advance(Snapshot(5, frozenset({2})))
    assert not future.done()
    waits.advance(Snapshot(5))
    assert future.result(0).kind == "fresh"


def test_a_wait_for_an_exception_begun_after_the_checkpoint_passed_is_kept_too(waits: Waits) -> None:
    waits.advance(Snapshot(5, frozenset({2})))
    future = waits.wait_for(2)
    waits.advance(Snapshot(6))
    assert future.result(0).kind == "fresh"


def test_a_rebuild_keeps_the_waits_and_the_new_store_resolves_them(waits: Waits) -> None:
    waits.advance(Snapshot(5, generation=1))
    future = waits.wait_for(7)
    waits.read_side(rebuilding=True)
    waits.advance(Snapshot(6, generation=2))
    assert not future.done()
    waits.advance(Snapshot(7, generation=2))
    assert future.result(0).kind == "fresh"


def test_a_deadline_that_passes_during_a_rebuild_says_so(waits: Waits, clock: ManualClock) -> None:
    future = waits.wait_for(7, deadline_ms=50)
    waits.read_side(rebuilding=True)
    clock.advance(50)
    waits.expire()
    assert future.result(0).kind == "rebuilding"


def test_a_stopped_projector_ends_every_wait_and_each_that_begins_after(waits: Waits) -> None:
    waits.advance(Snapshot(1))
    before = waits.wait_for(2)
    waits.read_side(stopped="The projector has stopped.")
    assert (before.result(0).kind, before.result(0).reason) == ("stopped", "The projector has stopped.")
    assert waits.wait_for(3).result(0).kind == "stopped"
    assert waits.wait_for(1).result(0).kind == "fresh"


def test_an_announcement_that_comes_late_takes_nothing_back(waits: Waits) -> None:
    waits.advance(Snapshot(5))
    waits.advance(Snapshot(4))
    assert waits.snapshot().position == 5


def test_a_cancelled_wait_is_passed_over(waits: Waits) -> None:
    future = waits.wait_for(2, deadline_ms=10)
    assert future.cancel()
    waits.advance(Snapshot(2))
    assert future.cancelled()
    assert waits.next_deadline_ms() is None


def test_a_callback_may_wait_for_more(waits: Waits) -> None:
    chained: list[str] = []

    def wait_again(_: object) -> None:
        waits.wait_for(3).add_done_callback(lambda future: chained.append(future.result().kind))

    waits.wait_for(2).add_done_callback(wait_again)
    waits.advance(Snapshot(2))
    waits.advance(Snapshot(3))
    assert chained == ["fresh"]


def test_waits_from_many_threads_are_each_resolved_once(waits: Waits) -> None:
    done: list[int] = []
    gate = threading.Barrier(4)

    def ask(start: int) -> None:
        gate.wait(10)
        for position in range(start, 2_000, 3):
            waits.wait_for(position, deadline_ms=5).add_done_callback(
                lambda future: done.append(future.result().position)
            )

    threads = [threading.Thread(target=ask, args=(start,)) for start in (1, 2, 3)]
    for thread in threads:
        thread.start()
    gate.wait(10)
    for position in range(0, 2_000, 50):
        waits.advance(Snapshot(position))
        waits.expire(10)
    for thread in threads:
        thread.join()
    waits.advance(Snapshot(2_000))
    assert sorted(done) == list(range(1, 2_000))
