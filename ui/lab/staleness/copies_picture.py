"""The picture of a write and a read that meet at some of N copies."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from app.lab.readings.staleness import CopiesAsked
from ui.icons import Icons
from ui.theme import Theme, font

MOST_SHOWN = 4
_PILL = (52.0, 26.0)
_COPY_PX = 28.0


def paint_copies(painter: QPainter, place: QRectF, asked: CopiesAsked, theme: Theme, icons: Icons) -> None:
    """Paint a write at the left, acknowledged by the first W copies, and a read at the right: the last R answer it."""
    # Of many copies the first and the last are shown: the first have the write, the last answer the read.
    copies = range(asked.n) if asked.n <= MOST_SHOWN else (0, 1, asked.n - 2, asked.n - 1)
    shown = len(copies)
    more = asked.n - shown
    gap = min(36.0, (place.height() - (16 if more else 0)) / max(1, shown))
    middle = place.center().y() - (7 if more else 0)
    centres = [QPointF(place.center().x(), middle + (at - (shown - 1) / 2) * gap) for at in range(shown)]
    write = QRectF(place.left(), middle - _PILL[1] / 2, *_PILL)
    read = QRectF(place.right() - _PILL[0], middle - _PILL[1] / 2, *_PILL)
    accent, teal = theme.color("accent"), theme.color("read_side")
    _paint_pill(painter, write, "write", accent)
    _paint_pill(painter, read, "read", teal)
    for copy, centre in zip(copies, centres, strict=True):
        written, answered = copy < asked.w, copy >= asked.n - asked.r
        left = QPointF(write.right() + 12, middle)
        right = QPointF(read.left() - 10, middle)
        _paint_arrow(painter, left, centre - QPointF(_COPY_PX / 2 + 9, 0), accent, strong=written)
        _paint_arrow(painter, right, centre + QPointF(_COPY_PX / 2 + 9, 0), teal, strong=answered)
        size = min(_COPY_PX, gap - 4)
        box = QRectF(centre.x() - size / 2, centre.y() - size / 2, size, size)
        painter.setPen(QPen(accent if written else theme.color("scroll_handle"), 2 if written else 1))
        painter.setBrush(theme.color("card"))
        painter.drawEllipse(box)
        inset = size * 0.25
        icon = box.adjusted(inset, inset, -inset, -inset)
        icons.paint(painter, "database", icon, theme.color("text" if written else "muted"))
    if more:
        painter.setFont(font(13))
        painter.setPen(theme.color("muted"))
        below = QRectF(place.left(), place.bottom() - 16, place.width(), 18)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, f"and {more} more")


def _paint_pill(painter: QPainter, place: QRectF, words: str, ink: QColor) -> None:
    pale = QColor(ink)
    pale.setAlphaF(0.13)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(pale)
    painter.drawRoundedRect(place, 9, 9)
    painter.setPen(ink)
    painter.setFont(font(14, QFont.Weight.DemiBold))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)


def _paint_arrow(painter: QPainter, begin: QPointF, end: QPointF, ink: QColor, *, strong: bool) -> None:
    colour = QColor(ink)
    colour.setAlphaF(1.0 if strong else 0.3)
    pen = QPen(colour, 1.8 if strong else 1.2)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawLine(begin, end)
    way = end - begin
    length = max(1.0, (way.x() ** 2 + way.y() ** 2) ** 0.5)
    along = way / length
    across = QPointF(-along.y(), along.x())
    for side in (-1, 1):
        painter.drawLine(end, end - along * 6 + across * (4 * side))
