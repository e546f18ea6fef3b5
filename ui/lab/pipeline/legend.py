"""The kinds of commands and their colours, in a row."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.icons import Icons
from ui.lab.kinds import KIND_WORDS, paint_dot
from ui.theme import Look, font

_GAP = 22


class Legend(QWidget):
    """Dots and words."""

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._icons = icons
        self.setAccessibleName("Kinds: " + ", ".join(KIND_WORDS.values()))
        look.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(font(13))
        width = sum(metrics.horizontalAdvance(words) + 26 + _GAP for words in KIND_WORDS.values())
        return QSize(round(width - _GAP), 33)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x, y = 0.0, self.height() / 2
        made = font(13)
        for kind, words in KIND_WORDS.items():
            painter.save()
            painter.translate(x + 10, y)
            painter.scale(0.82, 0.82)
            paint_dot(painter, QPointF(0, 0), kind, self._look.theme, self._icons)
            painter.restore()
            painter.setFont(made)
            painter.setPen(self._look.theme.color("muted"))
            width = QFontMetricsF(made).horizontalAdvance(words)
            painter.drawText(QRectF(x + 26, 0, width + 4, self.height()), Qt.AlignmentFlag.AlignVCenter, words)
            x += 26 + width + _GAP
