"""The rows of one timeline as the feed scrolls over them: reads pages off the GUI thread, keeps a window of them.

Rows are numbered from 0, the newest. Numbers of rows that have not been read are estimates; entry ids are exact.
"""

from collections.abc import Callable
from typing import Literal, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from app.consistency.folding import key_of
from app.consistency.notes import OWN_TOLD_FROM_MS, age_note, to_fetch
from app.consistency.visible import VisibleFeed, VisibleItem
from app.errors import TidelineError
from app.read_model.documents import Snapshot
from app.settings import ScrollPlace
from app.signals import Projected
from ui.app_bridge import AppBridge
from ui.feed.errands import Errands
from ui.feed.estimate import RowEstimate
from ui.feed.reading import PAGE_ROWS, FeedSpec, Reader, as_top
from ui.feed.stale import Stale
from ui.feed.window import FeedWindow, Page
from ui.ports import Program
from ui.resting import Rests

State = Literal["loading", "ready", "failed"]
T = TypeVar("T")

NEAR_ROWS = 3 * PAGE_ROWS
"""Rows this near to those in memory are reached page by page; farther ones by a jump."""
QUIET_MS = 120
"""While a person scrolls, changes are read at most once in this time."""


class FeedSource(Rests, QObject):
    """Lives on the GUI thread. `changed` rings when rows or their contents differ, `state_changed` for `state`,
    `newer(int)` with the number of posts of others that are not shown yet.
    """

    changed = Signal()
    state_changed = Signal()
    newer = Signal(int)

    def __init__(self, program: Program, bridge: AppBridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._program = program
        self._reader: Reader | None = None
        self._errands = Errands(bridge)
        self._epoch = 0
        self._fetched: frozenset[int] = frozenset()
        self._seen: int | None = None
        self._estimate: RowEstimate | None = None
        self._stale = Stale()
        self._last_wanted = (0, 0)
        self._quiet = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._quiet.timeout.connect(self._renew)
        self.window = FeedWindow()
        self.state: State = "loading"
        self.problem = ""
        self.scrolling = False
        bridge.operations.connect(self._operations_changed)
        bridge.projected.connect(self._projected)
        bridge.read_side.connect(self.renew)

    # What there is

    @property
    def total(self) -> int:
        """How many rows the timeline has, as far as that is known."""
        window = self.window
        if window.at_end:
            return window.end
        known = window.end + PAGE_ROWS
        return max(known, self._estimate.total) if self._estimate is not None else known

    @property
    def snapshot(self) -> Snapshot | None:
        """The state of the read store that is shown."""
        return self.window.snapshot

    @property
    def standing(self) -> tuple[VisibleItem, ...]:
        """Own new posts, newest first."""
        return self.window.standing

    @property
    def empty(self) -> bool:
        """True if the timeline has been read and holds nothing, in the water neither."""
        return self.state == "ready" and not self.window.rows and self.window.at_end and not self.standing

    @property
    def note(self) -> str:
        """Where own changes are, if the strategy chosen does not show them ahead; '' if there is nothing to say."""
        visible = self.window.pages[0].visible if self.window.pages else None
        if visible is not None and visible.note and not visible.note.endswith(" old"):
            return visible.note
        tide = self._program.session.tide()
        accepted = any(
            one.strategy == "acceptance" and one.stage == "committed" and key_of(one.command)[0] != "person"
            for one in tide.operations
        )
        # For all that others did, the buoy tells the age.
        return age_note(tide.oldest_ms, OWN_TOLD_FROM_MS).text if accepted else ""

    @property
    def opening(self) -> bool:
        """Whether the rows that will be shown next are being read."""
        return "open" in self._errands.busy

    @property
    def busy(self) -> bool:
        """Whether something that was asked for has not come yet."""
        return bool(self._errands.busy)

    def row(self, number: int) -> VisibleItem | None:
        """The row with this number, None if it has not been read."""
        return self.window.row(number)

    # What is asked for

    def open(self, spec: FeedSpec, place: ScrollPlace | None = None) -> None:
        """Show another timeline, at `place` if there is one, else from the top."""
        self._errands.drop()
        self._reader = reader = Reader(self._program.session, self._program.queries, spec)
        self.window = FeedWindow()
        self._estimate, self._seen = None, None
        self._stale.clear()
        self._set_state("loading")
        self.changed.emit()
        self.newer.emit(0)

        def read() -> tuple[VisibleFeed, int]:
            if place is not None and place.entry_id:
                visible = reader.older(place.entry_id + 1)
                if visible.page is not None and visible.page.items:
                    return visible, reader.newest_id()
            return reader.top()

        self._run("open", read, self._opened)

    def to_top(self) -> None:
        """Read the newest rows anew, with those that were left out, and show them from the top."""
        reader = self._reader
        if reader is None:
            return
        self._errands.drop("above", "below", "jump", "renew")
        self._run("open", reader.top, self._came_to_top)

    def jump(self, number: int) -> None:
        """Read the rows around `number`, which may be far away."""
        reader, estimate, window = self._reader, self._estimate, self.window
        if reader is None:
            return
        if number <= 0:
            self.to_top()
            return
        if estimate is None:
            return
        at_end = number >= estimate.total - PAGE_ROWS // 2
        before = estimate.id_at(number) + 1
        total = estimate.total

        def read() -> tuple[VisibleFeed, bool]:
            visible = reader.oldest() if at_end else reader.older(before)
            if not visible.rows and not at_end:
                return reader.oldest(), True
            return visible, at_end

        def arrived(result: tuple[VisibleFeed, bool]) -> None:
            visible, ends = result
            ends = ends or visible.next is None
            base = total - len(visible.rows) if ends else number
            self._errands.drop("above", "below")
            window.start(Page(visible, self._epoch), base, at_top=False, at_end=ends)
            self.changed.emit()

        self._run("jump", read, arrived)

    def want(self, first: int, last: int, ahead: int) -> bool:
        """The reader sees rows `first` to `last`: have them and `ahead` more read, and forget those far away.

        True if rows were folded anew, so that they must be asked for again.
        """
        window = self.window
        self._last_wanted = (first, last)
        if self.state != "ready" or not window.pages or "open" in self._errands.busy:
            return False
        if (last < window.base - NEAR_ROWS and not window.at_top) or first > window.end + NEAR_ROWS:
            if "jump" not in self._errands.busy:
                self.jump(first)
            return False
        folded = self._fold(first - ahead, last + ahead)
        if self.problem:
            return folded  # what failed is tried again when the person asks for it
        if first - ahead < window.base and not window.at_top and "above" not in self._errands.busy:
            self._read_above()
        if last + ahead >= window.end and not window.at_end and "below" not in self._errands.busy:
            self._read_below()
        window.trim(first, last)
        return folded

    def retry(self) -> None:
        """Ask again for what failed."""
        if self.state == "ready":
            self._set_problem("")
            self._renew()
            self.want(*self._last_wanted, PAGE_ROWS)
        elif self._reader is not None:
            self._set_state("loading")
            self._run("open", self._reader.top, self._opened)

    def renew(self) -> None:
        """Read everything in memory again: the read store may be another one."""
        self._stale.add_everything()
        self._renew_soon()

    # What comes

    def _opened(self, result: tuple[VisibleFeed, int]) -> None:
        visible, newest = result
        top = visible.place is None or visible.place.top
        base = 0 if top else PAGE_ROWS
        self.window.start(Page(visible, self._epoch), base, at_top=top, at_end=visible.next is None)
        page = visible.page
        first = page.items[0].entry_id if page is not None and page.items else 0
        self._seen = (first if top else newest) or None
        self._set_state("ready")
        self.changed.emit()
        self._measure()

    def _came_to_top(self, result: tuple[VisibleFeed, int]) -> None:
        self._opened((result[0], 0))
        self.newer.emit(0)

    def _read_above(self) -> None:
        reader, window = self._reader, self.window
        if reader is None:
            return
        after = window.pages[0].newest

        def arrived(result: tuple[VisibleFeed, bool]) -> None:
            visible, at_top = result
            page = Page(visible, self._epoch)
            if at_top:
                self._seen = page.newest or after
            if page.newest:
                window.add_newer(page, at_top=at_top)
            elif at_top:
                window.at_top = True
                window.shift(0)
            if at_top:
                window.pages[0].visible = as_top(self._program.session, window.pages[0].visible)
            self.changed.emit()
            if at_top:
                self.newer.emit(0)

        self._run("above", lambda: reader.newer(after), arrived)

    def _read_below(self) -> None:
        reader, window = self._reader, self.window
        if reader is None:
            return
        before = window.pages[-1].oldest

        def arrived(visible: VisibleFeed) -> None:
            if visible.rows:
                window.add_older(Page(visible, self._epoch), at_end=visible.next is None)
            else:
                window.at_end = True
            self.changed.emit()

        self._run("below", lambda: reader.older(before), arrived)

    def _measure(self) -> None:
        reader, window = self._reader, self.window
        if reader is None or (window.at_top and window.at_end):
            return

        def arrived(estimate: RowEstimate | None) -> None:
            self._estimate = estimate
            if estimate is not None and not window.at_top and window.pages:
                window.shift(max(PAGE_ROWS, estimate.row_of(window.pages[0].newest)))
            self.changed.emit()

        self._run("measure", reader.estimate, arrived)

    # What changes

    def _operations_changed(self) -> None:
        self._epoch += 1
        if not self.misses():
            self._follow_operations()

    def catch_up(self) -> None:
        self._follow_operations()
        self._renew_soon()

    def _follow_operations(self) -> None:
        if self._fold(*self._last_wanted):
            self.changed.emit()
        wanted = to_fetch(self._program.session.tide().operations)
        if wanted - self._fetched:
            self.renew()  # the strategy reads the write model for these
        self._fetched = wanted

    def _fold(self, first: int, last: int) -> bool:
        return self.window.refold(self._program.session.refold, self._epoch, first, last)

    def _projected(self, what: Projected) -> None:
        self._stale.add(what)
        if self._program.session.viewer in what.homes:
            self._stale.add_everything()
        self._renew_soon()

    def _renew_soon(self) -> None:
        if self.misses():
            return
        if self.scrolling:
            if not self._quiet.isActive():
                self._quiet.start()
        else:
            self._renew()

    def _renew(self) -> None:
        reader, window = self._reader, self.window
        if reader is None or "renew" in self._errands.busy or not window.pages or self.state != "ready":
            return
        stale = self._stale.pages(window, *self._last_wanted)
        self._stale.clear()
        if not stale:
            return
        jobs = [(window.pages[at], self._rereading(reader, at)) for at in stale]

        def read() -> list[tuple[Page, VisibleFeed, int]]:
            return [(page, *reread()) for page, reread in jobs]

        self._run("renew", read, self._renewed)

    def _rereading(self, reader: Reader, at: int) -> Callable[[], tuple[VisibleFeed, int]]:
        window = self.window
        page = window.pages[at]
        oldest = page.oldest
        if at == 0 and window.at_top:
            seen = self._seen
            return lambda: reader.top(seen, oldest) if seen is not None else reader.top()
        above = window.pages[at - 1].oldest if at else page.newest + 1
        return lambda: (reader.between(above, oldest), -1)

    def _renewed(self, results: list[tuple[Page, VisibleFeed, int]]) -> None:
        window = self.window
        left_out: int | None = None
        for page, visible, hidden in results:
            if page not in window.pages:
                continue
            at = window.pages.index(page)
            if at == len(window.pages) - 1:
                window.at_end = visible.next is None
            fresh = Page(visible, self._epoch)
            window.replace(at, fresh)
            if hidden >= 0:
                left_out = hidden
                if self._seen is None and fresh.newest:
                    self._seen = fresh.newest
        window.drop_empty()
        self.changed.emit()
        if left_out is not None:
            self.newer.emit(left_out)
        if self._stale:
            self._renew_soon()

    def _run(self, name: str, work: Callable[[], T], then: Callable[[T], None]) -> None:
        def arrived(result: T) -> None:
            self._set_problem("")
            then(result)

        def failed(error: Exception) -> None:
            known = isinstance(error, TidelineError)
            sentence = str(error) if known else "The posts cannot be shown because of a mistake in this program."
            if name == "open":
                self._set_state("failed", sentence)
            else:
                self._stale.add_everything()
                self._set_problem(sentence)
            if not known:
                raise error

        self._errands.run(name, work, arrived, failed)

    def _set_problem(self, problem: str) -> None:
        """What is shown stays; the foot says why it does not go on."""
        if problem != self.problem and self.state == "ready":
            self.problem = problem
            self.state_changed.emit()

    def _set_state(self, state: State, problem: str = "") -> None:
        if (state, problem) != (self.state, self.problem):
            self.state, self.problem = state, problem
            self.state_changed.emit()
