"""The list of stories: what each is called, and what it shows for a tooltip."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from app.lab.readings.scenarios import Story
from ui.lab.growing_list import PlainList, PlainRows
from ui.theme import Look, font


class StoryRows(PlainRows):
    """Paints a row."""

    def paint_item(self, painter: QPainter, rect: QRectF, item: Story, *, chosen: bool) -> None:
        painter.setFont(font(14, QFont.Weight.DemiBold if chosen else QFont.Weight.Medium))
        painter.setPen(self.look.theme.color("text"))
        words = rect.adjusted(20, 0, -20, 0)
        elided = painter.fontMetrics().elidedText(item.title, Qt.TextElideMode.ElideRight, round(words.width()))
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, elided)


class StoryList(PlainList[Story]):
    """The stories, told apart by their names; `play_asked` by a double click or Enter."""

    play_asked = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        role = Qt.ItemDataRole
        super().__init__(
            look,
            "Stories",
            lambda story: story.name,
            {
                role.DisplayRole: lambda story: story.title,
                role.ToolTipRole: lambda story: story.shows,
                role.AccessibleDescriptionRole: lambda story: story.shows,
            },
            parent,
        )
        self.setItemDelegate(StoryRows(look, self))
        self.doubleClicked.connect(self.play_asked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.play_asked.emit()
        else:
            super().keyPressEvent(event)
