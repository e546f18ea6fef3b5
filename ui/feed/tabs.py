"""The tabs over the water: Latest, Pictures, Yours. A real tab bar underneath, so arrows and screen readers know it."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QTabBar, QWidget

from ui.buttons import focus_ring, shows_ring
from ui.theme import TEXT_PX, Look, font, words_px

HEIGHT = 34
_PADDING = 14
_GAP = 4


class FeedTabs(QTabBar):
    """Tabs by (value, words); `chosen(value)` when a person changes to another, `again` when they press the same."""

    chosen = Signal(str)
    again = Signal()

    def __init__(self, look: Look, tabs: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._values = [value for value, _words in tabs]
        self._telling = False
        self._ringed = False
        self._face = QPixmap()
        self._face_state: tuple[object, ...] = ()
        self.setAccessibleName("Feed tabs")
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        for _value, words in tabs:
            self.addTab(words)
        self.currentChanged.connect(self._changed)
        self.tabBarClicked.connect(self._clicked)
        look.changed.connect(self.update)

    @property
    def value(self) -> str:
        """The tab that is shown."""
        return self._values[self.currentIndex()]

    def show_value(self, value: str) -> None:
        """Mark a tab as the one shown; rings nothing."""
        self._telling = True
        self.setCurrentIndex(self._values.index(value))
        self._telling = False

    def tabSizeHint(self, index: int) -> QSize:
        width = words_px(self.tabText(index), TEXT_PX, QFont.Weight.DemiBold)
        return QSize(round(width) + 2 * _PADDING + _GAP, HEIGHT)

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def sizeHint(self) -> QSize:
        return QSize(sum(self.tabSizeHint(at).width() for at in range(self.count())), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        pointer = self.mapFromGlobal(self.cursor().pos()) if self.underMouse() else None
        over = self.tabAt(pointer) if pointer is not None else -1
        ringed = self._ringed and self.hasFocus()
        dpr = self.devicePixelRatioF()
        state = (self.currentIndex(), over, ringed, dpr, self.width(), self._look.theme.name)
        if state != self._face_state:
            self._face = QPixmap(round(self.width() * dpr), round(self.height() * dpr))
            self._face.setDevicePixelRatio(dpr)
            self._face.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._face)
            self._paint_face(painter, over, ringed=ringed)
            painter.end()
            self._face_state = state
        QPainter(self).drawPixmap(0, 0, self._face)

    def _paint_face(self, painter: QPainter, over: int, *, ringed: bool) -> None:
        theme = self._look.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(_font())
        for index in range(self.count()):
            rect = QRectF(self.tabRect(index)).adjusted(0, 0, -_GAP, 0)
            current = index == self.currentIndex()
            if current:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color("#ffffff", theme.tab_alpha))
                painter.drawRoundedRect(rect, HEIGHT / 2, HEIGHT / 2)
            painter.setPen(theme.color("text" if current or index == over else "muted"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self.tabText(index))
            if current and ringed:
                focus_ring(painter, rect, HEIGHT / 2, theme)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ringed = shows_ring(event.reason(), self._ringed, self._look)
        super().focusInEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    def _changed(self, _index: int) -> None:
        if not self._telling:
            self.chosen.emit(self.value)

    def _clicked(self, index: int) -> None:
        if index == self.currentIndex():
            self.again.emit()


def _font() -> QFont:
    return font(TEXT_PX, QFont.Weight.DemiBold)
