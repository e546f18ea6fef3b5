"""The still part of the pipeline's picture: bands, stations, arrows and their words, painted once for each size."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QLinearGradient, QPainter, QPen, QPolygonF

from ui.icons import Icons
from ui.lab.pipeline.geometry import Plan, Station
from ui.theme import Theme, font

WORDS: Final[dict[Station, tuple[str, str, str, str]]] = {
    "form": ("Form", "pencil-simple", "You press Save", "The window: it issues a command."),
    "bus": (
        "Command bus",
        "paper-plane-tilt",
        "Takes requests one by one",
        "One writer thread; queued commands commit together.",
    ),
    "write_model": (
        "Write model",
        "database",
        "Checks, then keeps",
        "SQLite, third normal form: rules, integrity, ACID.",
    ),
    "outbox": ("Outbox", "tray", "", "Events, written in the same transaction as the change."),
    "projector": (
        "Projector",
        "stack",
        "Copies each change to the pages",
        "Reads past its checkpoint; documents and checkpoint in one commit.",
    ),
    "read_store": ("Read store", "book-open", "", "TinyDB documents on LMDB, ready to show."),
    "view": ("View", "eye", "", "Binds to the read store, with your own changes ahead by its strategy."),
}
"""Each station: its name, its icon, what it does in plain words, and the exact terms for the tooltip."""

READ_SIDE: Final[tuple[Station, ...]] = ("projector", "read_store", "view")
_PAD = 14.0


def is_read_side(station: Station) -> bool:
    """Whether a station belongs to the read side."""
    return station in READ_SIDE


def paint_still(painter: QPainter, plan: Plan, theme: Theme, icons: Icons) -> None:
    """Paint everything that does not move."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    write, read = theme.color("accent", 0.055), theme.color("read_side", 0.065)
    _paint_band(painter, plan.write_band, write, theme, "Write side", "keeps the truth", "accent")
    _paint_band(painter, plan.read_band, read, theme, "Read side", "keeps pages ready to show", "read_side")
    for index, arrow in enumerate(plan.arrows):
        paint_arrow(painter, arrow.begin, arrow.end, theme.color("accent" if index < 4 else "read_side", 0.75))
    for station, box in plan.boxes.items():
        _paint_station(painter, station, box, plan, theme, icons)


def paint_arrow(painter: QPainter, begin: QPointF, end: QPointF, colour: QColor) -> None:
    """Paint a way with its head."""
    painter.setPen(QPen(colour, 1.6))
    painter.drawLine(begin, end)
    along = end - begin
    length = max(1.0, (along.x() ** 2 + along.y() ** 2) ** 0.5)
    unit = QPointF(along.x() / length, along.y() / length)
    across = QPointF(-unit.y(), unit.x())
    painter.drawPolyline(QPolygonF([end - unit * 7 + across * 4.5, end, end - unit * 7 - across * 4.5]))


def _paint_band(painter: QPainter, band: QRectF, fill: QColor, theme: Theme, name: str, words: str, token: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawRoundedRect(band, 12, 12)
    line = QRectF(band.left() + 20, band.top() + 10, 400, 20)
    painter.setFont(font(13, QFont.Weight.DemiBold))
    painter.setPen(theme.color(token))
    taken = painter.boundingRect(line, _LEFT, name).width()
    painter.drawText(line, _LEFT, name)
    if band.width() > 560:
        painter.setFont(font(13))
        painter.setPen(theme.color("muted"))
        painter.drawText(line.adjusted(taken + 8, 0, 0, 0), _LEFT, words)


def _paint_station(painter: QPainter, station: Station, box: QRectF, plan: Plan, theme: Theme, icons: Icons) -> None:
    token = "read_side" if is_read_side(station) else "accent"
    fill: QColor | QLinearGradient = theme.color("card")
    if station == "outbox":
        water = QLinearGradient(0, box.top() + 46, 0, box.bottom())
        water.setColorAt(0, _over(theme, 0.14))
        water.setColorAt(1, _over(theme, 0.04))
        fill = water
    painter.setPen(QPen(theme.color(token, 0.45), 1.2))
    painter.setBrush(fill)
    painter.drawRoundedRect(box, 12, 12)
    if station == "outbox":
        head = QRectF(box.left(), box.top(), box.width(), 46)
        painter.save()
        painter.setClipRect(head)
        painter.setBrush(theme.color("card"))
        painter.drawRoundedRect(box, 12, 12)
        painter.restore()
        painter.setPen(QPen(theme.color("accent"), 2))
        painter.drawLine(head.bottomLeft(), head.bottomRight())
    paint_words(painter, station, plan, theme, icons)


def paint_words(
    painter: QPainter, station: Station, plan: Plan, theme: Theme, icons: Icons, *, alone: bool = False
) -> None:
    """Paint a station's icon, its name and, unless the name stands alone, what it does."""
    name, icon, does, _terms = WORDS[station]
    name = name if plan.roomy else name.removeprefix("Command ").capitalize()
    box = plan.boxes[station]
    left = box.left() + _PAD
    if plan.roomy:
        token = "read_side" if is_read_side(station) else "accent"
        icons.paint(painter, icon, QRectF(left, box.top() + 14, 18, 18), theme.color(token))
        left += 26
    painter.setFont(font(15, QFont.Weight.DemiBold))
    painter.setPen(theme.color("text"))
    room = QRectF(left, box.top() + 12, box.right() - left - 6, 22)
    if painter.fontMetrics().horizontalAdvance(name) > room.width():
        name = name.split()[-1].capitalize()
    told = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, round(room.width()))
    painter.drawText(room, _LEFT, told)
    if does and plan.roomy and not alone:
        painter.setFont(font(13))
        painter.setPen(theme.color("muted"))
        below = QRectF(box.left() + _PAD, box.top() + 40, box.width() - 2 * _PAD, box.height() - 44)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap, does)


def _over(theme: Theme, alpha: float) -> QColor:
    """The accent at `alpha` over the card, opaque."""
    card, accent = theme.color("card"), theme.color("accent")

    def mixed(under: int, over: int) -> int:
        return round(under + (over - under) * alpha)

    return QColor(
        mixed(card.red(), accent.red()), mixed(card.green(), accent.green()), mixed(card.blue(), accent.blue())
    )


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
