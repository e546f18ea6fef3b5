"""How many versions behind? A small chart for each of a few numbers of newest versions."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QLinearGradient, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.consistency.fresh_curve import FreshCurve
from app.lab.readings.staleness import VERSIONS, FreshReading, nice
from ui.lab.chart import Axes, Points, paint_line, paint_marker
from ui.lab.panel import Panel
from ui.lab.staleness.shown import milliseconds, percent, versions_words
from ui.sync_card.readout import DASH
from ui.theme import Look, font

HEIGHT_PX = 248
NARROW_HEIGHT_PX = 420
_NARROW_PX = 520
_GAP_PX = 20
_POINTS = 90
"""A third of them is the marker's place, wherever the axis ends."""


class VersionsPanel(Panel):
    """Shows the curves at the time of the big chart's marker."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "How many versions behind?", "the read is among …", parent)
        self._reading: FreshReading | None = None
        self._marker = 0.0
        self.setToolTip(
            "k-staleness: the chance that a read is among the k newest versions of the whole log, by the time since "
            "the last write. A read counts only until the next write."
        )

    def show_reading(self, reading: FreshReading, marker_ms: float) -> None:
        """Show a reading at a time."""
        before, self._reading = self._reading, reading
        if before is None or reading.versions != before.versions or marker_ms != self._marker:
            self._marker = marker_ms
            curves = zip(VERSIONS, nested(reading.versions, self._span), strict=True)
            shares = ((k, share_at(points, marker_ms)) for k, points in curves)
            told = (f"{versions_words(k)}: {'not known' if share is None else percent(share)}" for k, share in shares)
            self.setAccessibleDescription(", ".join(told))
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint_card(painter)
        if self._reading is None:
            return
        theme, card = self.look.theme, self.card()
        narrow = self.width() < _NARROW_PX
        if not narrow:
            painter.setFont(font(14))
            painter.setPen(theme.color("muted"))
            words = f"{milliseconds(self._marker) if self._marker else 'right'} after the last write"
            if self._known and self._marker > self._known:
                words = f"the next write came within {milliseconds(nice(self._known))}"
            line = QRectF(card.left() + 20, card.top() + 14, card.width() - 40, 26)
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        columns = 2 if narrow else len(VERSIONS)
        rows = len(VERSIONS) // columns
        area = card.adjusted(20, 48, -20, -12)
        width = (area.width() - (columns - 1) * _GAP_PX) / columns
        height = (area.height() - (rows - 1) * 10) / rows
        span = self._span
        for at, (k, points) in enumerate(zip(VERSIONS, nested(self._reading.versions, span), strict=True)):
            row, column = divmod(at, columns)
            place = QRectF(area.left() + column * (width + _GAP_PX), area.top() + row * (height + 10), width, height)
            self._paint_one(painter, place, k, points)

    @property
    def _known(self) -> float:
        """For how long after a write anything was watched, in ms."""
        curves = self._reading.versions if self._reading is not None else ()
        return max((math.inf if is_whole(curve) else curve.last_ms for curve in curves), default=0.0)

    @property
    def _span(self) -> float:
        return nice(max(min(3 * self._marker, 1.2 * self._known), 5.0), (1.0, 1.5, 3.0, 6.0))

    def _paint_one(self, painter: QPainter, place: QRectF, k: int, points: Points) -> None:
        theme, span = self.look.theme, self._span
        axes = Axes(place.adjusted(0, 34, 0, -28), (0.0, span), (0.0, 1.0))
        painter.setPen(theme.color("text"))
        painter.setFont(font(14, QFont.Weight.Medium))
        top = QRectF(place.left(), place.top(), place.width(), 24)
        painter.drawText(top, _LEFT, versions_words(k))
        painter.setFont(font(16, QFont.Weight.Bold))
        painter.setPen(theme.color("accent"))
        fresh = share_at(points, self._marker)
        painter.drawText(top, _RIGHT, DASH if fresh is None else percent(fresh))
        painter.setPen(QPen(theme.color("border"), 1))
        for share in (0.0, 0.5, 1.0):
            y = round(axes.at(0, share).y()) + 0.5
            painter.drawLine(QPointF(axes.plot.left(), y), QPointF(axes.plot.right(), y))
        painter.setFont(font(13))
        painter.setPen(theme.color("muted"))
        below = QRectF(place.left(), axes.plot.bottom() + 6, place.width(), 20)
        painter.drawText(below, _LEFT, "0")
        painter.drawText(below, _RIGHT, milliseconds(span))
        if points:
            _paint_area(painter, axes, points, theme.color("accent", 0.2), theme.color("accent", 0.02))
            paint_line(painter, axes, points, theme.color("accent"), width=2.0)
            if fresh is not None:
                paint_marker(painter, axes.at(self._marker, fresh), theme.color("accent"), theme, 5.5)


def nested(curves: Sequence[FreshCurve], span: float) -> list[list[tuple[float, float]]]:
    """Points of each curve up to `span`, or to where the next write always came before.

    Who is among the k newest is among more, so none lies under the one before.
    """
    times = [span * at / _POINTS for at in range(_POINTS + 1)]
    shares = [0.0] * len(times)
    ends = 0.0
    found: list[list[tuple[float, float]]] = []
    for curve in curves:
        if not curve.writes:
            found.append([])
            continue
        shares = [max(share, curve.at(time).fresh) for time, share in zip(times, shares, strict=True)]
        ends = max(ends, span if is_whole(curve) else min(span, curve.last_ms))
        watched = [(time, share) for time, share in zip(times, shares, strict=True) if time <= ends]
        found.append([*watched, (ends, watched[-1][1])])
    return found


def share_at(points: Points, time_ms: float) -> float | None:
    """The share at a time, None where nothing was watched so long."""
    if not points or time_ms > points[-1][0]:
        return None
    return next(share for time, share in reversed(points) if time <= time_ms)


def is_whole(curve: FreshCurve) -> bool:
    """Whether the curve comes to 100%, so that it is known for ever."""
    return bool(curve.writes) and curve.points[-1].fresh >= 1


def _paint_area(painter: QPainter, axes: Axes, points: Points, above: QColor, below: QColor) -> None:
    """Fill what lies under a curve, paler downward."""
    area = QPainterPath(axes.at(points[0][0], 0.0))
    for point in points:
        area.lineTo(axes.at(*point))
    area.lineTo(axes.at(points[-1][0], 0.0))
    area.closeSubpath()
    fill = QLinearGradient(axes.plot.topLeft(), axes.plot.bottomLeft())
    fill.setColorAt(0, above)
    fill.setColorAt(1, below)
    painter.fillPath(area, fill)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
