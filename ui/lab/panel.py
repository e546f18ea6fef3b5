"""A card of the lab: a title, perhaps a line beside it, and what stands in it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.painting import paint_shadow
from ui.theme import CARD_RADIUS, Look, font

PADDING_PX = 20
TITLE_ROOM_PX = 44
"""What the title takes at the top; contents begin below it."""


class Panel(QWidget):
    """Paints the card, its shadow and its title; give it a layout whose top margin is `TITLE_ROOM_PX`.

    The shadow is painted inside the widget's own edge, so leave `SHADOW_PX` around its contents free.
    """

    def __init__(self, look: Look, title: str = "", subtitle: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._title = title
        self._subtitle = subtitle
        self.setAccessibleName(title)
        look.changed.connect(self.update)

    def show_title(self, title: str, subtitle: str = "") -> None:
        """Change the title and the muted line beside it."""
        if (title, subtitle) != (self._title, self._subtitle):
            self._title, self._subtitle = title, subtitle
            self.setAccessibleName(title)
            self.update()

    def card(self) -> QRectF:
        """Where the card lies in this widget."""
        return QRectF(self.rect()).adjusted(SHADOW_PX, SHADOW_PX, -SHADOW_PX, -SHADOW_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint_card(painter)

    def paint_card(self, painter: QPainter) -> None:
        """Paint the card with its shadow and its title."""
        theme = self.look.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = self.card()
        paint_shadow(painter, card, theme, self.devicePixelRatioF(), 0.8)
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color("card"))
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), CARD_RADIUS, CARD_RADIUS)
        if not self._title:
            return
        made = font(15, QFont.Weight.DemiBold)
        line = QRectF(card.left() + PADDING_PX, card.top() + 14, card.width() - 2 * PADDING_PX, 26)
        painter.setFont(made)
        painter.setPen(theme.color("text"))
        title = QFontMetricsF(made).elidedText(self._title, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, _LEFT, title)
        if self._subtitle:
            beside = line.adjusted(QFontMetricsF(made).horizontalAdvance(title) + 8, 0, 0, 0)
            small = font(14)
            painter.setFont(small)
            painter.setPen(theme.color("muted"))
            words = QFontMetricsF(small).elidedText(self._subtitle, Qt.TextElideMode.ElideRight, max(0, beside.width()))
            painter.drawText(beside, _LEFT, words)


SHADOW_PX = 8
"""How far the card stands inside the widget's edge; neighbours' edges may overlap by as much."""

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
