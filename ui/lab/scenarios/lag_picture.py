"""The lag over a whole story, what was seen of it strong and the rest pale, and a line where the tour stands."""

import itertools

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.lab.readings.scenarios import Outcome
from ui.lab.chart import Axes, Points, axes_in, paint_axes, paint_line, paint_marker, ticks
from ui.lab.scenarios.wording import tick_words
from ui.theme import Look

HEIGHT_PX = 150
LEAST_MS = 10.0


class LagPicture(QWidget):
    """The curve is painted once for a story and a size; moving only uncovers more of it."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._outcome: Outcome | None = None
        self._points: list[tuple[float, float]] = []
        self._at_ms = 0.0
        self._painted: tuple[QPixmap, QPixmap] | None = None
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
            points = _at_pixels(self._points, axes)
            self._painted = self._pale(axes, points), self._strong(axes, points)
        pale, strong = self._painted
        x = axes.at(self._at_ms, 0).x()
        painter.drawPixmap(0, 0, pale)
        painter.save()
        painter.setClipRect(QRectF(0, 0, x, self.height()))
        painter.drawPixmap(0, 0, strong)
        painter.restore()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lag = _lag_at(self._points, self._at_ms)
        painter.setPen(QPen(theme.color("muted", 0.6), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, axes.plot.top()), QPointF(x, axes.plot.bottom()))
        paint_marker(painter, axes.at(self._at_ms, lag), theme.color("badge"), theme, 5)

    def _axes(self, outcome: Outcome) -> Axes:
        highest = max((lag for _at, lag in self._points), default=0.0)
        return axes_in(QRectF(self.rect()), (0.0, max(1.0, outcome.duration_ms)), (0.0, max(LEAST_MS, highest * 1.08)))

    def _pale(self, axes: Axes, points: Points) -> QPixmap:
        """The axes, and the whole curve."""
        made = self._empty()
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._look.theme
        paint_axes(painter, axes, theme, tick_words, tick_words, y_ticks=ticks(*axes.y, 5), x_ticks=ticks(*axes.x, 6))
        paint_line(painter, axes, points, theme.color("badge", 0.28))
        painter.end()
        return made

    def _strong(self, axes: Axes, points: Points) -> QPixmap:
        """The curve as it is where it was seen."""
        made = self._empty()
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_line(painter, axes, points, self._look.theme.color("badge"))
        painter.end()
        return made

    def _empty(self) -> QPixmap:
        made = QPixmap(self.size() * self.devicePixelRatioF())
        made.setDevicePixelRatio(self.devicePixelRatioF())
        made.fill(Qt.GlobalColor.transparent)
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


def _at_pixels(points: list[tuple[float, float]], axes: Axes) -> list[tuple[float, float]]:
    """As many points as can be told apart: of each pixel's the highest and the last."""
    made: list[tuple[float, float]] = []
    for _column, group in itertools.groupby(points, key=lambda point: int(axes.at(*point).x() / 2)):
        stretch = list(group)
        peak = max(range(len(stretch)), key=lambda at: stretch[at][1])
        made += [stretch[0], *([stretch[peak]] if peak else []), *([stretch[-1]] if peak < len(stretch) - 1 else [])]
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
