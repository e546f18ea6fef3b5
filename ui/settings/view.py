"""The settings: how the window looks and moves, the keys, what views show after an action, and the data."""

from collections import deque
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ui.app_bridge import AppBridge
from ui.buttons import PillButton
from ui.icons import Icons
from ui.ports import Program
from ui.preferences import Preferences
from ui.question import ask
from ui.segmented import Segmented
from ui.settings.section import Section
from ui.settings.strategy_section import StrategySection
from ui.switch import Switch
from ui.sync_card.readout import percent
from ui.theme import COLUMN_MAX_PX, Look
from ui.words import Words

THEMES = (("system", "System"), ("light", "Light"), ("dark", "Dark"))
READ_STORE = "Everything that feeds show, made anew from what was saved."
DEMO = "Simulated people with their posts, beside what is here."
ABOUT = (
    "Tideline keeps your feed on this machine and shows what most programs hide: the time between saying something "
    "and everybody being able to read it. Free software under the MIT licence. Type: Inter, under the SIL Open Font "
    "Licence. Icons: Phosphor, MIT."
)


class SettingsView(QWidget):
    """Shows and changes `Preferences` and the session's strategies, and rebuilds the read store.

    `help`: the keys; `fill_demo`: demo data is wanted.

    It fills itself over a few turns of the event loop, so that the first visit costs no frame.
    """

    help = Signal()
    fill_demo = Signal()

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
        self.fill = PillButton(look, icons, "Fill", icon="users-three")
        self.rebuild = PillButton(look, icons, "Rebuild", icon="arrows-clockwise")
        self.strategies = StrategySection(program, look, icons, preferences)
        self._rebuild_words = Words(look, READ_STORE, 13, ink="muted")
        self._sections = [
            Section(look, "Appearance"),
            Section(look, "Keys"),
            self.strategies,
            Section(look, "Data"),
            Section(look, "About"),
        ]
        self._scroll = QScrollArea(self)
        self._column = self._made_page()
        self._parts: deque[Callable[[], None]] = deque(
            (self._fill_look_and_keys, *self.strategies.parts(), self._fill_data, self._fill_about)
        )
        self._filling = QTimer(self, interval=0)
        self._filling.timeout.connect(self._fill_on)
        self._wire(bridge)
        self._fill_on()
        self._filling.start()

    @property
    def busy(self) -> bool:
        """Whether it is still filling itself."""
        return bool(self._parts)

    def refresh(self) -> None:
        """Show the settings as they are."""
        value = self._preferences.value
        self.theme.show_value(value.theme)
        self.motion.setChecked(value.reduced_motion)
        self.letters.setChecked(value.letter_keys)
        self.strategies.refresh()
        self._show_read_side()

    def set_margin(self, margin: int) -> None:
        """How far the column's edge is from the view's, at least."""
        self._margin = margin
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._scroll.setGeometry(self.rect())
        self._arrange()

    def _made_page(self) -> QVBoxLayout:
        page = QWidget()
        page.setAutoFillBackground(False)
        column = QVBoxLayout(page)
        column.setSpacing(24)
        for section in self._sections:
            column.addWidget(section)
        column.addStretch(1)
        self._scroll.setWidget(page)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        return column

    def _fill_on(self) -> None:
        if self._parts:
            self._parts.popleft()()
            self._arrange()
        if not self._parts:
            self._filling.stop()
            self.refresh()

    def _fill_look_and_keys(self) -> None:
        seen, keys = self._sections[:2]
        seen.add_row("Theme", "System follows your desktop's choice.", self.theme)
        seen.add_row("Reduced motion", "States switch instead of moving.", self.motion)
        keys.add_row("Letter keys", "J, K, L, R and others act in the feed. Arrows always do.", self.letters)
        show = PillButton(self._look, self._icons, "Show", icon="keyboard")
        show.clicked.connect(self.help)
        keys.add_row("All shortcuts", "What each key does.", show)
        self.refresh()

    def _fill_data(self) -> None:
        data = self._sections[3]
        folder = PillButton(self._look, self._icons, "Open folder", icon="folder-open")
        folder.clicked.connect(lambda: self._open(self._program.folder))
        data.add_row("Where it lies", str(self._program.folder), folder)
        data.add_row("Fill with demo data", DEMO, self.fill)
        self._rebuild_words = data.add_row("Read store", READ_STORE, self.rebuild)

    def _fill_about(self) -> None:
        self._sections[4].add_whole(Words(self._look, ABOUT, 14))

    def _wire(self, bridge: AppBridge) -> None:
        self.theme.chosen.connect(lambda theme: self._preferences.change(theme=theme))
        self.motion.clicked.connect(lambda on: self._preferences.change(reduced_motion=on))
        self.letters.clicked.connect(lambda on: self._preferences.change(letter_keys=on))
        self.fill.clicked.connect(self.fill_demo)
        self.rebuild.clicked.connect(self._ask_rebuild)
        self._preferences.changed.connect(self.refresh)
        bridge.read_side.connect(self._show_read_side)

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
        words = READ_STORE
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
