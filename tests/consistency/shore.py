"""A session over a read store in memory that a test brings up to any position."""

from collections.abc import Collection

from app.clock import ManualClock
from app.consistency.overlay import Overlay
from app.consistency.session import Session
from app.consistency.staleness import LagMeter
from app.consistency.strategies import Strategies
from app.consistency.surroundings import Surroundings
from app.consistency.visible import Operation
from app.consistency.waits import Waits
from app.read_model.documents import (
    Comment,
    FeedItem,
    FeedPage,
    NotificationPage,
    ParkedEvent,
    Profile,
    ProfileView,
    Relation,
    SearchPage,
    Snapshot,
    ThreadPage,
    Timeline,
)
from app.signals import Signals
from tests.consistency.builders import ME, Bus, profile


class MemoryReads:
    """Queries over what a test has put there; `snapshots` are given first, one a read, then `snapshot_now`."""

    def __init__(self) -> None:
        self.rows: list[FeedItem] = []
        self.comments: list[Comment] = []
        self.profiles: dict[int, Profile] = {ME: profile(ME)}
        self.relations: dict[int, Relation] = {}
        self.snapshot_now = Snapshot(0)
        self.snapshots: list[Snapshot] = []
        self.index_position = 0
        self.feeds_read = 0

    def snapshot(self) -> Snapshot:
        return self.snapshots.pop(0) if self.snapshots else self.snapshot_now

    def feed(
        self,
        timeline: Timeline,
        owner: int,
        viewer: int,
        limit: int = 50,
        before: int | None = None,
        after: int | None = None,
    ) -> FeedPage:
        self.feeds_read += 1
        return FeedPage(tuple(self.rows[:limit]), self.snapshot())

    def items(self, post_ids: Collection[int], viewer: int) -> dict[int, FeedItem]:
        return {row.card.id: row for row in self.rows if row.card.id in post_ids}

    def thread(self, post_id: int, viewer: int, limit: int = 50, after: int | None = None) -> ThreadPage:
        head = next((row for row in self.rows if row.card.id == post_id), None)
        return ThreadPage(head, tuple(self.comments), self.snapshot())

    def profile(self, person_id: int, viewer: int = 0) -> ProfileView:
        return ProfileView(self.profiles.get(person_id), self.relations.get(person_id, Relation()), self.snapshot_now)

    def profile_by_handle(self, handle: str, viewer: int = 0) -> ProfileView:
        found = [one.id for one in self.profiles.values() if one.handle == handle]
        return self.profile(found[0] if found else 0, viewer)

    def notifications(self, viewer: int, limit: int = 50, before: int | None = None) -> NotificationPage:
        return NotificationPage((), self.snapshot())

    def search(self, query: str, viewer: int, limit: int = 20, order: str = "best") -> SearchPage:
        return SearchPage((), tuple(self.rows), self.snapshot(), self.index_position)


class FreshMemory:
    """The write model as a test has put it; counts how often it is read."""

    def __init__(self) -> None:
        self.position = 0
        self.rows: dict[int, FeedItem] = {}
        self.comments_there: dict[int, Comment] = {}
        self.profiles: dict[int, Profile] = {}
        self.relations: dict[int, Relation] = {}
        self.reads = 0

    def profile(self, person_id: int, viewer: int = 0) -> ProfileView:
        self.reads += 1
        relation = self.relations.get(person_id, Relation())
        return ProfileView(self.profiles.get(person_id), relation, Snapshot(self.position))

    def items(self, post_ids: Collection[int], viewer: int) -> FeedPage:
        self.reads += 1
        found = tuple(self.rows[post_id] for post_id in post_ids if post_id in self.rows)
        return FeedPage(found, Snapshot(self.position))

    def comments(self, comment_ids: Collection[int]) -> ThreadPage:
        self.reads += 1
        found = tuple(self.comments_there[one] for one in comment_ids if one in self.comments_there)
        return ThreadPage(None, found, Snapshot(self.position))


class Valve:
    """What a person asks of parked events."""

    def __init__(self) -> None:
        self.retried: list[int] = []
        self.discarded: list[int] = []

    def retry(self, seq: int) -> bool:
        self.retried.append(seq)
        return True

    def discard(self, seq: int) -> bool:
        self.discarded.append(seq)
        return True


class Shore:
    """A session with everything around it."""

    def __init__(self, strategies: Strategies | None = None) -> None:
        self.clock = ManualClock()
        self.signals = Signals()
        self.bus = Bus()
        self.reads = MemoryReads()
        self.fresh = FreshMemory()
        self.valve = Valve()
        self.overlay = Overlay(self.clock, self.signals)
        self.waits = Waits(self.clock)
        self.lag = LagMeter(self.clock)
        around = Surroundings(
            send=self.bus,
            queries=self.reads,
            overlay=self.overlay,
            waits=self.waits,
            lag=self.lag,
            clock=self.clock,
            signals=self.signals,
            fresh_reader=self.fresh,
            parking=self.valve,
        )
        self.session = Session(ME, around, strategies)

    def commit(self, position: int, index: int = -1) -> None:
        self.lag.committed(position)
        self.bus.commit(position, index)

    def project(self, position: int, *parked: ParkedEvent, exceptions: tuple[int, ...] = ()) -> None:
        held = frozenset(event.seq for event in parked) | frozenset(exceptions)
        self.reads.snapshot_now = Snapshot(position, held)
        self.session.projected(self.reads.snapshot_now, parked)

    def wait(self, milliseconds: float) -> None:
        self.clock.advance(milliseconds)
        self.session.expire()

    def now(self, operation: Operation) -> Operation:
        found = self.overlay.operation(operation.op_id)
        assert found is not None
        return found
