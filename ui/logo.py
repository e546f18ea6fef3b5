"""The mark of Tideline, painted: a rounded square with a wave across it. Also the window's icon."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

from ui.theme import LIGHT, Theme

_SIZES = (16, 24, 32, 48, 64, 128, 256)


def paint_logo(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """Paint the mark into the square `rect`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    clip = QPainterPath()
    clip.addRoundedRect(rect, rect.width() * 0.29, rect.width() * 0.29)
    accent = theme.color("accent")
    painter.fillPath(clip, accent)
    edge = _edge(rect)
    below = QPainterPath(edge)
    below.lineTo(rect.bottomRight())
    below.lineTo(rect.bottomLeft())
    below.closeSubpath()
    painter.fillPath(clip.intersected(below), QColor(255, 255, 255, 60))
    painter.setClipPath(clip)
    painter.strokePath(edge, QPen(theme.color("on_accent"), rect.width() * 0.085))
    painter.restore()


def _edge(rect: QRectF) -> QPainterPath:
    height = rect.height()
    steps = 24
    points = [
        QPointF(
            rect.left() + rect.width() * step / steps,
            rect.top() + height * (0.5 - 0.105 * math.sin(2 * math.pi * (step / steps * 0.98 + 0.02))),
        )
        for step in range(steps + 1)
    ]
    path = QPainterPath(points[0] - QPointF(1, 0))
    for point in points:
        path.lineTo(point)
    path.lineTo(points[-1] + QPointF(1, 0))
    return path


def window_icon() -> QIcon:
    """The mark at the sizes that taskbars ask for."""
    icon = QIcon()
    for size in _SIZES:
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint_logo(painter, QRectF(0, 0, size, size), LIGHT)
        painter.end()
        icon.addPixmap(pixmap)
    return icon
