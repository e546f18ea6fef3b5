"""The read side of one running program: who projects, when it is rebuilt, and what a person may do to it meanwhile.

One process a data folder projects: whoever holds the lock; the others follow what it commits. Made by the
composition root, which hands it the database once that is open.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

import msgspec

from app.clock import Clock
from app.errors import EnvironmentFault, ReadStoreOutdated, Stopped, TidelineError
from app.lab.delays import DelayedLog
from app.lab.model import ReadSideState, Slowing
from app.lab.slowing import OVERTAKEN
from app.projections.lock import ProjectorLock
from app.projections.projector import EventTimes, Projector
from app.projections.rebuild import Cancelled, Progress, Rebuild, why_rebuild
from app.projections.runner import ProjectorThread, WriteSide
from app.projections.search import SearchProjector
from app.read_model.documents import ParkedEvent
from app.read_model.queries import Queries
from app.read_model.search_index import SearchIndex
from app.read_model.store import ReadStore
from app.signals import Projected, Signals

_log = logging.getLogger(__name__)

FOLLOW_MS = 50.0
"""How often a process that does not project looks at what the other one has committed."""
TAKE_OVER_LOOKS = 20
WAIT_FOR_OTHER_MS = 60_000.0
HELD_BY_HAND = "Held by hand in the lab."


class ReadSide:
    """The stores, the projector and the rebuild of one data folder, and a person's hand on them.

    Reads work at once, through `queries`. `engage` is called when the write side is open; then either `catch_up` and
    `rebuild_now` by a headless command, or `start` and `stop` by a window.
    """

    def __init__(self, folder: Path, clock: Clock, signals: Signals) -> None:
        self._clock = clock
        self._signals = signals
        self._lock = ProjectorLock(folder)
        self._why_rebuild = ""
        try:
            self.store = ReadStore(folder / "read")
        except ReadStoreOutdated as outdated:
            self._why_rebuild = str(outdated)
            self.store = ReadStore.anew(folder / "read")
        self.index = SearchIndex.opened(folder / "search")
        self.queries = Queries(self.store, self.index)
        self._no_store = bool(self._why_rebuild)
        self._write: WriteSide | None = None
        self.log: DelayedLog | None = None
        self.projector: Projector | None = None
        self._search: SearchProjector | None = None
        self._thread: ProjectorThread | None = None
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
        """Wait until the process that projects has reached `position` in both stores; False after a minute."""
        never = threading.Event()
        waited = 0.0
        while waited < WAIT_FOR_OTHER_MS:
            self.store.refresh()
            if self.store.snapshot().position >= position and self.index.position() >= position:
                return True
            if self.lead():
                self.catch_up()
                return True
            self._clock.wait(never, FOLLOW_MS)
            waited += FOLLOW_MS
        return False

    def rebuild_now(self, progress: Progress, cancelled: Cancelled = lambda: False) -> bool:
        """Rebuild beside the old store and swap; False if it was cancelled. Raises as `Rebuild.run`, and `Stopped`."""
        if not self.lead():
            raise Stopped("Another Tideline projects this data folder; rebuild in its window, or close it first.")
        write = self._engaged()
        self._retelling = True
        try:
            done = Rebuild(write.retell, write.log, self.store, self._clock, self.projector).run(progress, cancelled)
        finally:
            self._retelling = False
        if done:
            self._why_rebuild = ""
            self._no_store = False
        return done

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
        reason = self._why_rebuild or why_rebuild(self.store, self._engaged().log)
        if reason:
            _log.info("Rebuilding the read side: %s", reason)
            self.rebuild_now(progress, self._ending.is_set)

    def _projecting(self) -> tuple[Projector, SearchProjector]:
        self._engaged()
        if self.projector is None or self._search is None:
            log = self.log
            if log is None:
                raise Stopped("The write side is not open yet.")
            self.projector = projector = Projector(log, self.store, self._clock, self._signals, times=self.times)
            log.let_overtake(lambda seq: projector.hold(seq, OVERTAKEN), projector.release)
            for event in self.queries.parked():
                if event.reason == OVERTAKEN:  # left by a run that ended while it was held
                    projector.release(event.seq)
            self._search = SearchProjector(log, self.store, self.index, self._clock, self._signals)
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
            search,
            self._signals,
            self._clock,
            watch=write.watch,
            due_in_ms=log.next_due_ms if log else lambda: None,
            idle=self._beat,
            recover=self._recover,
        )
        # Receivers are held weakly; a method of this object lives as long as it is needed.
        self._signals.committed.connect(self._ring)
        self._thread.start()
        self._ring_read_side()

    def _follow_until_leading(self) -> None:
        looks = 0
        seen = self.store.snapshot()
        while not self._ending.is_set():
            if looks % TAKE_OVER_LOOKS == 0 and self.lead():
                break
            if not self._elsewhere:
                self._elsewhere = True
                self._ring_read_side()
            looks += 1
            self.store.refresh()
            now = self.store.snapshot()
            if now != seen:
                seen = now
                self._signals.projected.send(self, what=Projected(now.position, everything=True, parked=True))
                self._signals.indexed.send(self)
            self._clock.wait(self._ending, FOLLOW_MS)
        if self._elsewhere:
            self._elsewhere = False
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
        if self._thread is not None:
            self._thread.stop()

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
        thread = self._thread
        return msgspec.structs.replace(
            self.log.state if self.log else ReadSideState(),
            stopped=self._stopped_at_start or (thread.stopped if thread else ""),
            rebuilding=self._rebuilding,
            no_store=self._no_store,
            write_problem=self.write_problem,
            elsewhere=self._elsewhere,
        )

    def set_delay(self, delay_ms: int) -> None:
        """Have events read no earlier than `delay_ms` after their commit."""
        if self.log is not None:
            self.log.set_delay(delay_ms)

    def set_slowing(self, slowing: Slowing) -> None:
        """Slow it as `slowing` says."""
        if self.log is not None:
            self.log.set_slowing(slowing)

    def drain(self) -> None:
        """Let everything through that waits by now, at once."""
        if self.log is not None:
            self.log.drain()

    def hold(self, seq: int) -> None:
        """Hold back the event at this position, and those of its aggregate behind it, until `release`."""
        if self.projector is not None:
            self.projector.hold(seq, HELD_BY_HAND)

    def release(self, seq: int) -> None:
        """Let go of an event that is held by hand, which is a retry."""
        if self.projector is not None:
            self.projector.release(seq)

    def pause(self) -> None:
        """Read no more events until `resume`."""
        if self.log is not None:
            self.log.pause()

    def resume(self) -> None:
        """Read on."""
        if self.log is not None:
            self.log.resume()

    def step(self, events: int = 1) -> None:
        """While paused: let so many events through."""
        if self.log is not None:
            self.log.allow(events)

    def pace(self, *, scrolling: bool) -> None:
        """Give way to the window while a person scrolls."""
        if self._thread is not None:
            self._thread.pace(scrolling=scrolling)

    def parked(self) -> Sequence[ParkedEvent]:
        """The events that are held back."""
        return self.queries.parked()

    def retry(self, seq: int) -> bool:
        """Try a held event again; False if none is held there."""
        return self.projector is not None and self.projector.retry(seq)

    def discard(self, seq: int) -> bool:
        """Leave a held event out of the read store; False if none is held there."""
        return self.projector is not None and self.projector.discard(seq)

    def rebuild(self) -> None:
        """Rebuild on a thread of its own; progress shows in `state`."""
        self._run_aside(lambda: self._rebuild_showing(only_if_needed=False))

    def restart(self) -> None:
        """Run the projector again after it has stopped."""
        self._stopped_at_start = ""
        if self._thread is not None and not self._thread.running:
            self._thread.start()
            self._ring_read_side()
        elif self._thread is None:
            self._run_aside(self._begin)

    def _run_aside(self, work: Callable[[], None]) -> None:
        def guarded() -> None:
            try:
                work()
            except EnvironmentFault as error:
                self._stop_with(str(error))

        with self._changing:
            if self._ending.is_set() or (self._helper is not None and self._helper.is_alive()):
                return
            self._helper = threading.Thread(target=guarded, name="read-side")
            self._helper.start()

    @contextmanager
    def undelayed(self) -> Iterator[None]:
        """What is committed meanwhile passes a slowed read side: demo data and imports."""
        with self.log.bypass() if self.log is not None else nullcontext():
            yield

    def _log_changed(self) -> None:
        if self.projector is not None:
            self.projector.doorbell.set()
        self._ring_read_side()
