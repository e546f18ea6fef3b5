"""A slider as the lab draws it: a thin line, filled up to a ring; a real slider underneath."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.buttons import focus_ring
from ui.painted_slider import PaintedSlider
from ui.theme import Look

_INSET = 10.0


class LineSlider(PaintedSlider):
    """Whole steps from `low` to `high`; `sliderMoved` and keys ring `valueChanged` as any slider does."""

    def __init__(self, look: Look, name: str, low: int, high: int, parent: QWidget | None = None) -> None:
        super().__init__(look, name, parent)
        self.setRange(low, high)
        self.setPageStep(max(1, (high - low) // 10))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_value(self, value: int) -> None:
        """Stand at a value; rings nothing."""
        if value != self.value():
            self.blockSignals(True)
            self.setValue(value)
            self.blockSignals(False)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, 26)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 26)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self.look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        y = self.height() / 2
        span = max(1, self.maximum() - self.minimum())
        x = _INSET + (self.width() - 2 * _INSET) * (self.value() - self.minimum()) / span
        ink = theme.color("accent" if self.isEnabled() else "muted", 1.0 if self.isEnabled() else 0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("border"))
        painter.drawRoundedRect(QRectF(_INSET, y - 2, self.width() - 2 * _INSET, 4), 2, 2)
        painter.setBrush(ink)
        painter.drawRoundedRect(QRectF(_INSET, y - 2, max(0.0, x - _INSET), 4), 2, 2)
        painter.setPen(QPen(ink, 2.2))
        painter.setBrush(theme.color("card"))
        painter.drawEllipse(QPointF(x, y), 8, 8)
        if self.ringed and self.hasFocus():
            focus_ring(painter, QRectF(x - 13, y - 13, 26, 26), 13, theme)

    def value_at(self, x: float) -> int:
        share = (x - _INSET) / max(1.0, self.width() - 2 * _INSET)
        return round(self.minimum() + min(1.0, max(0.0, share)) * (self.maximum() - self.minimum()))
