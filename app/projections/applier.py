"""Applies facts to documents: one event at a time, whole or not at all. Called by the projector and by a rebuild."""

from collections.abc import Callable
from typing import Any, Final

from app import events
from app.events import AnyEvent
from app.projections import cards, follows, profiles, reactions, threads
from app.projections.buffer import Rows
from app.projections.changes import Changes
from app.projections.fan_out import BUDGET_ROWS, FanOut

PROJECTIONS: Final[dict[type[AnyEvent], Callable[[Any, Changes], None]]] = {
    events.PersonRegistered: profiles.person_registered,
    events.ProfileUpdated: profiles.profile_updated,
    events.AddressUpdated: profiles.address_updated,
    events.PostCreated: cards.post_created,
    events.PostEdited: cards.post_edited,
    events.PostDeleted: cards.post_deleted,
    events.CommentAdded: threads.comment_added,
    events.CommentEdited: threads.comment_edited,
    events.CommentDeleted: threads.comment_deleted,
    events.PostLiked: reactions.post_liked,
    events.PostUnliked: reactions.post_unliked,
    events.PostReposted: reactions.post_reposted,
    events.PostUnreposted: reactions.post_unreposted,
    events.PostBookmarked: reactions.post_bookmarked,
    events.PostUnbookmarked: reactions.post_unbookmarked,
    events.PersonFollowed: follows.person_followed,
    events.PersonUnfollowed: follows.person_unfollowed,
    events.PersonMuted: follows.person_muted,
    events.PersonUnmuted: follows.person_unmuted,
}
"""Every kind of event has its projection; there is none that the documents ignore."""


class Applier:
    """The documents of one store, and the fan-outs of what is applied to them.

    Within a write transaction: `begin`, then `apply` for each event, then `finish`; then commit. If the transaction
    fails, `forget`; the next `begin` reads everything anew. `budget_rows` is how much of an event's fan-out is done at
    once; a rebuild has no limit.
    """

    def __init__(self, budget_rows: int = BUDGET_ROWS) -> None:
        self.changes = Changes()
        self.fan_out = FanOut(self.changes, budget_rows)
        self._loaded = False

    @property
    def is_loaded(self) -> bool:
        """Whether what is remembered belongs to the store that is being changed."""
        return self._loaded

    def begin(self, rows: Rows) -> None:
        """Work within this transaction."""
        self.changes.begin(rows)
        if not self._loaded:
            self.fan_out.load()
            self._loaded = True

    def apply(self, event: AnyEvent, position: int) -> None:
        """Change the documents as the fact wants. Raises what the projection raises; then nothing is changed."""
        changes = self.changes
        try:
            PROJECTIONS[type(event)](event, changes)
            if changes.wanted:
                self.fan_out.begin_wanted(position)
        except BaseException:
            self.undo()
            raise
        changes.settle()

    def undo(self) -> None:
        """Take back what was changed since the last event, and what was concluded from it."""
        self.changes.undo()
        self.fan_out.load()

    def finish(self) -> None:
        """Write all changes into the transaction."""
        self.changes.write()

    def forget(self) -> None:
        """Let go of everything: the transaction was not committed, or another store takes its place."""
        self.changes.forget()
        self._loaded = False
