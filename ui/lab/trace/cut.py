"""The cut in a scale, with torn edges, and the amber hatching of a delay that somebody set."""

import math

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPainterPath, QPen

from ui.lab.trace.scale import CUT_PX, Scale
from ui.theme import Theme, font

_TOOTH_PX = 3.0
_TEETH_PX = 6.0
_HATCH_PX = 7.0


def hatch(painter: QPainter, rect: QRectF, theme: Theme, radius: float = 4) -> None:
    """Fill a bar with the hatching that means 'a delay set by hand'."""
    painter.save()
    amber = theme.color("badge", 0.55)
    path = QPainterPath()
    path.addRoundedRect(rect, radius, radius)
    painter.setPen(QPen(amber, 1))
    painter.setBrush(theme.color("strip"))
    painter.drawPath(path)
    painter.setClipPath(path)
    painter.setPen(QPen(amber, 1.4))
    count = math.ceil((rect.width() + rect.height()) / _HATCH_PX)
    lefts = [rect.left() - rect.height() + at * _HATCH_PX for at in range(count)]
    painter.drawLines([QLineF(x, rect.bottom(), x + rect.height(), rect.top()) for x in lefts])
    painter.restore()


def paint_cut(painter: QPainter, scale: Scale, top: float, bottom: float, theme: Theme) -> None:
    """Paint the stretch of time that is left out, over the rows, and say so above it."""
    if scale.cut is None:
        return
    left = scale.x(scale.cut[0]) + 6
    right = left + CUT_PX - 12
    path = QPainterPath(QPointF(left, top))
    for x, down in ((left, True), (right, False)):
        y, end = (top, bottom) if down else (bottom, top)
        step = _TEETH_PX if down else -_TEETH_PX
        out = False
        path.lineTo(x, y)
        while (y < end) if down else (y > end):
            y += step
            out = not out
            path.lineTo(x + (_TOOTH_PX if out else -_TOOTH_PX), y)
    path.closeSubpath()
    painter.setPen(QPen(theme.color("muted", 0.6), 1.2))
    painter.setBrush(theme.color("chosen"))
    painter.drawPath(path)
    painter.setFont(font(13, QFont.Weight.Medium))
    painter.setPen(theme.color("badge"))
    painter.drawText(QRectF(left - 20, top - 24, right - left + 40, 20), Qt.AlignmentFlag.AlignCenter, "cut")
