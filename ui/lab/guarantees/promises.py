"""The four promises, a row each: in plain words, and whether it holds in the store and in what the person saw."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.consistency.history import LANES, Lane
from app.consistency.verdicts import GUARANTEES, TERMS, Guarantee, Verdict
from ui.icons import Icons
from ui.lab.guarantees.wording import LANE_TIPS, LANE_WORDS, PROMISES, promise_tip, row_words, times
from ui.lab.panel import PADDING_PX, TITLE_ROOM_PX, Panel
from ui.theme import Look, font

ROW_PX = (70, 132)
"""A row takes what room there is, between these."""
BELOW_PX = 84
"""What stands below the rows."""

NARROW_PX = 420


class _Cell(QWidget):
    """Whether one promise holds in one lane."""

    def __init__(self, look: Look, icons: Icons, guarantee: Guarantee, lane: Lane, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._icons = icons
        self._guarantee = guarantee
        self._lane = lane
        self._checked = self._broken = 0
        self.setToolTip(f"{LANE_TIPS[lane]} ({TERMS[guarantee]})")
        look.changed.connect(self.update)

    def show_verdict(self, verdict: Verdict) -> None:
        """Show how the promise stands."""
        count = verdict.count(self._guarantee, self._lane)
        words = row_words(self._guarantee, verdict, self._lane)
        self.setAccessibleName(f"{PROMISES[self._guarantee][0]}, {LANE_WORDS[self._lane].lower()}: {words}")
        if (count.checked, count.broken) != (self._checked, self._broken):
            self._checked, self._broken = count.checked, count.broken
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        token, icon, words = "read_side", "check-circle", "holds"
        if self._broken:
            token, icon, words = "badge", "warning", times(self._broken)
        elif not self._checked:
            token, icon, words = "muted", "minus-circle", "no data"
        made = font(14, QFont.Weight.DemiBold)
        width = QFontMetricsF(made).horizontalAdvance(words) + 42
        above = 25 if self._checked else 14
        pill = QRectF(0, self.height() / 2 - above, min(width, self.width()), 28)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("strip") if self._broken else theme.color(token, 0.12))
        painter.drawRoundedRect(pill, 14, 14)
        self._icons.paint(painter, icon, QRectF(pill.left() + 9, pill.top() + 6, 16, 16), theme.color(token))
        painter.setFont(made)
        painter.setPen(theme.color(token))
        painter.drawText(pill.adjusted(30, 0, 0, 0), _LEFT, words)
        painter.setFont(font(13))
        painter.setPen(theme.color("muted"))
        below = QRectF(10, pill.bottom() + 3, self.width() - 10, 20)
        painter.drawText(below, _LEFT, f"{self._checked:,} checked" if self._checked else "")


class Promises(Panel):
    """The panel with the four rows; what else stands in it is put below them."""

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(look, "Four promises", "checked at each read and write", parent)
        self._cells: dict[tuple[Guarantee, Lane], _Cell] = {}
        self._names: dict[Guarantee, QWidget] = {}
        for guarantee in GUARANTEES:
            name = QWidget(self)
            name.setToolTip(promise_tip(guarantee))
            name.setAccessibleName(PROMISES[guarantee][0])
            name.setAccessibleDescription(promise_tip(guarantee))
            self._names[guarantee] = name
            for lane in LANES:
                self._cells[guarantee, lane] = _Cell(look, icons, guarantee, lane, self)

    def show_verdict(self, verdict: Verdict) -> None:
        """Show how the promises stand."""
        for cell in self._cells.values():
            cell.show_verdict(verdict)

    @property
    def rows_end(self) -> int:
        """Where the rows end, in pixels."""
        return round(self._top() + self._row() * len(GUARANTEES))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        left, middle, right = self._columns()
        for index, guarantee in enumerate(GUARANTEES):
            top, row = round(self._top() + index * self._row()), round(self._row())
            self._names[guarantee].setGeometry(round(left), top, round(middle - left), row)
            for lane, at in zip(LANES, (middle, right), strict=True):
                self._cells[guarantee, lane].setGeometry(round(at), top, round(self._column()), row)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self.look.theme
        painter = QPainter(self)
        self.paint_card(painter)
        left, middle, right = self._columns()
        painter.setFont(font(13, QFont.Weight.DemiBold))
        painter.setPen(theme.color("muted"))
        for lane, at in zip(LANES, (middle, right), strict=True):
            painter.drawText(QRectF(at + 10, self._top() - 26, self._column() - 10, 24), _LEFT, LANE_WORDS[lane])
        for index, guarantee in enumerate(GUARANTEES):
            top = self._top() + index * self._row()
            painter.setPen(theme.color("border"))
            painter.drawLine(round(left), round(top), round(self.card().right() - PADDING_PX), round(top))
            painter.setFont(font(15, QFont.Weight.DemiBold))
            painter.setPen(theme.color("text"))
            painter.drawText(QRectF(left, top, middle - left - 12, self._row()), _WRAPPED, PROMISES[guarantee][0])

    def _top(self) -> float:
        return self.card().top() + TITLE_ROOM_PX + 34

    def _row(self) -> float:
        room = self.card().bottom() - self._top() - BELOW_PX
        return min(max(room / len(GUARANTEES), ROW_PX[0]), ROW_PX[1])

    def _column(self) -> float:
        return 104 if self.card().width() < NARROW_PX else 124

    def _columns(self) -> tuple[float, float, float]:
        """Where the words and the two lanes begin."""
        card, column = self.card(), self._column()
        right = card.right() - PADDING_PX - column + 8
        return card.left() + PADDING_PX, right - column, right


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_WRAPPED = int(_LEFT) | int(Qt.TextFlag.TextWordWrap)
