"""The comparison side without a database: the same documents in TinyDB as it comes, with its JSON storage."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from tinydb import TinyDB
from tinydb.storages import JSONStorage
from tinydb.table import Document

from app.read_model.documents import FeedItem, Marks, PostCard, TimelineEntry
from app.read_model.queries import Queries

PAGE = 1_000


class StockHome:
    """Cards, one viewer's home and that viewer's marks, each in a TinyDB and file of its own, by their ids.

    A file each, because every operation reads its whole file; no other viewer's rows, all to its advantage.
    """

    def __init__(self, folder: Path) -> None:
        self._cards = TinyDB(folder / "cards.json", storage=JSONStorage)
        self._home = TinyDB(folder / "home.json", storage=JSONStorage)
        self._marks = TinyDB(folder / "marks.json", storage=JSONStorage)

    def fill(self, queries: Queries, viewer: int) -> None:
        """Copy every card, and the viewer's home and marks."""
        home = _all_rows(queries, "home", viewer, viewer)
        cards = {item.card.id: item.card for item in (*_all_rows(queries, "everyone", 0, viewer), *home)}
        marks = {item.card.id: item.marks for item in home if item.marks != Marks()}
        self._cards.insert_multiple(_document(card.id, card) for card in cards.values())
        self._home.insert_multiple(
            _document(item.entry_id, TimelineEntry(item.card.id, 0, item.via_name, item.via_handle)) for item in home
        )
        self._marks.insert_multiple(_document(post_id, mark) for post_id, mark in marks.items())

    def page(self, limit: int = 50) -> tuple[FeedItem, ...]:
        """The newest `limit` rows of the viewer's home, as the structs that queries return."""
        newest = sorted(self._home.all(), key=lambda entry: -entry.doc_id)[:limit]
        wanted = [entry["post_id"] for entry in newest]
        cards = {card.doc_id: msgspec.convert(card, PostCard) for card in _found(self._cards, wanted)}
        marks = {mark.doc_id: msgspec.convert(mark, Marks) for mark in _found(self._marks, wanted)}
        return tuple(
            FeedItem(
                entry.doc_id,
                cards[entry["post_id"]],
                marks.get(entry["post_id"], Marks()),
                entry.get("via_name", ""),
                entry.get("via_handle", ""),
            )
            for entry in newest
        )

    def card(self, post_id: int) -> PostCard:
        """One card by its id."""
        return msgspec.convert(self._cards.get(doc_id=post_id), PostCard)

    def close(self) -> None:
        """Close the files."""
        for database in (self._cards, self._home, self._marks):
            database.close()


def _all_rows(queries: Queries, timeline: Any, owner: int, viewer: int) -> list[FeedItem]:
    rows: list[FeedItem] = []
    before: int | None = None
    while True:
        page = queries.feed(timeline, owner, viewer, PAGE, before)
        rows += page.items
        before = page.next
        if before is None:
            return rows


def _document(doc_id: int, struct: msgspec.Struct) -> Document:
    return Document(msgspec.to_builtins(struct), doc_id=doc_id)


def _found(database: TinyDB, doc_ids: Sequence[int]) -> list[Document]:
    found = database.get(doc_ids=list(doc_ids))
    return found if isinstance(found, list) else []
