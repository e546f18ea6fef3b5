"""The other side of the bill: what is kept twice, what each write costs the projector, and when that pays."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.lab.readings.tug import TugReading
from ui.lab.tug.measured_panel import MeasuredPanel
from ui.lab.tug.wording import bytes_words, even_words, ms_words
from ui.theme import Look

BAR_PX = 16
STARTS = (0.0, 0.37, 0.72)
"""Where each of the three figures begins, as a share of the room; the first has a bar with a legend below."""
_TIP = (
    "Rows: the write model's tables with their indexes. Log: the events that tell the projector. Documents: the read "
    "store, kept beside the rows. The search index is in neither."
)


class BillPanel(MeasuredPanel[TugReading]):
    """Shows a reading; without one, what will stand there."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "The bill", "what fast reads cost", parent)
        self.setToolTip(_TIP)

    def told(self, reading: TugReading) -> str:
        return ". ".join(f"{words}: {figure}, {below}" for words, figure, below in rows_of(reading))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint_card(painter)
        room = self.room().adjusted(0, 4, 0, -12)
        for at, (words, figure, below) in enumerate(rows_of(self.reading)):
            y = room.top() + STARTS[at] * room.height()
            self.write(painter, QRectF(room.left(), y, room.width(), 20), words, 14)
            line = QRectF(room.left(), y + 20, room.width(), 30)
            beside = self.write(painter, line, figure, 22, "text", QFont.Weight.Bold) + 10
            if at == 0 and self.reading is not None:
                self._paint_room(painter, QRectF(room.left(), y + 54, room.width(), BAR_PX), self.reading)
                self.write(painter, line.adjusted(beside, 3, 0, -1), below)
                continue
            for number, told in enumerate(below.split("\n")):
                self.write(painter, QRectF(room.left(), y + 50 + 18 * number, room.width(), 20), told)

    def _paint_room(self, painter: QPainter, line: QRectF, reading: TugReading) -> None:
        theme, room = self.look.theme, reading.room
        parts = [
            (room.rows, "rows", theme.color("accent")),
            (room.log, "log", theme.color("accent", 0.35)),
            (room.documents, "documents", theme.color("read_side")),
        ]
        whole = sum(size for size, _words, _ink in parts) or 1
        x = words_x = line.left()
        for size, words, ink in parts:
            if not size:
                continue
            part = max(4.0, (line.width() - 4) * size / whole)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            painter.drawRoundedRect(QRectF(x, line.top(), part, line.height()), 4, 4)
            x += part + 2
            painter.drawEllipse(QRectF(words_x, line.bottom() + 11, 8, 8))
            told = QRectF(words_x + 12, line.bottom() + 5, 200, 20)
            # The documents' size is the figure above.
            named = words if words == "documents" else f"{words} {bytes_words(size)}"
            words_x += 12 + self.write(painter, told, named) + 10


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
