"""Faults on a chosen event: the list and the event at the left, and what came of it beside them."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import TidelineError
from app.lab.readings.faults import FAULTS, FaultName, FaultReading, fault_of
from ui.app_bridge import Lane
from ui.buttons import PillButton
from ui.lab.faults.compare import HEIGHT_PX as COMPARE_PX
from ui.lab.faults.compare import ComparePanel
from ui.lab.faults.event_choice import EventChoice
from ui.lab.faults.fault_list import ROOMY_ROW_PX, ROW_PX, WIDE_ROW_PX, FaultList
from ui.lab.faults.loss_table import ROWS_SHOWN
from ui.lab.faults.story import FaultStory, NaiveLoss
from ui.lab.page import MAIN_BUTTON_PX, LabPage, LabSurroundings
from ui.lab.panel import SHADOW_PX, TITLE_ROOM_PX, Panel
from ui.words import Words

LIST_PX = 268
NARROW_LIST_PX = 224
GAP_PX = 16
NARROW_PX = 600
ROOMY_PX = 900
SIDE_BY_SIDE_PX = 1_080
"""From this width on for what came of it, both designs stand beside one another."""
STORY_SHARE = 0.56
ROWS_BESIDE = 13
_LIST_HEIGHT = TITLE_ROOM_PX + 9 * ROW_PX + 12
_EVENT_HEIGHT = TITLE_ROOM_PX + 124
_LEFT_HEIGHT = _LIST_HEIGHT + _EVENT_HEIGHT + GAP_PX + 2 * SHADOW_PX


class FaultsPage(LabPage):
    """Does the first fault when it is first shown, and then what a person chooses."""

    live = False

    def __init__(self, around: LabSurroundings, parent: QWidget | None = None) -> None:
        super().__init__(around, parent)
        self._lane = Lane(around.bridge)
        self._running = False
        self._begun = False
        self.reading: FaultReading | None = None
        self._listed = Panel(self.look, "Break something", parent=self.body)
        self.faults = FaultList(self.look, self.icons, self._listed)
        self._picked = Panel(self.look, "On which event", parent=self.body)
        self.event_choice = EventChoice(self.look, self.icons, self._picked)
        self.run_button = PillButton(
            self.look, self.icons, "Run", kind="accent", icon="play-fill", px=15, height=MAIN_BUTTON_PX
        )
        self.run_button.setToolTip("On a scratch program, never on your data")
        self.set_action(self.run_button)
        self._safe = Words(self.look, "On scratch data, never on yours.", 13, ink="muted", parent=self._picked)
        self._safe.setIndent(8)
        self.story = FaultStory(self.look, self.icons, self.body)
        self.loss = NaiveLoss(self.look, self.body)
        self.compare = ComparePanel(self.look, self.body)
        self._fill(self._listed, 8, self.faults)
        self._fill(self._picked, 12, self.event_choice, self._safe)
        self.faults.chosen.connect(lambda _name: self._changed())
        self.event_choice.changed.connect(self._changed)
        self.run_button.clicked.connect(self.run)
        self._changed()

    @property
    def busy(self) -> bool:
        return self._running

    def run(self) -> None:
        """Do the chosen fault to the chosen event, beside the window."""
        fault, kind, which = self.faults.name, self.event_choice.kind, self.event_choice.which
        lab, deliver = self.around.lab, self.around.bridge.deliver
        self._set_running(True)
        self.show_head(f"{fault_of(fault).words}: running", self.event_choice.words)

        def progress(done: int, total: int) -> None:
            if done % 5 == 0:
                deliver(lambda: self._progressed(done, total))

        self._lane.run(lambda: lab.run_fault(fault, kind, which, progress), self._done, self._failed)

    def choose(self, fault: FaultName) -> None:
        """Choose a fault, as a person does in the list."""
        self.faults.choose(fault)
        self._changed()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._begun:
            self._begun = True
            self.run()

    def arrange(self) -> None:
        beside = self._is_beside(self.width() - 2 * (self._margin - SHADOW_PX))
        self.loss.table.show_at_most(ROWS_BESIDE if beside else ROWS_SHOWN)
        super().arrange()

    def height_for(self, width: int) -> int:
        if width < NARROW_PX:
            return _LEFT_HEIGHT + MAIN_BUTTON_PX + GAP_PX + self._stacked_height(width)
        room = width - self._list_width(width) - GAP_PX
        if self._is_beside(width):
            return max(_LEFT_HEIGHT, self._beside_height(room) + GAP_PX + COMPARE_PX)
        return max(_LEFT_HEIGHT, self._stacked_height(room))

    def place_body(self, width: int, height: int) -> None:
        overlap = 2 * SHADOW_PX
        stacked = width < NARROW_PX
        beside = self._is_beside(width)
        row = ROW_PX if stacked else self._row_height(WIDE_ROW_PX if beside else ROOMY_ROW_PX)
        self.faults.set_row_height(row)
        listed = _LIST_HEIGHT + 9 * (row - ROW_PX)
        list_width = width if stacked else self._list_width(width) + overlap
        self._listed.setGeometry(0, 0, list_width, listed + overlap)
        top = listed + GAP_PX
        event_height = _EVENT_HEIGHT + (MAIN_BUTTON_PX if stacked else 0)
        if not stacked and not beside:
            event_height = max(event_height, height - overlap - top)
        self._picked.setGeometry(0, top, list_width, event_height + overlap)
        self._place_run(stacked)
        self.compare.setVisible(beside)
        if beside:
            self._place_beside(width, top + event_height)
            return
        left = 0 if stacked else list_width - overlap + GAP_PX
        top = top + event_height + GAP_PX if stacked else 0
        room = width - left
        story = self.story.heightForWidth(room)
        loss = self.loss.heightForWidth(room)
        spare = 0 if stacked else max(0, height - story - loss + overlap - GAP_PX)
        story += spare // 3
        self.story.setGeometry(QRect(left, top, room, story))
        below = top + story - overlap + GAP_PX
        self.loss.setGeometry(QRect(left, below, room, loss + spare - spare // 3))

    def _place_run(self, stacked: bool) -> None:
        """In the head, or where that has no room for it, under the event."""
        parent = self._picked if stacked else self
        if self.run_button.parentWidget() is not parent:
            self.run_button.setParent(parent)
            self.run_button.show()
        self._action = None if stacked else self.run_button
        if stacked:
            card = self._picked.card().toRect()
            self.run_button.setGeometry(
                card.left() + 12, card.bottom() - MAIN_BUTTON_PX - 10, card.width() - 24, MAIN_BUTTON_PX
            )

    def _place_beside(self, width: int, bottom: int) -> None:
        """Both designs beside one another over what each lacked when, down to where the left column ends."""
        overlap = 2 * SHADOW_PX
        left = self._list_width(width) + GAP_PX
        room = width - left
        top = max(self._beside_height(room), bottom + overlap - COMPARE_PX - GAP_PX + overlap)
        first = round(room * STORY_SHARE)
        self.story.setGeometry(left, 0, first, top)
        self.loss.setGeometry(left + first + GAP_PX - overlap, 0, room - first - GAP_PX + overlap, top)
        self.compare.setGeometry(left, top + GAP_PX - overlap, room, COMPARE_PX)

    def _is_beside(self, width: int) -> bool:
        return width - self._list_width(width) - GAP_PX >= SIDE_BY_SIDE_PX

    def _beside_height(self, room: int) -> int:
        first = round(room * STORY_SHARE)
        second = room - first - GAP_PX + 2 * SHADOW_PX
        return max(self.story.heightForWidth(first), self.loss.heightForWidth(second))

    def _stacked_height(self, width: int) -> int:
        return self.story.heightForWidth(width) + self.loss.heightForWidth(width) + GAP_PX

    def _row_height(self, most: int) -> int:
        """What the list's rows can have of the window, whatever stands beside them: they must not move at a press."""
        return min(most, ROW_PX + max(0, self._scroll.height() - _LEFT_HEIGHT) // len(FAULTS))

    def _list_width(self, width: int) -> int:
        return LIST_PX if width >= ROOMY_PX else NARROW_LIST_PX

    def _fill(self, panel: Panel, side: int, *parts: QWidget) -> None:
        column = QVBoxLayout(panel)
        column.setContentsMargins(SHADOW_PX + side, SHADOW_PX + TITLE_ROOM_PX, SHADOW_PX + side, SHADOW_PX + 10)
        column.setSpacing(8)
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)

    def _changed(self) -> None:
        """Another fault or event was chosen: what came of the one before is no longer what stands there."""
        self._lane.drop()
        self._set_running(False)
        self.reading = None
        fault = fault_of(self.faults.name)
        self.show_head(f"{fault.words}: what comes of it?", f"{self.event_choice.words}. Press Run.")
        self.story.show_waiting(fault.name)
        self.loss.show_waiting()
        self.compare.show_reading(None)
        self.arrange()

    def _progressed(self, done: int, total: int) -> None:
        if self._running:
            self.show_head(self.headline, f"{self.event_choice.words}; {done} of {total} events.")

    def _done(self, reading: FaultReading) -> None:
        self._set_running(False)
        self.reading = reading
        self.show_head(reading.headline, f"{reading.event}, event {reading.position} of {reading.events}.")
        self.story.show_reading(reading)
        self.loss.show_reading(reading)
        self.compare.show_reading(reading)
        self.arrange()

    def _failed(self, error: Exception) -> None:
        self._set_running(False)
        words = str(error) if isinstance(error, TidelineError) else "The experiment failed; your data is untouched."
        self.show_head("The fault could not be done", words)

    def _set_running(self, running: bool) -> None:
        self._running = running
        self.run_button.rest(resting=running)
