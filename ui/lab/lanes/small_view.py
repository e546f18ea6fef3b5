"""The small live view in a lane: the profile or the feed as that reader sees it, and the mark the view gives itself."""

from typing import Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QLinearGradient, QPainter, QPainterPath, QPen

from app.consistency.visible import Change
from app.lab.readings.lanes import LaneLook, LaneRow, LanesFrame, LanesSetup, OwnAct
from ui.feed.body_text import BodyText
from ui.icons import Icons
from ui.lab.lanes.wording import mark_of
from ui.painting import avatar
from ui.painting_wave import COUNT_DROP, TEXT_DROP, paint_wave
from ui.theme import Theme, font

READER_ID: Final = 8
READER: Final = ("Maya Okafor", "@maya")
_BANNER_PX = 52
_FACE_PX = 52
_PAD = 16
_ROW_PX = 62
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Instant(NamedTuple):
    """A time of a run, what the lanes show then, and what the reader did last."""

    frame: LanesFrame
    act: OwnAct | None
    at_ms: float
    setup: LanesSetup


class SmallView:
    """Paints one lane's view into a rectangle; texts are laid out anew only when they change."""

    def __init__(self, icons: Icons) -> None:
        self._icons = icons
        self._texts: dict[tuple[str, int, str], BodyText] = {}

    def paint(
        self, painter: QPainter, rect: QRectF, look: LaneLook, instant: Instant, theme: Theme, dpr: float
    ) -> None:
        """Paint the view that `look` is, as it is at that instant."""
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color("background"))
        painter.drawRoundedRect(rect, 14, 14)
        if instant.frame.screen == "profile":
            self._paint_profile(painter, rect, look, theme, dpr)
        else:
            self._paint_feed(painter, rect, look, instant.act, theme, dpr)
        self._paint_mark(painter, rect, look, instant, theme)

    def _paint_profile(self, painter: QPainter, rect: QRectF, look: LaneLook, theme: Theme, dpr: float) -> None:
        _paint_banner(painter, QRectF(rect.left(), rect.top(), rect.width(), _BANNER_PX), theme)
        left, y = rect.left() + _PAD, rect.top() + _BANNER_PX - 22
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("background"))
        painter.drawEllipse(QRectF(left - 3, y - 3, _FACE_PX + 6, _FACE_PX + 6))
        painter.drawPixmap(QPointF(left, y), avatar(READER_ID, READER[0], _FACE_PX, dpr))
        y += _FACE_PX + 4
        width = rect.width() - 2 * _PAD
        _words(painter, QRectF(left, y, width, 22), READER[0], font(15, QFont.Weight.DemiBold), theme.color("text"))
        followers = f"{READER[1]} · {look.followers} follower{'' if look.followers == 1 else 's'}"
        _words(painter, QRectF(left, y + 22, width, 18), followers, font(13), theme.color("muted"))
        y += 50
        self._icons.paint(painter, "map-pin", QRectF(left, y + 2, 17, 17), theme.color("muted"))
        if look.hidden:
            _paint_places(painter, QRectF(left + 24, y, width - 24, 44), theme)
            return
        text = self._text(look.address, round(width - 24), theme)
        text.draw(painter, QPointF(left + 24, y))
        for change in look.address_changes:
            _waves(painter, text, QPointF(left + 24, y), change, theme)

    def _paint_feed(
        self, painter: QPainter, rect: QRectF, look: LaneLook, act: OwnAct | None, theme: Theme, dpr: float
    ) -> None:
        painter.save()
        room = rect.adjusted(8, 8, -8, -50)
        painter.setClipRect(room)
        y = room.top()
        if look.hidden and act is not None and act.kind == "post":
            _paint_places(painter, QRectF(room.left() + 44, y + 8, room.width() - 60, 44), theme)
            y += _ROW_PX
        for row in look.rows:
            if y >= room.bottom() - 20:
                break
            self._paint_row(painter, QRectF(room.left(), y, room.width(), _ROW_PX - 5), row, theme, dpr)
            y += _ROW_PX
        painter.restore()

    def _paint_row(self, painter: QPainter, box: QRectF, row: LaneRow, theme: Theme, dpr: float) -> None:
        pen = QPen(theme.color("accent", 0.45) if row.ahead else theme.color("border"), 1.2)
        painter.setPen(pen)
        painter.setBrush(theme.color("standing" if row.ahead else "card"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
        painter.drawPixmap(QPointF(box.left() + 8, box.top() + 8), avatar(row.author_id, row.name, 24, dpr))
        left, width = box.left() + 40, box.width() - 50
        count = f"{row.likes:,}"
        used = font(13, QFont.Weight.DemiBold)
        count_width = QFontMetricsF(used).horizontalAdvance(count)
        heart = QRectF(box.right() - 32 - count_width, box.top() + 10, 14, 14)
        ink = theme.color("like" if row.liked else "muted")
        self._icons.paint(painter, "heart-fill" if row.liked else "heart", heart, ink)
        _words(painter, QRectF(heart.right() + 4, box.top() + 6, count_width + 8, 22), count, used, ink)
        name = QRectF(left, box.top() + 6, heart.left() - left - 6, 22)
        _words(painter, name, row.name, used, theme.color("text"))
        made = font(13)
        metrics = QFontMetricsF(made)
        _words(painter, QRectF(left, box.top() + 28, width, 22), row.text, made, theme.color("text"))
        for change in row.changes:
            color = theme.color("badge" if change.stage == "saving" else "accent")
            if change.field == "text":
                shown = min(metrics.horizontalAdvance(row.text), width)
                paint_wave(painter, left, shown, box.top() + 39 + metrics.capHeight() / 2 + TEXT_DROP, color)
            elif change.field == "likes":
                baseline = box.top() + 17 + metrics.capHeight() / 2
                paint_wave(painter, heart.right() + 4, count_width, baseline + COUNT_DROP, color)

    def _paint_mark(self, painter: QPainter, rect: QRectF, look: LaneLook, instant: Instant, theme: Theme) -> None:
        act, at_ms = instant.act, instant.at_ms
        words = mark_of(look, act, at_ms)
        if not words:
            return
        line = QRectF(rect.left() + 10, rect.bottom() - 42, rect.width() - 20, 30)
        if look.seen == "waiting":
            _words(painter, line.adjusted(6, -6, -6, -6), words, font(13, QFont.Weight.Medium), theme.color("text"))
            waited = at_ms - (act.committed_ms or act.pressed_ms) if act is not None else 0.0
            _progress(painter, line.adjusted(6, 23, -6, -3), waited / instant.setup.deadline_ms, theme)
            return
        if look.seen == "old":
            _words(painter, line.adjusted(6, 0, 0, 0), words, font(13), theme.color("muted"))
            return
        ground, ink, icon = {
            "marked": ("accent_button", "accent", "circle-half"),
            "fetched": ("accent_button", "accent", "database"),
            "refused": ("danger_button", "like", "x-circle"),
        }.get(look.seen, ("strip", "badge", "clock"))
        made = font(13, QFont.Weight.DemiBold)
        width = min(line.width(), QFontMetricsF(made).horizontalAdvance(words) + 44)
        pill = QRectF(line.left(), line.top() + 1, width, 28)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(pill, 14, 14)
        self._icons.paint(painter, icon, QRectF(pill.left() + 11, pill.center().y() - 7.5, 15, 15), theme.color(ink))
        _words(painter, pill.adjusted(32, 0, -6, 0), words, made, theme.color(ink))

    def _text(self, words: str, width: int, theme: Theme) -> BodyText:
        key = (words, width, theme.name)
        if key not in self._texts:
            if len(self._texts) > 16:
                self._texts.clear()
            self._texts[key] = BodyText(words, (), width, theme, font(15))
        return self._texts[key]


def _paint_banner(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    painter.save()
    shape = QPainterPath()
    shape.addRoundedRect(rect.adjusted(0.5, 0.5, -0.5, 30), 14, 14)
    painter.setClipPath(shape)
    painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    sky = QLinearGradient(rect.topLeft(), rect.bottomRight())
    sky.setColorAt(0, theme.color("#5fb7cf" if not theme.dark else "#215266"))
    sky.setColorAt(1, theme.color("#74c2b6" if not theme.dark else "#2a5f5a"))
    painter.fillRect(rect, sky)
    for at, (down, color) in enumerate(((0.5, "#4c97a4"), (0.7, "#41707f"))):
        hill = QPainterPath(QPointF(rect.left(), rect.bottom()))
        hill.lineTo(rect.left(), rect.top() + rect.height() * (down + 0.2 * at))
        third, top = rect.width() / 3, rect.top() + rect.height() * (down - 0.25)
        hill.cubicTo(
            QPointF(rect.left() + third, top - 6 * at),
            QPointF(rect.left() + 2 * third, rect.bottom() + 4),
            QPointF(rect.right(), rect.top() + rect.height() * (down - 0.1 * (1 - at))),
        )
        hill.lineTo(rect.right(), rect.bottom())
        painter.fillPath(hill, theme.color(color, 0.55 if theme.dark else 0.75))
    painter.restore()


def _paint_places(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """Paint pale bars where the new value will stand."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("scroll_handle", 0.75))
    for number, share in enumerate((0.84, 0.68)):
        painter.drawRoundedRect(QRectF(rect.left(), rect.top() + 4 + 22 * number, rect.width() * share, 13), 6.5, 6.5)


def _progress(painter: QPainter, rect: QRectF, share: float, theme: Theme) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("border"))
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    painter.setBrush(theme.color("accent"))
    done = QRectF(rect.topLeft(), rect.bottomRight())
    done.setWidth(max(rect.height(), rect.width() * min(1.0, max(0.0, share))))
    painter.drawRoundedRect(done, rect.height() / 2, rect.height() / 2)


def _waves(painter: QPainter, text: BodyText, origin: QPointF, change: Change, theme: Theme) -> None:
    color = theme.color("badge" if change.stage == "saving" else "accent")
    for stretch in text.stretches(change.ranges):
        y = origin.y() + stretch.baseline + TEXT_DROP
        below = stretch.descenders.translated(origin)
        paint_wave(painter, origin.x() + stretch.left, stretch.width, y, color, descenders=below)


def _words(painter: QPainter, rect: QRectF, words: str, used: QFont, ink: QColor) -> None:
    painter.setFont(used)
    painter.setPen(ink)
    shown = QFontMetricsF(used).elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, _LEFT, shown)
