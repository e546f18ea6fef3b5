"""The rope: both designs pull at it, and its mark moves to the one that costs less at the chosen reads per write."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.lab.readings.tug import FEWEST_READS, MOST_READS, Bill, PeopleReading, TugReading
from ui.buttons import PillButton
from ui.icons import Icons
from ui.lab.line_slider import LineSlider
from ui.lab.panel import PADDING_PX, TITLE_ROOM_PX, Panel
from ui.lab.tug.wording import ms_words, people_words, ratio_words, winner_words
from ui.theme import Look, font
from ui.words import Words

STEPS_A_DECADE = 50
LOWEST = round(math.log10(FEWEST_READS) * STEPS_A_DECADE)
HIGHEST = round(math.log10(MOST_READS) * STEPS_A_DECADE)
FIRST_RATIO = 100.0
ROPE_PX = 92
TEAM = 3
WIDE_PX = 560
SLIDER_INSET = 10.0
"""Where a `LineSlider`'s own line begins."""


class RopePanel(Panel):
    """`ratio_chosen(reads per write)` while the slider moves; `people_asked(on)` when people shall come or go."""

    ratio_chosen = Signal(float)
    people_asked = Signal(bool)

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(look, "Who pays less?", "", parent)
        self._reading: TugReading | None = None
        self._people = PeopleReading()
        self.slider = LineSlider(look, "Reads for each write", LOWEST, HIGHEST, self)
        self.slider.show_value(value_of(FIRST_RATIO))
        self._ratio_words = Words(look, "", 16, bold=True, parent=self)
        self._ratio_words.setWordWrap(False)
        self._people_words = Words(look, "", 13, ink="muted", parent=self)
        self.people = PillButton(look, icons, "Let people try", icon="users", px=14, height=38, parent=self)
        self.slider.valueChanged.connect(self._moved)
        self.people.clicked.connect(lambda: self.people_asked.emit(self._people.state not in ("on", "copying")))
        self._tell()

    @property
    def ratio(self) -> float:
        """The chosen reads for each write."""
        return float(10 ** (self.slider.value() / STEPS_A_DECADE))

    def show_reading(self, reading: TugReading | None) -> None:
        """Show who wins by what was measured."""
        if reading is not self._reading:
            self._reading = reading
            self._tell()

    def show_people(self, people: PeopleReading) -> None:
        """Show what the simulated people do."""
        if people != self._people:
            self._people = people
            running = people.state in ("on", "copying")
            self.people.show_as("Stop" if running else "Let people try", "stop" if running else "users")
            self._place()
            self._tell()

    def resizeEvent(self, event: object) -> None:
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint_card(painter)
        self._paint_teams(painter)
        self._paint_rope(painter)
        self._paint_ticks(painter)
        self._paint_people(painter)

    def _field(self) -> QRectF:
        """Where the tug takes place: the rope in the middle, a team and its cost at each end."""
        card = self.card()
        return QRectF(card.left() + PADDING_PX, card.top() + TITLE_ROOM_PX, card.width() - 2 * PADDING_PX, ROPE_PX)

    def _rope(self) -> QRectF:
        side = 150 if self.width() >= WIDE_PX else 124
        return self._field().adjusted(side, 0, -side, 0)

    def _place(self) -> None:
        card, field = self.card(), self._field()
        left, width = round(field.left()), round(field.width())
        self._ratio_words.setGeometry(left, round(field.bottom()) + 4, width, 24)
        top = round(field.bottom()) + 30
        self.slider.setGeometry(left - round(SLIDER_INSET), top, width + round(2 * SLIDER_INSET), 26)
        size = self.people.sizeHint()
        bottom = round(card.bottom()) - 16
        self.people.setGeometry(left, bottom - size.height(), size.width(), size.height())
        beside = left + size.width() + 14
        below = 20 if self._people.reads else 0
        self._people_words.setGeometry(
            beside, bottom - size.height() + below, round(card.right()) - 20 - beside, size.height() - below
        )

    def _moved(self) -> None:
        self._tell()
        self.ratio_chosen.emit(self.ratio)

    def _tell(self) -> None:
        ratio = self.ratio
        self._ratio_words.setText(ratio_words(ratio))
        self._people_words.setText(people_words(self._people))
        self._people_words.setToolTip(self._people_words.text())
        words = "" if self._reading is None else winner_words(self._reading, ratio)
        self.show_title("Who pays less?", words)
        self.setAccessibleDescription(f"{ratio_words(ratio)}. {words}")
        self.update()

    def _bill(self) -> Bill | None:
        return None if self._reading is None else self._reading.bill(self.ratio)

    def _paint_teams(self, painter: QPainter) -> None:
        theme, field, bill = self.look.theme, self._field(), self._bill()
        for words, token, cost, align in (
            ("SQL", "accent", None if bill is None else bill.sql_ms, Qt.AlignmentFlag.AlignLeft),
            ("Documents", "read_side", None if bill is None else bill.document_ms, Qt.AlignmentFlag.AlignRight),
        ):
            painter.setPen(theme.color(token))
            painter.setFont(font(15, QFont.Weight.DemiBold))
            painter.drawText(field.adjusted(0, 12, 0, -52), align | Qt.AlignmentFlag.AlignVCenter, words)
            painter.setPen(theme.color("text"))
            painter.setFont(font(22, QFont.Weight.Bold))
            told = "–" if cost is None else ms_words(cost)
            painter.drawText(field.adjusted(0, 40, 0, -20), align | Qt.AlignmentFlag.AlignVCenter, told)
            painter.setPen(theme.color("muted"))
            painter.setFont(font(13))
            painter.drawText(field.adjusted(0, 70, 0, 0), align | Qt.AlignmentFlag.AlignVCenter, "a write, its reads")

    def _paint_rope(self, painter: QPainter) -> None:
        theme, rope, bill = self.look.theme, self._rope(), self._bill()
        pulled = 0.0 if bill is None else bill.rope
        y, middle, reach = rope.top() + 54, rope.center().x(), rope.width() * 0.3
        mark = middle + pulled * reach
        pen = QPen(theme.color("border"), 1.5)
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.drawLine(QPointF(middle, y - 34), QPointF(middle, y + 34))
        lean = 10 * abs(pulled)
        for token, direction in (("accent", -1), ("read_side", 1)):
            ends = rope.left() if direction < 0 else rope.right()
            for at in range(TEAM if self.width() >= WIDE_PX else TEAM - 1):
                x = ends - direction * at * 20 + pulled * 12
                self._paint_puller(painter, QPointF(x, y), direction, theme.color(token), 8 + lean)
        strand = QPen(theme.color("muted"), 5)
        strand.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(strand)
        painter.drawLine(QPointF(rope.left() + pulled * 12, y), QPointF(rope.right() + pulled * 12, y))
        twist = QPen(theme.color("card"), 1.4)
        painter.setPen(twist)
        x = rope.left() + pulled * 12 + 4
        while x < rope.right() + pulled * 12 - 4:
            painter.drawLine(QPointF(x, y + 2.2), QPointF(x + 4, y - 2.2))
            x += 8
        winner = "muted" if bill is None or bill.winner == "nobody" else "accent" if pulled < 0 else "read_side"
        self._paint_flag(painter, QPointF(mark, y), theme.color(winner))

    @staticmethod
    def _paint_puller(painter: QPainter, hands: QPointF, direction: int, ink: QColor, lean: float) -> None:
        """Somebody who holds the rope at `hands` and leans away from the middle."""
        pen = QPen(ink, 2.6)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        shoulder = QPointF(hands.x() + direction * 8, hands.y() - 5)
        hip = QPointF(shoulder.x() - direction * (lean - 10) * 0.5, hands.y() + 13)
        foot = QPointF(hands.x() - direction * (lean - 4), hands.y() + 29)
        for start, end in ((hands, shoulder), (shoulder, hip), (hip, foot), (hip, foot + QPointF(direction * 9, 0))):
            painter.drawLine(start, end)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawEllipse(QPointF(shoulder.x() + direction * 2, shoulder.y() - 8), 5, 5)

    def _paint_flag(self, painter: QPainter, at: QPointF, ink: QColor) -> None:
        painter.setPen(QPen(self.look.theme.color("card"), 2))
        painter.setBrush(ink)
        flag = QPainterPath(QPointF(at.x() - 9, at.y() + 4))
        flag.lineTo(at.x() + 9, at.y() + 4)
        flag.lineTo(at.x() + 9, at.y() + 30)
        flag.lineTo(at.x(), at.y() + 23)
        flag.lineTo(at.x() - 9, at.y() + 30)
        flag.closeSubpath()
        painter.drawPath(flag)
        painter.drawEllipse(at, 8, 8)

    def _paint_ticks(self, painter: QPainter) -> None:
        """Words under the slider, and where both cost the same."""
        theme, line = self.look.theme, self.slider.geometry()
        left, width = line.left() + SLIDER_INSET, line.width() - 2 * SLIDER_INSET
        painter.setFont(font(13))
        even = None if self._reading is None else self._reading.break_even
        for ratio, words in ((0.01, "1 in 100"), (1, "1"), (100, "100"), (10_000, "10,000")):
            painter.setPen(theme.color("muted"))
            x = left + width * _share(ratio)
            box = QRectF(x - 50, line.bottom() + 2, 100, 18)
            align = Qt.AlignmentFlag.AlignHCenter
            if x < left + 20:
                box.moveLeft(x - 1)
                align = Qt.AlignmentFlag.AlignLeft
            elif x > left + width - 20:
                box.moveRight(x + 1)
                align = Qt.AlignmentFlag.AlignRight
            painter.drawText(box, align | Qt.AlignmentFlag.AlignVCenter, words)
        if even is not None and FEWEST_READS < even < MOST_READS:
            x = left + width * _share(even)
            painter.setPen(QPen(theme.color("text"), 2))
            painter.drawLine(QPointF(x, line.top() - 1), QPointF(x, line.top() + 6))
            painter.setPen(theme.color("muted"))
            words_box = QRectF(x - 60, line.top() - 20, 120, 18)
            painter.drawText(words_box, Qt.AlignmentFlag.AlignCenter, "even")

    def _paint_people(self, painter: QPainter) -> None:
        """What both designs take of a second, as measured, in two bars of one scale."""
        people = self._people
        if not people.reads and not people.writes:
            return
        theme, words = self.look.theme, self._people_words.geometry()
        live = people.state == "on"
        seconds = max(people.seconds, 0.001)
        sql = people.sql_ms_per_s if live else people.sql_ms / seconds
        document = people.document_ms_per_s if live else people.document_ms / seconds
        most = max(sql, document, 0.001)
        half = words.width() / 2 - 8
        for left, value, token in (
            (words.left(), sql, "accent"),
            (words.left() + half + 16, document, "read_side"),
        ):
            room = half - 84
            bar = QRectF(left, words.top() - 16, max(4.0, room * value / most), 10)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(token))
            painter.drawRoundedRect(bar, 4, 4)
            painter.setPen(theme.color("text"))
            painter.setFont(font(13, QFont.Weight.DemiBold))
            told = QRectF(bar.right() + 6, bar.top() - 5, 90, 20)
            painter.drawText(told, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, f"{ms_words(value)}/s")


def value_of(ratio: float) -> int:
    """The slider's step for so many reads a write."""
    return round(math.log10(ratio) * STEPS_A_DECADE)


def _share(ratio: float) -> float:
    return (math.log10(ratio) * STEPS_A_DECADE - LOWEST) / (HIGHEST - LOWEST)
