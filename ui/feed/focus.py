"""Focus belongs to (row, control), not to a widget: widgets are recycled, rows of a feed or a thread are not."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


class Controls(Protocol):
    """The controls of a row, as they are seen, without those that cannot be used now."""

    def in_order(self) -> Sequence[QWidget]: ...
    def named(self, control: str) -> QWidget | None: ...


class FocusRow(Protocol):
    """The widget of a row."""

    @property
    def buttons(self) -> Controls: ...
    def set_current(self, current: bool) -> None: ...
    def isAncestorOf(self, child: QWidget, /) -> bool: ...


class FocusKeeper:
    """Keeps the focus in `home`, whose rows in view are `bound` by key; Tab passes `others` before them.

    `current` is the keyboard's row; its ring is seen once the keyboard has been used. `held` is the control that had
    the focus when its row left the view: `home` keeps the focus for it.
    """

    def __init__(self, home: QWidget, bound: Mapping[int, FocusRow], others: Sequence[QWidget] = ()) -> None:
        self._home = home
        self._bound = bound
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
        ringed = self.ringed and self._has_focus()
        for key, widget in self._bound.items():
            widget.set_current(ringed and key == self.current)

    def leaving(self, key: int, widget: FocusRow) -> None:
        """A row leaves the view: if it has the focus, `home` takes it and remembers for whom."""
        focused = QApplication.focusWidget()
        if focused is None or not widget.isAncestorOf(focused):
            return
        self.held = (key, focused.objectName())
        self._taking = True
        self._home.setFocus(Qt.FocusReason.OtherFocusReason)
        self._taking = False

    def arrived(self, keys: Sequence[int]) -> None:
        """Rows came into view: the one that the focus is held for gets it back."""
        if self.held is None or self.held[0] not in keys or QApplication.focusWidget() is not self._home:
            return
        key, control = self.held
        button = self._bound[key].buttons.named(control)
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
        elif new is not self._home:
            self.held = None
        self.paint()

    def row_of(self, widget: QWidget | None) -> int | None:
        """The row that a widget belongs to."""
        if widget is None:
            return None
        return next((key for key, row in self._bound.items() if row.isAncestorOf(widget)), None)

    def controls(self) -> list[QWidget]:
        """The buttons of the keyboard's row that can be used now."""
        row = self._bound.get(self.current) if self.current is not None else None
        return list(row.buttons.in_order()) if row is not None else []

    def enter(self, *, forward: bool) -> None:
        """Tab came in from outside: go to the first stop as seen, backwards to the last."""
        if not self._stepping:
            self.ringed = True
            stops = self._stops()
            reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
            self._go(stops[0] if forward else stops[-1], reason)

    def step(self, *, forward: bool) -> bool:
        """Tab: through the others, `home`, the current row's controls; False when it leads out.

        Then `home` has the focus, and Qt goes on from there. Its chain of widgets is not walked from Python:
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
        self._go(self._home, Qt.FocusReason.OtherFocusReason)
        self._taking = False
        return False

    def _stops(self) -> list[QWidget]:
        return [*(widget for widget in self._others if widget.isVisible()), self._home, *self.controls()]

    def _go(self, widget: QWidget, reason: Qt.FocusReason) -> None:
        self._stepping = True
        widget.setFocus(reason)
        self._stepping = False

    def _has_focus(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and (focused is self._home or self._home.isAncestorOf(focused))
