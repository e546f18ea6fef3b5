"""What came of a fault: what is seen, what Tideline did, the proof, and what the naive design lost."""

from typing import Final

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.lab.readings.faults import FaultName, FaultReading, Step, StepSide, fault_of
from ui.icons import Icons
from ui.lab.faults.loss_table import LossTable
from ui.lab.faults.path import FaultPath
from ui.lab.panel import PADDING_PX, SHADOW_PX, Panel
from ui.theme import Look
from ui.words import Words

SEEN: Final = "What you see"
_SIDE_TOKENS: Final[dict[StepSide, str]] = {"fault": "like", "write": "accent", "read": "read_side"}
_SIDE_WORDS: Final[dict[StepSide, str]] = {"fault": "The fault", "write": "Write side", "read": "Read side"}


class FaultStory(Panel):
    """Two of the three rows and the drawing: `show_reading` fills them, `show_waiting` empties them."""

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(look, parent=parent)
        self._icons = icons
        self.path = FaultPath(look, icons, self)
        self._seen_head = Words(look, SEEN, 14, bold=True, parent=self)
        self._did_head = Words(look, "What Tideline did", 14, bold=True, parent=self)
        self.seen = Words(look, "", 15, parent=self)
        self.verdict = Words(look, "", 15, bold=True, ink="read_side", parent=self)
        self.verdict.setToolTip("Every document, derived a second way by SQL and compared field by field")
        self._steps = QWidget(self)
        self._rows: list[StepRow] = []
        self._list = QVBoxLayout(self._steps)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(7)
        column = _column(self)
        column.addWidget(self.path)
        column.addSpacing(8)
        column.addWidget(self._seen_head)
        column.addWidget(self.seen)
        column.addSpacing(14)
        column.addWidget(self._did_head)
        column.addWidget(self._steps)
        column.addSpacing(14)
        column.addWidget(self.verdict)
        column.addStretch(1)

    def show_waiting(self, fault: FaultName) -> None:
        """Nothing was done yet: where the chosen fault will strike, and its exact term."""
        self.path.show_strike(fault_of(fault).strikes)
        self._seen_head.setText("What will happen")
        self.seen.setText(fault_of(fault).term)
        self._show_steps(())
        self.verdict.setText("")

    def show_reading(self, reading: FaultReading) -> None:
        """Show what came of a fault."""
        self.path.show_strike(fault_of(reading.fault).strikes)
        self._seen_head.setText(SEEN)
        self.seen.setText(reading.seen)
        self._show_steps(reading.steps)
        proof = f"verify: {reading.documents:,} documents, {_counted(reading.differences, 'difference')}"
        self.verdict.setText(proof)
        self.verdict.show_ink("like" if reading.differences else "read_side")

    def _show_steps(self, steps: tuple[Step, ...]) -> None:
        self._did_head.setVisible(bool(steps))
        while len(self._rows) < len(steps):
            self._rows.append(StepRow(self.look, self._steps))
            self._list.addWidget(self._rows[-1])
        for number, row in enumerate(self._rows):
            if number < len(steps):
                row.show_step(steps[number])
            # At once, so that the layout counts it when it is asked for its height.
            row.setVisible(number < len(steps))


class StepRow(QWidget):
    """When something happened, on which side, and what."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._at = Words(look, "", 14, ink="muted", parent=self)
        self._at.setFixedWidth(44)
        self._at.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self._dot = SideDot(look, self)
        self._words = Words(look, "", 14, parent=self)
        self._words.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self._at)
        row.addWidget(self._dot, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)

    def show_step(self, step: Step) -> None:
        """Show another step."""
        self._at.setText(f"{step.after_ms / 1_000:.1f} s")
        self._dot.show_side(step.side)
        self._words.setText(step.words)
        self._words.setToolTip(f"{_SIDE_WORDS[step.side]}; the read store is at position {step.position:,}")


class NaiveLoss(Panel):
    """The third row: why the naive design lost something, and which fields differ."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "A naive design", parent=parent)
        self.setToolTip("Payload in the signal, checkpoint apart, += 1, no number checked; run on the same events")
        self.why = Words(look, "", 15, parent=self)
        self.table = LossTable(look, self)
        column = _column(self, top=42)
        column.addWidget(self.why)
        column.addSpacing(4)
        column.addWidget(self.table)
        column.addStretch(1)

    def show_waiting(self) -> None:
        """Nothing was done yet."""
        self.show_title("A naive design", "on the same events")
        self.why.setText("It sends the event in the signal, notes its place elsewhere and counts by adding one.")
        self.table.show_lost(())

    def show_reading(self, reading: FaultReading) -> None:
        """Show what it lost."""
        count = len(reading.lost)
        said = f"would have lost {_counted(count, 'field')}" if count else "would have lost nothing this time"
        self.show_title("A naive design", said)
        self.why.setText(reading.naive)
        self.table.show_lost(reading.lost)


class SideDot(QWidget):
    """A dot in the colour of the side that did something."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._side: StepSide = "fault"
        self.setFixedSize(QSize(10, 18))
        look.changed.connect(self.update)

    def show_side(self, side: StepSide) -> None:
        """Change the side."""
        self._side = side
        self.setAccessibleName(_SIDE_WORDS[side])
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.theme.color(_SIDE_TOKENS[self._side]))
        painter.drawEllipse(QPointF(5, 9), 4, 4)


def _column(panel: Panel, top: int = 10) -> QVBoxLayout:
    column = QVBoxLayout(panel)
    side = SHADOW_PX + PADDING_PX
    column.setContentsMargins(side, SHADOW_PX + top, side, SHADOW_PX + 14)
    column.setSpacing(6)
    return column


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
