"""Both sides of one person or post: the rows that make the document, the document, and what will bring them together.

The rows and what a second derivation makes of them are of one SQLite transaction, the document is of one LMDB snapshot
taken just before it: so whatever differs is on its way. Called by the lab's pool.
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from typing import Any, Final

from app import events
from app.errors import InvalidInput
from app.events import AnyEvent
from app.ids import MAX_ID
from app.lab.event_kinds import told
from app.lab.readings.sides import Cell, RowCount, RowTable, Sides, Subject, Waiting
from app.lab.sides.document_text import compared, text_of
from app.read_model.documents import PostCard, Profile, Snapshot
from app.read_model.queries import Queries
from app.second_derivation import card_now, profile_now
from app.verify_exceptions import Token, counts, person, post, stored_events, touched_by
from app.write_model.database import Database
from app.write_model.faults import told_to_people
from app.write_model.outbox import last_position

WAITING_AT_MOST: Final = 2_000
"""Events that wait for the read store and are looked at, the first ones."""

_EVERY: Final = ("*",)
_WRITTEN: Final = ("name", "bio", "avatar", "avatar_item", "bio_spans")
_BRINGS: Final[dict[type[AnyEvent], tuple[str, ...]]] = {
    events.PersonRegistered: _EVERY,
    events.ProfileUpdated: _WRITTEN,
    events.AddressUpdated: ("display_address", "address"),
    events.PostCreated: (*_EVERY, "posts"),
    events.PostDeleted: (*_EVERY, "posts"),
    events.PostEdited: ("text", "spans", "edited_ms"),
    events.PostLiked: ("likes",),
    events.PostUnliked: ("likes",),
    events.PostReposted: ("reposts",),
    events.PostUnreposted: ("reposts",),
    events.CommentAdded: ("comments",),
    events.CommentDeleted: ("comments",),
    events.PersonFollowed: ("followers", "following"),
    events.PersonUnfollowed: ("followers", "following"),
}
"""Which fields of a card or profile an event may change; '*' all of them, of its own document."""

_TABLES: Final[dict[Subject, tuple[tuple[str, str], ...]]] = {
    "person": (
        ("people", "SELECT id, handle, name, bio FROM people WHERE id = ?"),
        (
            "addresses",
            "SELECT person_id, street, city, postal_code, country FROM addresses WHERE person_id = ?",
        ),
    ),
    "post": (
        ("posts", "SELECT id, author_id, created_ms, edited_ms, text FROM posts WHERE id = ?"),
        ("people", "SELECT a.id, a.handle, a.name FROM posts p JOIN people a ON a.id = p.author_id WHERE p.id = ?"),
        ("post_media", "SELECT post_id, position, sha256, alt FROM post_media WHERE post_id = ? ORDER BY position"),
    ),
}
_COUNTS: Final[dict[Subject, tuple[tuple[str, str], ...]]] = {
    "person": (("posts", "posts"), ("follows", "followers"), ("follows", "following")),
    "post": (("likes", "likes"), ("reposts", "reposts"), ("comments", "comments")),
}
_COUNT_OF: Final = {
    "posts": "SELECT count(*) FROM posts WHERE author_id = ?",
    "followers": "SELECT count(*) FROM follows WHERE followee_id = ?",
    "following": "SELECT count(*) FROM follows WHERE follower_id = ?",
    "likes": "SELECT count(*) FROM likes WHERE post_id = ?",
    "reposts": "SELECT count(*) FROM reposts WHERE post_id = ?",
    "comments": "SELECT count(*) FROM comments WHERE post_id = ? AND deleted_ms IS NULL",
}

Document = Profile | PostCard


class BothSides:
    """Reads both sides; any thread may call. Raises `StoreUnusable`, and `InvalidInput` for what is on neither."""

    def __init__(self, database: Database, queries: Queries) -> None:
        self._database = database
        self._queries = queries
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._last: tuple[tuple[object, ...], Sides] | None = None

    def read(self, subject: Subject, identifier: int) -> Sides:
        """Both sides of a person or post, as they are now; the same object while nothing has happened."""
        if not 0 < identifier <= MAX_ID:
            raise InvalidInput("id", f"There is no {subject} with the id {identifier}; choose one from the list.")
        document, snapshot = self._document(subject, identifier)
        with told_to_people(), self._lock:
            connection = self._reader()
            connection.execute("BEGIN")
            try:
                key = (subject, identifier, snapshot, last_position(connection))
                if self._last is None or self._last[0] != key:
                    self._last = (key, _sides(connection, subject, identifier, document, snapshot))
                return self._last[1]
            finally:
                connection.execute("ROLLBACK")

    def find(self, words: str) -> tuple[Subject, int]:
        """Who or what was typed: a handle, or the id of a post or person. Raises `InvalidInput` if there is none."""
        typed = words.strip()
        if not typed.isascii() or not typed.isdecimal():
            return "person", self.person_called(typed.removeprefix("@"))
        identifier = int(typed)
        for subject in ("post", "person"):
            try:
                return subject, self.read(subject, identifier).identifier
            except InvalidInput:
                continue
        raise InvalidInput("id", f"Neither a post nor a person has the id {identifier}; choose one from the list.")

    def person_called(self, handle: str) -> int:
        """The id behind a handle. Raises `InvalidInput` if nobody has it."""
        with told_to_people(), self._lock:
            row = self._reader().execute("SELECT id FROM people WHERE handle = ?", (handle.lower(),)).fetchone()
        if row is None:
            raise InvalidInput("person", f"Nobody here is called @{handle}; choose one from the list.")
        return int(row[0])

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _document(self, subject: Subject, identifier: int) -> tuple[Document | None, Snapshot]:
        if subject == "person":
            view = self._queries.profile(identifier)
            return view.profile, view.snapshot
        page = self._queries.thread(identifier, 0, limit=1)
        return (None if page.head is None else page.head.card), page.snapshot

    def _reader(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = self._database.reader()
        return self._connection


def _sides(
    connection: sqlite3.Connection, subject: Subject, identifier: int, document: Document | None, snapshot: Snapshot
) -> Sides:
    derived: Document | None
    if subject == "person":
        derived = profile_now(connection, identifier)
    else:
        derived = card_now(connection, identifier)
    there = derived or document
    if there is None:
        raise InvalidInput("id", f"There is no {subject} with the id {identifier}; choose one from the list.")
    waiting, brought = _waiting(connection, subject, identifier, there, snapshot)
    title = there.name if isinstance(there, Profile) else there.text
    place = there.handle if isinstance(there, Profile) else text_of("id", identifier)
    return Sides(
        subject=subject,
        identifier=identifier,
        title=title,
        document=f"{'profiles' if subject == 'person' else 'cards'} / {place}",
        written=last_position(connection),
        read=snapshot.position,
        saved=derived is not None,
        shown=document is not None,
        tables=tuple(_tables(connection, subject, identifier, document)),
        counts=tuple(_counts(connection, subject, identifier, document)),
        fields=compared(document, derived, _bringers(there, brought)),
        waiting=waiting,
    )


def _bringers(there: Document, brought: dict[str, int]) -> dict[str, int]:
    return {name: brought.get(name, brought.get("*", 0)) for name in there.__struct_fields__}


def _tables(
    connection: sqlite3.Connection, subject: Subject, identifier: int, document: Document | None
) -> Iterator[RowTable]:
    for name, sql in _TABLES[subject]:
        cursor = connection.execute(sql, (identifier,))
        columns = [column[0] for column in cursor.description]
        found = cursor.fetchall()
        rows = [_row(name, columns, values, number, document) for number, values in enumerate(found)]
        if rows or name != "post_media":
            yield RowTable(name, tuple(rows))


def _row(
    table: str, columns: list[str], values: tuple[Any, ...], number: int, document: Document | None
) -> tuple[Cell, ...]:
    cells = []
    for column, value in zip(columns, values, strict=True):
        known, shown = _shown(table, column, number, document)
        now, was = _cell_text(column, value), _cell_text(column, shown)
        differs = known and now != was
        cells.append(Cell(column, now, was if differs else "", differs))
    return tuple(cells)


def _shown(table: str, column: str, number: int, document: Document | None) -> tuple[bool, Any]:
    """What the document has of a column, and whether it has that at all."""
    if document is None:
        return True, None
    part: Any = document
    if table == "addresses" and isinstance(document, Profile):
        part = document.address
    elif table == "post_media" and isinstance(document, PostCard):
        part = document.media[number] if number < len(document.media) else None
        if part is None:
            return True, None
    if column == "id" or not hasattr(part, column):
        return False, None
    return True, getattr(part, column) or None


def _cell_text(column: str, value: Any) -> str:
    text = "" if value is None or value == "" else text_of(column, value)
    return text.strip('"')


def _counts(
    connection: sqlite3.Connection, subject: Subject, identifier: int, document: Document | None
) -> Iterator[RowCount]:
    for table, field in _COUNTS[subject]:
        rows = int(connection.execute(_COUNT_OF[field], (identifier,)).fetchone()[0])
        yield RowCount(table, field, rows, rows != getattr(document, field, 0))


def _waiting(
    connection: sqlite3.Connection, subject: Subject, identifier: int, there: Document, snapshot: Snapshot
) -> tuple[tuple[Waiting, ...], dict[str, int]]:
    """The events that wait for this document, in order, and by field the last of them that may change it."""
    own: set[Token] = {person(identifier), counts(identifier)} if subject == "person" else {post(identifier)}
    if isinstance(there, PostCard):
        own.add(person(there.author_id))
    found: list[Waiting] = []
    brought: dict[str, int] = {}
    for stored in _not_reached(connection, snapshot):
        kind, words, event = told(stored)
        if event is None or own.isdisjoint(touched_by(event)):
            continue
        if subject == "post" and isinstance(event, (events.AddressUpdated, events.PersonRegistered)):
            continue  # what a card shows of its author is the name and the picture
        held = "held back" if stored.seq in snapshot.exceptions else ""
        found.append(Waiting(stored.seq, kind, words, stored.committed_ms, held))
        fields: Iterable[str] = _BRINGS.get(type(event), ())
        if isinstance(event, (events.PersonFollowed, events.PersonUnfollowed)):
            fields = ("followers",) if event.followee_id == identifier else ("following",)
        elif subject == "person" and isinstance(event, (events.PostCreated, events.PostDeleted)):
            fields = ("posts",)
        brought.update(dict.fromkeys(fields, stored.seq))
    return tuple(found), brought


def _not_reached(connection: sqlite3.Connection, snapshot: Snapshot) -> Iterator[events.StoredEvent]:
    for seq in sorted(snapshot.exceptions):
        yield from stored_events(connection, "seq = ?", seq)
    yield from stored_events(connection, f"seq > ? ORDER BY seq LIMIT {WAITING_AT_MOST}", snapshot.position)
