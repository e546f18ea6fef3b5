"""The field that searches posts and people: it asks while a person types, a moment after the last key."""

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.icons import Icons
from ui.theme import Look, font

PAUSE_MS = 140
"""How long a person pauses before their words are searched for; Enter searches at once."""

HEIGHT_PX = 37


class SearchField(QLineEdit):
    """`asked(words)` when there is something new to search for; `left` on Esc, after the words were cleared."""

    asked = Signal(str)
    left = Signal()

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._icons = icons
        self._last = ""
        self.setPlaceholderText("Search posts and people")
        self.setAccessibleName("Search posts and people")
        self.setFont(font(14))
        self.setFixedHeight(HEIGHT_PX)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.textEdited.connect(lambda _text: self._pause.start())
        self.returnPressed.connect(self._ask)
        look.changed.connect(self._dress)
        self._dress()

    def show_words(self, words: str) -> None:
        """Show `words` without asking for them; what is being typed is left alone."""
        if not self.hasFocus():
            self._last = words
            self.setText(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._pause.stop()
            self._last = ""
            self.clear()
            self.left.emit()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.text():
            event.accept()  # every letter typed here is a letter
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        middle = self.height() / 2
        self._icons.paint(
            painter, "magnifying-glass", QRectF(13, middle - 8.5, 17, 17), self._look.theme.color("muted")
        )

    def _ask(self) -> None:
        self._pause.stop()
        words = self.text().strip()
        if words and words != self._last:
            self._last = words
            self.asked.emit(words)

    def _dress(self) -> None:
        theme = self._look.theme
        self.setStyleSheet(
            f"QLineEdit {{ background: {theme.card}; border: 1px solid {theme.border}; "
            f"border-radius: {HEIGHT_PX // 2}px; padding: 0 14px 0 36px; }}"
            f"QLineEdit:focus {{ border: 2px solid {theme.accent}; padding: 0 13px 0 35px; }}"
        )
