"""The small buttons in marks and sunk rows: Retry, Discard, Edit, Try again, Dismiss."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.buttons import Kind, PillButton
from ui.feed.action_button import leaves_arrows
from ui.icons import Icons
from ui.theme import Look

HEIGHT = 25

_WORDS = {"retry": "Retry", "discard": "Discard", "edit": "Edit", "again": "Try again", "dismiss": "Dismiss"}


class SmallButton(PillButton):
    """Named by what it asks for; the first remedy, 'again', stands out."""

    def __init__(self, look: Look, icons: Icons, name: str, parent: QWidget) -> None:
        kind: Kind = "soft" if name == "again" else "plain"
        super().__init__(look, icons, _WORDS[name], kind=kind, px=12, height=HEIGHT, parent=parent)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not leaves_arrows(event):
            super().keyPressEvent(event)
