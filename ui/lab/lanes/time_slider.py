"""The time of a run: a slider that scrubs, with a mark for each own save."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.buttons import focus_ring
from ui.lab.lanes.wording import clock_words
from ui.painted_slider import PaintedSlider
from ui.theme import Look

_INSET_PX = 11
_TRACK_Y = 18.0
_KNOB_PX = 8.0


class TimeSlider(PaintedSlider):
    """`moved(ms)` when a person goes to another time, not when `show_time` does."""

    moved = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "Time of the run", parent)
        self._made = 0
        self._saves: tuple[float, ...] = ()
        self.setSingleStep(250)
        self.setPageStep(5_000)
        self.valueChanged.connect(self._moved)

    def show_time(self, at_ms: float, length_ms: int, made_ms: float, saves: Sequence[float]) -> None:
        """Stand at a time of a run so long, of which `made_ms` is made; `saves` are the times of own saves."""
        self._made, self._saves = round(made_ms), tuple(saves)
        with self.shown():
            self.setRange(0, length_ms)
            self.setValue(round(at_ms))

    def sizeHint(self) -> QSize:
        return QSize(300, 40)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self.look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        knob, end = self._x(self.value()), self._x(self.maximum())
        made = self._x(min(self._made, self.maximum()))
        for left, right, ink in (
            (self._x(0), end, theme.color("border")),
            (self._x(0), made, theme.color("scroll_handle", 0.6)),
            (self._x(0), knob, theme.color("accent")),
        ):
            pen = QPen(ink, 4)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            if right > left:
                painter.drawLine(QPointF(left, _TRACK_Y), QPointF(right, _TRACK_Y))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("#fb923c" if theme.dark else "#c2410c"))
        for at in self._saves:
            painter.drawRoundedRect(QRectF(self._x(at) - 1.5, _TRACK_Y + 10, 3, 8), 1.5, 1.5)
        painter.setPen(QPen(theme.color("accent"), 2.5))
        painter.setBrush(theme.color("card"))
        painter.drawEllipse(QPointF(knob, _TRACK_Y), _KNOB_PX, _KNOB_PX)
        if self.ringed and self.hasFocus():
            focus_ring(painter, QRectF(self.rect()).adjusted(0, 4, 0, 0), 10, theme)

    def _x(self, at_ms: float) -> float:
        return _INSET_PX + (self.width() - 2 * _INSET_PX) * at_ms / max(1, self.maximum())

    def value_at(self, x: float) -> int:
        share = (x - _INSET_PX) / max(1, self.width() - 2 * _INSET_PX)
        return round(self.maximum() * min(1.0, max(0.0, share)))

    def _moved(self, at_ms: int) -> None:
        self.setAccessibleDescription(clock_words(at_ms))
        if not self.showing:
            self.moved.emit(at_ms)
