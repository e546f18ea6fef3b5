"""The frame around a sheet while pictures are dragged over it: they may be dropped anywhere on it."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.composer.writing_field import WritingField
from ui.theme import CARD_RADIUS, Look

_INSET_PX = 4


class DropFrame(QWidget):
    """Has the whole `sheet` take what its `field` takes, and shows while something is over either."""

    def __init__(self, look: Look, field: WritingField, sheet: QWidget) -> None:
        super().__init__(sheet)
        self._look = look
        self._field = field
        self._sheet = sheet
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        sheet.setAcceptDrops(True)
        sheet.installEventFilter(self)
        field.pictures_over.connect(self._show_over)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Drop and isinstance(event, QDropEvent):
            self._field.dropEvent(event)
        elif isinstance(event, (QDragEnterEvent, QDragMoveEvent)):
            self._field.takes(event)
        elif event.type() == QEvent.Type.DragLeave:
            self._show_over(False)
        else:
            return super().eventFilter(watched, event)
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("accent"), 2, Qt.PenStyle.DashLine))
        painter.setBrush(theme.color("accent", 0.06))
        radius = CARD_RADIUS - _INSET_PX
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(_INSET_PX, _INSET_PX, -_INSET_PX, -_INSET_PX), radius, radius
        )

    def _show_over(self, over: bool) -> None:
        if over:
            self.setGeometry(self._sheet.rect())
            self.raise_()
        self.setVisible(over)
