"""Time travel: the slider, the difference between its handles in words, and steps of one position."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from app.lab.readings.sides import UNOPENED, ChangedDocument, Moment, Past, Subject, TravelState, Waiting
from ui.buttons import PillButton
from ui.icons import Icons
from ui.lab.panel import PADDING_PX, Panel
from ui.lab.sides.side_panel import LEFT, RIGHT, elided
from ui.lab.sides.travel_slider import HEIGHT_PX as SLIDER_PX
from ui.lab.sides.travel_slider import TravelSlider
from ui.lab.sides.wording import difference, others, span, told
from ui.theme import Look, font

HEIGHT_PX = 206
NEAR = 60
"""Positions that the slider spans, unless all are asked for."""
LISTED = 20


class TravelPanel(Panel):
    """`moved(shown, compare)` when a person moves a handle; `chosen(subject, id)` for a document of the difference."""

    moved = Signal(object, object)
    chosen = Signal(str, object)

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(look, parent=parent)
        self._state = UNOPENED
        self._past: Past | None = None
        self._waiting = 0
        self._all = False
        self.slider = TravelSlider(look, self)
        self.back = PillButton(look, icons, "", icon="caret-left-bold", height=32, parent=self)
        self.on = PillButton(look, icons, "", icon="caret-right-bold", height=32, parent=self)
        for button, name in ((self.back, "One position back"), (self.on, "One position on")):
            button.setAccessibleName(name)
            button.setToolTip(name)
        self.reach = PillButton(look, icons, "Show all", kind="link", px=13, height=32, parent=self)
        self.changed = PillButton(look, icons, "No document changed", kind="link", px=13, height=32, parent=self)
        self.setAccessibleName("Time travel")
        self.slider.valueChanged.connect(self._tell)
        self.slider.compared.connect(self._tell)
        self.back.clicked.connect(lambda: self._step(-1))
        self.on.clicked.connect(lambda: self._step(1))
        self.reach.clicked.connect(self._other_reach)
        self.changed.clicked.connect(self._list)
        self._enable()

    def show_state(self, state: TravelState, shown: int, compare: int, behind: int, waiting: Sequence[Waiting]) -> None:
        """How far it reaches, where the handles stand, and what is committed behind the end."""
        self._state, self._waiting = state, 0 if state is UNOPENED else behind
        low = self.low(state, shown, compare)
        self.slider.show_range(low, max(low, state.last), behind, waiting)
        self.slider.show_handles(shown, compare)
        self._enable()
        self.update()

    def low(self, state: TravelState, shown: int, compare: int) -> int:
        """Where the slider begins: near the end, but never right of a handle."""
        if self._all:
            return state.first
        return max(state.first, min(state.last - NEAR, shown, compare))

    def show_past(self, past: Past, moments: Sequence[Moment]) -> None:
        """What differs between the handles, and what happened in the slider's span."""
        self._past = past
        self.slider.show_moments(moments)
        self.changed.show_as(others(past))
        self._enable()
        self._arrange()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint_card(painter)
        theme = self.look.theme
        inner = self.card().adjusted(PADDING_PX, 0, -PADDING_PX, 0)
        line = QRectF(inner.left(), inner.top() + 12, inner.width(), 26)
        bold = font(15, QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(theme.color("text"))
        painter.drawText(line, LEFT, "Time travel")
        left = line.left() + QFontMetricsF(bold).horizontalAdvance("Time travel") + 10
        right = self._paint_difference(painter, line, left)
        painter.setFont(font(14))
        painter.setPen(theme.color("muted"))
        told = "see the read store as it was"
        if right - left > painter.fontMetrics().horizontalAdvance(told) + 12:
            painter.drawText(QRectF(left, line.top(), right - left, line.height()), LEFT, told)
        if not self._state.is_built:
            self._paint_progress(painter, inner)
        foot = QRectF(inner.left(), self.on.y(), inner.width(), 32)
        words = f"kept since position {self._state.first:,}" if self._state.first else "kept since the beginning"
        if self._state.cut and inner.width() > 760:
            words += ", older events had left the log"
        painter.setFont(font(13))
        painter.setPen(theme.color("muted"))
        if inner.width() > 560 and self._state is not UNOPENED:
            painter.drawText(foot, RIGHT, words)

    def _paint_difference(self, painter: QPainter, line: QRectF, left: float) -> float:
        """The difference in words, from the right; where it begins."""
        theme = self.look.theme
        x = line.right()
        if self._waiting:
            painter.setFont(font(13, QFont.Weight.DemiBold))
            painter.setPen(theme.color("accent"))
            words = f"{self._waiting:,} waiting"
            painter.drawText(line, RIGHT, words)
            x -= painter.fontMetrics().horizontalAdvance(words) + 16
        if self._past is None or not self._state.is_built:
            return x
        bold, plain = font(14, QFont.Weight.DemiBold), font(14)
        head, rest = span(self._past), difference(self._past)
        head_px = QFontMetricsF(bold).horizontalAdvance(head)
        painter.setFont(plain)
        rest = elided(painter, rest, x - left - head_px - 24)
        rest_px = QFontMetricsF(plain).horizontalAdvance(rest)
        painter.setPen(theme.color("muted"))
        painter.drawText(QRectF(x - rest_px - 1, line.top(), rest_px + 2, line.height()), LEFT, rest)
        painter.setFont(bold)
        painter.setPen(theme.color("text"))
        painter.drawText(QRectF(x - rest_px - head_px - 7, line.top(), head_px + 4, line.height()), LEFT, head)
        return x - rest_px - head_px - 20

    def _paint_progress(self, painter: QPainter, inner: QRectF) -> None:
        theme = self.look.theme
        state = self._state
        bar = QRectF(inner.left(), inner.top() + 96, inner.width(), 10)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("hover"))
        painter.drawRoundedRect(bar, 5, 5)
        share = max(0, state.last - state.first) / max(1, state.wanted - state.first)
        painter.setBrush(theme.color("read_side"))
        painter.drawRoundedRect(QRectF(bar.left(), bar.top(), bar.width() * share, 10), 5, 5)
        painter.setFont(font(14))
        painter.setPen(theme.color("muted"))
        words = f"Replaying the log: {state.last:,} of {state.wanted:,}. Leave this tab to stop; it goes on from there."
        if state is UNOPENED:
            words = "Looking how far back it goes. The first time, the read store is copied to begin with."
        painter.drawText(QRectF(bar.left(), bar.top() - 36, bar.width(), 24), LEFT, elided(painter, words, bar.width()))

    def _arrange(self) -> None:
        card = self.card()
        inner = card.adjusted(PADDING_PX, 0, -PADDING_PX, 0)
        self.slider.setGeometry(round(inner.left() - 8), round(inner.top()) + 40, round(inner.width()) + 16, SLIDER_PX)
        y, x = round(card.bottom()) - 42, round(inner.left())
        for button in (self.back, self.on):
            button.setGeometry(x, y, 40, 32)
            x += 46
        for link in (self.reach, self.changed):
            width = link.sizeHint().width() + 8
            link.setGeometry(x + 6, y, width, 32)
            x += width + 8

    def _enable(self) -> None:
        built = self._state.is_built
        self.slider.setVisible(built)
        self.back.setEnabled(built and self.slider.value() > self._state.first)
        self.on.setEnabled(built and self.slider.value() < self._state.last)
        self.reach.setVisible(built and self._state.last - self._state.first > NEAR)
        self.changed.setVisible(built and self._past is not None)
        self.changed.setEnabled(self._past is not None and bool(self._past.changed))

    def _tell(self) -> None:
        self.moved.emit(self.slider.value(), self.slider.compare)

    def _step(self, by: int) -> None:
        at = min(max(self.slider.value() + by, self._state.first), self._state.last)
        self.moved.emit(at, self.slider.compare)

    def _other_reach(self) -> None:
        self._all = not self._all
        self.reach.show_as("Show the newest" if self._all else "Show all")
        self._arrange()
        self._tell()

    def _list(self) -> None:
        if self._past is None:
            return
        menu = QMenu(self)
        for one in self._past.changed[:LISTED]:
            action = menu.addAction(told(one))
            action.setEnabled(one.table != "comments")
            action.triggered.connect(lambda _checked, one=one: self._choose(one))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.changed.mapToGlobal(self.changed.rect().topLeft()))

    def _choose(self, one: ChangedDocument) -> None:
        subject: Subject = "person" if one.table == "profiles" else "post"
        self.chosen.emit(subject, one.identifier)
