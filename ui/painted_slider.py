"""A slider that is painted: a real slider underneath, with its keys and its role for a screen reader."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QSlider, QWidget

from ui.buttons import shows_ring
from ui.theme import Look


class PaintedSlider(QSlider):
    """Subclasses paint it and say which value lies at a pixel. `showing` is True while the program moves it."""

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.look = look
        self.ringed = False
        self.showing = False
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        look.changed.connect(self.update)

    @contextmanager
    def shown(self) -> Iterator[None]:
        """What is set inside is shown, not chosen by a person."""
        self.showing = True
        try:
            yield
        finally:
            self.showing = False
            self.update()

    def value_at(self, _x: float) -> int:
        """The value that lies at a pixel from the left."""
        return self.value()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setValue(self.value_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.setValue(self.value_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # a page that scrolls past must not change anything

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.ringed = shows_ring(event.reason(), self.ringed, self.look)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.ringed = self.ringed and event.reason() == Qt.FocusReason.ActiveWindowFocusReason
        super().focusOutEvent(event)
