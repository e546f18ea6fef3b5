"""A thread as it is read: page by page off the GUI thread, folded anew with each operation, read anew when changed."""

from typing import Literal

from PySide6.QtCore import QObject, QTimer, Signal

from app.consistency.notes import to_fetch
from app.consistency.visible import VisibleItem, VisibleThread
from app.errors import TidelineError
from app.signals import Projected
from ui.app_bridge import AppBridge, Lane
from ui.ports import Program
from ui.resting import Rests
from ui.thread.rows import ThreadRow, thread_rows

State = Literal["loading", "ready", "gone", "failed"]

PAGE = 50
AGE_MS = 1_000
"""How often the age of what is shown is told anew."""


class ThreadSource(Rests, QObject):
    """Lives on the GUI thread. `changed` when head or rows are other ones, `state_changed` for `state`."""

    changed = Signal()
    state_changed = Signal()

    def __init__(self, program: Program, bridge: AppBridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._program = program
        self._opening, self._going_on, self._renewing = Lane(bridge), Lane(bridge), Lane(bridge)
        self._pages: list[VisibleThread] = []
        self._renewing_now = False
        self._stale = False
        self._reading_more = False
        self._folded_some = True
        self._fetched: frozenset[int] = frozenset()
        self._viewer = 0
        self.post_id = 0
        self.state: State = "loading"
        self.problem = ""
        self.head: VisibleItem | None = None
        self.rows: tuple[ThreadRow, ...] = ()
        self._ages = QTimer(self, interval=AGE_MS)
        self._ages.timeout.connect(self._grow_older)
        bridge.operations.connect(self._operations_changed)
        bridge.committed.connect(self._committed)
        bridge.projected.connect(self._projected)
        bridge.read_side.connect(self._read_side_changed)

    @property
    def at_end(self) -> bool:
        """Whether every comment has been read."""
        return bool(self._pages) and self._pages[-1].next is None

    @property
    def note(self) -> str:
        """Where own changes are, if the strategy chosen does not show them ahead."""
        return self._pages[0].note if self._pages else ""

    @property
    def busy(self) -> bool:
        """Whether something that was asked for has not come yet."""
        return self.state == "loading" or self._reading_more or self._renewing_now

    def show(self, post_id: int) -> None:
        """Read this post's thread from the start."""
        for lane in (self._opening, self._going_on, self._renewing):
            lane.drop()
        self._renewing_now, self._stale, self._reading_more, self._missed = False, False, False, False
        if post_id != self.post_id:
            self.post_id = post_id
            self._pages = []
            self._take()
        self._set_state("loading")
        session = self._program.session
        self._viewer = session.viewer
        self._opening.run(lambda: session.thread(post_id, limit=PAGE), self._opened, self._failed)

    def more(self) -> None:
        """Read the next page, unless it is being read or there is none."""
        if self._reading_more or self.state != "ready" or self.at_end or not self._pages:
            return
        self._reading_more = True
        session, post_id, after = self._program.session, self.post_id, self._pages[-1].next
        self._going_on.run(lambda: session.thread(post_id, limit=PAGE, after=after), self._came, self._failed)

    def retry(self) -> None:
        """Ask again for what failed."""
        if self._pages:
            self._set_state("ready")
            self.more()
        else:
            self.show(self.post_id)

    def _opened(self, page: VisibleThread) -> None:
        self._pages = [self._program.session.refold(page)]
        self._take()
        self._set_state("ready" if page.head is not None else "gone")
        if self._stale:
            self._renew()

    def _came(self, page: VisibleThread) -> None:
        self._reading_more = False
        self._pages.append(self._program.session.refold(page))
        self._take()

    def _failed(self, error: Exception) -> None:
        self._reading_more = False
        self.problem = str(error) if isinstance(error, TidelineError) else "The read store did not answer."
        self._set_state("failed")

    def catch_up(self) -> None:
        self._fold()
        self._look_again()

    def _operations_changed(self) -> None:
        if not self.misses():
            self._fold()

    def _fold(self) -> None:
        session = self._program.session
        if self.post_id and session.viewer != self._viewer:
            self.show(self.post_id)
            return
        under_way = bool(session.tide().operations)
        if self._pages and (under_way or self._folded_some):
            self._folded_some = under_way
            self._pages = [session.refold(page) for page in self._pages]
            self._take()
        wanted = to_fetch(session.tide().operations)
        if self._pages and wanted - self._fetched:
            self._renew()  # the strategy reads the write model for these
        self._fetched = wanted

    def _committed(self) -> None:
        if self.post_id and not self.misses() and not self._ages.isActive():
            self._ages.start()

    def _grow_older(self) -> None:
        """Tell the age of what is shown, for as long as anything is behind."""
        if self.misses():
            return
        session = self._program.session
        if not session.tide().waiting:
            self._ages.stop()
        if self._pages and session.refold(self._pages[0]).note != self.note:
            self._pages[0] = session.refold(self._pages[0])
            self._take()

    def _projected(self, what: object) -> None:
        if not isinstance(what, Projected) or not self.post_id or self.misses():
            return
        people = {row.visible.comment.author_id for row in self.rows} if what.people else set()
        if self.head is not None:
            people.add(self.head.item.card.author_id)
        if what.everything or self.post_id in what.posts or people & what.people:
            self._renew()

    def _read_side_changed(self) -> None:
        if not self.misses():
            self._look_again()

    def _look_again(self) -> None:
        """A store that was rebuilt has taken the place of the old one, perhaps."""
        if self.post_id and self.state in ("gone", "failed"):
            self.show(self.post_id)
        elif self._pages:
            self._renew()

    def _renew(self) -> None:
        """Read again as much as is shown; changes that come meanwhile are read after it."""
        if self._renewing_now or self.state == "loading":
            self._stale = True
            return
        self._renewing_now, self._stale = True, False
        self._going_on.drop()
        self._reading_more = False
        session, post_id = self._program.session, self.post_id
        wanted = sum(len(page.comments) for page in self._pages)

        def read() -> list[VisibleThread]:
            pages = [session.thread(post_id, limit=PAGE)]
            while pages[-1].next is not None and sum(len(page.comments) for page in pages) < wanted:
                pages.append(session.thread(post_id, limit=PAGE, after=pages[-1].next))
            return pages

        self._renewing.run(read, self._renewed, self._not_renewed)

    def _renewed(self, pages: list[VisibleThread]) -> None:
        self._renewing_now = False
        session = self._program.session
        self._pages = [session.refold(page) for page in pages]
        self._take()
        self._set_state("ready" if self.head is not None else "gone")
        if self._stale:
            self._renew()

    def _not_renewed(self, error: Exception) -> None:
        self._renewing_now = False
        self._failed(error)

    def _take(self) -> None:
        self._folded_some = self._folded_some or bool(self._program.session.tide().operations)
        self.head = self._pages[0].head if self._pages else None
        self.rows = thread_rows(self._pages)
        self.changed.emit()

    def _set_state(self, state: State) -> None:
        if state != self.state:
            self.state = state
            self.state_changed.emit()
