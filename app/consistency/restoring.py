"""The overlay after a restart: the acting person's events that the read store has not reached, as operations again.

A command that was never acknowledged was never promised: it is not here, its text is still in the draft.
"""

from collections.abc import Collection, Iterable

import msgspec

from app.commands import (
    AddComment,
    AnyCommand,
    CreatePost,
    DeleteComment,
    DeletePost,
    EditComment,
    EditPost,
    RegisterPerson,
    SetBookmark,
    SetFollow,
    SetLike,
    SetMute,
    SetRepost,
    UpdateAddress,
    UpdateProfile,
)
from app.consistency.overlay import Overlay
from app.consistency.reached import is_reached
from app.consistency.strategies import Strategies
from app.consistency.visible import Operation
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
    decode,
)
from app.read_model.documents import Snapshot


def from_events(
    overlay: Overlay,
    stored_events: Iterable[StoredEvent],
    snapshot: Snapshot,
    people: Collection[int],
    strategies: Strategies,
) -> tuple[Operation, ...]:
    """Fold anew what `people` did in earlier runs and `snapshot` has not reached; the operations made.

    An event that cannot be decoded is left out: the projector will park it and say so.
    """
    made: list[Operation] = []
    for stored in stored_events:
        if is_reached(stored.seq, snapshot):
            continue
        try:
            event = decode(stored)
        except msgspec.DecodeError:
            continue
        command = command_of(event, stored.seq)
        if command is not None and command.actor_id in people:
            post_id = event.post_id if isinstance(event, CommentEdited | CommentDeleted) else 0
            strategy = strategies.of(command)
            made.append(overlay.restore(command, strategy, stored.seq, stored.committed_ms, post_id=post_id))
    return tuple(made)


def command_of(event: AnyEvent, seq: int) -> AnyCommand | None:
    """The command that has this event as its effect.

    Its id names the position, since the true one is not in the event; it must not be sent again.
    """
    named = f"restored:{seq}"
    return _on_posts(event, named) or _on_comments(event, named) or _reaction(event, named) or _on_people(event, named)


def _on_posts(event: AnyEvent, named: str) -> AnyCommand | None:
    match event:
        case PostCreated():
            return CreatePost(
                command_id=named,
                actor_id=event.author_id,
                at_ms=event.at_ms,
                post_id=event.post_id,
                text=event.text,
                media=event.media,
            )
        case PostEdited():
            return EditPost(command_id=named, actor_id=event.author_id, post_id=event.post_id, text=event.text)
        case PostDeleted():
            return DeletePost(command_id=named, actor_id=event.author_id, post_id=event.post_id)
        case _:
            return None


def _on_comments(event: AnyEvent, named: str) -> AnyCommand | None:
    match event:
        case CommentAdded():
            return AddComment(
                command_id=named,
                actor_id=event.author_id,
                at_ms=event.at_ms,
                comment_id=event.comment_id,
                post_id=event.post_id,
                text=event.text,
                parent_id=event.ancestors[-1] if event.ancestors else None,
            )
        case CommentEdited():
            return EditComment(command_id=named, actor_id=event.author_id, comment_id=event.comment_id, text=event.text)
        case CommentDeleted():
            return DeleteComment(command_id=named, actor_id=event.author_id, comment_id=event.comment_id)
        case _:
            return None


def _reaction(event: AnyEvent, named: str) -> AnyCommand | None:
    match event:
        case PostLiked() | PostUnliked():
            liked = isinstance(event, PostLiked)
            return SetLike(command_id=named, actor_id=event.person_id, post_id=event.post_id, liked=liked)
        case PostReposted() | PostUnreposted():
            reposted = isinstance(event, PostReposted)
            return SetRepost(
                command_id=named,
                actor_id=event.person_id,
                post_id=event.post_id,
                reposted=reposted,
                reaction_id=event.reaction_id if reposted else None,
            )
        case PostBookmarked() | PostUnbookmarked():
            marked = isinstance(event, PostBookmarked)
            return SetBookmark(command_id=named, actor_id=event.person_id, post_id=event.post_id, bookmarked=marked)
        case _:
            return None


def _on_people(event: AnyEvent, named: str) -> AnyCommand | None:
    match event:
        case PersonFollowed() | PersonUnfollowed():
            following = isinstance(event, PersonFollowed)
            return SetFollow(
                command_id=named, actor_id=event.follower_id, person_id=event.followee_id, following=following
            )
        case PersonMuted() | PersonUnmuted():
            muted = isinstance(event, PersonMuted)
            return SetMute(command_id=named, actor_id=event.person_id, person_id=event.muted_id, muted=muted)
        case PersonRegistered():
            return RegisterPerson(
                command_id=named,
                actor_id=event.person_id,
                at_ms=event.at_ms,
                handle=event.handle,
                name=event.name,
                bio=event.bio,
                simulated=event.simulated,
            )
        case ProfileUpdated():
            return UpdateProfile(
                command_id=named, actor_id=event.person_id, name=event.name, bio=event.bio, avatar=event.avatar
            )
        case AddressUpdated():
            return UpdateAddress(
                command_id=named,
                actor_id=event.person_id,
                street=event.street,
                city=event.city,
                postal_code=event.postal_code,
                country=event.country,
            )
        case _:
            return None
