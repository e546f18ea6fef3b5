"""What the cards of both sides share: an icon, a title, a muted word beside it, and the position in a pill."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from ui.icons import Icons
from ui.lab.panel import PADDING_PX, Panel
from ui.theme import Look, font

HEAD_PX = 58
"""What the head takes at the top of the card."""

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
ELIDE = Qt.TextElideMode.ElideRight


class SidePanel(Panel):
    """One side in the colour `token` (write side accent, read side teal)."""

    def __init__(
        self, look: Look, icons: Icons, name: str, beside: str, icon: str, token: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, parent=parent)
        self.icons = icons
        self.token = token
        self._name = name
        self._beside = beside
        self._icon = icon
        self.setAccessibleName(name)

    def paint_head(self, painter: QPainter, position: str) -> QRectF:
        """Paint the card and its head; the rectangle of the contents below."""
        self.paint_card(painter)
        theme = self.look.theme
        inner = self.card().adjusted(PADDING_PX, 0, -PADDING_PX, -PADDING_PX)
        line = QRectF(inner.left(), inner.top() + 14, inner.width(), 30)
        self.icons.paint(
            painter, self._icon, QRectF(line.left(), line.center().y() - 9, 18, 18), theme.color(self.token)
        )
        small = font(13, QFont.Weight.DemiBold)
        width = QFontMetricsF(small).horizontalAdvance(position) + 24
        pill = QRectF(inner.right() - width, line.top() + 1, width, 27)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(self.token, 0.14))
        painter.drawRoundedRect(pill, 13.5, 13.5)
        painter.setFont(small)
        painter.setPen(theme.color(self.token))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, position)
        words = line.adjusted(26, 0, -width - 4, 0)
        for told, made, ink in (
            (self._name, font(15, QFont.Weight.DemiBold), "text"),
            (self._beside, font(14), "muted"),
        ):
            metrics = QFontMetricsF(made)
            shown = metrics.elidedText(told, ELIDE, max(0.0, words.width()))
            painter.setFont(made)
            painter.setPen(theme.color(ink))
            painter.drawText(words, LEFT, shown)
            words.setLeft(words.left() + metrics.horizontalAdvance(shown) + 9)
        return inner.adjusted(0, HEAD_PX, 0, 0)


def elided(painter: QPainter, words: str, width: float) -> str:
    """The words as far as they fit, in the painter's font."""
    return painter.fontMetrics().elidedText(words, ELIDE, max(0, round(width)))
