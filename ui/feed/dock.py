"""Covers the cards that scroll under the tabs: with the water they stand in, or with the line once it is docked."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QLinearGradient, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.feed.tide import Shape
from ui.feed.tide_painter import BELOW, TidePainter
from ui.theme import Look, Theme

_SOFT_PX = 10
_UNDER_PILL_PX = 34
_STEP = 4


class Dock(QWidget):
    """Lies over the viewport and lets the pointer through. `show_water` says what to paint, or nothing."""

    def __init__(self, look: Look, painter: TidePainter, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._painter = painter
        self._shape: Shape | None = None
        self._column = QRectF()
        self._shift = 0.0
        self._inset = 0
        self._docked = False
        self._pill = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_water(self, shape: Shape, column: QRectF, *, shift: float, inset: int, docked: bool, pill: bool) -> None:
        """Cover the first `inset` pixels; `shift` is how far the water has moved up, `docked` whether the line is here.

        With a `pill` on the docked line the cards below it fade, so that it covers no words.
        """
        state = (shape, QRectF(column), shift, inset, docked, pill)
        if state == (self._shape, self._column, self._shift, self._inset, self._docked, self._pill):
            return
        self._shape, self._column, self._shift, self._inset, self._docked, self._pill = state
        reach = shape.line_y + BELOW + (_UNDER_PILL_PX if pill else 0) if docked else inset + _SOFT_PX
        parent = self.parentWidget()
        self.setGeometry(0, 0, parent.width() if parent is not None else 0, round(reach))
        self.setVisible(docked or (shift > 0 and inset > 0))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._shape is None:
            return
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._docked:
            self._paint_docked(painter, self._shape, theme)
        else:
            self._paint_cover(painter, self._shape, theme)

    def _paint_docked(self, painter: QPainter, shape: Shape, theme: Theme) -> None:
        if self._pill:
            top = shape.line_y - 6
            fade = QLinearGradient(0, top, 0, self.height())
            fade.setColorAt(0, theme.color("background"))
            fade.setColorAt(0.45, theme.color("background", 0.86))
            fade.setColorAt(1, theme.color("background", 0.0))
            painter.fillRect(QRectF(0, top, self.width(), self.height() - top), fade)
        painter.fillPath(self._above(shape), theme.color("background"))
        self._painter.paint(painter, shape, self._column, theme)

    def _paint_cover(self, painter: QPainter, shape: Shape, theme: Theme) -> None:
        solid = QRectF(0, 0, self.width(), self._inset)
        painter.fillRect(solid, theme.color("background"))
        fade = QLinearGradient(0, self._inset, 0, self._inset + _SOFT_PX)
        fade.setColorAt(0, theme.color("background"))
        fade.setColorAt(1, theme.color("background", 0.0))
        painter.fillRect(QRectF(0, self._inset, self.width(), _SOFT_PX), fade)
        painter.setClipRect(solid)
        self._painter.paint(painter, shape, self._column, theme, self._shift)

    def _above(self, shape: Shape) -> QPainterPath:
        """Everything above the water's edge."""
        path = QPainterPath()
        path.moveTo(0, 0)
        left = self._column.left()
        for x in range(0, self.width() + _STEP, _STEP):
            path.lineTo(x, shape.edge(x - left))
        path.lineTo(self.width() + _STEP, 0)
        path.closeSubpath()
        return path
