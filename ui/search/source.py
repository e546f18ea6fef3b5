"""What was found for the words of a search: asked in the pool as they are typed, kept true while it is looked at."""

from typing import Final, Literal

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from app.consistency.reads import SearchOrder
from app.consistency.visible import VisibleFeed, VisibleItem, VisibleSearch
from app.errors import TidelineError
from app.signals import Projected
from ui.app_bridge import AppBridge, Lane
from ui.ports import Program
from ui.resting import Rests

State = Literal["idle", "loading", "ready", "failed"]

PAGE: Final = 20
MOST: Final = 200
"""Beyond this many posts a person is better served by more words."""


class SearchSource(Rests, QObject):
    """Lives on the GUI thread. `changed` when what was found is other, `state_changed` for `state`."""

    changed = Signal()
    state_changed = Signal()

    def __init__(self, program: Program, bridge: AppBridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._program = program
        self._searching, self._renewing = Lane(bridge), Lane(bridge)
        self._limit = PAGE
        self._asking = False
        self._fresh_wanted = False
        self._renewing_now = False
        self.words = ""
        self.order: SearchOrder = "best"
        self.found: VisibleSearch | None = None
        self.found_for = ""
        self.state: State = "idle"
        self.problem = ""
        bridge.operations.connect(self._operations_changed)
        bridge.projected.connect(self._projected)
        bridge.indexed.connect(self._indexed)

    @property
    def busy(self) -> bool:
        """Whether something that was asked for has not come yet."""
        return self._asking or self._renewing_now

    @property
    def posts(self) -> tuple[VisibleItem, ...]:
        """The posts found, in order."""
        return self.found.posts if self.found is not None else ()

    @property
    def may_have_more(self) -> bool:
        """Whether more posts may be found than are shown."""
        return len(self.posts) >= self._limit and self._limit < MOST

    def search(self, words: str) -> None:
        """Search for these words; blank ones show nothing."""
        words = words.strip()
        if words == self.words and self.state in ("loading", "ready"):
            return
        self.words, self._limit = words, PAGE
        if not words:
            self._searching.drop()
            self._asking = False
            self.found, self.found_for = None, ""
            self._set_state("idle")
            self.changed.emit()
            return
        self._ask()

    def show_order(self, order: SearchOrder) -> None:
        """Show the best or the newest first."""
        if order != self.order:
            self.order, self._limit = order, PAGE
            if self.words:
                self._ask()

    def more(self) -> None:
        """Find more posts."""
        if self.may_have_more and not self._asking:
            self._limit += PAGE
            self._ask()

    def retry(self) -> None:
        """Ask again for what failed."""
        if self.words:
            self._ask()

    def _ask(self) -> None:
        session, words, limit, order = self._program.session, self.words, self._limit, self.order
        self._asking, self._fresh_wanted = True, False
        if self.found is None or self.state == "failed":
            self._set_state("loading")
        self._searching.run(
            lambda: session.search(words, limit=limit, order=order),
            lambda found: self._came(words, found),
            self._failed,
        )

    def _came(self, words: str, found: VisibleSearch) -> None:
        self._asking = False
        self.found, self.found_for = found, words
        self._set_state("ready")
        self.changed.emit()
        if self._fresh_wanted:
            self._ask()

    def _failed(self, error: Exception) -> None:
        self._asking = False
        self.problem = str(error) if isinstance(error, TidelineError) else "The search index did not answer."
        self._set_state("failed")

    def catch_up(self) -> None:
        self._renew()
        self._indexed()

    def _operations_changed(self) -> None:
        if not self.misses():
            self._renew()

    def _indexed(self) -> None:
        """The index knows more now: if it was behind, what it lacked may be found."""
        if not self.misses() and self.found is not None and self.found.behind:
            if self._asking:
                self._fresh_wanted = True
            else:
                self._ask()

    def _projected(self, what: object) -> None:
        if not isinstance(what, Projected) or self.misses():
            return
        if what.everything or any(row.item.card.id in what.posts for row in self.posts):
            self._renew()

    def _renew(self) -> None:
        """Bring the posts that are shown up to date, in their order; those that are gone leave."""
        if not self.posts or self._renewing_now:
            self._fresh_wanted = self._fresh_wanted or (self._asking and bool(self.posts))
            return
        session = self._program.session
        ids = [row.item.card.id for row in self.posts]
        self._renewing_now = True
        self._renewing.run(lambda: session.items(ids), self._renewed, self._not_renewed)

    def _renewed(self, feed: VisibleFeed) -> None:
        self._renewing_now = False
        if self.found is None:
            return
        rows = {row.item.card.id: row for row in feed.rows}
        posts = tuple(rows[row.item.card.id] for row in self.posts if row.item.card.id in rows)
        if posts != self.posts:
            self.found = replace(self.found, posts=posts)
            self.changed.emit()

    def _not_renewed(self, _error: Exception) -> None:
        """What is shown stays; the next change asks again."""
        self._renewing_now = False

    def _set_state(self, state: State) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit()
