"""The navigation of a narrow window: a drawer at the left edge, opened from the top bar."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.feed.images import ImageLoader
from ui.folding import NAVIGATION_PX
from ui.icons import Icons
from ui.navigation import Navigation
from ui.theme import Look

WIDTH_PX = NAVIGATION_PX + 24


class Drawer(QWidget):
    """Holds a `Navigation` that also offers the sync card."""

    def __init__(self, look: Look, icons: Icons, images: ImageLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setAccessibleName("Menu")
        self.navigation = Navigation(look, icons, images, self)
        self.navigation.offer_sync(offered=True)
        look.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH_PX, 600)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.navigation.setGeometry(0, 0, self.width(), self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("background"))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), theme.color("border"))
