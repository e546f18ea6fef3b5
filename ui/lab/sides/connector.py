"""The waiting event between the two sides: a dot on a dashed line from the changed row to the field it will bring."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.lab.readings.sides import Waiting
from ui.icons import Icons
from ui.lab.kinds import paint_dot
from ui.theme import Look


class Connector(QWidget):
    """Lies over both sides and lets every click through."""

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._icons = icons
        self._waiting: Waiting | None = None
        self._ends: tuple[QPointF, QPointF] | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        look.changed.connect(self.update)

    def show_waiting(self, waiting: Waiting | None, left: QPointF | None, right: QPointF | None) -> None:
        """Show this event between two points, or nothing."""
        ends = (left, right) if left is not None and right is not None else None
        if (waiting, ends) != (self._waiting, self._ends):
            self._waiting, self._ends = waiting, ends
            self.setAccessibleName(f"{waiting.words} waits, at position {waiting.position:,}" if waiting else "")
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._waiting is None or self._ends is None:
            return
        theme = self._look.theme
        left, right = self._ends
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dot = QPointF(left.x() + 32, (left.y() + right.y()) / 2 if abs(left.y() - right.y()) > 30 else right.y())
        path = QPainterPath(left)
        path.cubicTo(QPointF(left.x() + 18, left.y()), QPointF(dot.x() - 14, dot.y()), dot)
        path.cubicTo(QPointF(dot.x() + 14, dot.y()), QPointF(right.x() - 16, right.y()), right)
        pen = QPen(theme.color("badge"), 1.8)
        pen.setDashPattern([3.2, 2.4])
        painter.strokePath(path, pen)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("card"))
        painter.drawEllipse(dot, 17, 17)
        paint_dot(painter, dot, self._waiting.kind, theme, self._icons, selected=True)
