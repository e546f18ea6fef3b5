"""Documents, pages and commands as tests of consistency need them: short to write, with ids that tell what they are."""

import itertools
from concurrent.futures import Future

from app.clock import ManualClock
from app.commands import (
    AddComment,
    Answer,
    AnyCommand,
    CreatePost,
    DeleteComment,
    DeletePost,
    EditComment,
    EditPost,
    Receipt,
    Rejected,
    SetBookmark,
    SetFollow,
    SetLike,
    SetMute,
    SetRepost,
    UpdateAddress,
    UpdateProfile,
)
from app.consistency.fold_feed import fold_feed
from app.consistency.overlay import Overlay
from app.consistency.visible import FeedPlace, Operation, VisibleFeed, VisibleItem
from app.media import MediaItem
from app.read_model.documents import (
    Comment,
    FeedItem,
    FeedPage,
    Marks,
    ParkedEvent,
    PostCard,
    Profile,
    Snapshot,
    Timeline,
)
from app.signals import Signals

ME, OTHER = 1, 2
_command_ids = itertools.count(1)

PICTURE = MediaItem("a" * 64, "image/png", 4, 3, 100, "a boat")


def profile(person_id: int = ME, **fields: object) -> Profile:
    values: dict[str, object] = {"handle": f"p{person_id}", "name": f"Person {person_id}", "joined_ms": 0}
    return Profile(id=person_id, **{**values, **fields})  # type: ignore[arg-type]


def item(
    post_id: int = 10,
    *,
    author: int = OTHER,
    text: str = "hello",
    liked: bool = False,
    likes: int = 0,
    reposted: bool = False,
    comments: int = 0,
    via: str = "",
) -> FeedItem:
    card = PostCard(
        id=post_id,
        author_id=author,
        handle=f"p{author}",
        name=f"Person {author}",
        text=text,
        created_ms=post_id,
        likes=likes,
        reposts=int(reposted),
        comments=comments,
    )
    marks = Marks(liked=liked, reposted=reposted)
    return FeedItem(entry_id=post_id, card=card, marks=marks, via_handle=via, via_name=via.upper())


def comment(comment_id: int, *, post: int = 10, author: int = OTHER, depth: int = 0, parent: int = 0) -> Comment:
    return Comment(
        id=comment_id,
        post_id=post,
        author_id=author,
        handle=f"p{author}",
        name=f"Person {author}",
        text=f"comment {comment_id}",
        created_ms=comment_id,
        depth=depth,
        parent_id=parent,
    )


def page(*items: FeedItem, position: int = 0, exceptions: tuple[int, ...] = (), generation: int = 0) -> FeedPage:
    return FeedPage(items=items, snapshot=Snapshot(position, frozenset(exceptions), generation))


def parked(seq: int, aggregate: str, reason: str = "It broke.") -> ParkedEvent:
    return ParkedEvent(seq=seq, aggregate=aggregate, reason=reason, parked_ms=0)


def a_command_id() -> int:
    return next(_command_ids)


def like(post_id: int = 10, *, liked: bool = True, actor: int = ME) -> SetLike:
    return SetLike(command_id=a_command_id(), actor_id=actor, post_id=post_id, liked=liked)


def repost(post_id: int = 10, *, reposted: bool = True) -> SetRepost:
    return SetRepost(command_id=a_command_id(), actor_id=ME, post_id=post_id, reposted=reposted)


def bookmark(post_id: int = 10, *, bookmarked: bool = True) -> SetBookmark:
    return SetBookmark(command_id=a_command_id(), actor_id=ME, post_id=post_id, bookmarked=bookmarked)


def create(post_id: int = 50, text: str = "mine", *, media: tuple[MediaItem, ...] = (), actor: int = ME) -> CreatePost:
    return CreatePost(command_id=a_command_id(), actor_id=actor, post_id=post_id, text=text, media=media)


def edit(post_id: int = 10, text: str = "edited") -> EditPost:
    return EditPost(command_id=a_command_id(), actor_id=ME, post_id=post_id, text=text)


def delete(post_id: int = 10) -> DeletePost:
    return DeletePost(command_id=a_command_id(), actor_id=ME, post_id=post_id)


def add_comment(comment_id: int = 70, *, post: int = 10, parent: int | None = None, text: str = "well") -> AddComment:
    return AddComment(
        command_id=a_command_id(), actor_id=ME, comment_id=comment_id, post_id=post, text=text, parent_id=parent
    )


def edit_comment(comment_id: int, text: str = "better") -> EditComment:
    return EditComment(command_id=a_command_id(), actor_id=ME, comment_id=comment_id, text=text)


def delete_comment(comment_id: int) -> DeleteComment:
    return DeleteComment(command_id=a_command_id(), actor_id=ME, comment_id=comment_id)


def follow(person_id: int = OTHER, *, following: bool = True) -> SetFollow:
    return SetFollow(command_id=a_command_id(), actor_id=ME, person_id=person_id, following=following)


def mute(person_id: int = OTHER, *, muted: bool = True) -> SetMute:
    return SetMute(command_id=a_command_id(), actor_id=ME, person_id=person_id, muted=muted)


def rename(name: str, bio: str = "", avatar: MediaItem | None = None) -> UpdateProfile:
    return UpdateProfile(command_id=a_command_id(), actor_id=ME, name=name, bio=bio, avatar=avatar)


def address(city: str, street: str = "1 Pier") -> UpdateAddress:
    return UpdateAddress(
        command_id=a_command_id(), actor_id=ME, street=street, city=city, postal_code="1000", country="Norway"
    )


class Bus:
    """A command bus that answers when the test says so."""

    def __init__(self) -> None:
        self.sent: list[tuple[AnyCommand, Future[Answer]]] = []
        self.raises: Exception | None = None
        self.answers_at: int | None = None

    def __call__(self, command: AnyCommand) -> "Future[Answer]":
        if self.raises is not None:
            raise self.raises
        future: Future[Answer] = Future()
        self.sent.append((command, future))
        if self.answers_at is not None:
            self.commit(self.answers_at)
        return future

    def commit(self, position: int, index: int = -1) -> None:
        command, future = self.sent[index]
        future.set_result(Receipt(command.command_id, position, 0))

    def reject(self, reason: str = "No.", field: str = "text", index: int = -1) -> None:
        command, future = self.sent[index]
        future.set_result(Rejected(command.command_id, field, reason))

    def fail(self, error: BaseException, index: int = -1) -> None:
        self.sent[index][1].set_exception(error)


class Pond:
    """An overlay with a clock, and the shortest way to see a page through it."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.signals = Signals()
        self.overlay = Overlay(self.clock, self.signals)
        self.author = profile(ME)

    def begin(self, command: AnyCommand, position: int | None = None) -> Operation:
        operation = self.overlay.begin(command)
        if position is not None:
            self.overlay.committed(operation.op_id, position)
        return operation

    def see(self, feed: FeedPage, timeline: Timeline = "everyone", owner: int = 0, *, top: bool = True) -> VisibleFeed:
        folding = self.overlay.folding(feed.snapshot, ME)
        visible = fold_feed(feed, FeedPlace(timeline, owner, ME, top=top), folding, self.author)
        if folding.failed:
            self.overlay.abandon(folding.failed)
        return visible

    def row(self, feed: FeedPage, index: int = 0) -> VisibleItem:
        return self.see(feed).rows[index]

    def stage(self, operation: Operation) -> str:
        now = self.overlay.operation(operation.op_id)
        return "gone" if now is None else now.stage
