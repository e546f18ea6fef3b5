"""A naive read side, run for real beside Tideline's on the very same events, to see what its faults cost it.

The signal carries the event, and who is not there misses it; the checkpoint is saved apart from the documents; counts
are `+= 1`; no number is checked; lists are sorted by date; what cannot be read is logged and passed over. What it
took in hand is noted first, and done again at its start unless the checkpoint says that it was finished.
"""

import shutil
from pathlib import Path
from typing import Any

import blinker
import msgspec
from tinydb.table import Document

from app.events import (
    AddressUpdated,
    AnyEvent,
    CommentAdded,
    PersonFollowed,
    PersonRegistered,
    PersonUnfollowed,
    PostCreated,
    PostLiked,
    PostUnliked,
    ProfileUpdated,
    StoredEvent,
    decode,
)
from app.lab.faults.wrappers import Crash
from app.read_model.document_db import DocumentDB
from app.read_model.documents import Address, format_address, owned
from app.read_model.keys import PAIR
from app.read_model.lmdb_table import LmdbTable

Table = LmdbTable[dict[str, Any]]


class Naive:
    """Lives in `folder`. `happened` is the signal whose payload it trusts, `runs` whether it listens; `passed_over`
    counts what it could not read.

    Tables: `cards` {text, likes, comments}, `people` {name, address, posts, followers, following}, `feed` and
    `threads` in the order of arrival, `hearts` and `follows` {on} by pair.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.happened = blinker.Signal()
        self.passed_over = 0
        self.runs = False
        self._crashes = False
        folder.mkdir(parents=True)
        self.start()

    def start(self) -> None:
        """Open the documents, do again what was in hand, and listen."""
        self.db = DocumentDB(self.folder / "documents")
        self.cards, self.people = self.db.table("cards"), self.db.table("people")
        self.feed, self.threads = self.db.table("feed"), self.db.table("threads")
        self.hearts = self.db.table("hearts", key_width=PAIR)
        self.follows = self.db.table("follows", key_width=PAIR)
        in_hand = self._in_hand()
        if in_hand is not None and in_hand.seq != self.checkpoint:
            self._take(in_hand)
        self.happened.connect(self._heard)
        self.runs = True

    @property
    def checkpoint(self) -> int:
        """The number of the event that it finished last, kept in a file of its own."""
        file = self.folder / "checkpoint"
        return int(file.read_text()) if file.exists() else 0

    def publish(self, *events: StoredEvent) -> None:
        """Send the signal with each event in it, to whoever listens. Raises `Crash` if told to."""
        for stored in events:
            self.happened.send(self, stored=stored)

    def kill(self) -> None:
        """The process is gone: nobody listens."""
        self.runs = False
        self.happened.disconnect(self._heard)
        self.db.close()

    def crash_next(self) -> None:
        """Die with the next event's documents saved, and its checkpoint not."""
        self._crashes = True

    def delete_documents(self) -> None:
        """Delete the documents under way; the checkpoint is elsewhere and stays."""
        self.kill()
        shutil.rmtree(self.folder / "documents")
        self.start()

    def close(self) -> None:
        """Close the files."""
        self.db.close()

    def _heard(self, _sender: object, *, stored: StoredEvent) -> None:
        (self.folder / "in_hand").write_bytes(msgspec.msgpack.encode(stored))
        self._take(stored)

    def _take(self, stored: StoredEvent) -> None:
        try:
            self._apply(decode(stored))
        except msgspec.MsgspecError:
            self.passed_over += 1
        if self._crashes:
            self._crashes = False
            raise Crash
        (self.folder / "checkpoint").write_text(str(stored.seq))

    def _in_hand(self) -> StoredEvent | None:
        file = self.folder / "in_hand"
        return msgspec.msgpack.decode(file.read_bytes(), type=StoredEvent) if file.exists() else None

    def _apply(self, event: AnyEvent) -> None:
        match event:
            case PersonRegistered():
                person = {"name": event.name, "address": "", "posts": 0, "followers": 0, "following": 0}
                self.people.upsert(Document(person, doc_id=event.person_id))
            case ProfileUpdated():
                self._set(self.people, event.person_id, name=event.name)
            case AddressUpdated():
                address = Address(event.street, event.city, event.postal_code, event.country)
                self._set(self.people, event.person_id, address=format_address(address))
            case PostCreated():
                self.cards.upsert(Document({"text": event.text, "likes": 0, "comments": 0}, doc_id=event.post_id))
                self.feed.insert({"id": event.post_id, "at_ms": event.at_ms})
                self._add(self.people, event.author_id, "posts", 1)
            case CommentAdded():
                self._add(self.cards, event.post_id, "comments", 1)
                self.threads.insert({"post_id": event.post_id, "id": event.comment_id, "at_ms": event.at_ms})
            case PostLiked() | PostUnliked():
                on = isinstance(event, PostLiked)
                self._add(self.cards, event.post_id, "likes", 1 if on else -1)
                self.hearts.upsert(Document({"on": on}, doc_id=owned(event.person_id, event.post_id)))
            case PersonFollowed() | PersonUnfollowed():
                on = isinstance(event, PersonFollowed)
                self._add(self.people, event.followee_id, "followers", 1 if on else -1)
                self._add(self.people, event.follower_id, "following", 1 if on else -1)
                self.follows.upsert(Document({"on": on}, doc_id=owned(event.follower_id, event.followee_id)))
            case _:
                return

    @staticmethod
    def _set(table: Table, doc_id: int, **fields: str | int) -> None:
        if table.contains(doc_id=doc_id):
            table.update(fields, doc_ids=[doc_id])

    def _add(self, table: Table, doc_id: int, field: str, number: int) -> None:
        found = table.get(doc_id=doc_id)
        if found is not None:
            self._set(table, doc_id, **{field: found[field] + number})
