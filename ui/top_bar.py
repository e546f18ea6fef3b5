"""The bar over a narrow window: the menu with all places, the mark, search, notifications and a new post."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.buttons import IconButton
from ui.folding import TOP_BAR_PX
from ui.icons import Icons
from ui.logo import paint_logo
from ui.theme import Look, font

HEIGHT_PX = TOP_BAR_PX


class TopBar(QWidget):
    """Stands over the feed, whose water shows through it. `menu` opens the places, `go(place)` names one."""

    menu = Signal()
    go = Signal(str)
    new_post = Signal()

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setAccessibleName("Top bar")
        self.places = IconButton(look, icons, "Menu", "list", parent=self)
        self.search = IconButton(look, icons, "Search", "magnifying-glass", px=22, parent=self)
        self.bell = IconButton(look, icons, "Notifications", "bell", px=22, parent=self)
        self.compose = IconButton(look, icons, "New post", "pencil-line", size=38, px=18, kind="accent", parent=self)
        self.places.clicked.connect(self.menu)
        self.search.clicked.connect(lambda: self.go.emit("search"))
        self.bell.clicked.connect(lambda: self.go.emit("notifications"))
        self.compose.clicked.connect(self.new_post)
        look.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(480, HEIGHT_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        right = self.width()
        self.places.move(8, 8)
        self.compose.move(right - 14 - 38, 9)
        self.bell.move(right - 106, 8)
        self.search.move(right - 152, 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_logo(painter, QRectF(54, 15, 26, 26), self._look.theme)
        painter.setFont(font(20, QFont.Weight.DemiBold))
        painter.setPen(self._look.theme.color("text"))
        painter.drawText(QRectF(90, 8, 140, 40), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, "Tideline")
