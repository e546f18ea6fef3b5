"""The path, small enough to stand beside the feed: both positions, what waits, and the dots on their way."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.consistency.visible import LagReading
from ui.buttons import IconButton, focus_ring, shows_ring
from ui.icons import Icons
from ui.lab.kinds import paint_dot
from ui.lab.pipeline.lens import Dot, dots_of
from ui.lab.pipeline.queues import seconds_words
from ui.ports import Program
from ui.theme import CARD_RADIUS, Look, font

HEIGHT_PX: Final = 168
FACTOR: Final = 100
FOLLOWED: Final = 200
BUSY_MS: Final = 33
REST_MS: Final = 250
_TOP: Final = 62.0
_BOTTOM: Final = 126.0


class PathDock(QWidget):
    """`opened` when it is pressed: the lab shows the whole; `closed` when it is not wanted here any more.

    Rests while it is hidden.
    """

    opened = Signal()
    closed = Signal()

    def __init__(self, program: Program, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._program = program
        self._look = look
        self._icons = icons
        self._reading: LagReading | None = None
        self._dots: list[Dot] = []
        self._ringed = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("The path from form to view")
        self.setToolTip("Open the lab")
        self.close_button = IconButton(look, icons, "Keep the path no longer here", "x", size=28, px=14, parent=self)
        self.close_button.clicked.connect(self.closed)
        self._timer = QTimer(self, interval=REST_MS)
        self._timer.timeout.connect(self.refresh)
        look.changed.connect(self.update)

    def refresh(self) -> None:
        """Read what is on its way now."""
        program = self._program
        reading = program.lag.reading()
        dots = dots_of(program.trace.newest(FOLLOWED), program.clock.monotonic_ms(), FACTOR)
        moving = any(dot.place == "moving" for dot in dots)
        self._timer.setInterval(BUSY_MS if moving else REST_MS)
        if moving or dots != self._dots or reading.waiting or self._reading is None or _differ(reading, self._reading):
            self._reading, self._dots = reading, dots
            self.setAccessibleDescription(f"{reading.waiting} on the way, write {reading.write}, read {reading.read}")
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(272, HEIGHT_PX)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ringed = shows_ring(event.reason(), self._ringed, self._look)
        super().focusInEvent(event)

    def resizeEvent(self, _event: object) -> None:
        self.close_button.move(self.width() - 36, 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, reading = self._look.theme, self._reading
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color("card"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CARD_RADIUS, CARD_RADIUS)
        painter.setFont(font(15, QFont.Weight.DemiBold))
        painter.setPen(theme.color("text"))
        painter.drawText(QRectF(18, 10, 160, 24), _LEFT, "The path")
        if self._ringed and self.hasFocus():
            focus_ring(painter, QRectF(self.rect()), CARD_RADIUS, theme)
        self._paint_way(painter)
        if reading is None:
            return
        painter.setFont(font(13, QFont.Weight.DemiBold))
        painter.setPen(theme.color("accent"))
        painter.drawText(QRectF(18, _TOP - 26, 150, 18), _LEFT, f"Write {reading.write:,}")
        painter.setPen(theme.color("read_side"))
        painter.drawText(QRectF(18, _BOTTOM + 14, 150, 18), _LEFT, f"Read {reading.read:,}")
        painter.setPen(theme.color("badge" if reading.waiting else "muted"))
        words = f"{reading.waiting:,} waiting" if reading.waiting else "nothing waits"
        if reading.parked and not reading.waiting:
            painter.setPen(theme.color("badge"))
            words = f"{reading.parked:,} held back"
        painter.drawText(QRectF(0, _BOTTOM + 14, self.width() - 18, 18), _RIGHT, words)
        if reading.waiting:
            painter.setFont(font(13))
            age = seconds_words(reading.oldest_ms or 0.0)
            painter.drawText(QRectF(0, (_TOP + _BOTTOM) / 2 - 9, self.width() - 44, 18), _RIGHT, age)
        for dot in self._dots:
            centre = self._place_of(dot)
            if centre is not None:
                paint_dot(painter, centre, dot.kind, theme, self._icons, committed=dot.committed)

    def _paint_way(self, painter: QPainter) -> None:
        theme = self._look.theme
        points = self._points()
        for index in range(len(points) - 1):
            painter.setPen(QPen(theme.color("accent" if index < 3 else "read_side", 0.6), 2))
            painter.drawLine(points[index], points[index + 1])
        painter.setPen(QPen(theme.color("card"), 2))
        for index, point in enumerate(points):
            painter.setBrush(theme.color("accent" if index <= 3 else "read_side"))
            painter.drawEllipse(point, 5, 5)

    def _points(self) -> list[QPointF]:
        """Form, bus, write model and outbox from the left; projector, read store and view back below them."""
        left, right = 26.0, self.width() - 26.0
        third = (right - left) / 3
        above = [QPointF(left + third * at, _TOP) for at in range(4)]
        return [*above, QPointF(right, _BOTTOM), QPointF(left + third * 1.5, _BOTTOM), QPointF(left, _BOTTOM)]

    def _place_of(self, dot: Dot) -> QPointF | None:
        points = self._points()
        if dot.place == "waiting":
            return points[3]
        if dot.arrow is None:
            return points[-1]
        begin, end = points[dot.arrow], points[dot.arrow + 1]
        return begin + (end - begin) * dot.share


def _differ(one: LagReading, other: LagReading) -> bool:
    return (one.read, one.write, one.waiting, one.parked) != (other.read, other.write, other.waiting, other.parked)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
