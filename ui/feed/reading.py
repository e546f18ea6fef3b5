"""Reads pages of a timeline for the feed: made in the pool, without Qt, so that the GUI thread only shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from msgspec.structs import replace

from app.consistency.visible import FeedPlace, VisibleFeed
from app.read_model.documents import FeedItem, FeedPage, ProfileView, Timeline
from ui.feed.estimate import RowEstimate, Sample, measured

PAGE_ROWS = 50
_SAMPLE_ROWS = 20


@dataclass(frozen=True)
class FeedSpec:
    """Which timeline a feed shows; `key` names its scroll position in the settings, '' keeps none."""

    timeline: Timeline
    owner: int = 0
    key: str = ""


class SessionReads(Protocol):
    """What the feed asks of the session."""

    @property
    def viewer(self) -> int: ...

    def feed(
        self,
        timeline: Timeline,
        owner: int = 0,
        limit: int = 50,
        before: int | None = None,
        after: int | None = None,
    ) -> VisibleFeed: ...

    def refold(self, visible: VisibleFeed) -> VisibleFeed: ...


class QueryReads(Protocol):
    """What the feed asks of the read store beside pages."""

    def newer_count(self, timeline: Timeline, owner: int, than_entry: int, at_most: int = 1000) -> int: ...

    def edges(self, timeline: Timeline, owner: int) -> tuple[int, int] | None: ...

    def profile(self, person_id: int, viewer: int = 0) -> ProfileView: ...


class Reader:
    """Reads one timeline; safe from any thread."""

    def __init__(self, session: SessionReads, queries: QueryReads, spec: FeedSpec) -> None:
        self._session = session
        self._queries = queries
        self._spec = spec

    def older(self, before: int) -> VisibleFeed:
        """The page of rows older than `before`."""
        return self._page(before=before)

    def newer(self, after: int) -> tuple[VisibleFeed, bool]:
        """The rows right above `after`, newest first, and whether the newest of all is among them."""
        visible = self._session.feed(self._spec.timeline, self._spec.owner, PAGE_ROWS, after=after)
        found = visible.page.items if visible.page is not None else ()
        return self._refolded(visible, found, after), visible.next is None

    def oldest(self) -> VisibleFeed:
        """The last rows."""
        edges = self._queries.edges(self._spec.timeline, self._spec.owner)
        if edges is None:
            return self._page()
        visible, _all = self.newer(edges[0] - 1)
        found = visible.page.items if visible.page is not None else ()
        return self._refolded(visible, found, None)

    def top(self, seen: int | None = None, lower: int = 0) -> tuple[VisibleFeed, int]:
        """The newest page, and how many rows newer than `seen` are left out of it: those of others.

        `lower` is the entry down to which rows are wanted (0: one page).
        """
        visible = self._page()
        page = visible.page
        if seen is None or page is None:
            return visible, 0
        own = self._own(page.items)
        kept = [item for item in page.items if item.entry_id <= seen or item.entry_id in own]
        last = page.items[-1].entry_id if page.items else 0
        follows = page.next
        if follows is not None and last > max(lower, seen if not lower else 0):
            rest = self.between(min(last, seen + 1), lower or seen)
            kept.extend(rest.page.items if rest.page is not None else ())
            follows = rest.next
        elif lower:
            cut = [item for item in kept if item.entry_id >= lower]
            follows = follows if len(cut) == len(kept) else lower
            kept = cut
        hidden = self._queries.newer_count(self._spec.timeline, self._spec.owner, seen)
        hidden -= sum(item.entry_id > seen for item in kept)
        return self._refolded(visible, kept, follows), max(0, hidden)

    def between(self, before: int, lower: int) -> VisibleFeed:
        """The rows older than `before`, down to `lower` included; one page at least if there are that many."""
        first = self._page(before=before)
        items: list[FeedItem] = []
        visible = first
        while True:
            page = visible.page
            found = [item for item in page.items if item.entry_id >= lower] if page is not None else []
            items.extend(found)
            whole = page is None or len(found) < len(page.items)
            if whole or visible.next is None or (items and items[-1].entry_id <= lower):
                break
            visible = self._page(before=visible.next)
        more = visible.next is not None or whole
        return self._refolded(first, items, items[-1].entry_id if items and more else None)

    def estimate(self) -> RowEstimate | None:
        """How long the timeline is, from samples between its newest and oldest entry; None if it is empty."""
        edges = self._queries.edges(self._spec.timeline, self._spec.owner)
        if edges is None:
            return None
        oldest, newest = edges
        return measured(newest, oldest, self._sample)

    def _sample(self, at: int) -> Sample | None:
        page = self._session.feed(self._spec.timeline, self._spec.owner, _SAMPLE_ROWS, before=at + 1).page
        if page is None or len(page.items) < 2:
            return None
        return Sample(at, page.items[0].entry_id, page.items[-1].entry_id, len(page.items))

    def newest_id(self) -> int:
        """The entry id of the newest row, 0 if there is none."""
        edges = self._queries.edges(self._spec.timeline, self._spec.owner)
        return edges[1] if edges is not None else 0

    def _page(self, before: int | None = None) -> VisibleFeed:
        return self._session.feed(self._spec.timeline, self._spec.owner, PAGE_ROWS, before=before)

    def _own(self, items: Sequence[FeedItem]) -> set[int]:
        viewer = self._session.viewer
        profile = self._queries.profile(viewer).profile
        handle = profile.handle if profile is not None else ""
        return {
            item.entry_id
            for item in items
            if (item.via_handle == handle if item.via_handle else item.card.author_id == viewer)
        }

    def _refolded(self, like: VisibleFeed, items: Sequence[FeedItem], follows: int | None) -> VisibleFeed:
        page = FeedPage(items=tuple(items), snapshot=like.snapshot, next=follows)
        return self._session.refold(replace(like, page=page, next=follows))


def as_top(session: SessionReads, visible: VisibleFeed) -> VisibleFeed:
    """The same page as the one above which own new posts stand."""
    if not isinstance(visible.place, FeedPlace) or visible.place.top:
        return visible
    return session.refold(replace(visible, place=replace(visible.place, top=True)))
