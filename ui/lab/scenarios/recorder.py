"""The buttons that record what one does in the running program, and hand out a recording or a report as a file."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.errors import TidelineError
from ui.app_bridge import AppBridge
from ui.buttons import PillButton
from ui.files import ask_where
from ui.icons import Icons
from ui.lab.page import BUTTON_PX
from ui.lab.ports import Scenarios
from ui.theme import Look

RECORDING = "What is done in Tideline until you stop becomes a story."
_ANY_WIDTH = 16_777_215
"""Qt's QWIDGETSIZE_MAX: no limit."""


class Recorder(QWidget):
    """`said(headline, subline)` when something was done or refused; `saved(file)` after a recording was written.

    `story` is the one that a report is about.
    """

    said = Signal(str, str)
    saved = Signal(str)

    def __init__(self, desk: Scenarios, bridge: AppBridge, look: Look, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._bridge = bridge
        self.story = ""
        self._compact = False
        self.record = PillButton(look, icons, "Record", icon="record", px=14, height=BUTTON_PX, parent=self)
        self.record.setToolTip("What you do from now on becomes a story that can be played again.")
        self.report = PillButton(
            look, icons, "Save report…", icon="download-simple", px=14, height=BUTTON_PX, parent=self
        )
        self.report.setToolTip("One page that needs no network.")
        self.report.setEnabled(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.record)
        row.addWidget(self.report)
        self.record.clicked.connect(self._record)
        self.report.clicked.connect(self._ask_for_report)
        self._show()

    def sizeHint(self) -> QSize:
        if self._compact:
            return QSize(2 * BUTTON_PX + 10, BUTTON_PX)
        record, report = self.record.sizeHint(), self.report.sizeHint()
        return QSize(record.width() + 10 + report.width(), record.height())

    def show_compact(self, *, compact: bool) -> bool:
        """Show icons alone, or words beside them; whether that is another way than before."""
        if compact == self._compact:
            return False
        self._compact = compact
        self._show()
        return True

    def stop_to(self, file: Path) -> None:
        """Write the recording to `file`, and say so."""

        def written(sentence: str) -> None:
            self._show()
            self.said.emit("What you did is a story now", sentence)
            self.saved.emit(str(file))

        self._run(lambda: self._desk.save_recording(file), written, "The recording was not saved")

    def report_to(self, file: Path) -> None:
        """Write the report of the story that was played, and say so."""
        story = self.story
        self._run(
            lambda: self._desk.save_report(story, file),
            lambda _none: self.said.emit("The report is saved", f"{file.name} opens in any browser."),
            "The report was not saved",
        )

    def throw_away(self) -> None:
        """Stop recording, and forget it."""
        self._desk.drop_recording()
        self._show()
        self.said.emit("The recording is thrown away", "")

    def _record(self) -> None:
        if not self._desk.recording:
            self._run(self._desk.begin_recording, self._began, "Nothing is recorded")
            return
        menu = QMenu(self)
        menu.addAction("Save as a story…").triggered.connect(self._ask_for_recording)
        menu.addAction("Throw it away").triggered.connect(self.throw_away)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.record.mapToGlobal(QPoint(0, self.record.height() + 4)))

    def _began(self, _none: None) -> None:
        self._show()
        self.said.emit("Recording", RECORDING)

    def _show(self) -> None:
        on = self._desk.recording
        for button, words, icon in (
            (self.record, "Stop" if on else "Record", "stop" if on else "record"),
            (self.report, "Save report…", "download-simple"),
        ):
            button.show_as("" if self._compact else words, icon)
            button.setAccessibleName(words)
            button.setMaximumWidth(BUTTON_PX if self._compact else _ANY_WIDTH)
            button.setMinimumWidth(BUTTON_PX if self._compact else 0)
        self.updateGeometry()

    def _ask_for_recording(self) -> None:
        ask_where(self, "Save the recording", "what-i-did.toml", "Scenario (*.toml)", self.stop_to)

    def _ask_for_report(self) -> None:
        ask_where(self, "Save the report", f"{Path(self.story).stem}.html", "Web page (*.html)", self.report_to)

    def _run(self, work: Callable[[], object], then: Callable[..., None], trouble: str) -> None:
        def failed(error: Exception) -> None:
            self._show()
            words = str(error) if isinstance(error, TidelineError) else "Something went wrong; nothing was written."
            self.said.emit(trouble, words)

        self._bridge.run(work, then, failed)
