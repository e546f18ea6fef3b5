"""The documents of the read store, pre-formatted exactly as a view shows them, and the pages that queries return.

Struct fields are the documents' keys in TinyDB. Dates are milliseconds since 1970 (UTC).
"""

from typing import Literal

import msgspec

from app.media import MediaItem
from app.text import Span


class PostCard(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Everything a card shows but the viewer's own marks. Table `cards`, doc_id = post id."""

    id: int
    author_id: int
    handle: str
    name: str
    text: str
    created_ms: int
    avatar: str = ""
    spans: tuple[Span, ...] = ()
    media: tuple[MediaItem, ...] = ()
    edited_ms: int = 0
    likes: int = 0
    reposts: int = 0
    comments: int = 0
    simulated: bool = False


class Address(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The parts of a postal address, for the form that edits it."""

    street: str = ""
    city: str = ""
    postal_code: str = ""
    country: str = ""


def format_address(address: Address) -> str:
    """The address as a profile shows it: street, postal code with city, country, one a line; empty parts left out."""
    lines = (address.street, f"{address.postal_code} {address.city}".strip(), address.country)
    return "\n".join(line for line in lines if line)


class Profile(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A person's page head. Table `profiles`, doc_id = person id.

    `display_address` is the address as one pre-formatted text, lines separated by a newline.
    """

    id: int
    handle: str
    name: str
    joined_ms: int
    bio: str = ""
    bio_spans: tuple[Span, ...] = ()
    avatar: str = ""
    avatar_item: MediaItem | None = None
    display_address: str = ""
    address: Address = Address()
    posts: int = 0
    followers: int = 0
    following: int = 0
    simulated: bool = False


class Comment(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A comment in its thread. Table `comments`, doc_id = `comment_key`, so that key order is reading order.

    `depth` is 0 for a comment on the post itself. A deleted comment with replies has `deleted` and no text.
    """

    id: int
    post_id: int
    author_id: int
    handle: str
    name: str
    text: str
    created_ms: int
    depth: int = 0
    parent_id: int = 0
    avatar: str = ""
    spans: tuple[Span, ...] = ()
    edited_ms: int = 0
    deleted: bool = False
    simulated: bool = False


class TimelineEntry(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A place in a timeline. Tables named in `Timeline`, doc_id = owner << 64 | entry id; newest is largest.

    `source_id` is who put it there: the author, or for a repost the person `via_name` who reposted.
    """

    post_id: int
    source_id: int
    via_name: str = ""
    via_handle: str = ""


class Marks(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What a viewer did to a post. Table `marks`, doc_id = viewer << 64 | post id; absent when nothing is set."""

    liked: bool = False
    reposted: bool = False
    bookmarked: bool = False


class Relation(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """How a viewer stands to a person. Table `relations`, doc_id = viewer << 64 | person."""

    following: bool = False
    muted: bool = False


NotificationKind = Literal["like", "repost", "comment", "reply", "follow", "mention"]


class Notification(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Something that another did which concerns a person. Table `notifications`, doc_id = owner << 64 | id.

    `excerpt` is the beginning of the comment; for a like, a repost or a mention in a post it is empty in the table and
    queries fill it from the post's card, so that an edit has nothing to rewrite.
    """

    id: int
    kind: NotificationKind
    actor_id: int
    handle: str
    name: str
    at_ms: int
    avatar: str = ""
    post_id: int = 0
    excerpt: str = ""


class PersonHit(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A person as a search result or in the list of people to act as."""

    id: int
    handle: str
    name: str
    avatar: str = ""
    bio: str = ""
    simulated: bool = False


Timeline = Literal["home", "home_pictures", "everyone", "everyone_pictures", "author", "tag", "likes", "bookmarks"]
"""Owner: the viewer (home), 0 (everyone), the author, `key_of_name(tag)`, or the person whose likes or bookmarks."""


class ParkedEvent(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """An event that is held back: it failed itself (`blocked_by` 0), or waits behind one of its aggregate that did."""

    seq: int
    aggregate: str
    reason: str
    parked_ms: int
    blocked_by: int = 0
    by_hand: bool = False
    summary: str = ""


class Snapshot(msgspec.Struct, frozen=True):
    """How far the read store is: every event up to `position` is in it, but for those in `exceptions`.

    `exceptions` are the positions parked, held by hand, or whose fan-out is unfinished.
    `generation` changes when a rebuilt store takes the place of the old one.
    """

    position: int
    exceptions: frozenset[int] = frozenset()
    generation: int = 0


class FeedItem(msgspec.Struct, frozen=True):
    """A row of a feed: a card at a place (`entry_id`), with the viewer's marks."""

    entry_id: int
    card: PostCard
    marks: Marks = Marks()
    via_name: str = ""
    via_handle: str = ""


class FeedPage(msgspec.Struct, frozen=True):
    """Rows newest first; `next` is the entry id to ask for with `before` to go on, None at the end."""

    items: tuple[FeedItem, ...]
    snapshot: Snapshot
    next: int | None = None


class ThreadPage(msgspec.Struct, frozen=True):
    """A post and a page of its comments in reading order; `next` is the cursor of the following page."""

    head: FeedItem | None
    comments: tuple[Comment, ...]
    snapshot: Snapshot
    next: int | None = None


class ProfileView(msgspec.Struct, frozen=True):
    """A profile as one viewer sees it."""

    profile: Profile | None
    relation: Relation
    snapshot: Snapshot


class NotificationPage(msgspec.Struct, frozen=True):
    """Notifications newest first; `next` as in `FeedPage`."""

    items: tuple[Notification, ...]
    snapshot: Snapshot
    next: int | None = None


class SearchPage(msgspec.Struct, frozen=True):
    """Search results; `index_position` is how far the search index is, which may trail the documents."""

    people: tuple[PersonHit, ...]
    posts: tuple[FeedItem, ...]
    snapshot: Snapshot
    index_position: int


def owned(owner: int, identifier: int) -> int:
    """The 16-byte doc_id of a keyed row: the owner's rows lie together, ordered by `identifier`."""
    return owner << 64 | identifier


MAX_PATH = 7
"""How many comment ids a thread key holds; a deeper reply is listed behind its siblings on the last level."""


def comment_key(post_id: int, ancestors: tuple[int, ...], comment_id: int) -> int:
    """The 64-byte doc_id of a comment: the post, then the path of comment ids, so that order is reading order."""
    path = (*ancestors[: MAX_PATH - 1], comment_id)
    key = post_id
    for level in range(MAX_PATH):
        key = key << 64 | (path[level] if level < len(path) else 0)
    return key
