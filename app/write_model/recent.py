"""A few rows read straight from the write model, with the position they belong to.

For reading one's own writes before the read store has them: a person, some posts or some comments, by id, never lists.
"""

import json
import sqlite3
import threading
from collections.abc import Callable, Collection
from typing import Any, TypeVar

import msgspec
from sqlalchemy import ColumnElement, Table, bindparam, exists, func, literal_column, select

from app.media import MediaItem
from app.write_model.database import Database
from app.write_model.faults import told_to_people
from app.write_model.outbox import last_position
from app.write_model.statements import Row, Statement
from app.write_model.tables import (
    addresses,
    bookmarks,
    comments,
    follows,
    likes,
    media,
    mutes,
    people,
    post_media,
    posts,
    reposts,
)

Found = TypeVar("Found")


class AuthorNow(msgspec.Struct, frozen=True):
    """Who wrote something, as they are now; `avatar` is a sha-256 or ''."""

    person_id: int
    handle: str
    name: str
    avatar: str
    simulated: bool


class PersonNow(msgspec.Struct, frozen=True):
    """A person, and how `viewer` stands to them. `address` is street, city, postal code and country."""

    person_id: int
    handle: str
    name: str
    joined_ms: int
    bio: str
    avatar: MediaItem | None
    address: tuple[str, str, str, str]
    posts: int
    followers: int
    following: int
    simulated: bool
    followed_by_viewer: bool
    muted_by_viewer: bool


class PostNow(msgspec.Struct, frozen=True):
    """A post, its counts (comments without the emptied), and what the viewer did to it."""

    post_id: int
    author: AuthorNow
    text: str
    created_ms: int
    edited_ms: int
    media: tuple[MediaItem, ...]
    likes: int
    reposts: int
    comments: int
    liked: bool
    reposted: bool
    bookmarked: bool


class CommentNow(msgspec.Struct, frozen=True):
    """A comment; `ancestors` are the comment ids above it, topmost first."""

    comment_id: int
    post_id: int
    author: AuthorNow
    text: str
    created_ms: int
    edited_ms: int
    deleted: bool
    ancestors: tuple[int, ...]


def _number_of(rows: Table, *where: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).select_from(rows).where(*where).scalar_subquery()


def _viewer_has(rows: Table) -> ColumnElement[bool]:
    return exists().where(rows.c.post_id == posts.c.id, rows.c.person_id == bindparam("viewer"))


def _asked_for(column: ColumnElement[int]) -> ColumnElement[bool]:
    return column.in_(select(func.json_each(bindparam("ids")).table_valued("value").c.value))


_author = (people.c.id, people.c.handle, people.c.name, func.coalesce(people.c.avatar_sha256, ""), people.c.simulated)
_picture = (media.c.sha256, media.c.mime, media.c.width, media.c.height, media.c.size)
_PERSON = Statement(
    select(
        people.c.id,
        people.c.handle,
        people.c.name,
        people.c.joined_ms,
        people.c.bio,
        people.c.simulated,
        *_picture,
        people.c.avatar_alt,
        *(func.coalesce(addresses.c[part], "") for part in ("street", "city", "postal_code", "country")),
        _number_of(posts, posts.c.author_id == people.c.id),
        _number_of(follows, follows.c.followee_id == people.c.id),
        _number_of(follows, follows.c.follower_id == people.c.id),
        exists().where(follows.c.follower_id == bindparam("viewer"), follows.c.followee_id == people.c.id),
        exists().where(mutes.c.person_id == bindparam("viewer"), mutes.c.muted_id == people.c.id),
    )
    .select_from(people.outerjoin(media).outerjoin(addresses))
    .where(people.c.id == bindparam("person"))
)
_POSTS = Statement(
    select(
        *_author,
        posts.c.id,
        posts.c.text,
        posts.c.created_ms,
        func.coalesce(posts.c.edited_ms, 0),
        _number_of(likes, likes.c.post_id == posts.c.id),
        _number_of(reposts, reposts.c.post_id == posts.c.id),
        _number_of(comments, comments.c.post_id == posts.c.id, comments.c.deleted_ms.is_(None)),
        _viewer_has(likes),
        _viewer_has(reposts),
        _viewer_has(bookmarks),
    )
    .select_from(posts.join(people))
    .where(_asked_for(posts.c.id))
    .order_by(posts.c.id)
)
_POST_MEDIA = Statement(
    select(*_picture, post_media.c.alt)
    .select_from(post_media.join(media))
    .where(post_media.c.post_id == bindparam("post"))
    .order_by(post_media.c.position)
)
_COMMENTS = Statement(
    select(
        *_author,
        comments.c.id,
        comments.c.post_id,
        comments.c.text,
        comments.c.created_ms,
        func.coalesce(comments.c.edited_ms, 0),
        comments.c.deleted_ms.is_not(None),
    )
    .select_from(comments.join(people))
    .where(_asked_for(comments.c.id))
    .order_by(comments.c.id)
)
_above = (
    select(comments.c.parent_id, literal_column("1").label("height"))
    .where(comments.c.id == bindparam("comment"))
    .cte(recursive=True)
)
_above = _above.union_all(select(comments.c.parent_id, _above.c.height + 1).where(comments.c.id == _above.c.parent_id))
_ANCESTORS = Statement(
    select(_above.c.parent_id).where(_above.c.parent_id.is_not(None)).order_by(_above.c.height.desc())
)


class Recent:
    """Reads with a connection of its own; any thread may call. Each raises `StoreUnusable`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def person(self, person_id: int, viewer: int = 0) -> tuple[int, PersonNow | None]:
        """The newest position and, from the same moment, the person; None if there is none."""

        def look(reader: sqlite3.Connection) -> PersonNow | None:
            found = _rows(reader, _PERSON, person=person_id, viewer=viewer)
            return _person_of(found[0]) if found else None

        return self._at_one_moment(look)

    def posts(self, post_ids: Collection[int], viewer: int = 0) -> tuple[int, tuple[PostNow, ...]]:
        """The newest position and, from the same moment, those of the posts that exist, by id."""

        def look(reader: sqlite3.Connection) -> tuple[PostNow, ...]:
            found = _rows(reader, _POSTS, ids=json.dumps(list(post_ids)), viewer=viewer)
            return tuple(_post_of(row, _rows(reader, _POST_MEDIA, post=row[5])) for row in found)

        return self._at_one_moment(look)

    def comments(self, comment_ids: Collection[int]) -> tuple[int, tuple[CommentNow, ...]]:
        """The newest position and, from the same moment, those of the comments that exist, by id."""

        def look(reader: sqlite3.Connection) -> tuple[CommentNow, ...]:
            found = _rows(reader, _COMMENTS, ids=json.dumps(list(comment_ids)))
            return tuple(_comment_of(row, _rows(reader, _ANCESTORS, comment=row[5])) for row in found)

        return self._at_one_moment(look)

    def close(self) -> None:
        """Let go of the file; the next call connects again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _at_one_moment(self, look: Callable[[sqlite3.Connection], Found]) -> tuple[int, Found]:
        with told_to_people(), self._lock:
            if self._connection is None:
                self._connection = self._database.reader()
            self._connection.execute("BEGIN")
            try:
                return last_position(self._connection), look(self._connection)
            finally:
                self._connection.execute("ROLLBACK")


def _rows(reader: sqlite3.Connection, statement: Statement, **named: Any) -> list[Row]:
    return reader.execute(statement.sql, statement.arguments(named)).fetchall()


def _author_of(row: Row) -> AuthorNow:
    person_id, handle, name, avatar, simulated = row
    return AuthorNow(person_id, handle, name, avatar, bool(simulated))


def _person_of(row: Row) -> PersonNow:
    person_id, handle, name, joined_ms, bio, simulated = row[:6]
    posts_, followers, following, followed, muted = row[16:]
    return PersonNow(
        person_id,
        handle,
        name,
        joined_ms,
        bio,
        None if row[6] is None else MediaItem(*row[6:12]),
        (row[12], row[13], row[14], row[15]),
        posts_,
        followers,
        following,
        bool(simulated),
        bool(followed),
        bool(muted),
    )


def _post_of(row: Row, pictures: list[Row]) -> PostNow:
    post_id, text, created_ms, edited_ms, liked_by, reposted_by, commented, *marks = row[5:]
    shown = tuple(MediaItem(*picture) for picture in pictures)
    author = _author_of(row[:5])
    return PostNow(
        post_id, author, text, created_ms, edited_ms, shown, liked_by, reposted_by, commented, *map(bool, marks)
    )


def _comment_of(row: Row, above: list[Row]) -> CommentNow:
    comment_id, post_id, text, created_ms, edited_ms, deleted = row[5:]
    ancestors = tuple(ancestor for (ancestor,) in above)
    return CommentNow(comment_id, post_id, _author_of(row[:5]), text, created_ms, edited_ms, bool(deleted), ancestors)
