"""What a lane's reads are judged by: which committed changes a read held, by position, and which it lacked."""

import math
from bisect import insort
from collections.abc import Collection, Iterable

import msgspec

from app.commands import CommandId
from app.consistency.reached import is_reached
from app.consistency.reads import FreshReads
from app.lab.lanes.traffic import Act
from app.lab.readings.lanes import LaneCounts, Screen
from app.read_model.documents import FeedPage, ProfileView, Snapshot, ThreadPage

Concern = tuple[str, int]


class Committed(msgspec.Struct, frozen=True):
    """A change that is committed: everything up to `position` holds it."""

    position: int
    command_id: CommandId
    act: Act


class Held(msgspec.Struct, frozen=True):
    """What a read held: the copy as of `snapshot`, own changes shown ahead of it, and what came from the write model.

    `ahead` are command ids, in the order in which they were asked for; `fetched` is how far each document was read.
    """

    snapshot: Snapshot
    ahead: tuple[CommandId, ...] = ()
    fetched: dict[Concern, int] = msgspec.field(default_factory=dict)

    def has(self, change: Committed) -> bool:
        """Whether the read held this change."""
        if is_reached(change.position, self.snapshot) or change.command_id in self.ahead:
            return True
        kind, identifier = change.act.concerns
        document = "person" if kind in ("address", "followers") else "post"
        return change.position <= self.fetched.get((document, identifier), 0)


class CountedReads:
    """Reads of the write model, counted; how far each document was when it was last read is kept."""

    def __init__(self, reads: FreshReads) -> None:
        self._reads = reads
        self.count = 0
        self.positions: dict[Concern, int] = {}

    def profile(self, person_id: int, viewer: int = 0) -> ProfileView:
        """As `FreshReads.profile`."""
        view = self._reads.profile(person_id, viewer)
        self._note("person", (person_id,), view.snapshot)
        return view

    def items(self, post_ids: Collection[int], viewer: int) -> FeedPage:
        """As `FreshReads.items`."""
        page = self._reads.items(post_ids, viewer)
        self._note("post", post_ids, page.snapshot)
        return page

    def comments(self, comment_ids: Collection[int]) -> ThreadPage:
        """As `FreshReads.comments`."""
        page = self._reads.comments(comment_ids)
        self._note("comment", comment_ids, page.snapshot)
        return page

    def _note(self, kind: str, identifiers: Iterable[int], snapshot: Snapshot) -> None:
        self.count += 1
        self.positions.update(dict.fromkeys(((kind, one) for one in identifiers), snapshot.position))


class Judge:
    """Counts what the reads of one lane come to. Versions are compared, never values."""

    def __init__(self) -> None:
        self._counts = LaneCounts()
        self._missed: set[CommandId] = set()
        self._rolled_back: set[int] = set()
        self._seen: set[int] = set()
        self._shown: dict[Concern, tuple[CommandId, CommandId]] = {}
        self._waits: list[float] = []
        self._flickers = 0
        self._timed_out = 0
        self.waiting_ms = 0.0

    def read(self, screen: Screen, begun_with: Iterable[Committed], held: Held, *, told: bool) -> None:
        """A read of `screen` has ended, holding `held`; `begun_with` was committed when it began."""
        wanted = [change for change in begun_with if screen in change.act.screens]
        lacking = [change for change in wanted if not held.has(change)]
        own = [change for change in lacking if change.act.own]
        self._missed.update(change.command_id for change in own)
        back = any(change.position in self._seen for change in lacking)
        self._seen.update(change.position for change in wanted if held.has(change))
        counts = self._counts
        self._counts = msgspec.structs.replace(
            counts,
            reads=counts.reads + 1,
            stale=counts.stale + bool(lacking),
            stale_told=counts.stale_told + (bool(lacking) and told),
            stale_own=counts.stale_own + bool(own),
            back=counts.back + back,
        )

    def waited(self, milliseconds: float, *, timed_out: bool) -> None:
        """A read had to wait for so long."""
        insort(self._waits, milliseconds)
        self._timed_out += timed_out

    def taken_back(self, op_ids: Iterable[int]) -> None:
        """Own changes that had been shown ahead and were refused; each counts once."""
        self._rolled_back.update(op_ids)

    def shows(self, concern: Concern, version: CommandId) -> None:
        """The view shows this version of a value now: the command that made it."""
        before, now = self._shown.get(concern, ("", ""))
        if version != now:
            self._flickers += version == before and before != ""
            self._shown[concern] = (now, version)

    def counts(self, fetched: int) -> LaneCounts:
        """Everything so far; `fetched` reads of the write model."""
        waits = self._waits
        return msgspec.structs.replace(
            self._counts,
            missed=len(self._missed),
            waiting_ms=self.waiting_ms,
            waits=len(waits),
            wait_median_ms=_percentile(waits, 0.5),
            wait_p99_ms=_percentile(waits, 0.99),
            timed_out=self._timed_out,
            rollbacks=len(self._rolled_back),
            fetched=fetched,
            flickers=self._flickers,
        )


def _percentile(ordered: list[float], share: float) -> float:
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0
