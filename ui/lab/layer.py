"""What stands still in a picture that moves: painted once into a pixmap, and anew when it has changed."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget


class Layer:
    """The size of its widget. Every call of Qt lets another thread have the interpreter, so one is better than many."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._key: object = None
        self._pixmap = QPixmap()

    def picture(self, key: object, paint: Callable[[QPainter], None], under: QPixmap | None = None) -> QPixmap:
        """What `paint` paints, antialiased, upon `under`; the same as before while `key` and the size are equal."""
        size, ratio = self._widget.size(), self._widget.devicePixelRatioF()
        whole = (key, size, ratio)
        if whole != self._key:
            self._key = whole
            self._pixmap = _empty(self._widget) if under is None else under.copy()
            painter = QPainter(self._pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint(painter)
            painter.end()
        return self._pixmap


def _empty(widget: QWidget) -> QPixmap:
    ratio = widget.devicePixelRatioF()
    pixmap = QPixmap(widget.size() * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap
