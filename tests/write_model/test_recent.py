"""One's own writes can be read at once, with the position they belong to."""

from collections.abc import Iterator

import pytest

from app.commands import DeleteComment, EditPost, UpdateAddress, UpdateProfile
from app.write_model.recent import AuthorNow, CommentNow, PersonNow, PostNow, Recent
from tests.write_model.world import World


@pytest.fixture
def recent(world: World) -> Iterator[Recent]:
    made = Recent(world.database)
    yield made
    made.close()


def test_a_person_is_read_whole_as_a_viewer_sees_them(world: World, recent: Recent, ana: int, bo: int) -> None:
    joined_ms = world.clock.now_ms() - 1_000
    avatar = world.picture(alt="me")
    world.do(UpdateProfile(command_id=900, actor_id=ana, name="Ana Lee", bio="Sailor", avatar=avatar))
    world.do(UpdateAddress(command_id=901, actor_id=ana, street="A 1", city="B", postal_code="", country="C"))
    world.post(ana)
    world.follow(bo, ana)
    world.mute(bo, ana)
    expected = PersonNow(
        ana, "ana", "Ana Lee", joined_ms, "Sailor", avatar, ("A 1", "B", "", "C"), 1, 1, 0, False, True, True
    )
    assert recent.person(ana, viewer=bo) == (world.outbox.last_position(), expected)
    found = recent.person(bo)[1]
    assert found is not None
    assert (found.following, found.followed_by_viewer, found.avatar, found.address) == (1, False, None, ("",) * 4)


def test_nobody_is_found_with_the_position_all_the_same(world: World, recent: Recent, ana: int) -> None:
    assert recent.person(5) == (1, None)


def test_posts_are_read_with_counts_pictures_and_marks(world: World, recent: Recent, ana: int, bo: int) -> None:
    pictures = (world.picture(10, alt="one"), world.picture(20))
    first, second = world.post(ana, "First", media=pictures), world.post(bo, "Second")
    created_ms = world.clock.now_ms() - 1_000
    world.like(bo, first)
    world.repost(ana, first)
    world.bookmark(bo, first)
    world.comment(world.person("cleo"), first)
    world.do(EditPost(command_id=900, actor_id=ana, post_id=first, text="Edited"))
    position, found = recent.posts([second, first, 5], viewer=bo)
    assert position == world.outbox.last_position()
    author = AuthorNow(ana, "ana", "Ana", "", simulated=False)
    assert found[0] == PostNow(
        first, author, "Edited", created_ms, world.clock.now_ms(), pictures, 1, 1, 1, True, False, True
    )
    assert [post.post_id for post in found] == [first, second]
    assert recent.posts([]) == (position, ())


def test_comments_are_read_with_all_above_them(world: World, recent: Recent, ana: int, bo: int) -> None:
    post = world.post(ana)
    top = world.comment(ana, post, "Top")
    reply = world.comment(bo, post, "Reply", parent=top)
    created_ms = world.clock.now_ms()
    deep = world.comment(ana, post, "Deep", parent=reply)
    world.do(DeleteComment(command_id=900, actor_id=ana, comment_id=top))
    position, found = recent.comments([deep, reply, top])
    assert position == world.outbox.last_position()
    assert [(comment.text, comment.deleted, comment.ancestors) for comment in found] == [
        ("", True, ()),
        ("Reply", False, (top,)),
        ("Deep", False, (top, reply)),
    ]
    author = AuthorNow(bo, "bo", "Bo", "", simulated=False)
    assert found[1] == CommentNow(reply, post, author, "Reply", created_ms, 0, False, (top,))


def test_what_is_read_is_as_new_as_the_last_commit_and_closing_is_no_end(
    world: World, recent: Recent, ana: int
) -> None:
    for number in range(1, 4):
        post = world.post(ana, f"Words {number}")
        assert recent.posts([post])[1][0].text == f"Words {number}"
        recent.close()
