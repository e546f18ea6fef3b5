"""The fields that the naive design got wrong, as a small table: painted at once, read aloud as its description."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.lab.readings.faults import Lost
from ui.theme import Look, font

ROWS_SHOWN = 6
ROW_PX = 25
HEADS = ("What", "Field", "Saved", "Shown")
_SHARES = (0.31, 0.31, 0.2, 0.18)
_GAP_PX = 14


class LossTable(QWidget):
    """Shows the first few, as many as it is told that there is room for; `more` says how many are not."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._lost: tuple[Lost, ...] = ()
        self._at_most = ROWS_SHOWN
        self.shown: tuple[Lost, ...] = ()
        self.more = 0
        self.setAccessibleName("Fields that differ")
        look.changed.connect(self.update)

    def show_lost(self, lost: tuple[Lost, ...]) -> None:
        """Show these; nothing at all if there are none."""
        self._lost = lost
        self.shown = lost[: self._at_most]
        self.more = len(lost) - len(self.shown)
        told = [f"{one.item}, {one.field}: {one.truth} was saved, {one.found} is shown" for one in self.shown]
        described = ". ".join([*told, *([self.more_words] if self.more else [])])
        self.setAccessibleDescription(described)
        self.setToolTip("\n".join(told))
        self.setFixedHeight(self._rows * ROW_PX)
        self.update()

    def show_at_most(self, rows: int) -> None:
        """There is room for so many."""
        if rows != self._at_most:
            self._at_most = rows
            self.show_lost(self._lost)

    @property
    def more_words(self) -> str:
        """How many more there are, in words."""
        return f"and {self.more:,} more"

    def sizeHint(self) -> QSize:
        return QSize(320, self._rows * ROW_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self._rows * ROW_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.shown:
            return
        painter = QPainter(self)
        for column, head in enumerate(HEADS):
            self._paint_cell(painter, 0, column, head, "muted")
        for row, lost in enumerate(self.shown, 1):
            for column, words in enumerate((lost.item, lost.field, lost.truth, lost.found)):
                self._paint_cell(painter, row, column, words, "like" if column == len(HEADS) - 1 else "text")
        if self.more:
            self._paint_cell(painter, len(self.shown) + 1, 0, self.more_words, "muted")

    @property
    def _rows(self) -> int:
        return len(self.shown) + 1 + bool(self.more) if self.shown else 0

    def _paint_cell(self, painter: QPainter, row: int, column: int, words: str, ink: str) -> None:
        left = sum(_SHARES[:column]) * self.width()
        cell = QRectF(left, row * ROW_PX, _SHARES[column] * self.width() - _GAP_PX, ROW_PX)
        painter.setFont(font(13 if ink == "muted" else 14))
        painter.setPen(self._look.theme.color(ink))
        told = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, round(cell.width()))
        painter.drawText(cell, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, told)
