"""A list of choices as a pill that opens: a real combo box, painted, which the wheel leaves alone."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from ui.buttons import focus_ring, shows_ring
from ui.icons import Icons
from ui.theme import Look, font

_SIZE = QSize(224, 36)


class Choice(QComboBox):
    """Shows the chosen words; `activated` when a person chooses."""

    def __init__(self, look: Look, icons: Icons, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._icons = icons
        self._ringed = False
        self.setAccessibleName(name)
        self.setAccessibleDescription(name)  # on Linux a combo box is read by its value
        self.setFont(font(13))
        self.setFixedSize(_SIZE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        look.changed.connect(self.update)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # a page that is scrolled past changes nothing

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ringed = shows_ring(event.reason(), self._ringed, self._look)
        super().focusInEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color("hover" if self.underMouse() else "card"))
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        made = font(13, QFont.Weight.Medium)
        painter.setFont(made)
        painter.setPen(theme.color("text" if self.isEnabled() else "muted"))
        room = rect.adjusted(16, 0, -36, 0)
        words = QFontMetricsF(made).elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        caret = QRectF(rect.right() - 30, rect.center().y() - 7, 14, 14)
        self._icons.paint(painter, "caret-down", caret, theme.color("muted"))
        if self._ringed and self.hasFocus():
            focus_ring(painter, QRectF(self.rect()), self.height() / 2, theme)
