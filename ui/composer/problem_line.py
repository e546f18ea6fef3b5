"""One sentence under a field: what was refused, or what was just done with a way to undo it."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.buttons import PillButton
from ui.icons import Icons
from ui.theme import Look, font

_PAD = 10
_ICON = 18
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class ProblemLine(QWidget):
    """Hidden while there is nothing to say; `acted` when its button is pressed. What it says is also announced."""

    acted = Signal()

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._icons = icons
        self._words = ""
        self._grave = True
        self.action = PillButton(look, icons, "", kind="link", px=13, height=24, parent=self)
        self.action.clicked.connect(self.acted)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        look.changed.connect(self.update)
        self.hide()

    @property
    def words(self) -> str:
        """What it says now, '' while hidden."""
        return self._words

    def show_problem(self, sentence: str) -> None:
        """Say what was refused; '' hides the line."""
        self._show(sentence, "", grave=True)

    def show_news(self, sentence: str, action: str = "") -> None:
        """Say what happened, with a button."""
        self._show(sentence, action, grave=False)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._place(width).height()) + 2 * _PAD

    def sizeHint(self) -> QSize:
        return QSize(320, self.heightForWidth(self.width() if self.width() > 100 else 320))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        hint = self.action.sizeHint()
        self.action.setGeometry(self.width() - hint.width() - _PAD, (self.height() - 24) // 2, hint.width(), 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("danger_button" if self._grave else "hover"))
        painter.drawRoundedRect(self.rect(), 10, 10)
        token = "like" if self._grave else "text"
        box = QRectF(_PAD + 2, _PAD + 1, _ICON, _ICON)
        self._icons.paint(painter, "warning-circle" if self._grave else "info", box, theme.color(token))
        painter.setFont(font(13, QFont.Weight.Medium))
        painter.setPen(theme.color(token))
        painter.drawText(self._place(self.width()), int(_WRAP), self._words)

    def _show(self, words: str, action: str, *, grave: bool) -> None:
        if (words, action, grave) == (self._words, self.action.text(), self._grave):
            return
        self._words, self._grave = words, grave
        self.setAccessibleName(words)
        self.action.show_as(action)
        self.action.setVisible(bool(action))
        self.setVisible(bool(words))
        self.updateGeometry()
        self.update()
        if words and self.isVisible():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _place(self, width: int) -> QRectF:
        left = _PAD + _ICON + 10
        room = width - left - _PAD - (self.action.sizeHint().width() + 8 if self.action.text() else 0)
        metrics = QFontMetricsF(font(13, QFont.Weight.Medium))
        needed = metrics.boundingRect(QRectF(0, 0, max(60, room), 1_000), int(_WRAP), self._words or "x")
        return QRectF(left, _PAD + 1, max(60, room), max(18.0, needed.height()))
