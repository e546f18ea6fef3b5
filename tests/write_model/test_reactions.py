"""Likes, reposts and bookmarks are states that a person asks for: asking again changes nothing."""

import itertools
from collections.abc import Callable

import pytest

from app.commands import CreatePost, DeletePost, SetBookmark, SetLike, SetRepost
from app.events import PostBookmarked, PostLiked, PostReposted, PostUnbookmarked, PostUnliked, PostUnreposted
from app.ids import COUNTERS, first_id_at, time_of
from tests.write_model.world import World

AT_MS = 1_500_000_000_000

Asking = Callable[..., SetLike | SetRepost | SetBookmark]


def liking(actor: int, post: int, *, wanted: bool = True, at_ms: int | None = None, key: int = 900) -> SetLike:
    return SetLike(command_id=key, actor_id=actor, post_id=post, liked=wanted, at_ms=at_ms)


def reposting(actor: int, post: int, *, wanted: bool = True, at_ms: int | None = None, key: int = 900) -> SetRepost:
    return SetRepost(command_id=key, actor_id=actor, post_id=post, reposted=wanted, at_ms=at_ms)


def bookmarking(actor: int, post: int, *, wanted: bool = True, at_ms: int | None = None, key: int = 900) -> SetBookmark:
    return SetBookmark(command_id=key, actor_id=actor, post_id=post, bookmarked=wanted, at_ms=at_ms)


KINDS = [
    pytest.param(liking, PostLiked, PostUnliked, "likes", id="like"),
    pytest.param(reposting, PostReposted, PostUnreposted, "reposts", id="repost"),
    pytest.param(bookmarking, PostBookmarked, PostUnbookmarked, "bookmarks", id="bookmark"),
]


@pytest.mark.parametrize(("asking", "made", "undone", "table"), KINDS)
def test_a_reaction_comes_and_goes_under_one_id(
    world: World, ana: int, bo: int, asking: Asking, made: type, undone: type, table: str
) -> None:
    post = world.post(ana)
    assert world.do(asking(bo, post, key=1_000)).id == post
    ((_, _, reaction_id, created_ms),) = world.rows(table)
    fact = {"reaction_id": reaction_id, "post_id": post, "author_id": ana, "person_id": bo}
    assert world.last_event() == made(at_ms=world.clock.now_ms(), **fact)
    assert created_ms == world.clock.now_ms() == time_of(reaction_id)
    assert world.do(asking(bo, post, wanted=False, key=1_001)).id == post
    assert world.last_event() == undone(at_ms=world.clock.now_ms(), **fact)
    assert world.rows(table) == []


@pytest.mark.parametrize(("asking", "made", "undone", "table"), KINDS)
def test_asking_for_what_is_gives_a_receipt_and_changes_nothing(
    world: World, ana: int, asking: Asking, made: type, undone: type, table: str
) -> None:
    post = world.post(ana)
    world.unchanged(asking(ana, post, wanted=False, key=1_000))
    world.do(asking(ana, post, key=1_001))
    assert world.unchanged(asking(ana, post, key=1_002)).id == post


@pytest.mark.parametrize(("asking", "made", "undone", "table"), KINDS)
@pytest.mark.parametrize("wanted", [True, False])
def test_a_reaction_to_a_deleted_post_is_refused(
    world: World, ana: int, bo: int, asking: Asking, made: type, undone: type, table: str, wanted: bool
) -> None:
    post = world.post(ana)
    world.do(DeletePost(command_id=800, actor_id=ana, post_id=post))
    assert world.refused(asking(bo, post, wanted=wanted)).field == "post_id"


@pytest.mark.parametrize(("asking", "made", "undone", "table"), KINDS)
def test_ids_that_name_nobody_and_nothing_are_refused(
    world: World, ana: int, asking: Asking, made: type, undone: type, table: str
) -> None:
    post = world.post(ana)
    for actor, named, field in ((5, post, "actor_id"), (5, 6, "actor_id"), (ana, 6, "post_id"), (ana, 0, "post_id")):
        assert world.refused(asking(actor, named)).field == field
    assert world.refused(asking(1 << 70, post)).field == "actor_id"


def test_a_dated_reaction_takes_the_first_free_id_of_its_date_whatever_has_the_others(world: World, ana: int) -> None:
    people = [world.person(f"p_{number}") for number in range(3)]
    first = first_id_at(AT_MS)
    post = world.post(ana)
    numbers = itertools.count(1_000)
    for asking in (liking, reposting, bookmarking):
        for person in people:
            world.do(asking(person, post, at_ms=AT_MS, key=next(numbers)))
    made = [row[2] for table in ("likes", "reposts", "bookmarks") for row in world.rows(table)]
    assert sorted(made) == list(range(first, first + 9))


def test_a_full_millisecond_runs_over_into_the_next(world: World, ana: int) -> None:
    last = first_id_at(AT_MS) + COUNTERS - 1
    post = world.post(ana)
    world.do(_post_with_id(world, ana, last))
    world.do(_post_with_id(world, ana, last + 1))
    world.do(liking(ana, post, at_ms=AT_MS))
    assert [row[2] for row in world.rows("likes")] == [last + 2]


def test_an_id_of_now_that_is_taken_is_passed_over(world: World, ana: int) -> None:
    post = world.post(ana)
    last_made = world.ids.next_id()
    world.clock.jump_wall(-3_600_000)
    world.do(_post_with_id(world, ana, last_made + 1))
    world.do(liking(ana, post))
    assert [row[2] for row in world.rows("likes")] == [last_made + 2]


def _post_with_id(world: World, author: int, post_id: int) -> CreatePost:
    return CreatePost(command_id=world.key(), actor_id=author, post_id=post_id, text="Taken")


def test_a_repost_takes_the_id_that_the_client_made(world: World, ana: int) -> None:
    post, chosen = world.post(ana), world.ids.next_id()
    command = SetRepost(command_id=900, actor_id=ana, post_id=post, reposted=True, reaction_id=chosen)
    receipt = world.do(command)
    assert [row[2] for row in world.rows("reposts")] == [chosen]
    lost = SetRepost(command_id=900, actor_id=ana, post_id=post, reposted=True, reaction_id=chosen + 1)
    assert world.do(lost) == receipt


def test_a_repost_whose_id_is_taken_gets_another_one(world: World, ana: int) -> None:
    post = world.post(ana)
    world.do(SetRepost(command_id=900, actor_id=ana, post_id=post, reposted=True, reaction_id=post))
    ((_, _, reaction_id, _),) = world.rows("reposts")
    assert reaction_id != post


def test_an_id_that_is_none_is_refused(world: World, ana: int) -> None:
    command = SetRepost(command_id=900, actor_id=ana, post_id=world.post(ana), reposted=True, reaction_id=0)
    assert world.refused(command).field == "reaction_id"
