"""The posts that own reposts bring, as last read, so that a repost stands ahead where no page holds its post."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable

import msgspec

from app.commands import SetRepost
from app.consistency.reads import Reads
from app.consistency.visible import Operation
from app.read_model.documents import FeedItem, FeedPage, Snapshot

BROUGHT_AT_MOST = 64


class Brought(msgspec.Struct, frozen=True):
    """A post as its reposter sees it: the row, whether the reposter mutes its author, and the moment of the row."""

    item: FeedItem
    muted: bool
    snapshot: Snapshot


class BroughtPosts:
    """By post and viewer, the oldest dropped beyond `BROUGHT_AT_MOST`; safe from any thread."""

    def __init__(self, queries: Reads, items: Callable[[Collection[int], int], FeedPage]) -> None:
        self._queries = queries
        self._items = items
        self._lock = threading.Lock()
        self._posts: OrderedDict[tuple[int, int], Brought] = OrderedDict()

    def refresh(self, operations: Iterable[Operation], viewer: int) -> None:
        """Read the posts of the reposts that are on their way."""
        commands = [one.command for one in operations if one.strategy == "optimistic" and one.stage != "rejected"]
        self.read({one.post_id for one in commands if isinstance(one, SetRepost) and one.reposted}, viewer)

    def read(self, post_ids: Collection[int], viewer: int) -> None:
        """Read these posts; those that do not exist are left out."""
        if not post_ids:
            return
        page = self._items(post_ids, viewer)
        authors = {item.card.author_id for item in page.items}
        muted = {author for author in authors if self._queries.profile(author, viewer).relation.muted}
        with self._lock:
            for item in page.items:
                place = (item.card.id, viewer)
                self._posts[place] = Brought(item, item.card.author_id in muted, page.snapshot)
                self._posts.move_to_end(place)
            while len(self._posts) > BROUGHT_AT_MOST:
                self._posts.popitem(last=False)

    def get(self, post_id: int, viewer: int) -> Brought | None:
        """The post as last read, None if it was not."""
        with self._lock:
            return self._posts.get((post_id, viewer))
