"""The comparison sides of the measurements: the same screen without a read store, each as fair as it can be made.

`PlannedHome` is the best plan found for SQL over the normalized tables; `JoinedHome` what comes to mind first;
`StockHome` the same documents in TinyDB as it comes. All three give the rows of `Queries.feed('home', …)`.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, text
from tinydb import TinyDB, where
from tinydb.storages import JSONStorage

from app.media import MediaItem
from app.read_model.documents import FeedItem, FeedPage, Marks, PostCard
from app.text import find_spans

# Entries by scanning the newest posts and reposts and asking of each author whether they are followed: with half of
# all people followed a hit is never far. (By joining from the follows, SQLite must sort all that they ever posted.)
ENTRIES = text(
    """
    SELECT entry_id, post_id, via_id FROM (
        SELECT * FROM (
            SELECT p.id AS entry_id, p.id AS post_id, NULL AS via_id FROM posts AS p
            WHERE (p.author_id = :viewer
                   OR EXISTS (SELECT 1 FROM follows AS f WHERE f.follower_id = :viewer AND f.followee_id = p.author_id))
              AND NOT EXISTS (SELECT 1 FROM mutes AS m WHERE m.person_id = :viewer AND m.muted_id = p.author_id)
            ORDER BY p.id DESC LIMIT :limit)
        UNION ALL
        SELECT * FROM (
            SELECT r.id AS entry_id, r.post_id AS post_id, r.person_id AS via_id FROM reposts AS r
            JOIN posts AS p ON p.id = r.post_id
            WHERE (r.person_id = :viewer
                   OR EXISTS (SELECT 1 FROM follows AS f WHERE f.follower_id = :viewer AND f.followee_id = r.person_id))
              AND NOT EXISTS (SELECT 1 FROM mutes AS m
                              WHERE m.person_id = :viewer AND m.muted_id IN (r.person_id, p.author_id))
            ORDER BY r.id DESC LIMIT :limit))
    ORDER BY entry_id DESC LIMIT :limit
    """
)
CARDS = text(
    """
    SELECT p.id, p.author_id, a.handle, a.name, p.text, p.created_ms, a.avatar_sha256, p.edited_ms, a.simulated,
           (SELECT count(*) FROM likes AS l WHERE l.post_id = p.id),
           (SELECT count(*) FROM reposts AS r WHERE r.post_id = p.id),
           (SELECT count(*) FROM comments AS c WHERE c.post_id = p.id AND c.deleted_ms IS NULL),
           EXISTS (SELECT 1 FROM likes AS l WHERE l.post_id = p.id AND l.person_id = :viewer),
           EXISTS (SELECT 1 FROM reposts AS r WHERE r.post_id = p.id AND r.person_id = :viewer),
           EXISTS (SELECT 1 FROM bookmarks AS b WHERE b.post_id = p.id AND b.person_id = :viewer)
    FROM posts AS p JOIN people AS a ON a.id = p.author_id WHERE p.id IN :posts
    """
).bindparams(bindparam("posts", expanding=True))
PICTURES = text(
    """
    SELECT pm.post_id, m.sha256, m.mime, m.width, m.height, m.size, pm.alt
    FROM post_media AS pm JOIN media AS m ON m.sha256 = pm.sha256 WHERE pm.post_id IN :posts
    ORDER BY pm.post_id, pm.position
    """
).bindparams(bindparam("posts", expanding=True))
NAMES = text("SELECT id, name, handle FROM people WHERE id IN :people").bindparams(bindparam("people", expanding=True))
JOINED = text(
    """
    SELECT p.id, p.author_id, a.handle, a.name, p.text, p.created_ms, a.avatar_sha256, p.edited_ms, a.simulated,
           count(DISTINCT l.person_id), count(DISTINCT r.person_id), count(DISTINCT c.id),
           coalesce(max(l.person_id = :viewer), 0), coalesce(max(r.person_id = :viewer), 0),
           coalesce(max(b.person_id = :viewer), 0)
    FROM posts AS p
    JOIN people AS a ON a.id = p.author_id
    JOIN follows AS f ON f.followee_id = p.author_id AND f.follower_id = :viewer
    LEFT JOIN likes AS l ON l.post_id = p.id
    LEFT JOIN reposts AS r ON r.post_id = p.id
    LEFT JOIN comments AS c ON c.post_id = p.id AND c.deleted_ms IS NULL
    LEFT JOIN bookmarks AS b ON b.post_id = p.id AND b.person_id = :viewer
    GROUP BY p.id ORDER BY p.id DESC LIMIT :limit
    """
)


class PlannedHome:
    """The best planned SQL: four statements, each walking an index, compiled once by SQLAlchemy's cache.

    The spans of a text are not stored on the write side; they are not looked for here either, to its advantage.
    """

    def __init__(self, connection: Connection, viewer: int) -> None:
        self._connection = connection
        self._viewer = viewer

    def page(self, limit: int = 50) -> tuple[FeedItem, ...]:
        """The newest `limit` rows of the viewer's home."""
        run = self._connection.execute
        entries = run(ENTRIES, {"viewer": self._viewer, "limit": limit}).all()
        posts = [post_id for _, post_id, _ in entries]
        pictures: dict[int, list[MediaItem]] = {}
        for post_id, *picture in run(PICTURES, {"posts": posts}):
            pictures.setdefault(post_id, []).append(MediaItem(*picture))
        cards = {row[0]: row for row in run(CARDS, {"posts": posts, "viewer": self._viewer})}
        people = [via_id for _, _, via_id in entries if via_id]
        names = {row[0]: row[1:] for row in run(NAMES, {"people": people})} if people else {}
        return tuple(
            item_of(entry_id, cards[post_id], tuple(pictures.get(post_id, ())), names.get(via_id, ("", "")))
            for entry_id, post_id, via_id in entries
        )

    def plan(self) -> list[str]:
        """EXPLAIN QUERY PLAN of the statement that finds the entries."""
        return plan_of(self._connection, str(ENTRIES), {"viewer": self._viewer, "limit": 50})


class JoinedHome:
    """One join over everything, with GROUP BY: the screen as one statement (without reposted rows and pictures)."""

    def __init__(self, connection: Connection, viewer: int) -> None:
        self._connection = connection
        self._viewer = viewer

    def page(self, limit: int = 50) -> tuple[FeedItem, ...]:
        """The newest `limit` posts of those the viewer follows."""
        rows = self._connection.execute(JOINED, {"viewer": self._viewer, "limit": limit})
        return tuple(item_of(row[0], row, (), ("", "")) for row in rows)

    def plan(self) -> list[str]:
        """EXPLAIN QUERY PLAN of the statement."""
        return plan_of(self._connection, str(JOINED), {"viewer": self._viewer, "limit": 50})


class StockHome:
    """The same documents in TinyDB as it comes: a JSON file, conditions instead of keys."""

    def __init__(self, path: Path, page: FeedPage, others: Sequence[PostCard], viewer: int) -> None:
        self._database = TinyDB(path, storage=JSONStorage)
        self._viewer = viewer
        self._cards = self._database.table("cards")
        self._home = self._database.table("home")
        cards = {item.card.id: item.card for item in page.items} | {card.id: card for card in others}
        self._cards.insert_multiple(_plain(card) for card in cards.values())
        self._home.insert_multiple(
            {"viewer": viewer, "entry_id": card.id, "post_id": card.id} for card in cards.values()
        )

    def page(self, limit: int = 50) -> list[Any]:
        """The newest `limit` cards of the viewer's home."""
        entries = self._home.search(where("viewer") == self._viewer)
        newest = sorted(entries, key=lambda entry: int(entry["entry_id"]), reverse=True)[:limit]
        wanted = {entry["post_id"] for entry in newest}
        return sorted(self._cards.search(where("id").one_of(list(wanted))), key=lambda card: -int(card["id"]))

    def close(self) -> None:
        """Close the file."""
        self._database.close()


def item_of(entry_id: int, row: Any, pictures: tuple[MediaItem, ...], via: tuple[str, str]) -> FeedItem:
    """The row of a feed from a row of `CARDS`."""
    return FeedItem(
        entry_id=entry_id,
        card=PostCard(
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
        ),
        marks=Marks(bool(row[12]), bool(row[13]), bool(row[14])),
        via_name=via[0],
        via_handle=via[1],
    )


def with_spans(item: FeedItem) -> FeedItem:
    """The same row with the spans of its text, as the read store has them, for comparing the two."""
    card = item.card
    return FeedItem(
        item.entry_id,
        PostCard(**{name: getattr(card, name) for name in card.__struct_fields__} | {"spans": find_spans(card.text)}),
        item.marks,
        item.via_name,
        item.via_handle,
    )


def plan_of(connection: Connection, statement: str, values: dict[str, Any]) -> list[str]:
    """What SQLite says it will do, a line a step."""
    return [str(row[-1]) for row in connection.execute(text(f"EXPLAIN QUERY PLAN {statement}"), values)]


def _plain(card: PostCard) -> dict[str, Any]:
    return {name: getattr(card, name) for name in card.__struct_fields__ if name not in {"spans", "media"}}
