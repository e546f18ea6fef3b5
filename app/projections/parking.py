"""Parked events: what failed, what waits behind it, and what is held by hand. Called by the projector alone.

An event that fails is parked itself. Later events of its aggregate, and events that miss a document which it would have
made, wait behind it (`blocked_by`) and are tried in order when it is retried or discarded. All of it is kept in the
read store, in the checkpoint's transaction.
"""

import msgspec
from msgspec.structs import replace

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
)
from app.projections.changes import Changes, Missing
from app.read_model.documents import ParkedEvent
from app.read_model.keys import key

SUMMARIES: dict[type[AnyEvent], str] = {
    PersonRegistered: "A new person",
    ProfileUpdated: "A changed profile",
    AddressUpdated: "A changed address",
    PostCreated: "A new post",
    PostEdited: "An edited post",
    PostDeleted: "A deleted post",
    CommentAdded: "A new comment",
    CommentEdited: "An edited comment",
    CommentDeleted: "A deleted comment",
    PostLiked: "A like",
    PostUnliked: "A like taken back",
    PostReposted: "A repost",
    PostUnreposted: "A repost taken back",
    PostBookmarked: "A bookmark",
    PostUnbookmarked: "A bookmark taken back",
    PersonFollowed: "A follow",
    PersonUnfollowed: "A follow taken back",
    PersonMuted: "A mute",
    PersonUnmuted: "A mute taken back",
}
"""What each kind of event is called where parked events are listed."""

FAN_OUT = "fan-out"
"""The aggregate, with the position, under which an event is parked whose fan-out failed; it holds up no other event."""


class Parking:
    """The parked events of one read store."""

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._parked: dict[int, ParkedEvent] = {}
        self._aggregates: dict[str, list[int]] = {}

    def load(self) -> None:
        """Read the parked events from the store, within a transaction: at the start, and after an undo."""
        self._parked.clear()
        self._aggregates.clear()
        for _, parked in self._changes.parked.scan(b"", limit=1 << 62):
            self._remember(parked)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is parked."""
        return not self._parked

    def positions(self) -> set[int]:
        """The positions that are parked."""
        return set(self._parked)

    def get(self, seq: int) -> ParkedEvent | None:
        """The parked event, None if nothing is parked at this position."""
        return self._parked.get(seq)

    def before(self, aggregate: str, seq: int) -> int | None:
        """What an event of this aggregate has to wait for: the root of the one that is parked before it, if any."""
        earlier = [parked for parked in self._aggregates.get(aggregate, ()) if parked < seq]
        if not earlier:
            return None
        last = self._parked[max(earlier)]
        return last.blocked_by or last.seq

    def behind(self, seq: int) -> list[ParkedEvent]:
        """The events that wait behind this one, in order."""
        return sorted((one for one in self._parked.values() if one.blocked_by == seq), key=lambda one: one.seq)

    def park(self, parked: ParkedEvent) -> None:
        """Park an event, or change why it is."""
        if parked.seq in self._parked:
            self.release(parked.seq)
        self._remember(parked)
        self._changes.parked.put(key(parked.seq), parked)

    def wait_behind(self, seq: int, root: int) -> None:
        """Let a parked event wait behind another one than before."""
        self.park(replace(self._parked[seq], blocked_by=root, reason=reason_to_wait(root)))

    def release(self, seq: int) -> None:
        """The event is parked no longer."""
        parked = self._parked.pop(seq)
        self._aggregates[parked.aggregate].remove(seq)
        if not self._aggregates[parked.aggregate]:
            del self._aggregates[parked.aggregate]
        self._changes.parked.discard(key(seq))

    def _remember(self, parked: ParkedEvent) -> None:
        self._parked[parked.seq] = parked
        self._aggregates.setdefault(parked.aggregate, []).append(parked.seq)


def summary_of(event: AnyEvent | None) -> str:
    """A few words for a person; `event` is None if it could not be read."""
    return "An unreadable event" if event is None else SUMMARIES[type(event)]


def reason_to_wait(root: int) -> str:
    """Why an event is parked that did not fail itself."""
    return f"It waits until event {root}, which is held back, is retried or discarded."


def reason_of(error: Exception) -> str:
    """Why an event that failed is parked, in a sentence for a person."""
    if isinstance(error, Missing):
        return str(error)
    if isinstance(error, msgspec.MsgspecError):
        return f"Its content cannot be read ({error})."
    return f"Showing it in the feeds failed ({type(error).__name__}: {error}); the saved data is intact."
