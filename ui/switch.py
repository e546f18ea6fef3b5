"""A switch for a setting that is on or off: a real check box, painted."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from ui.buttons import focus_ring, shows_ring
from ui.theme import Look

_SIZE = QSize(42, 26)


class Switch(QCheckBox):
    """On or off; `clicked(bool)` when a person changes it."""

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._ringed = False
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(_SIZE)
        look.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return _SIZE

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ringed = shows_ring(event.reason(), self._ringed, self._look)
        super().focusInEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        trough = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent" if self.isChecked() else "scroll_handle"))
        painter.drawRoundedRect(trough, trough.height() / 2, trough.height() / 2)
        knob = QRectF(0, 0, trough.height() - 6, trough.height() - 6)
        knob.moveCenter(trough.center())
        if self.isChecked():
            knob.moveRight(trough.right() - 3)
        else:
            knob.moveLeft(trough.left() + 3)
        painter.setBrush(theme.color("on_accent" if self.isChecked() else "card"))
        painter.drawEllipse(knob)
        if self._ringed and self.hasFocus():
            focus_ring(painter, QRectF(self.rect()), self.height() / 2, theme, on_accent=self.isChecked())
