"""What a person can ask for: frozen structs in the imperative, each with a `command_id`.

The same command sent twice gives the same receipt and one effect. Toggles carry the state wanted.
"""

from typing import Union

import msgspec

from app.media import MediaItem

CommandId = int | str


class Command(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Common to all: who asks, and when.

    `actor_id` is the acting person; `at_ms` is the date (milliseconds since 1970) that the effect
    takes, None for the writer's clock: only demo data and imports set it.
    """

    command_id: CommandId
    actor_id: int
    at_ms: int | None = None


class RegisterPerson(Command, frozen=True, kw_only=True):
    """Register a person; `actor_id` is the new person's own id. The handle never changes later."""

    handle: str
    name: str
    bio: str = ""
    simulated: bool = False


class UpdateProfile(Command, frozen=True, kw_only=True):
    """Set name, bio and avatar (None: no picture)."""

    name: str
    bio: str
    avatar: MediaItem | None = None


class UpdateAddress(Command, frozen=True, kw_only=True):
    """Set the postal address; four empty parts remove it."""

    street: str
    city: str
    postal_code: str
    country: str


class CreatePost(Command, frozen=True, kw_only=True):
    """Publish a post under an id made by the client; at most four pictures, stored beforehand."""

    post_id: int
    text: str
    media: tuple[MediaItem, ...] = ()


class EditPost(Command, frozen=True, kw_only=True):
    """Replace the words of an own post."""

    post_id: int
    text: str


class DeletePost(Command, frozen=True, kw_only=True):
    """Delete an own post with its comments and reactions."""

    post_id: int


class AddComment(Command, frozen=True, kw_only=True):
    """Comment on a post, or reply to a comment of it."""

    comment_id: int
    post_id: int
    text: str
    parent_id: int | None = None


class EditComment(Command, frozen=True, kw_only=True):
    """Replace the words of an own comment."""

    comment_id: int
    text: str


class DeleteComment(Command, frozen=True, kw_only=True):
    """Delete an own comment; one that has replies stays as an empty place."""

    comment_id: int


class SetLike(Command, frozen=True, kw_only=True):
    """Like a post, or no longer."""

    post_id: int
    liked: bool


class SetRepost(Command, frozen=True, kw_only=True):
    """Repost a post, or no longer.

    `reaction_id` is the id that the repost gets and by which timelines order it, made by the client, so that its place
    is known before it is saved; without it, or if it is taken, the writer makes one.
    """

    post_id: int
    reposted: bool
    reaction_id: int | None = None


class SetBookmark(Command, frozen=True, kw_only=True):
    """Bookmark a post, or no longer."""

    post_id: int
    bookmarked: bool


class SetFollow(Command, frozen=True, kw_only=True):
    """Follow a person, or no longer."""

    person_id: int
    following: bool


class SetMute(Command, frozen=True, kw_only=True):
    """Mute a person in one's own home, or no longer."""

    person_id: int
    muted: bool


AnyCommand = Union[  # noqa: UP007 - msgspec and typing tools read the members of a tagged union from it
    RegisterPerson,
    UpdateProfile,
    UpdateAddress,
    CreatePost,
    EditPost,
    DeletePost,
    AddComment,
    EditComment,
    DeleteComment,
    SetLike,
    SetRepost,
    SetBookmark,
    SetFollow,
    SetMute,
]


class Receipt(msgspec.Struct, frozen=True):
    """The command is committed: everything up to `position` holds its effect. `id` is what it made or changed."""

    command_id: CommandId
    position: int
    id: int


class Rejected(msgspec.Struct, frozen=True):
    """A rule refused the command: nothing was written. `field` names the part, `reason` is a sentence."""

    command_id: CommandId
    field: str
    reason: str


Answer = Receipt | Rejected
