"""Both designs, moment by moment: what the feeds of Tideline lacked, and what the naive design had wrong."""

from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.lab.readings.faults import FaultReading
from ui.lab.panel import PADDING_PX, SHADOW_PX, TITLE_ROOM_PX, Panel
from ui.theme import Look, font

NAMES = ("Tideline", "Naive design")
NAME_PX, TIMES_PX, ROW_PX, PILL_PX, GAP_PX = 116, 24, 44, 32, 8
HEIGHT_PX = TITLE_ROOM_PX + TIMES_PX + 2 * ROW_PX + 12 + 2 * SHADOW_PX
AT_THE_END = "at the end"


class Moment(NamedTuple):
    """What stood in either design at a time: the words of it, and the token of its colour."""

    at: str
    tideline: tuple[str, str]
    naive: tuple[str, str]


class ComparePanel(Panel):
    """Shows a column for each step and one for the end; without a reading, only what will stand there."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "Side by side", "what each lacked, moment by moment", parent)
        self.moments: tuple[Moment, ...] = ()
        self.setToolTip("Tideline: saved changes that the feeds lack. Naive design: fields that are not as saved.")

    def show_reading(self, reading: FaultReading | None) -> None:
        """Show what came of a fault."""
        self.moments = () if reading is None else moments_of(reading)
        told = [f"{one.at}: Tideline {one.tideline[0]}, naive design {one.naive[0]}" for one in self.moments]
        self.setAccessibleDescription(". ".join(told))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = self.look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = self.card().adjusted(PADDING_PX, TITLE_ROOM_PX, -PADDING_PX, 0)
        for number, name in enumerate(NAMES):
            painter.setFont(font(14, QFont.Weight.DemiBold))
            painter.setPen(theme.color("text"))
            painter.drawText(QRectF(room.left(), _top(room, number), NAME_PX, ROW_PX), _LEFT, name)
        step = (room.width() - NAME_PX) / max(1, len(self.moments))
        for column, moment in enumerate(self.moments):
            left = room.left() + NAME_PX + column * step
            painter.setFont(font(13))
            painter.setPen(theme.color("muted"))
            painter.drawText(QRectF(left, room.top(), step, TIMES_PX), _LEFT, moment.at)
            for number, (words, ink) in enumerate((moment.tideline, moment.naive)):
                pill = QRectF(left, _top(room, number) + (ROW_PX - PILL_PX) / 2, step - GAP_PX, PILL_PX)
                self._paint_pill(painter, pill, words, ink)

    def _paint_pill(self, painter: QPainter, pill: QRectF, words: str, ink: str) -> None:
        theme = self.look.theme
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("strip") if ink == "badge" else theme.color(ink, 0.12))
        painter.drawRoundedRect(pill, PILL_PX / 2, PILL_PX / 2)
        made = font(14, QFont.Weight.DemiBold)
        painter.setFont(made)
        painter.setPen(theme.color(ink))
        shown = QFontMetricsF(made).elidedText(words, Qt.TextElideMode.ElideRight, pill.width() - 16)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, shown)


def moments_of(reading: FaultReading) -> tuple[Moment, ...]:
    """The columns: each step, and the end of the day."""
    steps = [
        Moment(f"{step.after_ms / 1_000:.1f} s", _tideline(step.waiting), _naive(step.wrong)) for step in reading.steps
    ]
    return (*steps, Moment(AT_THE_END, _tideline(reading.exceptions), _naive(len(reading.lost))))


def _tideline(waiting: int) -> tuple[str, str]:
    if not waiting:
        return "as saved", "read_side"
    return f"{waiting:,} wait{'s' if waiting == 1 else ''}", "badge"


def _naive(wrong: int | None) -> tuple[str, str]:
    if wrong is None:
        return "not running", "muted"
    return (f"{wrong:,} wrong", "like") if wrong else ("as saved", "read_side")


def _top(room: QRectF, row: int) -> float:
    return room.top() + TIMES_PX + row * ROW_PX


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
