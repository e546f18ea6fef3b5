"""Staleness, measured: how likely a read is fresh, measured over predicted, and what copies would make of it."""

from PySide6.QtCore import QElapsedTimer

from app.lab.readings.staleness import CopiesAsked, CopiesReading, FreshReading
from ui.app_bridge import Lane
from ui.lab.page import LabPage, LabSurroundings
from ui.lab.panel import SHADOW_PX
from ui.lab.staleness.copies_panel import HEIGHT_PX as COPIES_PX
from ui.lab.staleness.copies_panel import CopiesPanel
from ui.lab.staleness.fresh_chart import FreshChart
from ui.lab.staleness.shown import headline, marker_ms, subline, verdict_words
from ui.lab.staleness.verdict_chip import VerdictChip
from ui.lab.staleness.versions_panel import HEIGHT_PX as VERSIONS_PX
from ui.lab.staleness.versions_panel import NARROW_HEIGHT_PX, VersionsPanel

READ_EVERY_MS = 250
"""A reading takes some milliseconds of the pool, so it is taken four times a second."""

GAP_PX = 16
_BESIDE_FROM_PX = 900
_RIGHT_PX = 352
_SHORT_BELOW_PX = 760
_CHART_PX = 340


class StalenessPage(LabPage):
    """Reads anew while it is seen; the copies are drawn when somebody asks."""

    def __init__(self, around: LabSurroundings) -> None:
        super().__init__(around)
        self._reading: FreshReading | None = None
        self._pointed: float | None = None
        self._asking = False
        self._drawing = False
        self._copies_lane = Lane(around.bridge)
        self._since = QElapsedTimer()
        self.chart = FreshChart(self.look, self.body)
        self.versions = VersionsPanel(self.look, self.body)
        self.copies = CopiesPanel(self.look, self.icons, self.body)
        self.verdict = VerdictChip(self.look, self)
        self.set_action(self.verdict)
        self.chart.pointed.connect(self._point)
        self.copies.asked.connect(self._ask)
        self.show_head("Staleness, measured", "The first reading comes in a moment.")
        self._ask(self.copies.question)

    @property
    def busy(self) -> bool:
        """Whether a reading or an answer is on its way."""
        return self._asking or self._drawing

    def refresh(self) -> None:
        """Ask for a reading, unless one is on its way or the last one is fresh enough."""
        if self._asking or (self._since.isValid() and self._since.elapsed() < READ_EVERY_MS):
            return
        self._asking = True
        self._since.start()
        self.around.bridge.run(self.around.lab.staleness.reading, self._show, self._failed)

    def arrange(self) -> None:
        self.verdict.set_short(self.width() < _SHORT_BELOW_PX)
        super().arrange()

    def height_for(self, width: int) -> int:
        if width >= _BESIDE_FROM_PX:
            return COPIES_PX
        overlap = 2 * SHADOW_PX - GAP_PX
        return _CHART_PX + self._versions_px(width) + COPIES_PX - 2 * overlap

    def place_body(self, width: int, height: int) -> None:
        step = GAP_PX - 2 * SHADOW_PX
        below = self._versions_px(width)
        if width >= _BESIDE_FROM_PX:
            right = _RIGHT_PX + 2 * SHADOW_PX
            left = width - right - step
            self.chart.setGeometry(0, 0, left, height - below - step)
            self.versions.setGeometry(0, height - below, left, below)
            self.copies.setGeometry(width - right, 0, right, height)
            return
        self.chart.setGeometry(0, 0, width, _CHART_PX)
        self.versions.setGeometry(0, _CHART_PX + step, width, below)
        self.copies.setGeometry(0, _CHART_PX + below + 2 * step, width, COPIES_PX)

    @staticmethod
    def _versions_px(width: int) -> int:
        return VERSIONS_PX if width >= 540 else NARROW_HEIGHT_PX

    def _show(self, reading: FreshReading) -> None:
        self._asking = False
        self._reading = reading
        if self.verdict.show_words(verdict_words(reading)):
            self.arrange()
        self._tell()

    def _failed(self, error: Exception) -> None:
        self._asking = False
        self.show_head("The lag cannot be read just now", str(error))

    def _point(self, at_ms: float) -> None:
        self._pointed = at_ms
        self._tell()

    def _tell(self) -> None:
        reading = self._reading
        if reading is None:
            return
        at_ms = marker_ms(reading) if self._pointed is None else self._pointed
        self.show_head(headline(reading, at_ms), subline(reading, at_ms))
        self.chart.show_reading(reading, at_ms)
        self.versions.show_reading(reading, at_ms)

    def _ask(self, asked: CopiesAsked) -> None:
        self._drawing = True
        staleness = self.around.lab.staleness
        self._copies_lane.run(lambda: staleness.copies(asked), self._answer, self._no_answer)

    def _answer(self, answer: CopiesReading) -> None:
        self._drawing = False
        self.copies.show_answer(answer)

    def _no_answer(self, error: Exception) -> None:
        self._drawing = False
        self.copies.show_problem(error)
