"""The wave that underlines glyphs which the read store does not hold yet; feed, thread and profile paint it alike."""

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPen

TEXT_DROP = 4.5
"""Pixels from the baseline of a text to the middle of its wave."""
COUNT_DROP = 5.2
"""The same for a count."""
_WIDTH = 1.5
_AMPLITUDE = 1.35
_PERIOD = 12.0
_WASH_ALPHA = 0.20
_WASH_HEIGHT = 13.0


def half_waves(width: float) -> int:
    """How many half-waves fill `width`: a whole number, at least two, so that the wave ends on its middle line."""
    return max(2, round(width / (_PERIOD / 2)))


def paint_wave(
    painter: QPainter,
    left: float,
    width: float,
    y: float,
    color: QColor,
    *,
    descenders: QPainterPath | None = None,
    drained: float = 0.0,
) -> None:
    """Paint the wash and the wave under glyphs from `left`, `width` wide, with the wave's middle at `y`.

    `descenders` are areas to leave free; `drained` runs from 0 to 1 as the wave runs off to the right.
    """
    if width <= 0 or drained >= 1:
        return
    gone = width * drained
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    wash = QLinearGradient(0, y - _WASH_HEIGHT, 0, y)
    clear = QColor(color)
    clear.setAlphaF(0)
    tinted = QColor(color)
    tinted.setAlphaF(_WASH_ALPHA * color.alphaF())
    wash.setColorAt(0, clear)
    wash.setColorAt(1, tinted)
    painter.fillRect(QRectF(left + gone, y - _WASH_HEIGHT, width - gone, _WASH_HEIGHT), wash)
    area = QPainterPath()
    area.addRect(QRectF(left + gone - 1, y - 4, width - gone + 2, 8))
    if descenders is not None:
        area = area.subtracted(descenders)
    painter.setClipPath(area)
    pen = QPen(color, _WIDTH)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.translate(left, y)
    painter.drawPath(_wave(round(width * 4)))
    painter.restore()


@lru_cache(maxsize=256)
def _wave(quarter_px: int) -> QPainterPath:
    width = quarter_px / 4
    count = half_waves(width)
    path = QPainterPath(QPointF(0, 0))
    steps = count * 6
    for step in range(1, steps + 1):
        path.lineTo(width * step / steps, _AMPLITUDE * math.sin(math.pi * count * step / steps))
    return path
