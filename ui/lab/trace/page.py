"""One command's trace: the newest commands at the left, the spans of the chosen one beside them, and the export."""

from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from app.commands import CommandId
from app.consistency.spans import percentiles_of, whole_percentiles
from app.consistency.trace import Trace, matches
from app.errors import TidelineError
from ui.app_bridge import Lane
from ui.buttons import PillButton
from ui.files import ask_where
from ui.lab.page import BUTTON_PX, LabPage, LabSurroundings
from ui.lab.panel import SHADOW_PX, Panel
from ui.lab.trace.trace_list import TraceList
from ui.lab.trace.waterfall import LEGEND_PX, Waterfall
from ui.lab.trace.wording import headline
from ui.search_field import SearchField
from ui.words import Words

LIST_PX = (264, 340)
"""How wide the list is: a fifth of the page, between these."""
GAP_PX = 16
ABOVE_PX = 216
"""How high the list is where it stands above the spans."""

COMPARED = 1_000
NARROW_PX = 760
EVERY = 4
"""The list is read at each fourth turn of the page: it may hold 10,000 rows."""


class TracePage(LabPage):
    """Follows the newest command until a person chooses another."""

    body_height = 630

    def __init__(self, around: LabSurroundings, parent: QWidget | None = None) -> None:
        super().__init__(around, parent)
        self._seen_version = -1
        self._turn = 0
        self._words = ""
        self._follows = True
        self._reading = Lane(around.bridge)
        self._listed = Panel(self.look, parent=self.body)
        self.search = SearchField(self.look, self.icons, self._listed)
        self.search.setPlaceholderText("Search traces")
        self.search.setAccessibleName("Search traces")
        self.list = TraceList(self.look, self.icons, self._listed)
        self.waterfall = Waterfall(self.look, self.icons, self.body)
        self._empty = Words(self.look, "Nothing found.", 14, ink="muted", parent=self._listed)
        self.export = PillButton(self.look, self.icons, "Export…", icon="download-simple", px=14, height=BUTTON_PX)
        self.export.setToolTip("Chrome's trace format; opens in Perfetto")
        self.set_action(self.export)
        self.export.clicked.connect(self._export)
        self.search.asked.connect(self._searched)
        self.search.left.connect(lambda: self._searched(""))
        self.search.textEdited.connect(lambda words: None if words.strip() else self._searched(""))
        self.list.selectionModel().currentChanged.connect(self._chosen)
        self.list.pressed.connect(self._stop_following)

    def height_for(self, width: int) -> int:
        return self.body_height if width >= NARROW_PX else self.body_height + ABOVE_PX + LEGEND_PX

    def show_command(self, command_id: CommandId) -> None:
        """Choose a command, as a click on its dot in the pipeline does."""
        self.search.clear()
        self._words = ""
        self._read()
        self._follows = not self.list.choose(command_id)

    def refresh(self) -> None:
        self._turn += 1
        log = self.around.lab.trace
        if log.version == self._seen_version or (self._seen_version >= 0 and self._turn % EVERY):
            return
        self._seen_version = log.version
        self._read()

    def place_body(self, width: int, height: int) -> None:
        overlap = 2 * SHADOW_PX
        if width >= NARROW_PX:
            beside = min(max(width // 5, LIST_PX[0]), LIST_PX[1])
            listed = QRect(0, 0, beside + overlap, height)
            spans = QRect(beside + GAP_PX, 0, width - beside - GAP_PX, height)
        else:
            listed = QRect(0, 0, width, ABOVE_PX + overlap)
            spans = QRect(0, ABOVE_PX + GAP_PX, width, height - ABOVE_PX - GAP_PX)
        self._listed.setGeometry(listed)
        self.waterfall.setGeometry(spans)
        card = self._listed.card().toRect()
        self.search.setGeometry(card.left() + 16, card.top() + 16, card.width() - 32, self.search.height())
        below = self.search.geometry().bottom() + 10
        self.list.setGeometry(card.left(), below, card.width(), card.bottom() - below - 10)
        self._empty.setGeometry(card.left() + 20, below + 10, card.width() - 40, 40)

    def _read(self) -> None:
        """List what is traced now, and show the chosen one anew."""
        traces = self.around.lab.trace.newest()
        if self._words:
            traces = tuple(trace for trace in traces if matches(trace, self._words))
        self.list.items.show_items(traces)
        self._empty.setText("Nothing found." if self._words else "Nothing yet.")
        self._empty.setVisible(not traces)
        self.export.setEnabled(bool(traces) or bool(self._words))
        if traces and (self._follows or self.list.chosen is None):
            self.list.setCurrentIndex(self.list.items.index(0))
        self._show(self.list.chosen)

    def _show(self, trace: Trace | None) -> None:
        if trace is None:
            if self._words:
                self.show_head(
                    f"No command is called \u201c{self._words}\u201d", "Try a kind, a position or a strategy."
                )
            else:
                self.show_head("Nothing was done yet in this window", "Post or like something: its times appear here.")
            self.waterfall.show_trace(None, {}, None)
            return
        self.show_head(*headline(trace, self.around.program.session.viewer))
        alike = [one for one in self.around.lab.trace.newest(COMPARED) if one.words == trace.words]
        self.waterfall.show_trace(trace, percentiles_of(alike), whole_percentiles(alike))

    def _chosen(self) -> None:
        self._show(self.list.chosen)

    def _stop_following(self) -> None:
        self._follows = self.list.currentIndex().row() == 0

    def _searched(self, words: str) -> None:
        self._words = words.strip()
        self._follows = True
        self._read()

    def _export(self) -> None:
        ask_where(self, "Export traces", "tideline-trace.json", "Chrome trace (*.json)", self.export_to)

    def export_to(self, file: Path) -> None:
        """Write every kept trace to `file`, and say so in the head."""
        lab = self.around.lab
        self._reading.run(
            lambda: lab.export_traces(file),
            lambda spans: self.show_head(f"{spans:,} spans are in {file.name}", "Open it in Perfetto."),
            self._not_exported,
        )

    def _not_exported(self, error: Exception) -> None:
        words = str(error) if isinstance(error, TidelineError) else "The traces could not be written; nothing changed."
        self.show_head("The traces were not exported", words)
