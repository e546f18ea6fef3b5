"""The projector's thread: loops `step` for the documents and then for the search index, and owns nothing else.

Woken by the doorbell; it also looks at its start, once a second, when a delayed event is due, and, while another
process may write too, as often as the log has to be watched.
"""

import logging
import threading
from collections.abc import Callable
from typing import Protocol

from app.clock import Clock
from app.errors import StoreUnusable, TidelineError
from app.projections.projector import Projector
from app.projections.search import SearchProjector
from app.signals import Signals

_log = logging.getLogger(__name__)

LOOK_MS = 1_000.0
"""The longest it sleeps: a doorbell that was lost costs a second, never an event."""
WATCH_MS = 50.0
FULL_SPEED_EVENTS = 1_000
SCROLLING_EVENTS = 100
SCROLLING_PAUSE_MS = 2.0
"""While a person scrolls: events a batch, and the pause after it, in which the window has the interpreter."""
FIRST_RETRY_MS = 100.0
LAST_RETRY_MS = 5_000.0


class Watch(Protocol):
    """Tells whether another process has committed; made, used and closed on the projector's thread."""

    def changed(self) -> bool:
        """True once for each change."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


class ProjectorThread:
    """Runs a projector and a search projector until `stop`.

    `watch` opens a watch over other processes' commits (None: there are none); `due_in_ms` tells when a delayed event
    may be read; `idle` is called after each look, for the heartbeat. `stopped` is a sentence once it has ended by an
    error, which rings `signals.read_side`; `start` may then be called again.
    """

    def __init__(
        self,
        projector: Projector,
        search: SearchProjector | None,
        signals: Signals,
        clock: Clock,
        *,
        watch: Callable[[], Watch] | None = None,
        due_in_ms: Callable[[], float | None] = lambda: None,
        idle: Callable[[], None] = lambda: None,
    ) -> None:
        self._projector = projector
        self._search = search
        self._signals = signals
        self._clock = clock
        self._open_watch = watch
        self._due_in_ms = due_in_ms
        self._idle = idle
        self._thread: threading.Thread | None = None
        self._ending = False
        self._pause = threading.Event()
        self.scrolling = False
        self.stopped = ""

    @property
    def running(self) -> bool:
        """Whether the thread lives."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Start the thread, also again after it has stopped."""
        if self.running:
            return
        self._ending = False
        self.stopped = ""
        self._thread = threading.Thread(target=self._run, name="projector")
        self._thread.start()

    def stop(self) -> None:
        """End the loop after the step it is in, commit what search has taken in, and wait for the thread."""
        self._ending = True
        self._projector.doorbell.set()
        self._pause.set()
        if self._thread is not None:
            self._thread.join()

    def pace(self, *, scrolling: bool) -> None:
        """Give way to the window while a person scrolls; full speed otherwise."""
        self.scrolling = scrolling

    def _run(self) -> None:
        watch = None
        try:
            watch = self._open_watch() if self._open_watch else None
            self._loop(watch)
        except TidelineError as error:
            self._end_with(str(error), error)
        except Exception as error:  # noqa: BLE001 - whatever ends the thread is shown, and can be restarted
            self._end_with(f"The read side stopped by a mistake of Tideline ({error}); what you save is safe.", error)
        finally:
            if watch is not None:
                watch.close()

    def _end_with(self, sentence: str, error: Exception) -> None:
        _log.error("The projector stopped.", exc_info=error)
        self.stopped = sentence
        self._signals.read_side.send(self)

    def _loop(self, watch: Watch | None) -> None:
        retry_ms = FIRST_RETRY_MS
        while not self._ending:
            # Cleared before reading: what is committed from here on rings again.
            self._projector.doorbell.clear()
            try:
                busy = self._turn()
                retry_ms = FIRST_RETRY_MS
            except StoreUnusable as error:
                # A full disk may be emptied: events wait, none is lost and none is parked.
                _log.warning("The read store refused a change: %s", error)
                self._sleep(retry_ms)
                retry_ms = min(2 * retry_ms, LAST_RETRY_MS)
                continue
            self._idle()
            if not busy:
                self._rest(watch)
        if self._search is not None:
            self._search.close()

    def _turn(self) -> bool:
        """One step of each projector; whether there is more to do at once."""
        step = self._projector.step(SCROLLING_EVENTS if self.scrolling else FULL_SPEED_EVENTS)
        busy = bool(step.applied and step.behind) or step.unfinished > 0
        if self._search is not None and not (busy and step.behind > FULL_SPEED_EVENTS):
            self._search.step()
        if busy and self.scrolling:
            self._pause.wait(SCROLLING_PAUSE_MS / 1000)
        return busy

    def _rest(self, watch: Watch | None) -> None:
        due = [LOOK_MS, self._due_in_ms(), self._search.due_in_ms() if self._search else None]
        left = min(wait for wait in due if wait is not None)
        while left > 0 and not self._ending:
            slice_ms = left if watch is None else min(left, WATCH_MS)
            if self._clock.wait(self._projector.doorbell, slice_ms) or (watch is not None and watch.changed()):
                return
            left -= slice_ms

    def _sleep(self, milliseconds: float) -> None:
        self._pause.clear()
        if not self._ending:
            self._clock.wait(self._pause, milliseconds)
