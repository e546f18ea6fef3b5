"""One page, three ways: bars on a scale where each step is ten times as long, idle and while a writer works."""

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from app.lab.readings.tug import SIDES, Moment, SideName, Timing, TugReading
from ui.lab.panel import PADDING_PX, TITLE_ROOM_PX
from ui.lab.tug.measured_panel import LEFT, MeasuredPanel
from ui.lab.tug.wording import NAMES, TIPS, ms_words, timing_words
from ui.theme import Look, Theme, font

LABEL_PX = 132
NARROW_LABEL_PX = 104
VALUE_PX = 82
BAR_PX = 16
BETWEEN_PX = 5
LEAST_PX = 4.0
AXIS_PX = 30
PALE = 0.38


class PageBars(MeasuredPanel[TugReading]):
    """Shows both moments of a reading; without one, empty rows."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "One page of your home", "bar: median, line: 99 of 100", parent)

    def told(self, reading: TugReading) -> str:
        def line(words: str, moment: Moment) -> str:
            times = ", ".join(f"{NAMES[side][0].lower()} {timing_words(moment.of(side))}" for side in SIDES)
            return f"{words}: {times}"

        return f"{line('Idle', reading.idle)}. {line('Beside a writer', reading.busy)}."

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            side = self._side_at(event.pos().y())
            if side is not None:
                QToolTip.showText(event.globalPos(), self._tip(side), self)
                return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint_card(painter)
        theme, plot = self.look.theme, self._plot()
        low, high = scale_of(self.reading)
        self._paint_legend(painter, theme)
        self._paint_scale(painter, plot, low, high)
        for at, side in enumerate(SIDES):
            row = self._row(plot, at)
            self._paint_name(painter, side, row)
            if self.reading is None:
                continue
            for moment, y, alpha in (
                (self.reading.idle, row.center().y() - BAR_PX - BETWEEN_PX / 2, 1.0),
                (self.reading.busy, row.center().y() + BETWEEN_PX / 2, PALE),
            ):
                self._paint_bar(painter, QRectF(plot.left(), y, plot.width(), BAR_PX), side, moment.of(side), alpha)

    def _paint_bar(self, painter: QPainter, line: QRectF, side: SideName, timing: Timing, alpha: float) -> None:
        theme = self.look.theme
        low, high = scale_of(self.reading)
        token = "read_side" if side == "document" else "accent"
        length = max(LEAST_PX, share_of(timing.p50_ms, low, high) * line.width())
        far = max(length, share_of(timing.p99_ms, low, high) * line.width())
        bar = QRectF(line.left(), line.top(), length, line.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(token, alpha))
        painter.drawRoundedRect(bar, 4, 4)
        if far > length:
            painter.setPen(QPen(theme.color(token, max(alpha, 0.6)), 1.5))
            middle = line.center().y()
            painter.drawLine(QPointF(bar.right(), middle), QPointF(line.left() + far, middle))
            painter.drawLine(QPointF(line.left() + far, middle - 4), QPointF(line.left() + far, middle + 4))
        painter.setFont(font(14, QFont.Weight.DemiBold if alpha == 1.0 else QFont.Weight.Normal))
        painter.setPen(theme.color("text" if alpha == 1.0 else "muted"))
        words = QRectF(line.left() + far + 8, line.top() - 3, VALUE_PX + 20, line.height() + 6)
        painter.drawText(words, LEFT, timing_words(timing))

    def _paint_name(self, painter: QPainter, side: SideName, row: QRectF) -> None:
        words, below = NAMES[side]
        left = self.card().left() + PADDING_PX
        room = row.left() - left - 8
        for text, px, weight, token, y in (
            (words, 14, QFont.Weight.DemiBold, "text", row.center().y() - 20),
            (below, 13, QFont.Weight.Normal, "muted", row.center().y()),
        ):
            self.write(painter, QRectF(left, y, room, 20), text, px, token, weight)

    def _paint_legend(self, painter: QPainter, theme: Theme) -> None:
        busy = 0.0 if self.reading is None else self.reading.busy.writes_per_s
        parts = [("idle", 1.0), (f"beside {busy:.0f} writes/s" if busy else "beside a writer", PALE)]
        card = self.card()
        if card.width() < 560:
            return
        made = font(13)
        painter.setFont(made)
        right = card.right() - PADDING_PX
        for words, alpha in reversed(parts):
            width = QFontMetricsF(made).horizontalAdvance(words)
            painter.setPen(theme.color("muted"))
            painter.drawText(QRectF(right - width, card.top() + 14, width + 2, 26), LEFT, words)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("text", alpha))
            painter.drawRoundedRect(QRectF(right - width - 26, card.top() + 22, 18, 10), 3, 3)
            right -= width + 44

    def _paint_scale(self, painter: QPainter, plot: QRectF, low: float, high: float) -> None:
        theme = self.look.theme
        painter.setFont(font(13))
        decade = math.log10(low)
        while decade <= math.log10(high) + 1e-9:
            x = round(plot.left() + share_of(10**decade, low, high) * plot.width()) + 0.5
            painter.setPen(QPen(theme.color("border"), 1))
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            painter.setPen(theme.color("muted"))
            words = QRectF(x - 40, plot.bottom() + 6, 80, 20)
            painter.drawText(words, Qt.AlignmentFlag.AlignCenter, tick_words(10**decade))
            decade += 1

    def _plot(self) -> QRectF:
        card = self.card()
        label = LABEL_PX if card.width() >= 560 else NARROW_LABEL_PX
        left = card.left() + PADDING_PX + label
        top = card.top() + TITLE_ROOM_PX + 6
        return QRectF(left, top, card.right() - PADDING_PX - VALUE_PX - left, card.bottom() - AXIS_PX - 6 - top)

    def _row(self, plot: QRectF, at: int) -> QRectF:
        height = plot.height() / len(SIDES)
        return QRectF(plot.left(), plot.top() + at * height, plot.width(), height)

    def _side_at(self, y: float) -> SideName | None:
        plot = self._plot()
        return next((side for at, side in enumerate(SIDES) if self._row(plot, at).contains(plot.center().x(), y)), None)

    def _tip(self, side: SideName) -> str:
        if self.reading is None:
            return TIPS[side]
        lines = [
            f"{words}: p50 {ms_words(moment.of(side).p50_ms)}, p99 {ms_words(moment.of(side).p99_ms)} "
            f"({moment.of(side).samples:,} samples)"
            for words, moment in (("idle", self.reading.idle), ("beside a writer", self.reading.busy))
        ]
        return "\n".join([TIPS[side], *lines])


def scale_of(reading: TugReading | None) -> tuple[float, float]:
    """The whole decades of milliseconds that hold every bar, from below the shortest."""
    if reading is None:
        return 0.1, 1_000.0
    timings = [moment.of(side) for moment in (reading.idle, reading.busy) for side in SIDES]
    low = min(timing.p50_ms for timing in timings)
    high = max(timing.p99_ms for timing in timings)
    bottom = math.floor(math.log10(max(low, 1e-4) * 0.7))
    return 10.0**bottom, 10.0 ** max(bottom + 1, math.ceil(math.log10(high)))


def share_of(milliseconds: float, low: float, high: float) -> float:
    """Where a time lies between the ends of the scale, from 0 to 1."""
    return min(1.0, max(0.0, math.log(max(milliseconds, low) / low) / math.log(high / low)))


def tick_words(milliseconds: float) -> str:
    """The words of a decade."""
    return f"{milliseconds / 1_000:g} s" if milliseconds >= 1_000 else f"{milliseconds:g} ms"
