"""What the tab 'Staleness' shows: P(fresh) measured and predicted, versions behind, the verdict, and replicas."""

from typing import Literal

import msgspec

from app.consistency.fresh_curve import FreshCurve
from app.consistency.lag_verdicts import Verdict

Speed = Literal["ssd", "disk", "measured", "own"]

VERSIONS = (1, 2, 3, 5)
"""For how many newest versions the tab says how likely a read is among them."""


class FreshReading(msgspec.Struct, frozen=True, kw_only=True):
    """The running program, measured.

    `predicted` are points (ms since the write, share of fresh reads), empty while nothing can be predicted; `versions`
    has a curve for each of `VERSIONS`. `lag` counts the events that wait, `oldest_ms` is the age of the oldest (None:
    none waits). `heartbeat_ms` is how long ago the projector looked at the log, `dead` whether that is too long;
    `verdict` is None before the first look. `paused` while somebody holds the read side.
    """

    measured: FreshCurve
    predicted: tuple[tuple[float, float], ...]
    versions: tuple[FreshCurve, ...]
    lag: int
    oldest_ms: float | None
    heartbeat_ms: float | None
    dead: bool
    verdict: Verdict | None
    paused: bool = False


class CopiesAsked(msgspec.Struct, frozen=True):
    """What a person asks: `n` copies, `w` of them acknowledge a write, `r` answer a read; `own` are legs as TOML."""

    n: int = 3
    w: int = 1
    r: int = 1
    speed: Speed = "disk"
    own: str = ""


class CopiesReading(msgspec.Struct, frozen=True, kw_only=True):
    """The answer: `points` (ms since the commit, share of fresh reads) to `span_ms`, and the shares at 0 and `mark_ms`.

    `t99_ms` is when 99 of 100 reads are fresh. It took `took_s` to make `draws` draws with `seed`.
    """

    points: tuple[tuple[float, float], ...]
    span_ms: float
    mark_ms: float
    at_commit: float
    at_mark: float
    t99_ms: float
    draws: int
    took_s: float
    seed: int


def nice(value: float, steps: tuple[float, ...] = (1.0, 2.0, 5.0)) -> float:
    """The smallest of `steps` times a power of ten that is not below `value`; 1 for nothing."""
    power = 1e-3
    while power < 1e9:
        for step in steps:
            if step * power >= value * (1 - 1e-9):
                return round(step * power, 6)
        power *= 10
    return value
