"""The lag over a whole story, what was seen of it strong and the rest pale, and a line where the tour stands."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.lab.readings.scenarios import Outcome
from ui.lab.chart import Axes, axes_in, paint_axes, paint_line, paint_marker, ticks
from ui.lab.scenarios.wording import age_words, clock_words
from ui.theme import Look

HEIGHT_PX = 150
LEAST_MS = 10.0


class LagPicture(QWidget):
    """The curve is painted once for a story and a size; moving only paints its line anew."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._outcome: Outcome | None = None
        self._points: list[tuple[float, float]] = []
        self._at_ms = 0.0
        self._painted: QPixmap | None = None
        self.setAccessibleName("Age of the oldest change that waits, over the story")
        look.changed.connect(self._anew)

    def show_outcome(self, outcome: Outcome | None) -> None:
        """Show the lag of this story."""
        if outcome is not self._outcome:
            self._outcome = outcome
            self._points = [] if outcome is None else _sawtooth(outcome)
            self._anew()

    def show_moment(self, at_ms: float) -> None:
        """The tour stands here."""
        if at_ms != self._at_ms:
            self._at_ms = at_ms
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._painted = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        outcome, theme = self._outcome, self._look.theme
        if outcome is None:
            return
        axes = self._axes(outcome)
        if self._painted is None:
            self._painted = self._curve(axes)
        painter.drawPixmap(0, 0, self._painted)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        seen = [point for point in self._points if point[0] <= self._at_ms]
        lag = _lag_at(self._points, self._at_ms)
        paint_line(painter, axes, [*seen, (self._at_ms, lag)], theme.color("badge"))
        x = axes.at(self._at_ms, 0).x()
        painter.setPen(QPen(theme.color("muted", 0.6), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, axes.plot.top()), QPointF(x, axes.plot.bottom()))
        paint_marker(painter, axes.at(self._at_ms, lag), theme.color("badge"), theme, 5)

    def _axes(self, outcome: Outcome) -> Axes:
        highest = max((lag for _at, lag in self._points), default=0.0)
        return axes_in(QRectF(self.rect()), (0.0, max(1.0, outcome.duration_ms)), (0.0, max(LEAST_MS, highest * 1.08)))

    def _curve(self, axes: Axes) -> QPixmap:
        made = QPixmap(self.size() * self.devicePixelRatioF())
        made.setDevicePixelRatio(self.devicePixelRatioF())
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._look.theme
        paint_axes(painter, axes, theme, clock_words, age_words, y_ticks=ticks(*axes.y, 5), x_ticks=ticks(*axes.x, 6))
        paint_line(painter, axes, self._points, theme.color("badge", 0.28))
        painter.end()
        return made

    def _anew(self) -> None:
        self._painted = None
        self.update()


def _sawtooth(outcome: Outcome) -> list[tuple[float, float]]:
    """Between two frames the oldest only grows older, so from nothing it begins where its commit was."""
    made: list[tuple[float, float]] = []
    for frame in outcome.frames:
        if made and not made[-1][1]:
            made.append((max(made[-1][0], frame.at_ms - frame.lag_ms), 0.0))
        made.append((frame.at_ms, frame.lag_ms))
    return made


def _lag_at(points: list[tuple[float, float]], at_ms: float) -> float:
    """On the straight line between the points around a moment."""
    before = (0.0, 0.0)
    for point in points:
        if point[0] > at_ms:
            share = (at_ms - before[0]) / (point[0] - before[0])
            return before[1] + share * (point[1] - before[1])
        before = point
    return before[1]
