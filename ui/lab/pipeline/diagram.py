"""The picture of the path in which every command is a moving dot; what waits is listed, positions count up."""

from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QHelpEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QToolTip, QWidget

from app.commands import CommandId
from app.consistency.trace import Trace
from app.lab.model import ReadSideState, seconds
from ui.icons import Icons
from ui.lab.kinds import kind_colour, paint_dot
from ui.lab.pipeline.geometry import plan_for
from ui.lab.pipeline.lens import Dot, dots_of
from ui.lab.pipeline.stations import WORDS, paint_still, paint_words
from ui.theme import Look, font

FRAME_MS: Final = 16
STREAM_FROM: Final = 24
"""With more dots than these on one arrow they merge into a stream."""
FOLLOWED: Final = 160
"""The newest commands that are followed: with more on the six arrows they merge into streams anyway."""
ROWS_AT_MOST: Final = 8
"""So many rows the outbox has room for at its highest."""
TRAIL_PX: Final = 30.0
ROW_PX: Final = 37.0
SHORT_OUTBOX_PX: Final = 150.0
SHORT_PILL_PX: Final = 78.0
LEAST_BAR_PX: Final = 24.0
"""Below these widths the outbox and the form say a number alone, and the projector's bar stands under its words."""


class ViewWords(NamedTuple):
    """What the station 'View' shows: the strategy, what a person sees, and what is to be said of it (amber)."""

    strategy: str = ""
    seen: str = ""
    remark: str = ""


class Figures(NamedTuple):
    """What the picture shows besides the dots."""

    write: int = 0
    read: int = 0
    sending: int = 0
    waiting: int = 0
    state: ReadSideState = ReadSideState()
    next_ms: float | None = None
    view: ViewWords = ViewWords()


class Diagram(QWidget):
    """`chosen(command_id)` when a dot, or a row of the outbox, is clicked."""

    chosen = Signal(object)

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._icons = icons
        self.factor = 100
        self._figures = Figures()
        self._waiting: Sequence[Trace] = ()
        self._dots: list[Dot] = []
        self._now_ms = 0.0
        self._selected: CommandId | None = None
        self._still = QPixmap()
        self._still_of: tuple[object, ...] = ()
        self._plan = plan_for(QRectF(0, 0, 1068, 362))
        self.setMouseTracking(True)
        self.setAccessibleName("The path from form to view")
        look.changed.connect(self.update)

    @property
    def moving(self) -> bool:
        """Whether a dot moves, so that the next frame will look different."""
        return any(dot.place != "waiting" for dot in self._dots)

    @property
    def dots(self) -> list[Dot]:
        """Where each command is seen now."""
        return self._dots

    def select(self, command_id: CommandId | None) -> None:
        """Mark a command."""
        self._selected = command_id
        self.update()

    def show_figures(self, figures: Figures) -> None:
        """Show these figures from the next frame on."""
        if figures != self._figures:
            self._figures = figures
            self.setAccessibleDescription(
                f"Write model at position {figures.write:,}, read store at {figures.read:,}, {figures.waiting} waiting."
            )
            self.update()

    def show_traces(self, newest: Sequence[Trace], oldest: Sequence[Trace], now_ms: float) -> None:
        """Show the newest commands, and the oldest of those that wait, where they are at `now_ms`."""
        self._now_ms = now_ms
        before = self._dots
        followed = {trace.command_id: trace for trace in (*newest, *oldest)}
        self._dots = dots_of(followed.values(), now_ms, self.factor)
        waiting = [followed[dot.command_id] for dot in self._dots if dot.place == "waiting"]
        self._waiting = sorted(waiting, key=lambda trace: trace.position)[:ROWS_AT_MOST]
        if self._dots != before or self._waiting:
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(1068, 362)

    # Qt's own calls

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = QPointF(event.pos())
            words = next((WORDS[name][3] for name, box in self._plan.boxes.items() if box.contains(at)), "")
            QToolTip.showText(event.globalPos(), words, self) if words else QToolTip.hideText()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self.command_at(event.position())
        if found is not None:
            self.chosen.emit(found)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hand = self.command_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def command_at(self, point: QPointF) -> CommandId | None:
        """The command whose dot, or row in the outbox, lies there."""
        for trace, row in self._waiting_rows():
            if row.contains(point):
                return trace.command_id
        for dot in reversed(self._dots):
            centre = self._centre_of(dot)
            if centre is not None and (centre - point).manhattanLength() <= 16:
                return dot.command_id
        return None

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_still(painter)
        self._paint_figures(painter)
        self._paint_outbox(painter)
        self._paint_projector(painter)
        self._paint_view(painter)
        self._paint_dots(painter)

    # The parts that change

    def _paint_still(self, painter: QPainter) -> None:
        dpr = self.devicePixelRatioF()
        state = (self.width(), self.height(), self._look.theme.name, dpr)
        if state != self._still_of:
            self._plan = plan_for(QRectF(self.rect()))
            self._still = QPixmap(round(self.width() * dpr), round(self.height() * dpr))
            self._still.setDevicePixelRatio(dpr)
            self._still.fill(Qt.GlobalColor.transparent)
            over = QPainter(self._still)
            paint_still(over, self._plan, self._look.theme, self._icons)
            over.end()
            self._still_of = state
        painter.drawPixmap(0, 0, self._still)

    def _paint_figures(self, painter: QPainter) -> None:
        theme, boxes, figures = self._look.theme, self._plan.boxes, self._figures
        for station, number in (("write_model", figures.write), ("read_store", figures.read)):
            box = boxes[station]  # type: ignore[index]  # both are stations
            line = QRectF(box.left() + 14, box.bottom() - 44, box.width() - 20, 34)
            painter.setFont(font(30 if self._plan.roomy else 22, QFont.Weight.Bold))
            painter.setPen(theme.color("text"))
            taken = painter.boundingRect(line, _LEFT, f"{number:,}").width()
            painter.drawText(line, _LEFT, f"{number:,}")
            if self._plan.roomy and taken + 70 < line.width():
                painter.setFont(font(13))
                painter.setPen(theme.color("muted"))
                painter.drawText(line.adjusted(taken + 8, 4, 0, 0), _LEFT, "position")
        if figures.sending:
            box = boxes["form"]
            pill = QRectF(box.left() + 14, box.bottom() - 34, min(96.0, box.width() - 28), 24)
            self._paint_pill(painter, pill, _sending_words(figures.sending, pill), "chosen", "muted")
        behind = figures.write - figures.read
        if behind > 0:
            top, bottom = self._plan.behind
            painter.setPen(QPen(theme.color("badge", 0.7), 1.4, Qt.PenStyle.DashLine))
            painter.drawLine(top, bottom)
            middle = (top + bottom) / 2
            words = f"{behind:,} behind"
            painter.setFont(font(13, QFont.Weight.DemiBold))
            width = painter.fontMetrics().horizontalAdvance(words) + 30
            pill = QRectF(middle.x() - width / 2, middle.y() - 13, width, 26)
            painter.setPen(QPen(theme.color("badge"), 1.3))
            painter.setBrush(theme.color("card"))
            painter.drawRoundedRect(pill, 13, 13)
            painter.setPen(theme.color("badge"))
            painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_outbox(self, painter: QPainter) -> None:
        theme, box = self._look.theme, self._plan.boxes["outbox"]
        waiting = self._figures.waiting
        words = f"{waiting:,} waiting" if waiting else "empty"
        if box.width() < SHORT_OUTBOX_PX:
            words = words.removesuffix(" waiting")
        painter.setFont(font(13, QFont.Weight.DemiBold))
        painter.setPen(theme.color("accent" if waiting else "muted"))
        painter.drawText(QRectF(box.left(), box.top() + 12, box.width() - 16, 22), _RIGHT, words)
        rows = self._waiting_rows()
        if rows and waiting > len(rows) > 1:
            painter.setFont(font(13))
            painter.setPen(theme.color("muted"))
            below = rows[-1][1].translated(0, ROW_PX).adjusted(42, 0, -14, 0)
            painter.drawText(below, _LEFT, f"and {waiting - len(rows):,} more")
        for trace, row in rows:
            chosen = trace.command_id == self._selected
            if chosen:
                painter.setPen(QPen(theme.color("accent"), 2))
                painter.setBrush(theme.color("card"))
                painter.drawRoundedRect(row, 9, 9)
            centre = QPointF(row.left() + 21, row.center().y())
            paint_dot(painter, centre, trace.kind, theme, self._icons)
            since = trace.at("committed")
            age = "" if since is None else seconds_words(self._now_ms - since)
            painter.setFont(font(14, QFont.Weight.DemiBold if chosen else QFont.Weight.Normal))
            painter.setPen(theme.color("text" if chosen else "muted"))
            painter.drawText(row.adjusted(0, 0, -14, 0), _RIGHT, age)
            room = row.adjusted(42, 0, -62, 0)
            painter.setFont(font(14, QFont.Weight.Medium))
            painter.setPen(theme.color("text"))
            name = painter.fontMetrics().elidedText(trace.words, Qt.TextElideMode.ElideRight, round(room.width()))
            taken = painter.fontMetrics().horizontalAdvance(name)
            painter.drawText(room, _LEFT, name)
            place = f"{trace.position:,}"
            painter.setFont(font(13))
            if taken + 10 + painter.fontMetrics().horizontalAdvance(place) <= room.width():
                painter.setPen(theme.color("muted"))
                painter.drawText(room.adjusted(taken + 10, 0, 0, 0), _LEFT, place)

    def _paint_projector(self, painter: QPainter) -> None:
        theme, box, state = self._look.theme, self._plan.boxes["projector"], self._figures.state
        if state.stopped:
            pill = QRectF(box.right() - 96, box.top() + 10, 84, 26)
            self._paint_pill(painter, pill, "Stopped", "danger_button", "like")
            return
        if state.is_at_full_speed:
            return
        painter.setPen(QPen(theme.color("badge"), 1.8, Qt.PenStyle.DashLine))
        painter.setBrush(theme.color("strip", 0.45))
        painter.drawRoundedRect(box, 12, 12)
        paint_words(painter, "projector", self._plan, theme, self._icons)
        words = "Paused" if state.paused else holding_words(state)
        words = words if self._plan.roomy else words.removeprefix("Holding ")
        painter.setFont(font(13, QFont.Weight.DemiBold))
        width = min(box.width() - 100, painter.fontMetrics().horizontalAdvance(words) + 26.0)
        if width >= 40:
            pill = QRectF(box.right() - width - 12, box.top() + 10, width, 26)
            self._paint_pill(painter, pill, words, "strip", "badge")
        if self._figures.next_ms is None or state.paused:
            return
        bar = QRectF(box.left() + 14, box.bottom() - 30, box.width() - 142, 6)
        roomy = bar.width() >= LEAST_BAR_PX
        if not roomy:
            bar = QRectF(box.left() + 14, box.bottom() - 22, box.width() - 28, 6)
        whole = max(1.0, float(state.delay_ms))
        share = 1 - min(1.0, self._figures.next_ms / whole)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("border"))
        painter.drawRoundedRect(bar, 3, 3)
        painter.setBrush(theme.color("badge", 0.75))
        painter.drawRoundedRect(QRectF(bar.left(), bar.top(), max(6.0, bar.width() * share), bar.height()), 3, 3)
        painter.setFont(font(13))
        painter.setPen(theme.color("badge"))
        line = QRectF(box.left(), bar.center().y() - (11 if roomy else 31), box.width() - 14, 22)
        painter.drawText(line, _RIGHT, f"next in {seconds_words(self._figures.next_ms)}")

    def _paint_view(self, painter: QPainter) -> None:
        theme, box, view = self._look.theme, self._plan.boxes["view"], self._figures.view
        inner = box.adjusted(14, 0, -14, 0)
        if view.strategy and self._plan.roomy:
            painter.setFont(font(13))
            painter.setPen(theme.color("muted"))
            painter.drawText(QRectF(inner.left(), box.top() + 12, inner.width(), 22), _RIGHT, view.strategy)
        if not self._plan.roomy and not view.remark:
            painter.setFont(font(13, QFont.Weight.Medium))
            painter.setPen(theme.color("text"))
            painter.drawText(inner.adjusted(0, 38, 12, 0), _WRAPPED, view.seen)
            return
        for words, y, ink, px in ((view.seen, 38.0, "text", 14), (view.remark, 60.0, "badge", 13)):
            painter.setFont(font(px, QFont.Weight.Medium))
            painter.setPen(theme.color(ink))
            told = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, round(inner.width()))
            painter.drawText(QRectF(inner.left(), box.top() + y, inner.width(), 22), _LEFT, told)

    def _paint_dots(self, painter: QPainter) -> None:
        theme = self._look.theme
        on_arrow = Counter(dot.arrow for dot in self._dots if dot.arrow is not None)
        for arrow, number in on_arrow.items():
            if number > STREAM_FROM:
                way = self._plan.arrows[arrow]
                token = "read_side" if is_read_side_arrow(arrow) else "accent"
                painter.setPen(QPen(theme.color(token, 0.5), min(20.0, 3 + number / 20), c=Qt.PenCapStyle.RoundCap))
                painter.drawLine(way.begin, way.end)
        for dot in self._dots:
            if dot.arrow is not None and on_arrow[dot.arrow] > STREAM_FROM:
                continue
            centre = self._centre_of(dot)
            if centre is None:
                continue
            if dot.arrow is not None and dot.place == "moving":
                self._paint_trail(painter, dot, centre)
            chosen = dot.command_id == self._selected
            paint_dot(painter, centre, dot.kind, theme, self._icons, committed=dot.committed, selected=chosen)

    def _paint_trail(self, painter: QPainter, dot: Dot, centre: QPointF) -> None:
        way = self._plan.arrows[dot.arrow or 0]
        along = way.end - way.begin
        length = max(1.0, (along.x() ** 2 + along.y() ** 2) ** 0.5)
        back = along * (min(TRAIL_PX, length * dot.share + 4) / length)
        tail = centre - back
        fade = QLinearGradient(tail, centre)
        fade.setColorAt(0, kind_colour(dot.kind, self._look.theme, 0.0))
        fade.setColorAt(1, kind_colour(dot.kind, self._look.theme, 0.35))
        painter.setPen(QPen(fade, 9, c=Qt.PenCapStyle.FlatCap))
        painter.drawLine(tail, centre)

    def _paint_pill(self, painter: QPainter, pill: QRectF, words: str, fill: str, ink: str) -> None:
        theme = self._look.theme
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(fill))
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.setFont(font(13, QFont.Weight.DemiBold))
        painter.setPen(theme.color(ink))
        told = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, round(pill.width() - 12))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, told)

    def _centre_of(self, dot: Dot) -> QPointF | None:
        if dot.place == "arrived":
            box = self._plan.boxes["view"]
            return QPointF(box.right(), box.center().y())
        return None if dot.arrow is None else self._plan.arrows[dot.arrow].at(dot.share)

    def _waiting_rows(self) -> list[tuple[Trace, QRectF]]:
        """What waits in the outbox with its row, the oldest first; where more wait, the last row is for their count."""
        box = self._plan.boxes["outbox"]
        room = max(1, int((box.height() - 56) // ROW_PX))
        shown = self._waiting[: room - 1 if self._figures.waiting > room > 1 else room]
        return [
            (trace, QRectF(box.left() + 8, box.top() + 54 + at * ROW_PX, box.width() - 16, ROW_PX - 4))
            for at, trace in enumerate(shown)
        ]


def is_read_side_arrow(arrow: int) -> bool:
    """Whether an arrow of the path lies on the read side."""
    return arrow >= 4


def seconds_words(milliseconds: float) -> str:
    """An age: 40 ms, 2.1 s."""
    return seconds(round(milliseconds)) if milliseconds < 1_000 else f"{milliseconds / 1_000:.1f} s"


def _sending_words(sending: int, pill: QRectF) -> str:
    return f"{sending} sending" if pill.width() >= SHORT_PILL_PX else f"{sending}"


def holding_words(state: ReadSideState) -> str:
    """What the projector's badge says."""
    if state.slowing.delays:
        # The fits of measured disks have a length of their own; the one on the slider waits for another shape.
        fitted = state.slowing.shape in ("ssd", "disk")
        return f"Holding {seconds(state.delay_ms)}" if state.delay_ms and not fitted else "Slowed"
    return f"{state.slowing.per_s:g} a second"


_WRAPPED = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
