"""A card: one post at one width, with a painted body and real buttons. Recycled by feeds, used whole by threads."""

from collections.abc import Callable
from html import escape

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, QTimer, QVariantAnimation, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QToolTip, QWidget

from app.clock import Clock
from app.consistency.visible import Change, VisibleItem
from ui.feed import card_painter, marks
from ui.feed.card_buttons import CardButtons
from ui.feed.card_layout import CardLayout
from ui.feed.card_pictures import CardPictures
from ui.feed.card_touch import Selection, Spot, spot_at
from ui.feed.header_line import HeaderLine, header_line
from ui.feed.images import ImageLoader
from ui.feed.moment import exact_time, relative_time
from ui.feed.spoken import spoken_card
from ui.icons import Icons
from ui.painting import avatar
from ui.theme import GLIDE_MS, Look

_MENU_ROOM = 32
_MARK_ROOM = 172
_EMPTY = HeaderLine("", 0, "", 0, 0)


class CardView(QWidget):
    """Shows a `VisibleItem` laid out by a `CardLayout`.

    Signals: `acted(name)` for 'open', 'author', 'source', 'reply', 'repost', 'like', 'bookmark', 'menu', 'retry',
    'discard', 'edit', 'again', 'dismiss'; `followed(Span)` for links, tags and mentions; `looked(index)` for a
    picture; `touched` when the pointer goes down on it. `on_painted` is called at the end of each paintEvent.
    `asked_at(item)` says when the newest change of a row was asked for (`Clock.monotonic_ms`).
    """

    acted = Signal(str)
    touched = Signal()
    followed = Signal(object)
    looked = Signal(int)

    def __init__(
        self, look: Look, icons: Icons, images: ImageLoader, clock: Clock, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._icons = icons
        self._clock = clock
        self.item: VisibleItem | None = None
        self.plan: CardLayout | None = None
        self.line = _EMPTY
        self.mark: marks.Mark | None = None
        self.selection = Selection()
        self.pictures = CardPictures(images, look, self._redraw, self.update)
        self.buttons = CardButtons(look, icons, self)
        self.on_painted: Callable[[CardView], None] | None = None
        self.asked_at: Callable[[VisibleItem], float] = lambda _item: 0.0
        self._pressed: Spot | None = None
        self._hovered = Spot("card")
        self._mark_rect = QRectF()
        self._current = False
        self._tile: QPixmap | None = None
        self._waves: tuple[Change, ...] = ()
        self._shown_from: dict[str, float] = {}
        self._drained = card_painter.Drained()
        self._drain: QVariantAnimation | None = None
        self._time = QTimer(self, singleShot=True)
        self._time.timeout.connect(self._time_passed)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.buttons.acted.connect(self._button_acted)
        self.buttons.stirred.connect(self._redraw)
        look.changed.connect(self._redraw)

    @property
    def entry_id(self) -> int:
        """The place in its timeline of the row that is shown, 0 for none."""
        return self.item.item.entry_id if self.item is not None else 0

    @property
    def current(self) -> bool:
        """Whether this is the keyboard's card."""
        return self._current

    def set_current(self, current: bool) -> None:
        """Mark it as the keyboard's card, or not."""
        if current != self._current:
            self._current = current
            self._redraw()

    def show_item(self, item: VisibleItem, plan: CardLayout) -> None:
        """Show a row. Another row than before resets hover, press, selection, motion and names."""
        before = self.item
        if before is not None and before.item.entry_id != item.item.entry_id:
            self.reset()
            before = None
        if plan is self.plan and (before is item or before == item):
            self.item = item
            return  # folding makes new rows each time; what looks the same is not painted again
        if plan is not self.plan:
            self.selection.clear()
        self.item, self.plan = item, plan
        self.resize(plan.width, plan.height)
        self._take_changes(before, item)
        self.pictures.show(item.item.card, plan, self.devicePixelRatioF())
        self.refresh()

    def reset(self) -> None:
        """Forget the row: called before the card is kept for another."""
        self.item, self.plan = None, None
        self.selection.clear()
        self.pictures.clear()
        self.buttons.reset()
        self._pressed, self._hovered = None, Spot("card")
        self._waves, self._shown_from = (), {}
        self._drained = card_painter.Drained()
        if self._drain is not None:
            self._drain.stop()
        self._time.stop()
        self._current = False
        self._tile = None
        self.mark = None
        self.setAccessibleName("")
        self.unsetCursor()

    def clear_selection(self) -> None:
        """Select nothing."""
        if self.selection.range is not None:
            self.selection.clear()
            self._redraw()

    def refresh(self) -> None:
        """Bring all that depends on the time up to date: age, mark, waves."""
        if self.item is None or self.plan is None:
            return
        now = self._clock.monotonic_ms()
        operation = self.item.operation
        self.mark = marks.mark_of(operation, now, reduced_motion=self._look.reduced_motion)
        self._waves = tuple(one for one in self.item.changes if self._shown_from.get(one.field, 0.0) <= now)
        self.buttons.show(self.item, self.plan, self.mark, {one.field: one for one in self._waves})
        self._lay_out_header()
        self.setAccessibleName(spoken_card(self.item, self._clock.now_ms(), self.mark))
        moments = [at for at in self._shown_from.values() if at > now]
        change = marks.next_change_ms(operation, now)
        if change is not None:
            moments.append(change)
        if moments:
            self._time.start(max(1, round(min(moments) - now)))
        self._redraw()

    def sizeHint(self) -> QSize:
        return QSize(self.plan.width, self.plan.height) if self.plan is not None else QSize()

    def _time_passed(self) -> None:
        self.refresh()

    def _take_changes(self, before: VisibleItem | None, item: VisibleItem) -> None:
        """Waves of what was just done wait a moment before they show; those that go run off to the right."""
        since = self.asked_at(item) if item.changes else 0.0
        known = self._shown_from
        self._shown_from = {one.field: known.get(one.field, since + marks.NOTICED_MS) for one in item.changes}
        gone = tuple(one for one in self._waves if one.field not in self._shown_from and one.field in ("text", "name"))
        same_words = before is not None and before.item.card.text == item.item.card.text
        if gone and same_words and not self._look.reduced_motion:
            self._drained = card_painter.Drained(gone, 0.0)
            if self._drain is None:
                self._drain = QVariantAnimation(self, duration=GLIDE_MS, startValue=0.0, endValue=1.0)
                self._drain.valueChanged.connect(self._drained_to)
            self._drain.stop()
            self._drain.start()

    def _drained_to(self, progress: float) -> None:
        self._drained.progress = progress
        self._redraw()

    def _lay_out_header(self) -> None:
        if self.item is None or self.plan is None:
            return
        card = self.item.item.card
        room = _MENU_ROOM
        if self.mark is not None or self.item.in_water:
            room = max(_MARK_ROOM, round(self.buttons.actions_width() + min(self._mark_needs(), self._mark_room())))
        edited = " · edited" if card.edited_ms else ""
        simulated = " · simulated" if card.simulated else ""
        rest = f" · {relative_time(card.created_ms, self._clock.now_ms())}{edited}{simulated}"
        self.line = header_line(card.name, card.handle, rest, self.plan.text_width - room)

    def _mark_needs(self) -> float:
        return card_painter.mark_width(self.mark) + 14 if self.mark is not None else 0.0

    def _mark_room(self) -> float:
        return self.plan.text_width * 0.5 if self.plan is not None else 0.0

    def paintEvent(self, _event: QPaintEvent) -> None:
        item, plan = self.item, self.plan
        if item is None or plan is None:
            return
        tile = self._painted_tile(item, plan)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, tile)
        for index in self.pictures.arriving:
            card_painter.paint_picture(painter, plan.media[index], *self.pictures.at(index), self._look.theme)
        painter.end()
        if self.on_painted is not None:
            self.on_painted(self)

    @property
    def prepared(self) -> bool:
        """Whether its picture is there, so that showing it only copies that."""
        return self._tile is not None or self.item is None

    def prepare(self) -> None:
        """Paint its picture before it comes into view."""
        if self.item is not None and self.plan is not None:
            self._painted_tile(self.item, self.plan)

    def _painted_tile(self, item: VisibleItem, plan: CardLayout) -> QPixmap:
        dpr = self.devicePixelRatioF()
        tile = self._tile
        if tile is None or tile.devicePixelRatioF() != dpr:
            self._tile = tile = QPixmap(round(plan.width * dpr), round(plan.height * dpr))
            tile.setDevicePixelRatio(dpr)
            tile.fill(Qt.GlobalColor.transparent)
            over = QPainter(tile)
            self._paint_body(over, item, plan, dpr)
            over.end()
        return tile

    def select_all(self) -> None:
        """Select the whole text."""
        if self.plan is not None:
            self.selection.take_all(self.plan)
            self._redraw()

    def _redraw(self) -> None:
        """Something in the painted body differs: paint it anew, once, and copy it while the feed scrolls."""
        self._tile = None
        self.update()

    def _paint_body(self, painter: QPainter, item: VisibleItem, plan: CardLayout, dpr: float) -> None:
        theme = self._look.theme
        card = item.item.card
        card_painter.paint_ground(painter, QRectF(0, 0, plan.width, plan.height), item, theme, current=self._current)
        if item.removed:
            painter.setOpacity(0.45)
        if plan.via_height:
            card_painter.paint_via(painter, plan, item.item.via_name, self._icons, theme, dpr)
        face = self.pictures.face or avatar(card.author_id, card.name, round(plan.avatar.width()), dpr)
        painter.drawPixmap(plan.avatar.topLeft(), face)
        card_painter.paint_header(painter, plan, self.line, theme, underlined=self._hovered.part == "author")
        plan.body.draw(painter, plan.text_origin, self.selection.range)
        if self._waves:
            card_painter.paint_waves(painter, plan, self.line, self._waves, theme)
        if self._drained.progress < 1:
            card_painter.paint_waves(painter, plan, self.line, self._drained.changes, theme, self._drained.progress)
        self._paint_pictures(painter, item, plan)
        if self.mark is not None:
            right = plan.header.right() - self.buttons.actions_width()
            if not self.mark.alone:
                right -= _MENU_ROOM
            middle = plan.header.center().y()
            self._mark_rect = card_painter.paint_mark(painter, self.mark, right, middle, self._mark_most(), theme)
        self.buttons.paint_calm(painter)

    def _mark_most(self) -> float:
        if self.plan is None:
            return 0.0
        return self.plan.text_width - self.line.width - self.buttons.actions_width() - 14

    def _paint_pictures(self, painter: QPainter, item: VisibleItem, plan: CardLayout) -> None:
        theme = self._look.theme
        for index, rect in enumerate(plan.media):
            pixmap = None if index in self.pictures.arriving else self.pictures.at(index)[0]
            card_painter.paint_picture(painter, rect, pixmap, 1.0, theme)
            if index in self.pictures.missing:
                words = item.item.card.media[index].alt or self.pictures.missing[index]
                card_painter.paint_missing_picture(painter, rect, words, self._icons, theme)

    def _button_acted(self, name: str) -> None:
        self.acted.emit(name)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.plan is None or event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        point = event.position()
        self._pressed = spot_at(point, self.plan, self.line)
        self.touched.emit()
        had = self.selection.range is not None
        self.selection.press(point, self.plan, in_text=self._pressed.part in ("text", "span"))
        if had:
            self._pressed = Spot("text")
            self.selection.dragged = True
        self._redraw()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.plan is None:
            return
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.selection.move(event.position(), self.plan)
            self._redraw()
        else:
            self._hover(spot_at(event.position(), self.plan, self.line))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        self.selection.release()
        if pressed is None or self.plan is None or self.selection.dragged:
            return
        spot = spot_at(event.position(), self.plan, self.line)
        if spot != pressed:
            return
        if spot.part == "span" and spot.span is not None:
            self.followed.emit(spot.span)
        elif spot.part == "picture":
            self.looked.emit(spot.index)
        else:
            self.acted.emit({"author": "author", "source": "source"}.get(spot.part, "open"))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.plan is not None and spot_at(event.position(), self.plan, self.line).part == "text":
            self.selection.take_word(event.position(), self.plan)
            self._redraw()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(Spot("card"))
        super().leaveEvent(event)

    def _hover(self, spot: Spot) -> None:
        if spot != self._hovered:
            self._hovered = spot
            shapes = {"text": Qt.CursorShape.IBeamCursor, "card": Qt.CursorShape.ArrowCursor}
            self.setCursor(shapes.get(spot.part, Qt.CursorShape.PointingHandCursor))
            self._redraw()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            words = self.tip_at(event.pos())
            QToolTip.showText(event.globalPos(), f"<qt>{escape(words)}</qt>" if words else "", self)
            return True
        return super().event(event)

    def tip_at(self, point: QPoint) -> str:
        """What to tell about the place under the pointer: exact date, exact term, the read store's value."""
        if self.item is None or self.plan is None:
            return ""
        if self.mark is not None and self._mark_rect.contains(QPointF(point)):
            return self.mark.term
        spot = spot_at(QPointF(point), self.plan, self.line)
        card = self.item.item.card
        stored = {one.field: one.stored for one in self._waves}
        if spot.part in ("text", "span") and "text" in stored:
            return f"Not in the read store yet. It still holds: {stored['text']}"
        if spot.part == "author":
            behind = f" The read store still calls them {stored['name']}." if "name" in stored else ""
            return f"{card.name} @{card.handle}{behind}"
        if spot.part == "picture":
            return card.media[spot.index].alt
        if spot.part == "span" and spot.span is not None and spot.span.kind == "link":
            return spot.span.target
        return exact_time(card.created_ms) if spot.part == "time" else ""
