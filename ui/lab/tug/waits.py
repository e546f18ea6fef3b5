"""Who waits for whom: readers beside a large write, with a rollback journal and with WAL, as bars of one scale."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.lab.readings.tug import Locking, Waiting
from ui.lab.panel import PADDING_PX, TITLE_ROOM_PX, Panel
from ui.lab.tug.wording import ms_words
from ui.theme import Look, font

BAR_PX = 18
_TIP = (
    "Measured on scratch databases: one connection changes many rows in a transaction, again and again, and two others "
    "read one row each 2 ms. With a rollback journal (DELETE) the file is locked while it is changed; with a "
    "write-ahead log (WAL), which Tideline uses, readers go on with the newest commit."
)


class WaitsPanel(Panel):
    """Shows how long the readers waited; without a measurement, what will stand there."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "Who waits for whom?", "", parent)
        self._locking: Locking | None = None
        self.setToolTip(_TIP)

    def show_locking(self, locking: Locking | None) -> None:
        """Show what was measured."""
        if locking is self._locking:
            return
        self._locking = locking
        self.setAccessibleDescription("" if locking is None else described(locking))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint_card(painter)
        theme, card = self.look.theme, self.card()
        left, width = card.left() + PADDING_PX, card.width() - 2 * PADDING_PX
        top = card.top() + TITLE_ROOM_PX + 2
        height = (card.height() - TITLE_ROOM_PX - 40) / 2
        locking = self._locking
        most = 1.0 if locking is None else max(locking.rollback.max_ms, locking.wal.max_ms, 0.01)
        for at, (words, below) in enumerate((("Rollback journal", "readers wait"), ("WAL", "readers go on"))):
            waiting = None if locking is None else (locking.rollback, locking.wal)[at]
            self._paint_lane(painter, QRectF(left, top + at * height, width, height), words, below, waiting, most)
        painter.setFont(font(13))
        painter.setPen(theme.color("muted"))
        reads = "" if locking is None else f"{locking.rollback.reads + locking.wal.reads:,} reads: "
        line = QRectF(left, card.bottom() - 34, width, 20)
        painter.drawText(line, _LEFT, f"{reads}median, 99 of 100, longest")

    def _paint_lane(
        self, painter: QPainter, lane: QRectF, words: str, below: str, waiting: Waiting | None, most: float
    ) -> None:
        theme = self.look.theme
        painter.setFont(font(14, QFont.Weight.DemiBold))
        painter.setPen(theme.color("text"))
        painter.drawText(QRectF(lane.left(), lane.top(), lane.width(), 22), _LEFT, words)
        told = below if waiting is None else f"{ms_words(waiting.p50_ms)}, at most {ms_words(waiting.max_ms)}"
        painter.setFont(font(13))
        painter.setPen(theme.color("muted"))
        painter.drawText(QRectF(lane.left(), lane.top(), lane.width(), 22), _RIGHT, told)
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


def described(locking: Locking) -> str:
    """The bars in words."""
    lines = [
        f"{words}: half of the readers waited up to {ms_words(waiting.p50_ms)}, 99 of 100 up to "
        f"{ms_words(waiting.p99_ms)}, the longest {ms_words(waiting.max_ms)}"
        for words, waiting in (("Rollback journal", locking.rollback), ("WAL", locking.wal))
    ]
    return ". ".join(lines)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
