"""Covers the cards that scroll under the tabs: with the water they stand in, or with the line once it is docked."""

import math

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QLinearGradient, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from ui.feed.tide import Shape
from ui.feed.tide_painter import BELOW, TidePainter
from ui.theme import Look

_SOFT_PX = 10
_UNDER_PILL_PX = 34
_STEP = 8
_SWELL_PX = 4.5


class Dock:
    """Two widgets over the viewport: `top` is opaque, so that what moves under it costs nothing; `edge` is the line,
    with the sand below it. Both let the pointer through. `show_water` says what to paint, or nothing.
    """

    def __init__(self, look: Look, painter: TidePainter, parent: QWidget) -> None:
        self._look = look
        self._painter = painter
        self._parent = parent
        self._state: tuple[object, ...] = ()
        self.top = _Pane(parent, opaque=True)
        self.edge = _Pane(parent, opaque=False)

    @property
    def covered(self) -> int:
        """How many pixels at the top are covered by something opaque."""
        return 0 if self.top.isHidden() else self.top.height()

    def show_water(self, shape: Shape, column: QRectF, *, shift: float, inset: int, docked: bool, pill: bool) -> None:
        """Cover the first `inset` pixels; `shift` is how far the water has moved up, `docked` whether the line is here.

        With a `pill` on the docked line the cards below it fade, so that it covers no words.
        """
        dpr = self._parent.devicePixelRatioF()
        width = self._parent.width()
        state = (shape, column.left(), column.width(), shift, inset, docked, pill, width, dpr, self._look.theme.name)
        if state == self._state:
            return
        self._state = state
        shown = docked or (shift > 0 and inset > 0)
        if shown:
            height = shape.line_y + BELOW + (_UNDER_PILL_PX if pill else 0) if docked else inset + _SOFT_PX
            solid = math.floor(shape.line_y - _SWELL_PX * shape.swell) if docked else inset
            picture = QPixmap(round(width * dpr), round(height * dpr))
            picture.setDevicePixelRatio(dpr)
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if docked:
                self._paint_docked(painter, shape, QRectF(0, 0, width, height), column, pill=pill)
            else:
                self._paint_cover(painter, shape, QRectF(0, 0, width, inset), column, shift)
            painter.end()
            self.top.show_part(picture, QRect(0, 0, width, max(0, solid)))
            self.edge.show_part(picture, QRect(0, max(0, solid), width, round(height) - max(0, solid)))
        self.top.setVisible(shown)
        self.edge.setVisible(shown)

    def _paint_docked(self, painter: QPainter, shape: Shape, rect: QRectF, column: QRectF, *, pill: bool) -> None:
        theme = self._look.theme
        if pill:
            top = shape.line_y - 6
            fade = QLinearGradient(0, top, 0, rect.height())
            fade.setColorAt(0, theme.color("background"))
            fade.setColorAt(0.45, theme.color("background", 0.86))
            fade.setColorAt(1, theme.color("background", 0.0))
            painter.fillRect(QRectF(0, top, rect.width(), rect.height() - top), fade)
        painter.fillPath(_above(shape, rect.width(), column.left()), theme.color("background"))
        self._painter.paint(painter, shape, column, theme)

    def _paint_cover(self, painter: QPainter, shape: Shape, solid: QRectF, column: QRectF, shift: float) -> None:
        theme = self._look.theme
        painter.fillRect(solid, theme.color("background"))
        fade = QLinearGradient(0, solid.height(), 0, solid.height() + _SOFT_PX)
        fade.setColorAt(0, theme.color("background"))
        fade.setColorAt(1, theme.color("background", 0.0))
        painter.fillRect(QRectF(0, solid.height(), solid.width(), _SOFT_PX), fade)
        painter.setClipRect(solid)
        self._painter.paint(painter, shape, column, theme, shift)


class _Pane(QWidget):
    """Copies its part of a picture."""

    def __init__(self, parent: QWidget, *, opaque: bool) -> None:
        super().__init__(parent)
        self._picture = QPixmap()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, opaque)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.hide()

    def show_part(self, picture: QPixmap, part: QRect) -> None:
        """Stand at `part` and show that part of the picture."""
        self._picture = picture
        self.setGeometry(part)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        dpr = self._picture.devicePixelRatioF()
        source = QRectF(0, self.y() * dpr, self.width() * dpr, self.height() * dpr)
        QPainter(self).drawPixmap(QRectF(self.rect()), self._picture, source)


def _above(shape: Shape, width: float, left: float) -> QPainterPath:
    """Everything above the water's edge."""
    path = QPainterPath()
    path.moveTo(0, 0)
    for x in range(0, round(width) + _STEP, _STEP):
        path.lineTo(x, shape.edge(x - left))
    path.lineTo(width + _STEP, 0)
    path.closeSubpath()
    return path
