"""The part of the settings that says, for each kind of action, what a view shows after it."""

from collections.abc import Callable, Iterator
from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.consistency.strategies import KINDS, Kind, choices_in
from app.consistency.visible import Strategy
from ui.icons import Icons
from ui.ports import Program
from ui.preferences import Preferences
from ui.settings.choice import Choice
from ui.settings.chosen import chosen_in
from ui.settings.explanations import KIND_WORDS, STRATEGY_WORDS, offered
from ui.settings.section import Section
from ui.theme import Look
from ui.words import Words

WHY = "Feeds trail the store that saves. For each action choose what bridges the gap."

_ROWS_AT_ONCE = 3


class StrategySection(Section):
    """A list of choices a kind. What is chosen applies to the session at once and is kept in the settings."""

    def __init__(
        self, program: Program, look: Look, icons: Icons, preferences: Preferences, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, "What you see after you act", parent)
        self._program = program
        self._icons = icons
        self._preferences = preferences
        self.choices: dict[Kind, Choice] = {}
        self._explained: dict[Kind, Words] = {}
        self.add_whole(Words(look, WHY, 13, ink="muted"))

    def parts(self) -> Iterator[Callable[[], None]]:
        """What fills it, a few rows a call: each takes less than a frame."""
        for first in range(0, len(KINDS), _ROWS_AT_ONCE):
            yield partial(self._add, KINDS[first : first + _ROWS_AT_ONCE])

    def refresh(self) -> None:
        """Show what applies."""
        strategies = self._program.session.strategies
        for kind, choice in self.choices.items():
            choice.setCurrentIndex(max(0, choice.findData(getattr(strategies, kind))))
            self._explain(kind)

    def _add(self, kinds: tuple[Kind, ...]) -> None:
        for kind in kinds:
            name, what = KIND_WORDS[kind]
            choice = Choice(self.look, self._icons, f"{name}: what you see")
            for strategy in offered(kind):
                words, explanation = STRATEGY_WORDS[strategy]
                choice.addItem(words, strategy)
                choice.setItemData(choice.count() - 1, explanation, Qt.ItemDataRole.ToolTipRole)
            choice.activated.connect(lambda _index, kind=kind: self._choose(kind))
            self.choices[kind] = choice
            self._explained[kind] = self.add_row(name, what, choice)
        self.refresh()

    def _choose(self, kind: Kind) -> None:
        """Keep it, and follow it from now on; what the lab has set for this run alone is not kept."""
        chosen: Strategy = self.choices[kind].currentData()
        kept = replace(chosen_in(self._preferences.value), **{kind: chosen})
        session = self._program.session
        session.strategies = replace(
            session.strategies, **{kind: chosen}, deadline_ms=kept.deadline_ms, fresh_ms=kept.fresh_ms
        )
        self._preferences.change(strategies=choices_in(kept))
        self._explain(kind)

    def _explain(self, kind: Kind) -> None:
        strategy: Strategy = getattr(self._program.session.strategies, kind)
        kept: Strategy = getattr(chosen_in(self._preferences.value), kind)
        told = STRATEGY_WORDS[strategy][1]
        if kept != strategy:
            told += f" Set in the lab, until this window closes; your setting is “{STRATEGY_WORDS[kept][0]}”."
        self._explained[kind].setText(told)
