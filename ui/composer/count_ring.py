"""How much room is left, as a ring that fills; the number appears when it matters."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.theme import Look, font

NUMBER_BELOW: Final = 50
"""From how many characters left the number is shown."""
_PX: Final = 30


class CountRing(QWidget):
    """Shows `show_count(used, most)`; says it in words to those who do not see it."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._used = 0
        self._most = 1
        self.setFixedSize(_PX, _PX)
        look.changed.connect(self.update)

    @property
    def left(self) -> int:
        """How many characters may still be written; below zero: how many are too many."""
        return self._most - self._used

    def show_count(self, used: int, most: int) -> None:
        """Show that `used` of `most` characters are written."""
        if (used, most) == (self._used, self._most) and self.accessibleName():
            return
        self._used, self._most = used, most
        left = self.left
        words = f"{left:,} characters left" if left >= 0 else f"{-left:,} characters too many"
        self.setAccessibleName(words)
        self.setToolTip(f"{words} of {most:,}" if left >= 0 else words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_PX, _PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = self.left
        numbered = left < NUMBER_BELOW
        inset = 2.0 if numbered else 5.0
        ring = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        token = "like" if left < 0 else "badge" if numbered else "accent"
        painter.setPen(QPen(theme.color("border"), 2.4))
        painter.drawEllipse(ring)
        share = min(1.0, self._used / self._most)
        if share > 0:
            painter.setPen(QPen(theme.color(token), 2.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawArc(ring, 90 * 16, -round(share * 360 * 16))
        if numbered:
            words = str(left) if left > -1_000 else "−1K"
            painter.setFont(font(11 if len(words) < 4 else 9, QFont.Weight.DemiBold))
            painter.setPen(theme.color(token))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words.replace("-", "−"))
