"""The line over every view but the feeds: the way back, what is shown, and a search field while none is beside."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.buttons import IconButton
from ui.icons import Icons
from ui.search_field import SearchField
from ui.theme import COLUMN_MAX_PX, Look, font

HEIGHT_PX = 62


class ViewHeader(QWidget):
    """`back` when the arrow is pressed. `search` is its own field, shown when `offer_search(True)`."""

    back = Signal()

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._title = ""
        self._margin = 32
        self._aside: QWidget | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.arrow = IconButton(look, icons, "Back", "arrow-left", size=36, parent=self)
        self.arrow.setToolTip("Back (Esc)")
        self.arrow.clicked.connect(self.back)
        self.search = SearchField(look, icons, self)
        self.search.hide()
        look.changed.connect(self.update)

    def show_title(self, title: str) -> None:
        """Say what is shown."""
        self._title = title
        self.setAccessibleName(title)
        self.update()

    def offer_search(self, offered: bool) -> None:
        """Show a search field instead of the title."""
        self.search.setVisible(offered)
        self.update()

    def set_margin(self, margin: int) -> None:
        """How far the column's edge is from this widget's, at least."""
        self._margin = margin
        self._arrange()

    def set_aside(self, widget: QWidget) -> None:
        """Show a small widget at the right end while it has something to say."""
        widget.setParent(self)
        self._aside = widget
        self._arrange()

    def sizeHint(self) -> QSize:
        return QSize(400, HEIGHT_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.search.isVisible():
            return
        column = self._column()
        made = font(19, QFont.Weight.DemiBold)
        left = column.left() + 44
        right = self._aside.x() - 10 if self._aside is not None and self._aside.isVisible() else column.right()
        painter = QPainter(self)
        painter.setFont(made)
        painter.setPen(self._look.theme.color("text"))
        words = QFontMetricsF(made).elidedText(self._title, Qt.TextElideMode.ElideRight, right - left)
        line = QRectF(left, 0, right - left, self.height())
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)

    def _column(self) -> QRectF:
        width = min(COLUMN_MAX_PX, self.width() - 2 * self._margin)
        return QRectF((self.width() - width) / 2, 0, width, self.height())

    def _arrange(self) -> None:
        column = self._column()
        middle = self.height() // 2
        self.arrow.move(round(column.left()) - 4, middle - 18)
        left = round(column.left()) + 40
        self.search.setGeometry(left, middle - 18, round(column.right()) - left, self.search.height())
        if self._aside is not None:
            size = self._aside.sizeHint()
            self._aside.resize(size)
            self._aside.move(round(column.right()) - size.width(), middle - size.height() // 2)
        self.update()
