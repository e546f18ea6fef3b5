"""The rows of feeds, put together from a timeline's entry, its card and the viewer's marks, and kept meanwhile.

A page that is read again after something else changed costs the look at what is stored, not the decoding of it.
"""

from typing import Any

from app.read_model.documents import FeedItem, Marks, PostCard, TimelineEntry
from app.read_model.generation import Generation
from app.read_model.keys import KEY, key
from app.read_model.lmdb_environment import Txn

NO_MARKS = Marks()
KEPT_ROWS = 3_000
"""Some 2 KB each."""

Held = tuple[bytes, bytes, bytes | None, bytes, FeedItem]
"""A row as it was put together last: the encoded entry, the post's key, the encoded marks and card, and the row."""


class FeedRows:
    """Puts rows together; safe from any thread. What is stored decides, so nothing kept is ever stale."""

    def __init__(self, keep: int = KEPT_ROWS) -> None:
        self._keep = keep
        self._kept: dict[bytes, Held] = {}

    def items(
        self, generation: Generation, txn: Txn, timeline: str, entries: list[tuple[bytes, bytes]], viewer: int
    ) -> tuple[FeedItem, ...]:
        """The rows for `entries` (keys and encoded documents of `timeline`), without those whose post has no card."""
        kept = self._kept
        held = [kept.get(place) for place, _ in entries]
        posts = self._posts(generation, timeline, entries, held)
        cards = generation.tables["cards"].fetch_keys(txn, posts)
        marks: list[bytes | None] = [None] * len(posts)
        if viewer:
            own = key(viewer)
            marks = generation.tables["marks"].fetch_keys(txn, [own + post for post in posts])
        items: list[FeedItem | None] = [
            row[4] if row is not None and row[3] == card and row[2] == mark and row[0] == entry[1] else None
            for row, card, mark, entry in zip(held, cards, marks, entries, strict=True)
        ]
        changed = [number for number, item in enumerate(items) if item is None and cards[number] is not None]
        if changed:
            self._put_together(generation, timeline, entries, changed, (posts, cards, marks), items)
        return tuple(item for item in items if item is not None)

    def _posts(
        self,
        generation: Generation,
        timeline: str,
        entries: list[tuple[bytes, bytes]],
        held: list[Held | None],
    ) -> list[bytes]:
        """The key of each entry's post."""
        posts: list[Any] = [
            row[1] if row is not None and row[0] == entry[1] else None for row, entry in zip(held, entries, strict=True)
        ]
        unknown = [number for number, post in enumerate(posts) if post is None]
        if unknown:
            decoded = generation.table(timeline, TimelineEntry).decode_many([entries[number][1] for number in unknown])
            for number, entry in zip(unknown, decoded, strict=True):
                posts[number] = key(entry.post_id)
        return posts

    def _put_together(
        self,
        generation: Generation,
        timeline: str,
        entries: list[tuple[bytes, bytes]],
        changed: list[int],
        found: tuple[list[bytes], list[bytes | None], list[bytes | None]],
        items: list[FeedItem | None],
    ) -> None:
        posts, cards, marks = found
        raw_cards: list[Any] = [cards[number] for number in changed]
        entry_of = generation.table(timeline, TimelineEntry).decode_many([entries[number][1] for number in changed])
        card_of = generation.table("cards", PostCard).decode_many(raw_cards)
        decode_marks = generation.table("marks", Marks).decode
        if len(self._kept) + len(changed) > self._keep:
            self._kept.clear()
        for number, entry, card, raw_card in zip(changed, entry_of, card_of, raw_cards, strict=True):
            place, raw_entry = entries[number]
            raw_marks = marks[number]
            item = FeedItem(
                int.from_bytes(place[KEY:], "big"),
                card,
                NO_MARKS if raw_marks is None else decode_marks(raw_marks),
                entry.via_name,
                entry.via_handle,
            )
            items[number] = item
            self._kept[place] = (raw_entry, posts[number], raw_marks, raw_card, item)
