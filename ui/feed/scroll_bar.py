"""The feed's scrollbar: lies over the water instead of beside it, and counts rows instead of pixels."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar

from ui.feed.position import Height, Position, bar_value, position_of, units_for

WIDTH = 12


class FeedScrollBar(QScrollBar):
    """`dragged(value)` when a person moves it; `show_position` rings nothing.

    The scroll area's own, hidden scrollbar is kept at the same value, for those who know only that one.
    """

    dragged = Signal(int)

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(Qt.Orientation.Vertical, area)
        self._area = area
        self._telling = False
        self.setAccessibleName("Feed position")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.valueChanged.connect(self._moved)
        area.verticalScrollBar().valueChanged.connect(self._moved)

    def stand_at(self, width: int, height: int, inset: int) -> None:
        """Stand at the right edge of a view of this size, below the tabs."""
        self.setGeometry(width - WIDTH, inset, WIDTH, max(0, height - inset))

    def show_position(self, position: Position, total: int, height: Height, in_view: int, *, at_end: bool) -> None:
        """Show where the reader is; `in_view` rows are seen, and with `at_end` nothing is left below."""
        units = units_for(total)
        value = bar_value(position, total, height)
        page = max(1, in_view) * units
        maximum = value if at_end else max(value + 1, (total + 2) * units - page)
        self._telling = True
        for bar in (self, self._area.verticalScrollBar()):
            bar.setRange(0, maximum)
            bar.setPageStep(page)
            bar.setSingleStep(max(1, units // 4))
            bar.setValue(value)
        self._telling = False
        self.setVisible(maximum > 0)

    def position_of(self, value: int, total: int, height: Height) -> Position:
        """The position that a value means; its very end is the end of the feed."""
        if value >= self.maximum() > 0:
            return Position(total, 0.0)
        return position_of(value, total, height)

    def _moved(self, value: int) -> None:
        if not self._telling:
            self.dragged.emit(value)
