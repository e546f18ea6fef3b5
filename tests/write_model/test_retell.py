"""Retold events tell the same state as those that happened, each after what it needs."""

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.commands import (
    AddComment,
    AnyCommand,
    CreatePost,
    DeleteComment,
    DeletePost,
    EditComment,
    EditPost,
    Receipt,
    SetBookmark,
    SetFollow,
    SetLike,
    SetMute,
    SetRepost,
    UpdateAddress,
    UpdateProfile,
)
from app.errors import Mistake
from app.events import CommentAdded, PostCreated
from app.write_model import retell as retelling
from app.write_model.retell import retell
from app.write_model.statistics import counts
from tests.write_model.folding import fold
from tests.write_model.world import World

WORDS = ("Low tide", "High #Tide @ana", "#sea and #tide, @bo @cleo", "https://tide.example @nobody", "@ana")


class Chance:
    """Random commands about what there is, many of which will be refused."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.rng = random.Random(seed)
        self.people = [world.person(handle) for handle in ("ana", "bo", "cleo")]
        self.pictures = [world.picture(shade, alt=f"picture {shade}") for shade in (10, 20)]
        self.posts = [1]
        self.comments = [(1, 1)]
        self.authors: dict[int, int] = {}

    def command(self) -> AnyCommand:
        rng = self.rng
        who = {"command_id": self.world.key(), "actor_id": rng.choice(self.people)}
        text, wanted, person = rng.choice(WORDS), rng.random() < 0.7, rng.choice(self.people)
        post, (thread, comment) = rng.choice(self.posts[-6:]), rng.choice(self.comments[-12:])
        makers: tuple[tuple[type, dict[str, Any]], ...] = (
            (CreatePost, {"post_id": 0, "text": text, "media": tuple(rng.sample(self.pictures, rng.randrange(3)))}),
            (EditPost, {"post_id": post, "text": text}),
            (AddComment, {"comment_id": 0, "post_id": post, "text": text}),
            (AddComment, {"comment_id": 0, "post_id": thread, "text": text, "parent_id": comment}),
            (AddComment, {"comment_id": 0, "post_id": thread, "text": text, "parent_id": comment}),
            (EditComment, {"comment_id": comment, "text": text}),
            *[(DeleteComment, {"comment_id": comment})] * 2,
            (SetLike, {"post_id": post, "liked": wanted}),
            (SetRepost, {"post_id": post, "reposted": wanted}),
            (SetBookmark, {"post_id": post, "bookmarked": wanted}),
            (SetFollow, {"person_id": person, "following": wanted}),
            (SetMute, {"person_id": person, "muted": wanted}),
            (UpdateAddress, {"street": rng.choice(("", "A 1")), "city": "", "postal_code": "", "country": ""}),
            (UpdateProfile, {"name": text[:9], "bio": text, "avatar": rng.choice((None, *self.pictures))}),
            *(((DeletePost, {"post_id": post}),) if rng.random() < 0.2 else ()),
        )
        make, fields = rng.choice(makers)
        # Ids do not always grow: a clock may have gone back.
        if make in {CreatePost, AddComment}:
            made_id = rng.randrange(2, 1 << 40)
            fields["post_id" if make is CreatePost else "comment_id"] = made_id
            self.authors[made_id] = who["actor_id"]
            if make is CreatePost:
                self.posts.append(made_id)
            else:
                self.comments.append((fields["post_id"], made_id))
        if make in {EditPost, DeletePost, EditComment, DeleteComment}:
            who["actor_id"] = self.authors.get(next(iter(fields.values())), who["actor_id"])
        made: AnyCommand = make(**who, **fields)
        return made


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    seed=st.integers(0, 2**32), posts_at_once=st.sampled_from([1, 3, 200]), events_at_once=st.sampled_from([1, 2_000])
)
def test_what_is_retold_is_what_happened(
    tmp_path_factory: pytest.TempPathFactory, template: Any, seed: int, posts_at_once: int, events_at_once: int
) -> None:
    world = World(tmp_path_factory.mktemp("world"), template)
    chance = Chance(world, seed)
    outcomes = [outcome for _ in range(12) for outcome in world.send(*(chance.command() for _ in range(25)))]
    assert not any(isinstance(outcome, Mistake) for outcome in outcomes)
    assert sum(isinstance(outcome, Receipt) for outcome in outcomes) > 60
    kept = retelling.POSTS_AT_ONCE, retelling.EVENTS_AT_ONCE
    retelling.POSTS_AT_ONCE, retelling.EVENTS_AT_ONCE = posts_at_once, events_at_once
    with retell(world.database) as told:
        retold = list(told)
    retelling.POSTS_AT_ONCE, retelling.EVENTS_AT_ONCE = kept
    assert fold(retold) == fold(world.events())
    assert len(retold) == told.total
    assert told.position == world.outbox.last_position()
    assert world.database.damage() == ()
    world.close()


def test_a_retelling_shows_the_moment_at_which_it_began(world: World, ana: int) -> None:
    first = world.post(ana)
    with retell(world.database) as told:
        world.post(ana)
        assert [event.post_id for event in told if isinstance(event, PostCreated)] == [first]
        assert told.position == world.outbox.last_position() - 1
    assert (told.total, told.counts["posts"], told.counts["people"]) == (2, 1, 1)


def test_a_retelling_does_not_depend_on_kept_history(world: World, ana: int) -> None:
    world.post(ana)
    world.outbox.prune(99)
    with retell(world.database) as told:
        assert told.position == 2
        assert len(list(told)) == 2


def test_a_reply_comes_after_what_it_answers_though_its_id_is_smaller(world: World, ana: int) -> None:
    post = world.post(ana)
    for comment_id, parent_id in ((900, None), (50, 900), (700, 50), (60, 700)):
        world.do(
            AddComment(
                command_id=world.key(),
                actor_id=ana,
                comment_id=comment_id,
                post_id=post,
                text="Words",
                parent_id=parent_id,
            )
        )
    with retell(world.database) as told:
        replies = [(event.comment_id, event.ancestors) for event in told if isinstance(event, CommentAdded)]
    assert replies == [(900, ()), (50, (900,)), (700, (900, 50)), (60, (900, 50, 700))]


def test_an_empty_database_has_nothing_to_tell(world: World) -> None:
    with retell(world.database) as told:
        assert (list(told), told.position, told.total) == ([], 0, 0)


def test_counts_are_those_of_the_tables(world: World, ana: int, bo: int) -> None:
    post = world.post(ana, media=(world.picture(),))
    comment = world.comment(ana, post)
    world.comment(bo, post, parent=comment)
    world.do(DeleteComment(command_id=900, actor_id=ana, comment_id=comment))
    world.like(bo, post)
    world.repost(bo, post)
    world.bookmark(bo, post)
    world.follow(bo, ana)
    world.mute(ana, bo)
    found = counts(world.database)
    expected = {"people": 2, "posts": 1, "comments": 1, "emptied_comments": 1, "likes": 1, "reposts": 1}
    expected |= {"bookmarks": 1, "follows": 1, "mutes": 1, "media": 1, "addresses": 0, "avatars": 0}
    assert found == {**expected, "write_position": world.outbox.last_position()}
