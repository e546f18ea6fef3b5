"""The chart of P(fresh): measured with its band over predicted, and a marker that a person moves along it."""

from bisect import bisect_right

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from app.consistency.fresh_curve import FreshCurve
from app.lab.readings.staleness import FreshReading
from ui.buttons import focus_ring, shows_ring
from ui.lab.chart import Axes, Points, axes_in, paint_axes, paint_band, paint_line, paint_marker
from ui.lab.layer import Layer
from ui.lab.panel import Panel
from ui.lab.staleness.shown import axis_words, percent, readout, span_ms
from ui.painting import paint_shadow
from ui.theme import CARD_RADIUS, Look, font

BAND_ALPHA = 0.15
_BOX = (236.0, 86.0)
_LEGEND_FROM_PX = 560
_STEPS = 100
_COLUMN_PX = 3
"""As wide as a step of the curves at least is: a curve of thousands of writes has no more than so many."""


class FreshChart(Panel):
    """`pointed(ms)` when a person moves the marker, by the mouse or the arrow keys."""

    pointed = Signal(float)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "Chance that a read is fresh", "", parent)
        self._reading: FreshReading | None = None
        self._marker = 0.0
        self._span = 100.0
        self._ringed = False
        self._ground = Layer(self)
        self._curves = Layer(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setToolTip(
            "P(fresh): the share of reads that see a write, by the time since its commit (Kaplan–Meier; writes on "
            "their way are censored). Dashed: the projector's queue simulated with the delay that is set."
        )

    def show_reading(self, reading: FreshReading, marker_ms: float) -> None:
        """Show a reading, the marker at a time."""
        if reading is not self._reading or marker_ms != self._marker:
            self._reading, self._marker, self._span = reading, marker_ms, span_ms(reading)
            self.setAccessibleDescription(readout(reading, marker_ms).spoken)
            self.update()

    @property
    def axes(self) -> Axes:
        """The scales as they are painted."""
        return axes_in(self.card().adjusted(18, 54, -18, -30), (0.0, self._span), (0.0, 1.0))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point_at(event.position())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._point_at(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        span = self.axes.x[1]
        ways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}
        places = {Qt.Key.Key_Home: 0.0, Qt.Key.Key_End: span}
        key = Qt.Key(event.key())
        if key in ways:
            step = round(self._marker / span * _STEPS) + ways[key]
            self.pointed.emit(span * min(max(step, 0), _STEPS) / _STEPS)
        elif key in places:
            self.pointed.emit(places[key])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ringed = shows_ring(event.reason(), self._ringed, self.look)
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        reading = self._reading
        curves = None if reading is None else (reading.measured, reading.predicted)
        still = (self.look.theme.name, self._span)
        ground = self._ground.picture(still, self._paint_ground)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._curves.picture((still, curves), self._paint_curves, under=ground))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._reading is not None and self._reading.measured.writes:
            self._paint_marker(painter, self._reading)
        if self._ringed and self.hasFocus():
            focus_ring(painter, self.card(), CARD_RADIUS, self.look.theme)

    def _point_at(self, place: QPointF) -> None:
        axes = self.axes
        if axes.plot.adjusted(-12, -12, 12, 12).contains(place):
            value = axes.value_at(place.x())
            step = axes.x[1] / _STEPS
            self.pointed.emit(round(value / step) * step)

    def _paint_ground(self, painter: QPainter) -> None:
        self.paint_card(painter)
        theme, axes = self.look.theme, self.axes
        self._paint_legend(painter)
        quarters = (0.0, 0.25, 0.5, 0.75, 1.0)
        paint_axes(painter, axes, theme, axis_words(axes.x[1]), percent, y_ticks=quarters)
        painter.setPen(theme.color("muted"))
        painter.setFont(font(13))
        below = QRectF(axes.plot.left(), axes.plot.bottom() + 26, axes.plot.width() + 4, 20)
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, "time since the write")

    def _paint_curves(self, painter: QPainter) -> None:
        if self._reading is None or not self._reading.measured.writes:
            return
        theme, axes = self.look.theme, self.axes
        low, fresh, high = steps(self._reading.measured, self._span, round(axes.plot.width() / _COLUMN_PX))
        paint_band(painter, axes, low, high, theme.color("accent", BAND_ALPHA))
        predicted = _within(self._reading.predicted, self._span)
        paint_line(painter, axes, predicted, theme.color("muted"), width=1.8, dashed=True)
        paint_line(painter, axes, fresh, theme.color("accent"), width=2.4, stepped=True)

    def _paint_legend(self, painter: QPainter) -> None:
        if self.width() < _LEGEND_FROM_PX:
            return
        theme, card = self.look.theme, self.card()
        painter.setFont(font(13))
        right, y = card.right() - 20, card.top() + 28
        for words, kind in (("Predicted", "dashed"), ("95% sure", "band"), ("Measured", "line")):
            width = QFontMetricsF(font(13)).horizontalAdvance(words)
            painter.setPen(theme.color("muted"))
            painter.drawText(QRectF(right - width, y - 10, width + 2, 20), Qt.AlignmentFlag.AlignVCenter, words)
            left = right - width - 30
            if kind == "band":
                painter.fillRect(QRectF(left, y - 6, 22, 13), theme.color("accent", BAND_ALPHA))
            else:
                pen = QPen(theme.color("accent" if kind == "line" else "muted"), 2.4 if kind == "line" else 1.8)
                if kind == "dashed":
                    pen.setDashPattern([3, 2.2])
                painter.setPen(pen)
                painter.drawLine(QPointF(left, y), QPointF(left + 22, y))
            right = left - 18

    def _paint_marker(self, painter: QPainter, reading: FreshReading) -> None:
        theme, axes = self.look.theme, self.axes
        marker = min(self._marker, axes.x[1])
        at = axes.at(marker, reading.measured.at(marker).fresh)
        pen = QPen(theme.color("muted"), 1.2)
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.drawLine(QPointF(axes.plot.left(), at.y()), at)
        painter.drawLine(at, QPointF(at.x(), axes.plot.bottom()))
        paint_marker(painter, at, theme.color("accent"), theme, 7.5)
        self._paint_readout(painter, reading, at, axes)

    def _paint_readout(self, painter: QPainter, reading: FreshReading, at: QPointF, axes: Axes) -> None:
        theme, said = self.look.theme, readout(reading, self._marker)
        width, height = _BOX[0], _BOX[1] if said.waiting else _BOX[1] - 22
        left = at.x() + 22 if at.x() + 22 + width <= axes.plot.right() else at.x() - 22 - width
        top = min(max(at.y() + 20, axes.plot.top() + 4), axes.plot.bottom() - height - 8)
        box = QRectF(max(left, axes.plot.left() + 4), top, width, height)
        paint_shadow(painter, box, theme, self.devicePixelRatioF(), 1.0)
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color("card"))
        painter.drawRoundedRect(box, 12, 12)
        big = font(26, QFont.Weight.DemiBold)
        painter.setFont(big)
        painter.setPen(theme.color("accent"))
        painter.drawText(QRectF(box.left() + 16, box.top() + 10, width, 36), _LEFT, said.percent)
        beside = box.left() + 16 + max(70.0, QFontMetricsF(big).horizontalAdvance(said.percent) + 14)
        painter.setFont(font(14, QFont.Weight.DemiBold))
        painter.setPen(theme.color("text"))
        painter.drawText(QRectF(beside, box.top() + 12, width, 20), _LEFT, said.title)
        painter.setFont(font(13))
        painter.setPen(theme.color("muted"))
        painter.drawText(QRectF(beside, box.top() + 32, width, 20), _LEFT, said.band)
        painter.drawText(QRectF(box.left() + 16, box.top() + 54, width - 20, 20), _LEFT, said.waiting)


def steps(curve: FreshCurve, span: float, columns: int) -> tuple[Points, Points, Points]:
    """The lower bound, the estimate and the upper bound as steps up to the end of the axis.

    Of steps that would fall into the same column the last one is kept, so that each is where it belongs.
    """
    ends = (span * (column + 1) / columns for column in range(columns))
    kept = {0, *(bisect_right(curve.times_ms, end) - 1 for end in ends)}
    points = [(curve.times_ms[at], curve.points[at]) for at in sorted(kept)]
    points.append((max(points[-1][0], min(span, curve.last_ms)), points[-1][1]))
    return (
        [(time, point.low) for time, point in points],
        [(time, point.fresh) for time, point in points],
        [(time, point.high) for time, point in points],
    )


def _within(points: Points, span: float) -> Points:
    inside = [point for point in points if point[0] <= span]
    return [*inside, (span, inside[-1][1])] if inside else inside


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
