"""The tables of the read store: each one's name, width of key and kind of document; and the version of it all."""

import msgspec

from app.read_model.documents import (
    Comment,
    Marks,
    Notification,
    ParkedEvent,
    PersonHit,
    PostCard,
    Profile,
    Relation,
    TimelineEntry,
)
from app.read_model.indexes import CommentPlace, Follower, Handle, Job, Muter, QuietReaction, Repost
from app.read_model.keys import COMMENT, KEY, PAIR

PROJECTION_VERSION = 1
"""Raised whenever the same events make other documents: stores of another version are rebuilt."""

TIMELINES = ("home", "home_pictures", "everyone", "everyone_pictures", "author", "tag", "likes", "bookmarks")

TABLES: dict[str, tuple[int, type[msgspec.Struct]]] = {
    "cards": (KEY, PostCard),
    "profiles": (KEY, Profile),
    "people": (PAIR, PersonHit),
    "handles": (KEY, Handle),
    "comments": (COMMENT, Comment),
    "comment_places": (PAIR, CommentPlace),
    **dict.fromkeys(TIMELINES, (PAIR, TimelineEntry)),
    "marks": (PAIR, Marks),
    "relations": (PAIR, Relation),
    "followers": (PAIR, Follower),
    "muters": (PAIR, Muter),
    "reposts": (PAIR, Repost),
    "quiet_reactions": (PAIR, QuietReaction),
    "notifications": (PAIR, Notification),
    "parked": (KEY, ParkedEvent),
    "jobs": (KEY, Job),
}
"""Name → width of key in bytes, kind. `people` is owned by 0, or by 1 for simulated people; the others by what
their kinds say."""


class State(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How far the store is, kept in `meta` and changed in the same transaction as the documents."""

    position: int = 0
    exceptions: tuple[int, ...] = ()


class Identity(msgspec.Struct, frozen=True):
    """What the store was made by and from, kept in `meta`. `database_id` is empty until it is known."""

    projection_version: int
    database_id: str
    generation: int


KEPT_DECODED = {"cards": 2_000, "profiles": 500, "marks": 2_000, "home": 2_000, "everyone": 2_000, "author": 2_000}
"""How many documents of a table stay decoded for the next page."""
