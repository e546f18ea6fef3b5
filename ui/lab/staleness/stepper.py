"""A whole number with a minus and a plus beside it: painted, with a real slider's keys and role underneath."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.buttons import focus_ring
from ui.painted_slider import PaintedSlider
from ui.theme import Look, font

_LABEL_PX = 26
_BOX_PX = 36
_END_PX = 34
_RADIUS = 12.0


class Stepper(PaintedSlider):
    """`stepped(value)` when a person changes it, not when `show_value` does. `letter` and `words` stand above it."""

    stepped = Signal(int)

    def __init__(self, look: Look, letter: str, words: str, most: int, parent: QWidget | None = None) -> None:
        super().__init__(look, f"{letter}, {words}", parent)
        self._letter = letter
        self._words = words
        self.setRange(1, most)
        self.setPageStep(1)
        self.setMouseTracking(True)
        self.valueChanged.connect(self._moved)

    def show_value(self, value: int, most: int) -> None:
        """Stand at `value`, which may be stepped up to `most`."""
        with self.shown():
            self.setMaximum(most)
            self.setValue(value)

    def sizeHint(self) -> QSize:
        return QSize(92, _LABEL_PX + _BOX_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, _LABEL_PX + _BOX_PX)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        if event.button() != Qt.MouseButton.LeftButton or not self._box.contains(place):
            return
        if place.x() <= self._box.left() + _END_PX:
            self.setValue(self.value() - 1)
        elif place.x() >= self._box.right() - _END_PX:
            self.setValue(self.value() + 1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, box = self.look.theme, self._box
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_label(painter)
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color("card"))
        painter.drawRoundedRect(box, _RADIUS, _RADIUS)
        painter.setFont(font(17, QFont.Weight.DemiBold))
        painter.setPen(theme.color("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(self.value()))
        y = box.center().y()
        for x, plus, may in (
            (box.left() + 18, False, self.value() > self.minimum()),
            (box.right() - 18, True, self.value() < self.maximum()),
        ):
            painter.setPen(QPen(theme.color("text", 1.0 if may else 0.3), 1.6))
            painter.drawLine(QPointF(x - 5, y), QPointF(x + 5, y))
            if plus:
                painter.drawLine(QPointF(x, y - 5), QPointF(x, y + 5))
        if self.ringed and self.hasFocus():
            focus_ring(painter, box, _RADIUS, theme)

    @property
    def _box(self) -> QRectF:
        return QRectF(0.5, _LABEL_PX + 0.5, self.width() - 1, _BOX_PX - 1)

    def _paint_label(self, painter: QPainter) -> None:
        theme = self.look.theme
        bold, plain = font(14, QFont.Weight.Bold), font(14)
        painter.setFont(bold)
        letter = painter.fontMetrics().horizontalAdvance(self._letter) + 6
        painter.setFont(plain)
        words = painter.fontMetrics().horizontalAdvance(self._words)
        left = max(0.0, (self.width() - letter - words) / 2)
        painter.setPen(theme.color("muted"))
        painter.drawText(QRectF(left + letter, 0, words + 4, 20), Qt.AlignmentFlag.AlignVCenter, self._words)
        painter.setFont(bold)
        painter.setPen(theme.color("text"))
        painter.drawText(QRectF(left, 0, letter, 20), Qt.AlignmentFlag.AlignVCenter, self._letter)

    def _moved(self, value: int) -> None:
        self.update()
        if not self.showing:
            self.stepped.emit(value)
