"""A verdict on how far a reader of a log is behind, without thresholds: the rules of Burrow's evaluator, over a window.

A consumer may be far behind and well, if it gains; or near and stuck. So the window is judged by where it goes.
"""

import itertools
import threading
from collections import deque
from collections.abc import Sequence
from typing import Literal

import msgspec

from app.errors import InvalidInput

Verdict = Literal["OK", "WARN", "STALL", "STOP", "REWIND"]

SAMPLE_EVERY_MS = 500.0
WINDOW_SAMPLES = 20
DEAD_AFTER_MS = 3_000.0
"""The projector looks at the log each second even if nothing rings, so silence of three is no quiet."""


class LagSample(msgspec.Struct, frozen=True):
    """What a reader had committed at a moment: its offset, how far behind that was (None: not known), the log's end."""

    offset: int
    timestamp_ms: float
    lag: int | None
    broker_offset: int | None = None


def judge(samples: Sequence[LagSample], now_ms: float, allowed_lag: int = 0, end_now: int | None = None) -> Verdict:
    """The verdict on samples in order of time. Raises `InvalidInput` if there are none.

    `end_now` is the log's end at `now_ms`; without it the newest that the samples know, and the last one's lag, count.

    Only a lag above `allowed_lag` is judged. STOP: nothing committed for longer than the window spans, although the
    log's end is past the last offset. REWIND: an offset fell and has not recovered. Then, only if the lag was never
    allowed: STALL if no offset moved, WARN if the lag never fell.
    """
    if not samples:
        raise InvalidInput("series", "The series is empty: a verdict needs at least one sample.")
    if current_lag(samples, end_now) <= allowed_lag:
        return "OK"
    first, last = samples[0], samples[-1]
    silent_ms = now_ms - last.timestamp_ms
    if silent_ms > last.timestamp_ms - first.timestamp_ms and not _at_the_end(samples, end_now):
        return "STOP"
    offsets = [sample.offset for sample in samples]
    if _has_rewound(offsets):
        return "REWIND"
    lags = [sample.lag for sample in samples if sample.lag is not None]
    if any(lag <= allowed_lag for lag in lags):
        return "OK"
    if len(set(offsets)) == 1:
        return "STALL"
    return "OK" if any(after < before for before, after in itertools.pairwise(lags)) else "WARN"


def current_lag(samples: Sequence[LagSample], end_now: int | None = None) -> int:
    """How far the last sample is behind: as it says, unless the log's end is known better or the lag is not."""
    last = samples[-1]
    if end_now is None and last.lag is not None:
        return last.lag
    end = _recent_end(samples, end_now)
    return 0 if end is None else max(0, end - last.offset)


class VerdictWindow:
    """Keeps the last samples of the running projector and judges them. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._samples: deque[LagSample] = deque(maxlen=WINDOW_SAMPLES)
        self._generation: int | None = None

    def note(self, sample: LagSample, generation: int = 0) -> None:
        """Add a sample, unless it follows the last one too soon. A rebuilt store begins anew: that is no rewind."""
        with self._lock:
            if generation != self._generation:
                self._generation = generation
                self._samples.clear()
            if not self._samples or sample.timestamp_ms - self._samples[-1].timestamp_ms >= SAMPLE_EVERY_MS:
                self._samples.append(sample)

    def judge(self, now_ms: float, allowed_lag: int = 0, end_now: int | None = None) -> Verdict | None:
        """The verdict on what was noted; None until that spans some seconds, unless nothing came for as long."""
        with self._lock:
            samples = tuple(self._samples)
        if not samples or now_ms - samples[0].timestamp_ms < DEAD_AFTER_MS:
            return None
        return judge(samples, now_ms, allowed_lag, end_now)


def is_dead(heartbeat_ms: float | None) -> bool:
    """Whether a projector that last looked at the log so long ago is gone rather than quiet. None: it never looked."""
    return heartbeat_ms is not None and heartbeat_ms > DEAD_AFTER_MS


def _recent_end(samples: Sequence[LagSample], end_now: int | None) -> int | None:
    known = (end_now, *(sample.broker_offset for sample in reversed(samples)))
    return next((end for end in known if end is not None), None)


def _at_the_end(samples: Sequence[LagSample], end_now: int | None) -> bool:
    end = _recent_end(samples, end_now)
    return end is not None and end <= samples[-1].offset


def _has_rewound(offsets: Sequence[int]) -> bool:
    """Whether an offset fell and none after it has come back to where it fell from."""
    fallen_from = None
    for before, after in itertools.pairwise(offsets):
        if after < before and fallen_from is None:
            fallen_from = before
        if fallen_from is not None and after >= fallen_from:
            fallen_from = None
    return fallen_from is not None
