"""Where the one to four pictures of a post lie in its card."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF

from app.media import MediaItem

GAP = 6
RADIUS = 12
_LOWEST = 0.42
_HIGHEST = 0.92
_PAIR = 0.62
_MOST_PX = 460


def media_grid(items: Sequence[MediaItem], left: float, top: float, width: float) -> tuple[QRectF, ...]:
    """The rectangles of the pictures, in order: one in its own proportions, two and four in halves, three as 1 + 2."""
    half = (width - GAP) / 2
    match len(items):
        case 0:
            return ()
        case 1:
            return (QRectF(left, top, width, _single_height(items[0], width)),)
        case 2:
            height = float(round(half / _PAIR * 0.72))
            return (QRectF(left, top, half, height), QRectF(left + half + GAP, top, half, height))
        case 3:
            height = float(round(width * _PAIR))
            low = (height - GAP) / 2
            right = left + half + GAP
            return (
                QRectF(left, top, half, height),
                QRectF(right, top, half, low),
                QRectF(right, top + low + GAP, half, low),
            )
        case _:
            height = float(round(half * _PAIR))
            return tuple(
                QRectF(left + (half + GAP) * (at % 2), top + (height + GAP) * (at // 2), half, height)
                for at in range(4)
            )


def _single_height(item: MediaItem, width: float) -> float:
    ratio = item.height / item.width if item.width > 0 and item.height > 0 else _PAIR
    return float(round(min(_MOST_PX, width * min(_HIGHEST, max(_LOWEST, ratio)))))
