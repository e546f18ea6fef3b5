"""The way from a command to a page as six small stations, and the place at which the fault strikes."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.lab.readings.faults import Station
from ui.icons import Icons
from ui.lab.faults.fault_list import READ_STATIONS, STATION_ICONS
from ui.theme import Look, font

HEIGHT_PX = 92
_BOX_PX = 44
STATION_WORDS: Final[dict[Station, tuple[str, str]]] = {
    "writes": ("Write model", "Rows in SQLite, third normal form."),
    "log": ("Outbox", "The event log, written in the same transaction."),
    "doorbell": ("Doorbell", "A signal without payload."),
    "projector": ("Projector", "Reads past its checkpoint."),
    "documents": ("Read store", "Documents and checkpoint in one commit."),
    "view": ("View", "What the window binds to."),
}


class FaultPath(QWidget):
    """The drawing. `show_strike` says where."""

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._icons = icons
        self._strikes: Station = "doorbell"
        self.setFixedHeight(HEIGHT_PX)
        self.setToolTip("\n".join(f"{name}: {term}" for name, term in STATION_WORDS.values()))
        look.changed.connect(self.update)

    def show_strike(self, station: Station) -> None:
        """Mark the station at which the fault strikes."""
        self._strikes = station
        self.setAccessibleName(f"The fault strikes here: {STATION_WORDS[station][0]}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(280, HEIGHT_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step = self.width() / len(STATION_WORDS)
        for number, station in enumerate(STATION_WORDS):
            centre = QPointF(step * (number + 0.5), 16 + _BOX_PX / 2)
            if number:
                self._paint_arrow(painter, centre - QPointF(step, 0), centre, station)
            self._paint_station(painter, centre, station, step)

    def _paint_arrow(self, painter: QPainter, begin: QPointF, end: QPointF, station: Station) -> None:
        colour = self._look.theme.color("read_side" if station in READ_STATIONS else "accent", 0.75)
        room = QPointF(_BOX_PX / 2 + 5, 0)
        begin, end = begin + room, end - room
        painter.setPen(QPen(colour, 1.6))
        painter.drawLine(begin, end)
        painter.drawPolyline([end + QPointF(-6, -4), end, end + QPointF(-6, 4)])

    def _paint_station(self, painter: QPainter, centre: QPointF, station: Station, room: float) -> None:
        theme = self._look.theme
        struck = station == self._strikes
        token = "read_side" if station in READ_STATIONS else "accent"
        box = QRectF(centre.x() - _BOX_PX / 2, centre.y() - _BOX_PX / 2, _BOX_PX, _BOX_PX)
        painter.setPen(QPen(theme.color("like" if struck else token, 1.0 if struck else 0.45), 2 if struck else 1.2))
        painter.setBrush(theme.color("danger_button") if struck else theme.color(token, 0.06))
        painter.drawRoundedRect(box, 12, 12)
        icon = QRectF(centre.x() - 10, centre.y() - 10, 20, 20)
        self._icons.paint(painter, STATION_ICONS[station], icon, theme.color(token))
        painter.setFont(font(13, QFont.Weight.DemiBold if struck else QFont.Weight.Normal))
        painter.setPen(theme.color("text" if struck else "muted"))
        line = QRectF(centre.x() - room / 2, box.bottom() + 5, room, 20)
        name = STATION_WORDS[station][0]
        if painter.fontMetrics().horizontalAdvance(name) > room - 6:
            name = name.split()[-1].capitalize()
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, name)
        if struck:
            badge = QRectF(box.right() - 11, box.top() - 11, 22, 22)
            painter.setPen(QPen(theme.color("card"), 2))
            painter.setBrush(theme.color("like"))
            painter.drawEllipse(badge)
            self._icons.paint(painter, "lightning-fill", badge.adjusted(5, 5, -5, -5), theme.color("card"))
