"""Judges what is read in a scenario: which committed changes a read lacked, and how long commands waited.

Versions are compared, never values: a change counts as held when its position is reached, or when the page shows it
ahead of the read store.
"""

import math
from collections.abc import Iterable, Mapping

import msgspec

from app.commands import (
    AddComment,
    AnyCommand,
    CommandId,
    CreatePost,
    DeleteComment,
    DeletePost,
    EditComment,
    EditPost,
    SetBookmark,
    SetFollow,
    SetLike,
    SetRepost,
    UpdateAddress,
    UpdateProfile,
)
from app.consistency.reached import is_reached
from app.consistency.trace import KINDS, Kind
from app.consistency.visible import Operation, Source
from app.lab.readings.scenarios import Percentiles, ReaderScore
from app.read_model.documents import Snapshot

Place = tuple[str, int]
"""What is looked at: ('feed', 0), ('profile', id) or ('post', id)."""

FEED: Place = ("feed", 0)
_SHOWN_AHEAD = ("saving", "committed", "held")


class Change(msgspec.Struct, frozen=True):
    """A committed command: its position, when it was committed, and where it shows."""

    position: int
    at_ms: float
    command: AnyCommand
    shows_at: frozenset[Place]

    @property
    def kind(self) -> Kind:
        """The kind that its dot is coloured by."""
        return KINDS[type(self.command)][0]


class Seen(msgspec.Struct, frozen=True):
    """What one read gave: the snapshot, where the page came from, whether it said so, and its words."""

    snapshot: Snapshot
    source: Source
    note: str
    words: str


class Score:
    """Counts what the reads of one person come to."""

    def __init__(self, handle: str) -> None:
        self._handle = handle
        self.reads = 0
        self.stale = 0
        self.told = 0
        self.own_missed = 0
        self.waits: list[float] = []

    def read(self, seen: Seen, me: int, wanted: Iterable[Change], operations: Iterable[Operation]) -> None:
        """A read has ended; `wanted` are the committed changes that show at its place and are not reached."""
        ahead = {
            one.command.command_id for one in operations if one.strategy == "optimistic" and one.stage in _SHOWN_AHEAD
        }
        lacking = [change for change in wanted if not _held(change, seen, ahead)]
        self.reads += 1
        self.stale += bool(lacking)
        self.told += bool(lacking) and bool(seen.note)
        self.own_missed += any(change.command.actor_id == me for change in lacking)

    @property
    def score(self) -> ReaderScore:
        """So far."""
        waits = percentiles_of(self.waits)
        return ReaderScore(self._handle, self.reads, self.stale, self.told, self.own_missed, waits)


def shows_at(  # noqa: PLR0911 - one for each kind of effect
    command: AnyCommand, post_of: Mapping[int, int]
) -> frozenset[Place]:
    """Where the effect of a command can be seen; `post_of` is the post of each comment."""
    me = command.actor_id
    match command:
        case EditComment(comment_id=comment):
            return frozenset((("post", post_of[comment]),))
        case DeleteComment(comment_id=comment):
            return frozenset((FEED, ("post", post_of[comment])))
        case CreatePost(post_id=post) | DeletePost(post_id=post):
            return frozenset((FEED, ("post", post), ("profile", me)))
        case EditPost(post_id=post) | SetLike(post_id=post) | SetRepost(post_id=post) | AddComment(post_id=post):
            return frozenset((FEED, ("post", post)))
        case SetBookmark(post_id=post):
            return frozenset((("post", post),))
        case SetFollow(person_id=person):
            return frozenset((("profile", person), ("profile", me)))
        case UpdateProfile():
            return frozenset((FEED, ("profile", me)))
        case UpdateAddress():
            return frozenset((("profile", me),))
        case _:
            return frozenset()


def percentiles_of(values: Iterable[float]) -> Percentiles:
    """By nearest rank, to a hundredth of a millisecond."""
    ordered = sorted(values)
    if not ordered:
        return Percentiles()
    p50, p95, p99, longest = (
        round(ordered[max(0, math.ceil(share * len(ordered)) - 1)], 2) for share in (0.5, 0.95, 0.99, 1.0)
    )
    return Percentiles(len(ordered), p50, p95, p99, longest)


def _held(change: Change, seen: Seen, ahead: set[CommandId]) -> bool:
    if is_reached(change.position, seen.snapshot) or change.command.command_id in ahead:
        return True
    return seen.source == "write model"
