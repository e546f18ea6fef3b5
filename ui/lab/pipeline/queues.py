"""The two places of the path where something stands: what waits in the outbox, and what the projector holds."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from app.commands import CommandId
from app.consistency.trace import Trace
from app.lab.model import ReadSideState, seconds
from ui.icons import Icons
from ui.lab.kinds import DOT_PX, paint_dot
from ui.lab.pipeline.geometry import Plan
from ui.lab.pipeline.stations import paint_words
from ui.theme import Theme, font

ROWS_AT_MOST: Final = 8
"""So many rows the outbox has room for at its highest."""
ROW_PX: Final = 37.0
TIGHT_ROW_PX: Final = 33.0
"""With a line below them that counts the others, rows stand closer."""
COUNT_PX: Final = 20.0
HEAD_PX: Final = 54.0
SHORT_OUTBOX_PX: Final = 150.0
LEAST_BAR_PX: Final = 24.0
"""Below these widths the outbox says a number alone, and the projector's bar stands under its words."""
HELD_PX: Final = 28.0


class Queues(NamedTuple):
    """The commands that wait longest, and those that are held back, in their order."""

    oldest: Sequence[Trace] = ()
    held: Sequence[Trace] = ()


class Next(NamedTuple):
    """When the next event is let through, and how long it waits in all, in ms."""

    in_ms: float
    of_ms: float


class Marks(NamedTuple):
    """Which command is marked, which positions are to be held, how many are held unseen, and what time it is."""

    selected: CommandId | None
    to_hold: frozenset[int]
    held_unseen: int
    now_ms: float


def outbox_rows(plan: Plan, waiting: Sequence[Trace], total: int) -> list[tuple[Trace, QRectF]]:
    """The oldest of what waits, each with its row; where more wait, room is left for their count."""
    box = plan.boxes["outbox"]
    pitch, room = ROW_PX, box.height() - HEAD_PX
    if total > int(room // pitch):
        pitch, room = TIGHT_ROW_PX, room - COUNT_PX
    oldest = sorted(waiting, key=lambda trace: trace.position)[: max(1, int(room // pitch))]
    left, top, width = box.left() + 8, box.top() + HEAD_PX, box.width() - 16
    return [(trace, QRectF(left, top + at * pitch, width, pitch - 3)) for at, trace in enumerate(oldest)]


def held_places(plan: Plan, held: Sequence[Trace]) -> list[tuple[Trace, QPointF]]:
    """What is held back, each with its place in the projector, as many as find room."""
    box = plan.boxes["projector"]
    room = max(1, int((box.width() - 28) // HELD_PX))
    y = box.top() + (54 if plan.roomy else 48)
    return [(trace, QPointF(box.left() + 26 + at * HELD_PX, y)) for at, trace in enumerate(held[:room])]


def paint_outbox(
    painter: QPainter,
    plan: Plan,
    rows: Sequence[tuple[Trace, QRectF]],
    total: int,
    marks: Marks,
    theme: Theme,
    icons: Icons,
    *,
    unseen: bool = False,
) -> None:
    """Paint how many wait, and the rows of the oldest; `unseen` if all of them were made elsewhere."""
    box = plan.boxes["outbox"]
    words = f"{total:,} waiting" if total else "empty"
    if box.width() < SHORT_OUTBOX_PX:
        words = f"{total:,}" if total else ""
    painter.setFont(font(13, QFont.Weight.DemiBold))
    painter.setPen(theme.color("accent" if total else "muted"))
    painter.drawText(QRectF(box.left(), box.top() + 12, box.width() - 16, 22), _RIGHT, words)
    for trace, row in rows:
        _paint_row(painter, trace, row, marks, theme, icons)
    if unseen and not rows:
        painter.setFont(font(13))
        painter.setPen(theme.color("muted"))
        below = box.adjusted(16, HEAD_PX + 4, -12, -8)
        painter.drawText(below, _WRAPPED, "From the command line, or from before this window was opened")
    if rows and total > len(rows):
        painter.setFont(font(13))
        painter.setPen(theme.color("muted"))
        count = QRectF(rows[-1][1].left() + 42, rows[-1][1].bottom() + 1, box.width() - 60, COUNT_PX)
        painter.drawText(count, _LEFT, f"and {total - len(rows):,} more")


def paint_projector(
    painter: QPainter,
    plan: Plan,
    state: ReadSideState,
    following: Next | None,
    held: Sequence[tuple[Trace, QPointF]],
    marks: Marks,
    theme: Theme,
    icons: Icons,
) -> None:
    """Paint what holds the projector up: a delay, a pause, a fault, or single events held by hand."""
    box = plan.boxes["projector"]
    if state.stopped:
        pill = QRectF(box.right() - 96, box.top() + 10, 84, 26)
        paint_pill(painter, pill, "Stopped", "danger_button", "like", theme)
        return
    if state.is_at_full_speed and not held and not marks.held_unseen:
        return
    painter.setPen(QPen(theme.color("badge"), 1.8, Qt.PenStyle.DashLine))
    painter.setBrush(theme.color("card"))
    painter.drawRoundedRect(box, 12, 12)
    painter.setBrush(theme.color("strip", 0.45))
    painter.drawRoundedRect(box, 12, 12)
    paint_words(painter, "projector", plan, theme, icons, alone=bool(held or marks.held_unseen))
    words = "Paused" if state.paused else holding_words(state)
    words = words if plan.roomy else words.removeprefix("Holding ")
    painter.setFont(font(13, QFont.Weight.DemiBold))
    width = min(box.width() - 100, painter.fontMetrics().horizontalAdvance(words) + 26.0)
    if width >= 40:
        pill = QRectF(box.right() - width - 12, box.top() + 10, width, 26)
        paint_pill(painter, pill, words, "strip", "badge", theme)
    for trace, centre in held:
        chosen = trace.command_id == marks.selected
        paint_dot(painter, centre, trace.kind, theme, icons, selected=chosen)
        painter.setPen(QPen(theme.color("badge"), 1.6, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if not chosen:
            painter.drawEllipse(centre, DOT_PX / 2 + 2.5, DOT_PX / 2 + 2.5)
    if marks.held_unseen:
        left = held[-1][1].x() + 18 if held else box.left() + 14
        painter.setFont(font(13))
        painter.setPen(theme.color("badge"))
        words = f"and {marks.held_unseen:,} from before" if held else f"{marks.held_unseen:,} held from before"
        line = QRectF(left, box.top() + (43 if plan.roomy else 37), box.right() - left - 8, 22)
        painter.drawText(line, _LEFT, painter.fontMetrics().elidedText(words, _ELIDE, round(line.width())))
    if following is not None and not state.paused:
        _paint_next(painter, box, following, theme)
    elif held and plan.roomy:
        painter.setFont(font(13))
        painter.setPen(theme.color("badge"))
        painter.drawText(
            QRectF(box.left() + 14, box.bottom() - 36, box.width() - 28, 22), _LEFT, "Click one: let it go"
        )


def paint_pill(painter: QPainter, pill: QRectF, words: str, fill: str, ink: str, theme: Theme) -> None:
    """Paint a short word on a ground of its own."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(fill))
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
    painter.setFont(font(13, QFont.Weight.DemiBold))
    painter.setPen(theme.color(ink))
    told = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, round(pill.width() - 12))
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, told)


def seconds_words(milliseconds: float) -> str:
    """An age: 40 ms, 2.1 s."""
    return seconds(round(milliseconds)) if milliseconds < 1_000 else f"{milliseconds / 1_000:.1f} s"


def holding_words(state: ReadSideState) -> str:
    """What the projector's badge says."""
    if state.slowing.delays:
        # The fits of measured disks have a length of their own; the one on the slider waits for another shape.
        fitted = state.slowing.shape in ("ssd", "disk")
        return f"Holding {seconds(state.delay_ms)}" if state.delay_ms and not fitted else "Slowed"
    return f"{state.slowing.per_s:g} a second" if state.slowing.per_s else "Held back"


def _paint_row(painter: QPainter, trace: Trace, row: QRectF, marks: Marks, theme: Theme, icons: Icons) -> None:
    chosen = trace.command_id == marks.selected
    if chosen:
        painter.setPen(QPen(theme.color("accent"), 2))
        painter.setBrush(theme.color("card"))
        painter.drawRoundedRect(row, 9, 9)
    paint_dot(painter, QPointF(row.left() + 21, row.center().y()), trace.kind, theme, icons)
    since = trace.at("committed")
    age = "" if since is None else seconds_words(marks.now_ms - since)
    painter.setFont(font(14, QFont.Weight.DemiBold if chosen else QFont.Weight.Normal))
    painter.setPen(theme.color("text" if chosen else "muted"))
    painter.drawText(row.adjusted(0, 0, -14, 0), _RIGHT, age)
    room = row.adjusted(42, 0, -62, 0)
    painter.setFont(font(14, QFont.Weight.Medium))
    painter.setPen(theme.color("text"))
    name = painter.fontMetrics().elidedText(trace.words, Qt.TextElideMode.ElideRight, round(room.width()))
    taken = painter.fontMetrics().horizontalAdvance(name)
    painter.drawText(room, _LEFT, name)
    held = trace.position in marks.to_hold
    place = "to be held" if held else f"{trace.position:,}"
    painter.setFont(font(13))
    if taken + 10 + painter.fontMetrics().horizontalAdvance(place) <= room.width():
        painter.setPen(theme.color("badge" if held else "muted"))
        painter.drawText(room.adjusted(taken + 10, 0, 0, 0), _LEFT, place)


def _paint_next(painter: QPainter, box: QRectF, following: Next, theme: Theme) -> None:
    bar = QRectF(box.left() + 14, box.bottom() - 30, box.width() - 142, 6)
    beside = bar.width() >= LEAST_BAR_PX
    if not beside:
        bar = QRectF(box.left() + 14, box.bottom() - 22, box.width() - 28, 6)
    share = 1 - min(1.0, following.in_ms / max(1.0, following.of_ms))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("border"))
    painter.drawRoundedRect(bar, 3, 3)
    painter.setBrush(theme.color("badge", 0.75))
    painter.drawRoundedRect(QRectF(bar.left(), bar.top(), max(6.0, bar.width() * share), bar.height()), 3, 3)
    painter.setFont(font(13))
    painter.setPen(theme.color("badge"))
    line = QRectF(box.left(), bar.center().y() - (11 if beside else 31), box.width() - 14, 22)
    painter.drawText(line, _RIGHT, f"next in {seconds_words(following.in_ms)}")


_WRAPPED = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
_ELIDE = Qt.TextElideMode.ElideRight
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
