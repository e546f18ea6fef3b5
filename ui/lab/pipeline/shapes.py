"""The choice of how long an event is delayed: a small drawing of each distribution, real radio buttons underneath."""

import math
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QWidget

from app.lab.model import DelayShape
from ui.buttons import focus_ring, shows_ring, tab_to_chosen
from ui.theme import Look, font

SHAPES: Final[tuple[tuple[DelayShape, str, str], ...]] = (
    ("none", "None", "Nothing is delayed."),
    ("fixed", "Fixed", "Every event waits equally long."),
    ("uniform", "Uniform", "From nothing to twice the mean, each as likely."),
    ("exponential", "Exponential", "Mostly short, sometimes long: arrivals that know nothing of one another."),
    ("pareto", "Pareto", "A heavy tail: a few wait very long (alpha 2)."),
    ("ssd", "SSD", "As writes reached copies on SSD in production (LinkedIn; Bailis et al., 2012)."),
    ("disk", "DISK", "As writes reached copies on disks in production (LinkedIn; Bailis et al., 2012)."),
)

_HEIGHTS: Final[dict[DelayShape, Callable[[float], float]]] = {
    "uniform": lambda x: 0.62 if 0.16 <= x <= 0.82 else 0.0,
    "exponential": lambda x: math.exp(-3.2 * (x - 0.06)) if x >= 0.06 else 0.0,
    "pareto": lambda x: (0.2 / x) ** 3 if x >= 0.2 else 0.0,
    "ssd": lambda x: math.exp(-(((x - 0.24) / 0.09) ** 2)),
    "disk": lambda x: max(math.exp(-(((x - 0.2) / 0.08) ** 2)), 0.55 * math.exp(-2.6 * (x - 0.2)) if x > 0.2 else 0.0),
}


class ShapeChoice(QWidget):
    """`chosen(shape)` when a person chooses another."""

    chosen = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Delay")
        self.tiles: dict[DelayShape, ShapeTile] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(7)
        for shape, words, meaning in SHAPES:
            tile = ShapeTile(look, shape, words, meaning, self)
            tile.clicked.connect(lambda _checked, shape=shape: self.chosen.emit(shape))
            row.addWidget(tile, 1)
            self.tiles[shape] = tile

    def show_shape(self, shape: DelayShape) -> None:
        """Mark a shape as the one that applies; rings nothing."""
        if not self.tiles[shape].isChecked():
            self.tiles[shape].setChecked(True)
            tab_to_chosen(self.tiles.values())


class ShapeTile(QRadioButton):
    """One distribution."""

    def __init__(self, look: Look, shape: DelayShape, words: str, meaning: str, parent: QWidget) -> None:
        super().__init__(words, parent)
        self._look = look
        self._shape = shape
        self._ringed = False
        self.setToolTip(meaning)
        self.setAccessibleName(f"Delay: {words}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        look.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(74, 70)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, 70)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ringed = shows_ring(event.reason(), self._ringed, self._look)
        super().focusInEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        chosen = self.isChecked()
        painter.setPen(QPen(theme.color("accent" if chosen else "border"), 2 if chosen else 1))
        painter.setBrush(theme.color("accent_button", 0.5) if chosen else theme.color("card"))
        painter.drawRoundedRect(rect, 10, 10)
        self._paint_curve(painter, rect.adjusted(8, 9, -8, -26))
        painter.setFont(font(12, QFont.Weight.DemiBold if chosen else QFont.Weight.Medium))
        painter.setPen(theme.color("accent" if chosen else "text"))
        line = QRectF(rect.left(), rect.bottom() - 22, rect.width(), 18)
        words = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, round(line.width()))
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, words)
        if self._ringed and self.hasFocus():
            inset = 4 if chosen else 0  # the chosen one has a border of the same colour
            focus_ring(painter, QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 10 - inset, theme)

    def _paint_curve(self, painter: QPainter, box: QRectF) -> None:
        theme = self._look.theme
        ink = theme.color("accent" if self.isChecked() else "muted")
        painter.setPen(QPen(theme.color("border"), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.setPen(QPen(ink, 1.6))
        height = _HEIGHTS.get(self._shape)
        if height is None:
            x = box.left() + box.width() * (0.12 if self._shape == "none" else 0.5)
            painter.drawLine(QPointF(x, box.bottom()), QPointF(x, box.top() + 4))
            painter.setBrush(ink)
            painter.drawEllipse(QPointF(x, box.top() + 4), 3, 3)
            return
        path = QPainterPath(box.bottomLeft())
        for step in range(1, 41):
            share = step / 40
            path.lineTo(box.left() + box.width() * share, box.bottom() - box.height() * 0.92 * min(1.0, height(share)))
        area = QPainterPath(path)
        area.lineTo(box.bottomRight())
        area.closeSubpath()
        painter.fillPath(area, theme.color("muted", 0.16))
        painter.strokePath(path, QPen(ink, 1.6))
