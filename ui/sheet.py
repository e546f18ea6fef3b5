"""A layer over the window that dims it and holds one thing: composer, picture, help, list of people."""

from typing import Literal

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QRadioButton, QWidget

from ui.theme import Look

Where = Literal["middle", "top", "left", "right", "whole"]
"""At its own size in the middle, near the top or at the right; along the left edge; or over the whole window."""

MARGIN_PX = 14
TOP_PX = 64


class Sheet(QWidget):
    """Covers its parent while open; keeps the keyboard inside; Esc or a press beside the content asks to close.

    `close_asked` is only a wish: who opened the sheet decides and calls `close_sheet`, which gives the focus back.
    """

    close_asked = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._under = parent
        self._where: Where = "middle"
        self._content: QWidget | None = None
        self._before: QWidget | None = None
        self.hide()
        parent.installEventFilter(self)
        look.changed.connect(self.update)

    @property
    def content(self) -> QWidget | None:
        """What the sheet shows, None while it is closed."""
        return self._content

    def open_sheet(self, content: QWidget, where: Where = "middle") -> None:
        """Show `content`, which becomes a child of the sheet until it is closed."""
        if self._content is None:
            self._before = self._focused()
        else:
            self._release()
        self._content = content
        self._where = where
        content.setParent(self)
        content.installEventFilter(self)
        self.setGeometry(self._under.rect())
        self._arrange()
        content.show()
        self.show()
        self.raise_()
        focused = self._focused()
        if focused is None or not content.isAncestorOf(focused):
            self.focusNextPrevChild(True)

    def close_sheet(self) -> None:
        """Hide the sheet and give the focus back to where it was."""
        if self._content is None:
            return
        self._release()
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._under:
            self.setGeometry(self._under.rect())
        elif event.type() == QEvent.Type.LayoutRequest and watched is self._content:
            self._arrange()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        strength = {"whole": 245, "right": 40}.get(self._where, 120 if self._look.theme.dark else 84)
        QPainter(self).fillRect(self.rect(), QColor(10, 12, 24, strength))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.close_asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.accept()  # nothing typed here may reach the window below
        if event.key() == Qt.Key.Key_Escape:
            self.close_asked.emit()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Move the focus within the content, in reading order; it never leaves the sheet."""
        stops = self._stops()
        if stops:
            focused = self._focused()
            at = stops.index(focused) if focused in stops else (-1 if forward else 0)
            reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
            stops[(at + (1 if forward else -1)) % len(stops)].setFocus(reason)
        return True

    def _stops(self) -> list[QWidget]:
        """What Tab stops at, from the top left. Qt's focus chain is not walked from Python: `nextInFocusChain`
        makes the binding believe that each widget owns the next, so that deleting one takes others with it.
        """
        content = self._content
        if content is None:
            return []
        inside = [content, *content.findChildren(QWidget)]
        stops = [one for one in inside if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isEnabledTo(self)]
        seen = [one for one in stops if one.isVisible() and one.focusProxy() is None and _is_chosen(one)]
        return sorted(seen, key=lambda one: _reading_order(one, content))

    def _focused(self) -> QWidget | None:
        return self._under.window().focusWidget()

    def _release(self) -> None:
        if self._content is not None:
            self._content.removeEventFilter(self)
            self._content.hide()
            self._content.setParent(self._under)
            self._content = None

    def _arrange(self) -> None:
        content = self._content
        if content is None:
            return
        room = self.rect().adjusted(MARGIN_PX, MARGIN_PX, -MARGIN_PX, -MARGIN_PX)
        if self._where == "whole":
            content.setGeometry(self.rect())
            return
        if self._where == "left":
            content.setGeometry(0, 0, min(content.sizeHint().width(), self.width()), self.height())
            return
        hint = content.sizeHint().expandedTo(content.minimumSizeHint()).expandedTo(content.minimumSize())
        width = min(hint.width(), room.width())
        height = content.heightForWidth(width) if content.hasHeightForWidth() else hint.height()
        height = min(height, room.height())
        place = QRect(0, 0, width, height)
        place.moveCenter(room.center())
        if self._where == "right":
            place.moveTopRight(QPoint(room.right(), max(room.top(), min(room.top() + 48, room.bottom() - height))))
        elif self._where == "top":
            place.moveTop(min(TOP_PX, max(room.top(), room.bottom() - height)))
        content.setGeometry(place)


def _is_chosen(widget: QWidget) -> bool:
    """Of a group of radio buttons only the chosen one is a stop; arrows lead to the others."""
    return not isinstance(widget, QRadioButton) or widget.isChecked()


def _reading_order(widget: QWidget, content: QWidget) -> tuple[int, int]:
    corner = widget.mapTo(content, QPoint(0, 0)) if widget is not content else QPoint(0, 0)
    return corner.y(), corner.x()
