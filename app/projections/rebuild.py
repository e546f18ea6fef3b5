"""Rebuilds the read store beside the one that is read, from the present state told anew, and swaps it in once level.

It runs the same projections as the projector, so there is one way from facts to documents. Called on a thread that may
take a minute, by who holds the projector's lock. The search index follows by itself: the search projector sees
that the documents are another generation.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

from app.clock import Clock
from app.errors import Mistake, ReadStoreOutdated
from app.events import AnyEvent, EventLog, aggregate_of
from app.ids import MAX_ID
from app.projections.applier import Applier
from app.projections.parking import reason_of, summary_of
from app.projections.projector import Projector
from app.read_model.documents import ParkedEvent
from app.read_model.generation import Generation
from app.read_model.schema import State
from app.read_model.store import ReadStore, new_generation
from app.read_model.transaction import STORE_FAULTS, Transaction
from app.signals import Signals

EVENTS_A_TRANSACTION = 5_000
ALL_ROWS = 1 << 40
"""A budget that no fan-out exceeds: nobody waits for what is being built."""
MAX_FAILURES = 100
FASTER_THAN_FOLLOWING = 10_000
"""Events behind which an empty store is rebuilt rather than brought up to date one by one."""

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


class Retelling(Protocol):
    """The present state as events, all of them as of `position`; `total` of them will come."""

    position: int
    total: int

    def batches(self) -> Iterator[list[AnyEvent]]:
        """Every event, each after those it needs."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...


def _untold(_done: int, _total: int) -> None:
    """Nobody wants to know."""


def _never() -> bool:
    """Nobody will cancel."""
    return False


class _Cancelled(Exception):
    pass


class Rebuild:
    """One rebuild of `store` from what `retell` tells and then from `log`, which must not be delayed.

    `projector` is the one that keeps the old store up to date meanwhile, if one does: it stands still for the moment
    of the swap and then goes on with the new store.
    """

    def __init__(
        self,
        retell: Callable[[], Retelling],
        log: EventLog,
        store: ReadStore,
        clock: Clock,
        projector: Projector | None = None,
    ) -> None:
        self._retell = retell
        self._log = log
        self._store = store
        self._clock = clock
        self._projector = projector
        self._failures: dict[str, ParkedEvent] = {}
        self._done = 0

    def run(self, progress: Progress = _untold, cancelled: Cancelled = _never) -> bool:
        """Build and swap; False if it was cancelled, which like any error leaves the old store as it was.

        `progress` is told (events applied, events in all) and `cancelled` asked some ten times a second. Raises
        StoreFull, StoreUnusable, and Mistake if a projection fails on so much that the result would be of no use.
        """
        self._store.remove_leftovers()
        # Never the number of the one that is open, also when somebody deleted its folder.
        generation = new_generation(
            self._store.folder, after=self._store.generation, database_id=self._log.database_id(), sync=False
        )
        swapped = False
        try:
            self._build(generation, progress, cancelled)
            with self._standing_still():
                self._catch_up(generation, progress, cancelled)
                # Not synced before this moment; from here on all of it is durable, before anything points to it.
                generation.flush()
                generation.close()
                self._store.swap(generation.path)
                swapped = True
        except _Cancelled:
            return False
        finally:
            generation.close()
            if not swapped:
                shutil.rmtree(generation.path, ignore_errors=True)
        return True

    def _build(self, generation: Generation, progress: Progress, cancelled: Cancelled) -> None:
        told = self._retell()
        try:
            self._failures.clear()
            self._done = 0
            applier = Applier(ALL_ROWS)
            for batch in _gathered(told.batches()):
                _stop_if(cancelled)
                with generation.writing() as transaction:
                    self._apply(applier, batch, told.position, transaction)
                self._done += len(batch)
                progress(self._done, max(told.total, self._done))
            with generation.writing() as transaction:
                self._finish(applier, told.position, transaction)
        finally:
            told.close()
        self._catch_up(generation, progress, cancelled)

    def _apply(self, applier: Applier, batch: list[AnyEvent], position: int, transaction: Transaction) -> None:
        applier.begin(transaction)
        for event in batch:
            try:
                applier.apply(event, position)
            except STORE_FAULTS:
                raise
            except Exception as error:  # noqa: BLE001 - whatever a projection raises parks its aggregate, and is shown
                self._park(event, error)
        applier.finish()

    def _park(self, event: AnyEvent, error: Exception) -> None:
        """Note what could not be shown. It has no position of its own, so it takes one that no event will ever have."""
        aggregate = aggregate_of(event)
        if aggregate in self._failures:
            return
        if len(self._failures) >= MAX_FAILURES:
            raise Mistake(
                f"The feeds cannot be rebuilt, since too many facts fail; the saved data is intact. {reason_of(error)}"
            ) from error
        seq = MAX_ID - len(self._failures)
        self._failures[aggregate] = ParkedEvent(
            seq, aggregate, reason_of(error), self._clock.now_ms(), summary=summary_of(event)
        )

    def _finish(self, applier: Applier, position: int, transaction: Transaction) -> None:
        applier.begin(transaction)
        for parked in self._failures.values():
            applier.changes.parked.put(parked.seq.to_bytes(8, "big"), parked)
        applier.finish()
        transaction.set_state(State(position, tuple(sorted(parked.seq for parked in self._failures.values()))))

    def _catch_up(self, generation: Generation, progress: Progress, cancelled: Cancelled) -> None:
        """Take in what has been committed since the state was told."""
        projector = Projector(self._log, generation, self._clock, Signals())
        while True:
            _stop_if(cancelled)
            step = projector.step(EVENTS_A_TRANSACTION)
            if not step.applied and not step.unfinished:
                return
            self._done += step.applied
            progress(self._done, self._done + step.behind)

    def _standing_still(self) -> AbstractContextManager[None]:
        return nullcontext() if self._projector is None else self._projector.exclusive()


def why_rebuild(store: ReadStore, log: EventLog) -> str | None:
    """Why this store cannot follow `log`, as a sentence for a person; None if it can.

    A store that is damaged or of another version cannot even be opened: `ReadStore` says so by ReadStoreOutdated.
    """
    try:
        store.check(log)
    except ReadStoreOutdated as outdated:
        return str(outdated)
    position, last = store.snapshot().position, log.last_position()
    if position == 0 and last > FASTER_THAN_FOLLOWING:
        return "The read store is empty while the database is not; nothing is lost, it has to be rebuilt."
    if position < last:
        following = log.read(position, 1)
        if not following or following[0].seq != position + 1:
            return (
                f"The event log no longer holds what follows position {position}, where the read store is; "
                "nothing is lost, it has to be rebuilt."
            )
    return None


def _gathered(batches: Iterator[list[AnyEvent]]) -> Iterator[list[AnyEvent]]:
    """The batches put together to what one transaction takes."""
    gathered: list[AnyEvent] = []
    for batch in batches:
        gathered += batch
        if len(gathered) >= EVENTS_A_TRANSACTION:
            yield gathered
            gathered = []
    if gathered:
        yield gathered


def _stop_if(cancelled: Cancelled) -> None:
    if cancelled():
        raise _Cancelled
