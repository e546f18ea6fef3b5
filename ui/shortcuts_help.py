"""The keys, as a card over the window. Letters work in the feed alone, and a setting turns them off."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.buttons import IconButton
from ui.icons import Icons
from ui.theme import CARD_RADIUS, Look, font

SHORTCUTS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "In the feed",
        (
            ("J or ↓", "Next post"),
            ("K or ↑", "Previous post"),
            ("Enter", "Open the thread"),
            ("L", "Like"),
            ("R", "Reply"),
            ("B", "Bookmark"),
            ("N", "New post"),
            ("/", "Search"),
            ("G then H", "Home"),
            ("?", "This help"),
        ),
    ),
    (
        "Everywhere",
        (
            ("Ctrl N", "New post"),
            ("Ctrl F", "Search"),
            ("Ctrl ,", "Settings"),
            ("F1", "This help"),
            ("Alt ←", "Back"),
            ("Esc", "Close, or back"),
            ("Ctrl Enter", "Send what you write"),
            ("Tab", "Next control"),
        ),
    ),
)
"""What each key does, in the order in which it is shown."""

_ROW_PX = 34
_TOP_PX = 74
_PADDING_PX = 28
_GROUP_GAP_PX = 12


class ShortcutsHelp(QWidget):
    """Paints `SHORTCUTS` in two columns, or one in a narrow window; `close_asked` by its button."""

    close_asked = Signal()

    def __init__(self, look: Look, icons: Icons, *, letters: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._letters = letters
        self.setAccessibleName("Keyboard shortcuts")
        spoken = "; ".join(f"{keys}: {does}" for _title, rows in SHORTCUTS for keys, does in rows)
        self.setAccessibleDescription(spoken)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.close_button = IconButton(look, icons, "Close", "x", size=36, px=18, parent=self)
        self.close_button.clicked.connect(self.close_asked)
        look.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(680, self.heightForWidth(680))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        lengths = [len(rows) + 1 for _title, rows in SHORTCUTS]
        two = self._two_columns(width)
        rows = max(lengths) if two else sum(lengths)
        gap = 0 if two else _GROUP_GAP_PX
        return _TOP_PX + rows * _ROW_PX + gap + 22 + (0 if self._letters else _ROW_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.close_button.move(self.width() - 54, 18)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color("card"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CARD_RADIUS, CARD_RADIUS)
        self._say(painter, QRectF(_PADDING_PX, 18, self.width() - 90, 36), "Keyboard", 19, "text", bold=True)
        two = self._two_columns(self.width())
        width = (self.width() - 2 * _PADDING_PX - (32 if two else 0)) / (2 if two else 1)
        x, y = float(_PADDING_PX), float(_TOP_PX)
        for title, rows in SHORTCUTS:
            self._say(painter, QRectF(x, y, width, _ROW_PX), title, 13, "muted", bold=True)
            for index, (keys, does) in enumerate(rows):
                self._paint_row(painter, QRectF(x, y + (index + 1) * _ROW_PX, width, _ROW_PX), keys, does)
            if two:
                x += width + 32
            else:
                y += (len(rows) + 1) * _ROW_PX + _GROUP_GAP_PX
        if not self._letters:
            line = QRectF(_PADDING_PX, self.height() - _ROW_PX - 16, self.width() - 2 * _PADDING_PX, _ROW_PX)
            self._say(painter, line, "Letter keys are turned off in the settings; arrows work.", 13, "badge")

    @staticmethod
    def _two_columns(width: int) -> bool:
        return width >= 560

    def _say(self, painter: QPainter, rect: QRectF, words: str, px: int, ink: str, *, bold: bool = False) -> None:
        painter.setFont(font(px, QFont.Weight.DemiBold if bold else QFont.Weight.Normal))
        painter.setPen(self._look.theme.color(ink))
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_row(self, painter: QPainter, rect: QRectF, keys: str, does: str) -> None:
        theme = self._look.theme
        self._say(painter, QRectF(rect.left() + 104, rect.top(), rect.width() - 104, rect.height()), does, 14, "text")
        cap_font = font(12, QFont.Weight.DemiBold)
        x = rect.left()
        for word in keys.split():
            width = QFontMetricsF(cap_font).horizontalAdvance(word)
            if word in ("or", "then"):
                self._say(painter, QRectF(x, rect.top(), width, rect.height()), word, 12, "muted")
                x += width + 5
                continue
            cap = QRectF(x, rect.center().y() - 12, max(24.0, width + 14), 24)
            painter.setPen(QPen(theme.color("border"), 1))
            painter.setBrush(theme.color("background"))
            painter.drawRoundedRect(cap, 7, 7)
            painter.setFont(cap_font)
            painter.setPen(theme.color("text"))
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, word)
            x = cap.right() + 5
