"""The part of a timeline that is in memory: whole pages in order, with their rows numbered. Plain data, no Qt."""

from bisect import bisect_left
from collections.abc import Callable

from app.consistency.visible import VisibleFeed, VisibleItem
from app.read_model.documents import Snapshot

MOST_ROWS = 600
"""How many rows are kept; pages far from the reader leave first."""


class Page:
    """Rows as they were read and folded; `epoch` says with which state of the operations."""

    def __init__(self, visible: VisibleFeed, epoch: int) -> None:
        self.visible = visible
        self.epoch = epoch

    @property
    def newest(self) -> int:
        """The entry id of the first row as it was read, before anything was hidden."""
        page = self.visible.page
        return page.items[0].entry_id if page is not None and page.items else 0

    @property
    def oldest(self) -> int:
        """The entry id of the last row as it was read."""
        page = self.visible.page
        return page.items[-1].entry_id if page is not None and page.items else 0


class FeedWindow:
    """Consecutive pages, newest first. `base` is the number of the first row in the whole timeline.

    `at_top` and `at_end` say whether nothing newer (older) than these rows is to be shown.
    """

    def __init__(self) -> None:
        self.pages: list[Page] = []
        self.base = 0
        self.at_top = False
        self.at_end = False
        self.rows: list[VisibleItem] = []
        self._keys: list[int] = []

    @property
    def end(self) -> int:
        """The number after the last row."""
        return self.base + len(self.rows)

    @property
    def standing(self) -> tuple[VisibleItem, ...]:
        """The rows that stand in the water above the first one."""
        return self.pages[0].visible.standing if self.pages and self.at_top else ()

    @property
    def snapshot(self) -> Snapshot | None:
        """The state of the read store that the newest page shows."""
        return self.pages[0].visible.snapshot if self.pages else None

    def row(self, number: int) -> VisibleItem | None:
        """The row with this number, None if it is not in memory."""
        at = number - self.base
        return self.rows[at] if 0 <= at < len(self.rows) else None

    def number_of(self, entry_id: int) -> int | None:
        """The number of the row at `entry_id`, or of the next older one if that is gone; None outside the window."""
        if not self._keys or entry_id > -self._keys[0]:
            return self.base if self._keys and self.at_top else None
        at = bisect_left(self._keys, -entry_id)
        if at == len(self._keys):
            return self.end - 1 if self.at_end else None
        return self.base + at

    def nearest(self, entry_id: int) -> int | None:
        """The number of the row in memory that is nearest to `entry_id`, None if there are none."""
        if not self._keys:
            return None
        return self.base + min(bisect_left(self._keys, -entry_id), len(self._keys) - 1)

    def holds(self, entry_id: int) -> bool:
        """Whether exactly this row is in memory."""
        at = bisect_left(self._keys, -entry_id)
        return at < len(self._keys) and self._keys[at] == -entry_id

    def start(self, page: Page, base: int, *, at_top: bool, at_end: bool) -> None:
        """Begin anew with one page."""
        self.pages = [page]
        self.base, self.at_top, self.at_end = max(0, base), at_top, at_end
        self._renumber()

    def add_older(self, page: Page, *, at_end: bool) -> None:
        """Add the page that follows the last one."""
        self.at_end = at_end
        self.pages.append(page)
        self._renumber()

    def add_newer(self, page: Page, *, at_top: bool) -> None:
        """Add the page before the first one; the numbers of the other rows stay if there is room."""
        self.at_top = at_top
        self.pages.insert(0, page)
        self.base = 0 if at_top else max(0, self.base - len(page.visible.rows))
        self._renumber()

    def replace(self, at: int, page: Page) -> None:
        """Put a newer reading of a page in its place."""
        self.pages[at] = page
        self._renumber()

    def drop_empty(self) -> None:
        """Forget pages that hold no rows any more; one page is kept."""
        self.pages = [page for page in self.pages if page.newest] or self.pages[:1]
        self._renumber()

    def refold(self, fold: Callable[[VisibleFeed], VisibleFeed], epoch: int, first: int, last: int) -> bool:
        """Fold the pages that have rows from `first` to `last` anew if they are of an older epoch; True if any was."""
        changed = False
        number = self.base
        for page in self.pages:
            after = number + len(page.visible.rows)
            near = number <= last and after >= first
            if page.epoch != epoch and (near or page is self.pages[0]):
                page.visible = fold(page.visible)
                page.epoch = epoch
                changed = True
            number = after
        if changed:
            self._renumber()
        return changed

    def trim(self, first: int, last: int) -> None:
        """Drop pages far from the rows `first` to `last` while there are more than `MOST_ROWS`."""
        while len(self.rows) > MOST_ROWS and len(self.pages) > 1:
            above, below = first - self.base, self.end - last
            if above > below:
                gone = self.pages.pop(0)
                self.base += len(gone.visible.rows)
                self.at_top = False
            else:
                self.pages.pop()
                self.at_end = False
            self._renumber()

    def shift(self, base: int) -> None:
        """Number the rows from `base` on."""
        self.base = max(0, base)

    def page_numbers(self, at: int) -> range:
        """The numbers of the rows of the page at index `at`."""
        start = self.base + sum(len(page.visible.rows) for page in self.pages[:at])
        return range(start, start + len(self.pages[at].visible.rows))

    def _renumber(self) -> None:
        self.rows = [row for page in self.pages for row in page.visible.rows]
        self._keys = [-row.item.entry_id for row in self.rows]
