"""The line over every view but the feeds: the way back, what is shown, and a search field while none is beside."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.lab.model import ReadSideState
from ui.buttons import IconButton
from ui.feed.strip import BELOW_HEIGHT, SlowedStrip
from ui.icons import Icons
from ui.search_field import SearchField
from ui.theme import COLUMN_MAX_PX, Look, font

HEIGHT_PX = 62

_TITLE_LEFT = 44
_TITLE_ROOM = 150
"""What a title needs at least beside the strip; with less, the strip stands below."""


class ViewHeader(QWidget):
    """`back` when the arrow is pressed, `back_to_normal` when the strip's link is.

    `search` is its own field, shown when `offer_search(True)`. `room` is its height with the strip.
    """

    back = Signal()
    back_to_normal = Signal()

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._title = ""
        self._margin = 32
        self._offers_strip = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.arrow = IconButton(look, icons, "Back", "arrow-left", size=36, parent=self)
        self.arrow.setToolTip("Back (Esc)")
        self.arrow.clicked.connect(self.back)
        self.search = SearchField(look, icons, self)
        self.search.hide()
        self.strip = SlowedStrip(look, icons, self)
        self.strip.back_to_normal.connect(self.back_to_normal)
        look.changed.connect(self.update)

    @property
    def room(self) -> int:
        """How many pixels it takes at its present width."""
        return HEIGHT_PX + (BELOW_HEIGHT + 6 if self._shows_strip and not self._strip_fits else 0)

    def show_title(self, title: str) -> None:
        """Say what is shown."""
        self._title = title
        self.setAccessibleName(title)
        self.update()

    def show_state(self, state: ReadSideState, *, offered: bool) -> None:
        """Say that the read side is held back by hand, unless the view says so itself (`offered` False)."""
        self._offers_strip = offered
        self.strip.show_state(state)
        self.strip.setVisible(self._shows_strip)
        self._arrange()

    def offer_search(self, offered: bool) -> None:
        """Show a search field instead of the title."""
        self.search.setVisible(offered)
        self._arrange()

    def set_margin(self, margin: int) -> None:
        """How far the column's edge is from this widget's, at least."""
        if margin != self._margin:
            self._margin = margin
            self._arrange()

    def sizeHint(self) -> QSize:
        return QSize(400, self.room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.search.isHidden():
            return
        column = self._column()
        made = font(19, QFont.Weight.DemiBold)
        left = column.left() + _TITLE_LEFT
        beside = self._shows_strip and self._strip_fits
        right = self.strip.x() - 10 if beside else column.right()
        painter = QPainter(self)
        painter.setFont(made)
        painter.setPen(self._look.theme.color("text"))
        words = QFontMetricsF(made).elidedText(self._title, Qt.TextElideMode.ElideRight, right - left)
        line = QRectF(left, 0, right - left, HEIGHT_PX)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)

    @property
    def _shows_strip(self) -> bool:
        return self._offers_strip and bool(self.strip.words)

    @property
    def _strip_fits(self) -> bool:
        room = self._column().width() - _TITLE_LEFT - _TITLE_ROOM
        return self.search.isHidden() and self.strip.sizeHint().width() <= room

    def _column(self) -> QRectF:
        width = min(COLUMN_MAX_PX, self.width() - 2 * self._margin)
        return QRectF((self.width() - width) / 2, 0, width, self.height())

    def _arrange(self) -> None:
        column = self._column()
        left, right, middle = round(column.left()), round(column.right()), HEIGHT_PX // 2
        self.arrow.move(left - 4, middle - 18)
        self.search.setGeometry(left + 40, middle - 18, right - left - 40, self.search.height())
        size = self.strip.sizeHint()
        self.strip.set_wide(not self._strip_fits)
        if self._strip_fits:
            self.strip.setGeometry(right - size.width(), middle - size.height() // 2, size.width(), size.height())
        else:
            self.strip.setGeometry(left, HEIGHT_PX - 4, right - left, BELOW_HEIGHT)
        self.update()
