"""The projector's thread: loops `step` for the documents, and owns nothing else.

Woken by the doorbell; it also looks at its start, once a second, when a delayed event is due, and, while another
process may write too, as often as the log has to be watched.
"""

import logging
import threading
from collections.abc import Callable
from typing import Protocol

import msgspec

from app.clock import Clock
from app.errors import GapInLog, ReadStoreOutdated, StoreUnusable, TidelineError
from app.events import EventLog
from app.projections.projector import Projector
from app.projections.rebuild import Retelling
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


class WriteSide(msgspec.Struct, frozen=True):
    """What the read side needs of the write side. `watch` is called on the projector's thread."""

    log: EventLog
    retell: Callable[[], Retelling]
    watch: Callable[[], Watch]


class ProjectorThread:
    """Runs a projector until `stop`.

    `watch` opens a watch over other processes' commits (None: there are none); `due_in_ms` tells when a delayed event
    may be read; `idle` is called after each look, for the heartbeat. `recover` is called, on this thread, when the
    store cannot follow the log (a gap, damage), to rebuild it; without it the thread stops then. `stopped` is a
    sentence once it has ended by an error, which rings `signals.read_side`; `start` may then be called again.
    """

    def __init__(
        self,
        projector: Projector,
        signals: Signals,
        clock: Clock,
        *,
        watch: Callable[[], Watch] | None = None,
        due_in_ms: Callable[[], float | None] = lambda: None,
        idle: Callable[[], None] = lambda: None,
        recover: Callable[[TidelineError], None] | None = None,
    ) -> None:
        self._projector = projector
        self._signals = signals
        self._clock = clock
        self._open_watch = watch
        self._due_in_ms = due_in_ms
        self._idle = idle
        self._recover = recover
        self._retry_ms = FIRST_RETRY_MS
        self._thread: threading.Thread | None = None
        self._ending = False
        self._pause = threading.Event()
        self.scrolling = False
        self.stopped = ""

    @property
    def running(self) -> bool:
        """Whether the thread works; one that has told why it stopped does not, though it may be on its way out."""
        return self._thread is not None and self._thread.is_alive() and not self.stopped

    def start(self) -> None:
        """Start the thread, also again after it has stopped."""
        if self.running:
            return
        self._ending = False
        self.stopped = ""
        self._thread = threading.Thread(target=self._run, name="projector")
        self._thread.start()

    def stop(self) -> None:
        """End the loop after the step it is in, and wait for the thread."""
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
        while not self._ending:
            # Cleared before reading: what is committed from here on rings again.
            self._projector.doorbell.clear()
            rest_ms = self.look()
            self._idle()
            if rest_ms > 0:
                self._rest(rest_ms, watch)

    def look(self) -> float:
        """Take in what there is, up to a batch; for how many milliseconds nothing needs to be done then.

        A store that cannot be written is tried again, later each time; raises any other error.
        """
        try:
            rest_ms = self._turn()
        except (ReadStoreOutdated, GapInLog) as error:
            if self._recover is None:
                raise
            self._recover(error)
            return 0.0
        except StoreUnusable as error:
            # A full disk may be emptied: events wait, none is lost and none is parked.
            _log.warning("The read store refused a change: %s", error)
            self._sleep(self._retry_ms)
            self._retry_ms = min(2 * self._retry_ms, LAST_RETRY_MS)
            return 0.0
        self._retry_ms = FIRST_RETRY_MS
        return rest_ms

    def _turn(self) -> float:
        step = self._projector.step(SCROLLING_EVENTS if self.scrolling else FULL_SPEED_EVENTS)
        if not (step.applied and step.behind) and not step.unfinished:
            due_ms = self._due_in_ms()
            return LOOK_MS if due_ms is None else min(LOOK_MS, due_ms)
        if self.scrolling:
            self._sleep(SCROLLING_PAUSE_MS)
        return 0.0

    def _rest(self, left_ms: float, watch: Watch | None) -> None:
        while left_ms > 0 and not self._ending:
            slice_ms = left_ms if watch is None else min(left_ms, WATCH_MS)
            if self._clock.wait(self._projector.doorbell, slice_ms) or (watch is not None and watch.changed()):
                return
            left_ms -= slice_ms

    def _sleep(self, milliseconds: float) -> None:
        self._pause.clear()
        if not self._ending:
            self._clock.wait(self._pause, milliseconds)
