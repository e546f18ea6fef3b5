"""Proof that the documents are what the write model says: each is derived a second way and compared field by field.

Called by the command line, by the lab and at the end of journeys. Both stores are read at one moment each; what the
read store lawfully lacks at its moment is told apart as exceptions. Both sides are walked in the order of their keys.
"""

import sqlite3
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import closing
from operator import itemgetter
from typing import Any

import msgspec

from app.errors import ReadStoreOutdated
from app.read_model.lmdb_environment import Txn
from app.read_model.lmdb_table import LmdbTable
from app.read_model.search_index import SearchIndex
from app.read_model.search_moment import Kind, SearchMoment
from app.read_model.store import ReadStore
from app.second_derivation import ROWS_AT_ONCE, Derived, batches
from app.second_timelines import DERIVATIONS
from app.verify_exceptions import TOKENS_OF, Token, Touched, person, post
from app.write_model.database import Database
from app.write_model.faults import told_to_people
from app.write_model.outbox import last_position

MAX_DIFFERENCES = 1_000
SAMPLE = 1_000
"""About how many posts, and people, are looked for in the search index by all their words."""

Pair = tuple[int, bytes]

_ID = (1 << 64) - 1
_INDEXED: tuple[tuple[Kind, str, Callable[[int], Token]], ...] = (
    ("post", "SELECT id FROM posts ORDER BY id", post),
    ("person", "SELECT id FROM people ORDER BY id", person),
)
_POST_WORDS = """
SELECT id, text, handle, tags FROM (
    SELECT p.id, p.text, a.handle, row_number() OVER (ORDER BY p.id) AS number,
           (SELECT json_group_array(h.tag) FROM post_hashtags t JOIN hashtags h ON h.id = t.hashtag_id
            WHERE t.post_id = p.id) AS tags
    FROM posts p JOIN people a ON a.id = p.author_id
) WHERE number % ?1 = 0
"""
_PERSON_WORDS = """
SELECT id, name, handle, bio FROM (SELECT *, row_number() OVER (ORDER BY id) AS number FROM people)
WHERE number % ?1 = 0
"""


class Difference(msgspec.Struct, frozen=True):
    """One field that is not what the write model says, its values as plain data.

    `key` is the doc_id, its ids separated by '/'. `field` is empty where the whole document is missing (`found` is
    None) or should not be there (`expected` is None).
    """

    table: str
    key: str
    field: str
    expected: Any
    found: Any


class Report(msgspec.Struct, frozen=True):
    """How many documents were compared, and what came of it; `more` differences were found than are listed.

    `exceptions` are the positions that the read store does not have yet, or holds back.
    """

    documents: int
    differences: tuple[Difference, ...]
    exceptions: tuple[int, ...]
    more: int = 0


def verify(database: Database, store: ReadStore, index: SearchIndex | None = None) -> Report:
    """Compare all documents, and the search index if it is given, with the write model.

    It may run beside a projector; meanwhile both stores keep what it reads, and grow. Raises StoreUnusable, and
    ReadStoreOutdated where the read store is damaged.
    """
    # In this order: what the index has, the documents have, and what they have, the write model has.
    moment = None if index is None else index.moment()
    with store.reading() as (generation, txn), told_to_people(), closing(database.reader()) as connection:
        # Large sorts go to the disk, so that memory stays the same for any number of rows.
        connection.execute("PRAGMA temp_store=FILE")
        connection.execute("BEGIN")
        touched = Touched(connection, generation, txn, last_position(connection))
        check = _Check(touched)
        for name, derive in DERIVATIONS.items():
            check.table(name, derive(connection), generation.tables[name], txn)
        if moment is not None:
            wanted = (database.database_id(), generation.number)
            made_from = (moment.checkpoint.database_id, moment.checkpoint.generation)
            if made_from == wanted:
                touched.add_after(moment.checkpoint.position)
                check.index(moment, connection)
            else:
                check.note("search", "", "made from", wanted, made_from)
    return Report(check.documents, tuple(check.differences), tuple(sorted(touched.positions)), check.more)


class _Check:
    """Compares table by table and keeps the differences that nothing explains."""

    def __init__(self, touched: Touched) -> None:
        self._touched = touched
        self.documents = 0
        self.differences: list[Difference] = []
        self.more = 0

    def table(self, name: str, derived: Derived, table: LmdbTable[Any], txn: Txn) -> None:
        """Compare a table with what it should hold."""
        wanted = self._counted(_encoded(derived))
        for key, expected_raw, found_raw in _mismatches(wanted, _stored(table, txn)):
            expected = None if expected_raw is None else table.decode(expected_raw)
            label = _readable(key, table.key_width)
            try:
                found = None if found_raw is None else table.decode(found_raw)
            except ReadStoreOutdated:
                self.note(name, label, "", expected, "unreadable")
                continue
            sides = [side for side in (expected, found) if side is not None]
            if self._touched.explains(token for side in sides for token in TOKENS_OF[name](key, side)):
                continue
            if expected is None or found is None:
                self.note(name, label, "", expected, found)
                continue
            for field in expected.__struct_fields__:
                if getattr(expected, field) != getattr(found, field):
                    self.note(name, label, field, getattr(expected, field), getattr(found, field))

    def index(self, index: SearchMoment, connection: sqlite3.Connection) -> None:
        """Compare what the index holds, and whether it finds a sample of it by all its words."""
        for kind, select, token in _INDEXED:
            distinct = sum(len(batch) for batch in _indexed(index, kind))
            if index.count(kind) != distinct:
                self.note("search", kind, "count", distinct, index.count(kind))
            wanted = self._counted(_bare(batches(connection, select)))
            for key, expected, _ in _mismatches(wanted, _indexed(index, kind)):
                if not self._touched.explains([token(key)]):
                    found = None if expected is not None else key
                    self.note("search", f"{kind}/{key}", "", key if found is None else None, found)
        for post_id, text, handle, tags in _sample(connection, _POST_WORDS, "posts"):
            held = index.holds_post(post_id, text, handle, msgspec.json.decode(tags))
            if not held and not self._touched.explains([post(post_id)]):
                self.note("search", f"post/{post_id}", "words", text, "not found by them")
        for person_id, name, handle, bio in _sample(connection, _PERSON_WORDS, "people"):
            held = index.holds_person(person_id, name, handle, bio)
            if not held and not self._touched.explains([person(person_id)]):
                self.note("search", f"person/{person_id}", "words", f"{name} {bio}", "not found by them")

    def note(self, table: str, key: str, field: str, expected: object, found: object) -> None:
        """Keep a difference."""
        if len(self.differences) >= MAX_DIFFERENCES:
            self.more += 1
            return
        self.differences.append(Difference(table, key, field, plain(expected), plain(found)))

    def _counted(self, wanted: Iterator[list[Pair]]) -> Iterator[list[Pair]]:
        for batch in wanted:
            self.documents += len(batch)
            yield batch


def plain(value: object) -> Any:
    """A value as JSON gives it back."""
    return msgspec.json.decode(msgspec.json.encode(value))


def _mismatches(
    expected: Iterator[list[Pair]], found: Iterator[list[Pair]]
) -> Iterator[tuple[int, bytes | None, bytes | None]]:
    """Where two streams in the order of their keys differ: the key and what each side has there."""
    left, right = next(expected, []), next(found, [])
    while left or right:
        if left == right:
            left, right = next(expected, []), next(found, [])
            continue
        # Up to here both sides are known; beyond it, the other side may still have what this one has.
        end = min(side[-1][0] for side in (left, right) if side)
        left_end, right_end = (bisect_right(side, end, key=itemgetter(0)) for side in (left, right))
        ours, theirs = dict(left[:left_end]), dict(right[:right_end])
        for key in sorted(ours.keys() | theirs.keys()):
            if ours.get(key) != theirs.get(key):
                yield key, ours.get(key), theirs.get(key)
        left = left[left_end:] or next(expected, [])
        right = right[right_end:] or next(found, [])


def _encoded(derived: Derived) -> Iterator[list[Pair]]:
    encode = msgspec.msgpack.Encoder().encode
    for batch in derived:
        yield [(key, encode(document)) for key, document in batch]


def _bare(found: Iterator[list[tuple[int]]]) -> Iterator[list[Pair]]:
    """Keys alone, where there is nothing else to compare."""
    for batch in found:
        yield [(key, b"") for (key,) in batch]


def _stored(table: LmdbTable[Any], txn: Txn) -> Iterator[list[Pair]]:
    after = -1
    while page := table.page_raw(txn, 0, table.last_key, ROWS_AT_ONCE, after=after):
        yield page
        after = page[-1][0]


def _indexed(index: SearchMoment, kind: Kind) -> Iterator[list[Pair]]:
    after = 0
    while found := index.ids(kind, after):
        yield [(identifier, b"") for identifier in found]
        after = found[-1]


def _sample(connection: sqlite3.Connection, sql: str, table: str) -> Iterator[tuple[Any, ...]]:
    """Some rows of a table, spread evenly over it; all of them while they are few."""
    (total,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - one of two names
    for batch in batches(connection, sql, (max(1, total // SAMPLE),)):
        yield from batch


def _readable(key: int, width: int) -> str:
    parts = [key >> 64 * place & _ID for place in reversed(range(width // 8))]
    while len(parts) > 2 and not parts[-1]:
        parts.pop()
    return "/".join(map(str, parts))
