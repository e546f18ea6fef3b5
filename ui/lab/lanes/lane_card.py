"""A lane: its name, the small live view, the bar from the save until the copy has it, and its three numbers."""

from typing import NamedTuple

from msgspec.structs import replace
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.lab.readings.lanes import LANES, LaneCounts, LaneLook, LaneName, LanesFrame, LanesSetup, OwnAct
from ui.icons import Icons
from ui.lab.lanes.small_view import Instant, SmallView
from ui.lab.lanes.wording import BIG, Figure, bar_words, best_of, spoken, title_of, told_words
from ui.lab.panel import SHADOW_PX, Panel
from ui.theme import Look, Theme, font

WIDE_PX = 400
"""From this width the numbers stand beside the view."""
TALL_HEIGHT_PX = 554 + 2 * SHADOW_PX
WIDE_HEIGHT_PX = 386 + 2 * SHADOW_PX
_PAD = 18
_VIEW_AT_LEAST = 234
_BAR_PX = 66
_NUMBERS_PX = 168
_SAVED_SHARE = 0.75
"""The part of the bar before the copy has it; the rest is after."""
_NOTHING = LaneCounts()
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class _Places(NamedTuple):
    view: QRectF
    bar: QRectF
    numbers: QRectF


class LaneCard(Panel):
    """Shows one lane of a frame."""

    def __init__(self, look: Look, icons: Icons, lane: LaneName, parent: QWidget | None = None) -> None:
        super().__init__(look, parent=parent)
        self._lane = lane
        self._view = SmallView(icons)
        self._frame: LanesFrame | None = None
        self._act: OwnAct | None = None
        self._setup = LanesSetup()
        self._at_ms = 0.0
        self.setAccessibleName(title_of(lane, self._setup)[0])

    @property
    def lane_look(self) -> LaneLook | None:
        """What this reader sees."""
        return None if self._frame is None else self._frame.looks[LANES.index(self._lane)]

    def show_frame(self, frame: LanesFrame | None, act: OwnAct | None, at_ms: float, setup: LanesSetup) -> None:
        """Show an instant; only what looks otherwise than before is painted anew."""
        before, before_act, before_setup = self._frame, self._act, self._setup
        seen_before = self.lane_look
        self._frame, self._act, self._setup, self._at_ms = frame, act, setup, at_ms
        seen = self.lane_look
        if seen is None or before is None or frame is None or setup != before_setup:
            self.update()
        else:
            places = self._places()
            self.update(places.bar.adjusted(-4, -2, 6, 6).toAlignedRect())
            if seen.seen == "waiting" or act != before_act or _view_of(seen) != _view_of(seen_before):
                self.update(places.view.adjusted(-1, -1, 1, 1).toAlignedRect())
            if frame is not before and _score_of(frame, self._lane) != _score_of(before, self._lane):
                self.update(places.numbers.toAlignedRect())
        if seen is not None and (frame is not before or act != before_act):
            self.setAccessibleDescription(spoken(seen, act, at_ms))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, region = self.look.theme, event.region()
        painter = QPainter(self)
        self.paint_card(painter)
        card, places = self.card(), self._places()
        line = card.adjusted(_PAD, 14, -_PAD, 0)
        if region.intersects(QRectF(line.left(), line.top(), line.width(), 50).toRect()):
            name, does = title_of(self._lane, self._setup)
            _words(painter, line, 0, 26, name, font(16, QFont.Weight.DemiBold), theme.color("text"))
            _words(painter, line, 27, 20, does, font(13), theme.color("muted"))
        look, frame = self.lane_look, self._frame
        if look is None or frame is None:
            return
        if region.intersects(places.view.toRect()):
            instant = Instant(frame, self._act, self._at_ms, self._setup)
            self._view.paint(painter, places.view, look, instant, theme, self.devicePixelRatioF())
        if region.intersects(places.bar.toRect()):
            self._paint_bar(painter, places.bar, theme)
        if region.intersects(places.numbers.toRect()):
            self._paint_numbers(painter, places.numbers, frame, look, theme)

    def _places(self) -> _Places:
        """Where everything is at the present size."""
        card = self.card()
        body = card.adjusted(12, 74, -12, -12)
        left = right = body
        below = _BAR_PX + _NUMBERS_PX
        if card.width() >= WIDE_PX and self.height() < TALL_HEIGHT_PX:
            left = QRectF(body.left(), body.top(), body.width() * 0.5, body.height())
            right = QRectF(left.right() + 12, body.top(), body.right() - left.right() - 12, body.height())
            below = _BAR_PX
        view = QRectF(left.left(), left.top(), left.width(), max(_VIEW_AT_LEAST, left.height() - below))
        bar = QRectF(left.left() + 6, view.bottom() + 10, left.width() - 12, 50)
        numbers = QRectF(right.left() + 6, right.bottom() - _NUMBERS_PX + 4, right.width() - 12, _NUMBERS_PX - 4)
        return _Places(view, bar, numbers)

    def _paint_bar(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        act = self._act
        if act is None or act.refused or act.committed_ms is None or not self._setup.delay_ms:
            words = "refused by a rule" if act is not None and act.refused else "nothing is on its way"
            _words(painter, rect, 22, 26, words, font(13), theme.color("muted"))
            return
        before = QRectF(rect.left(), rect.top() + 22, rect.width() * _SAVED_SHARE - 2, 26)
        after = QRectF(before.right() + 4, before.top(), rect.right() - before.right() - 4, 26)
        ground, ink, edge = self._bar_colours(theme)
        pen = QPen(edge, 1.2)
        if self._lane in ("optimistic", "own"):
            pen.setDashPattern([3.2, 3])
        painter.setPen(pen)
        painter.setBrush(ground)
        painter.drawRoundedRect(before.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("read_side", 0.13))
        painter.drawRoundedRect(after, 8, 8)
        used = font(13, QFont.Weight.DemiBold)
        painter.setFont(used)
        painter.setPen(theme.color("read_side"))
        painter.drawText(after, Qt.AlignmentFlag.AlignCenter, "new")
        share = (self._at_ms - act.pressed_ms) / max(1.0, (act.reached_ms or 0.0) - act.pressed_ms) * _SAVED_SHARE
        x = rect.left() + rect.width() * min(0.985, max(0.01, share))
        words, beside = _beside(bar_words(self._lane, self._setup), x, before, QFontMetricsF(used))
        width = QFontMetricsF(used).horizontalAdvance(words)
        painter.setPen(ink)
        painter.drawText(QRectF(beside, before.top(), width + 4, before.height()), _LEFT, words)
        self._paint_now(painter, rect, x, theme)

    def _paint_now(self, painter: QPainter, rect: QRectF, x: float, theme: Theme) -> None:
        small = font(13)
        saved = QFontMetricsF(small).horizontalAdvance("saved")
        now = QFontMetricsF(font(13, QFont.Weight.DemiBold)).horizontalAdvance("now")
        at = x + 9 if x + 9 + now <= rect.right() else x - 9 - now
        if at > rect.left() + saved + 6:
            _words(painter, rect, 0, 20, "saved", small, theme.color("muted"))
        painter.setPen(theme.color("text"))
        painter.setFont(font(13, QFont.Weight.DemiBold))
        painter.drawText(QRectF(at, rect.top(), now + 2, 20), _LEFT, "now")
        painter.setPen(QPen(theme.color("text"), 2))
        painter.drawLine(round(x), round(rect.top() + 16), round(x), round(rect.top() + 54))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("text"))
        painter.drawEllipse(QRectF(x - 4, rect.top() + 11, 8, 8))

    def _bar_colours(self, theme: Theme) -> tuple[QColor, QColor, QColor]:
        """The ground, the words and the edge of the bar before the copy has it."""
        match self._lane:
            case "none":
                return theme.color("strip"), theme.color("badge"), theme.color("strip")
            case "optimistic":
                return theme.color("accent", 0.10), theme.color("accent"), theme.color("accent", 0.8)
            case "own":
                return theme.color("hover"), theme.color("muted"), theme.color("scroll_handle")
            case _:
                return theme.color("strip", 0.55), theme.color("badge"), theme.color("badge", 0.6)

    def _paint_numbers(self, painter: QPainter, rect: QRectF, frame: LanesFrame, look: LaneLook, theme: Theme) -> None:
        painter.setPen(QPen(theme.color("border"), 1))
        painter.drawLine(rect.topLeft(), rect.topRight())
        y = 8.0
        for number, figure in enumerate(BIG):
            room = 44.0 if number else 58.0
            best = best_of(figure, frame.looks)
            _paint_figure(painter, QRectF(rect.left(), rect.top() + y, rect.width(), 40), figure, look, best, theme)
            if not number:
                _words(painter, rect, y + 31, 20, told_words(look.counts), font(13), theme.color("muted"))
            y += room


def _view_of(look: LaneLook | None) -> LaneLook | None:
    """A look as its view shows it, whatever has been counted."""
    return None if look is None else replace(look, counts=_NOTHING)


def _score_of(frame: LanesFrame, lane: LaneName) -> tuple[object, ...]:
    """What the numbers of a lane show."""
    counts = frame.looks[LANES.index(lane)].counts
    bests = (best_of(figure, frame.looks) for figure in BIG)
    return (
        *((figure.written(figure.value(counts)), best) for figure, best in zip(BIG, bests, strict=True)),
        told_words(counts),
    )


def _beside(words: str, x: float, bar: QRectF, metrics: QFontMetricsF) -> tuple[str, float]:
    """The words and where they begin, so that the line at `x` does not cross them: their last word if need be."""
    for shown in (words, words.rpartition(", ")[2]):
        width = metrics.horizontalAdvance(shown)
        if x > bar.right():
            return shown, bar.left() + (bar.width() - width) / 2
        if x + 10 + width <= bar.right() - 4:
            return shown, x + 10
        if x - 10 - width >= bar.left() + 6:
            return shown, x - 10 - width
    return "", bar.left()


def _paint_figure(
    painter: QPainter, row: QRectF, figure: Figure, look: LaneLook, best: float | None, theme: Theme
) -> None:
    value = figure.value(look.counts)
    written = figure.written(value)
    used = font(22, QFont.Weight.DemiBold)
    width = QFontMetricsF(used).horizontalAdvance(written)
    is_best = best is not None and value == best
    if is_best:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("read_side", 0.12))
        painter.drawRoundedRect(QRectF(row.right() - width - 22, row.top() + 3, width + 22, 33), 16.5, 16.5)
    painter.setFont(used)
    painter.setPen(theme.color("read_side" if is_best else "text"))
    painter.drawText(row.adjusted(0, 0, -11, 0), _RIGHT, written)
    _words(
        painter,
        row.adjusted(0, 0, -width - 26, 0),
        0,
        40,
        figure.words,
        font(14, QFont.Weight.Medium),
        theme.color("text"),
    )


def _words(painter: QPainter, rect: QRectF, down: float, height: float, words: str, used: QFont, ink: QColor) -> None:
    painter.setFont(used)
    painter.setPen(ink)
    shown = QFontMetricsF(used).elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(QRectF(rect.left(), rect.top() + down, rect.width(), height), _LEFT, shown)
