"""What floats on the tide line: the buoy that says what is on the way, and the pill that counts new posts."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.consistency.notes import FROM_WRITE_MODEL
from ui.buttons import PaintedButton, focus_ring
from ui.feed.tide import Buoy
from ui.icons import Icons
from ui.theme import SMALL_PX, Look, font

HEIGHT = 25
_PADDING = 12
PILL_HEIGHT = 32
_PILL_ICON = 14


class BuoyButton(PaintedButton):
    """The buoy on the line. Its height covers its focus ring; Enter or a click opens the sync card."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, "all ashore", parent)
        self.setObjectName("buoy")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # the feed itself hands Tab on
        self._shown = Buoy("all ashore", "", calm=True)

    @property
    def shown(self) -> Buoy:
        """What it says."""
        return self._shown

    def show_buoy(self, buoy: Buoy) -> None:
        """Say something else."""
        if buoy != self._shown:
            self._shown = buoy
            self.setText(buoy.text)
            self.setAccessibleName(buoy.sentence)
            self.setToolTip(buoy.sentence)
            self.resize(self.sizeHint())
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(QFontMetricsF(_font()).horizontalAdvance(self._shown.text)) + 2 * _PADDING + 2, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self.look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.6, 0.6, -0.6, -0.6)
        calm = self._shown.calm
        painter.setPen(QPen(theme.color("border") if calm else theme.color("accent", 0.55), 1.2 if not calm else 1.0))
        painter.setBrush(theme.color("hover" if self.hovered or self.isDown() else "card"))
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        painter.setFont(_font())
        painter.setPen(theme.color("muted" if calm else "text"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._shown.text)
        if self.ringed and self.hasFocus():
            focus_ring(painter, QRectF(self.rect()), HEIGHT / 2, theme)


class LineNote(QWidget):
    """At the left of the line: where own changes are, for a strategy that does not show them ahead."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._words = ""
        look.changed.connect(self.update)
        self.hide()

    @property
    def words(self) -> str:
        """What it says."""
        return self._words

    def show_words(self, words: str) -> None:
        """Say this, or nothing."""
        if words != self._words:
            self._words = words
            self.setAccessibleName(words)
            self.setToolTip(words)
            self.resize(round(QFontMetricsF(_font()).horizontalAdvance(words)) + 2 * _PADDING + 2, HEIGHT)
            self.setVisible(bool(words))
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color("card"))
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        painter.setFont(_font())
        painter.setPen(theme.color("accent" if self._words == FROM_WRITE_MODEL else "badge"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._words)


class NewPostsPill(PaintedButton):
    """'3 new posts': shown while posts of others wait above; only pressing it moves the reader."""

    def __init__(self, look: Look, icons: Icons, parent: QWidget) -> None:
        super().__init__(look, "New posts", parent)
        self.setObjectName("new-posts")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # the feed itself hands Tab on
        self._icons = icons
        self.count = 0
        self.hide()

    def show_count(self, count: int) -> None:
        """Show how many there are; 0 hides it."""
        self.count = count
        number = "1,000+" if count >= 1_000 else f"{count:,}"
        self.setText(f"{number} new post{'' if count == 1 else 's'}")
        self.setAccessibleName(f"{self.text()}. Show them.")
        self.setToolTip("Show them from the top")
        self.resize(self.sizeHint())
        self.setVisible(count > 0)
        self.update()

    def sizeHint(self) -> QSize:
        width = QFontMetricsF(_pill_font()).horizontalAdvance(self.text())
        return QSize(round(width) + _PILL_ICON + 8 + 2 * 15, PILL_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self.look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        if self.hovered or self.isDown():
            painter.setBrush(theme.color("on_accent", 0.12))
            painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        box = QRectF(15, (PILL_HEIGHT - _PILL_ICON) / 2, _PILL_ICON, _PILL_ICON)
        self._icons.paint(painter, "arrow-up-bold", box, theme.color("on_accent"))
        painter.setFont(_pill_font())
        painter.setPen(theme.color("on_accent"))
        left = box.right() + 8
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(left, 0, rect.right() - left, rect.height()), flags, self.text())
        if self.ringed and self.hasFocus():
            painter.setPen(QPen(theme.color("on_accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(3, 3, -3, -3), PILL_HEIGHT / 2 - 3, PILL_HEIGHT / 2 - 3)


def _font() -> QFont:
    return font(SMALL_PX, QFont.Weight.Medium)


def _pill_font() -> QFont:
    return font(13, QFont.Weight.DemiBold)
