"""What a reply answers: who said it and how it began, above the field."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.feed.body_text import text_is_rtl
from ui.painting import avatar
from ui.theme import META_PX, Look, font

_LEFT = 58
_FACE_PX = 28
_FACE_LEFT = 8
"""Its middle is that of the face below, its words begin where the answer does."""
_LINE = 20
_LINES = 3
_TOP = 22
_BOTTOM = 12


class Answered(QWidget):
    """Shows name, handle and at most three lines; a line leads down to the answer."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._person_id = 0
        self._name = ""
        self._handle = ""
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.update)
        self.hide()

    def show_said(self, person_id: int, name: str, handle: str, text: str) -> None:
        """Show what this person said."""
        self._person_id, self._name, self._handle, self._text = person_id, name, handle, " ".join(text.split())
        self.setAccessibleName(f"Replying to {name}, @{handle}: {self._text}")
        self.show()
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return _TOP + len(self._lines(width)) * _LINE + _BOTTOM

    def sizeHint(self) -> QSize:
        width = self.width() if self.width() > 100 else 400
        return QSize(400, self.heightForWidth(width))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        face = avatar(self._person_id, self._name, _FACE_PX, self.devicePixelRatioF())
        painter.drawPixmap(_FACE_LEFT, 0, face)
        middle = _FACE_LEFT + _FACE_PX / 2
        painter.setPen(QPen(theme.color("border"), 2))
        painter.drawLine(QPointF(middle, 33), QPointF(middle, self.height() - 3))
        bold, plain = font(META_PX, QFont.Weight.DemiBold), font(META_PX)
        room = self.width() - _LEFT
        name = QFontMetricsF(bold).elidedText(self._name, Qt.TextElideMode.ElideRight, room * 0.7)
        painter.setFont(bold)
        painter.setPen(theme.color("text"))
        painter.drawText(QPointF(_LEFT, 14), name)
        left = QFontMetricsF(bold).horizontalAdvance(name) + 7
        painter.setFont(plain)
        painter.setPen(theme.color("muted"))
        handle = QFontMetricsF(plain).elidedText(f"@{self._handle}", Qt.TextElideMode.ElideRight, room - left)
        painter.drawText(QPointF(_LEFT + left, 14), handle)
        flags = Qt.AlignmentFlag.AlignRight if text_is_rtl(self._text) else Qt.AlignmentFlag.AlignLeft
        for number, line in enumerate(self._lines(self.width())):
            painter.drawText(QRectF(_LEFT, _TOP + number * _LINE, room, _LINE), flags | Qt.AlignmentFlag.AlignTop, line)

    def _lines(self, width: int) -> list[str]:
        """The words broken into lines, the last one elided if there are more."""
        used = font(META_PX)
        metrics = QFontMetricsF(used)
        layout = QTextLayout(self._text, used)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        starts: list[int] = []
        encoded = self._text.encode("utf-16-le", "surrogatepass")
        while len(starts) <= _LINES and (line := layout.createLine()).isValid():
            line.setLineWidth(max(40, width - _LEFT))
            starts.append(line.textStart())
        layout.endLayout()
        lines = []
        for number, start in enumerate(starts[:_LINES]):
            is_last = number == _LINES - 1
            end = starts[number + 1] if number + 1 < len(starts) and not is_last else len(encoded) // 2
            part = encoded[start * 2 : end * 2].decode("utf-16-le", "replace").strip()
            lines.append(metrics.elidedText(part, Qt.TextElideMode.ElideRight, width - _LEFT) if is_last else part)
        return lines
