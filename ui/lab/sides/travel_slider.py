"""The slider over positions: what happened as dots, two handles, and what waits, hatched, behind the end."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from app.lab.readings.sides import Moment, Waiting
from ui.buttons import focus_ring
from ui.lab.chart import ticks
from ui.lab.kinds import kind_colour
from ui.painted_slider import PaintedSlider
from ui.theme import Look, font

HEIGHT_PX = 118
_SIDE = 16.0
_LABEL_Y, _DOT_Y, _LINE_Y, _TICK_Y = 13.0, 42.0, 68.0, 90.0
_GRIP = 10.0
_BETWEEN_PILLS = 4.0


class TravelSlider(PaintedSlider):
    """Its value is the position shown; `compared(position)` when the other handle was moved (mouse, Shift+arrows)."""

    compared = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "Position shown", parent)
        self._compare = 0
        self._moments: Sequence[Moment] = ()
        self._waiting: Sequence[Waiting] = ()
        self._behind = 0
        self._grabbed = ""
        self.setToolTip("Drag the full dot to travel, the open one to compare. Shift and arrows move the open one.")
        self.setFixedHeight(HEIGHT_PX)
        self.setPageStep(10)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def compare(self) -> int:
        """The position that the shown one is compared with."""
        return self._compare

    def show_range(self, low: int, high: int, behind: int, waiting: Sequence[Waiting]) -> None:
        """Positions from `low` to `high`; `behind` more are committed, of which `waiting` concern the document."""
        if (low, high, behind) != (self.minimum(), self.maximum(), self._behind) or waiting != self._waiting:
            self._behind, self._waiting = behind, waiting
            blocked = self.blockSignals(True)
            self.setRange(low, high)
            self.blockSignals(blocked)
            self.update()

    def show_handles(self, shown: int, compare: int) -> None:
        """Put both handles; rings nothing."""
        if (shown, compare) != (self.value(), self._compare):
            blocked = self.blockSignals(True)
            self._compare = compare
            self.setValue(shown)
            self.blockSignals(blocked)
            self.setAccessibleDescription(f"compared with {compare:,}")
            self.update()

    def show_moments(self, moments: Sequence[Moment]) -> None:
        """What happened, as dots."""
        if moments != self._moments:
            self._moments = moments
            self.update()

    def x_of(self, position: float) -> float:
        """Where a position lies, in pixels."""
        span = max(1, self.maximum() - self.minimum())
        return _SIDE + (position - self.minimum()) / span * (self._end - _SIDE)

    def position_at(self, x: float) -> int:
        """The position under a pixel."""
        span = self.maximum() - self.minimum()
        across = (x - _SIDE) / max(1.0, self._end - _SIDE)
        return round(self.minimum() + min(max(across, 0.0), 1.0) * span)

    @property
    def _end(self) -> float:
        hatched = min(90.0, max(26.0, 14.0 * self._behind)) if self._behind else 0.0
        return self.width() - _SIDE - hatched

    def mousePressEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        near = {name: abs(self.x_of(at) - x) for name, at in (("shown", self.value()), ("compare", self._compare))}
        self._grabbed = "compare" if near["compare"] < min(near["shown"], _GRIP + 4) else "shown"
        self._move_to(self.position_at(x))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grabbed:
            self._move_to(self.position_at(event.position().x()))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self._grabbed = ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._compare_with(min(max(self._compare + step, self.minimum()), self.maximum()))
        else:
            super().keyPressEvent(event)

    def _move_to(self, position: int) -> None:
        if self._grabbed == "compare":
            self._compare_with(position)
        else:
            self.setValue(position)

    def _compare_with(self, position: int) -> None:
        if position != self._compare:
            self._compare = position
            self.setAccessibleDescription(f"compared with {position:,}")
            self.update()
            self.compared.emit(position)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self.look.theme
        shown, compare = self.x_of(self.value()), self.x_of(self._compare)
        if self._behind:
            self._paint_waiting(painter)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("read_side", 0.22))
        painter.drawRoundedRect(QRectF(_SIDE, _LINE_Y - 5, self._end - _SIDE, 10), 5, 5)
        painter.setBrush(theme.color("read_side"))
        painter.drawRect(QRectF(min(shown, compare), _LINE_Y - 5, abs(shown - compare), 10))
        self._paint_dots(painter)
        self._paint_ticks(painter)
        for name, pill in self._pills().items():
            self._paint_handle(painter, shown if name == "shown" else compare, name, pill)
        if self.ringed and self.hasFocus():
            focus_ring(painter, QRectF(shown - 15, _LINE_Y - 15, 30, 30), 15, theme)

    def _paint_dots(self, painter: QPainter) -> None:
        theme = self.look.theme
        few = len(self._moments) <= 120
        painter.setPen(Qt.PenStyle.NoPen)
        for own in (False, True):
            for moment in self._moments:
                if moment.own is own:
                    painter.setBrush(kind_colour(moment.kind, theme, 1.0 if own else 0.4))
                    radius = (4.5 if own else 3.0) if few else (3.0 if own else 2.0)
                    painter.drawEllipse(QPointF(self.x_of(moment.position), _DOT_Y), radius, radius)

    def _paint_waiting(self, painter: QPainter) -> None:
        """The part that is committed and not yet there: hatched, with what concerns the document as dots."""
        theme = self.look.theme
        part = QRectF(self._end - 6, _LINE_Y - 13, self.width() - _SIDE - self._end + 6, 26)
        path = QPainterPath()
        path.addRoundedRect(part, 6, 6)
        painter.setPen(QPen(theme.color("accent", 0.5), 1))
        painter.setBrush(theme.color("accent", 0.07))
        painter.drawPath(path)
        painter.save()
        painter.setClipPath(path)
        painter.setPen(QPen(theme.color("accent", 0.28), 1.2))
        x = part.left() - part.height()
        while x < part.right():
            painter.drawLine(QPointF(x, part.bottom()), QPointF(x + part.height(), part.top()))
            x += 6
        painter.restore()
        painter.setPen(Qt.PenStyle.NoPen)
        shown = self._waiting[-5:]
        step = (part.width() - 18) / max(1, len(shown))
        for number, waiting in enumerate(shown, 1):
            painter.setBrush(kind_colour(waiting.kind, theme))
            painter.drawEllipse(QPointF(part.left() + 16 + number * step - step / 2, _LINE_Y), 4.5, 4.5)

    def _paint_ticks(self, painter: QPainter) -> None:
        painter.setFont(font(13))
        painter.setPen(self.look.theme.color("muted"))
        at_most = max(2, round((self._end - _SIDE) / 140))
        for value in ticks(self.minimum(), self.maximum(), at_most):
            if value == round(value):
                x = min(max(self.x_of(value), _SIDE + 14), self.width() - 40.0)
                painter.drawText(QRectF(x - 45, _TICK_Y - 4, 90, 20), Qt.AlignmentFlag.AlignCenter, f"{value:,.0f}")

    def _words(self, name: str) -> str:
        return f"{name} {self.value() if name == 'shown' else self._compare:,}"

    def _pills(self) -> dict[str, QRectF]:
        """Where the words of both handles stand: over them, or beside one another where that is too near."""
        metrics = QFontMetricsF(_pill_font())
        shown, compare = self.x_of(self.value()), self.x_of(self._compare)
        names = ("compare", "shown") if compare <= shown else ("shown", "compare")
        pills = []
        for name in names:
            width = metrics.horizontalAdvance(self._words(name)) + 22
            left = (shown if name == "shown" else compare) - width / 2
            pills.append(QRectF(min(max(left, 0.0), self.width() - width), _LABEL_Y - 13, width, 26))
        first, second = pills
        over = first.right() + _BETWEEN_PILLS - second.left()
        if over > 0:
            second.moveRight(min(second.right() + over / 2, float(self.width())))
            first.moveLeft(max(0.0, second.left() - _BETWEEN_PILLS - first.width()))
            second.moveLeft(first.right() + _BETWEEN_PILLS)
        return dict(zip(names, pills, strict=True))

    def _paint_handle(self, painter: QPainter, x: float, name: str, pill: QRectF) -> None:
        theme = self.look.theme
        painter.setPen(QPen(theme.color("read_side", 0.6), 1.2))
        painter.drawLine(QPointF(x, pill.bottom()), QPointF(x, _LINE_Y - 8))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("card"))
        painter.drawRoundedRect(pill, 13, 13)
        painter.setBrush(theme.color("read_side", 0.26 if name == "shown" else 0.14))
        painter.drawRoundedRect(pill, 13, 13)
        painter.setFont(_pill_font())
        painter.setPen(theme.color("read_side"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, self._words(name))
        painter.setPen(QPen(theme.color("card" if name == "shown" else "read_side"), 2.2))
        painter.setBrush(theme.color("read_side" if name == "shown" else "card"))
        painter.drawEllipse(QPointF(x, _LINE_Y), _GRIP - 0.5, _GRIP - 0.5)


def _pill_font() -> QFont:
    return font(13, QFont.Weight.DemiBold)
