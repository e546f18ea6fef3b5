"""Timelines, marks, relations and notifications derived a second way, see `app.second_derivation`.

All rows come sorted from SQLite, which sorts on disk what does not fit; nothing is kept here from row to row.
"""

import sqlite3
from functools import lru_cache

from app.ids import key_of_name
from app.read_model.documents import Marks, Notification, Relation, TimelineEntry, owned
from app.read_model.indexes import Follower, Muter, QuietReaction, Repost
from app.second_derivation import (
    Derivation,
    Derived,
    batches,
    cards,
    comment_places,
    comments,
    handles,
    people,
    profiles,
    rows,
)
from app.text import excerpt

EXCERPT_GRAPHEMES = 80
ACTORS_REMEMBERED = 20_000

# A post belongs in the homes of its author and of those who follow the author; a repost likewise with the reposter.
# Whoever mutes the author of the post, or the reposter, has neither.
_HOME = """
WITH taken_in (viewer, source) AS (
    SELECT follower_id, followee_id FROM follows UNION ALL SELECT id, id FROM people
)
SELECT t.viewer, p.id, p.id, p.author_id, '', ''
FROM posts p CROSS JOIN taken_in t ON t.source = p.author_id
WHERE NOT EXISTS (SELECT 1 FROM mutes WHERE person_id = t.viewer AND muted_id = p.author_id) {of_posts}
UNION ALL
SELECT t.viewer, r.id, r.post_id, r.person_id, s.name, s.handle
FROM reposts r CROSS JOIN posts p ON p.id = r.post_id CROSS JOIN people s ON s.id = r.person_id
CROSS JOIN taken_in t ON t.source = r.person_id
WHERE NOT EXISTS (SELECT 1 FROM mutes WHERE person_id = t.viewer AND muted_id IN (p.author_id, r.person_id)) {of_posts}
ORDER BY 1, 2
"""
_WITH_PICTURES = "AND EXISTS (SELECT 1 FROM post_media WHERE post_id = p.id)"

_EVERYONE = "SELECT 0, p.id, p.id, p.author_id, '', '' FROM posts p WHERE true {of_posts} ORDER BY p.id"

_AUTHOR = """
SELECT author_id, id, id, author_id, '', '' FROM posts
UNION ALL
SELECT r.person_id, r.id, r.post_id, r.person_id, s.name, s.handle
FROM reposts r CROSS JOIN people s ON s.id = r.person_id
ORDER BY 1, 2
"""

_TAGGED = """
SELECT t.post_id, p.author_id FROM post_hashtags t CROSS JOIN posts p ON p.id = t.post_id
WHERE t.hashtag_id = ? ORDER BY t.post_id
"""

_REACTED = """
SELECT r.person_id, r.id, r.post_id, p.author_id, '', '' FROM {table} r CROSS JOIN posts p ON p.id = r.post_id
ORDER BY 1, 2
"""

_MARKS = """
SELECT person_id, post_id, max(liked), max(reposted), max(bookmarked) FROM (
    SELECT person_id, post_id, 1 AS liked, 0 AS reposted, 0 AS bookmarked FROM likes
    UNION ALL SELECT person_id, post_id, 0, 1, 0 FROM reposts
    UNION ALL SELECT person_id, post_id, 0, 0, 1 FROM bookmarks
) GROUP BY person_id, post_id ORDER BY 1, 2
"""

_RELATIONS = """
SELECT person_id, other_id, max(following), max(muted) FROM (
    SELECT follower_id AS person_id, followee_id AS other_id, 1 AS following, 0 AS muted FROM follows
    UNION ALL SELECT person_id, muted_id, 0, 1 FROM mutes
) GROUP BY person_id, other_id ORDER BY 1, 2
"""

_REPOSTS = """
SELECT p.author_id, r.id, r.post_id, r.person_id FROM reposts r CROSS JOIN posts p ON p.id = r.post_id ORDER BY 1, 2
"""

_QUIET_REACTIONS = """
SELECT l.post_id, l.id, 'like', l.person_id FROM likes l CROSS JOIN posts p ON p.id = l.post_id
WHERE l.person_id = p.author_id
UNION ALL SELECT post_id, id, 'bookmark', person_id FROM bookmarks
ORDER BY 1, 2
"""

# One act notifies a person once, for the strongest reason: a reply (2), a comment (1), a mention (0).
_NOTIFICATIONS = """
WITH concerned (owner, id, strength) AS (
    SELECT owner, id, max(strength) FROM (
        SELECT above.author_id AS owner, c.id AS id, 2 AS strength
        FROM comments c CROSS JOIN comments above ON above.id = c.parent_id
        UNION ALL SELECT p.author_id, c.id, 1 FROM comments c CROSS JOIN posts p ON p.id = c.post_id
        UNION ALL SELECT person_id, comment_id, 0 FROM comment_mentions
    ) GROUP BY owner, id
), told (owner, id, kind, actor, at_ms, post_id, words) AS (
    SELECT p.author_id, l.id, 'like', l.person_id, l.created_ms, l.post_id, ''
    FROM likes l CROSS JOIN posts p ON p.id = l.post_id
    UNION ALL SELECT p.author_id, r.id, 'repost', r.person_id, r.created_ms, r.post_id, ''
    FROM reposts r CROSS JOIN posts p ON p.id = r.post_id
    UNION ALL SELECT followee_id, id, 'follow', follower_id, created_ms, 0, '' FROM follows
    UNION ALL SELECT m.person_id, p.id, 'mention', p.author_id, p.created_ms, p.id, ''
    FROM mentions m CROSS JOIN posts p ON p.id = m.post_id
    UNION ALL
    SELECT n.owner, n.id, CASE n.strength WHEN 2 THEN 'reply' WHEN 1 THEN 'comment' ELSE 'mention' END,
           c.author_id, c.created_ms, c.post_id, c.text
    FROM concerned n CROSS JOIN comments c ON c.id = n.id
    WHERE c.deleted_ms IS NULL
)
SELECT owner, id, kind, actor, at_ms, post_id, words FROM told WHERE owner <> actor ORDER BY 1, 2
"""


def _timeline(sql: str) -> Derivation:
    def derive(connection: sqlite3.Connection) -> Derived:
        for batch in batches(connection, sql):
            yield [
                (owner << 64 | entry_id, TimelineEntry(post_id, source_id, via_name, via_handle))
                for owner, entry_id, post_id, source_id, via_name, via_handle in batch
            ]

    return derive


def tag(connection: sqlite3.Connection) -> Derived:
    """The posts of each tag, the tags in the order of their keys."""
    known = rows(connection, "SELECT tag, id FROM hashtags")
    for key, hashtag_id in sorted((key_of_name(name), hashtag_id) for name, hashtag_id in known):
        for batch in batches(connection, _TAGGED, (hashtag_id,)):
            yield [(owned(key, post_id), TimelineEntry(post_id, author_id)) for post_id, author_id in batch]


def marks(connection: sqlite3.Connection) -> Derived:
    """What each viewer did to each post."""
    for batch in batches(connection, _MARKS):
        yield [
            (viewer << 64 | post_id, Marks(bool(liked), bool(reposted), bool(bookmarked)))
            for viewer, post_id, liked, reposted, bookmarked in batch
        ]


def relations(connection: sqlite3.Connection) -> Derived:
    """How each viewer stands to others."""
    for batch in batches(connection, _RELATIONS):
        yield [
            (owned(viewer, person_id), Relation(bool(following), bool(muted)))
            for viewer, person_id, following, muted in batch
        ]


def followers(connection: sqlite3.Connection) -> Derived:
    """Who follows whom, by whom they follow."""
    for batch in batches(connection, "SELECT followee_id, follower_id, id FROM follows ORDER BY 1, 2"):
        yield [(owned(followee_id, follower_id), Follower(follow_id)) for followee_id, follower_id, follow_id in batch]


def muters(connection: sqlite3.Connection) -> Derived:
    """Who mutes whom, by whom they mute."""
    for batch in batches(connection, "SELECT muted_id, person_id FROM mutes ORDER BY 1, 2"):
        yield [(owned(muted_id, person_id), Muter()) for muted_id, person_id in batch]


def reposts(connection: sqlite3.Connection) -> Derived:
    """Reposts, by the author of what was reposted."""
    for batch in batches(connection, _REPOSTS):
        yield [
            (owned(author_id, reaction_id), Repost(post_id, person_id))
            for author_id, reaction_id, post_id, person_id in batch
        ]


def quiet_reactions(connection: sqlite3.Connection) -> Derived:
    """Bookmarks, and authors' likes of their own posts."""
    for batch in batches(connection, _QUIET_REACTIONS):
        yield [
            (owned(post_id, reaction_id), QuietReaction(kind, person_id))
            for post_id, reaction_id, kind, person_id in batch
        ]


def notifications(connection: sqlite3.Connection) -> Derived:
    """What others did that concerns a person; the words of comments alone are kept."""

    @lru_cache(maxsize=ACTORS_REMEMBERED)
    def actor(person_id: int) -> tuple[str, str, str]:
        sql = "SELECT handle, name, coalesce(avatar_sha256, '') FROM people WHERE id = ?"
        handle, name, avatar = connection.execute(sql, (person_id,)).fetchone()
        return handle, name, avatar

    for batch in batches(connection, _NOTIFICATIONS):
        found: list[tuple[int, Notification]] = []
        for owner, identifier, kind, actor_id, at_ms, post_id, words in batch:
            handle, name, avatar = actor(actor_id)
            beginning = excerpt(words, EXCERPT_GRAPHEMES) if words else ""
            notification = Notification(identifier, kind, actor_id, handle, name, at_ms, avatar, post_id, beginning)
            found.append((owner << 64 | identifier, notification))
        yield list(found)


DERIVATIONS: dict[str, Derivation] = {
    "cards": cards,
    "profiles": profiles,
    "people": people,
    "handles": handles,
    "comments": comments,
    "comment_places": comment_places,
    "home": _timeline(_HOME.format(of_posts="")),
    "home_pictures": _timeline(_HOME.format(of_posts=_WITH_PICTURES)),
    "everyone": _timeline(_EVERYONE.format(of_posts="")),
    "everyone_pictures": _timeline(_EVERYONE.format(of_posts=_WITH_PICTURES)),
    "author": _timeline(_AUTHOR),
    "tag": tag,
    "likes": _timeline(_REACTED.format(table="likes")),
    "bookmarks": _timeline(_REACTED.format(table="bookmarks")),
    "marks": marks,
    "relations": relations,
    "followers": followers,
    "muters": muters,
    "reposts": reposts,
    "quiet_reactions": quiet_reactions,
    "notifications": notifications,
}
"""By table, all but those that hold no documents derived from facts: parked events and unfinished fan-outs."""
