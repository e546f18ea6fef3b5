"""Latencies as mixtures of Pareto, exponential, uniform, fixed and discrete parts: checked, drawn one by one, and the
paper's fits. Arrays of them are drawn in `sampling`; this file stays free of numpy, since the read side loads it.
"""

import math
import random
from collections.abc import Mapping

import msgspec

from app.errors import InvalidInput

SUM_TOLERANCE = 1e-6


class Pareto(msgspec.Struct, frozen=True):
    """xm / U^(1/alpha): never under `xm` ms, with a tail that is heavier the smaller `alpha` is."""

    xm: float
    alpha: float

    def draw(self, rng: random.Random) -> float:
        """One latency in ms."""
        return self.xm * math.exp(rng.expovariate(self.alpha))

    @property
    def mean_ms(self) -> float:
        """The mean in ms; infinite for `alpha` ≤ 1."""
        return self.xm * self.alpha / (self.alpha - 1) if self.alpha > 1 else math.inf

    def flaw(self) -> str:
        """What is wrong with its figures, '' if nothing."""
        if not _is_length(self.xm) or self.xm == 0:
            return f"xm is {self.xm:g}, but a Pareto latency begins above 0 ms"
        # Below that a draw can leave the range of what a number can hold.
        return "" if math.isfinite(self.alpha) and self.alpha >= 0.1 else f"alpha is {self.alpha:g}, less than 0.1"


class Exponential(msgspec.Struct, frozen=True):
    """A mean of 1/`rate` ms."""

    rate: float

    def draw(self, rng: random.Random) -> float:
        """One latency in ms."""
        return rng.expovariate(self.rate)

    @property
    def mean_ms(self) -> float:
        """The mean in ms."""
        return 1 / self.rate

    def flaw(self) -> str:
        """What is wrong with its figures, '' if nothing."""
        return "" if math.isfinite(self.rate) and self.rate >= 1e-9 else f"rate is {self.rate:g}, not above 0"


class Uniform(msgspec.Struct, frozen=True):
    """Between `low` and `high` ms, each as likely."""

    low: float
    high: float

    def draw(self, rng: random.Random) -> float:
        """One latency in ms."""
        return rng.uniform(self.low, self.high)

    @property
    def mean_ms(self) -> float:
        """The mean in ms."""
        return (self.low + self.high) / 2

    def flaw(self) -> str:
        """What is wrong with its figures, '' if nothing."""
        if not _is_length(self.low):
            return _no_length("low", self.low)
        if not _is_length(self.high):
            return _no_length("high", self.high)
        return f"low is {self.low:g}, above high, which is {self.high:g}" if self.low > self.high else ""


class Fixed(msgspec.Struct, frozen=True):
    """Always `ms`."""

    ms: float

    def draw(self, _: random.Random) -> float:
        """One latency in ms."""
        return self.ms

    @property
    def mean_ms(self) -> float:
        """The mean in ms."""
        return self.ms

    def flaw(self) -> str:
        """What is wrong with its figures, '' if nothing."""
        return "" if _is_length(self.ms) else _no_length("fixed", self.ms)


class Discrete(msgspec.Struct, frozen=True):
    """One of `values`, in ms, each as likely: what was measured, for one."""

    values: tuple[float, ...]

    def draw(self, rng: random.Random) -> float:
        """One latency in ms."""
        return rng.choice(self.values)

    @property
    def mean_ms(self) -> float:
        """The mean in ms."""
        return math.fsum(self.values) / len(self.values)

    def flaw(self) -> str:
        """What is wrong with its figures, '' if nothing."""
        if not self.values:
            return "discrete is empty, so there is nothing to draw from"
        bad = next((value for value in self.values if not _is_length(value)), None)
        return "" if bad is None else _no_length("discrete", bad)


Law = Pareto | Exponential | Uniform | Fixed | Discrete


class Part(msgspec.Struct, frozen=True):
    """A law, and the share of the draws that follow it."""

    p: float
    law: Law


class Latency(msgspec.Struct, frozen=True):
    """A weighted mixture of laws. Made by hand it is as good as its parts: `checked` says whether they can be used."""

    parts: tuple[Part, ...]

    @staticmethod
    def of(law: Law) -> "Latency":
        """This law alone."""
        return Latency((Part(1.0, law),))

    def draw(self, rng: random.Random) -> float:
        """One latency in ms."""
        left = rng.random()
        for part in self.parts[:-1]:
            left -= part.p
            if left < 0:
                return part.law.draw(rng)
        return self.parts[-1].law.draw(rng)

    @property
    def mean_ms(self) -> float:
        """The mean in ms; infinite if a part's is."""
        return math.fsum(part.p * part.law.mean_ms for part in self.parts if part.p)


class Legs(msgspec.Struct, frozen=True):
    """The four ways of WARS: a write to a copy, its acknowledgement, a read's request, and its response."""

    w: Latency
    a: Latency
    r: Latency
    s: Latency


_SSD = Latency((Part(0.9122, Pareto(0.235, 10.0)), Part(0.0878, Exponential(1.66))))
_DISK = Latency((Part(0.38, Pareto(1.05, 1.51)), Part(0.62, Exponential(0.183))))

FITS: Mapping[str, Legs] = {
    "ssd": Legs(w=_SSD, a=_SSD, r=_SSD, s=_SSD),
    "disk": Legs(w=_DISK, a=_SSD, r=_SSD, s=_SSD),
}
"""The production fits of Bailis et al., Probabilistically Bounded Staleness (VLDB 2012), in ms."""


def checked(latency: Latency, place: str) -> Latency:
    """The latency itself if it can be drawn from; raises `InvalidInput` with a sentence that begins with `place`."""
    if not latency.parts:
        raise InvalidInput(place, f"{place} is empty: give at least one latency.")
    for number, part in enumerate(latency.parts, 1):
        where = f"{place}[{number}]" if len(latency.parts) > 1 else place
        if not (math.isfinite(part.p) and 0 <= part.p <= 1 + SUM_TOLERANCE):
            raise InvalidInput(where, f"{where}: the weight p is {part.p:g}, not between 0 and 1.")
        flaw = part.law.flaw()
        if flaw:
            raise InvalidInput(where, f"{where}: {flaw}.")
    total = math.fsum(part.p for part in latency.parts)
    if abs(total - 1) > SUM_TOLERANCE:
        raise InvalidInput(place, f"{place}: the weights p sum to {total:.7g}, not to 1.")
    return latency


def _is_length(milliseconds: float) -> bool:
    return 0 <= milliseconds <= 1e12


def _no_length(name: str, value: float) -> str:
    reason = "is negative" if value < 0 else "is no length of time"
    return f"{name} = {value:g} ms {reason}"
