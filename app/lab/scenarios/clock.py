"""The queue of what happens next on a scenario's clock, and the service times that are drawn for it.

Moments are whole milliseconds, so that the rig's wall time and its monotonic time keep step.
"""

import heapq
import itertools
import math
import random
from collections.abc import Callable

from app.lab.rig import Rig
from app.lab.scenarios.checks import latency_of
from app.lab.scenarios.model import Service

LAST = 1
"""What is told of a moment comes after all that happens in it."""


class Timeline:
    """Calls in the order of their moments, on the rig's clock. `now` counts from the scenario's beginning, in ms."""

    def __init__(self, rig: Rig, deadline: Callable[[], float | None], expired: Callable[[], None]) -> None:
        self._rig = rig
        self._zero = rig.clock.monotonic_ms()
        self._deadline = deadline
        self._expired = expired
        self._order = itertools.count()
        self._queue: list[tuple[int, int, int, Callable[[], None]]] = []

    @property
    def now(self) -> float:
        """The time since the beginning."""
        return self._rig.clock.monotonic_ms() - self._zero

    def at(self, moment: float, call: Callable[[], None], priority: int = 0) -> None:
        """Make `call` at a moment, or now if that is past."""
        whole = max(math.ceil(moment - 1e-6), round(self.now))
        heapq.heappush(self._queue, (whole, priority, next(self._order), call))

    def after(self, milliseconds: float, call: Callable[[], None]) -> None:
        """Make `call` so much later, at least 1 ms."""
        self.at(self.now + max(1.0, milliseconds), call)

    def run(self) -> None:
        """Until nothing is left to happen."""
        while self._queue:
            moment = self._queue[0][0]
            deadline = self._deadline()
            if deadline is not None and deadline - self._zero < moment:
                # Whole milliseconds here too: a deadline is over when its millisecond is.
                self._pass_to(max(self.now, float(math.ceil(deadline - self._zero))))
                self._expired()
                continue
            self._pass_to(float(moment))
            heapq.heappop(self._queue)[3]()

    def _pass_to(self, moment: float) -> None:
        if moment > self.now:
            self._rig.pass_time(moment - self.now)


class Times:
    """The service times of a scenario, drawn from a chance of their own: what is read changes none of them."""

    def __init__(self, service: Service, rng: random.Random) -> None:
        self._rng = rng
        self._commit = latency_of(service.commit, "commit")
        self._batch = latency_of(service.batch, "batch")
        self._event = latency_of(service.event, "event")
        self._slice = latency_of(service.slice, "slice")

    def commit(self) -> float:
        """Of a commit, however many commands are in it."""
        return self._commit.draw(self._rng)

    def batch(self, events: int) -> float:
        """Of a turn of the projector with so many events."""
        return self._batch.draw(self._rng) + sum(self._event.draw(self._rng) for _ in range(events))

    def stretch(self) -> float:
        """Of a stretch of a fan-out."""
        return self._slice.draw(self._rng)
