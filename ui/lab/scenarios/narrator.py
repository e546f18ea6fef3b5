"""The sentence of a tour, the dots that say how far it is, and the buttons that lead through it."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.buttons import PillButton
from ui.icons import Icons
from ui.lab.panel import PADDING_PX, SHADOW_PX, Panel
from ui.theme import Look
from ui.words import Words

HEIGHT_PX = 172


class Steps(QWidget):
    """A dot a sentence, those told filled."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._count = 0
        self._index = -1
        self.setAccessibleName("Progress")
        self.setMinimumSize(10, 14)
        look.changed.connect(self.update)

    def show_steps(self, index: int, count: int) -> None:
        """Sentence `index` of `count` is shown."""
        if (index, count) != (self._index, self._count):
            self._index, self._count = index, count
            self.setAccessibleDescription(f"Step {index + 1} of {count}")
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        gap = min(18.0, self.width() / max(1, self._count))
        for number in range(self._count):
            painter.setBrush(theme.color("accent" if number <= self._index else "border"))
            radius = 5.0 if number == self._index else 3.5
            painter.drawEllipse(QPointF(6 + number * gap, QRectF(self.rect()).center().y()), radius, radius)


class Narrator(Panel):
    """Words and buttons alone: the page says what they do."""

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(look, parent=parent)
        self.before = Words(look, "", 15, ink="muted", parent=self)
        self.words = Words(look, "", 20, parent=self)
        self.words.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.steps = Steps(look, self)
        self.back = PillButton(look, icons, "Back", icon="caret-left", px=14, height=38, parent=self)
        self.play = PillButton(look, icons, "Play", kind="accent", icon="play", px=14, height=38, parent=self)
        self.next = PillButton(look, icons, "Next", icon="caret-right", px=14, height=38, parent=self)
        edge = PADDING_PX + SHADOW_PX
        column = QVBoxLayout(self)
        column.setContentsMargins(edge, edge - 4, edge, edge - 4)
        column.setSpacing(8)
        column.addWidget(self.before)
        column.addWidget(self.words, 1)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.steps, 1)
        for button in (self.back, self.play, self.next):
            row.addWidget(button)
        column.addLayout(row)

    def tell(self, sentence: str, before: str = "") -> None:
        """Show a sentence, and above it the one before."""
        for label, told in ((self.words, sentence), (self.before, before)):
            if told != label.text():
                label.setText(told)
        self.before.setVisible(bool(before))
