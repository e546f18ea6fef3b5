"""The simplest read side there is: events folded into dicts, to see that different events tell the same state."""

from collections.abc import Iterable
from typing import Any

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
)
from app.text import tags_of

State = dict[tuple[Any, ...], Any]


def fold(events: Iterable[AnyEvent]) -> State:
    """Everything that the events tell is so in the end. Fails where an event needs what was not told before."""
    state: State = {}
    for event in events:
        _apply(state, event)
    return state


def _apply(state: State, event: AnyEvent) -> None:  # noqa: C901 - one case an event, none of them deep
    match event:
        case PersonRegistered():
            words = (event.name, event.bio, event.bio_spans, None)
            state["person", event.person_id] = (event.handle, event.at_ms, event.simulated, *words)
        case ProfileUpdated():
            before = state["person", event.person_id]
            assert event.renamed or (event.name, event.avatar and event.avatar.sha256) == (
                before[3],
                before[6] and before[6].sha256,
            )
            state["person", event.person_id] = (*before[:3], event.name, event.bio, event.bio_spans, event.avatar)
        case AddressUpdated():
            parts = (event.street, event.city, event.postal_code, event.country)
            assert ("person", event.person_id) in state
            state.pop(("address", event.person_id), None)
            if any(parts):
                state["address", event.person_id] = parts
        case PersonFollowed():
            assert {("person", event.follower_id), ("person", event.followee_id)} <= state.keys()
            state["follow", event.follower_id, event.followee_id] = (event.follow_id, event.at_ms)
        case PersonUnfollowed():
            assert state.pop(("follow", event.follower_id, event.followee_id))[0] == event.follow_id
        case PersonMuted():
            state["mute", event.person_id, event.muted_id] = event.at_ms
        case PersonUnmuted():
            del state["mute", event.person_id, event.muted_id]
        case CommentAdded() | CommentEdited() | CommentDeleted():
            _apply_comment(state, event)
        case PostCreated() | PostEdited() | PostDeleted():
            _apply_post(state, event)
        case PostLiked() | PostReposted() | PostBookmarked():
            assert state["post", event.post_id][0] == event.author_id
            kind = _KINDS[type(event)]
            assert (kind, event.post_id, event.person_id) not in state
            state[kind, event.post_id, event.person_id] = (event.reaction_id, event.at_ms)
        case PostUnliked() | PostUnreposted() | PostUnbookmarked():
            kind = _KINDS[type(event)]
            assert state.pop((kind, event.post_id, event.person_id))[0] == event.reaction_id


_KINDS: dict[type, str] = {
    PostLiked: "like",
    PostUnliked: "like",
    PostReposted: "repost",
    PostUnreposted: "repost",
    PostBookmarked: "bookmark",
    PostUnbookmarked: "bookmark",
}


def _apply_post(state: State, event: PostCreated | PostEdited | PostDeleted) -> None:
    place = ("post", event.post_id)
    match event:
        case PostCreated():
            assert ("person", event.author_id) in state
            words = (event.text, event.spans, event.mentioned)
            state[place] = (event.author_id, event.at_ms, event.media, event.edited_ms, *words)
        case PostEdited():
            before = state[place]
            assert event.tags_before == tags_of(before[5])
            state[place] = (*before[:3], event.at_ms, event.text, event.spans, event.mentioned)
        case PostDeleted():
            assert state[place][0] == event.author_id
            for key in [key for key in state if key[0] in _HANGING and key[1] == event.post_id]:
                del state[key]


_HANGING = {"post", "comment", "like", "repost", "bookmark"}


def _apply_comment(state: State, event: CommentAdded | CommentEdited | CommentDeleted) -> None:
    place = ("comment", event.post_id, event.comment_id)
    above = [state["comment", event.post_id, ancestor] for ancestor in event.ancestors]
    match event:
        case CommentAdded():
            assert (above[-1][0] if above else None) == event.parent_author_id
            assert all(path == event.ancestors[:depth] for depth, (_, _, path, *_) in enumerate(above))
            words = (event.edited_ms, event.deleted, event.text, event.spans, event.mentioned)
            state[place] = (event.author_id, event.at_ms, event.ancestors, *words)
        case CommentEdited():
            before = state[place]
            assert before[2] == event.ancestors
            state[place] = (*before[:3], event.at_ms, False, event.text, event.spans, event.mentioned)
        case CommentDeleted() if event.emptied:
            state[place] = (*state[place][:3], 0, True, "", (), ())
        case CommentDeleted():
            for comment_id in (event.comment_id, *event.pruned):
                del state["comment", event.post_id, comment_id]
