"""How many versions behind? A small chart for each of a few numbers of newest versions."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QLinearGradient, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.consistency.fresh_curve import FreshCurve
from app.lab.readings.staleness import VERSIONS, FreshReading, nice
from ui.lab.chart import Axes, paint_line, paint_marker
from ui.lab.panel import Panel
from ui.lab.staleness.fresh_chart import steps
from ui.lab.staleness.shown import milliseconds, percent, versions_words
from ui.theme import Look, font

HEIGHT_PX = 248
NARROW_HEIGHT_PX = 420
_NARROW_PX = 520
_GAP_PX = 20


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
        if reading is not self._reading or marker_ms != self._marker:
            self._reading, self._marker = reading, marker_ms
            shares = (
                f"{versions_words(k)}: {percent(curve.at(marker_ms).fresh)}"
                for k, curve in zip(VERSIONS, reading.versions, strict=True)
            )
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
        area = card.adjusted(20, 48, -20, -12)
        width = (area.width() - (columns - 1) * _GAP_PX) / columns
        height = (area.height() - (rows - 1) * 10) / rows
        span = nice(max(3 * self._marker, 5.0), (1.0, 1.5, 3.0, 6.0))
        for at, (k, curve) in enumerate(zip(VERSIONS, self._reading.versions, strict=True)):
            row, column = divmod(at, columns)
            place = QRectF(area.left() + column * (width + _GAP_PX), area.top() + row * (height + 10), width, height)
            self._paint_one(painter, place, k, curve, span)

    def _paint_one(self, painter: QPainter, place: QRectF, k: int, curve: FreshCurve, span: float) -> None:
        theme = self.look.theme
        axes = Axes(place.adjusted(0, 34, 0, -28), (0.0, span), (0.0, 1.0))
        painter.setPen(theme.color("text"))
        painter.setFont(font(14, QFont.Weight.Medium))
        top = QRectF(place.left(), place.top(), place.width(), 24)
        painter.drawText(top, _LEFT, versions_words(k))
        painter.setFont(font(16, QFont.Weight.Bold))
        painter.setPen(theme.color("accent"))
        known = curve.writes > 0
        painter.drawText(top, _RIGHT, percent(curve.at(self._marker).fresh) if known else "–")
        painter.setPen(QPen(theme.color("border"), 1))
        for share in (0.0, 0.5, 1.0):
            y = round(axes.at(0, share).y()) + 0.5
            painter.drawLine(QPointF(axes.plot.left(), y), QPointF(axes.plot.right(), y))
        painter.setFont(font(13))
        painter.setPen(theme.color("muted"))
        below = QRectF(place.left(), axes.plot.bottom() + 6, place.width(), 20)
        painter.drawText(below, _LEFT, "0")
        painter.drawText(below, _RIGHT, milliseconds(span))
        if known:
            _low, fresh, _high = steps(curve, span)
            fresh = [*fresh, (span, fresh[-1][1])]
            _paint_area(painter, axes, fresh, theme.color("accent", 0.2), theme.color("accent", 0.02))
            paint_line(painter, axes, fresh, theme.color("accent"), width=2.0, stepped=True)
            at = axes.at(self._marker, curve.at(self._marker).fresh)
            paint_marker(painter, at, theme.color("accent"), theme, 5.5)


def _paint_area(painter: QPainter, axes: Axes, points: list[tuple[float, float]], above: QColor, below: QColor) -> None:
    """Fill what lies under a stepped curve, paler downward."""
    area = QPainterPath(axes.at(points[0][0], 0.0))
    before = axes.at(*points[0])
    area.lineTo(before)
    for point in points[1:]:
        here = axes.at(*point)
        area.lineTo(here.x(), before.y())
        area.lineTo(here)
        before = here
    area.lineTo(before.x(), axes.plot.bottom())
    area.closeSubpath()
    fill = QLinearGradient(axes.plot.topLeft(), axes.plot.bottomLeft())
    fill.setColorAt(0, above)
    fill.setColorAt(1, below)
    painter.fillPath(area, fill)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
