"""Pictures at full size over the window: with their descriptions, one after the other, fitted or pixel by pixel."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app.consistency.visible import VisibleItem
from app.media import MediaItem
from ui.app_bridge import AppBridge
from ui.feed.accessible import announce
from ui.icons import Icons
from ui.lightbox_button import BUTTON_PX, INK, LightboxButton
from ui.lightbox_shots import Shot, Shots
from ui.ports import Program
from ui.theme import Look, font

_EDGE: Final = 16
_TOP: Final = 68
_CAPTION_LINES: Final = 4
_DRAG_PX: Final = 5


class Lightbox(QWidget):
    """`opened` and `closed` tell the window to lay it over everything and to take it away."""

    opened = Signal()
    closed = Signal()

    def __init__(
        self, program: Program, bridge: AppBridge, look: Look, icons: Icons, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._items: tuple[MediaItem, ...] = ()
        self._index = 0
        self._shots = Shots(program.pictures, bridge, self.update)
        self._offset = QPointF()
        self._pressed: QPointF | None = None
        self._dragged = False
        self.zoomed = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.close_button = LightboxButton(look, icons, "Close", "x", self)
        self.zoom = LightboxButton(look, icons, "Show at 100%", "magnifying-glass-plus", self)
        self.previous = LightboxButton(look, icons, "Previous picture", "caret-left", self)
        self.next = LightboxButton(look, icons, "Next picture", "caret-right", self)
        self.close_button.clicked.connect(self.ask_close)
        self.zoom.clicked.connect(lambda: self.set_zoomed(not self.zoomed))
        self.previous.clicked.connect(lambda: self.step(-1))
        self.next.clicked.connect(lambda: self.step(1))
        for before, after in ((self.previous, self.next), (self.next, self.zoom), (self.zoom, self.close_button)):
            QWidget.setTabOrder(before, after)

    @property
    def item(self) -> MediaItem | None:
        """The picture that is shown, None while closed."""
        return self._items[self._index] if self._items else None

    @property
    def busy(self) -> bool:
        """Whether the picture is still being read."""
        item = self.item
        return item is not None and self._shown() is None and not self._shots.problem(item.sha256)

    def open_item(self, item: VisibleItem, index: int) -> None:
        """Show the pictures of a post, beginning with one of them."""
        self.open_pictures(item.item.card.media, index)

    def open_pictures(self, items: Sequence[MediaItem], index: int) -> None:
        """Show these pictures, beginning with one of them."""
        if not items:
            return
        self._items = tuple(items)
        self._go(max(0, min(index, len(items) - 1)))
        self.opened.emit()
        self.setFocus()

    def ask_close(self) -> None:
        """Close, and give the memory back."""
        if not self._items:
            return
        self._items = ()
        self._shots.clear()
        self.closed.emit()

    def step(self, by: int) -> None:
        """Show the next (1) or the previous (-1) picture, if there is one."""
        to = self._index + by
        if 0 <= to < len(self._items):
            self._go(to)
            announce(self, self.accessibleName())

    def set_zoomed(self, zoomed: bool, at: QPointF | None = None) -> None:
        """Show it pixel by pixel, around a point of the view, or fitted into the view."""
        item = self.item
        if item is None or zoomed == self.zoomed:
            return
        area, place = self._area, self._fitted(item)
        self.zoomed = zoomed
        if zoomed:
            point = at if at is not None else place.center()
            share = QPointF((point.x() - place.left()) / place.width(), (point.y() - place.top()) / place.height())
            whole = self._whole_size(item)
            self._offset = QPointF(
                point.x() - share.x() * whole.width() - area.left(), point.y() - share.y() * whole.height() - area.top()
            )
            self._keep_in_view()
        self._show_zoom()
        self._ask()
        self.update()

    # Qt

    def sizeHint(self) -> QSize:
        return QSize(800, 600)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width, middle = self.width(), round(self._area.center().y()) - BUTTON_PX // 2
        self.close_button.move(width - BUTTON_PX - _EDGE, _EDGE - 4)
        self.zoom.move(width - 2 * BUTTON_PX - _EDGE - 8, _EDGE - 4)
        self.previous.move(_EDGE, middle)
        self.next.move(width - BUTTON_PX - _EDGE, middle)
        self._keep_in_view()
        self._show_zoom()
        self._ask()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.accept()
        match event.key():
            case Qt.Key.Key_Escape:
                self.ask_close()
            case Qt.Key.Key_Left | Qt.Key.Key_K | Qt.Key.Key_PageUp:
                self.step(-1)
            case Qt.Key.Key_Right | Qt.Key.Key_J | Qt.Key.Key_PageDown:
                self.step(1)
            case Qt.Key.Key_Home:
                self.step(-self._index)
            case Qt.Key.Key_End:
                self.step(len(self._items) - 1 - self._index)
            case Qt.Key.Key_Space | Qt.Key.Key_Z:
                self.set_zoomed(not self.zoomed)
            case Qt.Key.Key_Plus | Qt.Key.Key_1:
                self.set_zoomed(True)
            case Qt.Key.Key_Minus | Qt.Key.Key_0:
                self.set_zoomed(False)
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position()
        self._dragged = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        moved = event.position() - self._pressed
        if self.zoomed and (self._dragged or moved.manhattanLength() > _DRAG_PX):
            self._dragged = True
            self._offset += moved
            self._pressed = event.position()
            self._keep_in_view()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        self._show_zoom()
        if pressed is None or self._dragged:
            return
        item = self.item
        if item is not None and (self.zoomed or self._fitted(item).contains(event.position())):
            self.set_zoomed(not self.zoomed, event.position())
        else:
            self.ask_close()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()
        if self.zoomed:
            delta = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta()
            self._offset += QPointF(delta.x(), delta.y())
            self._keep_in_view()
            self.update()
        elif event.angleDelta().y():
            self.step(-1 if event.angleDelta().y() > 0 else 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        item = self.item
        if item is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_picture(painter, item)
        if len(self._items) > 1:
            painter.setFont(font(14, QFont.Weight.DemiBold))
            painter.setPen(INK)
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(
                QRectF(_EDGE + 4, _EDGE - 4, 200, BUTTON_PX), flags, f"{self._index + 1} of {len(self._items)}"
            )
        self._paint_caption(painter, item)

    # Inside

    @property
    def _area(self) -> QRectF:
        """Where the picture may lie."""
        return QRectF(0, _TOP, self.width(), max(60, self.height() - _TOP - self._caption_height() - 8))

    def _go(self, index: int) -> None:
        self._index = index
        self.zoomed = False
        item = self._items[index]
        place = f"Picture {index + 1} of {len(self._items)}" if len(self._items) > 1 else "Picture"
        self.setAccessibleName(f"{place}: {item.alt}" if item.alt else f"{place}, without a description")
        self.previous.setVisible(index > 0)
        self.next.setVisible(index < len(self._items) - 1)
        if not self.previous.isVisible() and not self.next.isVisible():
            self.setFocus()
        self._show_zoom()
        self._ask()
        self.update()

    def _show_zoom(self) -> None:
        item = self.item
        smaller = item is not None and self._fitted(item).width() * self.devicePixelRatioF() >= item.width
        self.zoom.setVisible(not smaller or self.zoomed)
        if self.zoomed:
            self.zoom.rename("Fit into the window", "magnifying-glass-minus")
        else:
            self.zoom.rename("Show at 100%", "magnifying-glass-plus")
        shape = Qt.CursorShape.OpenHandCursor if self.zoomed else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)

    def _whole_size(self, item: MediaItem) -> QSize:
        """The size in logical pixels at which each pixel of the picture is one of the screen."""
        dpr = self.devicePixelRatioF()
        return QSize(max(1, round(item.width / dpr)), max(1, round(item.height / dpr)))

    def _fitted(self, item: MediaItem) -> QRectF:
        """Where the picture lies when it is fitted; a small one is not blown up."""
        area, whole = self._area.adjusted(_EDGE, 0, -_EDGE, 0), self._whole_size(item)
        scale = min(1.0, area.width() / whole.width(), area.height() / whole.height())
        place = QRectF(0, 0, max(1.0, whole.width() * scale), max(1.0, whole.height() * scale))
        place.moveCenter(area.center())
        return place

    def _keep_in_view(self) -> None:
        """A zoomed picture covers the view, or stands in its middle where it is smaller."""
        item = self.item
        if item is None or not self.zoomed:
            return
        area, whole = self._area, self._whole_size(item)
        x = _kept(self._offset.x(), area.width(), whole.width())
        y = _kept(self._offset.y(), area.height(), whole.height())
        self._offset = QPointF(x, y)

    def _paint_picture(self, painter: QPainter, item: MediaItem) -> None:
        area = self._area
        place = self._fitted(item)
        if self.zoomed:
            place = QRectF(area.topLeft() + self._offset, self._whole_size(item).toSizeF())
            painter.setClipRect(area)
        image = self._shown()
        if image is not None:
            exact = abs(image.width() / self.devicePixelRatioF() - place.width()) < 1.5
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not exact and not self.zoomed)
            if exact:
                painter.drawImage(place.topLeft(), image)
            else:
                painter.drawImage(place, image, QRectF(image.rect()))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(255, 255, 255, 16))
            painter.drawRoundedRect(place, 12, 12)
            problem = self._shots.problem(item.sha256)
            if problem:
                painter.setFont(font(15))
                painter.setPen(INK)
                flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
                painter.drawText(area.adjusted(60, 0, -60, 0), flags, problem)
        painter.setClipping(False)

    def _caption_lines(self) -> float:
        item = self.item
        if item is None or not item.alt:
            return 0.0
        metrics = QFontMetricsF(font(15))
        box = metrics.boundingRect(QRectF(0, 0, self._caption_width(), 10_000), int(Qt.TextFlag.TextWordWrap), item.alt)
        return min(_CAPTION_LINES * metrics.lineSpacing(), box.height())

    def _caption_width(self) -> float:
        return max(120.0, min(720.0, self.width() - 48.0))

    def _caption_height(self) -> float:
        lines = self._caption_lines()
        return lines + 28 if lines else 16.0

    def _paint_caption(self, painter: QPainter, item: MediaItem) -> None:
        lines = self._caption_lines()
        if not lines:
            return
        place = QRectF(0, 0, self._caption_width(), lines)
        place.moveCenter(QPointF(self.width() / 2, 0))
        place.moveTop(self.height() - lines - 18)
        painter.setFont(font(15))
        painter.setPen(INK)
        flags = int(Qt.AlignmentFlag.AlignHCenter) | int(Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
        painter.drawText(place, flags, item.alt)

    def _wanted(self) -> list[Shot]:
        """What is to be read now: this picture as it is shown, then its neighbours fitted."""
        item = self.item
        if item is None or self.width() < 100:
            return []
        shots = [self._shot(item, whole=False)]
        if self.zoomed:
            shots.insert(0, self._shot(item, whole=True))
        near = [at for at in (self._index + 1, self._index - 1) if 0 <= at < len(self._items)]
        return [*shots, *(self._shot(self._items[at], whole=False) for at in near)]

    def _shot(self, item: MediaItem, *, whole: bool) -> Shot:
        if whole:
            return Shot(item.sha256, None)
        place, dpr = self._fitted(item), self.devicePixelRatioF()
        return Shot(item.sha256, (round(place.width() * dpr), round(place.height() * dpr)))

    def _shown(self) -> QImage | None:
        """The best picture there is: as it is shown, else fitted."""
        item = self.item
        if item is None:
            return None
        whole = self._shots.get(self._shot(item, whole=True)) if self.zoomed else None
        return whole if whole is not None else self._shots.get(self._shot(item, whole=False))

    def _ask(self) -> None:
        self._shots.ask(self._wanted(), self.devicePixelRatioF())


def _kept(offset: float, room: float, size: float) -> float:
    if size <= room:
        return (room - size) / 2
    return max(room - size, min(0.0, offset))
