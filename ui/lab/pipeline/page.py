"""The pipeline, live: the picture of the path, the lens, the controls of the real read side, and the address story."""

import time
from collections import deque

from PySide6.QtCore import QRect, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QWidget

from app.commands import CommandId
from app.consistency.trace import Trace
from app.consistency.visible import LagReading
from app.lab.model import ReadSideState
from ui.buttons import PillButton
from ui.lab.page import MAIN_BUTTON_PX, LabPage, LabSurroundings
from ui.lab.panel import SHADOW_PX, Panel
from ui.lab.pipeline.controls import DelayPanel, HandPanel, LimitPanel
from ui.lab.pipeline.diagram import FOLLOWED, FRAME_MS, Diagram, Figures, ViewWords
from ui.lab.pipeline.legend import Legend
from ui.lab.pipeline.queues import ROWS_AT_MOST, Next, Queues
from ui.lab.pipeline.story import AddressStory
from ui.lab.pipeline.wording import headline, story_headline, story_view
from ui.segmented import Segmented
from ui.words import Words

LENSES = (("1", "1×"), ("10", "10×"), ("100", "100×"), ("1000", "1,000×"))
GAP_PX = 16
PICTURE_PX = 432
CONTROLS_PX = 195
NARROW_PX = 860
RATE_MS = 2_000
UNSEEN_AFTER_MS = 500
"""What has waited for so long without a trace was not made in this window."""
FRAME_SHARE = 6
"""A frame comes after so many times what the last one cost."""
SLOWEST_MS = 100
TELL, SHORT_TELL = "Save an address, look at once", "Save an address"
TELL_PX, SHORT_TELL_PX = 900, 600
"""From these widths on the head has room for the words; below both the icon stands alone."""


class PipelinePage(LabPage):
    """Everything on it is the running program's own."""

    body_height = PICTURE_PX + GAP_PX + CONTROLS_PX + 2 * SHADOW_PX

    def __init__(self, around: LabSurroundings, parent: QWidget | None = None) -> None:
        super().__init__(around, parent)
        look, icons, side = self.look, self.icons, around.program.read_side
        self._picture = Panel(look, parent=self.body)
        self.lens = Segmented(look, "Lens", LENSES, self._picture)
        self.lens.show_value("100")
        self._lens_words = Words(look, "", 14, bold=True, parent=self._picture)
        self.legend = Legend(look, icons, self._picture)
        self.diagram = Diagram(look, icons, self._picture)
        self.delay = DelayPanel(look, side, self.body)
        self.limit = LimitPanel(look, side, self.body)
        self.hand = HandPanel(look, icons, side, self.body)
        self.story = AddressStory(around.program, around.bridge, self.refresh, self)
        self.tell = PillButton(look, icons, TELL, kind="accent", icon="map-pin", px=15, height=MAIN_BUTTON_PX)
        self.tell.setToolTip("Slows the read side by 3 s and shows the profile without any strategy, for one run.")
        self.set_action(self.tell)
        self._passed: deque[tuple[float, int]] = deque()
        self._held: tuple[Trace, ...] = ()
        self._to_hold: set[int] = set()
        self._frames = QTimer(self, interval=FRAME_MS)
        self._frames.timeout.connect(self._frame)
        self.tell.clicked.connect(self.story.begin)
        self.lens.chosen.connect(self._lens_chosen)
        self.diagram.chosen.connect(self._offer)
        self._lens_chosen("100")

    def refresh(self) -> None:
        program = self.around.program
        reading, state = program.lag.reading(), program.read_side.state()
        held = sorted(event.seq for event in program.read_side.parked()) if reading.parked else []
        self._held = self.around.lab.trace.at(held)
        self._to_hold.difference_update(held)
        story = self.story.phase != "idle"
        quiet = self.story.phase == "back" and (reading.waiting > 0 or not state.is_at_full_speed)
        self.show_head(
            *(
                story_headline(self.story)
                if story and not quiet
                else headline(reading, state, clickable=bool(self._held))
            )
        )
        self.diagram.show_figures(
            Figures(
                reading.write,
                reading.read,
                reading.pending,
                reading.waiting,
                state,
                self._next(reading, state),
                frozenset(self._to_hold),
                len(held) - len(self._held),
                reading.waiting > 0
                and (reading.oldest_ms or 0.0) > UNSEEN_AFTER_MS
                and not self.around.lab.trace.waiting(1),
                story_view(self.story) if self.story.running else self.diagram_view(),
            )
        )
        self.delay.show_state(state)
        self.limit.show_state(state, self._rate(reading.read))
        self.hand.show_state(state, reading.waiting)
        self.tell.setEnabled(not self.story.running and bool(program.session.viewer))
        self._frame()

    def diagram_view(self) -> ViewWords:
        """What the view shows while no story is told: how many own changes it shows ahead of the read store."""
        ahead = [one for one in self.around.program.session.tide().operations if one.stage in ("saving", "committed")]
        if not ahead:
            return ViewWords("", "shows the read store", "")
        words = "1 change" if len(ahead) == 1 else f"{len(ahead)} changes"
        return ViewWords("", f"{words} ahead", "")

    def arrange(self) -> None:
        words = TELL if self.width() >= TELL_PX else SHORT_TELL if self.width() >= SHORT_TELL_PX else ""
        self.tell.show_as(words, "map-pin")
        self.tell.setAccessibleName(TELL)
        super().arrange()

    def place_body(self, width: int, height: int) -> None:
        picture = max(PICTURE_PX, height - GAP_PX - CONTROLS_PX - 2 * SHADOW_PX)
        narrow = width < NARROW_PX
        if narrow:
            picture = PICTURE_PX
        self._picture.setGeometry(0, 0, width, picture + 2 * SHADOW_PX)
        card = self._picture.card().toRect()
        self._lens_words.setGeometry(card.left() + 20, card.top() + 14, 170, 30)
        lens = self.lens.sizeHint()
        self.lens.setGeometry(card.left() + 192, card.top() + 13, max(232, lens.width()), 33)
        legend = self.legend.sizeHint()
        self.legend.setVisible(card.width() > 480 + legend.width())
        self.legend.setGeometry(card.right() - 20 - legend.width(), card.top() + 13, legend.width(), 33)
        self.diagram.setGeometry(card.left(), card.top() + 58, card.width(), card.height() - 64)
        top = picture + GAP_PX
        whole = CONTROLS_PX + 2 * SHADOW_PX
        if narrow:
            half = (width - 2 * SHADOW_PX - GAP_PX) // 2 + 2 * SHADOW_PX
            self.delay.setGeometry(0, top, width, whole)
            below = top + CONTROLS_PX + GAP_PX
            self.limit.setGeometry(0, below, half, whole)
            self.hand.setGeometry(width - half, below, half, whole)
            return
        inner = width - 2 * SHADOW_PX
        hand, limit = 240, 196
        delay = inner - hand - limit - 2 * GAP_PX
        for panel, left, room in (
            (self.delay, 0, delay),
            (self.limit, delay + GAP_PX, limit),
            (self.hand, delay + limit + 2 * GAP_PX, hand),
        ):
            panel.setGeometry(QRect(left, top, room + 2 * SHADOW_PX, whole))

    def height_for(self, width: int) -> int:
        return self.body_height + (CONTROLS_PX + GAP_PX if width < NARROW_PX else 0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._frames.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._frames.stop()
        self.story.end()
        super().hideEvent(event)

    def _frame(self) -> None:
        """Move the dots. Where a frame costs much, fewer are painted, so that the window stays at hand."""
        begun = time.perf_counter()
        log, now = self.around.lab.trace, self.around.program.clock.monotonic_ms()
        self.diagram.show_traces(log.newest(FOLLOWED), Queues(log.waiting(ROWS_AT_MOST), self._held), now)
        cost_ms = (time.perf_counter() - begun) * 1_000
        self._frames.setInterval(round(min(SLOWEST_MS, max(FRAME_MS, cost_ms * FRAME_SHARE))))

    def _lens_chosen(self, value: str) -> None:
        self.diagram.factor = int(value)
        shown = next(words for name, words in LENSES if name == value)
        self._lens_words.setText("Shown at true speed" if value == "1" else f"Shown {shown} slower")

    def _rate(self, read: int) -> float:
        """Events that the read store takes in each second, over the last two."""
        now = self.around.program.clock.monotonic_ms()
        self._passed.append((now, read))
        while self._passed and now - self._passed[0][0] > RATE_MS:
            self._passed.popleft()
        since, before = self._passed[0]
        return max(0, read - before) * 1_000 / (now - since) if now > since else 0.0

    def _next(self, reading: LagReading, state: ReadSideState) -> Next | None:
        """When the next event is let through: by its own delay if it is followed, else by the usual one."""
        if not state.slowing.delays or not reading.waiting:
            return None
        now, side = self.around.program.clock.monotonic_ms(), self.around.program.read_side
        found = [
            Next(max(0.0, since + side.delay_at(trace.position) - now), side.delay_at(trace.position))
            for trace in self.around.lab.trace.waiting(ROWS_AT_MOST if state.slowing.overtake else 1)
            if (since := trace.at("committed")) is not None
        ]
        usual = float(state.delay_ms)
        return min(found, default=Next(max(0.0, usual - (reading.oldest_ms or 0.0)), usual))

    def _offer(self, command_id: CommandId) -> None:
        """What can be done with a command: see its trace, hold it back, let it go."""
        trace = self.around.lab.trace.get(command_id)
        if trace is None:
            return
        self.diagram.select(command_id)
        menu = QMenu(self)
        title = menu.addAction(f"{trace.words}, position {trace.position:,}" if trace.position else trace.words)
        title.setEnabled(False)
        menu.addAction("Show its trace").triggered.connect(lambda: self.around.go("trace", command_id))
        if trace in self._held or trace.position in self._to_hold:
            menu.addAction("Let it go").triggered.connect(lambda: self._hold(trace.position, held=False))
        elif trace.position and trace.at("picked_up") is None:
            menu.addAction("Hold it back").triggered.connect(lambda: self._hold(trace.position, held=True))
        menu.aboutToHide.connect(self._offered)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.diagram.mapToGlobal(self.diagram.place_of(command_id)))

    def _offered(self) -> None:
        if not self.diagram.hasFocus():
            self.diagram.select(None)

    def _hold(self, position: int, *, held: bool) -> None:
        """Hold an event back when it comes to the projector, or let it go."""
        side = self.around.program.read_side
        if held:
            self._to_hold.add(position)
            side.hold(position)
        elif position in self._to_hold:
            self._to_hold.discard(position)
            side.release(position)
        else:
            side.retry(position)
        self.refresh()
