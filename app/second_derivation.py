"""Every document of the read store derived a second way: by SQL over the write model, without a projection.

Each derivation gives (doc_id, document) in ascending order of doc_id, some thousand at a time, so that a million rows
take no more memory than that. Called by `app.verify`.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Any

import msgspec

from app.ids import key_of_name
from app.media import MediaItem
from app.read_model.documents import Address, Comment, PersonHit, PostCard, Profile, comment_key, owned
from app.read_model.indexes import CommentPlace, Handle
from app.text import find_spans

Row = tuple[Any, ...]
Derived = Iterator[list[tuple[int, msgspec.Struct]]]
Derivation = Callable[[sqlite3.Connection], Derived]

ROWS_AT_ONCE = 2_000

_PEOPLE = """
SELECT p.id, p.handle, p.name, p.joined_ms, p.bio, p.simulated,
       p.avatar_sha256, m.mime, m.width, m.height, m.size, p.avatar_alt,
       a.street, a.city, a.postal_code, a.country,
       (SELECT count(*) FROM posts WHERE author_id = p.id),
       (SELECT count(*) FROM follows WHERE followee_id = p.id),
       (SELECT count(*) FROM follows WHERE follower_id = p.id)
FROM people p
LEFT JOIN media m ON m.sha256 = p.avatar_sha256
LEFT JOIN addresses a ON a.person_id = p.id
ORDER BY p.id
"""

_HITS = """
SELECT simulated, id, handle, name, coalesce(avatar_sha256, ''), bio FROM people ORDER BY simulated, id
"""

_CARDS = """
SELECT p.id, p.author_id, p.text, p.created_ms, coalesce(p.edited_ms, 0),
       a.handle, a.name, coalesce(a.avatar_sha256, ''), a.simulated,
       (SELECT count(*) FROM likes WHERE post_id = p.id),
       (SELECT count(*) FROM reposts WHERE post_id = p.id),
       (SELECT count(*) FROM comments WHERE post_id = p.id AND deleted_ms IS NULL)
FROM posts p CROSS JOIN people a ON a.id = p.author_id
ORDER BY p.id
"""

_PICTURES = """
SELECT p.post_id, m.sha256, m.mime, m.width, m.height, m.size, p.alt
FROM post_media p CROSS JOIN media m ON m.sha256 = p.sha256
ORDER BY p.post_id, p.position
"""

_ONE_PERSON = _PEOPLE.replace("ORDER BY p.id", "WHERE p.id = ?")
_ONE_CARD = _CARDS.replace("ORDER BY p.id", "WHERE p.id = ?")
_ONE_POSTS_PICTURES = _PICTURES.replace("ORDER BY", "WHERE p.post_id = ? ORDER BY")

_COMMENTS = """
SELECT c.post_id, c.id, coalesce(c.parent_id, 0), c.author_id, c.text, c.created_ms, coalesce(c.edited_ms, 0),
       c.deleted_ms IS NOT NULL, a.handle, a.name, coalesce(a.avatar_sha256, ''), a.simulated
FROM comments c CROSS JOIN people a ON a.id = c.author_id
ORDER BY c.post_id, c.id
"""

_COMMENT_PLACES = """
SELECT c.author_id, c.id, c.post_id, c.parent_id, coalesce(above.author_id, 0)
FROM comments c LEFT JOIN comments above ON above.id = c.parent_id
ORDER BY c.author_id, c.id
"""


def batches(connection: sqlite3.Connection, sql: str, arguments: tuple[object, ...] = ()) -> Iterator[list[Row]]:
    """The rows of a query, a bounded number at a time."""
    cursor = connection.execute(sql, arguments)
    while batch := cursor.fetchmany(ROWS_AT_ONCE):
        yield batch


def rows(connection: sqlite3.Connection, sql: str) -> Iterator[Row]:
    """The rows of a query, one by one."""
    for batch in batches(connection, sql):
        yield from batch


def gathered(documents: Iterable[tuple[int, msgspec.Struct]]) -> Derived:
    """Documents that come one by one, some thousand at a time."""
    source = iter(documents)
    while batch := list(islice(source, ROWS_AT_ONCE)):
        yield batch


def profile_now(connection: sqlite3.Connection, person_id: int) -> Profile | None:
    """One person's page head as the rows say it, None if there is no such person."""
    row = connection.execute(_ONE_PERSON, (person_id,)).fetchone()
    return None if row is None else _profile(row)


def card_now(connection: sqlite3.Connection, post_id: int) -> PostCard | None:
    """One post's card as the rows say it, None if there is no such post."""
    row = connection.execute(_ONE_CARD, (post_id,)).fetchone()
    return None if row is None else _card(row, connection.execute(_ONE_POSTS_PICTURES, (post_id,)).fetchall())


def profiles(connection: sqlite3.Connection) -> Derived:
    """Page heads, with the address as lines and the counts counted anew."""
    for batch in batches(connection, _PEOPLE):
        yield [(row[0], _profile(row)) for row in batch]


def people(connection: sqlite3.Connection) -> Derived:
    """People as one line of a list, the real ones before the simulated."""
    for batch in batches(connection, _HITS):
        yield [
            (owned(simulated, identifier), PersonHit(identifier, handle, name, avatar, bio, bool(simulated)))
            for simulated, identifier, handle, name, avatar, bio in batch
        ]


def handles(connection: sqlite3.Connection) -> Derived:
    """Whose handle it is."""
    found = rows(connection, "SELECT handle, id FROM people")
    by_key = sorted((key_of_name(handle), person_id) for handle, person_id in found)
    yield from gathered((key, Handle(person_id)) for key, person_id in by_key)


def cards(connection: sqlite3.Connection) -> Derived:
    """Posts with their author, pictures and counts."""
    pictures = _Group(rows(connection, _PICTURES))
    for batch in batches(connection, _CARDS):
        yield [(row[0], _card(row, pictures.take(row[0]))) for row in batch]


def comments(connection: sqlite3.Connection) -> Derived:
    """Comments in reading order: one thread at a time is put in order, and none is held longer."""
    by_post = groupby(rows(connection, _COMMENTS), itemgetter(0))
    yield from gathered(chain.from_iterable(_in_reading_order(list(thread)) for _, thread in by_post))


def comment_places(connection: sqlite3.Connection) -> Derived:
    """Where each person's comments stand."""
    for batch in batches(connection, _COMMENT_PLACES):
        yield [
            (owned(author_id, identifier), CommentPlace(post_id, _ancestors(connection, parent_id), parent_author_id))
            for author_id, identifier, post_id, parent_id, parent_author_id in batch
        ]


def _profile(row: Row) -> Profile:
    identifier, handle, name, joined_ms, bio, simulated, sha256, *picture = row[:12]
    street, city, postal_code, country = (part or "" for part in row[12:16])
    posts, followers, following = row[16:]
    place = " ".join(part for part in (postal_code, city) if part)
    return Profile(
        id=identifier,
        handle=handle,
        name=name,
        joined_ms=joined_ms,
        bio=bio,
        bio_spans=find_spans(bio),
        avatar=sha256 or "",
        avatar_item=MediaItem(sha256, *picture) if sha256 else None,
        display_address="\n".join(line for line in (street, place, country) if line),
        address=Address(street, city, postal_code, country),
        posts=posts,
        followers=followers,
        following=following,
        simulated=bool(simulated),
    )


def _card(row: Row, pictures: list[Row]) -> PostCard:
    identifier, author_id, text, created_ms, edited_ms, handle, name, avatar, simulated, *counts = row
    likes, reposts, comments_ = counts
    return PostCard(
        id=identifier,
        author_id=author_id,
        handle=handle,
        name=name,
        text=text,
        created_ms=created_ms,
        avatar=avatar,
        spans=find_spans(text),
        media=tuple(MediaItem(*picture[1:]) for picture in pictures),
        edited_ms=edited_ms,
        likes=likes,
        reposts=reposts,
        comments=comments_,
        simulated=bool(simulated),
    )


def _in_reading_order(thread: list[Row]) -> list[tuple[int, Comment]]:
    parents = {row[1]: row[2] for row in thread}
    return sorted((_comment(row, parents) for row in thread), key=itemgetter(0))


def _comment(row: Row, parents: dict[int, int]) -> tuple[int, Comment]:
    post_id, identifier, parent_id, author_id, text, created_ms, edited_ms, deleted = row[:8]
    handle, name, avatar, simulated = row[8:]
    above: list[int] = []
    while parent_id:
        above.append(parent_id)
        parent_id = parents[parent_id]
    comment = Comment(
        id=identifier,
        post_id=post_id,
        author_id=author_id,
        handle=handle,
        name=name,
        text="" if deleted else text,
        created_ms=created_ms,
        depth=len(above),
        parent_id=above[0] if above else 0,
        avatar=avatar,
        spans=() if deleted else find_spans(text),
        edited_ms=0 if deleted else edited_ms,
        deleted=bool(deleted),
        simulated=bool(simulated),
    )
    return comment_key(post_id, tuple(reversed(above)), identifier), comment


def _ancestors(connection: sqlite3.Connection, parent_id: int | None) -> tuple[int, ...]:
    above: list[int] = []
    while parent_id is not None:
        above.append(parent_id)
        (parent_id,) = connection.execute("SELECT parent_id FROM comments WHERE id = ?", (parent_id,)).fetchone()
    return tuple(reversed(above))


class _Group:
    """Rows sorted by their first column, handed out group by group beside a stream of the same order."""

    def __init__(self, stream: Iterator[Row]) -> None:
        self._stream = stream
        self._next: Row | None = next(stream, None)

    def take(self, key: int) -> list[Row]:
        """The rows of this key; those of smaller keys belong to nothing and are passed over."""
        found = []
        while self._next is not None and self._next[0] <= key:
            if self._next[0] == key:
                found.append(self._next)
            self._next = next(self._stream, None)
        return found
