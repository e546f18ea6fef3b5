"""Documents that no view shows: by them the projections find what an event reaches, without asking the write side.

They lie in tables of their own beside the documents of `app.read_model.documents`, in the same transaction.
"""

from typing import Literal

import msgspec


class Handle(msgspec.Struct, frozen=True, gc=False):
    """Whose handle it is. Table `handles`, doc_id = `key_of_name(handle)`."""

    person_id: int


class Follower(msgspec.Struct, frozen=True, gc=False):
    """One who follows. Table `followers`, doc_id = followee << 64 | follower."""

    follow_id: int


class Muter(msgspec.Struct, frozen=True, gc=False):
    """One who mutes; being there is all it says. Table `muters`, doc_id = muted << 64 | person."""


class Repost(msgspec.Struct, frozen=True, gc=False):
    """A repost of an author's post. Table `reposts`, doc_id = author << 64 | reaction id."""

    post_id: int
    person_id: int


QuietKind = Literal["like", "bookmark"]


class QuietReaction(msgspec.Struct, frozen=True, gc=False):
    """A reaction that notifies nobody: a bookmark, or an author's like of an own post. Those of others are found by
    their notification. Table `quiet_reactions`, doc_id = post << 64 | reaction id.
    """

    kind: QuietKind
    person_id: int


class CommentPlace(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Where a person's comment stands. Table `comment_places`, doc_id = author << 64 | comment id."""

    post_id: int
    ancestors: tuple[int, ...] = ()
    parent_author_id: int = 0


JobKind = Literal["entry", "follow", "mute", "rename", "erase"]


class Job(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The rest of an event's effect that is too large for one transaction. Table `jobs`, doc_id = `number`.

    `position` is the event's, an exception until no job of it is left. Which of the other fields are set depends on
    `kind` (see `app.projections.fan_out`); `phase` and `cursor` say how far it is. A `failure` stops it.
    """

    number: int
    position: int
    kind: JobKind
    source_id: int
    viewer_id: int = 0
    entry_id: int = 0
    post_id: int = 0
    phase: int = 0
    cursor: bytes = b""
    failure: str = ""
