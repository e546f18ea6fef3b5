"""A card that shows a part of what was measured: painted, and told in words to who cannot see it."""

from typing import Generic, TypeVar

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from ui.lab.panel import PADDING_PX, TITLE_ROOM_PX, Panel
from ui.theme import Look, font

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_Reading = TypeVar("_Reading")


class MeasuredPanel(Panel, Generic[_Reading]):
    """`reading` is what is shown, None before anything was measured. Subclasses paint it, and say it in `told`."""

    def __init__(self, look: Look, title: str, subtitle: str, parent: QWidget | None) -> None:
        super().__init__(look, title, subtitle, parent)
        self.reading: _Reading | None = None

    def told(self, reading: _Reading) -> str:
        """The reading in words."""
        raise NotImplementedError

    def show_reading(self, reading: _Reading | None) -> None:
        """Show what was measured."""
        if reading is self.reading:
            return
        self.reading = reading
        self.setAccessibleDescription("" if reading is None else self.told(reading))
        self.update()

    def room(self) -> QRectF:
        """Where the contents stand, under the title."""
        return self.card().adjusted(PADDING_PX, TITLE_ROOM_PX, -PADDING_PX, 0)

    def write(
        self,
        painter: QPainter,
        line: QRectF,
        words: str,
        px: int = 13,
        ink: str = "muted",
        weight: QFont.Weight = QFont.Weight.Normal,
        align: Qt.AlignmentFlag = LEFT,
    ) -> float:
        """Write words into a line, cut where it ends; how wide they are."""
        made = font(px, weight)
        metrics = QFontMetricsF(made)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, line.width())
        painter.setFont(made)
        painter.setPen(self.look.theme.color(ink))
        painter.drawText(line, align, shown)
        return metrics.horizontalAdvance(shown)
