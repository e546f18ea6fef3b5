"""The list of stories: a model and how a row is painted, title over what it shows."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.lab.readings.scenarios import Story
from ui.buttons import focus_ring
from ui.theme import Look, font

ROW_PX = 44
STORY_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_Index = QModelIndex | QPersistentModelIndex


class StoryModel(QAbstractListModel):
    """Holds the stories."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stories: tuple[Story, ...] = ()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._stories)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        story = self._stories[index.row()]
        if role == STORY_ROLE:
            return story
        if role == Qt.ItemDataRole.DisplayRole:
            return story.title
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return story.shows
        return None

    def show_stories(self, stories: Sequence[Story]) -> None:
        """List these."""
        self.beginResetModel()
        self._stories = tuple(stories)
        self.endResetModel()

    def row_of(self, name: str) -> int:
        """The row of a story, -1 if it is not listed."""
        return next((row for row, story in enumerate(self._stories) if story.name == name), -1)


class StoryRows(QStyledItemDelegate):
    """Paints a row."""

    def __init__(self, look: Look, parent: QListView) -> None:
        super().__init__(parent)
        self._look = look
        self._list = parent

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(200, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        story: Story = index.data(STORY_ROLE)
        theme = self._look.theme
        state: QStyle.StateFlag = option.state
        rect = QRectF(option.rect)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        back = rect.adjusted(8, 1, -8, -1)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_button", 0.55) if chosen else theme.color("hover"))
            painter.drawRoundedRect(back, 10, 10)
        if chosen and self._list.hasFocus():
            focus_ring(painter, back, 10, theme)
        painter.setFont(font(14, QFont.Weight.DemiBold if chosen else QFont.Weight.Medium))
        painter.setPen(theme.color("text"))
        words = rect.adjusted(20, 0, -20, 0)
        elided = painter.fontMetrics().elidedText(story.title, Qt.TextElideMode.ElideRight, round(words.width()))
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, elided)
        painter.restore()


class StoryList(QListView):
    """The list itself, with keys and selection of its own; `play_asked` by a double click or Enter."""

    play_asked = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stories = StoryModel(self)
        self.setModel(self.stories)
        self.setItemDelegate(StoryRows(look, self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName("Stories")
        self.doubleClicked.connect(self.play_asked)

    @property
    def chosen(self) -> Story | None:
        """The story that is chosen."""
        index = self.currentIndex()
        return index.data(STORY_ROLE) if index.isValid() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.play_asked.emit()
        else:
            super().keyPressEvent(event)

    def choose(self, name: str) -> None:
        """Choose a story by its name; an unknown name chooses none."""
        self.setCurrentIndex(self.stories.index(self.stories.row_of(name)))
