"""A command that is sent twice has one effect and one receipt, whenever and however it is sent again."""

import threading
from pathlib import Path
from typing import Any

import msgspec
import pytest

from app.commands import (
    AddComment,
    AnyCommand,
    CreatePost,
    DeletePost,
    EditPost,
    Receipt,
    RegisterPerson,
    Rejected,
    SetLike,
    UpdateAddress,
    UpdateProfile,
)
from app.signals import Signals
from app.write_model.command_bus import CommandBus
from app.write_model.receipts import digest_of
from tests.write_model.world import World


def creating(author: int, **changed: Any) -> CreatePost:
    fields: dict[str, Any] = {"command_id": "once", "actor_id": author, "post_id": 77, "text": "Words"}
    return CreatePost(**fields | changed)


def test_the_same_command_again_gives_the_same_receipt_and_changes_nothing(world: World, ana: int) -> None:
    receipt = world.do(creating(ana))
    world.post(ana, "Something in between")
    before = world.content()
    assert world.do(creating(ana)) == receipt
    assert world.content() == before


def test_it_does_so_within_one_transaction(world: World, ana: int) -> None:
    first, second, third = world.send(creating(ana), creating(ana), creating(ana, text="Other words"))
    assert first == second
    assert isinstance(first, Receipt)
    assert isinstance(third, Rejected)
    assert len(world.rows("posts")) == 1


def test_it_does_so_after_a_restart(world: World, ana: int, tmp_path: Path, template: Path) -> None:
    receipt = world.do(creating(ana))
    again = World(tmp_path, template)
    assert again.do(creating(ana)) == receipt
    again.close()


def test_it_does_so_from_two_threads_at_once(world: World, ana: int) -> None:
    bus = CommandBus(lambda: world.database, world.clock, world.ids, Signals(), world.media)
    bus.start()
    together, answers = threading.Barrier(4), []

    def send() -> None:
        together.wait()
        answers.append(bus.execute(creating(ana)))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    bus.close()
    assert isinstance(answers[0], Receipt)
    assert answers == [answers[0]] * 4
    assert len(world.rows("posts")) == 1


def test_it_does_so_though_the_world_has_changed_since(world: World, ana: int) -> None:
    post = world.post(ana)
    like = SetLike(command_id="like", actor_id=ana, post_id=post, liked=True)
    receipt = world.do(like)
    world.do(DeletePost(command_id="gone", actor_id=ana, post_id=post))
    assert world.do(like) == receipt


def test_a_number_and_its_digits_are_the_same_id(world: World, ana: int) -> None:
    receipt = world.do(creating(ana, command_id=4_711))
    assert world.do(creating(ana, command_id="4711")) == Receipt("4711", receipt.position, receipt.id)
    assert len(world.rows("posts")) == 1


@pytest.mark.parametrize(
    "changed",
    [{"text": "Other"}, {"at_ms": 1_600_000_000_000}, {"actor_id": 5}],
    ids=["words", "date", "person"],
)
def test_the_same_id_with_other_content_is_refused(world: World, ana: int, changed: dict[str, Any]) -> None:
    world.do(creating(ana))
    assert world.refused(creating(ana, **changed)).field == "command_id"


def test_the_same_id_on_another_kind_of_command_is_refused(world: World, ana: int) -> None:
    world.do(creating(ana))
    assert world.refused(EditPost(command_id="once", actor_id=ana, post_id=77, text="Words")).field == "command_id"


def test_a_client_that_lost_the_id_it_made_learns_it_by_asking_again(world: World, ana: int) -> None:
    receipt = world.do(creating(ana, post_id=77))
    assert world.do(creating(ana, post_id=78)) == receipt
    assert receipt.id == 77


def test_a_receipt_of_no_change_is_kept_too(world: World, ana: int) -> None:
    post = world.post(ana)
    unlike = SetLike(command_id="unlike", actor_id=ana, post_id=post, liked=False)
    receipt = world.do(unlike)
    world.like(ana, post)
    assert world.do(unlike) == receipt
    assert len(world.rows("likes")) == 1


def test_a_refused_command_may_be_accepted_later(world: World, ana: int) -> None:
    early = EditPost(command_id="edit", actor_id=ana, post_id=77, text="New")
    world.refused(early)
    world.do(creating(ana))
    assert world.do(early).id == 77


def test_the_position_of_a_receipt_holds_the_effect(world: World, ana: int) -> None:
    receipt = world.do(creating(ana))
    (stored,) = world.outbox.read(receipt.position - 1, 10)
    assert stored.aggregate == "post:77"


ALL_FIELDS = [
    RegisterPerson(command_id=1, actor_id=2, handle="a", name="b"),
    UpdateProfile(command_id=1, actor_id=2, name="a", bio="b"),
    UpdateAddress(command_id=1, actor_id=2, street="a", city="b", postal_code="c", country="d"),
    CreatePost(command_id=1, actor_id=2, post_id=3, text="a"),
    AddComment(command_id=1, actor_id=2, comment_id=3, post_id=4, text="a"),
]
MADE = {RegisterPerson: "actor_id", CreatePost: "post_id", AddComment: "comment_id"}


@pytest.mark.parametrize("command", ALL_FIELDS, ids=lambda command: type(command).__name__)
def test_every_field_but_the_ids_that_are_made_is_content(command: AnyCommand) -> None:
    changes: dict[type, Any] = {int: 99, str: "changed", bool: True, tuple: ("changed",), type(None): 98}
    for field in command.__struct_fields__:
        changed = msgspec.structs.replace(command, **{field: changes[type(getattr(command, field))]})
        same = field in {"command_id", MADE.get(type(command))}
        assert (digest_of(changed) == digest_of(command)) == same, field
