"""The other side of the bill: what is kept twice, what each write costs the projector, and when that pays."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.lab.readings.tug import TugReading
from ui.lab.panel import PADDING_PX, TITLE_ROOM_PX, Panel
from ui.lab.tug.wording import bytes_words, even_words, ms_words
from ui.theme import Look, font

BAR_PX = 16
STARTS = (0.0, 0.37, 0.72)
"""Where each of the three figures begins, as a share of the room; the first has a bar with a legend below."""
_TIP = (
    "Rows: the write model's tables with their indexes. Log: the events that tell the projector. Documents: the read "
    "store, kept beside the rows. The search index is in neither."
)


class BillPanel(Panel):
    """Shows a reading; without one, what will stand there."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "The bill", "what fast reads cost", parent)
        self._reading: TugReading | None = None
        self.setToolTip(_TIP)

    def show_reading(self, reading: TugReading | None) -> None:
        """Show what was measured."""
        if reading is self._reading:
            return
        self._reading = reading
        lines = [] if reading is None else [f"{words}: {figure}, {below}" for words, figure, below in rows_of(reading)]
        self.setAccessibleDescription(". ".join(lines))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint_card(painter)
        theme, card = self.look.theme, self.card()
        left, width = card.left() + PADDING_PX, card.width() - 2 * PADDING_PX
        top = card.top() + TITLE_ROOM_PX + 4
        room = card.height() - TITLE_ROOM_PX - 16
        rows = rows_of(self._reading)
        for at, (words, figure, below) in enumerate(rows):
            y = top + STARTS[at] * room
            painter.setFont(font(14))
            painter.setPen(theme.color("muted"))
            painter.drawText(QRectF(left, y, width, 20), _LEFT, words)
            big = font(22, QFont.Weight.Bold)
            painter.setFont(big)
            painter.setPen(theme.color("text"))
            painter.drawText(QRectF(left, y + 20, width, 30), _LEFT, figure)
            beside = QFontMetricsF(big).horizontalAdvance(figure) + 10
            if at == 0 and self._reading is not None:
                self._paint_room(painter, QRectF(left, y + 54, width, BAR_PX), self._reading)
                made = font(13)
                painter.setFont(made)
                painter.setPen(theme.color("muted"))
                shown = QFontMetricsF(made).elidedText(below, Qt.TextElideMode.ElideRight, width - beside)
                painter.drawText(QRectF(left + beside, y + 23, width - beside, 26), _LEFT, shown)
                continue
            painter.setFont(font(13))
            painter.setPen(theme.color("muted"))
            for line, told in enumerate(below.split("\n")):
                painter.drawText(QRectF(left, y + 50 + 18 * line, width, 20), _LEFT, told)

    def _paint_room(self, painter: QPainter, line: QRectF, reading: TugReading) -> None:
        theme, room = self.look.theme, reading.room
        parts = [
            (room.rows, "rows", theme.color("accent")),
            (room.log, "log", theme.color("accent", 0.35)),
            (room.documents, "documents", theme.color("read_side")),
        ]
        whole = sum(size for size, _words, _ink in parts) or 1
        x = line.left()
        made = font(13)
        metrics = QFontMetricsF(made)
        words_x = line.left()
        for size, words, ink in parts:
            if not size:
                continue
            part = max(4.0, (line.width() - 4) * size / whole)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            painter.drawRoundedRect(QRectF(x, line.top(), part, line.height()), 4, 4)
            x += part + 2
            painter.drawEllipse(QRectF(words_x, line.bottom() + 11, 8, 8))
            told = f"{words} {bytes_words(size)}"
            painter.setFont(made)
            painter.setPen(theme.color("muted"))
            painter.drawText(QRectF(words_x + 12, line.bottom() + 5, 200, 20), _LEFT, told)
            words_x += 12 + metrics.horizontalAdvance(told) + 10


def rows_of(reading: TugReading | None) -> list[tuple[str, str, str]]:
    """What stands in the panel: the words over a figure, the figure, and the words below it."""
    if reading is None:
        return [
            ("Kept twice", "–", "bytes of documents beside the rows"),
            ("Each write costs the projector", "–", "for the documents it changes"),
            ("Documents pay from", "–", "reads for each write"),
        ]
    write, room = reading.write, reading.room
    even, meaning = even_words(reading)
    rows = f"{write.rows:.1f} rows changed; {ms_words(write.batched_ms)} in a batch; {write.samples} writes"
    return [
        ("Kept twice", bytes_words(room.documents), f"beside {bytes_words(room.rows + room.log)} of truth"),
        (
            "Each write costs the projector",
            ms_words(write.project_ms),
            "\n".join((rows, f"Saving it costs both {ms_words(write.commit_ms)} more")),
        ),
        ("Documents pay from", even, meaning),
    ]


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
