"""The whole path from command to documents and search, without a thread, for tests that run through several parts."""

import itertools
import random
from pathlib import Path
from typing import Any

import msgspec

from app import commands
from app.clock import ManualClock
from app.commands import Receipt
from app.ids import IdSource
from app.media import MediaStore
from app.projections.projector import Projector
from app.projections.search import SearchProjector
from app.read_model.schema import TABLES
from app.read_model.search_index import SearchIndex
from app.read_model.store import ReadStore
from app.signals import Signals
from app.write_model.database import Database
from app.write_model.outbox import Outbox
from app.write_model.writer import Writer


class WholePath:
    """A data folder with both sides; nothing is projected or indexed before `project` or `index`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = ManualClock()
        self.signals = Signals()
        self.ids = IdSource(self.clock, random.Random(7))
        self.media = MediaStore(folder / "media")
        self.database = Database(folder / "write.db")
        self.database.open_and_migrate()
        self.writer = Writer(self.database, self.clock, self.ids, self.media)
        self.log = Outbox(self.database)
        self.store = ReadStore(folder / "read")
        self.store.check(self.log)
        self.projector = Projector(self.log, self.store, self.clock, self.signals)
        self.index = SearchIndex(folder / "search", stand_in=True)
        self.search = SearchProjector(self.log, self.store, self.index, self.clock, self.signals)
        self._numbers = itertools.count(1)

    def close(self) -> None:
        self.search.close()
        self.store.close()
        self.log.close()
        self.writer.close()
        self.database.close()

    def send(self, kind: Any, **fields: Any) -> Receipt:
        """Commit one command; it must be accepted."""
        self.clock.advance(1_000)
        command = kind(command_id=next(self._numbers), **fields)
        (outcome,), _ = self.writer.commit([command])
        assert isinstance(outcome, Receipt), outcome
        return outcome

    def project(self) -> int:
        """Bring the documents and the index up to date; the position."""
        self.projector.drain()
        return self.search.drain()

    def person(self, handle: str, **fields: Any) -> int:
        person_id = self.ids.next_id()
        name = fields.pop("name", handle.title())
        self.send(commands.RegisterPerson, actor_id=person_id, handle=handle, name=name, **fields)
        return person_id

    def post(self, author: int, text: str, **fields: Any) -> int:
        post_id = self.ids.next_id()
        self.send(commands.CreatePost, actor_id=author, post_id=post_id, text=text, **fields)
        return post_id

    def comment(self, author: int, post_id: int, text: str, parent: int | None = None) -> int:
        comment_id = self.ids.next_id()
        self.send(
            commands.AddComment,
            actor_id=author,
            comment_id=comment_id,
            post_id=post_id,
            text=text,
            parent_id=parent,
        )
        return comment_id

    def edit(self, author: int, post_id: int, text: str) -> int:
        return self.send(commands.EditPost, actor_id=author, post_id=post_id, text=text).position

    def delete(self, author: int, post_id: int) -> int:
        return self.send(commands.DeletePost, actor_id=author, post_id=post_id).position

    def like(self, person: int, post_id: int, liked: bool = True) -> int:
        return self.send(commands.SetLike, actor_id=person, post_id=post_id, liked=liked).position

    def repost(self, person: int, post_id: int, reposted: bool = True) -> int:
        return self.send(commands.SetRepost, actor_id=person, post_id=post_id, reposted=reposted).position

    def bookmark(self, person: int, post_id: int, bookmarked: bool = True) -> int:
        return self.send(commands.SetBookmark, actor_id=person, post_id=post_id, bookmarked=bookmarked).position

    def follow(self, person: int, other: int, following: bool = True) -> int:
        return self.send(commands.SetFollow, actor_id=person, person_id=other, following=following).position

    def mute(self, person: int, other: int, muted: bool = True) -> int:
        return self.send(commands.SetMute, actor_id=person, person_id=other, muted=muted).position

    def break_event(self, seq: int) -> bytes:
        """Make the payload of a stored event unreadable; what it was."""
        driver = self.database._connect()
        (payload,) = driver.execute("SELECT CAST(payload AS BLOB) FROM outbox WHERE seq = ?", (seq,)).fetchone()
        self.put_payload(seq, b"{")
        driver.close()
        return bytes(payload)

    def put_payload(self, seq: int, payload: bytes) -> None:
        driver = self.database._connect()
        driver.execute("UPDATE outbox SET payload = ? WHERE seq = ?", (payload.decode(), seq))
        driver.close()

    def documents(self, table: str) -> list[tuple[int, Any]]:
        """All documents of a table with their doc_ids, in order."""
        with self.store.reading() as (generation, txn):
            rows = generation.tables[table]
            return rows.page(txn, 0, rows.last_key, 1_000_000)

    def keys(self, table: str) -> list[int]:
        return [key for key, _ in self.documents(table)]

    def put_document(self, table: str, key: int, document: Any) -> None:
        """Store a document behind the projector's back; bytes are stored as they are."""
        raw = document if isinstance(document, bytes) else msgspec.msgpack.encode(document)
        with self.store.writing() as transaction:
            transaction.put_many(table, [(key.to_bytes(TABLES[table][0], "big"), raw)])

    def discard_document(self, table: str, key: int) -> None:
        """Remove a document behind the projector's back."""
        with self.store.writing() as transaction:
            transaction.discard_many(table, [key.to_bytes(TABLES[table][0], "big")])
