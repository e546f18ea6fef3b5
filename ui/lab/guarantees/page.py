"""The promises of a session, checked while the program is used: what holds, and each violation with its witness."""

import threading
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.errors import Stopped, TidelineError
from app.lab.readings.guarantees import GuaranteesReading, HistoryForm
from ui.app_bridge import Lane
from ui.buttons import PillButton
from ui.files import ask_where, ask_which
from ui.lab.guarantees import timeline
from ui.lab.guarantees.promises import Promises
from ui.lab.guarantees.timeline import Timeline
from ui.lab.guarantees.violations import ViolationList
from ui.lab.guarantees.wording import CHECKING, checking_words, headline
from ui.lab.page import BUTTON_PX, LabPage, LabSurroundings
from ui.lab.panel import PADDING_PX, SHADOW_PX, TITLE_ROOM_PX, Panel
from ui.words import Words

GAP_PX = 16
PROMISES_PX = 500
NARROW_PX = 760
HEAD_FROM_PX = 600
"""Below this width the buttons stand under the panels, so that the headline can be read."""
ACTIONS_PX = 54
PROMISES_HEIGHT_PX = 520
VIOLATIONS_HEIGHT_PX = 560
BESIDE_FROM_PX = 840
"""From this width the chosen violation stands beside the list, else below it."""
LIST_AT_MOST_PX = 520
TIMELINE_AT_MOST_PX = 260
_SENTENCE_PX = 46
FORMS: tuple[tuple[HistoryForm, str, str], ...] = (
    ("json", "Everything, as JSON", "tideline-history.json"),
    ("elle-store", "What the store returned, for Elle", "tideline-store.edn"),
    ("elle-seen", "What you saw, for Elle", "tideline-seen.edn"),
)
BREAK_HINT = "Slows the read side by 3 s and shows nothing ahead. Then like or post something."
UNDO_HINT = "Like or post something and look. Then put everything back."
NOTHING = "None so far. Press 'Break one' to see what one looks like."


class GuaranteesPage(LabPage):
    """Shows the running program, or a history from a file until a person goes back."""

    body_height = PROMISES_HEIGHT_PX

    def __init__(self, around: LabSurroundings, parent: QWidget | None = None) -> None:
        super().__init__(around, parent)
        self._file: GuaranteesReading | None = None
        self._shown: GuaranteesReading | None = None
        self._work = Lane(around.bridge)
        self._working = False
        self._checking = ""
        self._ending = threading.Event()
        self._told = ""
        self._acts_below = False
        self.promises = Promises(self.look, self.icons, self.body)
        self.breaking = PillButton(self.look, self.icons, "Break one", icon="lightning", px=14, parent=self.promises)
        self._hint = Words(self.look, BREAK_HINT, 13, ink="muted", parent=self.promises)
        self._broken = Panel(self.look, "Broken promises", parent=self.body)
        self.list = ViolationList(self.look, self.icons, self._broken)
        self._nothing = Words(self.look, NOTHING, 14, ink="muted", parent=self._broken)
        self.sentence = Words(self.look, "", 14, parent=self._broken)
        self.timeline = Timeline(self.look, self.icons, self._broken)
        self._make_actions()
        self.breaking.clicked.connect(self._break_or_mend)
        self.list.selectionModel().currentChanged.connect(self._show_chosen)

    @property
    def busy(self) -> bool:
        return self._working

    def height_for(self, width: int) -> int:
        if width >= NARROW_PX:
            return self.body_height
        below = ACTIONS_PX if self._acts_below else 0
        return PROMISES_HEIGHT_PX + VIOLATIONS_HEIGHT_PX + GAP_PX + below

    def arrange(self) -> None:
        below = self.width() < HEAD_FROM_PX
        if below != self._acts_below:
            self._acts_below = below
            if below:
                self._action = None
                self.files_row.setParent(self.body)
                self.files_row.show()
            else:
                self.set_action(self.files_row)
        super().arrange()

    def refresh(self) -> None:
        reading = self._file or self.around.lab.guarantees.reading()
        if reading == self._shown:
            return
        anew = self._shown is None or self._shown.source != reading.source
        self._shown = reading
        if not self._told and not self._checking:
            self.show_head(*headline(reading))
        self._told = ""
        self.promises.show_verdict(reading.verdict)
        self._show_breaking(reading)
        self.back.setVisible(bool(reading.source))
        self.arrange()
        at_top = self.list.currentIndex().row() <= 0
        self.list.items.show_items(reading.verdict.violations[::-1], anew=anew)
        has_any = bool(reading.verdict.violations)
        self._nothing.setVisible(not has_any)
        for part in (self.list, self.sentence, self.timeline):
            part.setVisible(has_any)
        if has_any and (at_top or anew):
            self.list.setCurrentIndex(self.list.items.index(0))
        self._show_chosen()

    def place_body(self, width: int, height: int) -> None:
        overlap = 2 * SHADOW_PX
        if width >= NARROW_PX:
            left = min(PROMISES_PX, round(width * 0.46))
            self.promises.setGeometry(0, 0, left + overlap, height)
            self._broken.setGeometry(left + GAP_PX, 0, width - left - GAP_PX, height)
        else:
            self.promises.setGeometry(0, 0, width, PROMISES_HEIGHT_PX)
            self._broken.setGeometry(0, PROMISES_HEIGHT_PX + GAP_PX - overlap, width, VIOLATIONS_HEIGHT_PX)
        if self._acts_below:
            size = self.files_row.sizeHint()
            self.files_row.setGeometry(SHADOW_PX, self._broken.geometry().bottom() + 8, size.width(), size.height())
        self._place_parts()

    def _place_parts(self) -> None:
        card = self.promises.card().toRect()
        inner = card.adjusted(PADDING_PX, 0, -PADDING_PX, 0)
        top = self.promises.rows_end + 16
        size = self.breaking.sizeHint()
        self.breaking.setGeometry(inner.left(), top, size.width(), size.height())
        beside = size.width() + 14
        self._hint.setGeometry(inner.left() + beside, top - 6, inner.width() - beside, size.height() + 24)
        card = self._broken.card().toRect()
        inner = card.adjusted(PADDING_PX, TITLE_ROOM_PX + 6, -PADDING_PX, -16)
        if card.width() >= BESIDE_FROM_PX:
            listed = min(card.width() * 2 // 5, LIST_AT_MOST_PX)
            self.list.setGeometry(QRect(card.left(), inner.top(), listed, inner.height()))
            inner.setLeft(card.left() + listed + PADDING_PX)
            self.sentence.setGeometry(inner.left(), inner.top(), inner.width(), _SENTENCE_PX)
            high = min(inner.height() - _SENTENCE_PX - 12, TIMELINE_AT_MOST_PX)
            self.timeline.setGeometry(inner.left(), self.sentence.geometry().bottom() + 12, inner.width(), high)
        else:
            line = timeline.LEAST_PX
            self.timeline.setGeometry(inner.left(), inner.bottom() - line, inner.width(), line)
            above = inner.bottom() - line - _SENTENCE_PX - 8
            self.sentence.setGeometry(inner.left(), above, inner.width(), _SENTENCE_PX)
            self.list.setGeometry(QRect(card.left(), inner.top(), card.width(), above - inner.top() - 8))
        self._nothing.setGeometry(card.left() + PADDING_PX, inner.top(), card.width() - 2 * PADDING_PX, 60)

    def _make_actions(self) -> None:
        self.files_row = row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        made = []
        for words, icon in (
            ("Back to live", "arrow-left"),
            ("Import…", "upload-simple"),
            ("Export…", "download-simple"),
        ):
            made.append(PillButton(self.look, self.icons, words, icon=icon, px=14, height=BUTTON_PX, parent=row))
            layout.addWidget(made[-1])
        self.back, self.import_, self.export = made
        self.import_.setToolTip("Check a history recorded elsewhere: JSON, or Elle's EDN")
        self.export.setToolTip("The history that was checked: JSON, or Elle's EDN")
        self.back.hide()
        self.back.clicked.connect(self._go_live)
        self.import_.clicked.connect(self._import_or_stop)
        self.export.clicked.connect(self._choose_export)
        self.set_action(row)

    def _show_breaking(self, reading: GuaranteesReading) -> None:
        self.breaking.show_as(
            *(("Put back", "arrow-counter-clockwise") if reading.breaking else ("Break one", "lightning"))
        )
        self._hint.setText(UNDO_HINT if reading.breaking else BREAK_HINT)
        self._place_parts()

    def _show_chosen(self) -> None:
        violation = self.list.chosen
        self.sentence.setText("" if violation is None else violation.sentence)
        self.timeline.show_violation(violation)

    def _break_or_mend(self) -> None:
        guarantees = self.around.lab.guarantees
        if guarantees.reading().breaking:
            guarantees.end_breaking()
        else:
            guarantees.begin_breaking()
        self._file = None
        self.refresh()

    def _go_live(self) -> None:
        self._file = None
        self.refresh()
        self.import_.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose_export(self) -> None:
        menu = QMenu(self)
        for form, words, name in FORMS:
            menu.addAction(words).triggered.connect(
                lambda _checked, form=form, name=name: self._choose_place(form, name)
            )
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.export.mapToGlobal(self.export.rect().bottomLeft()))

    def _choose_place(self, form: HistoryForm, name: str) -> None:
        ask_where(self, "Export the history", name, "All files (*)", lambda chosen: self.export_to(chosen, form))

    def _import_or_stop(self) -> None:
        if self._checking:
            self._ending.set()
        else:
            self._choose_import()

    def _choose_import(self) -> None:
        kinds = "Histories (*.json *.jsonl *.edn);;All files (*)"
        ask_which(self, "Check a history", kinds, lambda chosen: self.check_file(chosen[0]))

    def export_to(self, file: Path, form: HistoryForm) -> None:
        """Write the history to `file`, and say so in the head."""
        guarantees = self.around.lab.guarantees

        def done(count: int) -> None:
            self._say(f"The history is in {file.name}", f"{count:,} lines; 'lab check {file.name}' judges it anywhere.")

        self._begin()
        self._work.run(lambda: guarantees.export(file, form), done, self._refused)

    def check_file(self, file: Path) -> None:
        """Check a history from a file, and show its verdict until a person goes back; the same button stops it."""
        guarantees, bridge = self.around.lab.guarantees, self.around.bridge
        self._ending = ending = threading.Event()
        self._begin()
        self._show_checking(file.name)
        self.show_head(checking_words(file.name), CHECKING)

        def progress(read: int, total: int) -> None:
            bridge.deliver(lambda: self._progressed(ending, read, total))

        def go_on() -> bool:
            return not (ending.is_set() or bridge.closed)

        self._work.run(lambda: guarantees.check(file, progress, go_on), self._checked, self._refused)

    def _progressed(self, ending: threading.Event, read: int, total: int) -> None:
        if self._checking and ending is self._ending:
            self.show_head(checking_words(self._checking, read, total), CHECKING)

    def _show_checking(self, name: str) -> None:
        self._checking = name
        self.import_.show_as(*(("Stop", "stop") if name else ("Import…", "upload-simple")))
        self.export.setEnabled(not name)
        self.arrange()

    def _begin(self) -> None:
        self._working = True
        self._told = ""

    def _checked(self, reading: GuaranteesReading) -> None:
        self._working = False
        self._show_checking("")
        self._file = reading
        self.refresh()

    def _refused(self, error: Exception) -> None:
        self._show_checking("")
        if not isinstance(error, TidelineError):
            raise error
        if isinstance(error, Stopped):
            self._working, self._shown = False, None
            self.refresh()
            return
        self._say("Nothing was checked or written", str(error))

    def _say(self, head: str, line: str) -> None:
        """Say what came of something, until there is something new to show."""
        self._working = False
        self._told = head
        self.show_head(head, line)
