"""The outbox is read from any thread, in order, and forgets only what it is told to."""

import threading

import pytest

from app import events
from app.commands import CreatePost
from app.errors import StoreUnusable
from app.events import EventLog, PersonRegistered
from app.write_model import outbox
from app.write_model.outbox import Outbox
from tests.write_model.world import World


@pytest.fixture
def filled(world: World) -> World:
    """Nine people, so nine events."""
    for number in range(1, 10):
        world.person(f"p_{number}")
    return world


def seqs(log: EventLog, after: int, limit: int) -> list[int]:
    return [stored.seq for stored in log.read(after, limit)]


def test_an_empty_log_is_at_position_0(world: World) -> None:
    assert world.outbox.last_position() == 0
    assert world.outbox.read(0, 10) == []
    assert world.outbox.database_id() == world.database.database_id()


@pytest.mark.parametrize(
    ("after", "limit", "expected"),
    [(0, 3, [1, 2, 3]), (7, 10, [8, 9]), (9, 10, []), (99, 10, []), (0, 0, [])],
)
def test_events_are_read_in_order_after_a_position(filled: World, after: int, limit: int, expected: list[int]) -> None:
    assert seqs(filled.outbox, after, limit) == expected


def test_events_are_read_at_given_positions(filled: World) -> None:
    assert [stored.seq for stored in filled.outbox.read_at([7, 2, 2, 99])] == [2, 7]
    assert filled.outbox.read_at([]) == []


def test_a_stored_event_is_the_fact_with_when_and_what_about(filled: World) -> None:
    (stored,) = filled.outbox.read(8, 1)
    fact = events.decode(stored)
    assert isinstance(fact, PersonRegistered)
    assert (fact.handle, stored.aggregate, stored.version) == ("p_9", f"person:{fact.person_id}", 1)
    assert stored.committed_ms == fact.at_ms == filled.clock.now_ms()


@pytest.mark.parametrize("at_once", [2, 5_000])
def test_pruning_forgets_events_and_keeps_the_position(
    filled: World, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(outbox, "PRUNED_AT_ONCE", at_once)
    assert filled.outbox.prune(0) == 0
    assert filled.outbox.prune(5) == 5
    assert filled.outbox.prune(5) == 0
    assert seqs(filled.outbox, 0, 100) == [6, 7, 8, 9]
    assert filled.outbox.prune(99) == 4
    assert filled.outbox.prune(99) == 0
    assert filled.outbox.last_position() == 9
    filled.person("later")
    assert seqs(filled.outbox, 9, 100) == [10]


def test_the_log_is_read_while_it_is_written(filled: World) -> None:
    log: EventLog = filled.outbox
    problems: list[object] = []
    stop = threading.Event()

    def follow() -> None:
        while not stop.is_set():
            found = seqs(log, 0, 1_000)
            if found != list(range(1, len(found) + 1)) or log.last_position() < len(found):
                problems.append(found)

    threads = [threading.Thread(target=follow) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(30):
        filled.person(f"q_{number}")
    stop.set()
    for thread in threads:
        thread.join()
    assert problems == []
    assert log.last_position() == 39


def test_a_closed_log_opens_again_when_it_is_asked(filled: World) -> None:
    filled.outbox.close()
    filled.outbox.close()
    assert filled.outbox.last_position() == 9


def test_a_log_that_cannot_be_read_says_so(filled: World) -> None:
    filled.writer._driver.execute("DROP TABLE outbox")
    log = Outbox(filled.database)
    with pytest.raises(StoreUnusable):
        log.read(0, 1)
    log.close()


def test_the_horizon_is_the_lowest_position_that_is_kept(filled: World) -> None:
    assert filled.outbox.first_kept() == 1
    filled.outbox.prune(5)
    assert filled.outbox.first_kept() == 6
    assert seqs(filled.outbox, 5, 1) == [6]
    filled.outbox.prune(9)
    assert filled.outbox.first_kept() == 10


def test_the_horizon_of_an_empty_log_is_what_comes_first(world: World) -> None:
    assert world.outbox.first_kept() == 1


def test_pruning_in_pieces_takes_the_oldest_first_and_no_more_than_a_piece(
    filled: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "PRUNED_AT_ONCE", 2)
    assert filled.outbox.prune_some(5) == 2
    assert filled.outbox.first_kept() == 3
    assert [filled.outbox.prune_some(5) for _ in range(3)] == [2, 1, 0]


def test_pruning_gives_way_to_another_program(filled: World) -> None:
    with filled.database.writing() as other, other.begin(), pytest.raises(StoreUnusable, match="Another program"):
        filled.outbox.prune_some(5)
    assert filled.outbox.first_kept() == 1


def test_a_command_sent_again_after_pruning_still_has_its_receipt(filled: World) -> None:
    command = CreatePost(command_id="kept", actor_id=filled.rows("people")[0][0], post_id=7, text="Once")
    receipt = filled.do(command)
    filled.outbox.prune(99)
    assert filled.do(command) == receipt
    assert filled.outbox.last_position() == receipt.position
