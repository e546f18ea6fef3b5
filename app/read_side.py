"""The read side of one running program: who projects, when it is rebuilt, and what a person may do to it meanwhile.

One process a data folder projects: whoever holds the lock; the others follow what it commits. Made by the
composition root, which hands it the database once that is open.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from app.clock import Clock
from app.errors import EnvironmentFault, ReadStoreOutdated, Stopped, TidelineError
from app.lab.delays import DelayedLog
from app.lab.model import ReadSideState
from app.lab.slowing import OVERTAKEN
from app.projections.follower import FOLLOW_MS, Follower
from app.projections.indexer import IndexerThread
from app.projections.lock import ProjectorLock
from app.projections.projector import EventTimes, Projector
from app.projections.rebuild import Cancelled, Progress, Rebuild, why_rebuild
from app.projections.runner import ProjectorThread, WriteSide
from app.projections.search import SearchProjector
from app.read_hand import ReadHand
from app.read_model.documents import ParkedEvent
from app.read_model.queries import Queries
from app.read_model.search_index import SearchIndex
from app.read_model.store import ReadStore
from app.signals import Projected, Signals

_log = logging.getLogger(__name__)

WAIT_FOR_OTHER_MS = 60_000.0
PAUSED = "paused"
"""What the others read in the lock's file while somebody has paused this process."""


def _nothing() -> None:
    """The heartbeat that nobody listens to."""


class ReadSide(ReadHand):
    """The stores, the projector and the rebuild of one data folder, and a person's hand on them.

    Reads work at once, through `queries`; what cannot be read is empty to them, and changed by nobody but who holds
    the lock. `holds_events` is asked then: whether anything was ever saved. `engage` is called when the write side is
    open; then either `catch_up` and `rebuild_now` by a headless command, or `start` and `stop` by a window.
    """

    def __init__(self, folder: Path, clock: Clock, signals: Signals, holds_events: Callable[[], bool]) -> None:
        self._clock = clock
        self._signals = signals
        self._lock = ProjectorLock(folder)
        self.store = ReadStore(folder / "read", create=False, stand_in=True)
        self.index = SearchIndex(folder / "search", stand_in=True)
        self.queries = Queries(self.store, self.index)
        self._begins = bool(self.store.unreadable) and not holds_events()
        self._write: WriteSide | None = None
        self._search: SearchProjector | None = None
        self._thread: ProjectorThread | None = None
        self._indexer: IndexerThread | None = None
        self._helper: threading.Thread | None = None
        self._ending = threading.Event()
        self._rebuilding: tuple[int, int] | None = None
        self._retelling = False
        self._elsewhere = False
        self._changing = threading.RLock()
        self.write_problem = ""
        self.heartbeat: Callable[[], None] = lambda: None
        self.times: EventTimes | None = None
        self._stopped_at_start = ""

    # What a headless command does

    def engage(self, write: WriteSide) -> None:
        """Take the write side; nothing runs yet."""
        with self._changing:
            if self._write is None:
                self._write = write
                self.log = DelayedLog(write.log, self._clock, self._log_changed)

    def lead(self) -> bool:
        """Whether this process is the one that projects; takes the lock if nobody has it."""
        return self._lock.acquire()

    def catch_up(self, progress: Progress = lambda _done, _total: None) -> int:
        """Project and index all that is committed, rebuilding first if need be; events applied.

        Raises `Stopped` if another process projects; wait for its position then.
        """
        if not self.lead():
            raise Stopped("Another Tideline projects this data folder; this one follows it.")
        self._rebuild_if_needed(progress)
        projector, search = self._projecting()
        applied = projector.drain()
        search.drain()
        return applied

    def wait_for(self, position: int) -> bool:
        """Wait until the process that projects has reached `position` in both stores.

        False after a minute, or at once where that process has paused; `held_up` says why.
        """
        never = threading.Event()
        waited = 0.0
        while waited < WAIT_FOR_OTHER_MS:
            self.store.refresh()
            if self.store.snapshot().position >= position and self.index.position() >= position:
                return True
            if self.lead():
                self.catch_up()
                return True
            if self._lock.said_elsewhere() == PAUSED:
                break
            self._clock.wait(never, FOLLOW_MS)
            waited += FOLLOW_MS
        return False

    def held_up(self) -> str:
        """What is set in the other process that projects: 'paused in process 12'; '' for nothing."""
        words = self._lock.said_elsewhere()
        return f"{words} in process {self._lock.holder()}" if words else ""

    def rebuild_now(self, progress: Progress, cancelled: Cancelled = lambda: False) -> bool:
        """Rebuild beside the old store and swap; False if it was cancelled. Raises as `Rebuild.run`, and `Stopped`."""
        if not self.lead():
            raise Stopped("Another Tideline projects this data folder; rebuild in its window, or close it first.")
        write = self._engaged()
        self._retelling = True
        try:
            return Rebuild(write.retell, write.log, self.store, self._clock, self.projector).run(progress, cancelled)
        finally:
            self._retelling = False

    def require_readable(self, *, search: bool = False) -> None:
        """Raise `ReadStoreOutdated` where reading (and `search`) would find nothing although something was saved."""
        problem = self.store.unreadable or (self.index.unreadable if search else "")
        if problem and not self._begins:
            raise ReadStoreOutdated(f"{problem.rstrip('.')}: run `project`.")

    def lowest_needed_position(self) -> int:
        """The lowest position that may still be read from the log, for the documents or for search.

        0 where that cannot be told: another process projects, nothing has been projected yet, or a rebuild is under
        way, which reads on from the moment that it was told of.
        """
        if self.projector is None or self._retelling or not self._lock.held:
            return 0
        # The index's own commit counts, not what it has taken in since: that is what a restart begins with.
        return min(self.store.lowest_needed_position(), self.index.checkpoint().position + 1)

    def is_level(self, position: int) -> bool:
        """Whether the documents hold everything up to `position`, without an exception."""
        snapshot = self.store.snapshot()
        return self._lock.held and snapshot.position >= position and not snapshot.exceptions

    def _rebuild_if_needed(self, progress: Progress) -> None:
        # Whoever held the lock before may have put a good one there.
        self.store.refresh()
        if self.store.unreadable and self._begins:
            self.store.make()
        self._begins = False
        reason = self.store.unreadable or why_rebuild(self.store, self._engaged().log)
        if reason:
            _log.info("Rebuilding the read side: %s", reason)
            self.rebuild_now(progress, self._ending.is_set)

    def _projecting(self) -> tuple[Projector, SearchProjector]:
        self._engaged()
        if self.store.unreadable:
            raise Stopped(f"The feeds were not made, because the rebuild was ended. {self.store.unreadable}")
        if self.projector is None or self._search is None:
            log = self.log
            if log is None:
                raise Stopped("The write side is not open yet.")
            self.projector = projector = Projector(log, self.store, self._clock, self._signals, times=self.times)
            log.let_overtake(lambda seq: projector.hold(seq, OVERTAKEN), projector.release)
            for event in self.queries.parked():
                if event.reason == OVERTAKEN:  # left by a run that ended while it was held
                    projector.release(event.seq)
            # It follows the documents, so a delay of theirs is none of its own.
            self._search = SearchProjector(self._engaged().log, self.store, self.index, self._clock, self._signals)
        return self.projector, self._search

    def _engaged(self) -> WriteSide:
        if self._write is None:
            raise Stopped("The write side is not open yet, so nothing can be projected; try again in a moment.")
        return self._write

    # What a window does

    def start(self) -> None:
        """Project on a thread of its own, or follow the process that does. Called once the write side is open."""
        with self._changing:
            if self._helper is None and not self._ending.is_set():
                self._helper = threading.Thread(target=self._begin, name="read-side")
                self._helper.start()

    def _begin(self) -> None:
        """Follow while another process projects; then rebuild if need be, and project."""
        try:
            self._follow_until_leading()
            if self._ending.is_set():
                return
            self._rebuild_showing(only_if_needed=True)
            self._start_thread()
        except TidelineError as error:
            self._stop_with(str(error))
        except Exception as error:  # noqa: BLE001 - whatever ends the thread is shown, and can be restarted
            self._stop_with(f"The read side stopped by a mistake of Tideline ({error}); what you save is safe.")
            _log.exception("The read side could not start.")

    def _start_thread(self) -> None:
        if self._ending.is_set():
            return
        projector, search = self._projecting()
        log, write = self.log, self._engaged()
        self._thread = ProjectorThread(
            projector,
            self._signals,
            self._clock,
            watch=write.watch,
            due_in_ms=log.next_due_ms if log else lambda: None,
            idle=self._beat,
            recover=self._recover,
        )
        # Receivers are held weakly; a method of this object lives as long as it is needed.
        self._signals.committed.connect(self._ring)
        self._indexer = IndexerThread(search, self._signals, self._clock)
        self._indexer.start()
        self._thread.start()
        self._ring_read_side()

    def _follow_until_leading(self) -> None:
        if self.lead():
            return
        self._elsewhere = True
        self._ring_read_side()
        write = self._engaged()
        follower = Follower(self.store, self.index, write.log, write.watch(), self._signals, self._store_changed)
        try:
            follower.run(self.lead, self._clock, self._ending)
        finally:
            self._elsewhere = False
            self._ring_read_side()

    def _store_changed(self) -> None:
        self._begins = self._begins and bool(self.store.unreadable)
        self._ring_read_side()

    def _rebuild_showing(self, *, only_if_needed: bool) -> None:
        def progress(done: int, total: int) -> None:
            self._rebuilding = (done, total)
            self._ring_read_side()

        try:
            if only_if_needed:
                self._rebuild_if_needed(progress)
            else:
                self.rebuild_now(progress, self._ending.is_set)
        finally:
            self._rebuilding = None
            self._ring_read_side()
        snapshot = self.store.snapshot()
        self._signals.projected.send(self, what=Projected(snapshot.position, everything=True, parked=True))

    def _recover(self, error: TidelineError) -> None:
        """Rebuild a store that cannot follow the log. Raises `error` if that cannot be done either."""
        _log.warning("The read side is rebuilt: %s", error)
        try:
            self._rebuild_showing(only_if_needed=False)
        except EnvironmentFault as failure:
            raise error from failure

    def stop(self) -> None:
        """End the threads and let go of the lock; the stores stay open for reading until `close`."""
        self._ending.set()
        if self._helper is not None:
            self._helper.join()
        for thread in (self._thread, self._indexer):
            if thread is not None:
                thread.stop()

    def close(self) -> None:
        """End everything and close both stores."""
        self.stop()
        try:
            if self._search is not None:
                self._search.close()
        finally:
            self.index.close()
            self.store.close()
            self._lock.release()

    def _ring(self, _sender: object, **_more: object) -> None:
        if self.projector is not None:
            self.projector.doorbell.set()

    def _beat(self) -> None:
        self.heartbeat()

    def _ring_read_side(self) -> None:
        self._signals.read_side.send(self)

    def _stop_with(self, sentence: str) -> None:
        self._stopped_at_start = sentence
        self._ring_read_side()

    # A person's hand on it (ui.ports.ReadSide)

    def state(self) -> ReadSideState:
        """How it runs, at this moment."""
        return msgspec.structs.replace(
            self.log.state if self.log else ReadSideState(),
            stopped=self._stopped_at_start or (self._thread.stopped if self._thread else ""),
            search_stopped=self._indexer.stopped if self._indexer else "",
            rebuilding=self._rebuilding,
            no_store=bool(self.store.unreadable) and not self._begins,
            write_problem=self.write_problem,
            elsewhere=self._elsewhere,
        )

    def pace(self, *, scrolling: bool) -> None:
        """Give way to the window while a person scrolls."""
        for thread in (self._thread, self._indexer):
            if thread is not None:
                thread.pace(scrolling=scrolling)

    def parked(self) -> Sequence[ParkedEvent]:
        """The events that are held back."""
        return self.queries.parked()

    def rebuild(self) -> None:
        """Rebuild on a thread of its own; progress shows in `state`."""
        self._run_aside(lambda: self._rebuild_showing(only_if_needed=False))

    def restart(self) -> None:
        """Run the projector again after it has stopped."""
        if self._thread is None or self._indexer is None:
            self._run_aside(self._begin_again)
        elif not (self._thread.running and self._indexer.running):
            self._stopped_at_start = ""
            self._thread.start()
            self._indexer.start()
            self._ring_read_side()

    def _begin_again(self) -> None:
        self._stopped_at_start = ""
        self._ring_read_side()
        self._begin()

    def _run_aside(self, work: Callable[[], None]) -> None:
        def guarded() -> None:
            try:
                work()
            except EnvironmentFault as error:
                self._stop_with(str(error))

        with self._changing:
            # A helper that has told why it stopped does nothing more, though it may still be on its way out.
            working = self._helper is not None and self._helper.is_alive() and not self._stopped_at_start
            if self._ending.is_set() or working:
                return
            self._helper = threading.Thread(target=guarded, name="read-side")
            self._helper.start()

    def _log_changed(self) -> None:
        state = self.log.state if self.log is not None else ReadSideState()
        self._lock.say(PAUSED if state.paused else state.slowing.words)
        if self.projector is not None:
            self.projector.doorbell.set()
        self._ring_read_side()
