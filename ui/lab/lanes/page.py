"""Four lanes: the same traffic at the same instant, read in four ways; and what this window's own views do."""

from collections.abc import Sequence

from msgspec.structs import replace
from PySide6.QtCore import QElapsedTimer, QRect, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.lab.readings.lanes import LANES, LanesSetup
from ui.app_bridge import Lane
from ui.buttons import PillButton
from ui.lab.lanes import lane_card
from ui.lab.lanes.all_numbers import HEIGHT_PX as NUMBERS_PX
from ui.lab.lanes.all_numbers import AllNumbers
from ui.lab.lanes.lane_card import LaneCard
from ui.lab.lanes.player import Player
from ui.lab.lanes.strategy_table import StrategyTable
from ui.lab.lanes.transport import Transport
from ui.lab.lanes.wording import headline
from ui.lab.page import BUTTON_PX, MAIN_BUTTON_PX, LabPage, LabSurroundings
from ui.lab.panel import SHADOW_PX

ONE_ROW_PX = 960
TWO_COLUMNS_PX = 600
BUTTONS_BESIDE_PX = 900
BUTTONS_PX = 56
STEP_AT_MOST_MS = 200
"""A page that was hidden, or a machine that slept, goes on where it was."""
_OVERLAP = 2 * SHADOW_PX


class LanesPage(LabPage):
    """Plays a run from its beginning; with reduced motion it stands still at the address story."""

    def __init__(self, around: LabSurroundings, parent: QWidget | None = None) -> None:
        super().__init__(around, parent)
        self._since = QElapsedTimer()
        self._unfolded = False
        self._still = False
        self.player = Player(around.lab.lanes, Lane(around.bridge), self._made)
        self.cards = [LaneCard(self.look, self.icons, lane, self.body) for lane in LANES]
        self.transport = Transport(self.look, self.icons, self.body)
        self.numbers = AllNumbers(self.look, self.body)
        self.table = StrategyTable(around.program, self.look, self.icons, self.body)
        self.table.changed.connect(self._say)
        self.numbers.hide()
        self.table.hide()
        self.again = PillButton(
            self.look, self.icons, "Save, look again", kind="accent", icon="map-pin", px=15, height=MAIN_BUTTON_PX
        )
        self.strategies = PillButton(
            self.look, self.icons, "This window", icon="sliders-horizontal", px=14, height=BUTTON_PX
        )
        self.strategies.setToolTip("Which strategy this window follows after each kind of action")
        self._buttons = _row(self.strategies, self.again)
        self.set_action(self._buttons)
        self.again.clicked.connect(self.tell_again)
        self.strategies.clicked.connect(lambda: self.show_strategies(shown=self.table.isHidden()))
        self.transport.toggled.connect(self._toggle)
        self.transport.moved.connect(self._go_to)
        self.transport.unfolded.connect(lambda: self.unfold(unfolded=not self._unfolded))
        self.transport.delay_chosen.connect(lambda ms: self._restart(replace(self.player.setup, delay_ms=ms)))
        self.transport.seed_chosen.connect(lambda seed: self._restart(replace(self.player.setup, seed=seed)))
        self.numbers.own_by_chosen.connect(lambda way: self._restart(replace(self.player.setup, own_by=way)))

    @property
    def busy(self) -> bool:
        return not self.player.made and not self.player.problem

    def refresh(self) -> None:
        if not self._since.isValid():
            self._begin(self.player.setup)
        passed = min(STEP_AT_MOST_MS, self._since.restart())
        self.player.pass_time(passed)
        self._show()

    def show_part(self, part: str) -> None:
        if part:
            self.show_strategies(shown=part == "window")

    def tell_again(self) -> None:
        """Restart with the address story: it is saved now."""
        self.show_strategies(shown=False)
        acts = self.player.acts
        self.player.go_to(acts[0].pressed_ms if acts else 0.0)
        self.player.playing = True
        self._show()

    def unfold(self, *, unfolded: bool) -> None:
        """Show all numbers below the lanes, or fold them away."""
        self._unfolded = unfolded
        self.transport.show_unfolded(unfolded=unfolded)
        self.numbers.setVisible(unfolded and self.table.isHidden())
        self.arrange()
        if unfolded:
            self._scroll.ensureWidgetVisible(self.numbers)
        self._show()

    def show_strategies(self, *, shown: bool) -> None:
        """Show what this window's own views do after an action, or the lanes."""
        self.table.setVisible(shown)
        for part in (*self.cards, self.transport):
            part.setVisible(not shown)
        self.numbers.setVisible(self._unfolded and not shown)
        self.strategies.show_as("Four lanes" if shown else "This window", "columns" if shown else "sliders-horizontal")
        self.arrange()
        self._show()

    def arrange(self) -> None:
        beside = self.width() >= BUTTONS_BESIDE_PX
        if beside and self._action is None:
            self.set_action(self._buttons)
        elif not beside and self._action is not None:
            self._action = None
            self._buttons.setParent(self.body)
            self._buttons.show()
        super().arrange()

    def height_for(self, width: int) -> int:
        if not self.table.isHidden():
            return self.table.height_at(width) + self._buttons_px
        columns = _columns(width)
        rows = len(LANES) // columns
        cards = self._buttons_px + rows * self._card_height(width, columns) - (rows - 1) * (_OVERLAP - 16)
        lower = self.transport.height_at(width) + (NUMBERS_PX if self._unfolded else 0)
        return cards + lower

    def place_body(self, width: int, height: int) -> None:
        first = self._buttons_px
        if first:
            size = self._buttons.sizeHint()
            self._buttons.setGeometry(SHADOW_PX, 4, size.width(), size.height())
        if not self.table.isHidden():
            self.table.setGeometry(0, first, width, max(self.table.height_at(width), height - first))
            return
        columns = _columns(width)
        rows = len(LANES) // columns
        below = self.transport.height_at(width) + (NUMBERS_PX if self._unfolded else 0)
        each = (width - (columns - 1) * 16 + (columns - 1) * _OVERLAP) / columns
        tall = max(self._card_height(width, columns), height - below - first if rows == 1 else 0)
        for at, card in enumerate(self.cards):
            left = (at % columns) * (each + 16 - _OVERLAP)
            top = first + (at // columns) * (tall + 16 - _OVERLAP)
            card.setGeometry(QRect(round(left), top, round(each), tall))
        y = first + rows * tall + (rows - 1) * (16 - _OVERLAP)
        self.transport.setGeometry(0, y, width, self.transport.height_at(width))
        if self._unfolded:
            self.numbers.setGeometry(0, y + self.transport.height(), width, NUMBERS_PX)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not self.player.made:
            self.player.stop()
            self._since.invalidate()

    @property
    def _buttons_px(self) -> int:
        """What the buttons take at the top of the body, where the head has no room for them."""
        return 0 if self._action is not None else BUTTONS_PX

    def _card_height(self, width: int, columns: int) -> int:
        each = width / columns - _OVERLAP
        return lane_card.WIDE_HEIGHT_PX if each >= lane_card.WIDE_PX else lane_card.TALL_HEIGHT_PX

    def _begin(self, setup: LanesSetup) -> None:
        self._still = self.look.reduced_motion
        self.player.playing = not self._still
        self.player.start(setup)
        self._since.start()

    def _restart(self, setup: LanesSetup) -> None:
        self._begin(setup)
        self._show()

    def _made(self) -> None:
        if self._still:
            self.player.to_last_story()
        self._show()

    def _toggle(self) -> None:
        player = self.player
        if not player.playing and player.made and player.at_ms >= player.setup.length_ms:
            player.go_to(0.0)
        player.playing = not player.playing
        self._show()

    def _go_to(self, at_ms: int) -> None:
        self.player.go_to(float(at_ms))
        self._show()

    def _show(self) -> None:
        player = self.player
        frame, setup = player.frame, player.setup
        self._say()
        if not self.table.isHidden():
            self.table.refresh()
            return
        self._show_cards(self.cards[:2])
        # Painting all four anew takes longer than a frame has: two have the next turn of the event loop.
        QTimer.singleShot(0, self, lambda: self._show_cards(self.cards[2:]))
        acts = player.acts
        self.transport.show_run(setup, frame, acts, player.at_ms, player.made_ms, playing=player.playing)
        if self._unfolded:
            self.numbers.show_frame(frame, setup)

    def _show_cards(self, cards: Sequence[LaneCard]) -> None:
        player = self.player
        frame, act = player.frame, player.act
        for card in cards:
            card.show_frame(frame, act, player.at_ms, player.setup)

    def _say(self) -> None:
        if not self.table.isHidden():
            self.show_head(*self.table.headline())
        elif self.player.problem:
            self.show_head("The lanes could not be played", self.player.problem)
        else:
            short = self.width() < TWO_COLUMNS_PX
            self.show_head(*headline(self.player.act, self.player.at_ms, short=short))


def _columns(width: int) -> int:
    return 4 if width >= ONE_ROW_PX else 2 if width >= TWO_COLUMNS_PX else 1


def _row(*parts: QWidget) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(10)
    for part in parts:
        layout.addWidget(part)
    return row
