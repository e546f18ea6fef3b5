"""The hot path: documents by key within a transaction that the caller holds."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinydb.table import Document

from app.errors import ReadStoreOutdated
from app.read_model.document_db import DocumentDB
from app.read_model.documents import (
    Comment,
    Marks,
    PostCard,
    TimelineEntry,
    comment_key,
    owned,
)
from app.text import Span

EVERYTHING = (1 << 64) - 1


def card(number: int) -> PostCard:
    return PostCard(
        id=number,
        author_id=1,
        handle="ana",
        name="Ana",
        text="sea " * number,
        created_ms=number,
        spans=(Span(0, 3, "tag", "sea"),),
    )


@pytest.fixture
def db(tmp_path: Path) -> Iterator[DocumentDB]:
    with DocumentDB(tmp_path / "store") as db:
        yield db


def test_a_struct_comes_back_as_the_struct_it_was(db: DocumentDB) -> None:
    cards = db.table("cards", kind=PostCard)
    with db.writing() as txn:
        cards.put(txn, 7, card(7))
        assert cards.fetch(txn, 7) == card(7)
    with db.reading() as txn:
        assert cards.fetch(txn, 7) == card(7)
        assert cards.fetch(txn, 8) is None
        assert cards.fetch_raw(txn, 7) == cards.encode(card(7))
        assert cards.decode(cards.encode(card(7))) == card(7)
        assert cards.total(txn) == 1


def test_a_table_without_a_kind_gives_dicts(db: DocumentDB) -> None:
    table = db.table("loose")
    with db.writing() as txn:
        table.put_many(txn, [(2, {"n": [1, {"m": 2}]}), (1, {})])
        assert table.fetch(txn, 2) == {"n": [1, {"m": 2}]}
        assert table.page(txn, 0, table.last_key, 9) == [(1, {}), (2, {"n": [1, {"m": 2}]})]


@pytest.mark.parametrize("keep", [0, 4])
def test_many_come_in_the_order_asked_with_none_for_the_missing(db: DocumentDB, keep: int) -> None:
    cards = db.table("cards", kind=PostCard, keep=keep)
    with db.writing() as txn:
        cards.put_many(txn, [(number, card(number)) for number in range(1, 40)])
    for asked in ([], [99], [3, 99, 1, 3, 0], list(range(39, 0, -1)), [5], [5, 6]):
        with db.reading() as txn:
            found = cards.fetch_many(txn, asked)
        assert found == [card(number) if 1 <= number < 40 else None for number in asked]


def test_a_kept_document_is_the_same_object_until_it_changes(db: DocumentDB) -> None:
    cards = db.table("cards", kind=PostCard, keep=2)
    with db.writing() as txn:
        cards.put_many(txn, [(1, card(1)), (2, card(2))])
    with db.reading() as txn:
        first = cards.fetch_many(txn, [1, 2])
        assert cards.fetch_many(txn, [1])[0] is first[0]
    with db.writing() as txn:
        cards.put(txn, 1, msgspec.structs.replace(card(1), likes=5))
        changed = cards.fetch_many(txn, [1, 2])
    assert changed[0] == msgspec.structs.replace(card(1), likes=5)
    assert changed[1] is first[1]


def test_no_more_documents_are_kept_than_allowed(db: DocumentDB) -> None:
    cards = db.table("cards", kind=PostCard, keep=5)
    with db.writing() as txn:
        cards.put_many(txn, [(number, card(number)) for number in range(20)])
        for start in range(0, 20, 4):
            cards.page(txn, start, start + 3, 4)
            assert len(cards._kept) <= 5


def test_only_what_nobody_can_change_is_kept(db: DocumentDB) -> None:
    class Loose(msgspec.Struct):
        n: int

    with pytest.raises(ValueError, match="frozen"):
        db.table("loose", kind=Loose, keep=5)
    with pytest.raises(ValueError, match="frozen"):
        db.table("dicts", keep=5)
    with pytest.raises(ValueError, match="fields"):
        db.table("spans", kind=Span)


def test_discarding_says_whether_there_was_one(db: DocumentDB) -> None:
    marks = db.table("marks", kind=Marks, key_width=16)
    with db.writing() as txn:
        marks.put(txn, owned(1, 2), Marks(liked=True))
        assert marks.discard(txn, owned(1, 2))
        assert not marks.discard(txn, owned(1, 2))
        assert marks.fetch(txn, owned(1, 2)) is None


def test_an_owners_rows_are_walked_alone_and_newest_first(db: DocumentDB) -> None:
    home = db.table("home", kind=TimelineEntry, key_width=16)
    entry = TimelineEntry(post_id=1, source_id=2)
    with db.writing() as txn:
        home.put_many(txn, ((owned(owner, number), entry) for owner in (1, 2, 3) for number in range(100)))
        newest = home.page(txn, owned(2, 0), owned(2, EVERYTHING), 3, reverse=True)
        older = home.page(txn, owned(2, 0), owned(2, EVERYTHING), 3, reverse=True, before=newest[-1][0])
        last = home.page(txn, owned(2, 0), owned(2, EVERYTHING), 3, reverse=True, before=owned(2, 2))
        assert [key for key, _ in newest] == [owned(2, 99), owned(2, 98), owned(2, 97)]
        assert [key for key, _ in older] == [owned(2, 96), owned(2, 95), owned(2, 94)]
        assert [key for key, _ in last] == [owned(2, 1), owned(2, 0)]
        assert home.page(txn, owned(2, 0), owned(2, EVERYTHING), 3, reverse=True, before=owned(2, 0)) == []
        assert home.keys(txn, owned(2, 0), owned(2, EVERYTHING)) == [owned(2, number) for number in range(100)]
        assert home.discard_range(txn, owned(2, 0), owned(2, EVERYTHING)) == 100
        assert home.total(txn) == 200
        home.clear(txn)
        assert home.total(txn) == 0
        assert home.keys(txn, 0, home.last_key) == []


def test_the_order_of_64_byte_keys_is_reading_order(db: DocumentDB) -> None:
    comments = db.table("comments", kind=Comment, key_width=64)
    keys = [
        comment_key(9, (), 10),
        comment_key(9, (10,), 12),
        comment_key(9, (10, 12), 13),
        comment_key(9, (10,), 14),
        comment_key(9, (), 11),
    ]
    with db.writing() as txn:
        for key in reversed(keys):
            comments.put(
                txn, key, Comment(id=1, post_id=9, author_id=1, handle="ana", name="Ana", text="", created_ms=0)
            )
        assert comments.keys(txn, 0, comments.last_key) == keys
        assert comments.keys(txn, 0, comments.last_key, after=keys[1], limit=2) == keys[2:4]


@given(
    present=st.sets(st.integers(0, 300), max_size=200),
    low=st.integers(0, 300),
    high=st.integers(0, 300),
    limit=st.integers(0, 200),
    reverse=st.booleans(),
    before=st.none() | st.integers(0, 301),
    after=st.none() | st.integers(0, 300),
)
def test_a_page_is_what_a_sorted_list_would_give(
    tmp_path_factory: pytest.TempPathFactory,
    present: set[int],
    low: int,
    high: int,
    limit: int,
    reverse: bool,
    before: int | None,
    after: int | None,
) -> None:
    expected = [
        number
        for number in sorted(present, reverse=reverse)
        if low <= number <= high and (before is None or number < before) and (after is None or number > after)
    ][:limit]
    with DocumentDB(tmp_path_factory.mktemp("store"), sync=False) as db, db.writing() as txn:
        table = db.table("numbers")
        table.put_many(txn, ((number, {"n": number}) for number in present))
        rows = table.page(txn, low, high, limit, reverse=reverse, before=before, after=after)
        raws = table.page_raw(txn, low, high, limit, reverse=reverse, before=before, after=after)
        keys = table.keys(txn, low, high, limit, reverse=reverse, before=before, after=after)
    assert rows == [(number, {"n": number}) for number in expected]
    assert keys == [key for key, _ in raws] == expected
    assert [table.decode(raw) for _, raw in raws] == [{"n": number} for number in expected]


@pytest.mark.parametrize("length", [0, 15, 16, 70_000])
def test_pages_of_any_length_are_decoded(db: DocumentDB, length: int) -> None:
    table = db.table("numbers")
    with db.writing() as txn:
        table.put_many(txn, ((number, {}) for number in range(length)))
        assert len(table.page(txn, 0, table.last_key, 100_000)) == length


def test_content_that_does_not_fit_is_called_damaged(db: DocumentDB) -> None:
    cards = db.table("cards", kind=PostCard)
    with db.writing() as txn:
        cards.put_raw(txn, 1, b"\xc1")
        cards.put_raw(txn, 2, msgspec.msgpack.encode({"id": "no number"}))
    with db.reading() as txn:
        for read in (
            lambda: cards.fetch(txn, 1),
            lambda: cards.fetch(txn, 2),
            lambda: cards.fetch_many(txn, [2]),
            lambda: cards.page(txn, 0, 9, 9),
            lambda: cards.get(doc_id=1),
        ):
            with pytest.raises(ReadStoreOutdated, match="damaged"):
                read()


@pytest.mark.parametrize("width", [0, 7, 9, 72])
def test_a_width_must_be_one_to_eight_groups_of_eight_bytes(db: DocumentDB, width: int) -> None:
    with pytest.raises(ValueError, match="8, 16"):
        db.table("odd", key_width=width or 1)


def test_a_key_that_is_too_wide_is_an_error_not_another_key(db: DocumentDB) -> None:
    table = db.table("narrow")
    with db.writing() as txn, pytest.raises(OverflowError):
        table.put(txn, 1 << 64, {})
    with db.reading() as txn, pytest.raises(OverflowError):
        table.fetch(txn, -1)


def test_the_width_of_keys_is_remembered_and_another_is_refused(tmp_path: Path) -> None:
    with DocumentDB(tmp_path) as db:
        db.table("home", key_width=16).insert(Document({}, owned(3, 4)))
    with DocumentDB(tmp_path) as db:
        with pytest.raises(ReadStoreOutdated, match="16 bytes"):
            db.table("home", key_width=8)
        assert db.table("home").key_width == 16
        assert [document.doc_id for document in db.table("home")] == [owned(3, 4)]
