"""One picture of a post that is being written: what it shows, its place among the others, and a way to take it out."""

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFont,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from ui.app_bridge import Task
from ui.buttons import PaintedButton, focus_ring
from ui.feed.images import ImageLoader, Want
from ui.icons import Icons
from ui.theme import Look, font

RADIUS: Final = 12
_BUTTON_PX: Final = 28
_INSET: Final = 6
_GLASS = QColor(8, 11, 20, 176)
_GLASS_LIT = QColor(8, 11, 20, 225)
_ON_GLASS = QColor(255, 255, 255)
_UNDESCRIBED = QColor("#fbbf24")
_ROOMY: Final = 104


class GlassButton(PaintedButton):
    """A small round button that stays readable over any picture."""

    def __init__(self, look: Look, icons: Icons, name: str, icon: str, parent: QWidget) -> None:
        super().__init__(look, name, parent)
        self._icons = icons
        self._icon = icon
        self.setToolTip(name)
        self.setText("")
        self.setFixedSize(_BUTTON_PX, _BUTTON_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_GLASS_LIT if self.hovered or self.isDown() else _GLASS)
        painter.drawEllipse(self.rect())
        box = QRectF(0, 0, 14, 14)
        box.moveCenter(QRectF(self.rect()).center())
        self._icons.paint(painter, self._icon, box, _ON_GLASS)
        if self.ringed:
            painter.setPen(QPen(_ON_GLASS, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QRectF(self.rect()).adjusted(2, 2, -2, -2))


class PictureTile(PaintedButton):
    """Pressing it chooses it for its description. `moved(step)`: one place left or right; `dragged(x)`: in the tray."""

    moved = Signal(int)
    removed = Signal()
    dragged = Signal(float)
    dropped = Signal()

    def __init__(self, look: Look, icons: Icons, images: ImageLoader, parent: QWidget) -> None:
        super().__init__(look, "", parent)
        self._icons = icons
        self._images = images
        self._sha256 = ""
        self._alt = ""
        self._pixmap: QPixmap | None = None
        self._loading: Task[object] | None = None
        self._pressed_at: QPointF | None = None
        self._dragging = False
        self.setCheckable(True)
        self.left = GlassButton(look, icons, "Move left", "caret-left", self)
        self.right = GlassButton(look, icons, "Move right", "caret-right", self)
        self.remove = GlassButton(look, icons, "Remove", "x", self)
        self.left.clicked.connect(lambda: self.moved.emit(-1))
        self.right.clicked.connect(lambda: self.moved.emit(1))
        self.remove.clicked.connect(self.removed)

    def show_picture(self, sha256: str, alt: str, place: int, of: int) -> None:
        """Show a stored picture, or with no `sha256` that it is being prepared; `place` counts from 1."""
        if sha256 != self._sha256:
            self._sha256 = sha256
            self._pixmap = None
        self._alt = alt
        state = "being prepared" if not sha256 else alt or "no description yet"
        self.setAccessibleName(f"Picture {place} of {of}, {state}")
        self.setToolTip(alt or ("Describe this picture" if sha256 else "Preparing …"))
        for button, words in ((self.left, "Move left"), (self.right, "Move right"), (self.remove, "Remove")):
            button.setAccessibleName(f"{words}: picture {place}")
        self.left.setVisible(of > 1 and place > 1)
        self.right.setVisible(of > 1 and place < of)
        self.setEnabled(True)
        self._load()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(132, 100)

    def minimumSizeHint(self) -> QSize:
        return QSize(72, 72)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        bottom = self.height() - _BUTTON_PX - _INSET
        self.remove.move(self.width() - _BUTTON_PX - _INSET, _INSET)
        self.left.move(_INSET, bottom)
        self.right.move(self.width() - _BUTTON_PX - _INSET, bottom)
        self._load()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt with an arrow moves the picture, Delete takes it out."""
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif alt and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.moved.emit(-1 if event.key() == Qt.Key.Key_Left else 1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = event.position() if event.button() == Qt.MouseButton.LeftButton else None
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        start = self._pressed_at
        far = QApplication.startDragDistance()
        if start is not None and (self._dragging or abs(event.position().x() - start.x()) >= far):
            self._dragging = True
            self.setDown(False)
            self.dragged.emit(self.mapToParent(event.position()).x())
            return
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed_at = None
        if self._dragging:
            self._dragging = False
            self.setDown(False)
            self.dropped.emit()
            return
        super().mouseReleaseEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self.look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        rect = QRectF(self.rect())
        shape = QPainterPath()
        shape.addRoundedRect(rect, RADIUS, RADIUS)
        painter.setClipPath(shape)
        painter.fillRect(rect, theme.color("hover"))
        if self._pixmap is not None:
            painter.drawPixmap(rect, self._pixmap, QRectF(self._pixmap.rect()))
        else:
            box = QRectF(0, 0, 24, 24)
            box.moveCenter(rect.center())
            self._icons.paint(painter, "image" if self._sha256 else "hourglass", box, theme.color("muted"))
        painter.setClipping(False)
        if self._sha256:
            self._paint_chip(painter, rect)
        if self.isChecked():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            # The inner line sets the outer one off from a picture of its own colour.
            for token, inset in (("accent", 1), ("card", 3)):
                painter.setPen(QPen(theme.color(token), 2))
                inner = rect.adjusted(inset, inset, -inset, -inset)
                painter.drawRoundedRect(inner, RADIUS - inset, RADIUS - inset)
        if self.ringed:
            focus_ring(painter, rect, RADIUS, theme)

    def _paint_chip(self, painter: QPainter, rect: QRectF) -> None:
        """Say at the top left whether the picture is described; a sign alone where there is no room for the word."""
        roomy = rect.width() >= _ROOMY
        chip = QRectF(rect.left() + _INSET, rect.top() + _INSET, 50 if roomy else 26, 22 if roomy else 26)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_GLASS)
        painter.drawRoundedRect(chip, chip.height() / 2, chip.height() / 2)
        color = _ON_GLASS if self._alt else _UNDESCRIBED
        sign = QRectF(chip.left() + 7, chip.center().y() - 6, 12, 12)
        self._icons.paint(painter, "check" if self._alt else "plus", sign, color)
        if not roomy:
            return
        painter.setPen(color)
        painter.setFont(font(11, QFont.Weight.DemiBold))
        painter.drawText(chip.adjusted(22, 0, -4, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, "ALT")

    def _load(self) -> None:
        if not self._sha256 or self.width() < 8:
            return
        dpr = self.devicePixelRatioF()
        want = Want(self._sha256, round(self.width() * dpr), round(self.height() * dpr), 0, dpr)
        ready = self._images.ready(want)
        if ready is not None:
            self._pixmap = ready
            return
        if self._loading is not None:
            self._loading.cancel()
        self._loading = self._images.load(want, self._arrived, lambda _error: None)  # type: ignore[assignment]

    def take_away(self) -> None:
        """Be gone soon; a picture that is still being read no longer comes."""
        if self._loading is not None:
            self._loading.cancel()
        self.deleteLater()

    def _arrived(self, pixmap: QPixmap) -> None:
        self._pixmap = pixmap
        self.update()
