"""What if it were replicated? N copies, W and R, the speed of the copies, and how fresh a read would be."""

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from app.errors import InvalidInput
from app.lab.readings.staleness import CopiesAsked, CopiesReading, Speed
from ui.icons import Icons
from ui.lab.panel import Panel
from ui.lab.staleness.copies_answer import paint_answer, paint_trouble, spoken
from ui.lab.staleness.copies_picture import paint_copies
from ui.lab.staleness.stepper import Stepper
from ui.segmented import Segmented
from ui.theme import Look, font

HEIGHT_PX = 650
MOST_COPIES = 12
TYPING_MS = 500
OWN_EXAMPLE = """w = [{ p = 1, exponential = { rate = 0.05 } }]
a = [{ p = 1, fixed = 1 }]
r = [{ p = 1, fixed = 1 }]
s = [{ p = 1, fixed = 1 }]"""

_SPEEDS: tuple[tuple[Speed, str], ...] = (("ssd", "SSD"), ("disk", "DISK"), ("measured", "Measured"), ("own", "Own"))
_PICTURE_PX = 112


class CopiesPanel(Panel):
    """`asked(CopiesAsked)` when a person changes something; `show_answer` and `show_problem` answer it."""

    asked = Signal(object)

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(look, "What if it were replicated?", "", parent)
        self._icons = icons
        self._answer: CopiesReading | None = None
        self._problem = ""
        self._asked = CopiesAsked()
        self.setToolTip(
            "WARS: a Monte Carlo of N copies. A write is committed when W copies have acknowledged it; a read takes "
            "the first R responses."
        )
        self.n = Stepper(look, "N", "copies", MOST_COPIES, self)
        self.w = Stepper(look, "W", "to write", MOST_COPIES, self)
        self.r = Stepper(look, "R", "to read", MOST_COPIES, self)
        self.speeds = Segmented(look, "Speed of the copies", _SPEEDS, self)
        self.own = _OwnLegs(look, self)
        self._typing = QTimer(self, interval=TYPING_MS, singleShot=True)
        for stepper in (self.n, self.w, self.r):
            stepper.stepped.connect(self._changed)
        self.speeds.chosen.connect(self._changed)
        self.own.textChanged.connect(self._typing.start)
        self._typing.timeout.connect(self._changed)
        self._tell()

    @property
    def question(self) -> CopiesAsked:
        """What is asked now."""
        return self._asked

    def show_answer(self, answer: CopiesReading) -> None:
        """Show what the draws came to."""
        self._answer, self._problem = answer, ""
        self.setAccessibleDescription(spoken(answer))
        self.update()

    def show_problem(self, error: Exception) -> None:
        """Say why there is no answer, in the error's own sentence."""
        self._problem = error.reason if isinstance(error, InvalidInput) else str(error)
        self.setAccessibleDescription(self._problem)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint_card(painter)
        theme, card = self.look.theme, self.card()
        inner = card.adjusted(20, 0, -20, 0)
        painter.setFont(font(13.5))
        painter.setPen(theme.color("muted"))
        painter.drawText(QRectF(inner.left(), card.top() + 39, inner.width(), 22), _LEFT, self._line)
        if self._asked.speed != "own":
            picture = QRectF(inner.left(), card.top() + 64, inner.width(), _PICTURE_PX)
            paint_copies(painter, picture, self._asked, theme, self._icons)
        speed = self.speeds.geometry()
        painter.setFont(font(14))
        painter.setPen(theme.color("muted"))
        painter.drawText(QRectF(inner.left(), speed.top() - 26, inner.width(), 20), _LEFT, "Speed of the copies")
        answer = QRectF(inner.left(), speed.bottom() + 20, inner.width(), card.bottom() - speed.bottom() - 34)
        if self._problem:
            paint_trouble(painter, answer, self._problem, theme)
        elif self._answer is not None:
            paint_answer(painter, answer, self._answer, theme)

    @property
    def _line(self) -> str:
        """What decides whether a read is fresh, for these numbers."""
        if self._asked.speed == "own":
            return "Latencies in ms: w, a of a write; r, s of a read."
        if self._asked.w + self._asked.r > self._asked.n:
            return "Every read meets a copy that has the write."
        return "A read may meet a copy without the write."

    def _changed(self) -> None:
        n = self.n.value()
        own = self.own.toPlainText()
        speed = self._asked.speed
        for value, _words in _SPEEDS:
            speed = value if value == self.speeds.value else speed
        self._asked = CopiesAsked(n, min(n, self.w.value()), min(n, self.r.value()), speed, own)
        self._tell()
        self.asked.emit(self._asked)

    def _tell(self) -> None:
        asked = self._asked
        self.n.show_value(asked.n, MOST_COPIES)
        self.w.show_value(asked.w, asked.n)
        self.r.show_value(asked.r, asked.n)
        self.speeds.show_value(asked.speed)
        self.own.setVisible(asked.speed == "own")
        self.update()

    def _place(self) -> None:
        card = self.card().toRect()
        left, width = card.left() + 20, card.width() - 40
        self.own.setGeometry(left, card.top() + 66, width, _PICTURE_PX - 6)
        gap = 18 if width >= 290 else 10
        each = (width - 2 * gap) // 3
        y = card.top() + 66 + _PICTURE_PX + 12
        for at, stepper in enumerate((self.n, self.w, self.r)):
            stepper.setGeometry(left + at * (each + gap), y, each, stepper.sizeHint().height())
        self.speeds.setGeometry(left, y + 62 + 44, width, 34)


class _OwnLegs(QPlainTextEdit):
    """Where a person types latencies; Tab leaves it."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(OWN_EXAMPLE, parent)
        self._look = look
        self.setAccessibleName("Own latencies, as TOML")
        self.setToolTip(
            "For each way an array: a weight p and one of pareto = { xm, alpha }, exponential = { rate }, "
            "uniform = { low, high }, fixed = ms, discrete = [ms, …]. The weights of an array sum to 1."
        )
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(font(12.5))
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        look.changed.connect(self._dress)
        self._dress()

    def sizeHint(self) -> QSize:
        return QSize(300, 104)

    def _dress(self) -> None:
        theme = self._look.theme
        self.setStyleSheet(
            f"QPlainTextEdit {{ border: 1px solid {theme.border}; border-radius: 10px; padding: 4px 6px; "
            f"background: {theme.background}; color: {theme.text}; }}"
            f"QPlainTextEdit:focus {{ border: 1px solid {theme.accent}; }}"
        )


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
