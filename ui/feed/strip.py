"""The strip that says that the read side is slowed or paused by hand, with the way back to normal."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.lab.model import ReadSideState
from ui.buttons import PillButton
from ui.icons import Icons
from ui.theme import SMALL_PX, Look, font, words_px

HEIGHT = 30
BELOW_HEIGHT = 32
_ICON_PX = 14
_LEFT = 11
_WORDS_LEFT = _LEFT + _ICON_PX + 5
_RIGHT = 12


class SlowedStrip(QWidget):
    """`back_to_normal` when its link is pressed. `wide` fills the column below the tabs."""

    back_to_normal = Signal()

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._icons = icons
        self._words = ""
        self._wide = False
        self.link = PillButton(look, icons, "Back to normal", kind="link", px=SMALL_PX, height=24, parent=self)
        self.link.clicked.connect(self.back_to_normal)
        look.changed.connect(self.update)
        self.hide()

    @property
    def words(self) -> str:
        """What it says."""
        return self._words

    def show_state(self, state: ReadSideState) -> None:
        """Say how the read side is held back, or nothing."""
        self._words = state.strip
        self.setAccessibleName(self._words)
        self.setVisible(bool(self._words))
        self.update()

    def set_wide(self, wide: bool) -> None:
        """Fill the column, or take only the width that is needed."""
        self._wide = wide
        self.update()

    def sizeHint(self) -> QSize:
        width = _WORDS_LEFT + self._words_width() + 14 + self.link.sizeHint().width() + _RIGHT - 4
        return QSize(round(width), HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size = self.link.sizeHint()
        self.link.setGeometry(
            self.width() - _RIGHT + 2 - size.width(), (self.height() - size.height()) // 2, size.width(), size.height()
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("strip"))
        radius = 10.0 if self._wide else rect.height() / 2
        painter.drawRoundedRect(rect, radius, radius)
        left = _LEFT + (3 if self._wide else 0)
        box = QRectF(left, (rect.height() - _ICON_PX) / 2, _ICON_PX, _ICON_PX)
        self._icons.paint(painter, "clock", box, theme.color("badge"))
        painter.setFont(_font())
        painter.setPen(theme.color("badge"))
        words = QRectF(left + _ICON_PX + 6, 0, self._words_width() + 14, rect.height())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(words, flags, self._words if self._wide else f"{self._words}  ·")

    def _words_width(self) -> float:
        return words_px(self._words, SMALL_PX, QFont.Weight.DemiBold)


def _font() -> QFont:
    return font(SMALL_PX, QFont.Weight.DemiBold)
