"""Which kind of command an event comes from: the colour in which the lab shows it."""

from typing import Final

from app import events
from app.consistency.trace import Kind
from app.events import AnyEvent, StoredEvent, decode
from app.projections.parking import summary_of

EVENT_KINDS: Final[dict[type[AnyEvent], Kind]] = {
    events.PersonRegistered: "address",
    events.ProfileUpdated: "address",
    events.AddressUpdated: "address",
    events.PostCreated: "post",
    events.PostEdited: "post",
    events.PostDeleted: "post",
    events.CommentAdded: "comment",
    events.CommentEdited: "comment",
    events.CommentDeleted: "comment",
    events.PostLiked: "like",
    events.PostUnliked: "like",
    events.PostReposted: "like",
    events.PostUnreposted: "like",
    events.PostBookmarked: "like",
    events.PostUnbookmarked: "like",
    events.PersonFollowed: "follow",
    events.PersonUnfollowed: "follow",
    events.PersonMuted: "follow",
    events.PersonUnmuted: "follow",
}
"""Every event has one."""


def told(stored: StoredEvent) -> tuple[Kind, str, AnyEvent | None]:
    """The kind of a stored event, a few words for it, and itself; one that cannot be read counts as its aggregate's."""
    try:
        event = decode(stored)
    except ValueError:
        kinds: dict[str, Kind] = {"post": "post", "person": "address", "follower": "follow"}
        return kinds.get(stored.aggregate.partition(":")[0], "post"), summary_of(None), None
    return EVENT_KINDS[type(event)], summary_of(event), event
