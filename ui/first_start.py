"""What a person meets before anything else: the question who they are, and then a feed that invites."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.app_bridge import AppBridge
from ui.buttons import PillButton
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


class Invitation(QWidget):
    """An empty feed: write the first post, or fill it with demo data, with progress and a way to stop.

    `new_post` when asked; `filled` when the demo data is there.
    """

    new_post = Signal()
    filled = Signal()
    _progressed = Signal(float, str)

    def __init__(
        self, program: Program, bridge: AppBridge, look: Look, icons: Icons, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._program = program
        self._bridge = bridge
        self._look = look
        self._share = 0.0
        self._filling = False
        self.setAccessibleName("An empty feed")
        self._title = Words(look, "", 20, bold=True)
        self._words = Words(look, "Say something, or let two hundred made-up people say it for you.", ink="muted")
        self.write = PillButton(look, icons, "Write your first post", kind="accent", px=15, height=42)
        self.fill = PillButton(look, icons, "Fill with demo data", px=15, height=42)
        self.cancel = PillButton(look, icons, "Cancel", px=15, height=42)
        self._arrange()
        self.write.clicked.connect(self.new_post)
        self.fill.clicked.connect(self._fill)
        self.cancel.clicked.connect(program.demo.cancel)
        self._show_filling(filling=False)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 30, 24, 30)
        column.setSpacing(8)
        for label in (self._title, self._words):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addSpacing(34)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addStretch(1)
        for button in (self.write, self.fill, self.cancel):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)

    def sizeHint(self) -> QSize:
        return QSize(480, 208)

    def show_progress(self, share: float, sentence: str) -> None:
        """Show how far the filling is; `share` from 0 to 1."""
        self._share = share
        self._words.setText(sentence)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._filling:
            return
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = min(320, self.width() - 48)
        bar = QRectF((self.width() - width) / 2, self._words.geometry().bottom() + 14, width, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("border"))
        painter.drawRoundedRect(bar, 3, 3)
        painter.setBrush(theme.color("accent"))
        painter.drawRoundedRect(QRectF(bar.left(), bar.top(), max(6.0, width * self._share), 6), 3, 3)

    def _fill(self) -> None:
        self._show_filling(filling=True)
        self.show_progress(0.0, "Making people …")
        bridge = self._bridge
        future = self._program.demo.start(
            lambda share, sentence: bridge.deliver(lambda: self.show_progress(share, sentence))
        )
        bridge.follow(future, self._ended, self._failed)

    def _ended(self, sentence: str) -> None:
        self._show_filling(filling=False)
        self._words.setText(sentence)
        self.filled.emit()

    def _failed(self, error: Exception) -> None:
        self._show_filling(filling=False)
        self._words.setText(str(error))

    def _show_filling(self, *, filling: bool) -> None:
        self._filling = filling
        for button in (self.write, self.fill):
            button.setVisible(not filling)
        self.cancel.setVisible(filling)
        self._title.setText("Filling with demo data" if filling else "Nothing here yet")
        self.update()
