"""The Tug of War: the person's own page by SQL and by documents, the bill of both, and who waits for whom."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from app.errors import Stopped, TidelineError
from app.lab.readings.tug import TugReading
from ui.app_bridge import Lane
from ui.buttons import PillButton
from ui.lab.page import MAIN_BUTTON_PX, LabPage, LabSurroundings
from ui.lab.panel import SHADOW_PX
from ui.lab.ports import Tug
from ui.lab.tug.bars import PageBars
from ui.lab.tug.bill import BillPanel
from ui.lab.tug.rope import RopePanel
from ui.lab.tug.waits import WaitsPanel
from ui.lab.tug.wording import UNMEASURED, headline, subline

GAP_PX = 16
RIGHT_PX = 352
NARROW_PX = 860
BARS_PX = 300
ROPE_PX = 280
BILL_PX = 356
WAITS_PX = 200
_NOT_MEASURED = "It could not be measured; your data is as it was. Try again."


class TugPage(LabPage):
    """Shows the last measurement of this run, and makes a new one when asked."""

    body_height = BARS_PX + ROPE_PX + GAP_PX + 2 * SHADOW_PX

    def __init__(self, around: LabSurroundings, parent: QWidget | None = None) -> None:
        super().__init__(around, parent)
        look, icons = self.look, self.icons
        self._tug: Tug | None = None
        self._problem = ""
        self._measured_for = 0
        self._loading = Lane(around.bridge)
        self.bars = PageBars(look, self.body)
        self.rope = RopePanel(look, icons, self.body)
        self.bill = BillPanel(look, self.body)
        self.waits = WaitsPanel(look, self.body)
        self.measure = PillButton(look, icons, "Measure", kind="accent", icon="timer", px=15, height=MAIN_BUTTON_PX)
        self.measure.setEnabled(False)
        self.set_action(self.measure)
        self.measure.clicked.connect(self._pressed)
        self.rope.ratio_chosen.connect(self._ratio_chosen)
        self.rope.people_asked.connect(self._people_asked)
        lab = around.lab
        self._loading.run(lambda: lab.tug, self._loaded)

    @property
    def busy(self) -> bool:
        return self._tug is None

    @property
    def _viewer(self) -> int:
        """Whose page is read."""
        return self.around.program.session.viewer

    def refresh(self) -> None:
        tug = self._tug
        found = None if tug is None or self._measured_for not in (0, self._viewer) else tug.last
        for panel in (self.bars, self.rope, self.bill):
            panel.show_reading(found)
        self.waits.show_reading(None if found is None else found.locking)
        progress = "" if tug is None else tug.progress.words
        self.measure.show_as(*(("Stop", "stop") if progress else ("Measure", "timer")))
        if tug is not None:
            self.rope.show_people(tug.people())
            self.rope.people.setEnabled(not progress)
        if tug is not None and progress:
            self.show_head(f"{progress} …", f"{tug.progress.share:.0%} done. Your data is only read.")
        elif self._problem:
            self.show_head("Nothing was measured", self._problem)
        elif found is None:
            self.show_head(*UNMEASURED)
        else:
            self.show_head(headline(found, self.width()), subline(found))

    def height_for(self, width: int) -> int:
        if width >= NARROW_PX:
            return self.body_height
        return BARS_PX + ROPE_PX + BILL_PX + WAITS_PX + 3 * GAP_PX + 2 * SHADOW_PX

    def place_body(self, width: int, height: int) -> None:
        more = 2 * SHADOW_PX
        if width < NARROW_PX:
            top = 0
            for panel, room in (
                (self.bars, BARS_PX), (self.rope, ROPE_PX), (self.bill, BILL_PX), (self.waits, WAITS_PX),
            ):  # fmt: skip
                panel.setGeometry(QRect(0, top, width, room + more))
                top += room + GAP_PX
            return
        left = width - more - RIGHT_PX - GAP_PX
        upper = height - more - ROPE_PX - GAP_PX
        self.bars.setGeometry(QRect(0, 0, left + more, upper + more))
        self.rope.setGeometry(QRect(0, upper + GAP_PX, left + more, ROPE_PX + more))
        bill = height - more - WAITS_PX - GAP_PX
        self.bill.setGeometry(QRect(left + GAP_PX, 0, RIGHT_PX + more, bill + more))
        self.waits.setGeometry(QRect(left + GAP_PX, bill + GAP_PX, RIGHT_PX + more, WAITS_PX + more))

    def hideEvent(self, event: QHideEvent) -> None:
        if self._tug is not None:
            self._tug.stop_people()
        super().hideEvent(event)

    def _loaded(self, tug: Tug) -> None:
        self._tug = tug
        self.measure.setEnabled(True)
        self.refresh()
        self.arrange()

    def _pressed(self) -> None:
        if self._tug is None:
            return
        if self._tug.progress.words:
            self._tug.cancel()
            return
        self._problem = ""
        self._tug.stop_people()
        self._measured_for = self._viewer
        measured = self._tug.start(self._viewer)
        self.around.bridge.follow(measured, self._measured, self._failed)
        self.refresh()

    def _measured(self, _found: TugReading) -> None:
        self.refresh()
        self.arrange()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, Stopped):
            self._problem = str(error) if isinstance(error, TidelineError) else _NOT_MEASURED
        self.refresh()

    def _ratio_chosen(self, ratio: float) -> None:
        if self._tug is not None:
            self._tug.set_ratio(ratio)

    def _people_asked(self, on: bool) -> None:
        if self._tug is None:
            return
        if on:
            self._tug.start_people(self.rope.ratio, self._viewer)
        else:
            self._tug.stop_people()
        self.refresh()
