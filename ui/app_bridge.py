"""The one door between threads: what other threads ring or finish reaches the window through here, and only here.

Blinker receivers run in the sender's thread and only leave a mark; results of pool work and of futures leave a
closure. Both wake the GUI thread by one queued signal; marks are merged to one update a frame.
"""

import math
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.signals import Projected, Signals

T = TypeVar("T")

FRAME_MS = 16
"""Marks of one kind are handed on at most once in this time; what was saved does not hold up what was projected."""

POOL_THREADS = 3


class Task(Generic[T]):
    """Work whose result comes back to the GUI thread; `cancel` makes sure that it no longer does."""

    def __init__(self, future: "Future[T]") -> None:
        self._future = future
        self.cancelled = False

    def cancel(self) -> None:
        """Drop the result; work that has not begun is not begun. Call on the GUI thread."""
        self.cancelled = True
        self._future.cancel()


class HasSignals(Protocol):
    """The part of a program that the bridge listens to."""

    @property
    def signals(self) -> Signals: ...


class AppBridge(QObject):
    """Turns the program's signals and futures into Qt signals and calls on the GUI thread.

    Signals: `projected(object)` carries one merged `Projected` a frame; `operations`, `read_side`, `committed`
    and `indexed` say that there is something new to read. Make it on the GUI thread; `close` before the end.
    """

    projected = Signal(object)
    operations = Signal()
    read_side = Signal()
    committed = Signal()
    indexed = Signal()
    _wake = Signal()

    def __init__(self, program: HasSignals, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._signals = signals = program.signals
        self._lock = threading.Lock()
        self._marks: dict[str, Projected | None] = {}
        self._calls: deque[Callable[[], None]] = deque()
        self._armed = False
        self._closed = False
        self._outstanding = 0
        self._handed_on: dict[str, float] = {}
        self._pool = ThreadPoolExecutor(POOL_THREADS, thread_name_prefix="tideline-pool")
        self._frame = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._frame.timeout.connect(self._hand_on_marks)
        self._wake.connect(self._drain, Qt.ConnectionType.QueuedConnection)
        signals.projected.connect(self._when_projected)
        signals.operations.connect(self._when_operations)
        signals.read_side.connect(self._when_read_side)
        signals.committed.connect(self._when_committed)
        signals.indexed.connect(self._when_indexed)

    @property
    def busy(self) -> bool:
        """Whether pool work or marks have not yet reached the views (screenshots wait for this)."""
        with self._lock:
            return bool(self._outstanding or self._marks or self._calls)

    @property
    def closed(self) -> bool:
        """Whether the window is going: long work looks here, from its own thread, and ends."""
        return self._closed

    def run(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[Exception], None] | None = None
    ) -> Task[T]:
        """Run `work` in the pool and `then(result)` on the GUI thread, or `failed(error)` there.

        Without `failed` an error is raised on the GUI thread. After `close` nothing is run.
        """
        if self._closed:
            never: Future[T] = Future()
            never.cancel()
            return Task(never)
        return self.follow(self._pool.submit(work), then, failed)

    def follow(
        self, future: "Future[T]", then: Callable[[T], None], failed: Callable[[Exception], None] | None = None
    ) -> Task[T]:
        """As `run`, for a future that another part resolves on a thread of its own."""
        task = Task(future)
        with self._lock:
            self._outstanding += 1

        def finish() -> None:
            with self._lock:
                self._outstanding -= 1
            if task.cancelled:
                return
            try:
                error = future.exception()
            except CancelledError:
                return
            if error is None:
                then(future.result())
            elif failed is not None and isinstance(error, Exception):
                failed(error)
            else:
                raise error

        future.add_done_callback(lambda _done: self.deliver(finish))
        return task

    def deliver(self, call: Callable[[], None]) -> None:
        """Have `call` made on the GUI thread soon; from any thread. After `close` it is dropped."""
        with self._lock:
            if not self._closed:
                self._calls.append(call)
                self._ring()

    def close(self) -> None:
        """Disconnect from the program, await the pool and drop what has not been delivered."""
        with self._lock:
            self._closed = True
        for signal, receiver in (
            (self._signals.projected, self._when_projected),
            (self._signals.operations, self._when_operations),
            (self._signals.read_side, self._when_read_side),
            (self._signals.committed, self._when_committed),
            (self._signals.indexed, self._when_indexed),
        ):
            signal.disconnect(receiver)
        self._frame.stop()
        self._pool.shutdown(wait=True, cancel_futures=True)
        with self._lock:
            self._calls.clear()
            self._marks.clear()

    def _when_projected(self, _sender: object, what: Projected, **_more: object) -> None:
        with self._lock:
            before = self._marks.get("projected")
            self._marks["projected"] = what if before is None else merged(before, what)
            self._ring()

    def _when_operations(self, _sender: object, **_more: object) -> None:
        self._mark("operations")

    def _when_read_side(self, _sender: object, **_more: object) -> None:
        self._mark("read_side")

    def _when_committed(self, _sender: object, **_more: object) -> None:
        self._mark("committed")

    def _when_indexed(self, _sender: object, **_more: object) -> None:
        self._mark("indexed")

    def _mark(self, name: str) -> None:
        with self._lock:
            self._marks[name] = None
            self._ring()

    def _ring(self) -> None:
        """Wake the GUI thread unless it has been woken already; the lock is held."""
        if not self._armed and not self._closed:
            self._armed = True
            self._wake.emit()

    def _drain(self) -> None:
        with self._lock:
            calls, self._calls = self._calls, deque()
            self._armed = False
        try:
            while calls:
                calls.popleft()()
        finally:
            if calls:  # one call failed: its error is reported, the others still come
                with self._lock:
                    self._calls.extendleft(reversed(calls))
                    self._ring()
        self._hand_on_marks()

    def _due_marks(self) -> dict[str, Projected | None]:
        """Take the marks of each kind that was not handed on within this frame; the others come with the next."""
        now = time.perf_counter() * 1000
        with self._lock:
            waits = {name: self._handed_on.get(name, -FRAME_MS) + FRAME_MS - now for name in self._marks}
            marks = {name: self._marks.pop(name) for name, wait in waits.items() if wait <= 0}
        self._handed_on |= dict.fromkeys(marks, now)
        later = [wait for wait in waits.values() if wait > 0]
        if later and not self._frame.isActive():
            self._frame.start(math.ceil(min(later)))
        return marks

    def _hand_on_marks(self) -> None:
        if self._closed:
            return
        marks = self._due_marks()
        if "read_side" in marks:
            self.read_side.emit()
        if "operations" in marks:
            self.operations.emit()
        if "committed" in marks:
            self.committed.emit()
        if (what := marks.get("projected")) is not None:
            self.projected.emit(what)
        if "indexed" in marks:
            self.indexed.emit()


class Lane:
    """Pool work of which only the newest counts: starting one drops the result of the one before."""

    def __init__(self, bridge: AppBridge) -> None:
        self._bridge = bridge
        self._task: Task[object] | None = None

    def run(
        self,
        work: Callable[[], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """As `AppBridge.run`, after dropping what this lane was doing."""
        self.drop()
        task = self._bridge.run(work, then, failed)
        self._task = task  # type: ignore[assignment]  # a lane never reads results, so their type is no matter

    def drop(self) -> None:
        """Forget the work under way."""
        if self._task is not None:
            self._task.cancel()
            self._task = None


def merged(before: Projected, after: Projected) -> Projected:
    """One `Projected` that says what both say."""
    return Projected(
        position=max(before.position, after.position),
        posts=before.posts | after.posts,
        people=before.people | after.people,
        entries_added=before.entries_added + after.entries_added,
        homes=before.homes | after.homes,
        parked=before.parked or after.parked,
        everything=before.everything or after.everything,
    )
