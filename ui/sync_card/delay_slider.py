"""The slider that slows the read side: seven stops, painted, with a real slider's keys and role underneath."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.buttons import focus_ring
from ui.painted_slider import PaintedSlider
from ui.sync_card.readout import delay_words
from ui.theme import Look, font

STOPS_MS = (0, 50, 200, 500, 1_000, 3_000, 10_000)
LABELS = ("0", "50", "200", "500 ms", "1", "3", "10 s")

_INSET_PX = 11
_TRACK_Y = 14.0
_KNOB_PX = 7.0


class DelaySlider(PaintedSlider):
    """Chooses one of `STOPS_MS`; `delay_chosen(ms)` when a person moves it, not when `show_delay` does."""

    delay_chosen = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "Slow the read side by", parent)
        self.setRange(0, len(STOPS_MS) - 1)
        self.setPageStep(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleDescription(delay_words(0))
        self.setToolTip("Latency, not rate: an event is applied no earlier than its commit plus this time.")
        self.valueChanged.connect(self._moved)

    def show_delay(self, delay_ms: int) -> None:
        """Stand at the stop nearest to `delay_ms`."""
        nearest = min(range(len(STOPS_MS)), key=lambda index: abs(STOPS_MS[index] - delay_ms))
        with self.shown():
            self.setValue(nearest)

    def sizeHint(self) -> QSize:
        return QSize(236, 44)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 44)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self.look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        xs = [self._x(index) for index in range(len(STOPS_MS))]
        knob = xs[self.value()]
        pale = theme.color("scroll_handle", 0.55)
        for left, right, ink in ((xs[0], knob, theme.color("accent")), (knob, xs[-1], pale)):
            pen = QPen(ink, 3.5)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            if right > left:
                painter.drawLine(QPointF(left, _TRACK_Y), QPointF(right, _TRACK_Y))
        painter.setPen(Qt.PenStyle.NoPen)
        for index, x in enumerate(xs):
            painter.setBrush(theme.color("accent") if index <= self.value() else theme.color("scroll_handle"))
            painter.drawEllipse(QPointF(x, _TRACK_Y), 3.0, 3.0)
        painter.setBrush(theme.color("card"))
        painter.drawEllipse(QPointF(knob, _TRACK_Y), _KNOB_PX + 2.5, _KNOB_PX + 2.5)
        painter.setBrush(theme.color("accent"))
        painter.drawEllipse(QPointF(knob, _TRACK_Y), _KNOB_PX, _KNOB_PX)
        self._paint_labels(painter, xs)
        if self.ringed and self.hasFocus():
            ring = QRectF(knob - 11, _TRACK_Y - 11, 22, 22)
            focus_ring(painter, ring, 11, theme)

    def _paint_labels(self, painter: QPainter, xs: list[float]) -> None:
        theme = self.look.theme
        for index, (x, label) in enumerate(zip(xs, LABELS, strict=True)):
            chosen = index == self.value()
            painter.setFont(font(11, QFont.Weight.DemiBold if chosen else QFont.Weight.Normal))
            painter.setPen(theme.color("text" if chosen else "muted"))
            painter.drawText(QRectF(x - 30, 24, 60, 20), Qt.AlignmentFlag.AlignCenter, label)

    def _x(self, index: int) -> float:
        return _INSET_PX + (self.width() - 2 * _INSET_PX) * index / (len(STOPS_MS) - 1)

    def value_at(self, x: float) -> int:
        share = (x - _INSET_PX) / max(1, self.width() - 2 * _INSET_PX)
        return max(0, min(len(STOPS_MS) - 1, round(share * (len(STOPS_MS) - 1))))

    def _moved(self, index: int) -> None:
        self.setAccessibleDescription(delay_words(STOPS_MS[index]))
        self.update()
        if not self.showing:
            self.delay_chosen.emit(STOPS_MS[index])
