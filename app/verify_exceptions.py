"""What the documents may lawfully lack: what events touch that are not applied yet, parked, held, or still fanned out.

A difference that one of these explains is an exception, not an error. Called by `app.verify`.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from app import events
from app.events import AnyEvent, StoredEvent
from app.read_model.documents import ParkedEvent
from app.read_model.generation import Generation
from app.read_model.indexes import Job
from app.read_model.lmdb_environment import Txn

Token = tuple[str | int, ...]
"""Something that an event touches: a post, a person, a person's counts or home, or how one person stands to another."""

_SECOND = (1 << 64) - 1
_ALL = 1 << 62


def post(post_id: int) -> Token:
    """A post and all that hangs on it."""
    return "post", post_id


def person(person_id: int) -> Token:
    """A person, and their name wherever it stands."""
    return "person", person_id


def counts(person_id: int) -> Token:
    """A person's counts."""
    return "counts", person_id


def home(viewer_id: int) -> Token:
    """All of a viewer's home."""
    return "home", viewer_id


def pair(viewer_id: int, other_id: int) -> Token:
    """How a viewer stands to a person, and what that person brings to the viewer's home."""
    return "pair", viewer_id, other_id


def viewer(viewer_id: int) -> Token:
    """How a viewer stands to anybody."""
    return "viewer", viewer_id


def touched_by(event: AnyEvent) -> Iterator[Token]:
    """What an event touches."""
    match event:
        case events.PersonRegistered() | events.ProfileUpdated() | events.AddressUpdated():
            yield person(event.person_id)
        case events.PostCreated() | events.PostDeleted():
            yield post(event.post_id)
            yield counts(event.author_id)
        case events.PersonFollowed() | events.PersonUnfollowed():
            yield pair(event.follower_id, event.followee_id)
            yield counts(event.follower_id)
            yield counts(event.followee_id)
        case events.PersonMuted() | events.PersonUnmuted():
            yield pair(event.person_id, event.muted_id)
            yield home(event.person_id)
        case _:
            yield post(event.post_id)


class Touched:
    """What is touched by the events that this generation of the documents does not have, or not wholly.

    `positions` are those events. Reads the write model in the transaction of `connection`, at `written`.
    """

    def __init__(self, connection: sqlite3.Connection, generation: Generation, txn: Txn, written: int) -> None:
        snapshot = generation.snapshot_in(txn)
        self._connection = connection
        self._generation = generation
        self._txn = txn
        self._tokens: set[Token] = set()
        self.positions = set(snapshot.exceptions) | set(range(snapshot.position + 1, written + 1))
        self._kept: set[int] = set()
        self.add_after(snapshot.position)
        for seq in snapshot.exceptions:
            self._add_all(stored_events(connection, "seq = ?", seq))
        for _, parked in generation.table("parked", ParkedEvent).page(txn, 0, _ALL, _ALL):
            if parked.seq not in self._kept:
                self._add_aggregate(parked.aggregate)
        for _, job in generation.table("jobs", Job).page(txn, 0, _ALL, _ALL):
            self._tokens |= _touched_by_job(job)

    def add_after(self, position: int) -> None:
        """Add what the events after `position` touch."""
        self._add_all(stored_events(self._connection, "seq > ?", position))

    def explains(self, tokens: Iterable[Token]) -> bool:
        """Whether anything of it is touched."""
        return bool(self._tokens) and not self._tokens.isdisjoint(tokens)

    def _add_all(self, stored: Iterable[StoredEvent]) -> None:
        for one in stored:
            self._kept.add(one.seq)
            try:
                self._tokens.update(touched_by(events.decode(one)))
            except msgspec.MsgspecError:
                self._add_aggregate(one.aggregate)

    def _add_aggregate(self, aggregate: str) -> None:
        """For an event that cannot be read: all that it may have touched."""
        kind, _, number = aggregate.partition(":")
        identifier = int(number) if number.isdecimal() else 0
        if kind == "post":
            self._tokens.add(post(identifier))
            found = self._connection.execute("SELECT author_id FROM posts WHERE id = ?", (identifier,))
            self._tokens.update(counts(author_id) for (author_id,) in found)
            card = self._generation.tables["cards"].fetch(self._txn, identifier)
            if card is not None:
                self._tokens.add(counts(card.author_id))
        elif kind == "person":
            self._tokens.add(person(identifier))
        elif kind == "follower":
            self._tokens |= {viewer(identifier), home(identifier), counts(identifier)}
            found = self._connection.execute("SELECT followee_id FROM follows WHERE follower_id = ?", (identifier,))
            self._tokens.update(counts(followee_id) for (followee_id,) in found)
            relations = self._generation.tables["relations"]
            first = identifier << 64
            known = relations.keys(self._txn, first, first | _SECOND)
            self._tokens.update(counts(key & _SECOND) for key in known)


def stored_events(connection: sqlite3.Connection, condition: str, value: int) -> Iterator[StoredEvent]:
    """The events of the outbox for which the condition holds, as this connection's transaction sees them."""
    sql = f"SELECT seq, committed_ms, aggregate, version, CAST(payload AS BLOB) FROM outbox WHERE {condition}"  # noqa: S608
    for row in connection.execute(sql, (value,)):
        yield StoredEvent(*row)


def _touched_by_job(job: Job) -> set[Token]:
    match job.kind:
        case "entry" | "erase":
            return {post(job.post_id)}
        case "rename":
            return {person(job.source_id)}
        case "follow":
            return {pair(job.viewer_id, job.source_id)}
        case "mute":
            return {home(job.viewer_id)}


def _of_entry(_key: int, entry: Any) -> Iterator[Token]:
    yield post(entry.post_id)
    yield person(entry.source_id)


def _of_home(key: int, entry: Any) -> Iterator[Token]:
    yield from _of_entry(key, entry)
    yield home(key >> 64)
    yield pair(key >> 64, entry.source_id)
    yield viewer(key >> 64)


def _of_written(key: int, document: Any) -> Iterator[Token]:
    yield post(key if document.id == key else document.post_id)
    yield person(document.author_id)


def _of_relation(key: int, _document: Any) -> Iterator[Token]:
    yield pair(key >> 64, key & _SECOND)
    yield viewer(key >> 64)


def _of_reverse(key: int, _document: Any) -> Iterator[Token]:
    yield pair(key & _SECOND, key >> 64)
    yield viewer(key & _SECOND)


def _of_notification(key: int, document: Any) -> Iterator[Token]:
    yield person(document.actor_id)
    if document.kind == "follow":
        yield pair(document.actor_id, key >> 64)
        yield viewer(document.actor_id)
    else:
        yield post(document.post_id)


TOKENS_OF: dict[str, Callable[[int, Any], Iterable[Token]]] = {
    "cards": _of_written,
    "comments": _of_written,
    "comment_places": lambda _key, document: (post(document.post_id),),
    "profiles": lambda key, _document: (person(key), counts(key)),
    "people": lambda _key, document: (person(document.id),),
    "handles": lambda _key, document: (person(document.person_id),),
    "home": _of_home,
    "home_pictures": _of_home,
    **dict.fromkeys(("everyone", "everyone_pictures", "author", "tag", "likes", "bookmarks"), _of_entry),
    "marks": lambda key, _document: (post(key & _SECOND),),
    "relations": _of_relation,
    "followers": _of_reverse,
    "muters": _of_reverse,
    "reposts": lambda _key, document: (post(document.post_id),),
    "quiet_reactions": lambda key, _document: (post(key >> 64),),
    "notifications": _of_notification,
}
"""By table: what a document tells about, given its doc_id and itself."""
