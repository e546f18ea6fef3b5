"""The part of the feed that places and paints: what is in view at a position, and how it moves there.

`ui.feed.view` adds what a person does with it.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from app.commands import AnyCommand, UpdateProfile
from app.consistency.visible import VisibleItem
from app.read_model.documents import PostCard, Snapshot
from app.settings import ScrollPlace
from ui.app_bridge import AppBridge
from ui.feed.card import CardView
from ui.feed.foot import FeedFoot
from ui.feed.images import ImageLoader
from ui.feed.motion import SmoothScroll
from ui.feed.position import Position, clamped, moved, settled
from ui.feed.reading import FeedSpec
from ui.feed.scene import FOOT_HEIGHT, Scene, View
from ui.feed.scroll_bar import FeedScrollBar
from ui.feed.shelf import Shelf, Widget
from ui.feed.skeleton import paint_skeleton
from ui.feed.source import FeedSource
from ui.feed.state_panel import StatePanel, emptiness_of
from ui.feed.tideway import DOCK_REACH, Tideway
from ui.icons import Icons
from ui.painting import SHADOW_REACH, paint_shadow
from ui.ports import Program
from ui.theme import CARD_GAP, COLUMN_MAX_PX, Look

SKELETON_MS = 150
AHEAD_MS = 6
"""A card below the view is painted so long after a frame began to be: in the time that is left until the next."""
AHEAD_ROWS = 12
_MARGIN = 32
_NOTCH_PX = 100
_NOTCH_UNITS = 120


class FeedCanvas(QAbstractScrollArea):
    """`on_painted(item, snapshot)` is called at the end of the paintEvent of each card, with what it shows."""

    def __init__(
        self,
        program: Program,
        bridge: AppBridge,
        look: Look,
        icons: Icons,
        images: ImageLoader,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.program = program
        self.look = look
        self.spec: FeedSpec | None = None
        self.position = Position()
        self.view = View()
        self._margin = _MARGIN
        self._header: QWidget | None = None
        self._skeletons = False
        self.on_painted: Callable[[VisibleItem, Snapshot | None], None] | None = None
        self.source = FeedSource(program, bridge, self)
        self.scene = Scene(self.source, look.theme)
        self.shelf = Shelf(look, icons, images, program.clock, self.viewport(), self._made, self.card_leaving)
        self.tideway = Tideway(program, bridge, look, icons, self, self._glided)
        self.bar = FeedScrollBar(self)
        self.smooth = SmoothScroll(look, self.scroll_pixels, self)
        self.panel = StatePanel(look, icons, self.viewport())
        self.foot = FeedFoot(look, icons, self.viewport())
        self._unpainted = False
        self._ahead = QTimer(self, singleShot=True, interval=AHEAD_MS)
        self._ahead.timeout.connect(self._paint_ahead)
        self._patience = QTimer(self, singleShot=True, interval=SKELETON_MS)
        self._patience.timeout.connect(self._show_skeletons)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # `paintEvent` fills it all, once
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.source.state_changed.connect(self.relayout)
        self.bar.dragged.connect(self._dragged)
        self.foot.retry.connect(self.source.retry)
        look.changed.connect(self.relayout)

    # What subclasses add

    def card_made(self, widget: Widget) -> None:
        """A card or sunk row was made: connect it."""

    def card_leaving(self, widget: Widget) -> None:
        """A card or sunk row leaves the view."""

    def cards_arrived(self, keys: Sequence[int]) -> None:
        """These rows came into view."""

    def was_scrolled(self) -> None:
        """The reader went somewhere else."""

    # Where things are

    @property
    def column(self) -> QRectF:
        """The column of the cards in the view."""
        width = max(120, min(COLUMN_MAX_PX, self.width() - 2 * self._margin))
        return QRectF(round((self.width() - width) / 2), 0, width, self.height())

    @property
    def clear_top(self) -> float:
        """The y down to which the docked line may cover cards."""
        return self.scene.inset + DOCK_REACH

    def set_room(self, margin: int, inset: int) -> None:
        """Keep `margin` pixels at the sides; `inset` pixels at the top belong to tabs that lie over the feed."""
        if (margin, inset) != (self._margin, self.scene.inset):
            self._margin, self.scene.inset = margin, inset
            self.relayout()

    def set_header(self, header: QWidget | None) -> None:
        """Put a widget, such as a profile's head, above the water; it scrolls with the feed."""
        if self._header is not None:
            self._header.removeEventFilter(self)
        self._header = header
        if header is not None:
            header.setParent(self.viewport())
            header.installEventFilter(self)
            header.show()
        self.relayout()

    @property
    def header(self) -> QWidget | None:
        """The widget above the water."""
        return self._header

    def anchor(self) -> tuple[int, float] | None:
        """The first row ashore that can be seen, with its y: what must not move when others come and go."""
        for one in self.shelf.placed.values():
            if one.y + one.height > self.clear_top and self.source.window.holds(one.key):
                return one.key, one.y
        return None

    def hold(self, anchor: tuple[int, float] | None) -> None:
        """Take the position at which the anchor is where it was; without one, or if it is far away, stay."""
        if anchor is not None:
            self._settle(self.source.window.number_of(anchor[0]), anchor[1])

    def return_to(self, place: ScrollPlace) -> None:
        """Take the position that was saved; if its row is gone, that of the nearest one."""
        self._settle(self.source.window.nearest(place.entry_id), float(-place.offset))

    def _settle(self, number: int | None, y: float) -> None:
        if number is not None:
            self.position = settled(number, y, self.scene.total, self.scene.height)

    # Scrolling

    def go_to(self, position: Position) -> None:
        """Show this position at once."""
        self.smooth.stop()
        self.position = position
        self._scrolled()

    def scroll_pixels(self, pixels: float) -> None:
        """Scroll down by so many pixels, up if negative, at once."""
        self.position = moved(self.position, pixels, self.scene.total, self.scene.height)
        self._scrolled()

    def _scrolled(self) -> None:
        self.tideway.glide.stop()
        self.relayout()
        self.was_scrolled()

    def _dragged(self, value: int) -> None:
        self.go_to(self.bar.position_of(value, self.scene.total, self.scene.height))

    # Placing

    def relayout(self, *, glide: bool = False) -> None:
        """Put everything in its place; with `glide`, rows that belong elsewhere now slide there."""
        before = self.shelf.shown() if glide else None
        column, scene, height = self.column, self.scene, self.viewport().height()
        scene.theme, scene.width = self.look.theme, round(column.width())
        scene.header_height = self._header_height(column)
        scene.measure_lead(self.tideway.watch.tide, noticed=self.tideway.watch.noticed)
        self.position = clamped(self.position, height, scene.total, scene.height)
        view = scene.look(self.position, height)
        if self.source.want(view.first, view.last, AHEAD_ROWS):
            scene.measure_lead(self.tideway.watch.tide, noticed=self.tideway.watch.noticed)
            view = scene.look(self.position, height)
        self.view = view
        fresh = self.shelf.bind(view.placed)
        if before is None:
            self.tideway.glide.place(scene.geometry.shape)
        else:
            self.tideway.glide.go(before, self.shelf.placed, scene.geometry.shape)
        self.arrange()
        at_end = view.foot_y is not None and view.foot_y + FOOT_HEIGHT <= height + 1
        self.bar.show_position(self.position, scene.total, scene.height, view.last - view.first + 1, at_end=at_end)
        if fresh:
            self.cards_arrived(fresh)
            self._unpainted = True
        self._await_skeletons()
        self._update_below_dock()

    def _update_below_dock(self) -> None:
        """What lies under the dock's opaque part need not be painted, nor the tabs over it."""
        covered = self.tideway.dock.covered
        self.viewport().update(0, covered, self.width(), self.height() - covered)

    def arrange(self) -> None:
        """Move everything that is shown to its place, or on the way there."""
        column = self.column
        left, width = round(column.left()), round(column.width())
        self.shelf.move(left, width, self.tideway.glide)
        self.tideway.note.show_words(self.source.note)
        self.tideway.arrange(self.scene.geometry, column, self.view.scrolled, self.scene.inset)
        scrolled = self.view.scrolled
        if self._header is not None:
            self._header.setVisible(scrolled is not None)
            top = self.scene.inset - round(scrolled or 0)
            self._header.setGeometry(left, top, width, max(0, self.scene.header_height - CARD_GAP))
        emptiness = emptiness_of(self.source, self.spec, self.program.session.viewer)
        self.panel.show_emptiness(emptiness)
        self.panel.setGeometry(left, round(self.scene.geometry.shore_y - (scrolled or 0)) - 60, width, 360)
        foot_y = self.view.foot_y
        self.foot.setVisible(foot_y is not None and emptiness is None)
        if foot_y is not None:
            self.foot.show_end(self.source.problem, at_end=self.source.window.at_end and self.scene.total > 3)
            self.foot.setGeometry(left, round(foot_y), width, FOOT_HEIGHT)

    def _header_height(self, column: QRectF) -> int:
        if self._header is None:
            return 0
        width = round(column.width())
        has_own = self._header.hasHeightForWidth()
        return (self._header.heightForWidth(width) if has_own else self._header.sizeHint().height()) + CARD_GAP

    def _glided(self) -> None:
        self.arrange()
        self._update_below_dock()

    def _paint_ahead(self) -> None:
        """Paint the next card below the view, one at a time; frames only copy what has been painted."""
        below = self.viewport().height()
        waiting = [card for card in self.shelf.cards if card.y() >= below and not card.prepared]
        if waiting:
            waiting[0].prepare()
        if len(waiting) > 1:
            self._ahead.start()

    def _await_skeletons(self) -> None:
        if not self.view.gaps and self.source.state != "loading":
            self._patience.stop()
            self._skeletons = False
        elif not self._skeletons and not self._patience.isActive():
            self._patience.start()

    def _show_skeletons(self) -> None:
        self._skeletons = True
        self.viewport().update()

    # Qt's own calls

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, column = self.look.theme, self.column
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), theme.color("background"))
        self.tideway.paint(painter, self.scene.geometry, column, self.view.scrolled)
        if self._skeletons:
            for top, height in self._gaps():
                paint_skeleton(painter, QRectF(column.left(), top, column.width(), height), theme)
        dpr = self.devicePixelRatioF()
        seen = event.rect().adjusted(0, -SHADOW_REACH, 0, SHADOW_REACH)
        for key, widget in self.shelf.bound.items():
            if not seen.intersects(widget.geometry()):
                continue
            rect = QRectF(widget.geometry())
            placed = self.shelf.placed[key]
            if placed.item.in_water:
                self.tideway.painter.paint_ripple(painter, rect, theme)
            elif placed.plan is not None:
                paint_shadow(painter, rect, theme, dpr, self.tideway.glide.ashore(key))
        painter.end()
        if self._unpainted:
            self._unpainted = False
            self._ahead.start()

    def _gaps(self) -> list[tuple[float, float]]:
        if self.source.state != "loading":
            return self.view.gaps
        top, step = self.scene.geometry.shore_y, 143 + CARD_GAP
        return [(top + at * step, 143) for at in range(5)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        anchor = None if self.position.at_top else self.anchor()
        self.scene.width = round(self.column.width())
        self.hold(anchor)
        self.bar.stand_at(self.width(), self.height(), self.scene.inset)
        self.relayout()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not event.pixelDelta().isNull():
            self.smooth.stop()
            self.scroll_pixels(-event.pixelDelta().y())
        elif event.angleDelta().y():
            self.smooth.by(-event.angleDelta().y() / _NOTCH_UNITS * _NOTCH_PX)
        event.accept()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Nothing: the scrollbar of the scroll area only mirrors `bar`."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._header and event.type() == QEvent.Type.LayoutRequest:
            self.relayout()
        return super().eventFilter(watched, event)

    def _made(self, widget: Widget) -> None:
        if isinstance(widget, CardView):
            widget.on_painted = self._card_painted
            widget.asked_at = self._asked_at
        self.card_made(widget)

    def _card_painted(self, card: CardView) -> None:
        if self.on_painted is not None and card.item is not None:
            self.on_painted(card.item, self.source.snapshot)

    def _asked_at(self, item: VisibleItem) -> float:
        operations = self.tideway.watch.tide.operations
        return max((one.started_ms for one in operations if concerns(one.command, item.item.card)), default=0.0)


def concerns(command: AnyCommand, card: PostCard) -> bool:
    """Whether a command changes what a card shows: its post, or its author's name."""
    if isinstance(command, UpdateProfile):
        return command.actor_id == card.author_id
    return getattr(command, "post_id", 0) == card.id
