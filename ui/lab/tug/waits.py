"""Who waits for whom: readers beside a large write, with a rollback journal and with WAL, as bars of one scale."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.lab.readings.tug import Locking, Waiting
from ui.lab.tug.measured_panel import RIGHT, MeasuredPanel
from ui.lab.tug.wording import ms_words
from ui.theme import Look

BAR_PX = 18
_TIP = (
    "Measured on scratch databases: one connection changes many rows in a transaction, again and again, and two others "
    "read one row each 2 ms. With a rollback journal (DELETE) the file is locked while it is changed; with a "
    "write-ahead log (WAL), which Tideline uses, readers go on with the newest commit."
)


class WaitsPanel(MeasuredPanel[Locking]):
    """Shows how long the readers waited; without a measurement, what will stand there."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "Who waits for whom?", "", parent)
        self.setToolTip(_TIP)

    def told(self, reading: Locking) -> str:
        lines = [
            f"{words}: half of the readers waited up to {ms_words(waiting.p50_ms)}, 99 of 100 up to "
            f"{ms_words(waiting.p99_ms)}, the longest {ms_words(waiting.max_ms)}"
            for words, waiting in (("Rollback journal", reading.rollback), ("WAL", reading.wal))
        ]
        return ". ".join(lines)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint_card(painter)
        room, locking = self.room().adjusted(0, 2, 0, -34), self.reading
        most = 1.0 if locking is None else max(locking.rollback.max_ms, locking.wal.max_ms, 0.01)
        height = (room.height() - 4) / 2
        for at, (words, below) in enumerate((("Rollback journal", "readers wait"), ("WAL", "readers go on"))):
            waiting = None if locking is None else (locking.rollback, locking.wal)[at]
            lane = QRectF(room.left(), room.top() + at * height, room.width(), height)
            self._paint_lane(painter, lane, words, below, waiting, most)
        reads = "" if locking is None else f"{locking.rollback.reads + locking.wal.reads:,} reads: "
        line = QRectF(room.left(), room.bottom(), room.width(), 20)
        self.write(painter, line, f"{reads}median, 99 of 100, longest")

    def _paint_lane(
        self, painter: QPainter, lane: QRectF, words: str, below: str, waiting: Waiting | None, most: float
    ) -> None:
        theme = self.look.theme
        head = QRectF(lane.left(), lane.top(), lane.width(), 22)
        self.write(painter, head, words, 14, "text", QFont.Weight.DemiBold)
        told = below if waiting is None else f"{ms_words(waiting.p50_ms)}, at most {ms_words(waiting.max_ms)}"
        self.write(painter, head, told, align=RIGHT)
        track = QRectF(lane.left(), lane.top() + 27, lane.width(), BAR_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("hover"))
        painter.drawRoundedRect(track, 5, 5)
        if waiting is None:
            return
        for share, alpha in ((waiting.p99_ms / most, 0.35), (waiting.p50_ms / most, 1.0)):
            painter.setBrush(theme.color("accent", alpha))
            bar = QRectF(track.left(), track.top(), max(3.0, track.width() * share), track.height())
            painter.drawRoundedRect(bar, 5, 5)
        end = track.left() + max(3.0, track.width() * waiting.max_ms / most) - 1
        painter.setPen(QPen(theme.color("accent"), 2))
        painter.drawLine(QPointF(end, track.top() + 1), QPointF(end, track.bottom() - 1))
