"""The lag of the last minute as one soft line: the largest sample of each pixel column, antialiased, filled beneath."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QLinearGradient, QPainter, QPainterPath, QPen

from ui.theme import Theme

SAMPLES = 240
"""How many samples (one each 250 ms) the width stands for."""

STEPS_MS = (40, 100, 200, 400, 1_000, 2_000, 4_000, 10_000, 20_000, 40_000, 100_000, 300_000, 1_000_000)
"""The scale's upper ends: it changes rarely and to round figures."""

_END_GAP_PX = 4.0
_REST_PX = 2.0


def ceiling(highest_ms: float) -> float:
    """The upper end of the scale, a fifth above the highest sample or more."""
    return next((float(step) for step in STEPS_MS if step >= highest_ms * 1.2), highest_ms * 1.2)


def columns(series: Sequence[float], width: int) -> list[tuple[float, float]]:
    """The highest sample of each pixel column as (x, milliseconds); the newest is always at `width`."""
    step = width / (SAMPLES - 1)
    first = SAMPLES - len(series)
    highest: dict[int, float] = {}
    for index, sample in enumerate(series[-SAMPLES:]):
        column = round((max(0, first) + index) * step)
        highest[column] = max(sample, highest.get(column, 0.0))
    return [(float(column), sample) for column, sample in highest.items()]


def bends(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points without those amid a level stretch: the line is the same, and a calm minute has few to stroke."""
    last = len(points) - 1
    return [
        point
        for at, point in enumerate(points)
        if at in (0, last) or not points[at - 1][1] == point[1] == points[at + 1][1]
    ]


def paint_sparkline(painter: QPainter, rect: QRectF, series: Sequence[float], theme: Theme) -> None:
    """Paint the line with its scale into `rect`; the end is marked by a dot."""
    painter.setPen(QPen(theme.color("border"), 1))
    for y in (rect.top(), rect.center().y(), rect.bottom()):
        painter.drawLine(QPointF(rect.left(), round(y) + 0.5), QPointF(rect.right(), round(y) + 0.5))
    if not series:
        return
    top = ceiling(max(series))
    floor = rect.bottom() - _REST_PX
    height = floor - rect.top() - 4
    points = [
        QPointF(rect.left() + x, floor - round(2 * height * sample / top) / 2)  # a calm line has no stitches
        for x, sample in bends(columns(series, round(rect.width() - _END_GAP_PX)))
    ]
    line = QPainterPath(points[0])
    for point in points[1:]:
        line.lineTo(point)
    area = QPainterPath(line)
    area.lineTo(points[-1].x(), rect.bottom())
    area.lineTo(points[0].x(), rect.bottom())
    fill = QLinearGradient(0, min(point.y() for point in points), 0, rect.bottom())
    fill.setColorAt(0, theme.color("accent", 0.20))
    fill.setColorAt(1, theme.color("accent", 0.02))
    painter.fillPath(area, fill)
    pen = QPen(theme.color("accent"), 1.6)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.strokePath(line, pen)
    painter.setPen(QPen(theme.color("card"), 2))
    painter.setBrush(theme.color("accent"))
    painter.drawEllipse(points[-1], 3.8, 3.8)
