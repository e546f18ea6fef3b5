"""Tells the present state as events, so that a rebuild needs no kept history and runs the projections' one code path.

Order: people, their addresses, follows, mutes; then the posts by id, some hundred at a time, each time followed by
what hangs on them. So each event comes after those it needs, and what concerns one post comes close together.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Self

from sqlalchemy import bindparam, select

from app.events import (
    AddressUpdated,
    AnyEvent,
    CommentAdded,
    PersonFollowed,
    PersonMuted,
    PersonRegistered,
    PostBookmarked,
    PostCreated,
    PostLiked,
    PostReposted,
    ProfileUpdated,
)
from app.media import MediaItem
from app.text import find_spans
from app.write_model import tables as t
from app.write_model.database import Database
from app.write_model.faults import told_to_people
from app.write_model.outbox import last_position
from app.write_model.statements import Row, Statement
from app.write_model.statistics import rows_in

POSTS_AT_ONCE = 200
EVENTS_AT_ONCE = 2_000

_picture = (t.media.c.sha256, t.media.c.mime, t.media.c.width, t.media.c.height, t.media.c.size)
_PEOPLE = Statement(
    select(
        t.people.c.id,
        t.people.c.handle,
        t.people.c.name,
        t.people.c.bio,
        t.people.c.simulated,
        t.people.c.joined_ms,
        *_picture,
        t.people.c.avatar_alt,
    )
    .select_from(t.people.outerjoin(t.media))
    .order_by(t.people.c.id)
)
_ADDRESSES = Statement(select(t.addresses).order_by(t.addresses.c.person_id))
_FOLLOWS = Statement(
    select(t.follows.c.created_ms, t.follows.c.id, t.follows.c.follower_id, t.follows.c.followee_id).order_by(
        t.follows.c.id
    )
)
_MUTES = Statement(select(t.mutes.c.created_ms, t.mutes.c.person_id, t.mutes.c.muted_id))
_POSTS = Statement(
    select(t.posts.c.id, t.posts.c.author_id, t.posts.c.text, t.posts.c.created_ms, t.posts.c.edited_ms)
    .where(t.posts.c.id > bindparam("after"))
    .order_by(t.posts.c.id)
    .limit(bindparam("at_most"))
)


def _between(column: Any) -> Any:
    return column.between(bindparam("first"), bindparam("last"))


_POST_MEDIA = Statement(
    select(t.post_media.c.post_id, *_picture, t.post_media.c.alt)
    .select_from(t.post_media.join(t.media))
    .where(_between(t.post_media.c.post_id))
    .order_by(t.post_media.c.post_id, t.post_media.c.position)
)
_MENTIONS = Statement(
    select(t.mentions.c.post_id, t.mentions.c.person_id)
    .where(_between(t.mentions.c.post_id))
    .order_by(t.mentions.c.post_id, t.mentions.c.person_id)
)
_REACTIONS: tuple[tuple[Statement, Callable[..., AnyEvent]], ...] = tuple(
    (
        Statement(
            select(rows.c.created_ms, rows.c.id, rows.c.post_id, rows.c.person_id)
            .where(_between(rows.c.post_id))
            .order_by(rows.c.post_id, rows.c.person_id)
        ),
        event,
    )
    for rows, event in ((t.reposts, PostReposted), (t.likes, PostLiked), (t.bookmarks, PostBookmarked))
)
_COMMENTS = Statement(
    select(
        t.comments.c.id,
        t.comments.c.post_id,
        t.comments.c.author_id,
        t.comments.c.parent_id,
        t.comments.c.text,
        t.comments.c.created_ms,
        t.comments.c.edited_ms,
        t.comments.c.deleted_ms,
    )
    .where(_between(t.comments.c.post_id))
    .order_by(t.comments.c.post_id, t.comments.c.id)
)
_COMMENT_MENTIONS = Statement(
    select(t.comment_mentions.c.comment_id, t.comment_mentions.c.person_id)
    .select_from(t.comments.join(t.comment_mentions))
    .where(_between(t.comments.c.post_id))
    .order_by(t.comment_mentions.c.comment_id, t.comment_mentions.c.person_id)
)


class Retelling:
    """One retelling: events of one moment, all of them as of `position`. Read it once, then close it.

    `counts` are the rows by table, `total` the number of events that will come. An open one holds a read
    transaction, which keeps the database's log file from being recycled.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.execute("BEGIN")
        self.position: int = last_position(connection)
        self.counts: dict[str, int] = rows_in(connection)
        self.total: int = sum(self.counts.values()) - self.counts["media"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()

    def __iter__(self) -> Iterator[AnyEvent]:
        """Every event, one by one."""
        for batch in self.batches():
            yield from batch

    def batches(self) -> Iterator[list[AnyEvent]]:
        """Every event, in lists of at most some thousand. Raises `StoreUnusable`."""
        with told_to_people():
            yield list(self._people())
            yield [
                AddressUpdated(at_ms=at_ms, person_id=person_id, street=a, city=b, postal_code=c, country=d)
                for person_id, a, b, c, d, at_ms in self._rows(_ADDRESSES)
            ]
            yield from self._slices(
                _FOLLOWS,
                lambda at_ms, follow_id, follower, followee: PersonFollowed(
                    at_ms=at_ms, follow_id=follow_id, follower_id=follower, followee_id=followee
                ),
            )
            yield from self._slices(
                _MUTES, lambda at_ms, person, muted: PersonMuted(at_ms=at_ms, person_id=person, muted_id=muted)
            )
            after = 0
            while posts := self._rows(_POSTS, after=after, at_most=POSTS_AT_ONCE):
                after = posts[-1][0]
                yield from self._posts(posts)

    def close(self) -> None:
        """End the read transaction and let go of the file."""
        self._connection.close()

    def _rows(self, statement: Statement, **named: int) -> list[Row]:
        return self._connection.execute(statement.sql, statement.arguments(named)).fetchall()

    def _slices(
        self, statement: Statement, event_of: Callable[..., AnyEvent], **named: int
    ) -> Iterator[list[AnyEvent]]:
        cursor = self._connection.execute(statement.sql, statement.arguments(named))
        while rows := cursor.fetchmany(EVENTS_AT_ONCE):
            yield [event_of(*row) for row in rows]

    def _people(self) -> Iterator[AnyEvent]:
        for person_id, handle, name, bio, simulated, joined_ms, *picture in self._rows(_PEOPLE):
            spans = find_spans(bio)
            yield PersonRegistered(
                at_ms=joined_ms,
                person_id=person_id,
                handle=handle,
                name=name,
                bio=bio,
                bio_spans=spans,
                simulated=bool(simulated),
            )
            if picture[0] is not None:
                yield ProfileUpdated(
                    at_ms=joined_ms,
                    person_id=person_id,
                    name=name,
                    bio=bio,
                    bio_spans=spans,
                    avatar=MediaItem(*picture),
                )

    def _posts(self, posts: list[Row]) -> Iterator[list[AnyEvent]]:
        span = {"first": posts[0][0], "last": posts[-1][0]}
        media = defaultdict(list)
        for post_id, *picture in self._rows(_POST_MEDIA, **span):
            media[post_id].append(MediaItem(*picture))
        mentioned = self._grouped(_MENTIONS, span)
        yield [
            PostCreated(
                at_ms=created_ms,
                post_id=post_id,
                author_id=author_id,
                text=text,
                spans=find_spans(text),
                media=tuple(media.get(post_id, ())),
                mentioned=mentioned.get(post_id, ()),
                edited_ms=edited_ms or 0,
            )
            for post_id, author_id, text, created_ms, edited_ms in posts
        ]
        authors = {row[0]: row[1] for row in posts}
        for statement, event in _REACTIONS:
            yield from self._slices(
                statement,
                lambda at_ms, reaction_id, post_id, person_id, event=event: event(
                    at_ms=at_ms,
                    reaction_id=reaction_id,
                    post_id=post_id,
                    author_id=authors[post_id],
                    person_id=person_id,
                ),
                **span,
            )
        comments = self._rows(_COMMENTS, **span)
        if comments:
            yield list(_comments_told(comments, self._grouped(_COMMENT_MENTIONS, span)))

    def _grouped(self, statement: Statement, span: dict[str, int]) -> dict[int, tuple[int, ...]]:
        grouped: dict[int, tuple[int, ...]] = {}
        for key, value in self._rows(statement, **span):
            grouped[key] = (*grouped.get(key, ()), value)
        return grouped


def _comments_told(rows: list[Row], mentioned: dict[int, tuple[int, ...]]) -> Iterator[AnyEvent]:
    """By post and id, but no reply before what it replies to: where clocks went back, its id may be smaller."""
    paths: dict[int, tuple[int, ...]] = {}
    authors: dict[int, int] = {}
    early: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        ready = [row]
        while ready:
            comment_id, post_id, author_id, parent_id, text, created_ms, edited_ms, deleted_ms = told = ready.pop()
            if parent_id is not None and parent_id not in authors:
                early[parent_id].append(told)
                continue
            ancestors: tuple[int, ...] = () if parent_id is None else (*paths[parent_id], parent_id)
            paths[comment_id], authors[comment_id] = ancestors, author_id
            yield CommentAdded(
                at_ms=created_ms,
                comment_id=comment_id,
                post_id=post_id,
                author_id=author_id,
                text=text,
                spans=find_spans(text),
                mentioned=mentioned.get(comment_id, ()),
                ancestors=ancestors,
                parent_author_id=None if parent_id is None else authors[parent_id],
                edited_ms=edited_ms or 0,
                deleted=deleted_ms is not None,
            )
            ready.extend(early.pop(comment_id, ()))


def retell(database: Database) -> Retelling:
    """Begin to tell the present state of an opened database. Raises `StoreUnusable`."""
    with told_to_people():
        return Retelling(database.reader())
