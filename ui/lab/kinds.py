"""How each kind of command looks in the lab: a colour that means only this kind, an icon, and a word."""

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from app.consistency.trace import Kind
from ui.icons import Icons
from ui.theme import Theme

DOT_PX: Final = 22
_ICON_PX: Final = 12

_COLOURS: Final[dict[Kind, tuple[str, str]]] = {
    "post": ("#0369a1", "#38bdf8"),
    "like": ("#cc274b", "#ff5c7f"),
    "comment": ("#a21caf", "#e879f9"),
    "follow": ("#4d7c0f", "#a3e635"),
    "address": ("#c2410c", "#fb923c"),
}
KIND_ICONS: Final[dict[Kind, str]] = {
    "post": "pencil-simple-bold",
    "like": "heart-bold",
    "comment": "chat-circle-bold",
    "follow": "user-plus-bold",
    "address": "map-pin-bold",
}
KIND_WORDS: Final[dict[Kind, str]] = {
    "post": "Post",
    "like": "Like",
    "comment": "Comment",
    "follow": "Follow",
    "address": "Address",
}


def kind_colour(kind: Kind, theme: Theme, alpha: float = 1.0) -> QColor:
    """The colour of a kind in a theme."""
    light, dark = _COLOURS[kind]
    return theme.color(dark if theme.dark else light, alpha)


def paint_dot(
    painter: QPainter,
    centre: QPointF,
    kind: Kind,
    theme: Theme,
    icons: Icons,
    *,
    committed: bool = True,
    selected: bool = False,
) -> None:
    """Paint a command as a dot 22 px wide: a dashed ring before its commit, solid after, ringed when selected."""
    dpr = painter.device().devicePixelRatio()
    dot = _dot(kind, theme, icons, dpr, committed=committed)
    painter.drawPixmap(QPointF(centre.x() - DOT_PX / 2 - 1, centre.y() - DOT_PX / 2 - 1), dot)
    if selected:
        painter.setPen(QPen(theme.color("accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(centre, DOT_PX / 2 + 3.5, DOT_PX / 2 + 3.5)


@lru_cache(maxsize=64)
def _dot(kind: Kind, theme: Theme, icons: Icons, dpr: float, *, committed: bool) -> QPixmap:
    """The picture of a dot, painted once: hundreds may be on their way in a frame."""
    side = DOT_PX + 2
    made = QPixmap(round(side * dpr), round(side * dpr))
    made.setDevicePixelRatio(dpr)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = kind_colour(kind, theme)
    box = QRectF(1, 1, DOT_PX, DOT_PX)
    ink = theme.color("card") if committed else colour
    if committed:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
    else:
        pen = QPen(colour, 2)
        pen.setDashPattern([2, 1.6])
        painter.setPen(pen)
        painter.setBrush(theme.color("card"))
        box.adjust(1, 1, -1, -1)
    painter.drawEllipse(box)
    edge = 1 + (DOT_PX - _ICON_PX) / 2
    icons.paint(painter, KIND_ICONS[kind], QRectF(edge, edge, _ICON_PX, _ICON_PX), ink)
    painter.end()
    return made
