"""The comparison sides of the measurements: the same screen without a read store, each as fair as it can be made.

`PlannedHome` is the best plan found for SQL over the normalized tables; `JoinedHome` what comes to mind first, and
`WalkedHome` that with its order forced. They give the rows of `Queries.feed('home', …)`, which a test proves.
"""

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Connection, TextClause, text

from app.media import MediaItem
from app.read_model.documents import Address, FeedItem, Marks, PostCard, Profile, format_address
from app.text import find_spans

HELPING_PRAGMAS = ("cache_size=-262144", "mmap_size=8589934592", "temp_store=MEMORY")
"""What makes SQLite read fastest: everything that is read again stays in memory."""

_CARD = """
    p.id, p.author_id, a.handle, a.name, p.text, p.created_ms, a.avatar_sha256, p.edited_ms, a.simulated,
    (SELECT count(*) FROM likes AS l WHERE l.post_id = p.id),
    (SELECT count(*) FROM reposts AS r WHERE r.post_id = p.id),
    (SELECT count(*) FROM comments AS c WHERE c.post_id = p.id AND c.deleted_ms IS NULL),
    (SELECT json_group_array(json_array(m.sha256, m.mime, m.width, m.height, m.size, pm.alt))
     FROM (SELECT * FROM post_media WHERE post_id = p.id ORDER BY position) AS pm JOIN media AS m USING (sha256))
"""

# One statement: the newest posts are found by walking down their ids and asking of each author whether they are wanted
# (with half of all people followed a hit is never far), the reposts among them by the index on their ids, and then
# each row's parts by key. Slower, measured at 100,000 posts: a statement each for entries, cards, pictures and names
# by 1.6 times; joining from the follows, where SQLite sorts all that they ever posted; counting in groups.
PLANNED_HOME = text(
    f"""
    WITH wanted(id) AS MATERIALIZED (
        SELECT :viewer UNION ALL SELECT followee_id FROM follows WHERE follower_id = :viewer
        EXCEPT SELECT muted_id FROM mutes WHERE person_id = :viewer),
    newest AS MATERIALIZED (
        SELECT p.id AS entry_id, p.id AS post_id, NULL AS via_id FROM posts AS p NOT INDEXED
        WHERE p.author_id IN wanted ORDER BY p.id DESC LIMIT :limit),
    entries AS MATERIALIZED (
        SELECT * FROM newest
        UNION ALL
        SELECT r.id, r.post_id, r.person_id FROM reposts AS r
        WHERE r.id > (SELECT CASE WHEN count(*) < :limit THEN 0 ELSE min(entry_id) END FROM newest)
          AND r.person_id IN wanted
          AND NOT EXISTS (SELECT 1 FROM posts AS q JOIN mutes AS m ON m.person_id = :viewer AND m.muted_id = q.author_id
                          WHERE q.id = r.post_id)
        ORDER BY 1 DESC LIMIT :limit)
    SELECT {_CARD},
           EXISTS (SELECT 1 FROM likes AS l WHERE l.post_id = p.id AND l.person_id = :viewer),
           EXISTS (SELECT 1 FROM reposts AS r WHERE r.post_id = p.id AND r.person_id = :viewer),
           EXISTS (SELECT 1 FROM bookmarks AS b WHERE b.post_id = p.id AND b.person_id = :viewer),
           e.entry_id, v.name, v.handle
    FROM entries AS e CROSS JOIN posts AS p ON p.id = e.post_id JOIN people AS a ON a.id = p.author_id
    LEFT JOIN people AS v ON v.id = e.via_id
    ORDER BY e.entry_id DESC
    """  # noqa: S608 - put together from constants
)
PLANNED_CARD = text(f"SELECT {_CARD} FROM posts AS p JOIN people AS a ON a.id = p.author_id WHERE p.id = :post")  # noqa: S608 - as above
PLANNED_PROFILE = text(
    """
    SELECT p.id, p.handle, p.name, p.joined_ms, p.bio, p.avatar_sha256, p.simulated, p.avatar_alt,
           m.mime, m.width, m.height, m.size, a.street, a.city, a.postal_code, a.country,
           (SELECT count(*) FROM posts AS o WHERE o.author_id = p.id),
           (SELECT count(*) FROM follows AS f WHERE f.followee_id = p.id),
           (SELECT count(*) FROM follows AS f WHERE f.follower_id = p.id)
    FROM people AS p LEFT JOIN addresses AS a ON a.person_id = p.id LEFT JOIN media AS m ON m.sha256 = p.avatar_sha256
    WHERE p.handle = :handle
    """
)
_JOINED_PARTS = """
    LEFT JOIN likes AS l ON l.post_id = p.id
    LEFT JOIN reposts AS r ON r.post_id = p.id
    LEFT JOIN comments AS c ON c.post_id = p.id AND c.deleted_ms IS NULL
    LEFT JOIN bookmarks AS b ON b.post_id = p.id AND b.person_id = :viewer
"""
_JOINED_CARD = """
    p.id, p.author_id, a.handle, a.name, p.text, p.created_ms, a.avatar_sha256, p.edited_ms, a.simulated,
    count(DISTINCT l.person_id), count(DISTINCT r.person_id), count(DISTINCT c.id)
"""
_JOINED_MARKS = """
    coalesce(max(l.person_id = :viewer), 0), coalesce(max(r.person_id = :viewer), 0),
    coalesce(max(b.person_id = :viewer), 0)
"""
JOINED_HOME = text(
    f"""
    SELECT {_JOINED_CARD},
           json_group_array(DISTINCT CASE WHEN pm.position IS NOT NULL THEN
                            json_array(pm.position, m.sha256, m.mime, m.width, m.height, m.size, pm.alt) END),
           {_JOINED_MARKS}, e.entry_id, v.name, v.handle
    FROM (SELECT id AS entry_id, id AS post_id, author_id AS source_id, NULL AS via_id FROM posts
          UNION ALL SELECT id, post_id, person_id, person_id FROM reposts) AS e
    JOIN posts AS p ON p.id = e.post_id
    JOIN people AS a ON a.id = p.author_id
    LEFT JOIN people AS v ON v.id = e.via_id
    LEFT JOIN follows AS f ON f.follower_id = :viewer AND f.followee_id = e.source_id
    LEFT JOIN mutes AS x ON x.person_id = :viewer AND x.muted_id IN (e.source_id, p.author_id)
    {_JOINED_PARTS}
    LEFT JOIN post_media AS pm ON pm.post_id = p.id
    LEFT JOIN media AS m ON m.sha256 = pm.sha256
    WHERE (f.follower_id IS NOT NULL OR e.source_id = :viewer) AND x.muted_id IS NULL
    GROUP BY e.entry_id ORDER BY e.entry_id DESC LIMIT :limit
    """  # noqa: S608 - put together from constants
)
WALKED_HOME = text(
    f"""
    SELECT {_JOINED_CARD}, '[]', {_JOINED_MARKS}, p.id, NULL, NULL
    FROM posts AS p CROSS JOIN people AS a ON a.id = p.author_id
    CROSS JOIN follows AS f ON f.followee_id = p.author_id AND f.follower_id = :viewer
    {_JOINED_PARTS}
    GROUP BY p.id ORDER BY p.id DESC LIMIT :limit
    """  # noqa: S608 - put together from constants
)


class SqlHome:
    """A viewer's home by one statement, compiled once by SQLAlchemy's cache, to the structs that queries return.

    The spans of a text are not stored on the write side; they are not looked for here either, to its advantage.
    """

    statement: TextClause

    def __init__(self, connection: Connection, viewer: int) -> None:
        self._connection = connection
        self._viewer = viewer

    def page(self, limit: int = 50) -> tuple[FeedItem, ...]:
        """The newest `limit` rows of the viewer's home."""
        rows = self._connection.execute(self.statement, {"viewer": self._viewer, "limit": limit})
        return tuple(self.item(row) for row in rows)

    def item(self, row: Any) -> FeedItem:
        """The row of a feed from a row of the statement."""
        return _item(row, _pictures(row[12]))

    def plan(self) -> list[str]:
        """EXPLAIN QUERY PLAN of the statement, a line a step."""
        return plan_of(self._connection, self.statement, {"viewer": self._viewer, "limit": 50})


class PlannedHome(SqlHome):
    """The best planned SQL."""

    statement = PLANNED_HOME


class JoinedHome(SqlHome):
    """One join over everything, with GROUP BY: the whole screen as the statement that comes to mind first."""

    statement = JOINED_HOME

    def item(self, row: Any) -> FeedItem:
        """The row; its pictures come with their places, in any order."""
        placed = sorted(picture for picture in msgspec.json.decode(row[12]) if picture)
        return _item(row, tuple(MediaItem(*picture[1:]) for picture in placed))


class WalkedHome(SqlHome):
    """One join with GROUP BY, forced to walk down the posts: without reposts, own posts and pictures."""

    statement = WALKED_HOME


def planned_card(connection: Connection, post_id: int) -> PostCard | None:
    """One card by its id, by the best planned SQL."""
    row = connection.execute(PLANNED_CARD, {"post": post_id}).first()
    return _card(row, _pictures(row[12])) if row else None


def planned_profile(connection: Connection, handle: str) -> Profile | None:
    """One profile by its handle, by the best planned SQL; the spans of its bio are not looked for."""
    row = connection.execute(PLANNED_PROFILE, {"handle": handle.lower()}).first()
    if row is None:
        return None
    address = Address(*(part or "" for part in row[12:16]))
    sha256 = row[5] or ""
    return Profile(
        id=row[0],
        handle=row[1],
        name=row[2],
        joined_ms=row[3],
        bio=row[4],
        avatar=sha256,
        avatar_item=MediaItem(sha256, row[8], row[9], row[10], row[11], row[7]) if sha256 else None,
        display_address=format_address(address),
        address=address,
        posts=row[16],
        followers=row[17],
        following=row[18],
        simulated=bool(row[6]),
    )


def plan_of(connection: Connection, statement: TextClause, values: dict[str, int | str]) -> list[str]:
    """What SQLite says it will do, a line a step."""
    return [str(row[-1]) for row in connection.execute(text(f"EXPLAIN QUERY PLAN {statement.text}"), values)]


def with_spans(items: Iterable[FeedItem]) -> tuple[FeedItem, ...]:
    """The same rows with the spans of their texts, as the read store has them, for comparing the two."""
    replace = msgspec.structs.replace
    return tuple(replace(item, card=replace(item.card, spans=find_spans(item.card.text))) for item in items)


def _item(row: Any, pictures: tuple[MediaItem, ...]) -> FeedItem:
    marks = Marks(bool(row[13]), bool(row[14]), bool(row[15]))
    return FeedItem(row[16], _card(row, pictures), marks, row[17] or "", row[18] or "")


def _card(row: Any, pictures: tuple[MediaItem, ...]) -> PostCard:
    return PostCard(
        id=row[0],
        author_id=row[1],
        handle=row[2],
        name=row[3],
        text=row[4],
        created_ms=row[5],
        avatar=row[6] or "",
        media=pictures,
        edited_ms=row[7] or 0,
        likes=row[9],
        reposts=row[10],
        comments=row[11],
        simulated=bool(row[8]),
    )


def _pictures(encoded: str) -> tuple[MediaItem, ...]:
    return () if encoded == "[]" else tuple(MediaItem(*picture) for picture in msgspec.json.decode(encoded))
