"""Focus in a feed belongs to (entry id, control), not to a widget: widgets are recycled, rows are not."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from ui.feed.card import CardView
from ui.feed.shelf import Shelf, Widget


class FocusKeeper:
    """`current` is the keyboard's row; its ring is seen once the keyboard has been used.

    `held` is the control that had the focus when its row left the view: the feed keeps the focus for it.
    """

    def __init__(self, feed: QWidget, shelf: Shelf, others: Sequence[QWidget]) -> None:
        self._feed = feed
        self._shelf = shelf
        self._others = others
        self._taking = False
        self._stepping = False
        self.current: int | None = None
        self.ringed = False
        self.held: tuple[int, str] | None = None

    def choose(self, key: int | None, *, ringed: bool) -> None:
        """Make this row the keyboard's."""
        self.current, self.ringed = key, ringed
        if self.held is not None and self.held[0] != key:
            self.held = None
        self.paint()

    def paint(self) -> None:
        """Show the ring where it belongs."""
        for key, widget in self._shelf.bound.items():
            widget.set_current(self.ringed and key == self.current and self._feed_has_focus())

    def leaving(self, widget: Widget) -> None:
        """A row leaves the view: if it has the focus, the feed takes it and remembers for whom."""
        focused = QApplication.focusWidget()
        if focused is None or not widget.isAncestorOf(focused):
            return
        self.held = (widget.entry_id, focused.objectName())
        self._taking = True
        self._feed.setFocus(Qt.FocusReason.OtherFocusReason)
        self._taking = False

    def arrived(self, keys: Sequence[int]) -> None:
        """Rows came into view: the one that the focus is held for gets it back."""
        if self.held is None or self.held[0] not in keys or QApplication.focusWidget() is not self._feed:
            return
        key, control = self.held
        button = controls_named(self._shelf.bound[key], control)
        self.held = None
        if button is not None:
            button.setFocus(Qt.FocusReason.TabFocusReason if self.ringed else Qt.FocusReason.OtherFocusReason)

    def moved(self, new: QWidget | None) -> None:
        """The focus of the application moved to `new`."""
        if self._taking:
            return
        key = self.row_of(new)
        if key is not None:
            self.current = key
            self.held = None
        elif new is not self._feed:
            self.held = None
        self.paint()

    def row_of(self, widget: QWidget | None) -> int | None:
        """The row that a widget belongs to."""
        if widget is None:
            return None
        return next((key for key, card in self._shelf.bound.items() if card.isAncestorOf(widget)), None)

    def controls(self) -> list[QWidget]:
        """The buttons of the keyboard's row that can be used now."""
        card = self._shelf.bound.get(self.current) if self.current is not None else None
        if card is None:
            return []
        return list(card.buttons.in_order() if isinstance(card, CardView) else card.in_order())

    def enter(self, *, forward: bool) -> None:
        """Tab came into the feed from outside: go to the first stop as seen, backwards to the last."""
        if not self._stepping:
            self.ringed = True
            stops = self._stops()
            reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
            self._go(stops[0] if forward else stops[-1], reason)

    def step(self, *, forward: bool) -> bool:
        """Tab: through what floats on the line, the feed, the current card's controls; False when it leads out.

        Then the feed has the focus, and Qt goes on from there. Its chain of widgets is not walked from Python:
        `nextInFocusChain` makes the binding believe that each owns the next, so that deleting one takes others with it.
        """
        stops = self._stops()
        focused = QApplication.focusWidget()
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        if focused in stops:
            at = stops.index(focused) + (1 if forward else -1)
            if 0 <= at < len(stops):
                self.ringed = True
                self._go(stops[at], reason)
                return True
        self._taking = True
        self._go(self._feed, Qt.FocusReason.OtherFocusReason)
        self._taking = False
        return False

    def _stops(self) -> list[QWidget]:
        return [*(widget for widget in self._others if widget.isVisible()), self._feed, *self.controls()]

    def _go(self, widget: QWidget, reason: Qt.FocusReason) -> None:
        self._stepping = True
        widget.setFocus(reason)
        self._stepping = False

    def _feed_has_focus(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and (focused is self._feed or self._feed.isAncestorOf(focused))


def controls_named(card: Widget, control: str) -> QWidget | None:
    """The control of a row with this name, None if it cannot be used now."""
    return card.buttons.named(control) if isinstance(card, CardView) else card.named(control)
