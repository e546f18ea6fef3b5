"""Latencies drawn by the million: arrays of 32-bit milliseconds, which is far finer than any clock."""

import math

import numpy as np
import numpy.typing as npt

from app.lab.latency import Discrete, Exponential, Fixed, Latency, Law, Pareto, Uniform

Draws = npt.NDArray[np.float32]


def sample(latency: Latency, rng: np.random.Generator, shape: tuple[int, ...]) -> Draws:
    """Independent latencies in ms, in an array of this shape."""
    count = math.prod(shape)
    if len(latency.parts) == 1:
        return _of_law(latency.parts[0].law, rng, count).reshape(shape)
    choice = rng.random(count, dtype=np.float32)
    drawn = np.empty(count, np.float32)
    edge = 0.0
    left = np.ones(count, np.bool_)
    for part in latency.parts[:-1]:
        edge += part.p
        here = left & (choice < edge)
        left &= ~here
        drawn[here] = _of_law(part.law, rng, int(np.count_nonzero(here)))
    drawn[left] = _of_law(latency.parts[-1].law, rng, int(np.count_nonzero(left)))
    return drawn.reshape(shape)


def _of_law(law: Law, rng: np.random.Generator, count: int) -> Draws:
    match law:
        case Pareto(xm, alpha):
            drawn = rng.standard_exponential(count, dtype=np.float32)
            drawn *= np.float32(1 / alpha)
            # A tail so heavy that it nears the largest number is cut there, where no quantile looks.
            np.minimum(drawn, np.float32(50), out=drawn)
            np.exp(drawn, out=drawn)
            return _scaled(drawn, xm)
        case Exponential(rate):
            return _scaled(rng.standard_exponential(count, dtype=np.float32), 1 / rate)
        case Uniform(low, high):
            drawn = _scaled(rng.random(count, dtype=np.float32), high - low)
            drawn += np.float32(low)
            return drawn
        case Fixed(ms):
            return np.full(count, ms, np.float32)
        case Discrete(values):
            return np.asarray(values, np.float32)[rng.integers(len(values), size=count, dtype=np.int32)]


def _scaled(drawn: Draws, factor: float) -> Draws:
    drawn *= np.float32(factor)
    return drawn
