"""The picture of a tour's moment: both positions large, and between them what waits, as dots in the water."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QLinearGradient, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.lab.readings.scenarios import Frame
from ui.icons import Icons
from ui.lab.kinds import DOT_PX, paint_dot
from ui.lab.scenarios.wording import age_words
from ui.theme import Look, font

HEIGHT_PX = 132
SIDE_PX = 150
NARROW_SIDE_PX = 104
STEP_PX = DOT_PX + 5


class SidesPicture(QWidget):
    """Shows a frame; '–' before there is one."""

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._icons = icons
        self._frame: Frame | None = None
        self.setAccessibleName("Both sides")
        look.changed.connect(self.update)

    def show_frame(self, frame: Frame | None) -> None:
        """Show this moment."""
        if frame == self._frame:
            return
        self._frame = frame
        if frame is not None:
            self.setAccessibleDescription(
                f"Write side {frame.write:,}, read side {frame.read:,}, {frame.behind:,} waiting, {frame.held:,} held"
            )
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = SIDE_PX if self.width() >= 560 else NARROW_SIDE_PX
        rect = QRectF(self.rect())
        frame = self._frame
        self._paint_side(
            painter, QRectF(0, 0, side, rect.height()), "Write side", "accent", None if frame is None else frame.write
        )
        right = QRectF(rect.right() - side, 0, side, rect.height())
        self._paint_side(painter, right, "Read side", "read_side", None if frame is None else frame.read)
        self._paint_water(painter, QRectF(side + 12, 6, rect.width() - 2 * side - 24, rect.height() - 12))

    def _paint_side(self, painter: QPainter, rect: QRectF, words: str, token: str, position: int | None) -> None:
        theme = self._look.theme
        painter.setPen(QPen(theme.color(token, 0.55), 1))
        painter.setBrush(theme.color(token, 0.06))
        painter.drawRoundedRect(rect.adjusted(0.5, 6.5, -0.5, -6.5), 12, 12)
        painter.setFont(font(14, QFont.Weight.DemiBold))
        painter.setPen(theme.color(token))
        painter.drawText(rect.adjusted(14, 18, -8, 0), _TOP, words)
        painter.setFont(font(36 if rect.width() >= SIDE_PX else 26, QFont.Weight.Bold))
        painter.setPen(theme.color("text"))
        number = "–" if position is None else f"{position:,}"
        painter.drawText(rect.adjusted(14, 40, -8, -24), _LEFT, number)
        painter.setFont(font(13))
        painter.setPen(theme.color("muted"))
        painter.drawText(rect.adjusted(14, 0, -8, -16), _BOTTOM, "position")

    def _paint_water(self, painter: QPainter, rect: QRectF) -> None:
        theme, frame = self._look.theme, self._frame
        deep = frame is not None and frame.behind > 0
        water = QLinearGradient(rect.topLeft(), rect.bottomLeft())
        water.setColorAt(0, theme.color("accent", 0.14))
        water.setColorAt(1, theme.color("accent", 0.04))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(water if deep else theme.color("hover"))
        painter.drawRoundedRect(rect, 12, 12)
        if deep:
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawLine(rect.topLeft() + QPointF(12, 0), rect.topRight() - QPointF(12, 0))
        painter.setFont(font(14, QFont.Weight.DemiBold))
        painter.setPen(theme.color("accent" if deep else "muted"))
        painter.drawText(rect.adjusted(16, 12, -12, 0), _TOP, _waiting_words(frame))
        if frame is None:
            return
        if frame.lag_ms >= 1:
            painter.setPen(theme.color("muted"))
            painter.setFont(font(13))
            painter.drawText(rect.adjusted(12, 13, -16, 0), _TOP_RIGHT, f"oldest {age_words(frame.lag_ms)}")
        self._paint_dots(painter, rect.adjusted(16, 42, -12, -10), frame)
        if frame.held:
            painter.setFont(font(13, QFont.Weight.DemiBold))
            painter.setPen(theme.color("badge"))
            painter.drawText(rect.adjusted(16, 0, -16, -10), _BOTTOM_RIGHT, f"{frame.held:,} held back")

    def _paint_dots(self, painter: QPainter, rect: QRectF, frame: Frame) -> None:
        """The next to be taken in is nearest to the read side; before the commit a dot is a dashed ring."""
        across = max(1, int(rect.width() // STEP_PX))
        room = across * max(1, int(rect.height() // STEP_PX))
        more = frame.behind > min(room, len(frame.waiting))
        shown = frame.waiting[: room - 2 if more else room]
        for number, kind in enumerate(shown):
            row, column = divmod(number, across)
            at = QPointF(rect.right() - DOT_PX / 2 - column * STEP_PX, rect.top() + DOT_PX / 2 + row * STEP_PX)
            paint_dot(painter, at, kind, self._look.theme, self._icons)
        if more:
            row, column = divmod(len(shown), across)
            right = rect.right() - column * STEP_PX
            words = QRectF(right - 60, rect.top() + row * STEP_PX, 60, DOT_PX)
            painter.setFont(font(13, QFont.Weight.DemiBold))
            painter.setPen(self._look.theme.color("accent"))
            painter.drawText(words, _RIGHT, f"+{frame.behind - len(shown):,}")


def _waiting_words(frame: Frame | None) -> str:
    if frame is None:
        return "Nothing played yet"
    if not frame.behind:
        return f"{frame.saving:,} being saved" if frame.saving else "Nothing waits"
    return f"{frame.behind:,} waiting"


_TOP = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_TOP_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_BOTTOM = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
_BOTTOM_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
