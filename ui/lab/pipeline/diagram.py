"""The picture of the path in which every command is a moving dot; what waits is listed, positions count up."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
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
from app.lab.model import ReadSideState
from ui.buttons import focus_ring, shows_ring
from ui.icons import Icons
from ui.lab.kinds import kind_colour, paint_dot
from ui.lab.pipeline.geometry import plan_for
from ui.lab.pipeline.lens import Dot, dots_of
from ui.lab.pipeline.queues import (
    Marks,
    Next,
    Queues,
    held_places,
    outbox_rows,
    paint_outbox,
    paint_pill,
    paint_projector,
)
from ui.lab.pipeline.stations import WORDS, paint_still
from ui.theme import Look, font

FRAME_MS: Final = 16
STREAM_FROM: Final = 24
"""With more dots than these on one arrow they merge into a stream."""
FOLLOWED: Final = 160
"""The newest commands that are followed: with more on the six arrows they merge into streams anyway."""
TRAIL_PX: Final = 30.0
SHORT_PILL_PX: Final = 78.0
"""Below this width the form says a number alone."""


class ViewWords(NamedTuple):
    """What the station 'View' shows: the strategy, what a person sees, and a remark on it, amber if it is stale."""

    strategy: str = ""
    seen: str = ""
    remark: str = ""
    stale: bool = True


class Figures(NamedTuple):
    """What the picture shows besides the dots.

    `to_hold` are positions that somebody wants held when they come; `held_before` counts what is held since before
    this window was opened; `unseen` says that nothing of what waits was made in it.
    """

    write: int = 0
    read: int = 0
    sending: int = 0
    waiting: int = 0
    state: ReadSideState = ReadSideState()
    next: Next | None = None
    to_hold: frozenset[int] = frozenset()
    held_before: int = 0
    unseen: bool = False
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
        self._rows: list[tuple[Trace, QRectF]] = []
        self._held: list[tuple[Trace, QPointF]] = []
        self._dots: list[Dot] = []
        self._now_ms = 0.0
        self._selected: CommandId | None = None
        self._ringed = False
        self._still = QPixmap()
        self._still_of: tuple[object, ...] = ()
        self._plan = plan_for(QRectF(0, 0, 1068, 362))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("The path from form to view")
        look.changed.connect(self.update)

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

    def show_traces(self, newest: Sequence[Trace], queues: Queues, now_ms: float) -> None:
        """Show the newest commands, those that wait longest and those that are held, where they are at `now_ms`."""
        self._now_ms = now_ms
        before = self._dots
        held = {trace.command_id: trace for trace in queues.held}
        followed = {trace.command_id: trace for trace in (*newest, *queues.oldest) if trace.command_id not in held}
        self._dots = dots_of(followed.values(), now_ms, self.factor)
        waiting = [followed[dot.command_id] for dot in self._dots if dot.place == "waiting"]
        self._rows = outbox_rows(self._plan, waiting, self._figures.waiting)
        self._held = held_places(self._plan, queues.held)
        if self._dots != before or self._rows or self._held:
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
        for trace, row in self._rows:
            if row.contains(point):
                return trace.command_id
        for command_id, centre in reversed([*self._centres()]):
            if (centre - point).manhattanLength() <= 16:
                return command_id
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down go through what waits and what is held; Enter offers what can be done with it."""
        within = [trace.command_id for trace, _place in (*self._held, *self._rows)]
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._selected in within:
            self.chosen.emit(self._selected)
        elif step is not None and within:
            at = within.index(self._selected) + step if self._selected in within else 0
            self.select(within[max(0, min(at, len(within) - 1))])
            self._say_selected()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ringed = shows_ring(event.reason(), self._ringed, self._look)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.select(None)
        super().focusOutEvent(event)

    def _say_selected(self) -> None:
        for told, listed in (("held back", self._held), ("waiting", self._rows)):
            for trace, _place in listed:
                if trace.command_id == self._selected:
                    self.setAccessibleDescription(f"{trace.words}, position {trace.position:,}, {told}")

    def place_of(self, command_id: CommandId) -> QPoint:
        """Where its menu is to stand."""
        for trace, row in self._rows:
            if trace.command_id == command_id:
                return row.bottomLeft().toPoint() + QPoint(24, 0)
        centres = dict(self._centres())
        return centres[command_id].toPoint() + QPoint(4, 12) if command_id in centres else self.rect().center()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_still(painter)
        self._paint_figures(painter)
        theme, icons, plan, figures = self._look.theme, self._icons, self._plan, self._figures
        marks = Marks(self._selected, figures.to_hold, figures.held_before, self._now_ms)
        paint_outbox(painter, plan, self._rows, figures.waiting, marks, theme, icons, unseen=figures.unseen)
        paint_projector(painter, plan, figures.state, figures.next, self._held, marks, theme, icons)
        self._paint_view(painter)
        self._paint_dots(painter)
        if self._ringed and self.hasFocus():
            focus_ring(painter, QRectF(self.rect()).adjusted(4, 0, -4, 0), 14, theme)

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
            painter.setFont(position_font(number, line.width()))
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
            paint_pill(painter, pill, _sending_words(figures.sending, pill), "chosen", "muted", theme)
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
        for words, y, ink, px in (
            (view.seen, 38.0, "text", 14),
            (view.remark, 60.0, "badge" if view.stale else "read_side", 13),
        ):
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

    def _centres(self) -> Iterator[tuple[CommandId, QPointF]]:
        for dot in self._dots:
            centre = self._centre_of(dot)
            if centre is not None:
                yield dot.command_id, centre
        for trace, centre in self._held:
            yield trace.command_id, centre

    def _centre_of(self, dot: Dot) -> QPointF | None:
        if dot.place == "arrived":
            box = self._plan.boxes["view"]
            return QPointF(box.right(), box.center().y())
        return None if dot.arrow is None else self._plan.arrows[dot.arrow].at(dot.share)


def position_font(number: int, room: float) -> QFont:
    """The largest font in which a position finds room."""
    for px in (30, 22, 18, 15, 12):
        made = font(px, QFont.Weight.Bold)
        if QFontMetricsF(made).horizontalAdvance(f"{number:,}") <= room:
            return made
    return font(10, QFont.Weight.DemiBold)


def is_read_side_arrow(arrow: int) -> bool:
    """Whether an arrow of the path lies on the read side."""
    return arrow >= 4


def _sending_words(sending: int, pill: QRectF) -> str:
    return f"{sending} sending" if pill.width() >= SHORT_PILL_PX else f"{sending}"


_WRAPPED = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
