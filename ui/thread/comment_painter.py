"""Paints the body of a comment: lines to what it answers, face, header, words, waves, mark. Its buttons are widgets."""

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap

from app.consistency.visible import Change
from ui.feed.card_painter import mark_width, paint_mark
from ui.feed.header_line import HeaderLine
from ui.feed.marks import Mark
from ui.icons import Icons
from ui.painting_wave import TEXT_DROP, paint_wave
from ui.theme import META_PX, SMALL_PX, TEXT_PX, Theme, font
from ui.thread.comment_layout import FACE, CommentLayout, face_middle
from ui.thread.rows import ThreadRow

_BEND = 10.0
_INSET = 5.0
_RADIUS = 12.0
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def paint_ground(painter: QPainter, rect: QRectF, row: ThreadRow, theme: Theme, *, current: bool, aimed: bool) -> None:
    """Paint what lies under a row that is not plain: in the water, refused, about to be answered, the keyboard's."""
    visible = row.visible
    box = rect.adjusted(_INSET, 2, -_INSET, -2)
    stage = visible.operation.stage if visible.operation is not None else ""
    if visible.in_water:
        pen = QPen(theme.color("accent", 0.62 if stage == "saving" else 0.45), 1.2)
        if stage == "saving":
            pen.setDashPattern([3.2 / 1.2, 5 / 1.2])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        _box(painter, box, pen, theme, "standing")
    elif stage == "rejected":
        _box(painter, box, QPen(theme.color("like", 0.30), 1), theme, "standing")
    elif aimed:
        _box(painter, box, QPen(Qt.PenStyle.NoPen), theme, "hover")
    if current:
        painter.setPen(QPen(theme.color("accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), _RADIUS - 1, _RADIUS - 1)


def paint_lines(painter: QPainter, plan: CommentLayout, row: ThreadRow, height: float, theme: Theme) -> None:
    """Paint the line down from what is answered, round into the face, and those that only pass by."""
    painter.setPen(QPen(theme.color("border"), 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for level in row.passing:
        x = face_middle(level, plan.width)
        painter.drawLine(QPointF(x, 0), QPointF(x, height))
    middle = plan.face.center().y()
    if row.level:
        x = face_middle(row.level - 1, plan.width)
        bend = QPainterPath(QPointF(x, 0))
        bend.lineTo(x, middle - _BEND)
        bend.quadTo(x, middle, min(x + _BEND, plan.face.left() - 3), middle)
        bend.lineTo(plan.face.left() - 3, middle)
        painter.drawPath(bend)
    if row.leads_down:
        x = face_middle(row.level, plan.width)
        painter.drawLine(QPointF(x, plan.face.bottom() + 4), QPointF(x, height))


def paint_face(painter: QPainter, plan: CommentLayout, face: QPixmap | None, icons: Icons, theme: Theme) -> None:
    """Paint the author's face; a disc stands for a comment that is gone."""
    if face is not None:
        painter.drawPixmap(plan.face.topLeft(), face)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("hover"))
    painter.drawEllipse(plan.face)
    icons.paint(painter, "trash", plan.face.adjusted(9, 9, -9, -9), theme.color("muted"))


def paint_header(
    painter: QPainter, plan: CommentLayout, line: HeaderLine, theme: Theme, *, underlined: bool = False
) -> None:
    """Paint name, handle and age."""
    baseline = baseline_of(plan)
    painter.setFont(font(TEXT_PX, QFont.Weight.DemiBold))
    painter.setPen(theme.color("text"))
    painter.drawText(QPointF(plan.header.left(), baseline), line.name)
    if underlined:
        painter.fillRect(QRectF(plan.header.left(), baseline + 2, line.name_width, 1), theme.color("text"))
    painter.setFont(font(META_PX))
    painter.setPen(theme.color("muted"))
    painter.drawText(QPointF(plan.header.left() + line.meta_left, baseline), line.meta)


def paint_gone(painter: QPainter, plan: CommentLayout, theme: Theme) -> None:
    """Say that the comment was deleted, where its words stood."""
    painter.setFont(font(META_PX))
    painter.setPen(theme.color("muted"))
    place = QRectF(plan.header.left(), plan.face.top(), plan.text_width, FACE)
    painter.drawText(place, _LEFT, "This comment was deleted.")


def paint_waves(
    painter: QPainter, plan: CommentLayout, line: HeaderLine, changes: tuple[Change, ...], theme: Theme
) -> None:
    """Paint a wave under words and a name that the read store does not hold yet."""
    for change in changes:
        color = theme.color("badge" if change.stage == "saving" else "accent")
        if change.field == "text":
            origin = plan.text_origin
            for stretch in plan.body.stretches(change.ranges):
                left, y = origin.x() + stretch.left, origin.y() + stretch.baseline + TEXT_DROP
                below = stretch.descenders.translated(origin)
                paint_wave(painter, left, stretch.width, y, color, descenders=below)
        elif change.field == "name":
            paint_wave(painter, plan.header.left(), line.name_width, baseline_of(plan) + TEXT_DROP, color)


def paint_mark_in_header(painter: QPainter, plan: CommentLayout, mark: Mark, right: float, theme: Theme) -> QRectF:
    """Paint a mark without buttons at the right of the header, ending at `right`."""
    return paint_mark(painter, mark, right, plan.header.center().y(), plan.text_width * 0.6, theme)


def paint_mark_in_foot(painter: QPainter, plan: CommentLayout, mark: Mark, room: float, theme: Theme) -> QRectF:
    """Paint a mark before its buttons, below the words."""
    over = mark_width(mark) - room
    if over > 0:
        used = QFontMetricsF(font(SMALL_PX, QFont.Weight.DemiBold))
        most = used.horizontalAdvance(mark.words) - over
        mark = replace(mark, words=used.elidedText(mark.words, Qt.TextElideMode.ElideRight, most))
    width = mark_width(mark)
    return paint_mark(painter, mark, plan.foot.left() + width, plan.foot.center().y(), width + 1, theme)


def paint_foot_words(painter: QPainter, plan: CommentLayout, words: str, token: str, room: float, theme: Theme) -> None:
    """Paint words in the line below the text, before its buttons."""
    used = font(13, QFont.Weight.Medium)
    painter.setFont(used)
    painter.setPen(theme.color(token))
    shown = QFontMetricsF(used).elidedText(words, Qt.TextElideMode.ElideRight, room)
    painter.drawText(QRectF(plan.foot.left(), plan.foot.top(), room, plan.foot.height()), _LEFT, shown)


def baseline_of(plan: CommentLayout) -> float:
    """The y on which the header's words stand."""
    return plan.header.center().y() + QFontMetricsF(font(TEXT_PX)).capHeight() / 2


def _box(painter: QPainter, box: QRectF, pen: QPen, theme: Theme, token: str) -> None:
    painter.setPen(pen)
    painter.setBrush(theme.color(token))
    painter.drawRoundedRect(box, _RADIUS, _RADIUS)
