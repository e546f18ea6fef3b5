"""How a feed looks to a screen reader: a list whose items are the cards in view, from the top, and its controls.

Qt asks a factory for the interface of each widget; interfaces are kept as long as their widgets live.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Protocol, cast, runtime_checkable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

from ui.feed.card import CardView
from ui.feed.sunk_row import SunkRow

Factory = Callable[[str, QObject | None], QAccessibleInterface | None]

_NOTHING = cast("QAccessibleInterface", None)
"""Qt's own answer to a question about a child that is not there."""


@runtime_checkable
class Listing(Protocol):
    """A widget that knows its items and controls, in the order in which they are seen."""

    def listed(self) -> Sequence[QWidget]: ...


@cache
def install() -> Factory:
    """Teach Qt about feeds and cards, once. Qt keeps neither the factory nor what it makes: this does."""
    alive: dict[int, QAccessibleInterface] = {}

    def make(_class_name: str, thing: QObject | None) -> QAccessibleInterface | None:
        if isinstance(thing, CardView | SunkRow):
            kept: QAccessibleInterface = CardInterface(thing)
        elif isinstance(thing, QWidget) and isinstance(thing, Listing):
            kept = ListingInterface(thing, thing)
        else:
            return None
        key = id(thing)
        alive[key] = kept
        thing.destroyed.connect(lambda: alive.pop(key, None))
        return kept

    QAccessible.installFactory(make)
    return make


def announce(widget: QWidget, sentence: str) -> None:
    """Have a screen reader say this now."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, sentence))


class ListingInterface(QAccessibleWidget):
    """A list; its children are what the widget lists, not how it is built."""

    def __init__(self, widget: QWidget, listing: Listing) -> None:
        super().__init__(widget, QAccessible.Role.List, widget.accessibleName())
        self._listing = listing

    def childCount(self) -> int:
        return len(self._listing.listed())

    def child(self, index: int) -> QAccessibleInterface:
        return _child(self._listing.listed(), index)

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return _index(self._listing.listed(), child)


class CardInterface(QAccessibleWidget):
    """A list item; its children are the buttons that can be used now."""

    def __init__(self, card: CardView | SunkRow) -> None:
        super().__init__(card, QAccessible.Role.ListItem)
        self._card = card

    def parent(self) -> QAccessibleInterface:
        above = self._card.parentWidget()
        while above is not None and not isinstance(above, Listing):
            above = above.parentWidget()
        return super().parent() if above is None else QAccessible.queryAccessibleInterface(above)

    def childCount(self) -> int:
        return len(self._buttons())

    def child(self, index: int) -> QAccessibleInterface:
        return _child(self._buttons(), index)

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return _index(self._buttons(), child)

    def state(self) -> QAccessible.State:
        state = super().state()
        state.focusable = True
        state.selectable = True
        state.selected = self._card.current
        return state

    def _buttons(self) -> Sequence[QWidget]:
        return self._card.buttons.in_order()


def _child(widgets: Sequence[QWidget], index: int) -> QAccessibleInterface:
    return QAccessible.queryAccessibleInterface(widgets[index]) if 0 <= index < len(widgets) else _NOTHING


def _index(widgets: Sequence[QWidget], child: QAccessibleInterface) -> int:
    thing = child.object()
    return next((at for at, widget in enumerate(widgets) if widget is thing), -1)
