"""The settings: how the window looks and moves, the keys, what views show after an action, and the data."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QScrollArea, QVBoxLayout, QWidget

from app.consistency.strategies import KINDS, Kind, choices_in, strategies_from
from app.consistency.visible import Strategy
from app.errors import InvalidInput
from ui.app_bridge import AppBridge
from ui.buttons import PillButton
from ui.icons import Icons
from ui.ports import Program
from ui.preferences import Preferences
from ui.question import ask
from ui.segmented import Segmented
from ui.settings.choice import Choice
from ui.settings.explanations import KIND_WORDS, STRATEGY_WORDS, offered
from ui.settings.section import Section
from ui.switch import Switch
from ui.sync_card.readout import percent
from ui.theme import COLUMN_MAX_PX, Look
from ui.words import Words

THEMES = (("system", "System"), ("light", "Light"), ("dark", "Dark"))

WHY = "Feeds trail the store that saves. For each action choose what bridges the gap."

ABOUT = (
    "Tideline keeps your feed on this machine and shows what most programs hide: the time between saying something "
    "and everybody being able to read it. Free software under the MIT licence. Type: Inter, under the SIL Open Font "
    "Licence. Icons: Phosphor, MIT."
)


class SettingsView(QWidget):
    """Shows and changes `Preferences` and the session's strategies, and rebuilds the read store. `help`: the keys."""

    help = Signal()

    def __init__(
        self,
        program: Program,
        bridge: AppBridge,
        look: Look,
        icons: Icons,
        preferences: Preferences,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._program = program
        self._look = look
        self._icons = icons
        self._preferences = preferences
        self._margin = 32
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.theme = Segmented(look, "Theme", THEMES)
        self.motion = Switch(look, "Reduced motion")
        self.letters = Switch(look, "Letter keys")
        self.strategies: dict[Kind, QComboBox] = {}
        self.rebuild = PillButton(look, icons, "Rebuild", icon="arrows-clockwise")
        self._sections: list[Section] = []
        self._explained: dict[Kind, Words] = {}
        self._scroll = QScrollArea(self)
        self._page = QWidget()
        self._column = QVBoxLayout(self._page)
        self._fill()
        self._wire(bridge)
        self.refresh()

    def refresh(self) -> None:
        """Show the settings as they are."""
        value = self._preferences.value
        self.theme.show_value(value.theme)
        self.motion.setChecked(value.reduced_motion)
        self.letters.setChecked(value.letter_keys)
        strategies = self._program.session.strategies
        for kind, box in self.strategies.items():
            box.setCurrentIndex(max(0, box.findData(getattr(strategies, kind))))
            self._explain(kind)
        self._show_read_side()

    def set_margin(self, margin: int) -> None:
        """How far the column's edge is from the view's, at least."""
        self._margin = margin
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._scroll.setGeometry(self.rect())
        self._arrange()

    def _fill(self) -> None:
        look = self._look
        seen = self._section("Appearance")
        seen.add_row("Theme", "System follows your desktop's choice.", self.theme)
        seen.add_row("Reduced motion", "States switch instead of moving.", self.motion)
        keys = self._section("Keys")
        keys.add_row("Letter keys", "J, K, L, R and others act in the feed. Arrows always do.", self.letters)
        show = PillButton(look, self._icons, "Show", icon="keyboard")
        show.clicked.connect(self.help)
        keys.add_row("All shortcuts", "What each key does.", show)
        after = self._section("What you see after you act")
        after.add_whole(Words(look, WHY, 13, ink="muted"))
        for kind in KINDS:
            name, what = KIND_WORDS[kind]
            box = self._choices(kind, name)
            self.strategies[kind] = box
            self._explained[kind] = after.add_row(name, what, box)
        data = self._section("Data")
        folder = PillButton(look, self._icons, "Open folder", icon="folder-open")
        folder.clicked.connect(lambda: self._open(self._program.folder))
        data.add_row("Where it lies", str(self._program.folder), folder)
        self._rebuild_words = data.add_row(
            "Read store", "Everything that feeds show, made anew from what was saved.", self.rebuild
        )
        about = self._section("About")
        about.add_whole(Words(look, ABOUT, 14))
        self._column.setSpacing(24)
        self._column.addStretch(1)
        self._scroll.setWidget(self._page)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        self._page.setAutoFillBackground(False)

    def _wire(self, bridge: AppBridge) -> None:
        self.theme.chosen.connect(lambda theme: self._preferences.change(theme=theme))
        self.motion.clicked.connect(lambda on: self._preferences.change(reduced_motion=on))
        self.letters.clicked.connect(lambda on: self._preferences.change(letter_keys=on))
        self.rebuild.clicked.connect(self._ask_rebuild)
        self._preferences.changed.connect(self.refresh)
        bridge.read_side.connect(self._show_read_side)

    def _section(self, title: str) -> Section:
        section = Section(self._look, title)
        self._sections.append(section)
        self._column.addWidget(section)
        return section

    def _choices(self, kind: Kind, name: str) -> QComboBox:
        box = Choice(self._look, self._icons, f"{name}: what you see")
        for strategy in offered(kind):
            words, explanation = STRATEGY_WORDS[strategy]
            box.addItem(words, strategy)
            box.setItemData(box.count() - 1, explanation, Qt.ItemDataRole.ToolTipRole)
        box.activated.connect(lambda _index: self._choose(kind, box.currentData()))
        return box

    def _choose(self, kind: Kind, strategy: Strategy) -> None:
        session = self._program.session
        value = self._preferences.value
        try:
            session.strategies = strategies_from(
                {**choices_in(session.strategies), kind: strategy},
                deadline_ms=value.read_deadline_ms,
                fresh_ms=value.fresh_seconds * 1000,
            )
        except InvalidInput as error:
            self._explained[kind].setText(error.reason)
            return
        self._preferences.change(strategies=choices_in(session.strategies))
        self._explain(kind)

    def _explain(self, kind: Kind) -> None:
        strategy: Strategy = getattr(self._program.session.strategies, kind)
        self._explained[kind].setText(STRATEGY_WORDS[strategy][1])

    def _ask_rebuild(self) -> None:
        ask(
            self.window(),
            "Rebuild the read store",
            "Make everything that feeds show anew from what was saved? Nothing is lost, the old feed stays readable "
            "meanwhile, and it may take a minute for a large archive.",
            "Rebuild",
            self._program.read_side.rebuild,
        )

    def _show_read_side(self) -> None:
        state = self._program.read_side.state()
        self.rebuild.setEnabled(state.rebuilding is None and not state.elsewhere and not state.write_problem)
        words = "Everything that feeds show, made anew from what was saved."
        if state.rebuilding is not None:
            done, total = state.rebuilding
            words = f"Rebuilding: position {done:,} of {total:,}, {percent(done, total)}."
        self._rebuild_words.setText(words)

    @staticmethod
    def _open(folder: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _arrange(self) -> None:
        width = min(COLUMN_MAX_PX, self.width() - 2 * self._margin)
        aside = max(0, (self.width() - width) // 2)
        bar = self.width() - self._scroll.viewport().width()  # the scrollbar must not push the column aside
        self._column.setContentsMargins(aside, 6, max(0, aside - bar), 32)
        for section in self._sections:
            section.set_narrow(width)
