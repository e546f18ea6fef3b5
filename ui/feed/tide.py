"""The tide line as plain data: where the water ends, what stands in it, what the buoy says. No pixels are painted here.

Positions are pixels from the top of the feed's content. `ui.feed.tide_painter` paints what this module decides.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.consistency.visible import FeedTide

STANDING_TOP: Final = 14
"""From the tabs' zone to the first card that stands in the water."""
REST_ROW: Final = 52
"""The row that the line owns when nothing stands in the water."""
STANDING_ROW: Final = 54
"""The row that the line owns below the last standing card."""
GAP: Final = 16
SUNK_HEIGHT: Final = 54
DEPTH_PER_DOUBLING: Final = 12
DEPTH_MAX: Final = 72
NOTICED_MS: Final = 100
"""What passes sooner than this is not shown."""

_REST_LINE = 25
_STANDING_LINE = 30
_DOCK_LINE = 10


@dataclass(frozen=True)
class Shape:
    """What the water looks like: everything that slides when the tide changes.

    `line_y` is the middle of the edge, `swell` scales its curve, `strength` the water's colour, `line_alpha` the line.
    The line itself lies `depth` pixels above the edge, where no card can hide it.
    """

    line_y: float
    swell: float
    strength: float
    line_alpha: float
    depth: float = 0.0

    @property
    def surface_y(self) -> float:
        """The middle of the line."""
        return self.line_y - self.depth

    def toward(self, other: "Shape", progress: float) -> "Shape":
        """This shape on its way to `other`; `progress` from 0 to 1."""
        if progress >= 1:
            return other
        return Shape(
            self.line_y + (other.line_y - self.line_y) * progress,
            self.swell + (other.swell - self.swell) * progress,
            self.strength + (other.strength - self.strength) * progress,
            self.line_alpha + (other.line_alpha - self.line_alpha) * progress,
            self.depth + (other.depth - self.depth) * progress,
        )

    def edge(self, x: float) -> float:
        """The y of the water's edge at `x` pixels from the left of the feed column."""
        return self.line_y + self.swell * swell_at(x)

    def surface(self, x: float) -> float:
        """The y of the line at `x` pixels from the left of the feed column."""
        return self.edge(x) - self.depth


@dataclass(frozen=True)
class Buoy:
    """What the buoy on the line says; `calm` when nothing is on the way, `sentence` says it in full."""

    text: str
    sentence: str
    calm: bool


@dataclass(frozen=True)
class TideGeometry:
    """The top of a feed: `tops` of the standing cards, the first card ashore at `shore_y`, the water and the buoy.

    `row_y` is the middle of the row that the line owns: the water may reach deeper, behind the cards ashore.
    """

    tops: tuple[float, ...]
    shore_y: float
    row_y: float
    depth: float
    shape: Shape
    buoy: Buoy


def swell_at(x: float, ripple: int = 0) -> float:
    """The curve of the edge, and of the `ripple`-th line of light above it, before it is scaled."""
    shift = 0.5 * ripple
    turn = 2 * math.pi * (x + _PHASE_PX)
    return 3.0 * math.sin(turn / 236 + 0.6 + shift) + 1.3 * math.sin(turn / 97 + 2.1 - 1.7 * shift)


_PHASE_PX = 265


def tide_geometry(tide: FeedTide, heights: Sequence[float], top: float, noticed: bool = True) -> TideGeometry:
    """Lay out the top of a feed below the tabs' zone, which is `top` pixels high.

    `heights` are those of the cards and sunk rows in the water, from the top; `noticed` is False as long as
    what is on the way has not waited for `NOTICED_MS`, so that quick changes leave the water calm.
    """
    tops: list[float] = []
    y = top + STANDING_TOP
    for height in heights:
        tops.append(y)
        y += height + GAP
    if heights:
        bottom = y - GAP
        row_y, shore_y = bottom + _STANDING_LINE, bottom + STANDING_ROW
    else:
        row_y, shore_y = top + _REST_LINE, top + REST_ROW
    depth = depth_of(tide) if noticed else 0.0
    shape = replace(_shape(tide, bool(heights), noticed), line_y=row_y + depth, depth=depth)
    return TideGeometry(tuple(tops), shore_y, row_y, depth, shape, buoy_of(tide, noticed=noticed))


def dock_shape(geometry: TideGeometry, top: float) -> Shape:
    """The water while the line is scrolled away: it waits right under the tabs."""
    return replace(geometry.shape, line_y=top + _DOCK_LINE, depth=0.0)


def depth_of(tide: FeedTide) -> float:
    """How much deeper the water is for what others have waiting: 12 px a doubling, at most 72."""
    own = sum(operation.stage == "committed" for operation in tide.operations)
    others = max(0, tide.waiting - own)
    return min(float(DEPTH_MAX), DEPTH_PER_DOUBLING * math.log2(1 + others))


def buoy_of(tide: FeedTide, *, noticed: bool = True) -> Buoy:
    """What the buoy says: what is on the way and for how long, else what failed, else 'all ashore'."""
    saving = sum(operation.stage == "saving" for operation in tide.operations) if noticed else 0
    rejected = sum(operation.stage == "rejected" for operation in tide.operations)
    waiting = tide.waiting if noticed else 0
    parts: list[str] = []
    if waiting:
        age = f" · {age_label(tide.oldest_ms)}" if tide.oldest_ms > 0 else ""
        parts.append(f"{waiting:,} on the way{age}")
    elif saving:
        parts.append(f"{saving} saving")
    if rejected:
        parts.append(f"{rejected} not saved")
    if tide.held:
        parts.append(f"{tide.held} held back")
    if tide.stopped:
        parts.append("read side stopped")
    if not parts:
        return Buoy("all ashore", "All ashore: everything saved is in the feeds. Open the sync card.", calm=True)
    text = " · ".join(parts)
    reason = f" {tide.stopped}" if tide.stopped else ""
    return Buoy(text, f"{text}: read position {tide.read:,} of {tide.write:,}.{reason} Open the sync card.", calm=False)


def age_label(age_ms: float) -> str:
    """An age as the buoy shows it: 2.4 s, 12 s, 3 min."""
    seconds = age_ms / 1000
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min"


def _shape(tide: FeedTide, standing: bool, noticed: bool) -> Shape:
    rejected = any(operation.stage == "rejected" for operation in tide.operations)
    under_way = any(operation.stage in {"saving", "committed"} for operation in tide.operations) or tide.waiting > 0
    if under_way and (noticed or standing):
        return Shape(0.0, 1.0, 1.0, 1.0)
    if rejected or tide.held or standing:
        return Shape(0.0, 0.7, 0.89, 1.0)
    return Shape(0.0, 0.35, 0.45, 0.7)
