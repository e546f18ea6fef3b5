"""The upper half of the sync card: positions with the water between them, ages, and the lag of the last minute."""

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QHelpEvent, QLinearGradient, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.consistency.visible import LagReading
from app.lab.model import ReadSideState
from ui.icons import Icons
from ui.sync_card.readout import duration, spoken, status
from ui.sync_card.sparkline import ceiling, paint_sparkline
from ui.theme import Look, font

HEIGHT_PX = 238
PADDING_PX = 18

_NOTHING = LagReading(0, 0, 0, None, None, None, (), 0, 0)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_EXPLAINED = (
    "Every change gets the next position in the write store's log. The read store, which feeds are read from,\n"
    "follows it. The difference is what waits; the age of the oldest is the consistency lag you see."
)


class Figures(QWidget):
    """Paints a `LagReading` and the state of the read side; `show_reading` repaints only what differs."""

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._icons = icons
        self._reading = _NOTHING
        self._state = ReadSideState()
        self._spoken = ""
        self.setAccessibleName("Sync")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.update)

    def show_reading(self, reading: LagReading, state: ReadSideState) -> None:
        """Show these figures."""
        if reading == self._reading and state == self._state:
            return
        self._reading, self._state = reading, state
        words = spoken(reading, state)
        if words != self._spoken:
            self._spoken = words
            self.setAccessibleDescription(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(272, HEIGHT_PX)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._tip(event.pos().y()), self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = QRectF(self.rect()).adjusted(PADDING_PX, 0, -PADDING_PX, 0)
        self._paint_status(painter, inner)
        self._paint_positions(painter, inner)
        self._paint_ages(painter, inner)
        chart = QRectF(inner.left(), 151, inner.width(), 55)
        paint_sparkline(painter, chart, self._reading.series, self._look.theme)
        self._paint_time_axis(painter, inner)

    def _tip(self, y: int) -> str:
        if y < 151:
            return _EXPLAINED
        if not self._reading.series:
            return "No lag has been measured yet."
        scale = duration(ceiling(max(self._reading.series)))
        now, highest = duration(self._reading.series[-1]), duration(max(self._reading.series))
        return f"Lag over the last minute: now {now}, highest {highest}. The upper line stands for {scale}."

    def _words(self, painter: QPainter, rect: QRectF, words: str, px: int, token: str, bold: bool = False) -> None:
        painter.setFont(font(px, QFont.Weight.DemiBold if bold else QFont.Weight.Normal))
        painter.setPen(self._look.theme.color(token))
        painter.drawText(rect, _LEFT, words)

    def _paint_status(self, painter: QPainter, inner: QRectF) -> None:
        line = QRectF(inner.left(), 12, inner.width(), 24)
        self._words(painter, line, "Sync", 15, "text", bold=True)
        said = status(self._reading, self._state)
        metrics = QFontMetricsF(font(13, QFont.Weight.DemiBold))
        words = metrics.elidedText(said.words, Qt.TextElideMode.ElideRight, inner.width() - 70)
        left = inner.right() - metrics.horizontalAdvance(words)
        self._words(painter, QRectF(left, line.top(), inner.width(), line.height()), words, 13, said.tone, bold=True)
        box = QRectF(left - 18, line.center().y() - 6, 12, 12)
        if said.icon == "circle-fill":
            box = box.adjusted(1.5, 1.5, -1.5, -1.5)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._look.theme.color(said.tone))
            painter.drawEllipse(box)
        elif said.icon == "circle-half":
            self._paint_half(painter, box.adjusted(1.2, 1.2, -1.2, -1.2))
        else:
            self._icons.paint(painter, said.icon, box.adjusted(-1, -1, 1, 1), self._look.theme.color(said.tone))

    def _paint_half(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(QPen(self._look.theme.color("accent"), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(box)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.theme.color("accent"))
        painter.drawPie(box, 90 * 16, 180 * 16)

    def _paint_positions(self, painter: QPainter, inner: QRectF) -> None:
        labels = QRectF(inner.left(), 44, inner.width(), 18)
        self._words(painter, labels, "Read position", 12, "muted")
        painter.drawText(labels, _RIGHT, "Write position")
        read, write = f"{self._reading.read:,}", f"{self._reading.write:,}"
        figure = next(
            made
            for made in (font(px, QFont.Weight.DemiBold) for px in (22, 19, 16, 13))
            if self._width(made, read + write) < inner.width() - 34 or made.pixelSize() == 13
        )
        line = QRectF(inner.left(), 63, inner.width(), 28)
        painter.setFont(figure)
        painter.setPen(self._look.theme.color("text"))
        painter.drawText(line, _LEFT, read)
        painter.drawText(line, _RIGHT, write)
        left = line.left() + self._width(figure, read) + 14
        right = line.right() - self._width(figure, write) - 14
        if right - left > 8:
            self._paint_water(painter, left, right, line.center().y())

    @staticmethod
    def _width(made: QFont, words: str) -> float:
        return QFontMetricsF(made).horizontalAdvance(words)

    def _paint_water(self, painter: QPainter, left: float, right: float, y: float) -> None:
        """A wave while something waits, a calm line when the positions agree."""
        ink = QLinearGradient(left, 0, right, 0)
        alpha = 1.0 if self._reading.waiting else 0.65
        fade = 0.18 if self._reading.waiting else 0.02
        for stop, part in ((0.0, 0.15), (fade, 1.0), (1 - fade, 1.0), (1.0, 0.15)):
            ink.setColorAt(stop, self._look.theme.color("accent", alpha * part))
        path = QPainterPath(QPointF(left, y))
        if self._reading.waiting:
            for step in range(int(right - left) + 1):
                path.lineTo(left + step, y - 2.8 * math.sin(step * 2 * math.pi / 30))
        else:
            path.lineTo(right, y)
        pen = QPen(ink, 1.6)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.strokePath(path, pen)

    def _paint_ages(self, painter: QPainter, inner: QRectF) -> None:
        reading = self._reading
        column = inner.width() / 3
        for index, (label, value) in enumerate(
            (
                ("Oldest", duration(reading.oldest_ms if reading.waiting else None)),
                ("Median lag", duration(reading.median_ms)),
                ("p99 lag", duration(reading.p99_ms)),
            )
        ):
            left = inner.left() + column * index
            self._words(painter, QRectF(left, 102, column, 18), label, 12, "muted")
            self._words(painter, QRectF(left, 119, column, 22), value, 15, "text", bold=True)

    def _paint_time_axis(self, painter: QPainter, inner: QRectF) -> None:
        line = QRectF(inner.left(), 211, inner.width(), 18)
        self._words(painter, line, "60 s ago", 11, "muted")
        painter.drawText(line, _RIGHT, "now")
        if self._reading.pending:
            painter.setFont(font(11, QFont.Weight.DemiBold))
            painter.setPen(self._look.theme.color("badge"))
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, f"{self._reading.pending:,} being saved")
