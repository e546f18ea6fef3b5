"""What a form is told at once is exactly what the handler would refuse, with the same field and the same sentence."""

import pytest
from msgspec.structs import replace

from app.commands import (
    AddComment,
    AnyCommand,
    CreatePost,
    EditPost,
    RegisterPerson,
    Rejected,
    SetFollow,
    SetLike,
    UpdateAddress,
    UpdateProfile,
)
from app.write_model.precheck import refused
from tests.write_model.world import World

TOO_LONG = "x" * 501
NOT_WORDS = ["", "   \n", "\u200b", TOO_LONG, "e" + "\u0301" * 5_000, "a\x00b", "\ud800"]
NOT_NAMES = ["", " ", "two\nlines", "a\tb", "x" * 51, "\u202e"]
NOT_HANDLES = ["", "@", "a", "a b", "a-b", "@@ana", "x" * 31, "ANÁ"]


def registering(world: World, handle: str = "cleo", name: str = "Cleo") -> RegisterPerson:
    return RegisterPerson(command_id=world.key(), actor_id=world.ids.next_id(), handle=handle, name=name)


def told_as_the_handler_does(world: World, command: AnyCommand) -> Rejected:
    """What the precheck refuses; the handler refuses the same."""
    told = refused(command)
    assert told is not None
    assert told == world.refused(command)
    return told


@pytest.mark.parametrize("handle", NOT_HANDLES)
def test_a_handle_is_refused_as_it_will_be(world: World, handle: str) -> None:
    assert told_as_the_handler_does(world, registering(world, handle=handle)).field == "handle"


@pytest.mark.parametrize("name", NOT_NAMES)
def test_the_name_of_a_new_person_is_refused_as_it_will_be(world: World, name: str) -> None:
    assert told_as_the_handler_does(world, registering(world, name=name)).field == "name"


def test_of_several_faults_the_one_is_told_that_the_handler_tells(world: World) -> None:
    assert told_as_the_handler_does(world, registering(world, handle="", name="")).field == "handle"


@pytest.mark.parametrize("name", NOT_NAMES)
def test_a_new_name_is_refused_as_it_will_be(world: World, ana: int, name: str) -> None:
    command = UpdateProfile(command_id=world.key(), actor_id=ana, name=name, bio="", avatar=None)
    assert told_as_the_handler_does(world, command).field == "name"


@pytest.mark.parametrize("text", NOT_WORDS)
def test_the_words_of_a_post_are_refused_as_they_will_be(world: World, ana: int, text: str) -> None:
    command = CreatePost(command_id=world.key(), actor_id=ana, post_id=world.ids.next_id(), text=text)
    assert told_as_the_handler_does(world, command).field == "text"


@pytest.mark.parametrize("text", NOT_WORDS)
def test_new_words_for_a_post_are_refused_as_they_will_be(world: World, ana: int, text: str) -> None:
    command = EditPost(command_id=world.key(), actor_id=ana, post_id=world.post(ana), text=text)
    assert told_as_the_handler_does(world, command).field == "text"


def test_what_the_handlers_take_is_not_refused(world: World, ana: int) -> None:
    taken: list[AnyCommand] = [
        registering(world, handle="@Cleo_9", name="  Cleo  "),
        UpdateProfile(command_id=world.key(), actor_id=ana, name="Ana 🌊", bio="", avatar=None),
        CreatePost(command_id=world.key(), actor_id=ana, post_id=world.ids.next_id(), text="x" * 500),
        EditPost(command_id=world.key(), actor_id=ana, post_id=world.post(ana), text="🌊"),
    ]
    for command in taken:
        assert refused(command) is None
        world.do(command)


def test_what_only_the_store_knows_is_left_to_the_handler(world: World, ana: int) -> None:
    taken = registering(world, handle="ana")
    assert refused(taken) is None
    assert world.refused(taken).field == "handle"
    nowhere = SetLike(command_id=world.key(), actor_id=ana, post_id=1, liked=True)
    assert refused(nowhere) is None
    assert world.refused(nowhere).field == "post_id"


def test_a_command_without_such_rules_passes(world: World, ana: int) -> None:
    passing: list[AnyCommand] = [
        SetFollow(command_id=1, actor_id=ana, person_id=ana, following=True),
        UpdateAddress(command_id=1, actor_id=ana, street="a\nb", city="", postal_code="", country=""),
        AddComment(command_id=1, actor_id=ana, comment_id=2, post_id=3, text=""),
    ]
    assert [refused(command) for command in passing] == [None] * len(passing)


def test_asking_changes_nothing_and_a_mended_command_is_taken(world: World, ana: int) -> None:
    before = world.content()
    wrong = CreatePost(command_id=world.key(), actor_id=ana, post_id=world.ids.next_id(), text="")
    assert refused(wrong) is not None
    assert world.content() == before
    right = replace(wrong, text="Something")
    assert refused(right) is None
    world.do(right)
