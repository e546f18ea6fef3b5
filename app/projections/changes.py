"""The documents of one read store as the projections see and change them within one transaction.

Changes are collected and written sorted by key, each document once, however many events touched it. What one event
changed can be undone alone. Called by the projections; the projector begins and writes.
"""

import enum
from collections.abc import Callable, Sequence
from typing import Any, Final, Generic, NamedTuple, Protocol, TypeVar

import msgspec

from app.errors import Mistake
from app.read_model import keys
from app.read_model.documents import (
    Comment,
    Marks,
    Notification,
    ParkedEvent,
    PersonHit,
    PostCard,
    Profile,
    Relation,
    TimelineEntry,
)
from app.read_model.indexes import CommentPlace, Follower, Handle, Job, JobKind, Muter, QuietReaction, Repost

D = TypeVar("D", bound=msgspec.Struct)


class Wanted(NamedTuple):
    """An effect that may be too large for one transaction; the fields are those of `Job`."""

    kind: JobKind
    source_id: int
    viewer_id: int = 0
    entry_id: int = 0
    post_id: int = 0


MAX_KEPT = 20_000
"""Decoded documents that each table keeps from one transaction to the next."""


class Missing(Mistake):
    """A projection needs a document that is not in the read store; `aggregate` is what would have made it."""

    def __init__(self, aggregate: str) -> None:
        kind, _, identifier = aggregate.partition(":")
        super().__init__(f"The {kind} {identifier} that this belongs to is not in the read store.")
        self.aggregate = aggregate


class Rows(Protocol):
    """One open transaction over the encoded rows of all tables. Keys are bytes, in order."""

    def reader(self, table: str) -> Callable[[bytes], bytes | None]:
        """A function that gives the row under a key, or None."""
        ...

    def put_many(self, table: str, rows: Sequence[tuple[bytes, bytes]]) -> None:
        """Store rows, given in ascending order of their keys."""
        ...

    def discard_many(self, table: str, row_keys: Sequence[bytes]) -> None:
        """Remove the rows under these keys; those that are not there are passed over."""
        ...

    def scan(
        self, table: str, prefix: bytes, *, past: bytes, limit: int, reverse: bool
    ) -> Sequence[tuple[bytes, bytes]]:
        """At most `limit` rows whose keys begin with `prefix`, in order, beyond the key `past` unless that is empty."""
        ...


class _Absent(enum.Enum):
    """Stands in the undo list for a key that had not been changed before."""

    ABSENT = enum.auto()


_ABSENT: Final = _Absent.ABSENT

Undo = list[tuple["Documents[Any]", bytes, Any]]
"""What was changed, latest last: the table, the key, and the change that was there before."""

_encode = msgspec.msgpack.Encoder().encode


def encoded(document: msgspec.Struct) -> bytes:
    """The document as a row, for `put_raw` of one and the same in many places."""
    return _encode(document)


class Documents(Generic[D]):
    """The documents of one table, by key, as they are with the changes made so far."""

    def __init__(self, name: str, kind: type[D], undo: Undo) -> None:
        self._name = name
        self._decode = msgspec.msgpack.Decoder(kind).decode
        self._kept: dict[bytes, D | None] = {}
        self._changed: dict[bytes, D | bytes | None] = {}
        self._undo = undo
        self._rows: Rows | None = None
        self._read: Callable[[bytes], bytes | None] = _closed

    def begin(self, rows: Rows) -> None:
        """Work on this transaction from now on."""
        self._rows = rows
        self._read = rows.reader(self._name)
        if len(self._kept) > MAX_KEPT:
            self._kept.clear()

    def fetch(self, key: bytes) -> D | None:
        """The document, or None."""
        value = self._changed.get(key, _ABSENT)
        if value is _ABSENT:
            return self._stored(key)
        return self._decode(value) if isinstance(value, bytes) else value

    def put(self, key: bytes, document: D) -> None:
        """Put the document in the place of what is there."""
        changed = self._changed
        self._undo.append((self, key, changed.get(key, _ABSENT)))
        changed[key] = document

    def put_raw(self, key: bytes, row: bytes) -> None:
        """As `put`, with a document that is `encoded`."""
        changed = self._changed
        self._undo.append((self, key, changed.get(key, _ABSENT)))
        changed[key] = row

    def put_raw_many(self, row_keys: Sequence[bytes], row: bytes) -> None:
        """As `put_raw`, the same document in many places."""
        changed, note = self._changed, self._undo.append
        for key in row_keys:
            note((self, key, changed.get(key, _ABSENT)))
            changed[key] = row

    def discard(self, key: bytes) -> None:
        """Remove the document if it is there."""
        changed = self._changed
        self._undo.append((self, key, changed.get(key, _ABSENT)))
        changed[key] = None

    def scan(self, prefix: bytes, *, limit: int, past: bytes = b"", reverse: bool = False) -> list[tuple[bytes, D]]:
        """At most `limit` documents whose keys begin with `prefix`, in order, beyond the key `past`."""
        self.write()
        if self._rows is None:
            raise Mistake(f"The documents of {self._name} were asked for outside a transaction.")
        decode = self._decode
        found = self._rows.scan(self._name, prefix, past=past, limit=limit, reverse=reverse)
        return [(key, decode(row)) for key, row in found]

    def changed_keys(self) -> list[bytes]:
        """The keys changed since the last `write`."""
        return list(self._changed)

    def write(self) -> None:
        """Write the changes into the transaction."""
        changed = self._changed
        if not changed or self._rows is None:
            return
        self._remember_for_undo()
        kept = self._kept
        rows: list[tuple[bytes, bytes]] = []
        gone: list[bytes] = []
        for key in sorted(changed):
            value = changed[key]
            if value is None:
                gone.append(key)
                kept.pop(key, None)
            elif isinstance(value, bytes):
                rows.append((key, value))
                kept.pop(key, None)
            else:
                rows.append((key, _encode(value)))
                kept[key] = value
        if rows:
            self._rows.put_many(self._name, rows)
        if gone:
            self._rows.discard_many(self._name, gone)
        changed.clear()

    def restore(self, key: bytes, value: D | bytes | _Absent | None) -> None:
        """Take back one change; `Changes.undo` calls it, latest first."""
        if value is _ABSENT:
            self._changed.pop(key, None)
        else:
            self._changed[key] = value

    def forget(self) -> None:
        """Let go of everything: the transaction was not committed."""
        self._kept.clear()
        self._changed.clear()
        self._rows = None
        self._read = _closed

    def _stored(self, key: bytes) -> D | None:
        kept = self._kept
        if key in kept:
            return kept[key]
        row = self._read(key)
        document = kept[key] = None if row is None else self._decode(row)
        return document

    def _remember_for_undo(self) -> None:
        # Once written, a change can only be taken back by writing what was there before.
        undo = self._undo
        for place, (table, key, value) in enumerate(undo):
            if value is _ABSENT and table is self:
                undo[place] = (table, key, self._stored(key))


class Changes:
    """All tables within one transaction, and the undo list of the event that is being applied."""

    def __init__(self) -> None:
        self._undo: Undo = []
        self._tables: list[Documents[Any]] = []
        self.wanted: list[Wanted] = []
        """The fan-outs that the event being applied asks for."""
        self.entries_added = 0
        """Posts and reposts placed in timelines since `begin`."""
        self.cards = self._table("cards", PostCard)
        self.profiles = self._table("profiles", Profile)
        self.people = self._table("people", PersonHit)
        self.handles = self._table("handles", Handle)
        self.comments = self._table("comments", Comment)
        self.comment_places = self._table("comment_places", CommentPlace)
        self.home = self._table("home", TimelineEntry)
        self.home_pictures = self._table("home_pictures", TimelineEntry)
        self.everyone = self._table("everyone", TimelineEntry)
        self.everyone_pictures = self._table("everyone_pictures", TimelineEntry)
        self.author = self._table("author", TimelineEntry)
        self.tag = self._table("tag", TimelineEntry)
        self.likes = self._table("likes", TimelineEntry)
        self.bookmarks = self._table("bookmarks", TimelineEntry)
        self.marks = self._table("marks", Marks)
        self.relations = self._table("relations", Relation)
        self.followers = self._table("followers", Follower)
        self.muters = self._table("muters", Muter)
        self.reposts = self._table("reposts", Repost)
        self.quiet_reactions = self._table("quiet_reactions", QuietReaction)
        self.notifications = self._table("notifications", Notification)
        self.parked = self._table("parked", ParkedEvent)
        self.jobs = self._table("jobs", Job)

    def begin(self, rows: Rows) -> None:
        """Work on this transaction from now on."""
        self._undo.clear()
        self.wanted.clear()
        self.entries_added = 0
        for table in self._tables:
            table.begin(rows)

    def settle(self) -> None:
        """Keep what has been changed: `undo` no longer reaches it."""
        self._undo.clear()

    def undo(self) -> None:
        """Take back everything changed since the last `settle`."""
        for table, key, value in reversed(self._undo):
            table.restore(key, value)
        self._undo.clear()
        self.wanted.clear()

    def write(self) -> None:
        """Write all changes into the transaction."""
        self._undo.clear()
        for table in self._tables:
            table.write()

    def forget(self) -> None:
        """Let go of everything: the transaction was not committed."""
        self._undo.clear()
        for table in self._tables:
            table.forget()

    def want(self, wanted: Wanted) -> None:
        """Ask for a fan-out; it starts when the event's own changes are made."""
        self.wanted.append(wanted)

    def spread(self, source_id: int, entry_id: int, post_id: int) -> None:
        """Ask that all homes which `source_id` reaches have or lose this post or repost, as is right by then."""
        self.wanted.append(Wanted("entry", source_id, entry_id=entry_id, post_id=post_id))

    def person(self, person_id: int) -> Profile:
        """The profile. Raises `Missing` if there is none."""
        profile = self.profiles.fetch(keys.key(person_id))
        if profile is None:
            raise Missing(f"person:{person_id}")
        return profile

    def card(self, post_id: int) -> PostCard:
        """The card. Raises `Missing` if there is none."""
        card = self.cards.fetch(keys.key(post_id))
        if card is None:
            raise Missing(f"post:{post_id}")
        return card

    def _table(self, name: str, kind: type[D]) -> Documents[D]:
        table = Documents(name, kind, self._undo)
        self._tables.append(table)
        return table


def _closed(key: bytes) -> bytes | None:
    raise Mistake(f"A document was asked for outside a transaction ({key.hex()}).")
