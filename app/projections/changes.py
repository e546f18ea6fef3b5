"""The documents of one read store as the projections see and change them within one transaction.

What one event changed can be undone alone. Called by the projections; the projector begins and writes.
"""

from typing import Any, NamedTuple, TypeVar

import msgspec

from app.errors import Mistake
from app.projections.buffer import Documents, Rows, Undo, Within
from app.read_model import keys
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
from app.read_model.indexes import CommentPlace, Follower, Handle, Job, JobKind, Muter, QuietReaction, Repost

D = TypeVar("D", bound=msgspec.Struct)


class Wanted(NamedTuple):
    """An effect that may be too large for one transaction; the fields are those of `Job`."""

    kind: JobKind
    source_id: int
    viewer_id: int = 0
    entry_id: int = 0
    post_id: int = 0


class Missing(Mistake):
    """A projection needs a document that is not in the read store; `aggregate` is what would have made it."""

    def __init__(self, aggregate: str) -> None:
        kind, _, identifier = aggregate.partition(":")
        super().__init__(f"The {kind} {identifier} that this belongs to is not in the read store.")
        self.aggregate = aggregate


class Changes:
    """All tables within one transaction, and the undo list of the event that is being applied."""

    def __init__(self) -> None:
        self._undo: Undo = []
        self._within = Within()
        self._tables: list[Documents[Any]] = []
        self.wanted: list[Wanted] = []
        """The fan-outs that the event being applied asks for."""
        self.entries_added = 0
        """Posts and reposts placed in timelines since `begin`."""
        self.homes: set[int] = set()
        """The people whose home was walked through for a follow or a mute since `begin`."""
        self.cards = self._table("cards", PostCard, keep=True)
        self.profiles = self._table("profiles", Profile, keep=True)
        self.people = self._table("people", PersonHit)
        self.handles = self._table("handles", Handle)
        self.comments = self._table("comments", Comment, keep=True)
        self.comment_places = self._table("comment_places", CommentPlace)
        self.home = self._table("home", TimelineEntry)
        self.home_pictures = self._table("home_pictures", TimelineEntry)
        self.everyone = self._table("everyone", TimelineEntry)
        self.everyone_pictures = self._table("everyone_pictures", TimelineEntry)
        self.author = self._table("author", TimelineEntry)
        self.tag = self._table("tag", TimelineEntry)
        self.likes = self._table("likes", TimelineEntry)
        self.bookmarks = self._table("bookmarks", TimelineEntry)
        self.marks = self._table("marks", Marks, keep=True)
        self.relations = self._table("relations", Relation, keep=True)
        self.followers = self._table("followers", Follower)
        self.muters = self._table("muters", Muter, keep=True)
        self.reposts = self._table("reposts", Repost)
        self.quiet_reactions = self._table("quiet_reactions", QuietReaction)
        self.notifications = self._table("notifications", Notification)
        self.parked = self._table("parked", ParkedEvent)
        self.jobs = self._table("jobs", Job)

    def begin(self, rows: Rows) -> None:
        """Work on this transaction from now on."""
        self._undo.clear()
        self.wanted.clear()
        self.entries_added = 0
        self.homes.clear()
        self._within.rows = rows

    def settle(self) -> None:
        """Keep what has been changed: `undo` no longer reaches it."""
        self._undo.clear()

    def undo(self) -> None:
        """Take back everything changed since the last `settle`."""
        for table, key, value in reversed(self._undo):
            table.restore(key, value)
        self._undo.clear()
        self.wanted.clear()

    def write(self) -> None:
        """Write all changes into the transaction."""
        self._undo.clear()
        for table in self._tables:
            if table.changed:
                table.write()
            table.written_early.clear()

    def forget(self) -> None:
        """Let go of everything: the transaction was not committed."""
        self._undo.clear()
        self._within.rows = None
        for table in self._tables:
            table.forget()

    def want(self, wanted: Wanted) -> None:
        """Ask for a fan-out; it starts when the event's own changes are made."""
        self.wanted.append(wanted)

    def spread(self, source_id: int, entry_id: int, post_id: int) -> None:
        """Ask that all homes which `source_id` reaches have or lose this post or repost, as is right by then."""
        self.wanted.append(Wanted("entry", source_id, entry_id=entry_id, post_id=post_id))

    def person(self, person_id: int) -> Profile:
        """The profile. Raises `Missing` if there is none."""
        profile = self.profiles.fetch(keys.key(person_id))
        if profile is None:
            raise Missing(f"person:{person_id}")
        return profile

    def card(self, post_id: int) -> PostCard:
        """The card. Raises `Missing` if there is none."""
        card = self.cards.fetch(keys.key(post_id))
        if card is None:
            raise Missing(f"post:{post_id}")
        return card

    def _table(self, name: str, kind: type[D], *, keep: bool = False) -> Documents[D]:
        table = Documents(name, kind, self._undo, self._within, keep=keep)
        self._tables.append(table)
        return table
