"""The magnified scale of a trace: milliseconds to pixels, with a cut where most of the time is mere waiting."""

from typing import NamedTuple

from app.consistency.spans import spans_of
from app.consistency.trace import Stage, Trace

CUT_PX = 64.0
CUT_FROM = 3.0
"""A span is cut when it is so many times longer than all the others together."""
KEPT_SHARE = 0.12
"""So much of the others' time is shown of the cut span on each side of the cut."""


class Scale(NamedTuple):
    """`cut` is the stretch of time that is left out (ms, from and to), None for none. Both sides have one scale."""

    left: float
    width: float
    whole_ms: float
    cut: tuple[float, float] | None
    cut_stage: Stage | None

    @property
    def px_per_ms(self) -> float:
        """The scale on both sides of the cut."""
        if self.cut is None:
            return self.width / max(self.whole_ms, 1e-6)
        return (self.width - CUT_PX) / max(self.whole_ms - (self.cut[1] - self.cut[0]), 1e-6)

    def x(self, ms: float) -> float:
        """Where a time lies; one inside the cut lies proportionally inside its gap."""
        if self.cut is None or ms <= self.cut[0]:
            return self.left + ms * self.px_per_ms
        begin, end = self.cut
        at_cut = self.left + begin * self.px_per_ms
        if ms < end:
            return at_cut + CUT_PX * (ms - begin) / (end - begin)
        return at_cut + CUT_PX + (ms - end) * self.px_per_ms


def scale_of(trace: Trace, left: float, width: float) -> Scale:
    """The scale on which all spans of a trace are seen."""
    spans = spans_of(trace)
    whole = max((span.end_ms for span in spans), default=0.0)
    longest = max(spans, key=lambda span: span.took_ms, default=None)
    if longest is None or whole <= 0:
        return Scale(left, width, max(whole, 1.0), None, None)
    rest = whole - longest.took_ms
    if rest <= 0 or longest.took_ms < CUT_FROM * rest:
        return Scale(left, width, whole, None, None)
    shown = rest * KEPT_SHARE
    return Scale(left, width, whole, (longest.start_ms + shown, longest.end_ms - shown), longest.stage)


def scale_ticks(scale: Scale, room_px: float = 46) -> list[float]:
    """Round milliseconds to write over the scale, none inside the cut, none closer than `room_px`."""
    step = 0.1
    for factor in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000):
        step = factor
        if factor * scale.px_per_ms >= room_px:
            break
    count = int(scale.whole_ms / step + 1e-6)
    if count > 10_000:
        # A long wait between two short ends: ticks at both ends alone.
        begin, end = scale.cut or (scale.whole_ms, scale.whole_ms)
        low = [at * step for at in range(int(begin / step) + 1)]
        first = int(end / step) + 1
        high = [at * step for at in range(first, int(scale.whole_ms / step) + 1)]
        return low + high
    ticks = [at * step for at in range(count + 1)]
    if scale.cut is None:
        return ticks
    edge = room_px / 3 / scale.px_per_ms
    return [tick for tick in ticks if tick <= scale.cut[0] - edge or tick >= scale.cut[1] + edge]
