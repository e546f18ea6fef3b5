"""A round button of glass that stays readable over any picture on the dark ground of the lightbox."""

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.buttons import PaintedButton
from ui.icons import Icons
from ui.theme import Look

BUTTON_PX: Final = 44
INK: Final = QColor(255, 255, 255)
_GLASS = QColor(255, 255, 255, 26)
_GLASS_LIT = QColor(255, 255, 255, 56)
_SHADE = QColor(6, 8, 16, 190)


class LightboxButton(PaintedButton):
    """Its words are its tooltip and accessible name."""

    def __init__(self, look: Look, icons: Icons, name: str, icon: str, parent: QWidget) -> None:
        super().__init__(look, name, parent)
        self._icons = icons
        self.icon_name = icon
        self.setText("")
        self.setToolTip(name)
        self.setFixedSize(BUTTON_PX, BUTTON_PX)

    def rename(self, name: str, icon: str) -> None:
        """Stand for something else."""
        self.icon_name = icon
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_SHADE)
        painter.drawEllipse(self.rect())
        painter.setBrush(_GLASS_LIT if self.hovered or self.isDown() else _GLASS)
        painter.drawEllipse(self.rect())
        box = QRectF(0, 0, 22, 22)
        box.moveCenter(QRectF(self.rect()).center())
        self._icons.paint(painter, self.icon_name, box, INK)
        if self.ringed:
            painter.setPen(QPen(INK, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QRectF(self.rect()).adjusted(2, 2, -2, -2))
