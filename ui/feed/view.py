"""The feed as a person uses it: keys, focus, pill, places; `ui.feed.canvas` places and paints it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.commands import CreatePost
from app.consistency.visible import VisibleItem
from app.settings import ScrollPlace
from ui.app_bridge import AppBridge
from ui.feed import accessible
from ui.feed.action_button import ActionButton
from ui.feed.actions import CardActions
from ui.feed.canvas import FeedCanvas
from ui.feed.card import CardView
from ui.feed.focus import FocusKeeper
from ui.feed.images import ImageLoader
from ui.feed.keyboard import FeedKeyboard
from ui.feed.position import LEAD, Position
from ui.feed.reading import FeedSpec
from ui.feed.shelf import Widget
from ui.icons import Icons
from ui.ports import Program
from ui.preferences import Preferences
from ui.theme import Look

_IDLE_MS = 200
_SAVE_MS = 1_000
_AGES_MS = 20_000
_NEAR_ROWS = 8


class FeedView(FeedCanvas):
    """Shows a timeline. `card_actions` carries the wishes that cards raise.

    Signals of its own: `new_post`, `search`, `help`, `sync`, `fill_demo`, `go(place)`, `announced(sentence)` for
    what a screen reader is told, `scrolled`. With `preferences` it remembers where the reader was.
    """

    new_post = Signal()
    search = Signal()
    help = Signal()
    sync = Signal()
    fill_demo = Signal()
    go = Signal(str)
    announced = Signal(str)
    scrolled = Signal()

    def __init__(
        self,
        program: Program,
        bridge: AppBridge,
        look: Look,
        icons: Icons,
        images: ImageLoader,
        preferences: Preferences | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(program, bridge, look, icons, images, parent)
        accessible.install()
        self._preferences = preferences
        self._restoring: ScrollPlace | None = None
        self._going_to_top = False
        self._known_posts: set[int] = set()
        self.card_actions = CardActions(program, icons, self)
        self.focus = FocusKeeper(self, self.shelf.bound, (self.tideway.buoy, self.tideway.pill))
        self.keyboard = FeedKeyboard(self, self)
        self._idle = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._idle.timeout.connect(self._came_to_rest)
        self._saving = QTimer(self, singleShot=True, interval=_SAVE_MS)
        self._saving.timeout.connect(self.save_place)
        self._ages = QTimer(self, interval=_AGES_MS)
        self._ages.timeout.connect(self._tell_ages)
        self._ages.start()
        self.setAccessibleName("Feed")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.source.changed.connect(self._rows_changed)
        self.source.newer.connect(self._newer_changed)
        self.tideway.watch.changed.connect(self._tide_changed)
        self.tideway.watch.aged.connect(self._aged)
        self.tideway.buoy.clicked.connect(self.sync)
        self.tideway.pill.clicked.connect(self.show_newest)
        self.panel.acted.connect(self.wish)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)

    # What others ask for

    def show_feed(self, spec: FeedSpec) -> None:
        """Show a timeline, where the reader left it if its `key` was saved."""
        self.save_place()
        self.spec = spec
        self.smooth.stop()
        self.focus.choose(None, ringed=False)
        self.position, self._going_to_top = Position(), False
        self._restoring = self.program.settings.value.places.get(spec.key) if spec.key else None
        self._known_posts = {one.op_id for one in self.program.session.tide().operations}
        self.shelf.clear()
        self.tideway.glide.stop()
        self.tideway.watch.refresh()
        self.source.open(spec, self._restoring)

    def show_newest(self) -> None:
        """Show the newest posts, with those that were left out so far, from the top."""
        self._going_to_top = True
        self.source.to_top()

    def to_top(self) -> None:
        """Go to the top of what is shown."""
        if not self.source.window.at_top:
            self.show_newest()
        elif self.position.number <= _NEAR_ROWS and not self.look.reduced_motion:
            above = sum(self.scene.height(number) for number in range(LEAD, self.position.number))
            self.smooth.by(-(above + self.position.offset) - self.smooth.remaining)
        else:
            self.go_to(Position())

    def to_end(self) -> None:
        """Go to the oldest post."""
        self.go_to(Position(self.scene.total, 0.0))

    @property
    def place(self) -> ScrollPlace:
        """Where the reader is, as settings keep it: the entry on top, 0 at the very top."""
        anchor = None if self.position.at_top else self.anchor()
        return ScrollPlace(0, 0) if anchor is None else ScrollPlace(anchor[0], -round(anchor[1]))

    def save_place(self) -> None:
        """Remember where the reader is, for the next start."""
        if self._preferences is None or self.spec is None or not self.spec.key or self.source.state != "ready":
            return
        places = self._preferences.value.places
        if self._restoring is None and places.get(self.spec.key, ScrollPlace(0, 0)) != self.place:
            self._preferences.change(places={**places, self.spec.key: self.place})

    def say(self, sentence: str) -> None:
        """Have a screen reader say this."""
        accessible.announce(self, sentence)
        self.announced.emit(sentence)

    def wish(self, name: str) -> None:
        """Pass on what only the window can do."""
        if name == "home":
            self.go.emit("home")
        elif name == "retry":
            self.source.retry()
        else:
            {"new_post": self.new_post, "fill_demo": self.fill_demo, "search": self.search, "help": self.help}[
                name
            ].emit()

    def listed(self) -> Sequence[QWidget]:
        """What a screen reader finds in the feed, from the top."""
        floating = (self.header, self.tideway.buoy, self.tideway.pill, self.panel)
        return [*(one for one in floating if one is not None and not one.isHidden()), *self.shelf.in_order()]

    def act(self, name: str, item: VisibleItem, where: QWidget) -> None:
        """Do what a control of a card stands for."""
        self.card_actions.act(name, item, where)

    # What cards tell

    def card_made(self, widget: Widget) -> None:
        widget.acted.connect(lambda name: self._card_acted(widget, name))
        if isinstance(widget, CardView):
            widget.touched.connect(lambda: self._card_touched(widget))
            widget.followed.connect(self.card_actions.follow)
            widget.looked.connect(lambda index: self.card_actions.picture.emit(widget.item, index))

    def card_leaving(self, widget: Widget) -> None:
        self.focus.leaving(widget.entry_id, widget)

    def cards_arrived(self, keys: Sequence[int]) -> None:
        self.focus.arrived(keys)
        self.focus.paint()

    def _card_acted(self, widget: Widget, name: str) -> None:
        item = widget.item
        if item is None:
            return
        button = widget.buttons.named(name)
        turns_on = isinstance(button, ActionButton) and button.isCheckable() and not button.isChecked()
        self.act(name, item, button or widget)
        if turns_on and isinstance(button, ActionButton):
            button.bounce()

    def _card_touched(self, widget: CardView) -> None:
        for card in self.shelf.cards:
            if card is not widget:
                card.clear_selection()
        self.focus.choose(widget.entry_id, ringed=False)
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    # What changes

    def _rows_changed(self) -> None:
        place, self._restoring = self._restoring, None
        if self._going_to_top and not self.source.opening:
            self._going_to_top = False
            self.smooth.stop()
            self.position = Position()
        elif place is not None and self.source.state == "loading":
            self._restoring = place
        elif place is not None and place.entry_id:
            self.return_to(place)
        elif not self.position.at_top:
            self.hold(self.anchor())
        self.relayout(glide=True)

    def _aged(self) -> None:
        if self.source.note != self.tideway.note.words:
            self.arrange()

    def _tide_changed(self) -> None:
        tide = self.tideway.watch.tide
        own = {one.op_id for one in tide.operations if isinstance(one.command, CreatePost) and one.stage == "saving"}
        fresh = own - self._known_posts
        self._known_posts |= own
        if not self.position.at_top:
            self.hold(self.anchor())
        self.relayout(glide=True)
        if fresh and self.isVisible() and not self.position.at_top:
            self.to_top()

    def _newer_changed(self, count: int) -> None:
        pill = self.tideway.pill
        if count and not pill.count:
            self.say(f"{count} new post{'' if count == 1 else 's'}")
        if not count and pill.hasFocus():
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        pill.show_count(count)
        self.arrange()

    def was_scrolled(self) -> None:
        if not self._idle.isActive():
            self.source.scrolling = True
            self.program.read_side.pace(scrolling=True)
        self._idle.start()
        self._saving.start()
        self.scrolled.emit()

    def _came_to_rest(self) -> None:
        self.source.scrolling = False
        self.program.read_side.pace(scrolling=False)

    def _tell_ages(self) -> None:
        for card in self.shelf.cards:
            card.refresh()

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        self.focus.moved(new)

    # Qt's own calls

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # What was posted while another view was shown leads nobody to the top.
        self._known_posts |= {one.op_id for one in self.program.session.tide().operations}
        self.source.rest(resting=False)
        self.tideway.watch.rest(resting=False)

    def hideEvent(self, event: QHideEvent) -> None:
        self.source.rest(resting=True)
        self.tideway.watch.rest(resting=True)
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.keyboard.press(event):
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            current = self.focus.current if self.focus.current is not None else self.keyboard.first_in_view()
            self.focus.choose(current, ringed=True)
            self.focus.enter(forward=event.reason() == Qt.FocusReason.TabFocusReason)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's own name
        return self.focus.step(forward=next) or super().focusNextPrevChild(next)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        for card in self.shelf.cards:
            if card.item is not None and card.geometry().contains(event.pos()):
                self.card_actions.open_menu(card.item, card, event.globalPos())
                return
