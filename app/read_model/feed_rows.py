"""The rows of feeds, put together from a timeline's entry, its card and the viewer's marks, and kept meanwhile.

A page that is read again after something else changed costs the look at what is stored, not the decoding of it.
"""

from app.read_model.documents import FeedItem, Marks, PostCard, TimelineEntry
from app.read_model.generation import Generation
from app.read_model.keys import KEY, key
from app.read_model.lmdb_environment import Txn

NO_MARKS = Marks()
KEPT_ROWS = 3_000
"""Some 2 KB each."""

Row = tuple[bytes, bytes]
"""A stored key and document."""

Held = tuple[bytes, bytes, bytes | None, bytes, FeedItem]
"""A row as it was put together last: the encoded entry, the post's key, the encoded marks and card, and the row."""


class FeedRows:
    """Puts rows together; safe from any thread. What is stored decides, so nothing kept is ever stale."""

    def __init__(self, keep: int = KEPT_ROWS) -> None:
        self._keep = keep
        self._kept: dict[bytes, Held] = {}

    def items(
        self, generation: Generation, txn: Txn, timeline: str, entries: list[Row], viewer: int
    ) -> tuple[FeedItem, ...]:
        """The rows for `entries` of `timeline`, without those whose post has no card."""
        # One pass, in which nothing is looked up by name: this is most of what a page costs.
        held_at, stored = self._kept.get, txn.get
        cards, marks = generation.handles["cards"], generation.handles["marks"]
        own = key(viewer)
        items: list[FeedItem | None] = []
        changed: list[int] = []
        for place, raw_entry in entries:
            held = held_at(place)
            if (
                held is not None
                and held[0] == raw_entry
                and stored(held[1], None, cards) == held[3]
                and stored(own + held[1], None, marks) == held[2]
            ):
                items.append(held[4])
            else:
                changed.append(len(items))
                items.append(None)
        if changed:
            found = self._put_together(generation, txn, timeline, [entries[number] for number in changed], own)
            for number, item in zip(changed, found, strict=True):
                items[number] = item
        return tuple([item for item in items if item is not None])

    def _put_together(
        self, generation: Generation, txn: Txn, timeline: str, entries: list[Row], own: bytes
    ) -> list[FeedItem | None]:
        """The row for each entry, None where the post has no card."""
        decoded = generation.table(timeline, TimelineEntry).decode_many([raw for _, raw in entries])
        posts = [key(entry.post_id) for entry in decoded]
        raw_cards = generation.tables["cards"].fetch_keys(txn, posts)
        all_marks = generation.tables["marks"].fetch_keys(txn, [own + post for post in posts])
        cards = iter(generation.table("cards", PostCard).decode_many([raw for raw in raw_cards if raw is not None]))
        decode_marks = generation.table("marks", Marks).decode
        if len(self._kept) + len(entries) > self._keep:
            self._kept.clear()
        found: list[FeedItem | None] = []
        for (place, raw_entry), entry, post, raw_card, raw_marks in zip(
            entries, decoded, posts, raw_cards, all_marks, strict=True
        ):
            if raw_card is None:
                found.append(None)
                continue
            item = FeedItem(
                int.from_bytes(place[KEY:], "big"),
                next(cards),
                NO_MARKS if raw_marks is None else decode_marks(raw_marks),
                entry.via_name,
                entry.via_handle,
            )
            found.append(item)
            self._kept[place] = (raw_entry, post, raw_marks, raw_card, item)
        return found
