"""How many versions behind? A small chart for each of a few numbers of newest versions."""

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
            place = round(marker_ms / self._span * _POINTS)
            curves = zip(VERSIONS, nested(reading.versions, self._span), strict=True)
            shares = (f"{versions_words(k)}: {percent(points[place][1])}" for k, points in curves)
            self.setAccessibleDescription(", ".join(shares))
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
            line = QRectF(card.left() + 20, card.top() + 14, card.width() - 40, 26)
            painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        columns = 2 if narrow else len(VERSIONS)
        rows = len(VERSIONS) // columns
        known = any(curve.writes for curve in self._reading.versions)
        area = card.adjusted(20, 48, -20, -12)
        width = (area.width() - (columns - 1) * _GAP_PX) / columns
        height = (area.height() - (rows - 1) * 10) / rows
        span = self._span
        for at, (k, points) in enumerate(zip(VERSIONS, nested(self._reading.versions, span), strict=True)):
            row, column = divmod(at, columns)
            place = QRectF(area.left() + column * (width + _GAP_PX), area.top() + row * (height + 10), width, height)
            self._paint_one(painter, place, k, points if known else ())

    @property
    def _span(self) -> float:
        return nice(max(3 * self._marker, 5.0), (1.0, 1.5, 3.0, 6.0))

    def _paint_one(self, painter: QPainter, place: QRectF, k: int, points: Points) -> None:
        theme, span = self.look.theme, self._span
        axes = Axes(place.adjusted(0, 34, 0, -28), (0.0, span), (0.0, 1.0))
        painter.setPen(theme.color("text"))
        painter.setFont(font(14, QFont.Weight.Medium))
        top = QRectF(place.left(), place.top(), place.width(), 24)
        painter.drawText(top, _LEFT, versions_words(k))
        painter.setFont(font(16, QFont.Weight.Bold))
        painter.setPen(theme.color("accent"))
        fresh = points[round(self._marker / span * _POINTS)][1] if points else 0.0
        painter.drawText(top, _RIGHT, percent(fresh) if points else DASH)
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
            paint_marker(painter, axes.at(self._marker, fresh), theme.color("accent"), theme, 5.5)


def nested(curves: Sequence[FreshCurve], span: float) -> list[list[tuple[float, float]]]:
    """Points of each curve up to `span`; who is among the k newest is among more, so none lies under the one before."""
    times = [span * at / _POINTS for at in range(_POINTS + 1)]
    shares = [0.0] * len(times)
    found = []
    for curve in curves:
        shares = [max(share, curve.at(time).fresh) for time, share in zip(times, shares, strict=True)]
        found.append(list(zip(times, shares, strict=True)))
    return found


def _paint_area(painter: QPainter, axes: Axes, points: Points, above: QColor, below: QColor) -> None:
    """Fill what lies under a curve, paler downward."""
    area = QPainterPath(axes.at(points[0][0], 0.0))
    for point in points:
        area.lineTo(axes.at(*point))
    area.lineTo(axes.plot.right(), axes.plot.bottom())
    area.closeSubpath()
    fill = QLinearGradient(axes.plot.topLeft(), axes.plot.bottomLeft())
    fill.setColorAt(0, above)
    fill.setColorAt(1, below)
    painter.fillPath(area, fill)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
