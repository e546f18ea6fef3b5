"""What a view shows instead of content: that there is nothing, that it failed, with what can be done."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.buttons import PillButton
from ui.icons import Icons
from ui.theme import Look
from ui.words import Words

_DISC_PX = 64


class EmptyState(QWidget):
    """An icon on a disc, a title, a sentence, and a button if there is something to do; `acted` when it is pressed."""

    acted = Signal()

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._icons = icons
        self._icon = "info"
        self._title = Words(look, "", 18, bold=True)
        self._sentence = Words(look, "", 15, ink="muted")
        self.button = PillButton(look, icons, "", px=14, height=38)
        self.button.clicked.connect(self.acted)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, _DISC_PX + 64, 24, 24)
        column.setSpacing(8)
        for label in (self._title, self._sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addSpacing(8)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        look.changed.connect(self.update)

    def show_state(self, icon: str, title: str, sentence: str, button: str = "") -> None:
        """Say this."""
        self._icon = icon
        self._title.setText(title)
        self._sentence.setText(sentence)
        self.button.setVisible(bool(button))
        self.button.show_as(button)
        self.setAccessibleName(f"{title}. {sentence}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = QRectF((self.width() - _DISC_PX) / 2, self._title.y() - _DISC_PX - 18, _DISC_PX, _DISC_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent_button", 0.7))
        painter.drawEllipse(disc)
        self._icons.paint(painter, self._icon, disc.adjusted(18, 18, -18, -18), theme.color("accent"))
