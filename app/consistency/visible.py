"""What a reader sees: documents with the pending operations folded in, as plain data that views paint and tests check.

Nothing in here knows pixels. `app.consistency.overlay` makes these; `ui` shows them.
"""

from typing import Literal

import msgspec

from app.commands import AnyCommand
from app.read_model.documents import (
    Comment,
    FeedItem,
    FeedPage,
    PersonHit,
    Profile,
    ProfileView,
    Relation,
    SearchPage,
    Snapshot,
    ThreadPage,
    Timeline,
)

Stage = Literal["saving", "committed", "reached", "held", "rejected"]
"""saving: not yet acknowledged; committed: saved, not in the read store; held: parked; rejected: not saved."""

Strategy = Literal["none", "optimistic", "wait", "fresh", "acceptance"]


class Operation(msgspec.Struct, frozen=True):
    """One thing the person did in this run, and how far it has come. Removed by `op_id` only.

    `position` is known from `committed` on. Times are `Clock.monotonic_ms`. `reason` and `field` are set
    when rejected or held; `lag_ms` when reached: how long the read store took after the commit.
    `can_retry` is False for a rejection that the same words cannot pass. A `reason` in an earlier stage says
    why the change is not shown ahead of the read store although its strategy would.
    """

    op_id: int
    command: AnyCommand
    strategy: Strategy
    stage: Stage
    started_ms: float
    stage_ms: float
    position: int | None = None
    field: str = ""
    reason: str = ""
    lag_ms: float = 0.0
    can_retry: bool = True


class Change(msgspec.Struct, frozen=True):
    """A field of a card or profile that shows something the read store does not hold yet.

    `stored` is the read store's value as a person reads it. For 'text', `ranges` are the changed parts of the
    visible text in code points (start, end). `stage` is 'saving' (amber) or 'committed' (accent).
    """

    field: str
    stage: Stage
    stored: str
    ranges: tuple[tuple[int, int], ...] = ()


class VisibleItem(msgspec.Struct, frozen=True):
    """A row of a feed as the person sees it.

    `operation` is set when the row itself stands in the water (an own post not yet in the read store), is sunk
    (rejected), or carries a mark (its edit or deletion is on its way or held); `in_water` says which.
    `removed`: the row's deletion is on its way, the read store still holds it.
    """

    item: FeedItem
    operation: Operation | None = None
    in_water: bool = False
    changes: tuple[Change, ...] = ()
    removed: bool = False


Source = Literal["read store", "overlay", "write model", "stale"]


class FeedPlace(msgspec.Struct, frozen=True):
    """Which page of which timeline: `top` for the one where own new posts stand, `before` none."""

    timeline: Timeline
    owner: int
    viewer: int
    top: bool = True


class VisibleFeed(msgspec.Struct, frozen=True):
    """A page as the person sees it: `standing` rows in the water (newest first), then the rows ashore.

    `source` and `note` say where own changes come from ('Waiting for position 1,204'); `waiting` while the strategy
    waits for a position. `page` and `place` are what was folded, so that it can be folded again without reading.
    """

    standing: tuple[VisibleItem, ...]
    rows: tuple[VisibleItem, ...]
    snapshot: Snapshot
    next: int | None = None
    source: Source = "read store"
    note: str = ""
    waiting: bool = False
    page: FeedPage | None = None
    place: FeedPlace | None = None


class VisibleComment(msgspec.Struct, frozen=True):
    """A comment as the person sees it; `in_water` and `removed` as in `VisibleItem`."""

    comment: Comment
    operation: Operation | None = None
    changes: tuple[Change, ...] = ()
    in_water: bool = False
    removed: bool = False


class ThreadPlace(msgspec.Struct, frozen=True):
    """Which page of which post's thread: `first` for the one that has no page before it."""

    post_id: int
    viewer: int
    first: bool = True


class VisibleThread(msgspec.Struct, frozen=True):
    """A post and its comments as the person sees them.

    `standing` are own comments whose place in reading order lies on a page that is not this one; they are
    given with the first page, to be shown below the last one loaded, and left out once a page has them.
    """

    head: VisibleItem | None
    comments: tuple[VisibleComment, ...]
    snapshot: Snapshot
    next: int | None = None
    standing: tuple[VisibleComment, ...] = ()
    source: Source = "read store"
    note: str = ""
    page: ThreadPage | None = None
    place: ThreadPlace | None = None


class ProfilePlace(msgspec.Struct, frozen=True):
    """Whose profile, as whom. `relations` are the viewer's to the people whose follow is on its way."""

    person_id: int
    viewer: int
    relations: tuple[tuple[int, Relation], ...] = ()


class VisibleProfile(msgspec.Struct, frozen=True):
    """A profile as the person sees it; `source` and `note` say where it comes from ('Saved; this view is behind').

    `waiting` while the strategy waits for a position: the view may keep its place for the new value.
    `page` and `place` as in `VisibleFeed`.
    """

    profile: Profile | None
    relation: Relation
    snapshot: Snapshot
    changes: tuple[Change, ...] = ()
    operation: Operation | None = None
    source: Source = "read store"
    note: str = ""
    waiting: bool = False
    page: ProfileView | None = None
    place: ProfilePlace | None = None


class VisibleSearch(msgspec.Struct, frozen=True):
    """Search results as the person sees them.

    `behind` is the number of events that the index does not hold yet; `note` is a sentence when own newest
    words may be missing from the results.
    """

    people: tuple[PersonHit, ...]
    posts: tuple[VisibleItem, ...]
    snapshot: Snapshot
    index_position: int
    behind: int = 0
    note: str = ""
    page: SearchPage | None = None


class FeedTide(msgspec.Struct, frozen=True):
    """Everything the tide line is drawn from.

    `read` and `write` are positions, `oldest_ms` the age of the oldest waiting event (0: none waits),
    `operations` the person's own that are not ashore, `held` the number of parked events,
    `stopped` a sentence when the projector does not run.
    """

    read: int
    write: int
    oldest_ms: float = 0.0
    operations: tuple[Operation, ...] = ()
    held: int = 0
    stopped: str = ""

    @property
    def waiting(self) -> int:
        """Events committed and not yet in the read store."""
        return max(0, self.write - self.read)


class LagReading(msgspec.Struct, frozen=True):
    """What the sync card shows. Times in milliseconds; None where nothing has been measured.

    `series` is the lag over the last minute, one sample each 250 ms, oldest first. `heartbeat_ms` is how long
    ago the projector last looked at the log, so that quiet differs from dead.
    """

    read: int
    write: int
    waiting: int
    oldest_ms: float | None
    median_ms: float | None
    p99_ms: float | None
    series: tuple[float, ...]
    pending: int
    parked: int
    heartbeat_ms: float | None = None
