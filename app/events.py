"""What has happened: frozen facts in the past tense, and the protocol of the log that keeps them.

Events carry facts, never counts, and all that their projections need, so that the read side never
asks the write side. `at_ms` is the date of the fact in milliseconds since 1970.
"""

from collections.abc import Sequence
from typing import Protocol, Union

import msgspec

from app.media import MediaItem
from app.text import Span


class Event(msgspec.Struct, frozen=True, kw_only=True, tag=True, omit_defaults=True):
    """Common to all: the date of the fact."""

    at_ms: int


class PersonRegistered(Event, frozen=True, kw_only=True):
    """A person exists."""

    person_id: int
    handle: str
    name: str
    bio: str = ""
    bio_spans: tuple[Span, ...] = ()
    simulated: bool = False


class ProfileUpdated(Event, frozen=True, kw_only=True):
    """Name, bio and avatar as they are now; `renamed` if name or avatar differ from before."""

    person_id: int
    name: str
    bio: str
    bio_spans: tuple[Span, ...] = ()
    avatar: MediaItem | None = None
    renamed: bool = True


class AddressUpdated(Event, frozen=True, kw_only=True):
    """The postal address as it is now."""

    person_id: int
    street: str
    city: str
    postal_code: str
    country: str


class PostCreated(Event, frozen=True, kw_only=True):
    """A post exists; `mentioned` are the ids of the existing people its mentions name."""

    post_id: int
    author_id: int
    text: str
    spans: tuple[Span, ...] = ()
    media: tuple[MediaItem, ...] = ()
    mentioned: tuple[int, ...] = ()
    edited_ms: int = 0


class PostEdited(Event, frozen=True, kw_only=True):
    """A post's words as they are now. `tags_before` are the tags (casefolded) of the words replaced."""

    post_id: int
    author_id: int
    text: str
    spans: tuple[Span, ...] = ()
    mentioned: tuple[int, ...] = ()
    tags_before: tuple[str, ...] = ()


class PostDeleted(Event, frozen=True, kw_only=True):
    """A post is gone, with its comments, likes, reposts and bookmarks."""

    post_id: int
    author_id: int


class CommentAdded(Event, frozen=True, kw_only=True):
    """A comment exists; `ancestors` are the comment ids above it, topmost first (the last is its parent)."""

    comment_id: int
    post_id: int
    author_id: int
    text: str
    spans: tuple[Span, ...] = ()
    mentioned: tuple[int, ...] = ()
    ancestors: tuple[int, ...] = ()
    parent_author_id: int | None = None
    edited_ms: int = 0
    deleted: bool = False


class CommentEdited(Event, frozen=True, kw_only=True):
    """A comment's words as they are now."""

    comment_id: int
    post_id: int
    author_id: int
    text: str
    spans: tuple[Span, ...] = ()
    mentioned: tuple[int, ...] = ()
    ancestors: tuple[int, ...] = ()


class CommentDeleted(Event, frozen=True, kw_only=True):
    """A comment's words are gone; with `emptied` its place stays, since it has replies.

    `pruned` are emptied places above it that went too, because this was their last reply.
    """

    comment_id: int
    post_id: int
    author_id: int
    ancestors: tuple[int, ...] = ()
    emptied: bool = False
    pruned: tuple[int, ...] = ()


class PostLiked(Event, frozen=True, kw_only=True):
    """A like exists under its own id, `reaction_id`."""

    reaction_id: int
    post_id: int
    author_id: int
    person_id: int


class PostUnliked(Event, frozen=True, kw_only=True):
    """The like `reaction_id` is gone."""

    reaction_id: int
    post_id: int
    author_id: int
    person_id: int


class PostReposted(Event, frozen=True, kw_only=True):
    """A repost exists under its own id, `reaction_id`, which is also its place in timelines."""

    reaction_id: int
    post_id: int
    author_id: int
    person_id: int


class PostUnreposted(Event, frozen=True, kw_only=True):
    """The repost `reaction_id` is gone."""

    reaction_id: int
    post_id: int
    author_id: int
    person_id: int


class PostBookmarked(Event, frozen=True, kw_only=True):
    """A bookmark exists under its own id, `reaction_id`."""

    reaction_id: int
    post_id: int
    author_id: int
    person_id: int


class PostUnbookmarked(Event, frozen=True, kw_only=True):
    """The bookmark `reaction_id` is gone."""

    reaction_id: int
    post_id: int
    author_id: int
    person_id: int


class PersonFollowed(Event, frozen=True, kw_only=True):
    """`follower_id` follows `followee_id`; the row has its own id."""

    follow_id: int
    follower_id: int
    followee_id: int


class PersonUnfollowed(Event, frozen=True, kw_only=True):
    """`follower_id` no longer follows `followee_id`."""

    follow_id: int
    follower_id: int
    followee_id: int


class PersonMuted(Event, frozen=True, kw_only=True):
    """`person_id` no longer wants `muted_id` in their home."""

    person_id: int
    muted_id: int


class PersonUnmuted(Event, frozen=True, kw_only=True):
    """`person_id` takes `muted_id` back into their home."""

    person_id: int
    muted_id: int


AnyEvent = Union[  # noqa: UP007 - msgspec reads the members of the tagged union from it
    PersonRegistered,
    ProfileUpdated,
    AddressUpdated,
    PostCreated,
    PostEdited,
    PostDeleted,
    CommentAdded,
    CommentEdited,
    CommentDeleted,
    PostLiked,
    PostUnliked,
    PostReposted,
    PostUnreposted,
    PostBookmarked,
    PostUnbookmarked,
    PersonFollowed,
    PersonUnfollowed,
    PersonMuted,
    PersonUnmuted,
]


class StoredEvent(msgspec.Struct, frozen=True, gc=False):
    """A row of the outbox: a position, its aggregate and the encoded fact.

    `committed_ms` is the wall time of the commit, from which a delay of the read side is counted.
    `aggregate` is 'post:ID', 'person:ID' or 'follower:ID': what is parked together. The payload stays
    encoded until it is applied, so that one broken payload is one parked event, never a stuck log.
    """

    seq: int
    committed_ms: int
    aggregate: str
    version: int
    payload: bytes


class EventLog(Protocol):
    """The outbox as the read side sees it. Positions start at 1 and have no gap."""

    def read(self, after: int, limit: int) -> Sequence[StoredEvent]:
        """At most `limit` events with `seq > after`, in order."""
        ...

    def read_at(self, seqs: Sequence[int]) -> Sequence[StoredEvent]:
        """The events at exactly these positions that are still kept, in order (to retry parked ones)."""
        ...

    def last_position(self) -> int:
        """The position of the newest committed event, 0 before the first; pruning does not lower it."""
        ...

    def database_id(self) -> str:
        """The identity of the database that this log belongs to."""
        ...


EVENT_VERSION = 1

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)


def encode(event: AnyEvent) -> bytes:
    """The event as JSON text (readable in any SQLite shell), tagged with its type."""
    return _encoder.encode(event)


def decode(stored: StoredEvent) -> AnyEvent:
    """The fact in a stored row. Raises `msgspec.DecodeError` if the payload is broken or of an unknown type."""
    return _decoder.decode(stored.payload)


def aggregate_of(event: AnyEvent) -> str:
    """The aggregate an event belongs to: a post with all that hangs on it, a person, or a follower."""
    match event:
        case PersonRegistered() | ProfileUpdated() | AddressUpdated():
            return f"person:{event.person_id}"
        case PersonFollowed() | PersonUnfollowed():
            return f"follower:{event.follower_id}"
        case PersonMuted() | PersonUnmuted():
            return f"follower:{event.person_id}"
        case _:
            return f"post:{event.post_id}"
