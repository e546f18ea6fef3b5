"""A list of the lab that grows at its head: a model that tells only what changed, the list, and the ground of a row."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFocusEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.buttons import focus_ring, shows_ring
from ui.theme import Look

Item = TypeVar("Item")
Index = QModelIndex | QPersistentModelIndex
ITEM_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1


class GrowingModel(QAbstractListModel, Generic[Item]):
    """Holds items, newest first. `key` tells one from another; `words` are what a role says of one."""

    def __init__(
        self, key: Callable[[Item], object], words: Mapping[Qt.ItemDataRole, Callable[[Item], str]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._key = key
        self._words = {int(role): say for role, say in words.items()}
        self._items: list[Item] = []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        item = self._items[index.row()]
        say = self._words.get(role)
        return item if role == ITEM_ROLE else None if say is None else say(item)

    def row_of(self, key: object) -> int:
        """The row of the item with this key, -1 if it is not listed."""
        return next((row for row, item in enumerate(self._items) if self._key(item) == key), -1)

    def show_items(self, items: Sequence[Item], *, anew: bool = False) -> None:
        """List these: rows are inserted, changed and removed, so that a selection stays; `anew` if all are others."""
        added = -1 if anew or not self._items else self._added(items)
        if added < 0:
            if list(items) != self._items:
                self.beginResetModel()
                self._items = list(items)
                self.endResetModel()
            return
        kept = len(items) - added
        if len(self._items) > kept:
            self.beginRemoveRows(QModelIndex(), kept, len(self._items) - 1)
            del self._items[kept:]
            self.endRemoveRows()
        if added:
            self.beginInsertRows(QModelIndex(), 0, added - 1)
            self._items[:0] = items[:added]
            self.endInsertRows()
        changed = [row for row, item in enumerate(items) if item is not self._items[row]]
        if changed:
            self._items = list(items)
            self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))

    def _added(self, items: Sequence[Item]) -> int:
        """How many come before those listed, of which the oldest may be left out; -1 if it is another list."""
        head = self._key(self._items[0])
        added = next((at for at, item in enumerate(items) if self._key(item) == head), -1)
        if added < 0 or len(items) - added > len(self._items):
            return -1
        both = zip(items[added:], self._items, strict=False)
        return added if all(self._key(new) == self._key(old) for new, old in both) else -1


class PlainRows(QStyledItemDelegate):
    """Paints the ground of a row; subclasses set `row_px`, and `line_px` for a line between rows, and `paint_item`."""

    row_px = 44
    line_px: tuple[float, float] | None = None
    """How far the line stays from the left and the right edge."""

    def __init__(self, look: Look, parent: "PlainList[Any]") -> None:
        super().__init__(parent)
        self._list = parent
        self.look = look

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(200, self.row_px)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self.look.theme
        state: QStyle.StateFlag = option.state
        rect = QRectF(option.rect)
        ground = rect.adjusted(8, 1, -8, -1)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not chosen and self.line_px is not None:
            left, right = self.line_px
            painter.setPen(QPen(theme.color("border"), 1))
            painter.drawLine(rect.bottomLeft() + QPointF(left, 0), rect.bottomRight() - QPointF(right, 0))
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_button", 0.55) if chosen else theme.color("hover"))
            painter.drawRoundedRect(ground, 10, 10)
        if chosen and self._list.ringed and self._list.hasFocus():
            focus_ring(painter, ground, 10, theme)
        self.paint_item(painter, rect, index.data(ITEM_ROLE), chosen=chosen)
        painter.restore()

    def paint_item(self, painter: QPainter, rect: QRectF, item: Any, *, chosen: bool) -> None:
        """Paint what the row says."""
        raise NotImplementedError


class PlainList(QListView, Generic[Item]):
    """A list with keys and selection of its own on a card; `ringed` while the keyboard is what brought the focus."""

    def __init__(
        self,
        look: Look,
        name: str,
        key: Callable[[Item], object],
        words: Mapping[Qt.ItemDataRole, Callable[[Item], str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self.ringed = False
        self.items: GrowingModel[Item] = GrowingModel(key, words, self)
        self.setModel(self.items)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName(name)
        look.changed.connect(self.viewport().update)

    @property
    def chosen(self) -> Item | None:
        """The item that is chosen."""
        index = self.currentIndex()
        item: Item | None = index.data(ITEM_ROLE) if index.isValid() else None
        return item

    def choose(self, key: object) -> bool:
        """Choose the item with this key; False, and none chosen, if it is not listed."""
        row = self.items.row_of(key)
        self.setCurrentIndex(self.items.index(row))
        return row >= 0

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.ringed = shows_ring(event.reason(), self.ringed, self._look)
        super().focusInEvent(event)
