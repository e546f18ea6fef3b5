"""The end of a feed: that it is the end, or that going on failed, with a way to try again."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.buttons import PillButton
from ui.icons import Icons
from ui.theme import Look, font

_END = "You have reached the first post."


class FeedFoot(QWidget):
    """`retry` when the button is pressed."""

    retry = Signal()

    def __init__(self, look: Look, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._words = ""
        self._button = PillButton(look, icons, "Retry", px=12, height=26, parent=self)
        self._button.clicked.connect(self.retry)
        look.changed.connect(self.update)
        self.hide()

    def show_end(self, problem: str, *, at_end: bool) -> None:
        """Say why it does not go on; without a `problem` that this is the end, or nothing."""
        words = problem or (_END if at_end else "")
        self._button.setVisible(bool(problem))
        if words != self._words:
            self._words = words
            self.setAccessibleName(words)
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size = self._button.sizeHint()
        self._button.setGeometry(self.width() - size.width() - 4, 18, size.width(), size.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(font(13))
        painter.setPen(self._look.theme.color("muted"))
        room = 0 if self._button.isHidden() else self._button.width() + 16
        rect = QRectF(8, 12, self.width() - 16 - room, self.height() - 16)
        flags = Qt.AlignmentFlag.AlignTop | (Qt.AlignmentFlag.AlignHCenter if not room else Qt.AlignmentFlag.AlignLeft)
        painter.drawText(rect, int(flags) | int(Qt.TextFlag.TextWordWrap), self._words)
