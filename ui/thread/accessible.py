"""How a comment looks to a screen reader: a list item whose children are the buttons that can be used now."""

from functools import cache
from typing import cast

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget

from ui.feed.accessible import Factory, Listing
from ui.thread.comment_view import CommentView

_NOTHING = cast("QAccessibleInterface", None)
"""Qt's own answer to a question about a child that is not there."""


@cache
def install() -> Factory:
    """Teach Qt about comments, once. Qt keeps neither the factory nor what it makes: this does."""
    alive: dict[int, QAccessibleInterface] = {}

    def make(_class_name: str, thing: QObject | None) -> QAccessibleInterface | None:
        if not isinstance(thing, CommentView):
            return None
        key = id(thing)
        kept = alive[key] = CommentInterface(thing)
        thing.destroyed.connect(lambda: alive.pop(key, None))
        return kept

    QAccessible.installFactory(make)
    return make


class CommentInterface(QAccessibleWidget):
    """A list item of the thread."""

    def __init__(self, comment: CommentView) -> None:
        super().__init__(comment, QAccessible.Role.ListItem)
        self._comment = comment

    def parent(self) -> QAccessibleInterface:
        above = self._comment.parentWidget()
        while above is not None and not isinstance(above, Listing):
            above = above.parentWidget()
        return super().parent() if above is None else QAccessible.queryAccessibleInterface(above)

    def childCount(self) -> int:
        return len(self._comment.buttons.in_order())

    def child(self, index: int) -> QAccessibleInterface:
        buttons = self._comment.buttons.in_order()
        return QAccessible.queryAccessibleInterface(buttons[index]) if 0 <= index < len(buttons) else _NOTHING

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        thing = child.object()
        buttons = self._comment.buttons.in_order()
        return next((at for at, button in enumerate(buttons) if button is thing), -1)

    def state(self) -> QAccessible.State:
        state = super().state()
        state.focusable = True
        state.selectable = True
        state.selected = self._comment.current
        return state
