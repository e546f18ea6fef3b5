"""All numbers of the lanes as a table, and how the third lane reads its own writes."""

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from app.lab.readings.lanes import LANES, LanesFrame, LanesSetup
from ui.lab.lanes.wording import BIG, MORE, Figure, best_of, title_of
from ui.lab.panel import PADDING_PX, SHADOW_PX, TITLE_ROOM_PX, Panel
from ui.segmented import Segmented
from ui.theme import Look, font

FIGURES = (*BIG[:1], MORE[0], BIG[1], BIG[2], *MORE[1:])
ROW_PX = 30
HEAD_PX = 34
FOOT_PX = 54
HEIGHT_PX = TITLE_ROOM_PX + HEAD_PX + ROW_PX * len(FIGURES) + FOOT_PX + 2 * SHADOW_PX
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_SHORT = {"none": "None", "optimistic": "Ahead", "own": "Wait", "acceptance": "Accept"}


class AllNumbers(Panel):
    """`own_by_chosen('wait' or 'fresh')` when a person chooses how the third lane reads its own writes."""

    own_by_chosen = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "All numbers", parent=parent)
        self._frame: LanesFrame | None = None
        ways = (("wait", "Wait for the read store"), ("fresh", "Read where it was saved"))
        self.own_by = Segmented(look, "Read your own writes", ways, self)
        self.own_by.chosen.connect(self.own_by_chosen)

    def show_frame(self, frame: LanesFrame | None, setup: LanesSetup) -> None:
        """Show the counts of an instant."""
        self.own_by.show_value(setup.own_by)
        if frame is self._frame:
            return
        self._frame = frame
        self.show_title("All numbers", "" if frame is None else f"after {frame.looks[0].counts.reads:,} reads a lane")
        if frame is not None:
            lines = [
                f"{title_of(look.lane, setup)[0]}: "
                + ", ".join(f"{one.words} {one.written(one.value(look.counts))}" for one in FIGURES)
                for look in frame.looks
            ]
            self.setAccessibleDescription("\n".join(lines))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        card = self.card()
        size = self.own_by.sizeHint()
        width = min(size.width(), round(card.width()) - 2 * PADDING_PX)
        left = card.left() + PADDING_PX + self._label_width()
        left = min(left, card.right() - PADDING_PX - width)
        self.own_by.setGeometry(round(left), round(card.bottom() - FOOT_PX + 12), width, 32)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = int((event.pos().y() - self.card().top() - TITLE_ROOM_PX - HEAD_PX) // ROW_PX)
            words = FIGURES[row].exact if 0 <= row < len(FIGURES) else ""
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self.look.theme
        painter = QPainter(self)
        self.paint_card(painter)
        card = self.card().adjusted(PADDING_PX, TITLE_ROOM_PX, -PADDING_PX, 0)
        label = self._label_width()
        column = (card.width() - label) / len(LANES)
        painter.setFont(font(13, QFont.Weight.DemiBold))
        painter.setPen(theme.color("muted"))
        for at, lane in enumerate(LANES):
            place = QRectF(card.left() + label + column * at, card.top(), column, HEAD_PX)
            words = _SHORT[lane] if column < 150 else title_of(lane, LanesSetup())[0]
            painter.drawText(place, _RIGHT, _elided(words, column - 4, font(13, QFont.Weight.DemiBold)))
        if self._frame is None:
            return
        for number, figure in enumerate(FIGURES):
            top = card.top() + HEAD_PX + ROW_PX * number
            self._paint_row(painter, QRectF(card.left(), top, card.width(), ROW_PX), figure, label, column)
        foot = QRectF(card.left(), self.card().bottom() - FOOT_PX + 12, label - 8, 32)
        painter.setFont(font(14))
        painter.setPen(theme.color("text"))
        if self.own_by.x() > foot.left() + 150:
            painter.drawText(foot, _LEFT, _elided("Read your own writes", foot.width(), font(14)))

    def _paint_row(self, painter: QPainter, row: QRectF, figure: Figure, label: float, column: float) -> None:
        theme = self.look.theme
        frame = self._frame
        if frame is None:
            return
        painter.setPen(theme.color("border"))
        painter.drawLine(row.topLeft(), row.topRight())
        painter.setFont(font(14))
        painter.setPen(theme.color("text"))
        painter.drawText(row, _LEFT, _elided(figure.words, label - 8, font(14)))
        best = best_of(figure, frame.looks)
        for at, look in enumerate(frame.looks):
            value = figure.value(look.counts)
            is_best = best is not None and value == best
            painter.setFont(font(14, QFont.Weight.DemiBold if is_best else QFont.Weight.Normal))
            painter.setPen(theme.color("read_side" if is_best else "text"))
            place = QRectF(row.left() + label + column * at, row.top(), column, row.height())
            painter.drawText(place, _RIGHT, figure.written(value))

    def _label_width(self) -> float:
        width = self.card().width()
        return min(230.0, width * (0.3 if width >= 560 else 0.46))


def _elided(words: str, width: float, used: QFont) -> str:
    return QFontMetricsF(used).elidedText(words, Qt.TextElideMode.ElideRight, width)
