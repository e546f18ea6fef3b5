"""What came of a fault: what is seen, what Tideline did, the proof, and what the naive design lost."""

from typing import Final

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLayout, QVBoxLayout, QWidget

from app.lab.readings.faults import FaultName, FaultReading, Step, StepSide, fault_of
from ui.icons import Icons
from ui.lab.faults.path import FaultPath
from ui.lab.panel import PADDING_PX, SHADOW_PX, Panel
from ui.theme import Look
from ui.words import Words

ROWS_SHOWN = 6
_SIDE_TOKENS: Final[dict[StepSide, str]] = {"fault": "like", "write": "accent", "read": "read_side"}
_SIDE_WORDS: Final[dict[StepSide, str]] = {"fault": "The fault", "write": "Write side", "read": "Read side"}


class FaultStory(Panel):
    """Two of the three rows and the drawing: `show_reading` fills them, `show_waiting` empties them."""

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(look, parent=parent)
        self._icons = icons
        self.path = FaultPath(look, icons, self)
        self.seen = Words(look, "", 15, parent=self)
        self.verdict = Words(look, "", 15, bold=True, ink="read_side", parent=self)
        self.verdict.setToolTip("Every document, derived a second way by SQL and compared field by field")
        self._steps = QWidget(self)
        self._grid = QGridLayout(self._steps)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(7)
        self._grid.setColumnStretch(2, 1)
        column = _column(self)
        column.addWidget(self.path)
        column.addSpacing(8)
        column.addWidget(Words(look, "What you see", 14, bold=True, parent=self))
        column.addWidget(self.seen)
        column.addSpacing(14)
        column.addWidget(Words(look, "What Tideline did", 14, bold=True, parent=self))
        column.addWidget(self._steps)
        column.addSpacing(14)
        column.addWidget(self.verdict)
        column.addStretch(1)

    def show_waiting(self, fault: FaultName) -> None:
        """Nothing was done yet: where the chosen fault will strike, and its exact term."""
        self.path.show_strike(fault_of(fault).strikes)
        self.seen.setText(fault_of(fault).term)
        self._show_steps(())
        self.verdict.setText("")

    def show_reading(self, reading: FaultReading) -> None:
        """Show what came of a fault."""
        self.path.show_strike(fault_of(reading.fault).strikes)
        self.seen.setText(reading.seen)
        self._show_steps(reading.steps)
        proof = f"verify: {reading.documents:,} documents, {_counted(reading.differences, 'difference')}"
        self.verdict.setText(proof)
        self.verdict.show_ink("like" if reading.differences else "read_side")

    def _show_steps(self, steps: tuple[Step, ...]) -> None:
        _clear(self._grid)
        for row, step in enumerate(steps):
            at = Words(self.look, f"{step.after_ms / 1_000:.1f} s", 14, ink="muted", parent=self._steps)
            at.setFixedWidth(44)
            at.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            words = Words(self.look, step.words, 14, parent=self._steps)
            words.setToolTip(f"{_SIDE_WORDS[step.side]}; the pages are at position {step.position:,}")
            words.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            dot = SideDot(self.look, step.side, self._steps)
            self._grid.addWidget(at, row, 0)
            self._grid.addWidget(dot, row, 1, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(words, row, 2)
            for part in (at, dot, words):
                part.show()  # at once, so that the layout counts it when it is asked for its height


class NaiveLoss(Panel):
    """The third row: why the naive design lost something, and which fields differ."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "A naive design", parent=parent)
        self.setToolTip("Payload in the signal, checkpoint apart, += 1, no number checked; run on the same events")
        self.why = Words(look, "", 15, parent=self)
        self._table = QWidget(self)
        self._grid = QGridLayout(self._table)
        self._grid.setContentsMargins(0, 10, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        for at, stretch in enumerate((5, 5, 4, 3)):
            self._grid.setColumnStretch(at, stretch)
        column = _column(self, top=42)
        column.addWidget(self.why)
        column.addWidget(self._table)
        column.addStretch(1)

    def show_waiting(self) -> None:
        """Nothing was done yet."""
        self.show_title("A naive design", "on the same events")
        self.why.setText("It sends the event in the signal, notes its place elsewhere and counts by adding one.")
        _clear(self._grid)

    def show_reading(self, reading: FaultReading) -> None:
        """Show what it lost."""
        count = len(reading.lost)
        said = f"would have lost {_counted(count, 'field')}" if count else "would have lost nothing this time"
        self.show_title("A naive design", said)
        self.why.setText(reading.naive)
        _clear(self._grid)
        if not count:
            return
        for at, head in enumerate(("What", "Field", "Saved", "Shown")):
            self._cell(0, at, head, "muted")
        for row, lost in enumerate(reading.lost[:ROWS_SHOWN], 1):
            for at, words in enumerate((lost.item, lost.field, lost.truth, lost.found)):
                self._cell(row, at, words, "like" if at == 3 else "text")
        if count > ROWS_SHOWN:
            self._cell(ROWS_SHOWN + 1, 0, f"and {count - ROWS_SHOWN:,} more", "muted")

    def _cell(self, row: int, column: int, words: str, ink: str) -> None:
        cell = Words(self.look, words, 13 if ink == "muted" else 14, ink=ink, parent=self._table)
        self._grid.addWidget(cell, row, column)
        cell.show()


class SideDot(QWidget):
    """A dot in the colour of the side that did something."""

    def __init__(self, look: Look, side: StepSide, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._side = side
        self.setAccessibleName(_SIDE_WORDS[side])
        self.setFixedSize(QSize(10, 18))
        look.changed.connect(self.update)

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


def _clear(layout: QLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
