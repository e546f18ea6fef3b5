"""What a reader sees: documents with the pending operations folded in, as plain data that views paint and tests compare.

Nothing in here knows pixels. `app.consistency.overlay` makes these; `ui` shows them.
"""

from typing import Literal

import msgspec

from app.commands import AnyCommand
from app.read_model.documents import Comment, FeedItem, Profile, Relation, Snapshot

Stage = Literal["saving", "committed", "reached", "held", "rejected"]
"""saving: not yet acknowledged; committed: saved, not in the read store; held: parked; rejected: not saved."""

Strategy = Literal["none", "optimistic", "wait", "fresh", "acceptance"]


class Operation(msgspec.Struct, frozen=True):
    """One thing the person did in this run, and how far it has come. Removed by `op_id` only.

    `position` is known from `committed` on. Times are `Clock.monotonic_ms`. `reason` and `field` are set
    when rejected or held; `lag_ms` when reached: how long the read store took after the commit.
    `can_retry` is False for a rejection that the same words cannot pass.
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
    """

    item: FeedItem
    operation: Operation | None = None
    in_water: bool = False
    changes: tuple[Change, ...] = ()


class VisibleFeed(msgspec.Struct, frozen=True):
    """A page as the person sees it: `standing` rows in the water (newest first), then the rows ashore."""

    standing: tuple[VisibleItem, ...]
    rows: tuple[VisibleItem, ...]
    snapshot: Snapshot
    next: int | None = None


class VisibleComment(msgspec.Struct, frozen=True):
    """A comment as the person sees it."""

    comment: Comment
    operation: Operation | None = None
    changes: tuple[Change, ...] = ()


class VisibleThread(msgspec.Struct, frozen=True):
    """A post and its comments as the person sees them."""

    head: VisibleItem | None
    comments: tuple[VisibleComment, ...]
    snapshot: Snapshot
    next: int | None = None


Source = Literal["read store", "overlay", "write model", "stale"]


class VisibleProfile(msgspec.Struct, frozen=True):
    """A profile as the person sees it; `source` and `note` say where it comes from ('Saved; this view is behind')."""

    profile: Profile | None
    relation: Relation
    snapshot: Snapshot
    changes: tuple[Change, ...] = ()
    operation: Operation | None = None
    source: Source = "read store"
    note: str = ""


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

    `series` is the lag over the last minute, one sample each 250 ms, oldest first.
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
