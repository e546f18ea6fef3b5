"""Focus in a thread belongs to (comment, control), not to a widget: widgets are recycled, comments are not."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from ui.feed.card import CardView
from ui.thread.comment_view import CommentView

Row = CardView | CommentView


class ThreadFocus:
    """`current` is the keyboard's row by its key; `held` the control that had the focus when its row left the view."""

    def __init__(self, column: QWidget, bound: Mapping[int, Row]) -> None:
        self._column = column
        self._bound = bound
        self._taking = False
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
        focused = QApplication.focusWidget()
        here = focused is not None and (focused is self._column or self._column.isAncestorOf(focused))
        for key, widget in self._bound.items():
            widget.set_current(self.ringed and here and key == self.current)

    def leaving(self, key: int, widget: Row) -> None:
        """A row leaves the view: if it has the focus, the column takes it and remembers for whom."""
        focused = QApplication.focusWidget()
        if focused is None or not widget.isAncestorOf(focused):
            return
        self.held = (key, focused.objectName())
        self._taking = True
        self._column.setFocus(Qt.FocusReason.OtherFocusReason)
        self._taking = False

    def arrived(self, keys: Sequence[int]) -> None:
        """Rows came into view: the one that the focus is held for gets it back."""
        if self.held is None or self.held[0] not in keys or QApplication.focusWidget() is not self._column:
            return
        key, control = self.held
        self.held = None
        button = self._bound[key].buttons.named(control)
        if button is not None:
            button.setFocus(Qt.FocusReason.TabFocusReason if self.ringed else Qt.FocusReason.OtherFocusReason)

    def moved(self, new: QWidget | None) -> None:
        """The focus of the application moved to `new`."""
        if self._taking:
            return
        key = next((key for key, row in self._bound.items() if new is not None and row.isAncestorOf(new)), None)
        if key is not None:
            self.current, self.held = key, None
        elif new is not self._column:
            self.held = None
        self.paint()

    def step(self, *, forward: bool) -> bool:
        """Tab: the column, the current row's controls; False when it leads out. Then the column has the focus, and Qt
        goes on from there: its chain of widgets cannot be walked from Python without harm (see `FocusKeeper.step`).
        """
        row = self._bound.get(self.current) if self.current is not None else None
        stops: list[QWidget] = [self._column, *(row.buttons.in_order() if row is not None else ())]
        focused = QApplication.focusWidget()
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        if focused in stops:
            at = stops.index(focused) + (1 if forward else -1)
            if 0 <= at < len(stops):
                self.ringed = True
                stops[at].setFocus(reason)
                return True
        self._taking = True
        self._column.setFocus(Qt.FocusReason.OtherFocusReason)
        self._taking = False
        return False
