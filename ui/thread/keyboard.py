"""What the keys of a thread do: walk from comment to comment, and act on the current one."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication

from ui.feed.accessible import announce
from ui.feed.card import CardView
from ui.feed.keys import FeedKeys, Intent
from ui.thread.geometry import HEAD

if TYPE_CHECKING:
    from ui.thread.column import ThreadColumn


class ThreadKeyboard:
    """Handles key presses that reach the column; `press` says whether it took one."""

    def __init__(self, column: "ThreadColumn") -> None:
        self._column = column
        self._keys = FeedKeys()

    def press(self, event: QKeyEvent) -> bool:
        """Do what the key means; False leaves it to others."""
        letters = self._column.program.settings.value.letter_keys
        intent = self._keys.intent(event, letters=letters)
        if intent is None:
            return self._keys.waiting
        self._do(intent)
        return True

    def walk(self, step: int) -> None:
        """Make the next (1) or previous (-1) row the current one, show it, and say what it is."""
        column = self._column
        keys = column.scene.order()
        current = column.focus.current
        if current not in keys:
            at = keys.index(self._first_in_view())
        else:
            at = max(0, min(len(keys) - 1, keys.index(current) + step))
        column.focus.choose(keys[at], ringed=True)
        column.setFocus()
        column.reveal(keys[at])
        column.focus.paint()
        self._announce(keys[at])

    def _do(self, intent: Intent) -> None:
        column = self._column
        page = column.viewport().height() - 48
        match intent:
            case "next" | "previous":
                self.walk(1 if intent == "next" else -1)
            case "first" | "last":
                column.smooth.stop()
                column.verticalScrollBar().setValue(0 if intent == "first" else column.verticalScrollBar().maximum())
            case "page_down" | "page_up":
                column.smooth.by(page if intent == "page_down" else -page)
            case "copy" | "select_all":
                self._select(intent)
            case "new_post" | "search" | "home" | "help":
                column.wished.emit(intent)
            case _:
                self._act(intent)

    def _act(self, intent: Intent) -> None:
        focused = QApplication.focusWidget()
        if intent == "open" and isinstance(focused, QAbstractButton):
            focused.click()
            return
        column = self._column
        current = column.focus.current if column.focus.current is not None else HEAD
        if intent in ("like", "bookmark"):
            head = column.bound.get(HEAD)
            button = head.buttons.named(intent) if isinstance(head, CardView) else None
            if button is not None:
                button.click()
        elif intent in ("reply", "menu"):
            column.act_on(current, intent)

    def _select(self, intent: Intent) -> None:
        """Copy what is selected anywhere in view; select the whole of the current row."""
        for key, row in self._column.bound.items():
            if intent == "select_all" and key == self._column.focus.current:
                row.select_all()
            if isinstance(row, CardView):
                words = row.selection.words(row.plan) if row.plan is not None else ""
            else:
                words = row.selected_words
            if intent == "copy" and words:
                QGuiApplication.clipboard().setText(words)

    def _first_in_view(self) -> int:
        column = self._column
        for key in column.scene.order():
            top = column.scene.top_of(key) or 0
            if top >= column.scrolled or top + column.scene.height_of(key) > column.scrolled + 60:
                return key
        return HEAD

    def _announce(self, key: int) -> None:
        row = self._column.bound.get(key)
        if row is not None and row.accessibleName():
            announce(self._column, row.accessibleName())
