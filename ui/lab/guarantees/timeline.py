"""The smallest witness of a violation on a line of time: what was saved, when it was applied, when it was read."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QLinearGradient, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.consistency.verdicts import Step, Violation
from ui.icons import Icons
from ui.lab.guarantees.wording import elapsed
from ui.theme import Look, font

ROWS: Final = ("write", "apply", "read")
_ROW_WORDS: Final = {"write": "Write", "apply": "Store", "read": "Read"}
_TOKENS: Final = {"write": "accent", "apply": "read_side", "read": "badge"}
_ICONS: Final = {"write": "pencil-simple-bold", "apply": "database", "read": "eye"}
_LABEL_PX: Final = 56
_END_PX: Final = 118
LEAST_PX: Final = 128
"""How high it is at least; its rows take what there is."""
_DOT_PX: Final = 22


class Timeline(QWidget):
    """Shows one violation; between the save and the apply lies the water in which the read fell."""

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._icons = icons
        self._violation: Violation | None = None
        self.setMinimumHeight(LEAST_PX)
        look.changed.connect(self.update)

    def show_violation(self, violation: Violation | None) -> None:
        """Draw this one."""
        if violation != self._violation:
            self._violation = violation
            steps = () if violation is None else violation.steps
            first = _first(steps)
            self.setAccessibleName("Witness: " + ", ".join(_said(step, first) for step in steps))
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        violation = self._violation
        if violation is None or not violation.steps:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_rows(painter)
        self._paint_water(painter, violation)
        taken: dict[str, float] = {}
        for step in violation.steps:
            self._paint_step(painter, step, violation, taken)

    def _paint_rows(self, painter: QPainter) -> None:
        theme = self._look.theme
        painter.setFont(font(13, QFont.Weight.Medium))
        for row, kind in enumerate(ROWS):
            y = self._y(kind)
            painter.setPen(theme.color("muted"))
            painter.drawText(QRectF(0, row * self._row, _LABEL_PX, self._row), _LEFT, _ROW_WORDS[kind])
            painter.setPen(QPen(theme.color("border"), 1))
            painter.drawLine(QPointF(_LABEL_PX, y), QPointF(self.width(), y))

    def _paint_water(self, painter: QPainter, violation: Violation) -> None:
        """The time in which the write was saved and not yet applied."""
        saved = next(
            (one for one in violation.steps if one.kind == "write" and one.position == violation.missing), None
        )
        applied = next(
            (one for one in violation.steps if one.kind == "apply" and one.position == violation.missing), None
        )
        if saved is None or applied is None:
            return
        left, right = self._x(saved, violation), self._x(applied, violation)
        if right <= left:
            return
        theme = self._look.theme
        band = QRectF(left, self._y("write"), right - left, self._y("read") - self._y("write"))
        fill = QLinearGradient(band.topLeft(), band.bottomLeft())
        fill.setColorAt(0, theme.color("accent", 0.14))
        fill.setColorAt(1, theme.color("accent", 0.04))
        painter.fillRect(band, fill)
        painter.setPen(QPen(theme.color("accent", 0.6), 1.4, Qt.PenStyle.DashLine))
        painter.drawLine(band.topRight(), band.bottomRight())

    def _paint_step(self, painter: QPainter, step: Step, violation: Violation, taken: dict[str, float]) -> None:
        theme = self._look.theme
        x, y = self._x(step, violation), self._y(step.kind)
        x = max(x, taken.get(step.kind, 0.0))
        taken[step.kind] = x + _DOT_PX + 4
        earlier = step.kind == "read" and step.position == violation.missing and step.title == "Seen"
        colour = theme.color("read_side" if earlier else _TOKENS[step.kind])
        box = QRectF(x - _DOT_PX / 2, y - _DOT_PX / 2, _DOT_PX, _DOT_PX)
        pending = step.at_ms is None
        painter.setPen(QPen(colour, 2, Qt.PenStyle.DashLine if pending else Qt.PenStyle.SolidLine))
        painter.setBrush(theme.color("card") if pending else colour)
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))
        ink = colour if pending else theme.color("card")
        self._icons.paint(painter, _ICONS[step.kind], box.adjusted(5, 5, -5, -5), ink)
        painter.setFont(font(13, QFont.Weight.DemiBold))
        painter.setPen(theme.color("text"))
        words = _said(step, _first(violation.steps))
        width = painter.fontMetrics().horizontalAdvance(words) + 4
        others = [one for one in violation.steps if one.kind == step.kind and one is not step]
        if any(self._x(one, violation) > x for one in others) and others:
            words = f"{step.position:,}"
            width = painter.fontMetrics().horizontalAdvance(words) + 4
        left = box.right() + 6
        if x > self.width() / 2:
            left = box.left() - 6 - width
        painter.drawText(QRectF(left, y - 22, width, 20), _LEFT, words)

    def _x(self, step: Step, violation: Violation) -> float:
        known = [one.at_ms for one in violation.steps if one.at_ms is not None]
        first, last = min(known), max(known)
        room = self.width() - _LABEL_PX - _END_PX
        left = _LABEL_PX + 16.0
        if step.at_ms is None:
            return left + room
        whole = (last - first) * (1.35 if len(known) < len(violation.steps) else 1.0)
        return left + (room * (step.at_ms - first) / whole if whole > 0 else 0.0)

    def _y(self, kind: str) -> float:
        return ROWS.index(kind) * self._row + self._row / 2 + 6

    @property
    def _row(self) -> float:
        return (self.height() - 8) / len(ROWS)


def _first(steps: tuple[Step, ...]) -> float:
    return min((step.at_ms for step in steps if step.at_ms is not None), default=0.0)


def _said(step: Step, first_ms: float) -> str:
    """'Saved 1,204, +7 ms'; the position of a read is where the store stood."""
    if step.at_ms is None:
        return step.title
    at = "at" if step.title == "Read" else "as" if step.kind == "write" else ""
    words = " ".join(word for word in (step.title, at, f"{step.position:,}") if word)
    return words if step.at_ms == first_ms else f"{words}, {elapsed(step.at_ms - first_ms)}"


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
