"""Which pages in memory the read store has changed since they were read. Plain data."""

from app.signals import Projected
from ui.feed.window import FeedWindow


class Stale:
    """Gathers what projections changed until the pages that show any of it are read again."""

    def __init__(self) -> None:
        self._posts: set[int] = set()
        self._people: set[int] = set()
        self._entries = False
        self._everything = False

    def __bool__(self) -> bool:
        return bool(self._posts or self._people or self._entries or self._everything)

    def add(self, what: Projected) -> None:
        """One commit of the projector has changed this."""
        self._posts |= what.posts
        self._people |= what.people
        self._entries = self._entries or what.entries_added > 0
        self._everything = self._everything or what.everything

    def add_everything(self) -> None:
        """The read store may be another one."""
        self._everything = True

    def clear(self) -> None:
        """All of it is being read."""
        self._posts.clear()
        self._people.clear()
        self._entries = self._everything = False

    def pages(self, window: FeedWindow, first: int, last: int) -> list[int]:
        """The indexes of the pages to read again; rows `first` to `last` are being looked at."""
        return [at for at in range(len(window.pages)) if self._is_stale(window, at, first, last)]

    def _is_stale(self, window: FeedWindow, at: int, first: int, last: int) -> bool:
        if self._everything:
            return True
        if self._entries:
            numbers = window.page_numbers(at)
            if at == 0 or (numbers.start <= last and numbers.stop >= first):
                return True
        page = window.pages[at].visible
        return any(
            row.item.card.id in self._posts or row.item.card.author_id in self._people
            for row in (*page.rows, *page.standing)
        )
