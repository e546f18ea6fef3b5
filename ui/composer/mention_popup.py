"""Offers people while a handle is typed after '@': a short list under the cursor, worked by the field's own keys."""

import re
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QIcon, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.read_model.documents import PersonHit
from ui.app_bridge import AppBridge, Lane
from ui.composer.writing_field import WritingField
from ui.painting import avatar, paint_shadow
from ui.ports import Program
from ui.theme import Look, font

PAUSE_MS: Final = 60
MOST: Final = 6
_ROW_PX: Final = 40
_WIDTH_PX: Final = 300
_SHADOW_PX: Final = 20
_TYPED = re.compile(r"(?<![\w@/])@(\w{1,30})$")


def handle_typed(before_cursor: str) -> str:
    """The beginning of a handle that ends at the cursor, without '@'; '' if none is being typed."""
    found = _TYPED.search(before_cursor)
    return found[1] if found else ""


class MentionPopup(QWidget):
    """Belongs to one field. It lies in its window, takes no focus, and closes when there is nothing to offer."""

    def __init__(self, program: Program, bridge: AppBridge, look: Look, field: WritingField) -> None:
        super().__init__(field.window())
        self._program = program
        self._look = look
        self._field = field
        self._lane = Lane(bridge)
        self._typed = ""
        self.people = QListWidget(self)
        self.people.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.people.setFrameShape(QFrame.Shape.NoFrame)
        self.people.setAccessibleName("People to mention")
        self.people.setIconSize(QSize(28, 28))
        self.people.setUniformItemSizes(True)
        self.people.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.people.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.people.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.people.setFont(font(14))
        self.people.itemClicked.connect(self._take)
        column = QVBoxLayout(self)
        inset = _SHADOW_PX + 6
        column.setContentsMargins(inset, inset, inset, inset)
        column.addWidget(self.people)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._look_up)
        field.suggestions = self
        field.installEventFilter(self)
        field.written.connect(self._consider)
        field.cursorPositionChanged.connect(self._consider)
        look.changed.connect(self._dress)
        self._dress()
        self.hide()

    def offer(self, people: Sequence[PersonHit]) -> None:
        """Offer these people for what is typed; none closes the list."""
        self.people.clear()
        if not people or not self._field.isVisible():
            self.hide()
            return
        for person in people:
            picture = avatar(person.id, person.name, 28, self.devicePixelRatioF())
            item = QListWidgetItem(QIcon(picture), f"{person.name}  @{person.handle}")
            item.setData(Qt.ItemDataRole.UserRole, person.handle)
            item.setSizeHint(QSize(_WIDTH_PX - 12, _ROW_PX))
            self.people.addItem(item)
        self.people.setCurrentRow(0)
        self._place()
        self.show()
        self.raise_()
        self._announce()

    def takes_key(self, event: QKeyEvent) -> bool:
        """Arrows choose, Enter and Tab take, Esc closes; every other key is the field's."""
        if not self.isVisible():
            return False
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Up:
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self.people.setCurrentRow((self.people.currentRow() + step) % self.people.count())
                self._announce()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Tab:
                if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                    return False
                self._take(self.people.currentItem())
            case Qt.Key.Key_Escape:
                self._close()
            case _:
                return False
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Hide, QEvent.Type.FocusOut):
            self._close()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(self.rect()).adjusted(_SHADOW_PX, _SHADOW_PX, -_SHADOW_PX, -_SHADOW_PX)
        paint_shadow(painter, card, theme, self.devicePixelRatioF(), 0.7)
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color("card"))
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 14, 14)

    def _consider(self) -> None:
        typed = handle_typed(self._field.before_cursor())
        if typed == self._typed:
            return
        self._typed = typed
        if typed:
            self._pause.start()
        else:
            self._close()

    def _look_up(self) -> None:
        typed, queries, viewer = self._typed, self._program.queries, self._program.session.viewer
        if typed:
            self._lane.run(lambda: queries.search(f"@{typed}", viewer, limit=MOST).people[:MOST], self.offer, _nobody)

    def _close(self) -> None:
        self._pause.stop()
        self._lane.drop()
        self.hide()

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            handle = item.data(Qt.ItemDataRole.UserRole)
            typed = self._typed
            self._typed = handle
            self._field.replace_before_cursor(len(typed), f"{handle} ")
        self._close()

    def _announce(self) -> None:
        item = self.people.currentItem()
        if item is not None:
            words = f"{item.text()}, {self.people.currentRow() + 1} of {self.people.count()}"
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._field, words))

    def _place(self) -> None:
        """Under the cursor, or over its line where there is no room; inside the window."""
        window = self._field.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self.resize(_WIDTH_PX + 2 * _SHADOW_PX, self.people.count() * _ROW_PX + 12 + 2 * _SHADOW_PX)
        cursor = self._field.cursorRect()
        below = self._field.viewport().mapTo(window, cursor.bottomLeft())
        x = min(max(0, below.x() - _SHADOW_PX - 24), max(0, window.width() - self.width()))
        y = below.y() + 6 - _SHADOW_PX
        if y + self.height() - _SHADOW_PX > window.height():
            y = below.y() - cursor.height() - 6 - self.height() + _SHADOW_PX
        self.move(QPoint(x, max(-_SHADOW_PX, y)))

    def _dress(self) -> None:
        theme = self._look.theme
        self.people.setStyleSheet(
            f"QListWidget {{ background: transparent; border: none; outline: none; color: {theme.text}; }}"
            "QListWidget::item { padding: 4px 8px; border-radius: 10px; }"
            f"QListWidget::item:selected, QListWidget::item:hover {{ background: {theme.hover}; color: {theme.text}; }}"
        )


def _nobody(_error: Exception) -> None:
    """A list of suggestions that does not come is no news to a person who writes."""
