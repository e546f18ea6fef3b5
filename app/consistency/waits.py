"""Waits for a position: pushed by the read side after its commit, never polled, with honest outcomes.

Nothing in here sleeps or owns a thread: `advance` is called after each commit, `expire` by whoever
keeps the time.
"""

import heapq
import itertools
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from typing import Literal

import msgspec

from app.clock import Clock
from app.consistency.reached import NOWHERE, is_reached
from app.read_model.documents import Snapshot

Store = Literal["documents", "search"]
OutcomeKind = Literal["fresh", "timed_out", "parked", "rebuilding", "stopped"]


class WaitOutcome(msgspec.Struct, frozen=True):
    """How a wait ended. Whatever the kind, the command it was for is committed and must not be sent again.

    fresh: the store has the position; timed_out: not within the deadline; parked: its event is held back, for
    `reason`; rebuilding: the deadline passed while the store was rebuilt; stopped: the projector does not run.
    """

    kind: OutcomeKind
    position: int
    snapshot: Snapshot
    waited_ms: float
    reason: str = ""


class _Wait:
    """One future with what it waits for; `settled` is claimed under the lock by whoever resolves it."""

    __slots__ = ("future", "position", "settled", "since_ms", "store")

    def __init__(self, position: int, store: Store, since_ms: float) -> None:
        self.position = position
        self.store = store
        self.since_ms = since_ms
        self.settled = False
        self.future: Future[WaitOutcome] = Future()


class _Line:
    """The waits for one store: a heap by position, and apart those that the checkpoint passed as exceptions."""

    def __init__(self) -> None:
        self.snapshot = NOWHERE
        self.parked: Mapping[int, str] = {}
        self.stopped = ""
        self.rebuilding = False
        self.ahead: list[tuple[int, int, _Wait]] = []
        self.excepted: list[_Wait] = []


class Waits:
    """All waits of one running program; safe from any thread. Futures resolve on the thread that settles them."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._tickets = itertools.count()
        self._lines: dict[Store, _Line] = {"documents": _Line(), "search": _Line()}
        self._deadlines: list[tuple[float, int, _Wait]] = []

    def wait_for(
        self, position: int, store: Store = "documents", deadline_ms: float | None = None
    ) -> Future[WaitOutcome]:
        """A future for `position` in `store`; resolved at once if it is reached, parked, or nothing will come.

        `deadline_ms` counts from now on the clock; without it the wait is kept until it is settled. The
        future can be cancelled.
        """
        now = self._clock.monotonic_ms()
        wait = _Wait(position, store, now)
        with self._lock:
            line = self._lines[store]
            settled = self._verdict(line, wait, now)
            if settled is None:
                self._keep(line, wait)
                if deadline_ms is not None:
                    heapq.heappush(self._deadlines, (now + deadline_ms, next(self._tickets), wait))
        if settled is not None:
            wait.future.set_result(settled)
        return wait.future

    def advance(self, snapshot: Snapshot, parked: Mapping[int, str] | None = None, store: Store = "documents") -> None:
        """The store has committed `snapshot`; `parked` are the positions held back, each with its reason."""
        with self._lock:
            line = self._lines[store]
            if _is_older(snapshot, line.snapshot):
                return
            line.snapshot = snapshot
            line.parked = parked or {}
            passed, line.excepted = line.excepted, []
            while line.ahead and line.ahead[0][0] <= snapshot.position:
                passed.append(heapq.heappop(line.ahead)[2])
            settled = self._settle(line, passed)
        _resolve(settled)

    def read_side(self, *, stopped: str = "", rebuilding: bool = False, store: Store = "documents") -> None:
        """How the projector runs: with `stopped`, a sentence, every wait ends; a rebuild keeps them waiting."""
        with self._lock:
            line = self._lines[store]
            line.stopped = stopped
            line.rebuilding = rebuilding
            waiting = [wait for _, _, wait in line.ahead] + line.excepted
            line.ahead, line.excepted = [], []
            settled = self._settle(line, waiting)
        _resolve(settled)

    def expire(self, now_ms: float | None = None) -> None:
        """End the waits whose deadline has passed at `now_ms` (`Clock.monotonic_ms`, None: now)."""
        now = self._clock.monotonic_ms() if now_ms is None else now_ms
        settled: list[tuple[_Wait, WaitOutcome]] = []
        with self._lock:
            while self._deadlines and self._deadlines[0][0] <= now:
                wait = heapq.heappop(self._deadlines)[2]
                if not wait.settled:
                    wait.settled = True
                    line = self._lines[wait.store]
                    kind: OutcomeKind = "rebuilding" if line.rebuilding else "timed_out"
                    settled.append((wait, WaitOutcome(kind, wait.position, line.snapshot, now - wait.since_ms)))
        _resolve(settled)

    def next_deadline_ms(self) -> float | None:
        """When the earliest deadline passes (`Clock.monotonic_ms`), None without one."""
        with self._lock:
            while self._deadlines and _is_over(self._deadlines[0][2]):
                heapq.heappop(self._deadlines)
            return self._deadlines[0][0] if self._deadlines else None

    def snapshot(self, store: Store = "documents") -> Snapshot:
        """The newest snapshot that `store` has announced."""
        with self._lock:
            return self._lines[store].snapshot

    def _keep(self, line: _Line, wait: _Wait) -> None:
        if wait.position <= line.snapshot.position:
            line.excepted.append(wait)
        else:
            heapq.heappush(line.ahead, (wait.position, next(self._tickets), wait))

    def _settle(self, line: _Line, waits: list[_Wait]) -> list[tuple[_Wait, WaitOutcome]]:
        """The outcomes of those that have one; the others are kept. The lock is held."""
        now = self._clock.monotonic_ms()
        settled: list[tuple[_Wait, WaitOutcome]] = []
        for wait in waits:
            if _is_over(wait):
                continue
            outcome = self._verdict(line, wait, now)
            if outcome is None:
                self._keep(line, wait)
            else:
                wait.settled = True
                settled.append((wait, outcome))
        return settled

    @staticmethod
    def _verdict(line: _Line, wait: _Wait, now_ms: float) -> WaitOutcome | None:
        waited = now_ms - wait.since_ms
        if is_reached(wait.position, line.snapshot):
            return WaitOutcome("fresh", wait.position, line.snapshot, waited)
        if wait.position in line.parked:
            return WaitOutcome("parked", wait.position, line.snapshot, waited, line.parked[wait.position])
        if line.stopped:
            return WaitOutcome("stopped", wait.position, line.snapshot, waited, line.stopped)
        return None


def _is_over(wait: _Wait) -> bool:
    return wait.settled or wait.future.cancelled()


def _is_older(snapshot: Snapshot, than: Snapshot) -> bool:
    return (snapshot.generation, snapshot.position) < (than.generation, than.position)


def _resolve(settled: list[tuple[_Wait, WaitOutcome]]) -> None:
    """Hand over the outcomes, outside the lock: a callback may wait for something itself."""
    for wait, outcome in settled:
        if wait.future.set_running_or_notify_cancel():
            wait.future.set_result(outcome)
