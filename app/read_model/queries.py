"""The queries: pages and documents of the read store, each from one snapshot, without a join and without rules.

Called from any thread. A page is a walk along one timeline, its cards by id, and the viewer's marks by id.
"""

from collections.abc import Collection
from typing import Literal

from msgspec.structs import replace

from app.ids import key_of_name
from app.read_model.documents import (
    MAX_PATH,
    FeedItem,
    FeedPage,
    Marks,
    Notification,
    NotificationPage,
    ParkedEvent,
    PersonHit,
    PostCard,
    Profile,
    ProfileView,
    Relation,
    SearchPage,
    Snapshot,
    ThreadPage,
    Timeline,
    owned,
)
from app.read_model.feed_rows import NO_MARKS, FeedRows
from app.read_model.generation import Generation
from app.read_model.keys import second_of
from app.read_model.lmdb_environment import Txn
from app.read_model.schema import TABLES
from app.read_model.search_index import SearchIndex
from app.read_model.store import ReadStore
from app.text import excerpt

Order = Literal["best", "newest"]

ID_BITS = 64
ID_MASK = (1 << ID_BITS) - 1
THREAD_BITS = MAX_PATH * ID_BITS
EXCERPT_GRAPHEMES = 80
MAX_PARKED = 10_000
NO_RELATION = Relation()


class Queries:
    """Everything that views ask of the read store. Without an index, searches find nothing."""

    def __init__(self, store: ReadStore, index: SearchIndex | None = None) -> None:
        self._store = store
        self._index = index
        self._rows = FeedRows()

    def snapshot(self) -> Snapshot:
        """How far the read store is."""
        return self._store.snapshot()

    def feed(
        self,
        timeline: Timeline,
        owner: int,
        viewer: int,
        limit: int = 50,
        before: int | None = None,
        after: int | None = None,
    ) -> FeedPage:
        """A page of a timeline, newest first; `before` and `after` are entry ids, themselves not included.

        It goes down from `before` or the newest row, as far as `after`. With `after` alone it is the rows right above
        that instead, and `next` the entry id to ask for with `after` to go further up.
        """
        low, high = _range_of(owner, before, after)
        upward = after is not None and before is None
        with self._store.reading() as (generation, txn):
            entries = generation.tables[timeline].rows(txn, low, high, limit + 1, reverse=not upward)
            following = second_of(entries[limit - 1][0]) if len(entries) > limit else None
            del entries[limit:]
            if upward:
                entries.reverse()
            items = self._rows.items(generation, txn, timeline, entries, viewer)
            snapshot = generation.snapshot_in(txn)
        return FeedPage(items, snapshot, following)

    def newer_count(self, timeline: Timeline, owner: int, than_entry: int, at_most: int = 1_000) -> int:
        """How many rows of a timeline are newer than an entry, counted up to `at_most`."""
        low, high = _range_of(owner, None, than_entry)
        with self._store.reading() as (generation, txn):
            return len(generation.tables[timeline].keys(txn, low, high, at_most, reverse=True))

    def edges(self, timeline: Timeline, owner: int) -> tuple[int, int] | None:
        """The oldest and the newest entry id of a timeline, None if it is empty."""
        low, high = _range_of(owner, None, None)
        with self._store.reading() as (generation, txn):
            table = generation.tables[timeline]
            oldest = table.keys(txn, low, high, 1)
            newest = table.keys(txn, low, high, 1, reverse=True)
        return (oldest[0] & ID_MASK, newest[0] & ID_MASK) if oldest and newest else None

    def card(self, post_id: int) -> PostCard | None:
        """A post's card, None if there is none."""
        with self._store.reading() as (generation, txn):
            found: PostCard | None = generation.tables["cards"].fetch(txn, post_id)
            return found

    def item(self, post_id: int, viewer: int) -> FeedItem | None:
        """A post with the viewer's marks, None if there is none; its place is its own id."""
        return self.items((post_id,), viewer).get(post_id)

    def items(self, post_ids: Collection[int], viewer: int) -> dict[int, FeedItem]:
        """The posts that exist, by id, with the viewer's marks."""
        with self._store.reading() as (generation, txn):
            return _items_by_id(generation, txn, post_ids, viewer)

    def thread(self, post_id: int, viewer: int, limit: int = 50, after: int | None = None) -> ThreadPage:
        """A post and a page of its comments in reading order; `after` is the cursor of the page before."""
        low = post_id << THREAD_BITS
        high = (post_id + 1 << THREAD_BITS) - 1
        with self._store.reading() as (generation, txn):
            head = _items_by_id(generation, txn, (post_id,), viewer).get(post_id)
            comments = generation.tables["comments"].page(txn, low, high, limit + 1, after=after)
            snapshot = generation.snapshot_in(txn)
        more = comments[limit - 1][0] if len(comments) > limit else None
        return ThreadPage(head, tuple(comment for _, comment in comments[:limit]), snapshot, more)

    def profile(self, person_id: int, viewer: int = 0) -> ProfileView:
        """A profile and how the viewer stands to it."""
        with self._store.reading() as (generation, txn):
            return _profile(generation, txn, person_id, viewer)

    def profile_by_handle(self, handle: str, viewer: int = 0) -> ProfileView:
        """The profile with this handle, whatever its case."""
        with self._store.reading() as (generation, txn):
            found = generation.tables["handles"].fetch(txn, key_of_name(handle))
            return _profile(generation, txn, found.person_id if found else 0, viewer)

    def people(self, limit: int = 200, *, include_simulated: bool = False) -> tuple[PersonHit, ...]:
        """The people one can act as, the oldest first; simulated ones after them if wanted."""
        found: list[PersonHit] = []
        with self._store.reading() as (generation, txn):
            for simulated in range(1 + include_simulated):
                low, high = _range_of(simulated, None, None)
                rows = generation.tables["people"].page(txn, low, high, limit - len(found))
                found += [person for _, person in rows]
        return tuple(found)

    def notifications(self, viewer: int, limit: int = 50, before: int | None = None) -> NotificationPage:
        """What others did that concerns the viewer, newest first."""
        low, high = _range_of(viewer, before, None)
        with self._store.reading() as (generation, txn):
            table = generation.table("notifications", Notification)
            rows = table.page(txn, low, high, limit + 1, reverse=True)
            shown = [notification for _, notification in rows[:limit]]
            wanted = [one.post_id for one in shown if one.post_id and not one.excerpt]
            cards = dict(zip(wanted, generation.table("cards", PostCard).fetch_many(txn, wanted), strict=True))
            snapshot = generation.snapshot_in(txn)
        items = tuple(_with_excerpt(one, cards.get(one.post_id)) for one in shown)
        return NotificationPage(items, snapshot, (rows[limit - 1][0] & ID_MASK) if len(rows) > limit else None)

    def unread_notifications(self, viewer: int, after_id: int, at_most: int = 100) -> int:
        """How many notifications are newer than `after_id`, counted up to `at_most`."""
        low, high = _range_of(viewer, None, after_id)
        with self._store.reading() as (generation, txn):
            return len(generation.tables["notifications"].keys(txn, low, high, at_most, reverse=True))

    def search(self, query: str, viewer: int, limit: int = 20, order: Order = "best") -> SearchPage:
        """People and posts that match; what the index knows and the documents no longer have is left out."""
        index = self._index
        index_position = index.position() if index else 0
        post_ids = index.search_posts(query, limit, order) if index else []
        person_ids = index.search_people(query, limit) if index else []
        with self._store.reading() as (generation, txn):
            profiles = generation.table("profiles", Profile).fetch_many(txn, person_ids)
            items = _items_by_id(generation, txn, post_ids, viewer)
            snapshot = generation.snapshot_in(txn)
        people = tuple(_hit(profile) for profile in profiles if profile is not None)
        posts = tuple(items[post_id] for post_id in post_ids if post_id in items)
        return SearchPage(people, posts, snapshot, index_position)

    def parked(self) -> tuple[ParkedEvent, ...]:
        """The events that are held back, in order."""
        with self._store.reading() as (generation, txn):
            table = generation.table("parked", ParkedEvent)
            return tuple(event for _, event in table.page(txn, 0, table.last_key, MAX_PARKED))

    def statistics(self) -> dict[str, int]:
        """How many documents each table has."""
        with self._store.reading() as (generation, txn):
            return {name: generation.tables[name].total(txn) for name in TABLES}


def _range_of(owner: int, before: int | None, after: int | None) -> tuple[int, int]:
    """The doc_ids of an owner's rows, under `before` and over `after`."""
    low = owned(owner, 0 if after is None else after + 1)
    return low, owned(owner, ID_MASK if before is None else before - 1)


def _items_by_id(generation: Generation, txn: Txn, post_ids: Collection[int], viewer: int) -> dict[int, FeedItem]:
    wanted = list(post_ids)
    cards = generation.table("cards", PostCard).fetch_many(txn, wanted)
    marks = _marks(generation, txn, wanted, viewer)
    return {
        card.id: FeedItem(card.id, card, mark or NO_MARKS)
        for card, mark in zip(cards, marks, strict=True)
        if card is not None
    }


def _marks(generation: Generation, txn: Txn, post_ids: list[int], viewer: int) -> list[Marks | None]:
    if not viewer:
        return [None] * len(post_ids)
    own = viewer << ID_BITS
    return generation.table("marks", Marks).fetch_many(txn, [own | post_id for post_id in post_ids])


def _profile(generation: Generation, txn: Txn, person_id: int, viewer: int) -> ProfileView:
    profile: Profile | None = generation.tables["profiles"].fetch(txn, person_id)
    relation = None
    if viewer and viewer != person_id:
        relation = generation.tables["relations"].fetch(txn, owned(viewer, person_id))
    return ProfileView(profile, relation or NO_RELATION, generation.snapshot_in(txn))


def _with_excerpt(one: Notification, card: PostCard | None) -> Notification:
    """What tells of a post shows its words as they are now; what tells of a comment has its own."""
    if card is None or one.excerpt:
        return one
    return replace(one, excerpt=excerpt(card.text, EXCERPT_GRAPHEMES))


def _hit(profile: Profile) -> PersonHit:
    return PersonHit(profile.id, profile.handle, profile.name, profile.avatar, profile.bio, profile.simulated)
