"""Work done at a steady rate beside a measurement, on a thread of its own."""

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from app.clock import Clock


class SteadyWork:
    """Calls `act` so many times a second until the `with` ends; what is late is made up for.

    `done` is the sum of what `act` returned, `seconds` how long it ran. Raises, at the end, what `act` raised.
    """

    def __init__(self, name: str, clock: Clock, per_second: int, act: Callable[[], int]) -> None:
        self.done = 0
        self.seconds = 0.0
        self._act = act
        self._clock = clock
        self._every_ms = 1_000 / per_second
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name)
        self._error: BaseException | None = None

    @property
    def rate(self) -> float:
        """What was done a second."""
        return self.done / self.seconds if self.seconds else 0.0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        self._thread.join()
        if self._error is not None and error is None:
            raise self._error

    def _run(self) -> None:
        begun = due = self._clock.monotonic_ms()
        try:
            while not self._ending.is_set():
                self.done += self._act()
                due += self._every_ms
                wait = due - self._clock.monotonic_ms()
                if wait > 0:
                    self._clock.wait(self._ending, wait)
        except Exception as error:  # noqa: BLE001 - raised where the thread is waited for
            self._error = error
        self.seconds = (self._clock.monotonic_ms() - begun) / 1_000
