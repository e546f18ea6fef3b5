"""What each command changes in what a reader sees: pure folds over documents, one a kind of document.

A patch says what to change, never what the whole shall be, so that it can be replayed over any newer
document. A count changes only where the document and the patch disagree; where a document cannot tell
(comments, posts), the position decides, and the caller replays only what the document does not hold.
"""

from functools import lru_cache

import msgspec
from msgspec.structs import replace

from app.commands import (
    AddComment,
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
from app.consistency.visible import Operation
from app.read_model.documents import (
    Address,
    Comment,
    FeedItem,
    PostCard,
    Profile,
    Relation,
    format_address,
)
from app.text import Span, clean, find_spans, is_blank


class Prediction(msgspec.Struct, frozen=True):
    """One operation as the folds replay it.

    `turn` orders them; a retried one gets a new one. `at_ms` is the wall time it was asked for, `committed_ms` the
    monotonic time of its receipt. `post_id` is the post it belongs to, also for a command that names
    a comment only (0: not known); `handle` that of the person it is about, where a document needs it.
    `abandoned`: its replay failed once, so it is not replayed again. `dismissed`: its mark has faded; it is kept
    for pages that were read before it was reached.
    """

    operation: Operation
    turn: int
    at_ms: int
    committed_ms: float = 0.0
    post_id: int = 0
    handle: str = ""
    abandoned: bool = False
    dismissed: bool = False


@lru_cache(maxsize=256)
def as_kept(text: str) -> tuple[str, tuple[Span, ...]]:
    """The words as the write side will keep them, with their tags, mentions and links."""
    kept = clean(text)
    if is_blank(kept):
        return "", ()
    return kept, find_spans(kept)


def on_item(prediction: Prediction, item: FeedItem) -> FeedItem:
    """The row with this operation replayed; the same object where it changes nothing."""
    command = prediction.operation.command
    match command:
        case SetLike() if item.marks.liked != command.liked:
            likes = _moved(item.card.likes, up=command.liked)
            marks = replace(item.marks, liked=command.liked)
            return replace(item, card=replace(item.card, likes=likes), marks=marks)
        case SetRepost() if item.marks.reposted != command.reposted:
            reposts = _moved(item.card.reposts, up=command.reposted)
            marks = replace(item.marks, reposted=command.reposted)
            return replace(item, card=replace(item.card, reposts=reposts), marks=marks)
        case SetBookmark() if item.marks.bookmarked != command.bookmarked:
            return replace(item, marks=replace(item.marks, bookmarked=command.bookmarked))
        case EditPost():
            text, spans = as_kept(command.text)
            if text == item.card.text:
                return item
            return replace(item, card=replace(item.card, text=text, spans=spans, edited_ms=prediction.at_ms))
        case AddComment() | DeleteComment():
            comments = _moved(item.card.comments, up=isinstance(command, AddComment))
            return replace(item, card=replace(item.card, comments=comments))
        case UpdateProfile():
            return _renamed(prediction, command, item)
        case _:
            return item


def on_comment(prediction: Prediction, comment: Comment) -> Comment:
    """The comment with this operation replayed; the same object where it changes nothing."""
    command = prediction.operation.command
    match command:
        case EditComment():
            text, spans = as_kept(command.text)
            if text == comment.text or comment.deleted:
                return comment
            return replace(comment, text=text, spans=spans, edited_ms=prediction.at_ms)
        case UpdateProfile():
            name, avatar = _name_and_avatar(command)
            if (comment.name, comment.avatar) == (name, avatar):
                return comment
            return replace(comment, name=name, avatar=avatar)
        case _:
            return comment


def on_profile(prediction: Prediction, profile: Profile) -> Profile:
    """The profile of the acting person with this operation replayed."""
    command = prediction.operation.command
    match command:
        case UpdateProfile():
            name, avatar = _name_and_avatar(command)
            bio, bio_spans = as_kept(command.bio)
            return replace(profile, name=name, bio=bio, bio_spans=bio_spans, avatar=avatar, avatar_item=command.avatar)
        case UpdateAddress():
            parts = (command.street, command.city, command.postal_code, command.country)
            address = Address(*(clean(part).strip() for part in parts))
            return replace(profile, address=address, display_address=format_address(address))
        case CreatePost() | DeletePost():
            return replace(profile, posts=_moved(profile.posts, up=isinstance(command, CreatePost)))
        case _:
            return profile


def on_relation(prediction: Prediction, profile: Profile, relation: Relation) -> tuple[Profile, Relation]:
    """Another person's profile and how the acting person stands to them, with this operation replayed."""
    command = prediction.operation.command
    match command:
        case SetFollow() if relation.following != command.following:
            followers = _moved(profile.followers, up=command.following)
            return replace(profile, followers=followers), replace(relation, following=command.following)
        case SetMute() if relation.muted != command.muted:
            return profile, replace(relation, muted=command.muted)
        case _:
            return profile, relation


def new_profile(prediction: Prediction, command: RegisterPerson) -> Profile:
    """The profile of a person who is not in the read store yet."""
    bio, bio_spans = as_kept(command.bio)
    return Profile(
        id=command.actor_id,
        handle=command.handle.strip().removeprefix("@").lower(),
        name=clean(command.name).strip(),
        joined_ms=_date(prediction),
        bio=bio,
        bio_spans=bio_spans,
        simulated=command.simulated,
    )


def new_item(prediction: Prediction, command: CreatePost, author: Profile) -> FeedItem:
    """The row of a post that is not in the read store yet."""
    text, spans = as_kept(command.text)
    card = PostCard(
        id=command.post_id,
        author_id=command.actor_id,
        handle=author.handle,
        name=author.name,
        text=text,
        created_ms=_date(prediction),
        avatar=author.avatar,
        spans=spans,
        media=command.media,
        simulated=author.simulated,
    )
    return FeedItem(entry_id=command.post_id, card=card)


def new_comment(prediction: Prediction, command: AddComment, author: Profile, depth: int) -> Comment:
    """The row of a comment that is not in the read store yet; `depth` is 0 for one on the post itself."""
    text, spans = as_kept(command.text)
    return Comment(
        id=command.comment_id,
        post_id=command.post_id,
        author_id=command.actor_id,
        handle=author.handle,
        name=author.name,
        text=text,
        created_ms=_date(prediction),
        depth=depth,
        parent_id=command.parent_id or 0,
        avatar=author.avatar,
        spans=spans,
        simulated=author.simulated,
    )


def _renamed(prediction: Prediction, command: UpdateProfile, item: FeedItem) -> FeedItem:
    name, avatar = _name_and_avatar(command)
    if item.card.author_id == command.actor_id and (item.card.name, item.card.avatar) != (name, avatar):
        item = replace(item, card=replace(item.card, name=name, avatar=avatar))
    if item.via_handle and item.via_handle == prediction.handle and item.via_name != name:
        item = replace(item, via_name=name)
    return item


def _name_and_avatar(command: UpdateProfile) -> tuple[str, str]:
    return clean(command.name).strip(), command.avatar.sha256 if command.avatar else ""


def _date(prediction: Prediction) -> int:
    at_ms = prediction.operation.command.at_ms
    return prediction.at_ms if at_ms is None else at_ms


def _moved(count: int, *, up: bool) -> int:
    return count + 1 if up else max(0, count - 1)
