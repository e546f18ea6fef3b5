"""What a person meets before anything else: the question who they are."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.app_bridge import AppBridge
from ui.icons import Icons
from ui.logo import paint_logo
from ui.painting import paint_shadow
from ui.ports import Program
from ui.register_form import RegisterForm
from ui.theme import CARD_RADIUS, Look
from ui.words import Words

_CARD_PX = 440
_LOGO_PX = 56


class Mark(QWidget):
    """The mark of Tideline at one size."""

    def __init__(self, look: Look, px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setFixedSize(px, px)
        self.setAccessibleName("Tideline")

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_logo(QPainter(self), QRectF(self.rect()), self._look.theme)


class WelcomePage(QWidget):
    """The first page of all, over the whole window; `registered(person_id, name, handle)` leads on."""

    registered = Signal(object, str, str)

    def __init__(
        self, program: Program, bridge: AppBridge, look: Look, icons: Icons, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self.setAccessibleName("Welcome")
        self._card = QWidget(self)
        self.form = RegisterForm(program, bridge, look, icons, "Start", self._card)
        self.form.registered.connect(self.registered)
        column = QVBoxLayout(self._card)
        column.setContentsMargins(32, 30, 32, 30)
        column.setSpacing(0)
        column.addWidget(Mark(look, _LOGO_PX, self._card), 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(18)
        column.addWidget(Words(look, "Who are you?", 24, bold=True))
        column.addSpacing(6)
        promise = "Everything stays on this machine. You can add more people later."
        column.addWidget(Words(look, promise, 14, ink="muted"))
        column.addSpacing(22)
        column.addWidget(self.form)
        row = QHBoxLayout(self)
        row.addWidget(self._card, 0, Qt.AlignmentFlag.AlignCenter)
        self._card.setFixedWidth(_CARD_PX)
        look.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.color("background"))
        card = QRectF(self._card.geometry())
        paint_shadow(painter, card, theme, self.devicePixelRatioF())
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color("card"))
        painter.drawRoundedRect(card, CARD_RADIUS, CARD_RADIUS)
