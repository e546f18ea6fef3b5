"""The overlay after a restart."""

from typing import Any, get_args

import pytest

from app.commands import AnyCommand
from app.consistency.restoring import command_of
from app.consistency.strategies import Strategies
from app.events import (
    AddressUpdated,
    AnyEvent,
    CommentAdded,
    CommentDeleted,
    CommentEdited,
    PersonFollowed,
    PersonMuted,
    PersonRegistered,
    PersonUnfollowed,
    PersonUnmuted,
    PostBookmarked,
    PostCreated,
    PostDeleted,
    PostEdited,
    PostLiked,
    PostReposted,
    PostUnbookmarked,
    PostUnliked,
    PostUnreposted,
    ProfileUpdated,
    StoredEvent,
    aggregate_of,
    encode,
)
from app.read_model.documents import Snapshot
from tests.consistency.builders import ME, OTHER, PICTURE, address, item, like, profile
from tests.consistency.shore import Shore

REACTION = {"at_ms": 5, "reaction_id": 9, "post_id": 10, "author_id": OTHER, "person_id": ME}
COMMENT: dict[str, Any] = {"at_ms": 5, "comment_id": 70, "post_id": 10, "author_id": ME}
FOLLOW = {"at_ms": 5, "follow_id": 9, "follower_id": ME, "followee_id": OTHER}
MUTE = {"at_ms": 5, "person_id": ME, "muted_id": OTHER}

EVENTS: tuple[AnyEvent, ...] = (
    PersonRegistered(at_ms=5, person_id=ME, handle="ada", name="Ada"),
    ProfileUpdated(at_ms=5, person_id=ME, name="Ada", bio="b", avatar=PICTURE),
    AddressUpdated(at_ms=5, person_id=ME, street="s", city="c", postal_code="p", country="n"),
    PostCreated(at_ms=5, post_id=50, author_id=ME, text="mine", media=(PICTURE,)),
    PostEdited(at_ms=5, post_id=50, author_id=ME, text="edited"),
    PostDeleted(at_ms=5, post_id=50, author_id=ME),
    CommentAdded(**COMMENT, text="well", ancestors=(60, 61)),
    CommentEdited(**COMMENT, text="better"),
    CommentDeleted(**COMMENT),
    PostLiked(**REACTION),
    PostUnliked(**REACTION),
    PostReposted(**REACTION),
    PostUnreposted(**REACTION),
    PostBookmarked(**REACTION),
    PostUnbookmarked(**REACTION),
    PersonFollowed(**FOLLOW),
    PersonUnfollowed(**FOLLOW),
    PersonMuted(**MUTE),
    PersonUnmuted(**MUTE),
)


def stored(event: AnyEvent, seq: int, committed_ms: int = 0) -> StoredEvent:
    return StoredEvent(seq, committed_ms, aggregate_of(event), 1, encode(event))


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_every_event_is_a_command_again_by_the_person_whose_it_is(event: AnyEvent) -> None:
    command = command_of(event, 7)
    assert command is not None
    assert (command.actor_id, command.command_id) == (ME, "restored:7")


def test_no_event_is_forgotten() -> None:
    assert {type(event) for event in EVENTS} == set(get_args(AnyEvent))


@pytest.mark.parametrize(
    ("event", "field", "value"),
    [
        (PostUnliked(**REACTION), "liked", False),
        (PersonFollowed(**FOLLOW), "following", True),
        (CommentAdded(**COMMENT, text="well", ancestors=(60, 61)), "parent_id", 61),
    ],
)
def test_the_state_that_was_wanted_comes_back(event: AnyEvent, field: str, value: object) -> None:
    command: AnyCommand | None = command_of(event, 7)
    assert getattr(command, field) == value


def test_own_events_that_are_not_reached_are_folded_anew(shore: Shore) -> None:
    shore.clock.advance(10_000)
    at = shore.clock.now_ms() - 4_000
    shore.reads.rows = [item(10, likes=4)]
    shore.reads.snapshot_now = Snapshot(6, frozenset({3}))
    created = PostCreated(at_ms=at, post_id=50, author_id=ME, text="mine")
    events = [
        stored(PostLiked(**REACTION), 3, at),
        stored(PostEdited(at_ms=at, post_id=10, author_id=ME, text="reached"), 6, at),
        stored(created, 7, at),
        stored(PostCreated(at_ms=at, post_id=51, author_id=OTHER, text="another's"), 8, at),
    ]
    assert shore.session.restore(events, [ME]) == 2
    feed = shore.session.feed("everyone")
    assert [row.item.card.created_ms for row in feed.standing] == [at]
    assert (feed.rows[0].item.card.likes, feed.rows[0].item.card.text) == (5, "hello")
    assert feed.standing[0].operation is not None
    assert (feed.standing[0].operation.stage, feed.standing[0].operation.position) == ("committed", 7)


def test_the_lag_of_what_was_restored_counts_from_its_commit(shore: Shore) -> None:
    at = shore.clock.now_ms()
    shore.clock.advance(4_000)
    shore.session.restore([stored(PostLiked(**REACTION), 3, at)], [ME])
    shore.project(3)
    assert shore.overlay.operations()[0].lag_ms == 4_000


def test_what_was_done_in_an_earlier_run_comes_before_what_is_done_in_this_one(shore: Shore) -> None:
    shore.reads.rows = [item(10, likes=4)]
    shore.session.perform(like(10, liked=False))
    shore.session.restore([stored(PostLiked(**REACTION), 3)], [ME])
    assert not shore.session.feed("everyone").rows[0].item.marks.liked


def test_what_can_no_longer_be_waited_for_says_that_the_view_is_behind(shore: Shore) -> None:
    event = AddressUpdated(at_ms=5, person_id=ME, street="s", city="c", postal_code="p", country="n")
    shore.session.restore([stored(event, 3)], [ME])
    assert shore.session.profile(ME).note == "Saved; this view is behind"


def test_an_event_that_cannot_be_read_is_left_to_the_projector(shore: Shore) -> None:
    assert shore.session.restore([StoredEvent(3, 0, "post:1", 1, b"{broken")], [ME]) == 0


def test_a_restored_command_is_shown_by_its_strategy() -> None:
    shore = Shore(Strategies(profile="optimistic"))
    event = ProfileUpdated(at_ms=5, person_id=ME, name="Ada", bio="")
    shore.session.restore([stored(event, 3)], [ME])
    seen = shore.session.profile(ME).profile
    assert seen is not None
    assert seen.name == "Ada"
    assert shore.reads.profiles[ME] == profile(ME)


def test_what_is_waited_for_in_this_run_goes_on_being_waited_for(shore: Shore) -> None:
    shore.session.perform(address("Bergen"))
    shore.commit(4)
    shore.session.restore([stored(PostLiked(**REACTION), 3)], [ME])
    assert shore.session.profile(ME).note == "Waiting for position 4"
