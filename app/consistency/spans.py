"""What a trace says in durations: each span, its usual length, and the percentiles over many commands."""

import math
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from app.consistency.trace import STAGES, Stage, Trace

BEFORE: Final[dict[Stage, Stage]] = {
    "overlay_painted": "pressed",
    "dispatched": "pressed",
    "validated": "dispatched",
    "committed": "validated",
    "doorbell": "committed",
    "picked_up": "doorbell",
    "applied": "picked_up",
    "documents_committed": "applied",
    "delivered": "documents_committed",
    "painted": "delivered",
}
"""Each span begins where the one before it on the path ended; the overlay is painted beside the write."""


class Span(msgspec.Struct, frozen=True):
    """One span of one command: from and to (ms since its first time), and how much of it is a delay set by hand."""

    stage: Stage
    start_ms: float
    end_ms: float
    delayed_ms: float = 0.0

    @property
    def took_ms(self) -> float:
        """How long it took, the delay included."""
        return self.end_ms - self.start_ms


class Percentiles(msgspec.Struct, frozen=True):
    """Of one span over many commands, in milliseconds, without a delay set by hand."""

    p50: float
    p95: float
    p99: float
    count: int


def spans_of(trace: Trace) -> tuple[Span, ...]:
    """The measured spans in the order of the path. A span whose beginning was not measured begins at the last one
    before it that was; 'pressed' itself has no length.
    """
    begin = trace.began_ms
    if begin is None:
        return ()
    found: list[Span] = []
    for stage, at in zip(STAGES, trace.times, strict=True):
        if at is None:
            continue
        start = _start_of(trace, stage)
        length = max(0.0, at - start)
        delayed = min(length, trace.delay_ms) if stage == "picked_up" else 0.0
        if stage == "applied" and trace.held:
            delayed = length
        found.append(Span(stage, start - begin, max(start, at) - begin, delayed))
    return tuple(found)


def whole_ms(trace: Trace) -> float | None:
    """From its first time to its last on the way to the screen, None while it has but one."""
    times = [time for time in trace.times if time is not None]
    return max(times) - min(times) if len(times) > 1 else None


def percentiles_of(traces: Iterable[Trace]) -> dict[Stage, Percentiles]:
    """p50, p95 and p99 of each span that was measured, over all `traces`; delays set by hand are taken out."""
    lengths: dict[Stage, list[float]] = {}
    for trace in traces:
        for span in spans_of(trace):
            if span.stage != "pressed":
                lengths.setdefault(span.stage, []).append(span.took_ms - span.delayed_ms)
    return {stage: _percentiles(sorted(found)) for stage, found in lengths.items()}


def whole_percentiles(traces: Iterable[Trace]) -> Percentiles | None:
    """The same of the whole way, for those that have come to the screen; None if none has."""
    found = sorted(
        whole - sum(span.delayed_ms for span in spans_of(trace))
        for trace in traces
        if trace.at("painted") is not None and (whole := whole_ms(trace)) is not None
    )
    return _percentiles(found) if found else None


def _start_of(trace: Trace, stage: Stage) -> float:
    before = BEFORE.get(stage)
    while before is not None:
        at = trace.at(before)
        if at is not None:
            return at
        before = BEFORE.get(before)
    return trace.at(stage) or 0.0


def _percentiles(ordered: Sequence[float]) -> Percentiles:
    def at(share: float) -> float:
        return ordered[max(0, math.ceil(share * len(ordered)) - 1)]

    return Percentiles(at(0.5), at(0.95), at(0.99), len(ordered))
