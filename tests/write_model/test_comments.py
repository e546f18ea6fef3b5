"""Comments nest, are edited by their authors, and leave an empty place only while they have replies."""

from typing import Any

import pytest

from app.commands import AddComment, DeleteComment, DeletePost, EditComment
from app.events import CommentAdded, CommentDeleted, CommentEdited
from app.text import find_spans
from app.write_model.rules import MAX_DEPTH
from tests.write_model.world import World


@pytest.fixture
def post(world: World, ana: int) -> int:
    return world.post(ana)


def adding(author: int, post: int, **changed: Any) -> AddComment:
    fields: dict[str, Any] = {"command_id": 900, "actor_id": author, "comment_id": 77, "post_id": post, "text": "Words"}
    return AddComment(**fields | changed)


def editing(author: int, comment: int, text: str = "New words", command_id: int = 901) -> EditComment:
    return EditComment(command_id=command_id, actor_id=author, comment_id=comment, text=text)


def deleting(world: World, author: int, comment: int) -> DeleteComment:
    return DeleteComment(command_id=world.key(), actor_id=author, comment_id=comment)


def test_a_comment_on_a_post_has_nothing_above_it(world: World, ana: int, bo: int, post: int) -> None:
    text = "Well said @ana #tide"
    assert world.do(adding(bo, post, text=text)).id == 77
    assert world.last_event() == CommentAdded(
        at_ms=world.clock.now_ms(),
        comment_id=77,
        post_id=post,
        author_id=bo,
        text=text,
        spans=find_spans(text),
        mentioned=(ana,),
    )


def test_a_reply_tells_all_above_it_topmost_first_and_whom_it_answers(
    world: World, ana: int, bo: int, post: int
) -> None:
    top = world.comment(bo, post)
    middle = world.comment(ana, post, parent=top)
    world.do(adding(bo, post, parent_id=middle))
    event = world.last_event()
    assert isinstance(event, CommentAdded)
    assert (event.ancestors, event.parent_author_id) == ((top, middle), ana)


def test_a_reply_whose_id_is_older_than_what_it_answers_is_taken(world: World, ana: int, post: int) -> None:
    top = world.comment(ana, post)
    world.do(adding(ana, post, comment_id=3, parent_id=top))
    event = world.last_event()
    assert isinstance(event, CommentAdded)
    assert event.ancestors == (top,)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 501}, "text"),
        ({"text": "\x00"}, "text"),
        ({"actor_id": 5}, "actor_id"),
        ({"post_id": 5}, "post_id"),
        ({"post_id": -1}, "post_id"),
        ({"comment_id": 0}, "comment_id"),
        ({"parent_id": 5}, "parent_id"),
        ({"parent_id": 1 << 70}, "parent_id"),
    ],
)
def test_a_comment_with_a_part_that_breaks_a_rule_is_refused(
    world: World, ana: int, post: int, changed: dict[str, Any], field: str
) -> None:
    assert world.refused(adding(ana, post, **changed)).field == field


def test_a_comment_stands_under_one_post_only(world: World, ana: int, post: int) -> None:
    elsewhere = world.comment(ana, world.post(ana))
    assert world.refused(adding(ana, post, parent_id=elsewhere)).field == "parent_id"


def test_an_id_that_is_taken_is_refused(world: World, ana: int, post: int) -> None:
    taken = world.comment(ana, post)
    assert world.refused(adding(ana, post, comment_id=taken)).field == "comment_id"
    assert world.refused(adding(ana, post, comment_id=post)).field == "comment_id"


def test_a_comment_on_a_deleted_post_is_refused(world: World, ana: int, bo: int, post: int) -> None:
    world.do(DeletePost(command_id=800, actor_id=ana, post_id=post))
    assert world.refused(adding(bo, post)).field == "post_id"


def test_replies_nest_only_so_deep(world: World, ana: int, post: int) -> None:
    parent = None
    for _ in range(MAX_DEPTH):
        parent = world.comment(ana, post, parent=parent)
    assert world.refused(adding(ana, post, parent_id=parent)).field == "parent_id"


def test_an_edit_tells_the_new_words_and_the_place(world: World, ana: int, bo: int, post: int) -> None:
    top = world.comment(bo, post)
    comment = world.comment(ana, post, "Old @bo", parent=top)
    world.do(editing(ana, comment, "New @bo @ana"))
    assert world.last_event() == CommentEdited(
        at_ms=world.clock.now_ms(),
        comment_id=comment,
        post_id=post,
        author_id=ana,
        text="New @bo @ana",
        spans=find_spans("New @bo @ana"),
        mentioned=(bo,),
        ancestors=(top,),
    )
    world.unchanged(editing(ana, comment, "New @bo @ana ", 902))


def test_only_the_author_edits_or_deletes_a_comment(world: World, ana: int, bo: int, post: int) -> None:
    comment = world.comment(bo, post)
    assert world.refused(editing(ana, comment)).field == "actor_id"
    assert world.refused(deleting(world, ana, comment)).field == "actor_id"


@pytest.mark.parametrize("comment_id", [0, 5, 1 << 70])
def test_a_comment_that_does_not_exist_is_neither_edited_nor_deleted(world: World, ana: int, comment_id: int) -> None:
    assert world.refused(editing(ana, comment_id)).field == "comment_id"
    assert world.refused(deleting(world, ana, comment_id)).field == "comment_id"


def test_a_comment_without_replies_is_removed(world: World, ana: int, bo: int, post: int) -> None:
    comment = world.comment(ana, post, "Hello @bo")
    world.do(deleting(world, ana, comment))
    assert world.last_event() == CommentDeleted(
        at_ms=world.clock.now_ms(), comment_id=comment, post_id=post, author_id=ana
    )
    assert world.rows("comments") == world.rows("comment_mentions") == []


def test_a_comment_with_replies_stays_as_an_empty_place(world: World, ana: int, bo: int, post: int) -> None:
    comment = world.comment(ana, post, "Hello @bo")
    world.comment(bo, post, parent=comment)
    world.do(editing(ana, comment, "Hello again @bo"))
    world.do(deleting(world, ana, comment))
    assert world.last_event() == CommentDeleted(
        at_ms=world.clock.now_ms(), comment_id=comment, post_id=post, author_id=ana, emptied=True
    )
    _, _, _, _, text, _, edited_ms, deleted_ms = world.rows("comments")[0]
    assert (text, edited_ms, deleted_ms) == ("", None, world.clock.now_ms())
    assert world.rows("comment_mentions") == []


def test_an_empty_place_is_neither_edited_nor_deleted_nor_replied_to(
    world: World, ana: int, bo: int, post: int
) -> None:
    comment = world.comment(ana, post)
    world.comment(bo, post, parent=comment)
    world.do(deleting(world, ana, comment))
    assert world.refused(editing(ana, comment)).field == "comment_id"
    assert world.refused(deleting(world, ana, comment)).field == "comment_id"
    assert world.refused(adding(bo, post, parent_id=comment)).field == "parent_id"


def test_the_last_reply_takes_the_empty_places_above_it_along(world: World, ana: int, post: int) -> None:
    top = world.comment(ana, post)
    second = world.comment(ana, post, parent=top)
    third = world.comment(ana, post, parent=second)
    last = world.comment(ana, post, parent=third)
    other = world.comment(ana, post, parent=top)
    for comment in (top, third, second):
        world.do(deleting(world, ana, comment))
    world.do(deleting(world, ana, last))
    event = world.last_event()
    assert isinstance(event, CommentDeleted)
    assert (event.ancestors, event.emptied, event.pruned) == ((top, second, third), False, (third, second))
    assert [row[0] for row in world.rows("comments")] == [top, other]
    world.do(deleting(world, ana, other))
    event = world.last_event()
    assert isinstance(event, CommentDeleted)
    assert event.pruned == (top,)
    assert world.rows("comments") == []
