"""Pale shapes in the places of cards that are being read, shown when that takes longer than a moment."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.feed.card_layout import metrics_for
from ui.theme import CARD_RADIUS, Theme

_LINES = ((0.0, 0.30), (28.0, 0.94), (50.0, 0.72))
_BAR_PX = 11


def paint_skeleton(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """Paint one card without content."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("border"), 1))
    painter.setBrush(theme.color("card"))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), CARD_RADIUS, CARD_RADIUS)
    metrics = metrics_for(rect.width())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("hover"))
    painter.drawEllipse(
        QRectF(rect.left() + metrics.padding, rect.top() + metrics.avatar_top, metrics.avatar, metrics.avatar)
    )
    left = rect.left() + metrics.text_left
    width = rect.width() - metrics.text_left - metrics.padding
    for drop, share in _LINES:
        top = rect.top() + metrics.header_top + 6 + drop
        painter.drawRoundedRect(QRectF(left, top, width * share, _BAR_PX), _BAR_PX / 2, _BAR_PX / 2)
    painter.restore()
