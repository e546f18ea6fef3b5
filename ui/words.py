"""A label in a colour of the theme, which it follows; markup in it is shown, never interpreted."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.theme import Look, font


class Words(QLabel):
    """Words of `px` pixels in the colour of a theme token."""

    def __init__(
        self,
        look: Look,
        text: str = "",
        px: int = 15,
        *,
        bold: bool = False,
        ink: str = "text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._look = look
        self._ink = ink
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font(px, QFont.Weight.DemiBold if bold else QFont.Weight.Normal))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setWordWrap(True)  # last: a new size policy forgets that the height follows the width
        self.setForegroundRole(QPalette.ColorRole.WindowText)  # inside a scroll area it would be another
        look.changed.connect(self._dress)
        self._dress()

    def show_ink(self, ink: str) -> None:
        """Change the colour to that of another theme token."""
        self._ink = ink
        self._dress()

    def _dress(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, self._look.theme.color(self._ink))
        self.setPalette(palette)
