"""What stands still in a picture that moves: painted once into a pixmap, and anew when it has changed."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget


class Layer:
    """As large as its widget. Each call of Qt lets another thread have the interpreter, so one is better than many."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._key: object = None
        self._pixmap = QPixmap()

    def picture(self, key: object, paint: Callable[[QPainter], None], under: QPixmap | None = None) -> QPixmap:
        """What `paint` paints, antialiased, upon `under`; the same as before while `key` and the size are equal."""
        size, ratio = self._widget.size(), self._widget.devicePixelRatioF()
        if (key, size, ratio) != self._key:
            if self._key is None or self._pixmap.size() != size * ratio:
                self._pixmap = QPixmap(size * ratio)
                self._pixmap.fill(Qt.GlobalColor.transparent)  # from then on it has transparency at all
            self._key = (key, size, ratio)
            self._pixmap.setDevicePixelRatio(ratio)
            self._paint_anew(paint, under)
        return self._pixmap

    def _paint_anew(self, paint: Callable[[QPainter], None], under: QPixmap | None) -> None:
        if under is None:
            self._pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self._pixmap)
        if under is not None:
            # Put in the place of what was there, which is several times as fast as a copy in memory of its own.
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            painter.drawPixmap(0, 0, under)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint(painter)
        painter.end()
