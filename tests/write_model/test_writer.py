"""Commands that are committed together stand or fall alone, unless it is the disk that fails."""

import logging

import pytest

from app.commands import Command, CreatePost, Receipt, Rejected, SetLike
from app.errors import Mistake, StoreFull, StoreUnusable
from app.write_model import writer
from app.write_model.handlers.dispatch import HANDLERS
from app.write_model.unit_of_work import UnitOfWork
from app.write_model.writer import LOCK_AWAITED_MS
from tests.write_model.world import World


def creating(author: int, post_id: int, text: str = "Words") -> CreatePost:
    return CreatePost(command_id=f"post {post_id}", actor_id=author, post_id=post_id, text=text)


def test_a_refused_command_takes_none_beside_it_along(world: World, ana: int) -> None:
    outcomes = world.send(creating(ana, 1), creating(ana, 2, ""), creating(ana, 1), creating(ana, 3))
    assert [type(outcome) for outcome in outcomes] == [Receipt, Rejected, Receipt, Receipt]
    assert [getattr(outcome, "position", None) for outcome in outcomes] == [2, None, 2, 3]
    assert [stored.seq for stored in world.outbox.read(0, 10)] == [1, 2, 3]


def test_a_command_sees_those_before_it_in_the_same_transaction(world: World, ana: int) -> None:
    like = SetLike(command_id="like", actor_id=ana, post_id=1, liked=True)
    assert all(isinstance(outcome, Receipt) for outcome in world.send(creating(ana, 1), like))


@pytest.mark.parametrize("kind", ["exception", "broken reference"])
def test_a_mistake_of_ours_concerns_one_command(
    world: World, ana: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    handle = HANDLERS[CreatePost]

    def mistaken(command: CreatePost, unit: UnitOfWork) -> int:
        made = handle(command, unit)
        if command.post_id == 2 and kind == "exception":
            raise ZeroDivisionError
        if command.post_id == 2:
            world.writer._driver.execute("INSERT INTO likes VALUES (99, 98, 97, 96)")
        return made

    monkeypatch.setattr(writer, "HANDLERS", HANDLERS | {CreatePost: mistaken})
    with caplog.at_level(logging.ERROR):
        outcomes = world.send(creating(ana, 1), creating(ana, 2), creating(ana, 3))
    assert [type(outcome) for outcome in outcomes] == [Receipt, Mistake, Receipt]
    assert [row[0] for row in world.rows("posts")] == [1, 3]
    assert [stored.seq for stored in world.outbox.read(0, 10)] == [1, 2, 3]
    assert "CreatePost" in caplog.text


def test_a_command_without_a_handler_is_a_mistake(
    world: World, ana: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(writer, "HANDLERS", {})
    (outcome,) = world.send(creating(ana, 1))
    assert isinstance(outcome, Mistake)


def test_a_full_disk_undoes_the_whole_transaction_and_harms_nothing_before_it(world: World, ana: int) -> None:
    driver = world.writer._driver
    (pages,) = driver.execute("PRAGMA page_count").fetchone()
    driver.execute(f"PRAGMA max_page_count={pages + 2}")
    before = world.content()
    commands = [creating(ana, number, f"{number} " * 150) for number in range(1, 100)]
    with pytest.raises(StoreFull, match="disk is full"):
        world.send(*commands)
    assert world.content() == before
    driver.execute("PRAGMA max_page_count=1000000")
    assert all(isinstance(outcome, Receipt) for outcome in world.send(*commands))
    assert world.database.damage() == ()


def test_a_store_that_another_program_holds_is_told_as_such(world: World, ana: int) -> None:
    began_ms = world.clock.monotonic_ms()
    with world.database.writing() as other, other.begin(), pytest.raises(StoreUnusable, match="Another program"):
        world.send(creating(ana, 1))
    assert world.clock.monotonic_ms() - began_ms >= LOCK_AWAITED_MS
    assert isinstance(world.send(creating(ana, 1))[0], Receipt)


def test_whether_there_is_news_is_told(world: World, ana: int) -> None:
    post: Command = creating(ana, 1)
    for commands, news in (((creating(ana, 1),), True), ((creating(ana, 1),), False), ((creating(ana, 2, ""),), False)):
        assert world.writer.commit(commands)[1] == news
    assert post.command_id == "post 1"
