"""Curves of the lab: axes, lines, a band, steps and a marker, painted by hand and antialiased."""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QLinearGradient, QPainter, QPainterPath, QPen

from ui.theme import Theme, font

Points = Sequence[tuple[float, float]]

NARROW_PX = 3.5
"""A step of a curve that is no wider is painted as a slope: nobody can tell, and there are half as many corners."""
LEFT_PX = 50
"""What the words of the vertical axis take."""
BELOW_PX = 28


class Axes(NamedTuple):
    """The two scales of a chart and the words of their ticks. `plot` is where the curves are, in pixels."""

    plot: QRectF
    x: tuple[float, float]
    y: tuple[float, float]

    def at(self, x: float, y: float) -> QPointF:
        """Where a value lies, in pixels; values beyond the scales lie at their ends."""
        across = (min(max(x, self.x[0]), self.x[1]) - self.x[0]) / (self.x[1] - self.x[0])
        up = (min(max(y, self.y[0]), self.y[1]) - self.y[0]) / (self.y[1] - self.y[0])
        return QPointF(self.plot.left() + across * self.plot.width(), self.plot.bottom() - up * self.plot.height())

    def value_at(self, pixel_x: float) -> float:
        """The horizontal value under a pixel."""
        across = (pixel_x - self.plot.left()) / max(1.0, self.plot.width())
        return self.x[0] + min(max(across, 0.0), 1.0) * (self.x[1] - self.x[0])


def axes_in(rect: QRectF, x: tuple[float, float], y: tuple[float, float]) -> Axes:
    """Axes for a chart painted into `rect`, with room for the words of both scales."""
    return Axes(rect.adjusted(LEFT_PX, 8, -6, -BELOW_PX), x, y)


def ticks(low: float, high: float, at_most: int = 6) -> list[float]:
    """Round values between two ends, at most so many."""
    span = high - low
    if span <= 0:
        return [low]
    raw = span / max(1, at_most - 1)
    power = 10 ** math.floor(math.log10(raw))
    step = next((factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw), 10 * power)
    first = math.ceil(low / step - 1e-9) * step
    return [first + index * step for index in range(int((high - first) / step + 1e-9) + 1)]


def paint_axes(
    painter: QPainter,
    axes: Axes,
    theme: Theme,
    x_words: Callable[[float], str],
    y_words: Callable[[float], str],
    *,
    y_ticks: Sequence[float] | None = None,
    x_ticks: Sequence[float] | None = None,
) -> None:
    """Paint the lines across and the words of both scales."""
    made = font(13, QFont.Weight.Normal)
    painter.setFont(made)
    for value in y_ticks if y_ticks is not None else ticks(*axes.y, 5):
        y = round(axes.at(axes.x[0], value).y()) + 0.5
        painter.setPen(QPen(theme.color("border"), 1))
        painter.drawLine(QPointF(axes.plot.left(), y), QPointF(axes.plot.right(), y))
        painter.setPen(theme.color("muted"))
        words = QRectF(axes.plot.left() - LEFT_PX, y - 10, LEFT_PX - 10, 20)
        painter.drawText(words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, y_words(value))
    painter.setPen(theme.color("muted"))
    for value in x_ticks if x_ticks is not None else ticks(*axes.x):
        x = axes.at(value, axes.y[0]).x()
        words = QRectF(x - 50, axes.plot.bottom() + 6, 100, 20)
        align = Qt.AlignmentFlag.AlignHCenter
        if x + 50 > axes.plot.right() + 6:
            words.moveRight(axes.plot.right() + 4)
            align = Qt.AlignmentFlag.AlignRight if x > axes.plot.right() - 24 else align
        painter.drawText(words, align | Qt.AlignmentFlag.AlignVCenter, x_words(value))


def paint_line(
    painter: QPainter,
    axes: Axes,
    points: Points,
    colour: QColor,
    *,
    width: float = 2.0,
    dashed: bool = False,
    stepped: bool = False,
) -> None:
    """Paint a curve through `points` (ordered by x); `stepped` holds each value until the next."""
    if len(points) < 2:
        return
    pen = QPen(colour, width)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)  # round ones take twice as long, and look the same
    if dashed:
        pen.setDashPattern([3, 2.2])
    painter.strokePath(_path(axes, points, stepped=stepped), pen)


def paint_band(painter: QPainter, axes: Axes, low: Points, high: Points, colour: QColor) -> None:
    """Fill what lies between two stepped curves."""
    if len(low) < 2 or len(high) < 2:
        return
    area = _path(axes, high, stepped=True)
    back = _path(axes, low, stepped=True).toReversed()
    area.connectPath(back)
    area.closeSubpath()
    painter.fillPath(area, colour)


def paint_area(painter: QPainter, axes: Axes, points: Points, above: QColor, below: QColor) -> None:
    """Fill what lies under a curve down to the axis, in one colour above and another below."""
    area = _path(axes, points, stepped=False)
    area.lineTo(area.currentPosition().x(), axes.plot.bottom())
    area.lineTo(axes.at(points[0][0], axes.y[0]))
    area.closeSubpath()
    fill = QLinearGradient(axes.plot.topLeft(), axes.plot.bottomLeft())
    fill.setColorAt(0, above)
    fill.setColorAt(1, below)
    painter.fillPath(area, fill)


def paint_marker(painter: QPainter, at: QPointF, colour: QColor, theme: Theme, radius: float = 6.0) -> None:
    """Paint a dot with a rim in the card's colour."""
    painter.setPen(QPen(theme.color("card"), 2.5))
    painter.setBrush(colour)
    painter.drawEllipse(at, radius, radius)


def _path(axes: Axes, points: Points, *, stepped: bool) -> QPainterPath:
    """As `Axes.at` for each point; its arithmetic stands here, since a curve has hundreds of points."""
    (x_from, x_to), (y_from, y_to) = axes.x, axes.y
    left, bottom = axes.plot.left(), axes.plot.bottom()
    across, up = axes.plot.width() / (x_to - x_from), axes.plot.height() / (y_to - y_from)
    path = QPainterPath(axes.at(*points[0]))
    before_x, before_y = path.currentPosition().toTuple()
    for x, y in points[1:]:
        pixel_x = left + (min(max(x, x_from), x_to) - x_from) * across
        pixel_y = bottom - (min(max(y, y_from), y_to) - y_from) * up
        if stepped and pixel_x - before_x > NARROW_PX:
            path.lineTo(pixel_x, before_y)
        path.lineTo(pixel_x, pixel_y)
        before_x, before_y = pixel_x, pixel_y
    return path
