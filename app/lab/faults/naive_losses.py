"""Compares a naive read side field by field with the truth, which is read from the write model by SQL."""

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from typing import Any

from app.lab.faults.naive import Naive
from app.lab.readings.faults import Lost
from app.read_model.documents import Address, format_address, owned
from app.write_model.database import Database
from app.write_model.faults import told_to_people

MISSING = "missing"

_PEOPLE = """
SELECT p.id, p.name, a.street, a.city, a.postal_code, a.country,
       (SELECT count(*) FROM posts WHERE author_id = p.id),
       (SELECT count(*) FROM follows WHERE followee_id = p.id),
       (SELECT count(*) FROM follows WHERE follower_id = p.id)
FROM people p LEFT JOIN addresses a ON a.person_id = p.id ORDER BY p.id
"""
_POSTS = """
SELECT p.id, p.text, (SELECT count(*) FROM likes WHERE post_id = p.id),
       (SELECT count(*) FROM comments WHERE post_id = p.id AND deleted_ms IS NULL)
FROM posts p ORDER BY p.id
"""
_COMMENTS = "SELECT post_id, id FROM comments ORDER BY id"


def losses_of(naive: Naive, database: Database) -> tuple[Lost, ...]:
    """Every difference between `naive` and what was saved. Raises `StoreUnusable`."""
    with told_to_people(), closing(database.reader()) as connection:
        people = connection.execute(_PEOPLE).fetchall()
        posts = connection.execute(_POSTS).fetchall()
        names, words = {row[0]: row[1] for row in people}, {row[0]: f"'{row[1]}'" for row in posts}
        lost = [*_of_people(naive, people), *_of_posts(naive, posts)]
        lost += _of_lists(naive, connection, words)
        for table, name, sql in (
            (naive.hearts, "heart on", "SELECT person_id, post_id FROM likes"),
            (naive.follows, "follows", "SELECT follower_id, followee_id FROM follows"),
        ):
            truth = set(connection.execute(sql))
            for one, other in sorted(truth | _pairs(table)):
                found = bool((table.get(doc_id=owned(one, other)) or {}).get("on"))
                if ((one, other) in truth) != found:
                    of = words.get(other) or names.get(other, "somebody")
                    lost.append(Lost(names[one], f"{name} {of}", _yes((one, other) in truth), _yes(found)))
    return tuple(lost)


def _of_people(naive: Naive, people: Sequence[Any]) -> list[Lost]:
    lost: list[Lost] = []
    for person_id, name, street, city, code, country, posts, followers, following in people:
        address = format_address(Address(street or "", city or "", code or "", country or ""))
        truth = {"name": name, "address": address, "posts": posts, "followers": followers, "following": following}
        lost += _fields(name, "profile", truth, naive.people.get(doc_id=person_id))
    return lost


def _of_posts(naive: Naive, posts: Sequence[Any]) -> list[Lost]:
    lost: list[Lost] = []
    for post_id, text, likes, comments in posts:
        truth = {"text": text, "likes": likes, "comments": comments}
        lost += _fields(f"'{text}'", "post", truth, naive.cards.get(doc_id=post_id))
    return lost


def _of_lists(naive: Naive, connection: sqlite3.Connection, words: dict[int, str]) -> list[Lost]:
    """The feed, newest first, and the comments of each post, oldest first; both as the naive design sorts them."""
    newest = sorted(naive.feed.all(), key=lambda entry: (-int(entry["at_ms"]), -entry.doc_id))
    lost = _of_list("Feed", words, [*reversed(words)], [entry["id"] for entry in newest])
    truth: dict[int, list[int]] = defaultdict(list)
    for post_id, comment_id in connection.execute(_COMMENTS):
        truth[post_id].append(comment_id)
    found: dict[int, list[int]] = defaultdict(list)
    for entry in sorted(naive.threads.all(), key=lambda entry: int(entry["at_ms"])):
        found[entry["post_id"]].append(entry["id"])
    for post_id, text in words.items():
        numbered = {one: f"comment {place}" for place, one in enumerate(truth[post_id], 1)}
        lost += _of_list(f"Thread of {text}", numbered, truth[post_id], found[post_id])
    return lost


def _of_list(item: str, words: dict[int, str], truth: list[int], found: list[int]) -> list[Lost]:
    """What a list lacks, what it has more than once, and what stands in another place than it should."""
    lost: list[Lost] = []
    for one in truth:
        times = found.count(one)
        if times != 1:
            lost.append(Lost(item, words[one], "once", MISSING if not times else f"{times} times"))
    common = [one for one in truth if one in found]
    shown = list(dict.fromkeys(found))
    moved = max(common, key=lambda one: abs(common.index(one) - shown.index(one)), default=None)
    if moved is not None and common != shown:
        lost.append(Lost(item, words[moved], _place(common.index(moved)), _place(shown.index(moved))))
    return lost


def _fields(item: str, what: str, truth: dict[str, str | int], found: dict[str, Any] | None) -> list[Lost]:
    if found is None:
        return [Lost(item, what, "there", MISSING)]
    return [
        Lost(item, field, _text(value), _text(found[field])) for field, value in truth.items() if found[field] != value
    ]


def _pairs(table: Any) -> set[tuple[int, int]]:
    return {(document.doc_id >> 64, document.doc_id & (1 << 64) - 1) for document in table.all()}


def _text(value: str | int) -> str:
    return ", ".join(value.splitlines()) or "none" if isinstance(value, str) else f"{value:,}"


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _place(index: int) -> str:
    return f"{index + 1}{'th' if 10 <= index + 1 <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get((index + 1) % 10, 'th')}"
