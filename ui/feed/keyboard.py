"""What the feed's keys do: walk from row to row by entry id, and act on the current one."""

from typing import Protocol

from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from app.consistency.visible import VisibleItem
from ui.feed.canvas import FeedCanvas
from ui.feed.focus import FocusKeeper
from ui.feed.keys import FeedKeys, Intent
from ui.feed.marks import mark_of
from ui.feed.position import LEAD
from ui.feed.spoken import spoken_card

_MARGIN_PX = 12


class Walks(Protocol):
    """What the keyboard needs of the feed beside its canvas."""

    focus: FocusKeeper

    def act(self, name: str, item: VisibleItem, where: QWidget) -> None: ...
    def say(self, sentence: str) -> None: ...
    def to_top(self) -> None: ...
    def to_end(self) -> None: ...
    def wish(self, name: str) -> None: ...


class FeedKeyboard:
    """Handles key presses that reach the feed; `press` says whether it took one."""

    def __init__(self, canvas: FeedCanvas, walks: Walks) -> None:
        self._canvas = canvas
        self._walks = walks
        self._keys = FeedKeys()

    def press(self, event: QKeyEvent) -> bool:
        """Do what the key means; False leaves it to others."""
        letters = self._canvas.program.settings.value.letter_keys
        intent = self._keys.intent(event, letters=letters)
        if intent is None:
            return self._keys.waiting
        self._do(intent)
        return True

    def walk(self, step: int) -> None:
        """Make the next (1) or previous (-1) row the current one, show it, and say what it is."""
        key = self._next_key(step)
        if key is None:
            return
        self._walks.focus.choose(key, ringed=True)
        self._canvas.setFocus()
        self.reveal(key)
        self._walks.focus.paint()
        item = self.item(key)
        if item is not None:
            clock = self._canvas.program.clock
            mark = mark_of(item.operation, clock.monotonic_ms())
            self._walks.say(spoken_card(item, clock.now_ms(), mark))

    def item(self, key: int) -> VisibleItem | None:
        """The row at an entry id, if it is in memory."""
        source = self._canvas.source
        standing = next((one for one in source.standing if one.item.entry_id == key), None)
        if standing is not None:
            return standing
        number = source.window.number_of(key)
        item = source.row(number) if number is not None else None
        return item if item is not None and item.item.entry_id == key else None

    def first_in_view(self) -> int | None:
        """The first row that can be seen whole."""
        for key, one in self._canvas.shelf.placed.items():
            if one.y >= 0 or one.y + one.height > self._canvas.clear_top + 60:
                return key
        return None

    def reveal(self, key: int) -> None:
        """Scroll until the row can be seen."""
        canvas = self._canvas
        y, height = self._place_of(key)
        y -= canvas.smooth.remaining
        top = canvas.clear_top + _MARGIN_PX if y < canvas.clear_top else canvas.clear_top
        bottom = canvas.viewport().height() - _MARGIN_PX
        if y < canvas.clear_top and not self._leads(key):
            canvas.smooth.by(y - top)
        elif y < 0:
            self._walks.to_top()
        elif y + height > bottom:
            canvas.smooth.by(min(y - canvas.clear_top - _MARGIN_PX, y + height - bottom))

    def _leads(self, key: int) -> bool:
        """Whether the row is at the very top, where nothing covers it."""
        canvas = self._canvas
        return any(one.item.entry_id == key for one in canvas.source.standing) or (
            canvas.source.window.number_of(key) == 0 and canvas.view.scrolled is not None
        )

    def _place_of(self, key: int) -> tuple[float, float]:
        canvas = self._canvas
        placed = canvas.shelf.placed.get(key)
        if placed is not None:
            return placed.y, placed.height
        number = canvas.source.window.number_of(key)
        here = canvas.position
        if number is None or any(one.item.entry_id == key for one in canvas.source.standing):
            return -1.0, 0.0
        height = canvas.scene.height
        if number >= here.number:
            return sum(height(at) for at in range(here.number, number)) - here.offset, height(number)
        return -sum(height(at) for at in range(number, here.number)) - here.offset, height(number)

    def _next_key(self, step: int) -> int | None:
        current = self._walks.focus.current
        source = self._canvas.source
        standing = [one.item.entry_id for one in source.standing]
        if current is None:
            return self.first_in_view()
        if current in standing:
            at = standing.index(current) + step
            if 0 <= at < len(standing):
                return standing[at]
            row = source.row(0) if at >= len(standing) else None
            return row.item.entry_id if row is not None else None
        number = source.window.number_of(current)
        if number is None:
            return self.first_in_view()
        row = source.row(number + step)
        if row is not None:
            return row.item.entry_id
        return standing[-1] if standing and number + step == LEAD else None

    def _do(self, intent: Intent) -> None:
        canvas = self._canvas
        page = canvas.viewport().height() - canvas.clear_top - 2 * _MARGIN_PX
        match intent:
            case "next" | "previous":
                self.walk(1 if intent == "next" else -1)
            case "first":
                self._walks.to_top()
            case "last":
                self._walks.to_end()
            case "page_down" | "page_up":
                canvas.smooth.by(page if intent == "page_down" else -page)
            case "copy" | "select_all":
                self._select(intent)
            case "new_post" | "search" | "home" | "help":
                self._walks.wish(intent)
            case _:
                self._act(intent)

    def _act(self, intent: Intent) -> None:
        focused = QApplication.focusWidget()
        if intent == "open" and isinstance(focused, QAbstractButton):
            focused.click()
            return
        key = self._walks.focus.current
        item = self.item(key) if key is not None else None
        card = self._canvas.shelf.bound.get(key) if key is not None else None
        if item is None or card is None:
            return
        if intent in ("like", "reply", "bookmark"):
            button = card.buttons.named(intent)
            if isinstance(button, QAbstractButton):
                button.click()
        else:
            self._walks.act(intent, item, card)

    def _select(self, intent: Intent) -> None:
        for card in self._canvas.shelf.cards:
            if card.plan is None:
                continue
            if intent == "select_all" and card.entry_id == self._walks.focus.current:
                card.select_all()
            words = card.selection.words(card.plan)
            if intent == "copy" and words:
                QGuiApplication.clipboard().setText(words)
