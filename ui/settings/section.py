"""A section of the settings: a titled card whose rows are a name, a line that explains, and a control."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import CARD_RADIUS, Look
from ui.words import Words

_ROOM_PX = 30
"""Above the card, for its title."""

_AIR_PX = 13
"""Above and below each row: between the card's edge, the lines and the words."""

_STACK_BELOW_PX = 470
_WIDE_PX = 180
"""In a section narrower than the first, controls wider than the second stand below their words."""


class Section(QWidget):
    """A card with a title above it; `add_row` and `add_whole` fill it."""

    def __init__(self, look: Look, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._rows: list[tuple[QHBoxLayout, QWidget]] = []
        self.setAccessibleName(title)
        self._title = Words(look, title, 13, bold=True, ink="muted", parent=self)
        self._title.setWordWrap(False)
        self._title.adjustSize()
        self._title.move(2, 0)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, _ROOM_PX + _AIR_PX - 5, 20, _AIR_PX)
        self._column.setSpacing(2 * _AIR_PX)
        look.changed.connect(self.update)

    def add_row(self, name: str, explanation: str, control: QWidget) -> Words:
        """Add a control beside its name and explanation; returns the explanation, which may be changed."""
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addStretch(1)
        label = Words(self.look, name, 15, parent=self)
        label.setBuddy(control)
        words.addWidget(label)
        explained = Words(self.look, explanation, 13, ink="muted", parent=self)
        words.addWidget(explained)
        words.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addLayout(words, 1)
        row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        self._rows.append((row, control))
        self._column.addLayout(row)
        return explained

    def add_whole(self, widget: QWidget) -> None:
        """Add a widget as wide as the card."""
        self._column.addWidget(widget)

    def set_narrow(self, width: int) -> None:
        """Put controls below or beside their words, as `width` allows."""
        for row, control in self._rows:
            down = width < _STACK_BELOW_PX and control.sizeHint().width() > _WIDE_PX
            row.setDirection(QBoxLayout.Direction.TopToBottom if down else QBoxLayout.Direction.LeftToRight)
            row.setSpacing(8 if down else 16)
            side = Qt.AlignmentFlag.AlignLeft if down else Qt.AlignmentFlag.AlignVCenter
            row.setAlignment(control, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self.look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(self.rect()).adjusted(0.5, _ROOM_PX - 4.5, -0.5, -0.5)
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color("card"))
        painter.drawRoundedRect(card, CARD_RADIUS, CARD_RADIUS)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        for index in range(1, self._column.count()):
            item = self._column.itemAt(index)
            if item is not None:
                y = item.geometry().top() - self._column.spacing() // 2
                painter.drawLine(20, y, self.width() - 20, y)
