"""The hand on the real read side: delay and distribution, order and jitter, the speed limit, and steps by hand."""

from typing import Final

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.lab.model import DelayShape, ReadSideState, Slowing, seconds
from ui.buttons import PillButton
from ui.icons import Icons
from ui.lab.line_slider import LineSlider
from ui.lab.panel import PADDING_PX, SHADOW_PX, TITLE_ROOM_PX, Panel
from ui.lab.pipeline.shapes import SHAPES, ShapeChoice
from ui.ports import ReadSide
from ui.switch import Switch
from ui.theme import Look
from ui.words import Words

DELAYS_MS: Final = (0, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 3_000, 5_000, 10_000)
JITTERS_MS: Final = (0, 5, 20, 50, 100, 200, 500, 1_000, 2_000)
LIMITS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 0)
"""Events a second; the last is no limit."""
FIRST_DELAY_MS: Final = 3_000
STEPS: Final = 10


class DelayPanel(Panel):
    """Sets `read_side`'s delay."""

    def __init__(self, look: Look, read_side: ReadSide, parent: QWidget | None = None) -> None:
        super().__init__(look, "Delay", "before the projector copies a change", parent)
        self._read_side = read_side
        self.shapes = ShapeChoice(look, self)
        self.length = LineSlider(look, "Delay", 0, len(DELAYS_MS) - 1, self)
        self.order = Switch(look, "Keep order", self)
        self.order.setToolTip("Off: what is due overtakes what is not, but never within one post or person.")
        self.jitter = LineSlider(look, "Jitter", 0, len(JITTERS_MS) - 1, self)
        self.jitter.setToolTip("Added to each event's delay: anything up to this.")
        self._length_words = Words(look, "none", 16, bold=True, parent=self)
        self._jitter_words = Words(look, "none", 13, ink="muted", parent=self)
        self._note = Words(look, "", 13, ink="muted", parent=self)
        self._arrange()
        self.shapes.chosen.connect(self._shape_chosen)
        self.length.valueChanged.connect(self._length_chosen)
        self.jitter.valueChanged.connect(lambda at: self._set(jitter_ms=float(JITTERS_MS[at])))
        self.order.clicked.connect(lambda kept: self._set(overtake=not kept))

    def show_state(self, state: ReadSideState) -> None:
        """Show what is set."""
        slowing = state.slowing
        self.shapes.show_shape(slowing.shape if slowing.delays else "none")
        self.length.show_value(_nearest(DELAYS_MS, slowing.ms))
        self.length.setEnabled(slowing.shape not in ("ssd", "disk"))
        self.jitter.show_value(_nearest(JITTERS_MS, slowing.jitter_ms))
        self.order.setChecked(not slowing.overtake)
        fitted = slowing.shape in ("ssd", "disk")
        length = seconds(round(slowing.ms)) if slowing.delays else "none"
        self._length_words.setText("as measured" if fitted else length)
        self._jitter_words.setText(seconds(round(slowing.jitter_ms)) if slowing.jitter_ms else "none")
        same = slowing.shape in ("none", "fixed") and not slowing.jitter_ms
        self._note.setText("same for every change" if same else "drawn for every change")

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        edge = PADDING_PX + SHADOW_PX
        column.setContentsMargins(edge, TITLE_ROOM_PX + SHADOW_PX, edge, edge - 8)
        column.setSpacing(6)
        column.addWidget(self.shapes)
        length = QHBoxLayout()
        length.addWidget(Words(self.look, "0", 13, ink="muted"))
        length.addWidget(self.length, 1)
        length.addWidget(Words(self.look, "10 s", 13, ink="muted"))
        length.addSpacing(12)
        self._length_words.setMinimumWidth(112)
        self._length_words.setWordWrap(False)
        self._length_words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        length.addWidget(self._length_words)
        column.addLayout(length)
        more = QHBoxLayout()
        for part in (self.order, Words(self.look, "Keep order", 14, bold=True)):
            more.addWidget(part)
        more.addSpacing(18)
        more.addWidget(Words(self.look, "Jitter", 14, bold=True))
        more.addWidget(self.jitter, 1)
        more.addWidget(self._jitter_words)
        more.addSpacing(12)
        more.addWidget(self._note)
        column.addLayout(more)

    def _shape_chosen(self, name: str) -> None:
        shape: DelayShape = next(shape for shape, _words, _meaning in SHAPES if shape == name)
        self._set(shape=shape, ms=self._read_side.state().slowing.ms or float(FIRST_DELAY_MS))

    def _length_chosen(self, at: int) -> None:
        shape = self._read_side.state().slowing.shape
        shape = "fixed" if shape == "none" else shape
        self._set(ms=float(DELAYS_MS[at]), shape=shape if DELAYS_MS[at] else "none")

    def _set(self, **fields: object) -> None:
        slowing = replace(self._read_side.state().slowing, **fields)
        if slowing.shape == "none":
            slowing = Slowing(per_s=slowing.per_s)
        self._read_side.set_slowing(slowing)


class LimitPanel(Panel):
    """Sets how many events may pass in a second."""

    def __init__(self, look: Look, read_side: ReadSide, parent: QWidget | None = None) -> None:
        super().__init__(look, "Speed limit", parent=parent)
        self._read_side = read_side
        self.limit = LineSlider(look, "Speed limit, events a second", 0, len(LIMITS) - 1, self)
        self._words = Words(look, "No limit", 22, bold=True, parent=self)
        self._now = Words(look, "", 13, ink="muted", parent=self)
        column = QVBoxLayout(self)
        edge = PADDING_PX + SHADOW_PX
        column.setContentsMargins(edge, TITLE_ROOM_PX + SHADOW_PX, edge, edge - 8)
        column.addWidget(self._words)
        column.addStretch(1)
        column.addWidget(self.limit)
        ends = QHBoxLayout()
        ends.addWidget(Words(look, "1", 13, ink="muted"))
        ends.addStretch(1)
        ends.addWidget(Words(look, "none", 13, ink="muted"))
        column.addLayout(ends)
        column.addStretch(1)
        column.addWidget(self._now)
        self.limit.valueChanged.connect(self._chosen)

    def show_state(self, state: ReadSideState, per_s: float) -> None:
        """Show what is set, and how many events pass now."""
        limit = state.slowing.per_s
        self.limit.show_value(_nearest(LIMITS, limit) if limit else len(LIMITS) - 1)
        self._words.setText(f"{limit:g} a second" if limit else "No limit")
        self._now.setText(f"{per_s:.1f} events/s now" if per_s else "no events now")

    def _chosen(self, at: int) -> None:
        self._read_side.set_slowing(replace(self._read_side.state().slowing, per_s=float(LIMITS[at])))


class HandPanel(Panel):
    """Pauses, steps and drains."""

    def __init__(self, look: Look, icons: Icons, read_side: ReadSide, parent: QWidget | None = None) -> None:
        super().__init__(look, "By hand", parent=parent)
        self._read_side = read_side
        self.pause = PillButton(look, icons, "Pause", icon="pause", height=42, parent=self)
        self.step = PillButton(look, icons, "Step 1", icon="skip-forward", height=42, parent=self)
        self.step_many = PillButton(look, icons, f"Step {STEPS}", height=42, parent=self)
        self.drain = PillButton(look, icons, "Drain", icon="fast-forward", height=42, parent=self)
        self._note = Words(look, "", 13, ink="muted", parent=self)
        grid = QGridLayout(self)
        edge = PADDING_PX + SHADOW_PX
        grid.setContentsMargins(edge, TITLE_ROOM_PX + SHADOW_PX, edge, edge - 8)
        grid.setSpacing(8)
        for at, button in enumerate((self.pause, self.step, self.step_many, self.drain)):
            button.setMinimumWidth(0)
            grid.addWidget(button, at // 2, at % 2)
        grid.addWidget(self._note, 2, 0, 1, 2)
        grid.setRowStretch(2, 1)
        self.pause.clicked.connect(self._toggle)
        self.step.clicked.connect(lambda: read_side.step(1))
        self.step_many.clicked.connect(lambda: read_side.step(STEPS))
        self.drain.clicked.connect(self._drain)

    def show_state(self, state: ReadSideState, waiting: int) -> None:
        """Show what can be done."""
        self.pause.show_as("Resume" if state.paused else "Pause", "play" if state.paused else "pause")
        for button in (self.step, self.step_many):
            button.setEnabled(state.paused)
        self.drain.setEnabled(bool(waiting) and not state.is_at_full_speed)
        if state.is_at_full_speed:
            words = "Pause, then step event by event"
        else:
            all_of_them = "it" if waiting == 1 else f"all {waiting:,}"
            words = f"Drain lets {all_of_them} through now" if waiting else "Nothing waits"
        self._note.setText(words)

    def _drain(self) -> None:
        self._read_side.drain()

    def _toggle(self) -> None:
        if self._read_side.state().paused:
            self._read_side.resume()
        else:
            self._read_side.pause()


def _nearest(steps: tuple[int, ...], value: float) -> int:
    return min(range(len(steps)), key=lambda at: abs(steps[at] - value))
