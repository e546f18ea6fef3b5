"""The indexer's thread: takes what the documents have into the search index, in quiet moments, beside the projector.

A commit of the index takes some 10 ms, and many times that on a busy disk. Nobody waits for it but a search.
"""

import logging
import threading
from typing import Protocol

from app.clock import Clock
from app.errors import StoreUnusable, TidelineError
from app.projections.runner import LOOK_MS, SCROLLING_PAUSE_MS
from app.signals import Signals

_log = logging.getLogger(__name__)

QUIET_MS = 20.0
LATEST_MS = 250.0
"""It waits until the documents have had nothing to do for a moment, but not longer than this: it takes the
interpreter's time from the projector.
"""


class Indexer(Protocol):
    """The search projector as this thread drives it."""

    def step(self) -> int:
        """Take in some of what the documents have; how much."""
        ...

    def due_in_ms(self) -> float | None:
        """When `step` should be called again although nothing has happened; None if it need not."""
        ...

    def close(self) -> None:
        """Commit what has been taken in."""
        ...


class IndexerThread:
    """Runs a search projector until `stop`, after each `signals.projected` and once a second.

    `stopped` is a sentence once it has ended by an error, which rings `signals.read_side`; `start` may then be called
    again. An index that cannot be written is tried again each second.
    """

    def __init__(self, search: Indexer, signals: Signals, clock: Clock) -> None:
        self._search = search
        self._signals = signals
        self._clock = clock
        self._bell = threading.Event()
        self._news = self._looked_at = 0
        self._since_ms: float | None = None
        self._again_ms = 0.0
        self._thread: threading.Thread | None = None
        self._ending = False
        self.scrolling = False
        self.stopped = ""
        # Held weakly by the signal.
        signals.projected.connect(self._projected)

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
        self._thread = threading.Thread(target=self._run, name="indexer")
        self._thread.start()

    def stop(self) -> None:
        """End the loop after the step it is in, commit what has been taken in, and wait for the thread."""
        self._ending = True
        self._bell.set()
        if self._thread is not None:
            self._thread.join()

    def pace(self, *, scrolling: bool) -> None:
        """Give way to the window while a person scrolls; full speed otherwise."""
        self.scrolling = scrolling

    def look(self) -> float:
        """Take in some of what there is, if it is time; for how many milliseconds nothing needs to be done then.

        Raises what `step` raises, but for an index that cannot be written.
        """
        now = self._clock.monotonic_ms()
        if now < self._again_ms:
            return self._again_ms - now
        before, self._looked_at = self._looked_at, self._news
        since = self._since_ms
        if self._looked_at != before and since is not None and now - since < LATEST_MS:
            return QUIET_MS
        # Before the step: what is projected from here on rings again.
        self._since_ms = None
        try:
            busy = self._search.step() > 0
        except StoreUnusable as error:
            _log.warning("The search index refused a change: %s", error)
            self._again_ms = now + LOOK_MS
            return LOOK_MS
        if busy:
            return SCROLLING_PAUSE_MS if self.scrolling else 0.0
        due_ms = self._search.due_in_ms()
        return LOOK_MS if due_ms is None else min(LOOK_MS, due_ms)

    def _projected(self, _sender: object, **_told: object) -> None:
        # On the projector's thread. One ring a quiet moment: each one wakes a thread.
        self._news += 1
        if self._since_ms is None:
            self._since_ms = self._clock.monotonic_ms()
            self._bell.set()

    def _run(self) -> None:
        try:
            while not self._ending:
                # Cleared before looking, as the projector's doorbell is.
                self._bell.clear()
                rest_ms = self.look()
                if rest_ms > 0 and not self._ending:
                    self._clock.wait(self._bell, rest_ms)
            self._search.close()
        except TidelineError as error:
            self._end_with(str(error), error)
        except Exception as error:  # noqa: BLE001 - whatever ends the thread is shown, and can be restarted
            self._end_with(f"Tideline made a mistake ({error}); nothing is lost.", error)

    def _end_with(self, sentence: str, error: Exception) -> None:
        _log.error("The indexer stopped.", exc_info=error)
        self.stopped = sentence
        self._signals.read_side.send(self)
