"""A unit of work is kept whole or not at all, and the positions in the outbox have no gap."""

import sqlite3

import pytest

from app.commands import CreatePost
from app.events import PersonMuted
from app.write_model.database import Database
from app.write_model.unit_of_work import Transaction, UnitOfWork
from app.write_model.writer import Writer
from tests.write_model.world import World


class Opened:
    """An open transaction on the writer's connection."""

    def __init__(self, world: World) -> None:
        self.driver = world.writer._driver
        self.driver.execute("BEGIN IMMEDIATE")
        self.transaction = Transaction(self.driver, world.clock, world.ids, world.media)

    def unit(self, at_ms: int | None = None) -> UnitOfWork:
        return UnitOfWork(self.transaction, "key", at_ms)


def fact(world: World) -> PersonMuted:
    return PersonMuted(at_ms=world.clock.now_ms(), person_id=1, muted_id=2)


def test_what_is_not_committed_leaves_no_event_and_no_gap(world: World) -> None:
    opened = Opened(world)
    positions = []
    for kept in (True, False, False, True):
        with opened.unit() as unit:
            unit.record(fact(world))
            unit.record(fact(world))
            positions.append(unit.position)
            if kept:
                unit.commit()
    opened.driver.commit()
    assert positions == [2, 4, 4, 4]
    assert [stored.seq for stored in world.outbox.read(0, 10)] == [1, 2, 3, 4]
    assert world.outbox.last_position() == 4


def test_a_transaction_that_is_rolled_back_gives_its_positions_back(world: World) -> None:
    for ending in (sqlite3.Connection.rollback, sqlite3.Connection.commit):
        opened = Opened(world)
        with opened.unit() as unit:
            unit.record(fact(world))
            assert unit.position == 1
            unit.commit()
        ending(opened.driver)
    assert world.outbox.last_position() == 1


@pytest.mark.parametrize("error", [ZeroDivisionError, sqlite3.IntegrityError])
def test_an_error_takes_the_unit_back_even_after_its_commit(world: World, error: type[Exception]) -> None:
    opened = Opened(world)

    def work() -> None:
        with opened.unit() as unit:
            unit.record(fact(world))
            unit.commit()
            raise error

    with pytest.raises(error):
        work()
    with opened.unit() as unit:
        unit.record(fact(world))
        assert unit.position == 1
    opened.driver.commit()
    assert world.outbox.last_position() == 0


def test_an_event_knows_its_command_its_aggregate_and_when_it_was_committed(world: World, ana: int) -> None:
    world.do(CreatePost(command_id="mine", actor_id=ana, post_id=77, text="Words", at_ms=1_600_000_000_000))
    seq, committed_ms, aggregate, version, payload, command_id = world.rows("outbox")[-1]
    assert (seq, committed_ms, aggregate, version) == (2, world.clock.now_ms(), "post:77", 1)
    assert command_id == "mine"
    assert payload.startswith('{"type":"PostCreated"')


def test_positions_go_on_where_another_process_left_off(world: World, ana: int) -> None:
    elsewhere = Database(world.database.path)
    elsewhere.open_and_migrate()
    with Writer(elsewhere, world.clock, world.ids, world.media) as other:
        post = CreatePost(command_id="theirs", actor_id=ana, post_id=77, text="Words")
        (answer,), news = other.commit([post])
    assert (getattr(answer, "position", None), news) == (2, True)
    assert world.do(CreatePost(command_id="ours", actor_id=ana, post_id=78, text="Words")).position == 3
