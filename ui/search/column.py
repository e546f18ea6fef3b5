"""The scrolling part of a search: people, then posts as cards; only the cards in view have widgets."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from app.consistency.visible import VisibleItem
from app.media import MediaItem
from ui.app_bridge import AppBridge
from ui.feed import accessible
from ui.feed.actions import CardActions
from ui.feed.card import CardView
from ui.feed.card_layout import CardLayout, LayoutCache
from ui.feed.focus import FocusKeeper
from ui.feed.images import ImageLoader
from ui.feed.keys import FeedKeys, Intent
from ui.feed.placed import Placed
from ui.feed.shelf import Shelf, Widget
from ui.feed.skeleton import paint_skeleton
from ui.icons import Icons
from ui.painting import paint_shadow
from ui.ports import Program
from ui.search.people_card import PeopleCard
from ui.search.source import SearchSource
from ui.theme import CARD_GAP, Look
from ui.thread.geometry import HEAD, HEAD_TOP, ROWS_TOP
from ui.thread.row_column import RowColumn

NEW_AT_ONCE: Final = 3
"""How many cards are made in one frame."""
_GUESS_PX: Final = 170
_SKELETON_PX: Final = 143
AHEAD_SCREENS: Final = 1


@dataclass(frozen=True)
class PostRow:
    """A post that was found."""

    visible: VisibleItem

    @property
    def id(self) -> int:
        """The post's id."""
        return self.visible.item.card.id

    @property
    def shape(self) -> tuple[int, str, tuple[MediaItem, ...]]:
        """What its height depends on, at one width."""
        card = self.visible.item.card
        return card.id, card.text, card.media


class SearchColumn(RowColumn[PostRow]):
    """Shows a `SearchSource`."""

    def __init__(
        self,
        program: Program,
        bridge: AppBridge,
        look: Look,
        icons: Icons,
        images: ImageLoader,
        source: SearchSource,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, "Results", self._measured, lambda _row: _GUESS_PX, AHEAD_SCREENS, parent)
        accessible.install()
        self._program = program
        self._source = source
        self._found_for = ""
        self._plans = LayoutCache(120)
        self._keys = FeedKeys()
        self.card_actions = CardActions(program, icons, self)
        self.people = PeopleCard(look, icons, images, self.viewport())
        self.shelf = Shelf(look, icons, images, program.clock, self.viewport(), self._made, self._leaving)
        self.focus = FocusKeeper(self, self.shelf.bound)
        self.people.chosen.connect(self._person_chosen)
        self.people.grown.connect(self.relayout)
        source.changed.connect(self._found)
        source.state_changed.connect(self._state_changed)

    def listed(self) -> Sequence[QWidget]:
        """What a screen reader finds, from the top."""
        people: list[QWidget] = list(self.people.rows()) if not self.people.isHidden() else []
        return [*people, *self.shelf.in_order()]

    def relayout(self, *, forget: bool = False) -> None:
        """Put everything in its place; what the reader looks at does not move, and who is at the top stays there."""
        scene = self.scene
        key, y = scene.anchor(self.scrolled) if self.scrolled else (HEAD, HEAD_TOP)
        rows = [PostRow(visible) for visible in self._source.posts]
        head = self.people.height_needed()
        scene.show(rows, (head or -CARD_GAP) - ROWS_TOP, at_end=not self._source.may_have_more, forget=forget)
        self.place(key, y)

    def walk(self, step: int) -> None:
        """Make the next (1) or previous (-1) post the current one, show it, and say what it is."""
        ids = [row.id for row in self.scene.rows]
        if not ids:
            return
        current = self.focus.current
        at = ids.index(current) + step if current in ids else 0
        key = ids[max(0, min(len(ids) - 1, at))]
        self.focus.choose(key, ringed=True)
        self.setFocus()
        self.reveal(key)
        self.focus.paint()
        card = self.shelf.bound.get(key)
        if card is not None:
            accessible.announce(self, card.accessibleName())

    # Placing

    def read_on(self) -> None:
        if self.scene.rows:
            self._source.more()

    def bind(self) -> None:
        scene, scrolled, column = self.scene, self.scrolled, self.column
        left, width = round(column.left()), round(column.width())
        rows = [scene.rows[number] for number in self.in_view]
        new = [row.id for row in rows if row.id not in self.shelf.bound]
        spare = self.shelf.made_count - len(self.shelf.bound)
        late = set(new[NEW_AT_ONCE + spare :])
        if late:
            # Making cards is dear: these come with the next turn of the event loop.
            QTimer.singleShot(0, self, self.bind)
        placed = [self._placed(row, scrolled) for row in rows if row.id not in late]
        fresh = self.shelf.bind(placed)
        for one in placed:
            self.shelf.bound[one.key].move(left, round(one.y))
        head = self.people.height_needed()
        self.people.setVisible(bool(head) and self._source.found is not None)
        self.people.setGeometry(left, HEAD_TOP - scrolled, width, max(1, head))
        if fresh:
            self.focus.arrived(fresh)
            self.focus.paint()
        self.viewport().update()

    def _placed(self, row: PostRow, scrolled: int) -> Placed:
        plan = self._plan(row)
        return Placed(row.id, row.visible, (self.scene.top_of(row.id) or 0) - scrolled, plan.height, plan)

    def _plan(self, row: PostRow) -> CardLayout:
        return self._plans.get(row.visible.item, round(self.column.width()), self._look.theme)

    def _measured(self, row: PostRow) -> int:
        return self._plan(row).height + CARD_GAP

    # What happens

    def focus_moved(self, new: QWidget | None) -> None:
        self.focus.moved(new)

    def _found(self) -> None:
        source = self._source
        self.people.show_people(source.found.people if source.found is not None else ())
        asked = f"{source.found_for}\n{source.order}"
        if asked != self._found_for:
            self._found_for = asked
            self.smooth.stop()
            self.focus.choose(None, ringed=False)
            self.verticalScrollBar().setValue(0)
        self.relayout()

    def _state_changed(self) -> None:
        self.wait(waiting=self._source.state == "loading")
        self.viewport().update()

    def _person_chosen(self, handle: str) -> None:
        self.card_actions.open_profile.emit(handle)

    def _made(self, widget: Widget) -> None:
        if isinstance(widget, CardView):
            widget.acted.connect(lambda name: self._acted(widget, name))
            widget.followed.connect(self.card_actions.follow)
            widget.looked.connect(lambda index: self._looked(widget, index))

    def _leaving(self, widget: Widget) -> None:
        self.focus.leaving(widget.entry_id, widget)

    def _acted(self, card: CardView, name: str) -> None:
        if card.item is not None:
            self.card_actions.act(name, card.item, card.buttons.menu if name == "menu" else card)

    def _looked(self, card: CardView, index: int) -> None:
        if card.item is not None:
            self.card_actions.picture.emit(card.item, index)

    def _do(self, intent: Intent) -> None:
        page = self.viewport().height() - 48
        match intent:
            case "next" | "previous":
                self.walk(1 if intent == "next" else -1)
            case "first" | "last":
                self.smooth.stop()
                bar = self.verticalScrollBar()
                bar.setValue(0 if intent == "first" else bar.maximum())
            case "page_down" | "page_up":
                self.smooth.by(page if intent == "page_down" else -page)
            case "new_post" | "search" | "home" | "help":
                self.wished.emit(intent)
            case "copy":
                for card in self.shelf.cards:
                    words = card.selection.words(card.plan) if card.plan is not None else ""
                    if words:
                        QGuiApplication.clipboard().setText(words)
            case _:
                self._act(intent)

    def _act(self, intent: Intent) -> None:
        focused = QApplication.focusWidget()
        if intent == "open" and isinstance(focused, QAbstractButton):
            focused.click()
            return
        card = self.shelf.bound.get(self.focus.current) if self.focus.current is not None else None
        if not isinstance(card, CardView) or card.item is None:
            return
        if intent in ("like", "reply", "bookmark"):
            button = card.buttons.named(intent)
            if isinstance(button, QAbstractButton):
                button.click()
        elif intent in ("open", "menu"):
            self.card_actions.act(intent, card.item, card)

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        intent = self._keys.intent(event, letters=self._program.settings.value.letter_keys)
        if intent is not None:
            self._do(intent)
        elif not self._keys.waiting:
            event.ignore()

    def focusNextPrevChild(self, forward: bool) -> bool:
        stepped = self._step_people(forward=forward) or self.focus.step(forward=forward)
        return stepped or super().focusNextPrevChild(forward)

    def _step_people(self, *, forward: bool) -> bool:
        """Tab passes the people before the posts."""
        stops: list[QWidget] = [*self.people.rows()] if not self.people.isHidden() else []
        if not self.people.more.isHidden() and stops:
            stops.append(self.people.more)
        stops.append(self)
        focused = QApplication.focusWidget()
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        at = stops.index(focused) + (1 if forward else -1) if focused in stops else -1
        if not 0 <= at < len(stops) or (focused is self and forward):
            return False
        stops[at].setFocus(reason)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        theme, column = self._look.theme, self.column
        if self.skeletons:
            for number in range(4):
                top = HEAD_TOP + number * (_SKELETON_PX + CARD_GAP)
                paint_skeleton(painter, QRectF(column.left(), top, column.width(), _SKELETON_PX), theme)
            return
        dpr = self.devicePixelRatioF()
        shown = [self.people] if not self.people.isHidden() else []
        for widget in [*shown, *self.shelf.bound.values()]:
            paint_shadow(painter, QRectF(widget.geometry()), theme, dpr)
