"""How many versions behind? A small chart for each of a few numbers of newest versions."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.consistency.fresh_curve import FreshCurve
from app.lab.readings.staleness import VERSIONS, FreshReading, nice
from ui.lab.chart import Axes, Points, paint_area, paint_line, paint_marker
from ui.lab.layer import Layer
from ui.lab.panel import Panel
from ui.lab.staleness.shown import milliseconds, percent, versions_words
from ui.sync_card.readout import DASH
from ui.theme import Look, font

HEIGHT_PX = 248
NARROW_HEIGHT_PX = 420
_NARROW_PX = 520
_GAP_PX = 20
_POINTS = 60
"""A third of them is the marker's place, wherever the axis ends."""


class VersionsPanel(Panel):
    """Shows the curves at the time of the big chart's marker."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "How many versions behind?", "the read is among …", parent)
        self._reading: FreshReading | None = None
        self._marker = 0.0
        self._curves: list[Points] = [() for _ in VERSIONS]
        self._shares: list[float | None] = []
        self._ground = Layer(self)
        self._painted = Layer(self)
        self.setToolTip(
            "k-staleness: the chance that a read is among the k newest versions of the whole log, by the time since "
            "the last write. A read counts only until the next write."
        )

    def show_reading(self, reading: FreshReading, marker_ms: float) -> None:
        """Show a reading at a time."""
        before, self._reading = self._reading, reading
        if before is None or reading.versions != before.versions or marker_ms != self._marker:
            self._marker = marker_ms
            self._curves = list(nested(reading.versions, self._span))
            self._shares = [share_at(points, marker_ms) for points in self._curves]
            shares = zip(VERSIONS, self._shares, strict=True)
            told = (f"{versions_words(k)}: {'not known' if share is None else percent(share)}" for k, share in shares)
            self.setAccessibleDescription(", ".join(told))
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        still = (self.look.theme.name, self._span, self._reading is None)
        ground = self._ground.picture(still, self._paint_ground)
        now = (still, self._marker, self._known, self._curves)
        QPainter(self).drawPixmap(0, 0, self._painted.picture(now, self._paint_curves, under=ground))

    @property
    def _known(self) -> float:
        """For how long after a write anything was watched, in ms."""
        curves = self._reading.versions if self._reading is not None else ()
        return max((math.inf if is_whole(curve) else curve.last_ms for curve in curves), default=0.0)

    @property
    def _span(self) -> float:
        return nice(max(min(3 * self._marker, 1.2 * self._known), 5.0), (1.0, 1.5, 3.0, 6.0))

    @property
    def _narrow(self) -> bool:
        return self.width() < _NARROW_PX

    def _places(self) -> list[tuple[str, QRectF, Axes]]:
        """The words, the whole and the axes of each small chart."""
        columns = 2 if self._narrow else len(VERSIONS)
        rows = len(VERSIONS) // columns
        area = self.card().adjusted(20, 48, -20, -12)
        width = (area.width() - (columns - 1) * _GAP_PX) / columns
        height = (area.height() - (rows - 1) * 10) / rows
        found = []
        for at, k in enumerate(VERSIONS):
            row, column = divmod(at, columns)
            place = QRectF(area.left() + column * (width + _GAP_PX), area.top() + row * (height + 10), width, height)
            axes = Axes(place.adjusted(0, 34, 0, -28), (0.0, self._span), (0.0, 1.0))
            found.append((versions_words(k), place, axes))
        return found

    def _paint_ground(self, painter: QPainter) -> None:
        self.paint_card(painter)
        if self._reading is None:
            return
        theme = self.look.theme
        for words, place, axes in self._places():
            painter.setPen(theme.color("text"))
            painter.setFont(font(14, QFont.Weight.Medium))
            painter.drawText(_top_of(place), _LEFT, words)
            painter.setPen(QPen(theme.color("border"), 1))
            for share in (0.0, 0.5, 1.0):
                y = round(axes.at(0, share).y()) + 0.5
                painter.drawLine(QPointF(axes.plot.left(), y), QPointF(axes.plot.right(), y))
            painter.setFont(font(13))
            painter.setPen(theme.color("muted"))
            below = QRectF(place.left(), axes.plot.bottom() + 6, place.width(), 20)
            painter.drawText(below, _LEFT, "0")
            painter.drawText(below, _RIGHT, milliseconds(self._span))

    def _paint_curves(self, painter: QPainter) -> None:
        if self._reading is None:
            return
        theme, card = self.look.theme, self.card()
        if not self._narrow:
            painter.setFont(font(14))
            painter.setPen(theme.color("muted"))
            words = f"{milliseconds(self._marker) if self._marker else 'right'} after the last write"
            if self._known and self._marker > self._known:
                words = f"the next write came within {milliseconds(nice(self._known))}"
            line = QRectF(card.left() + 20, card.top() + 14, card.width() - 40, 26)
            painter.drawText(line, _RIGHT, words)
        accent = theme.color("accent")
        painter.setFont(font(16, QFont.Weight.Bold))
        for (_words, place, axes), points, share in zip(self._places(), self._curves, self._shares, strict=True):
            painter.setPen(accent)
            painter.drawText(_top_of(place), _RIGHT, DASH if share is None else percent(share))
            if points:
                paint_area(painter, axes, points, theme.color("accent", 0.2), theme.color("accent", 0.02))
                paint_line(painter, axes, points, accent, width=2.0)
                if share is not None:
                    paint_marker(painter, axes.at(self._marker, share), accent, theme, 5.5)


def _top_of(place: QRectF) -> QRectF:
    return QRectF(place.left(), place.top(), place.width(), 24)


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


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
