"""Latencies drawn by the million: arrays of 32-bit milliseconds, which is far finer than any clock."""

import math

import numpy as np
import numpy.typing as npt

from app.lab.staleness.latency import Discrete, Exponential, Fixed, Latency, Law, Pareto, Uniform

Draws = npt.NDArray[np.float32]

WHOLE_PARTS = 3
"""Up to so many parts are drawn whole and chosen from: faster than to write each part's draws to scattered places."""


def sample(latency: Latency, rng: np.random.Generator, shape: tuple[int, ...]) -> Draws:
    """Independent latencies in ms, in an array of this shape."""
    count = math.prod(shape)
    if len(latency.parts) == 1:
        return _of_law(latency.parts[0].law, rng, count).reshape(shape)
    choice = rng.random(count, dtype=np.float32)
    edges = np.cumsum([part.p for part in latency.parts[:-1]])
    if len(latency.parts) <= WHOLE_PARTS:
        # Of each place one part is kept, so all parts may begin with the same draw.
        shared = rng.standard_exponential(count, dtype=np.float32)
        drawn = _of_law(latency.parts[-1].law, rng, count, shared)
        for edge, part in zip(edges[::-1], latency.parts[-2::-1], strict=True):
            drawn = np.where(choice < np.float32(edge), _of_law(part.law, rng, count, shared), drawn)
        return drawn.reshape(shape)
    drawn = np.empty(count, np.float32)
    chosen = np.searchsorted(edges, choice, side="right")
    for number, part in enumerate(latency.parts):
        here = chosen == number
        drawn[here] = _of_law(part.law, rng, int(np.count_nonzero(here)))
    return drawn.reshape(shape)


def _of_law(law: Law, rng: np.random.Generator, count: int, shared: Draws | None = None) -> Draws:
    """Draws of one law; `shared` are standard exponential ones to begin with, if there are some."""
    match law:
        case Pareto(xm, alpha):
            drawn = np.multiply(_exponential(rng, count, shared), np.float32(1 / alpha))
            # A tail so heavy that it nears the largest number is cut there, where no quantile looks.
            np.minimum(drawn, np.float32(50), out=drawn)
            np.exp(drawn, out=drawn)
            return _scaled(drawn, xm)
        case Exponential(rate):
            return np.multiply(_exponential(rng, count, shared), np.float32(1 / rate))
        case Uniform(low, high):
            drawn = _scaled(rng.random(count, dtype=np.float32), high - low)
            drawn += np.float32(low)
            return drawn
        case Fixed(ms):
            return np.full(count, ms, np.float32)
        case Discrete(values):
            return np.asarray(values, np.float32)[rng.integers(len(values), size=count, dtype=np.int32)]


def _exponential(rng: np.random.Generator, count: int, shared: Draws | None) -> Draws:
    return rng.standard_exponential(count, dtype=np.float32) if shared is None else shared


def _scaled(drawn: Draws, factor: float) -> Draws:
    drawn *= np.float32(factor)
    return drawn
