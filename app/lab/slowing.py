"""How the read side is slowed: the delay that each event is given, and how many events may pass in a second.

Used by the delayed log alone. A delay is drawn from the event's own position, so that looking twice, or in another
order, gives the same one.
"""

import heapq
import random
from collections.abc import Callable
from functools import lru_cache

from app.lab.model import Slowing
from app.lab.staleness.latency import FITS, Exponential, Fixed, Latency, Pareto, Uniform

OVERTAKEN = "Overtaken: its delay is longer than that of what came after it."
"""The reason of an event that is held while later ones pass it."""

LONGEST_MS = 60_000.0
"""A heavy tail ends here: nobody waits longer than a minute for a picture of waiting."""
PARETO_ALPHA = 2.0
BURST_MS = 100.0
"""A speed limit counts in stretches of this length."""

Hold = Callable[[int], None]


def latency_of(slowing: Slowing) -> Latency | None:
    """The law of the delay, jitter aside; None where there is none."""
    mean = slowing.ms
    match slowing.shape:
        case "fixed" if mean > 0:
            return Latency.of(Fixed(mean))
        case "uniform" if mean > 0:
            return Latency.of(Uniform(0.0, 2 * mean))
        case "exponential" if mean > 0:
            return Latency.of(Exponential(1 / mean))
        case "pareto" if mean > 0:
            return Latency.of(Pareto(mean * (PARETO_ALPHA - 1) / PARETO_ALPHA, PARETO_ALPHA))
        case "ssd" | "disk":
            return FITS[slowing.shape].w
        case _:
            return None


@lru_cache(maxsize=4_096)
def delay_of(slowing: Slowing, position: int) -> float:
    """The delay of the event at `position`, in ms."""
    if slowing.shape == "fixed" and not slowing.jitter_ms:
        return slowing.ms
    latency = latency_of(slowing)
    if latency is None:
        return 0.0
    rng = random.Random(position * 2_654_435_761 + 7)
    jitter = rng.uniform(0.0, slowing.jitter_ms) if slowing.jitter_ms else 0.0
    return min(latency.draw(rng) + jitter, LONGEST_MS)


class SpeedLimit:
    """Lets at most so many events a second through, counted in short stretches. Times are `Clock.monotonic_ms`."""

    def __init__(self) -> None:
        self._per_s = 0.0
        self._room = 0.0
        self._at_ms: float | None = None

    def change(self, per_s: float) -> None:
        """Another limit; 0 for none."""
        self._per_s, self._room, self._at_ms = per_s, 0.0, None

    def room(self, now_ms: float) -> int | None:
        """How many events may pass now, None for any number."""
        if self._per_s <= 0:
            return None
        most = max(1.0, self._per_s * BURST_MS / 1_000)
        passed = BURST_MS if self._at_ms is None else now_ms - self._at_ms
        self._room = min(most, self._room + self._per_s * passed / 1_000)
        self._at_ms = now_ms
        return int(self._room)

    def take(self, events: int) -> None:
        """So many have passed."""
        self._room -= events if self._per_s > 0 else 0

    def next_ms(self, now_ms: float) -> float | None:
        """When there will be room for one more, None without a limit."""
        if self._per_s <= 0 or self._at_ms is None:
            return None
        return now_ms + max(0.0, 1.0 - self._room) / self._per_s * 1_000


class Overtaking:
    """Events that are held because later ones may pass them, until their own time has come."""

    def __init__(self, hold: Hold, release: Hold) -> None:
        self._hold = hold
        self._release = release
        self._held: list[tuple[float, int]] = []

    def hold(self, position: int, due_ms: float) -> None:
        """Hold the event at `position` until `due_ms`."""
        heapq.heappush(self._held, (due_ms, position))
        self._hold(position)

    def release(self, now_ms: float | None = None) -> None:
        """Let go of those whose time has come, or (None) of all."""
        while self._held and (now_ms is None or self._held[0][0] <= now_ms):
            _due, position = heapq.heappop(self._held)
            self._release(position)

    @property
    def next_ms(self) -> float | None:
        """When the next one is let go."""
        return self._held[0][0] if self._held else None
