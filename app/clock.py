"""The clock that everything which waits or dates takes, so that tests and simulations never sleep."""

import threading
import time
from typing import Protocol


class Clock(Protocol):
    """Wall time for dates, monotonic time for durations, and a wait that a test can drive."""

    def now_ms(self) -> int:
        """Wall time in milliseconds since 1970 (UTC); may jump."""
        ...

    def monotonic_ms(self) -> float:
        """Time in milliseconds from an unspecified start; never goes back."""
        ...

    def wait(self, event: threading.Event, timeout_ms: float) -> bool:
        """Wait until `event` is set or `timeout_ms` have passed on this clock; True if it is set."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now_ms(self) -> int:
        """Wall time in milliseconds since 1970."""
        return time.time_ns() // 1_000_000

    def monotonic_ms(self) -> float:
        """Monotonic time in milliseconds."""
        return time.perf_counter_ns() / 1_000_000

    def wait(self, event: threading.Event, timeout_ms: float) -> bool:
        """Block the calling thread at most `timeout_ms`; True if `event` is set."""
        return event.wait(timeout_ms / 1000)


class ManualClock:
    """A clock that moves only when `advance` is called; its `wait` moves it instead of sleeping."""

    def __init__(self, start_ms: int = 1_767_225_600_000) -> None:
        self._wall_ms = start_ms
        self._monotonic_ms = 0.0

    def now_ms(self) -> int:
        """The wall time last set."""
        return self._wall_ms

    def monotonic_ms(self) -> float:
        """The milliseconds advanced so far."""
        return self._monotonic_ms

    def wait(self, event: threading.Event, timeout_ms: float) -> bool:
        """Advance by `timeout_ms` unless `event` is set already; True if it is set."""
        if not event.is_set():
            self.advance(timeout_ms)
        return event.is_set()

    def advance(self, milliseconds: float) -> None:
        """Move both times forward by `milliseconds`."""
        self._wall_ms += round(milliseconds)
        self._monotonic_ms += milliseconds

    def jump_wall(self, milliseconds: int) -> None:
        """Move the wall time alone, forward or back, as a person setting the clock would."""
        self._wall_ms += milliseconds
