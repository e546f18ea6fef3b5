"""The projector: reads the log past its checkpoint and changes the documents and the checkpoint in one transaction.

`step` is a plain function that a thread loops, or a test drives. One projector a data folder: who holds the lock.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Literal, Protocol

import msgspec

from app.clock import Clock
from app.errors import GapInLog, ReadStoreOutdated
from app.events import EventLog, StoredEvent
from app.projections.applier import Applier
from app.projections.buffer import Rows
from app.projections.fan_out import BUDGET_ROWS, SLICE_ROWS
from app.projections.intake import Intake
from app.read_model.documents import Snapshot
from app.read_model.keys import id_of, second_of
from app.read_model.schema import State
from app.signals import Projected, Signals

EVENTS_BETWEEN_SLICES = 100
IDLE_SLICES = 4
"""Slices of unfinished fan-outs in a step: one after so many events, and so many when no event waits."""


class Step(msgspec.Struct, frozen=True):
    """What one step did: events taken in, the checkpoint after it, how many wait, fan-outs that can go on."""

    applied: int
    position: int
    behind: int
    unfinished: int = 0


class Transaction(Rows, Protocol):
    """Rows and the checkpoint, committed together."""

    generation: int

    def state(self) -> State:
        """The checkpoint and the exceptions."""
        ...

    def set_state(self, state: State) -> None:
        """Change them."""
        ...

    def holds(self) -> dict[str, str]:
        """What is held by hand, with the reasons."""
        ...

    def set_holds(self, holds: dict[str, str]) -> None:
        """Change that."""
        ...


class EventTimes(Protocol):
    """Who follows single events through the projector, if anybody does: `on` is looked at before each call."""

    on: bool

    def mark_positions(
        self,
        positions: Iterable[int],
        stage: Literal["picked_up", "applied", "documents_committed"],
        at_ms: float,
    ) -> None:
        """The events at these positions came to `stage` at `at_ms` (`Clock.monotonic_ms`)."""
        ...

    def held(self, positions: Iterable[int]) -> None:
        """The events at these positions were picked up and parked."""
        ...


class Store(Protocol):
    """The read store, or the generation of it that is being rebuilt."""

    def snapshot(self) -> Snapshot:
        """How far it is."""
        ...

    def writing(self) -> AbstractContextManager[Transaction]:
        """One durable change."""
        ...


class Projector:
    """Follows `log` and keeps `store` up to date; tells `signals.projected` after each commit.

    `doorbell` is rung when there may be something to do. `retry`, `discard`, `hold` and `release` may be called from
    any thread: they are carried out, durably, by the next step.
    """

    def __init__(
        self,
        log: EventLog,
        store: Store,
        clock: Clock,
        signals: Signals,
        *,
        budget_rows: int = BUDGET_ROWS,
        slice_rows: int = SLICE_ROWS,
        times: EventTimes | None = None,
    ) -> None:
        self.doorbell = threading.Event()
        self._log = log
        self._store = store
        self._signals = signals
        self._clock = clock
        self._times = times
        self._slice_rows = slice_rows
        self._applier = Applier(budget_rows)
        self._intake = Intake(self._applier, log.read_at, clock, self._applied)
        self._done: list[int] = []
        self._generation = 0
        self._orders: list[Callable[[], None]] = []
        self._stepping = threading.RLock()

    def step(self, max_events: int = 100) -> Step:
        """Take in at most `max_events` events and go on with unfinished fan-outs; committed when it returns.

        Raises `GapInLog` if the log does not continue at the checkpoint, `ReadStoreOutdated` if it ends before it, and
        `StoreUnusable` or `StoreFull`, after which it may be called again.
        """
        with self._stepping:
            position = self._store.snapshot().position
            last = self._log.last_position()
            if position > last:
                raise ReadStoreOutdated(
                    f"The read store is at {position}, but the database ends at {last}; nothing is lost, "
                    "it has to be rebuilt."
                )
            events = self._log.read(position, max_events) if position < last else ()
            _refuse_a_gap(events, position)
            self._mark([stored.seq for stored in events], "picked_up")
            if not (events or self._orders or self._can_go_on()):
                return Step(0, position, last - position)
            try:
                done, projected = self._change(events, position)
            except BaseException:
                self._applier.forget()
                raise
            self._mark(self._done, "documents_committed")
            self._tell_held(events[:done])
            if projected is not None:
                self._signals.projected.send(self, what=projected)
            unfinished = len(self._applier.fan_out.positions()) if self._applier.fan_out.next_job() else 0
            return Step(done, position + done, last - position - done, unfinished)

    def drain(self) -> int:
        """Step until nothing is left that can be done now; how many events were taken in."""
        total = 0
        while True:
            step = self.step(1_000)
            total += step.applied
            if not step.applied and not step.unfinished:
                return total

    def retry(self, seq: int) -> bool:
        """Try a parked event again, as the log has it now; False if nothing is parked there."""
        return self._order_for(seq, lambda: self._intake.retry(seq))

    def discard(self, seq: int) -> bool:
        """Drop a parked event for good; False if nothing is parked there. Until a rebuild, feeds go without it."""
        return self._order_for(seq, lambda: self._intake.discard(seq))

    def hold(self, target: str | int, reason: str) -> None:
        """Park by hand what comes next of an aggregate ('post:ID' …) or at a position, until `release`."""
        self._order(lambda: self._intake.hold(str(target), reason))

    def release(self, target: str | int) -> None:
        """Hold no longer, and apply what was held."""
        self._order(lambda: self._intake.release(str(target)))

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """No step runs meanwhile, so that a rebuilt store can be brought level and swapped in."""
        with self._stepping:
            yield

    def _order_for(self, seq: int, order: Callable[[], None]) -> bool:
        if seq not in self._store.snapshot().exceptions:
            return False
        self._order(order)
        return True

    def _order(self, order: Callable[[], None]) -> None:
        self._orders.append(order)
        self.doorbell.set()

    def _can_go_on(self) -> bool:
        return not self._applier.is_loaded or self._applier.fan_out.next_job() is not None

    def _change(self, events: Sequence[StoredEvent], position: int) -> tuple[int, Projected | None]:
        orders = list(self._orders)
        self._done = []
        applier, intake = self._applier, self._intake
        with self._store.writing() as transaction:
            self._begin(transaction)
            before = transaction.state()
            if before.position != position:
                # Another store was swapped in since; the next step starts from there.
                return 0, None
            if not (events or orders or applier.fan_out.next_job()):
                return 0, None
            for order in orders:
                order()
            for number, stored in enumerate(events, 1):
                intake.take(stored)
                if number % EVENTS_BETWEEN_SLICES == 0:
                    intake.go_on(self._slice_rows)
            if not events:
                for _ in range(IDLE_SLICES):
                    intake.go_on(self._slice_rows)
            state = State(position + len(events), tuple(sorted(intake.exceptions())))
            projected = self._projected(before, state)
            applier.finish()
            transaction.set_state(state)
            if orders:
                transaction.set_holds(intake.holds)
        del self._orders[: len(orders)]
        return len(events), projected

    def _applied(self, seq: int) -> None:
        self._done.append(seq)
        self._mark((seq,), "applied")

    def _tell_held(self, events: Sequence[StoredEvent]) -> None:
        if self._times is not None and self._times.on and not self._intake.parking.is_empty:
            held = [stored.seq for stored in events if self._intake.parking.get(stored.seq) is not None]
            self._times.held(held)

    def _mark(self, positions: Sequence[int], stage: Literal["picked_up", "applied", "documents_committed"]) -> None:
        if positions and self._times is not None and self._times.on:
            self._times.mark_positions(positions, stage, self._clock.monotonic_ms())

    def _begin(self, transaction: Transaction) -> None:
        if transaction.generation != self._generation:
            self._applier.forget()
        anew = not self._applier.is_loaded
        self._applier.begin(transaction)
        if anew:
            self._generation = transaction.generation
            self._intake.parking.load()
            self._intake.holds = dict(transaction.holds())

    def _projected(self, before: State, after: State) -> Projected:
        changes = self._applier.changes
        posts = {id_of(row) for row in changes.cards.touched()}
        posts.update(id_of(row[:8]) for row in changes.comments.touched())
        posts.update(second_of(row) for row in changes.marks.touched())
        people = {id_of(row) for row in changes.profiles.touched()}
        people.update(second_of(row) for row in changes.relations.touched())
        return Projected(
            position=after.position,
            posts=frozenset(posts),
            people=frozenset(people),
            entries_added=changes.entries_added,
            homes=frozenset(changes.homes),
            parked=before.exceptions != after.exceptions,
        )


def _refuse_a_gap(events: Sequence[StoredEvent], position: int) -> None:
    if events and (events[0].seq != position + 1 or events[-1].seq != position + len(events)):
        for expected, stored in enumerate(events, position + 1):
            if stored.seq != expected:
                raise GapInLog(expected, stored.seq)
