"""The page while there is no read store to show: it is being made from what was saved, and this is how far it is.

Or another process has the folder, whose store this one cannot read: then it says whom it waits for.
"""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.first_start import Mark
from ui.theme import Look
from ui.words import Words

_BAR_PX = 320
_MAKING = "Making your feeds"
_WAITING = "Waiting for the other Tideline"
_ELSEWHERE = (
    "Another Tideline works on this data folder, and its feeds cannot be read here. Everything you saved is safe; "
    "your feeds are shown once it has made them anew, or is closed."
)


class NoStorePage(QWidget):
    """Shows a bar and a sentence; everything that was saved is safe, and the page says so."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._share = 0.0
        self._elsewhere = False
        self._title = Words(look, _MAKING, 20, bold=True)
        self._sentence = Words(look, "", 15, ink="muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(10)
        column.addStretch(2)
        column.addWidget(Mark(look, 56), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(12)
        for label in (self._title, self._sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addSpacing(34)
        column.addStretch(3)
        look.changed.connect(self.update)
        self.show_progress(None)

    def show_progress(self, rebuilding: tuple[int, int] | None, *, elsewhere: bool = False) -> None:
        """Show `rebuilding` as (done, total) positions, or that it has not begun; `elsewhere`: it is not ours to do."""
        done, total = rebuilding or (0, 0)
        self._share = done / total if total else 0.0
        self._elsewhere = elsewhere
        where = f"Position {done:,} of {total:,}. " if total else ""
        making = f"{where}Everything you saved is safe; feeds are made anew from it."
        self._title.setText(_WAITING if elsewhere else _MAKING)
        self._sentence.setText(_ELSEWHERE if elsewhere else making)
        self.setAccessibleName(f"{self._title.text()}. {self._sentence.text()}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._elsewhere:
            return
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bar = QRectF((self.width() - _BAR_PX) / 2, self._sentence.geometry().bottom() + 22, _BAR_PX, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("border"))
        painter.drawRoundedRect(bar, 3, 3)
        painter.setBrush(theme.color("accent"))
        painter.drawRoundedRect(QRectF(bar.left(), bar.top(), max(6.0, _BAR_PX * self._share), 6), 3, 3)
