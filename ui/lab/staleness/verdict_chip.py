"""The verdict at the right of the head: plain words, a sign of life, and the exact term in the tooltip."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.lab.staleness.shown import VerdictWords
from ui.theme import Look, font

_HEIGHT_PX = 34
_DOT_PX = 9.0


class VerdictChip(QWidget):
    """A pill: teal dot while the read side is well, amber when it is not."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._said: VerdictWords | None = None
        self._short = False
        look.changed.connect(self.update)

    def show_words(self, said: VerdictWords | None) -> bool:
        """Show the verdict, nothing for None; whether its size changed."""
        if said == self._said:
            return False
        before = self.sizeHint()
        self._said = said
        words = "" if said is None else f"{said.words}, {said.heartbeat}"
        self.setAccessibleName(f"Read side: {words}" if words else "")
        self.setToolTip("" if said is None else said.explained)
        self.update()
        return before != self.sizeHint()

    def set_short(self, short: bool) -> None:
        """Leave out the sign of life, where there is little room; the tooltip and a screen reader keep it."""
        if short != self._short:
            self._short = short
            self.update()

    def sizeHint(self) -> QSize:
        if self._said is None:
            return QSize(0, _HEIGHT_PX)
        beside = 0.0 if self._short else 10 + self._plain_width
        return QSize(round(15 + _DOT_PX + 8 + self._bold_width + beside + 16), _HEIGHT_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._said is None:
            return
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("strip") if self._said.trouble else theme.color("read_side", 0.1))
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        ink = theme.color("badge" if self._said.trouble else "read_side")
        painter.setBrush(ink)
        painter.drawEllipse(QRectF(15, box.center().y() - _DOT_PX / 2, _DOT_PX, _DOT_PX))
        left = 15 + _DOT_PX + 8
        painter.setPen(ink)
        painter.setFont(_bold())
        painter.drawText(QRectF(left, 0, self.width(), self.height()), _LEFT, self._said.words)
        if self._short:
            return
        painter.setPen(theme.color("muted"))
        painter.setFont(_plain())
        beside = QRectF(left + self._bold_width + 10, 0, self.width(), self.height())
        painter.drawText(beside, _LEFT, self._said.heartbeat)

    @property
    def _bold_width(self) -> float:
        return QFontMetricsF(_bold()).horizontalAdvance(self._said.words) if self._said else 0.0

    @property
    def _plain_width(self) -> float:
        return QFontMetricsF(_plain()).horizontalAdvance(self._said.heartbeat) if self._said else 0.0


def _bold() -> QFont:
    return font(14, QFont.Weight.DemiBold)


def _plain() -> QFont:
    return font(13)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
