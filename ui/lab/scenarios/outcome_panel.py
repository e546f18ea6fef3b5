"""What came of a story, as four numbers."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.lab.readings.scenarios import Outcome
from ui.lab.panel import PADDING_PX, Panel
from ui.lab.scenarios.wording import scores
from ui.theme import Look, font


class OutcomePanel(Panel):
    """Two rows of two; empty before a story was played."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "At the end", parent=parent)
        self._scores: tuple[tuple[str, str, str], ...] = ()

    def show_outcome(self, outcome: Outcome | None) -> None:
        """Show these numbers."""
        self._scores = () if outcome is None else scores(outcome)
        self.setAccessibleDescription("; ".join(f"{value} {words}" for value, words, _meaning in self._scores))
        self.setToolTip("\n".join(f"{words}: {meaning}" for _value, words, meaning in self._scores))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint_card(painter)
        theme = self.look.theme
        room = self.card().adjusted(PADDING_PX, 46, -PADDING_PX, -12)
        if not self._scores:
            painter.setFont(font(14))
            painter.setPen(theme.color("muted"))
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, "Play a story first.")
            return
        for number, (value, words, _meaning) in enumerate(self._scores):
            row, column = divmod(number, 2)
            cell = QRectF(
                room.left() + column * room.width() / 2,
                room.top() + row * room.height() / 2,
                room.width() / 2 - 8,
                room.height() / 2,
            )
            painter.setFont(font(24, QFont.Weight.DemiBold))
            painter.setPen(theme.color("text"))
            painter.drawText(cell, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, value)
            painter.setFont(font(13))
            painter.setPen(theme.color("muted"))
            below = cell.adjusted(0, 30, 0, 0)
            told = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, round(below.width()))
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, told)
