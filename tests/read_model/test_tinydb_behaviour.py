"""What TinyDB's API promises, on `DocumentDB`, and the differences that `LmdbTable` states."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from tinydb import Query, TinyDB, where
from tinydb.middlewares import CachingMiddleware
from tinydb.storages import MemoryStorage
from tinydb.table import Document

from app.read_model.document_db import DocumentDB
from app.read_model.documents import Profile
from app.read_model.lmdb_storage import LmdbStorage
from app.read_model.lmdb_table import LmdbTable


@pytest.fixture
def db(tmp_path: Path) -> Iterator[DocumentDB]:
    with DocumentDB(tmp_path / "store") as db:
        yield db


@contextmanager
def undone(db: DocumentDB) -> Iterator[None]:
    """A transaction that fails at its end."""
    with suppress(ZeroDivisionError), db.writing():
        yield
        raise ZeroDivisionError


def test_documents_survive_closing_and_opening(tmp_path: Path) -> None:
    with DocumentDB(tmp_path) as db:
        assert db.insert({"name": "Ana"}) == 1
        db.table("other").insert({"n": 2})
    with DocumentDB(tmp_path) as db:
        assert db.all() == [{"name": "Ana"}]
        assert db.tables() == {"_default", "other"}
        assert db.insert({"name": "Bo"}) == 2


def test_unknown_attributes_are_those_of_the_default_table(db: DocumentDB) -> None:
    db.insert_multiple([{"n": 1}, {"n": 2}])
    assert len(db) == 2
    assert [document["n"] for document in db] == [1, 2]
    assert db.table("_default").all() == db.all()
    assert db.total is not None


def test_iteration_is_in_the_order_of_ids(db: DocumentDB) -> None:
    for doc_id in (256, 1, 70_000, 255, 0):
        db.insert(Document({}, doc_id))
    assert [document.doc_id for document in db] == [0, 1, 255, 256, 70_000]


def test_inserting_while_iterating_ends(db: DocumentDB) -> None:
    db.insert_multiple([{"n": 1}, {"n": 2}])
    for document in db:
        db.insert(dict(document))
    assert len(db) == 4


def test_a_search_is_remembered_until_something_is_written(db: DocumentDB) -> None:
    query = where("n") == 1
    db.insert({"n": 1})
    assert db.count(query) == 1
    assert query in db._query_cache
    db.insert({"n": 1})
    assert query not in db._query_cache
    assert db.count(query) == 2


def test_a_remembered_search_is_not_read_again(db: DocumentDB) -> None:
    seen = []

    def count(value: object) -> bool:
        seen.append(value)
        return True

    db.insert({"n": 1})
    query = where("n").test(count)
    assert db.search(query) == db.search(query) == [{"n": 1}]
    assert seen == [1]


def test_a_remembered_search_is_never_older_than_another_handles_commit(db: DocumentDB) -> None:
    other = DocumentDB(db.storage)
    query = where("n") == 1
    db.insert({"n": 1})
    assert db.count(query) == other.count(query) == 1
    other.insert({"n": 1})
    assert db.count(query) == 2
    with db.writing() as txn:
        db.table("_default").put(txn, 9, {"n": 1})
    assert db.count(query) == other.count(query) == 3


def test_changing_a_result_changes_no_later_result(db: DocumentDB) -> None:
    db.insert({"tags": ["sea"]})
    query = where("tags").any(["sea"])
    for document in db.search(query) + db.search(query):
        document["tags"].append("spoilt")
        document.clear()
    assert db.search(query) == db.all() == [{"tags": ["sea"]}]


def test_two_handles_never_propose_the_same_id(db: DocumentDB) -> None:
    other = DocumentDB(db.storage)
    assert db.insert({}) == 1
    assert other.insert_multiple([{}, {}]) == [2, 3]
    assert db.insert({}) == 4
    assert other.insert_multiple([{}, {}]) == [5, 6]
    assert len(db) == 6


def test_an_id_in_use_is_skipped(db: DocumentDB) -> None:
    db.insert({})
    db.insert_multiple([Document({}, 2), Document({}, 40)])
    assert db.insert({}) == 41


@pytest.mark.parametrize("doc_id", [-1, 1 << 64, True, 1.0, "x", None])
def test_an_id_that_no_key_can_hold_is_refused(db: DocumentDB, doc_id: int) -> None:
    with pytest.raises(ValueError, match="integer from 0"):
        db.insert(Document({}, doc_id))
    assert db.tables() == set()


def test_what_msgpack_cannot_hold_is_refused_and_nothing_is_written(db: DocumentDB) -> None:
    with pytest.raises(TypeError):
        db.insert_multiple([{"n": 1}, {"n": object()}])
    with pytest.raises(UnicodeEncodeError):
        db.insert({"text": "\ud800"})
    with pytest.raises(OverflowError):
        db.insert({"n": 1 << 64})
    assert len(db) == 0


def test_a_failing_update_leaves_every_document_as_it_was(db: DocumentDB) -> None:
    db.insert_multiple([{"n": 1}, {"n": 2}, {"n": "three"}])
    with pytest.raises(TypeError):
        db.update(lambda document: document.update(n=document["n"] + 1))
    assert [document["n"] for document in db] == [1, 2, "three"]


def test_an_upsert_is_one_transaction(db: DocumentDB) -> None:
    db.insert({"name": "Ana"})
    commits = []
    with db.reading() as txn:
        commits.append(txn.id())
    db.upsert({"name": "Bo"}, where("name") == "Bo")
    with db.reading() as txn:
        commits.append(txn.id())
    assert commits[1] == commits[0] + 1
    assert len(db) == 2


def test_calls_within_a_transaction_take_part_in_it(db: DocumentDB) -> None:
    query = where("n") >= 1
    table = db.table("_default")
    with db.writing() as txn:
        db.insert({"n": 1})
        table.put(txn, 7, {"n": 7})
        assert db.count(query) == 2
        assert db.get(doc_id=7) == {"n": 7}
        assert DocumentDB(db.storage).count(query) == 2
        with db.reading() as snapshot:
            assert table.total(snapshot) == 0
    assert db.count(query) == 2


def test_calls_within_a_transaction_are_undone_with_it(db: DocumentDB) -> None:
    db.insert({"n": 1})
    with undone(db):
        db.update({"n": 2})
        db.table("new").insert({"n": 3})
        assert db.tables() == {"_default", "new"}
    assert db.all() == [{"n": 1}]
    assert db.tables() == {"_default"}
    assert db.table("new").insert({"n": 3}) == 2
    assert db.table("new").all() == [{"n": 3}]


def test_a_call_that_fails_within_a_transaction_is_undone_alone(db: DocumentDB) -> None:
    with db.writing():
        db.insert({"n": 1})
        with pytest.raises(ValueError, match="not a Mapping"):
            db.insert_multiple([{"n": 2}, "no document"])
    assert db.all() == [{"n": 1}]


def test_a_dropped_table_is_gone_and_can_come_back(db: DocumentDB) -> None:
    old = db.table("posts")
    old.insert({"n": 1})
    db.drop_table("posts")
    assert db.tables() == set()
    assert len(old) == 0
    assert db.table("posts").insert({"n": 2}) == 1
    assert old.all() == [{"n": 2}]
    db.drop_table("no such table")


def test_dropping_within_a_transaction_that_fails_drops_nothing(db: DocumentDB) -> None:
    db.insert({"n": 1})
    with undone(db):
        db.insert({"n": 2})
        db.drop_tables()
        db.insert({"n": 3})
        assert db.all() == [{"n": 3}]
    assert db.all() == [{"n": 1}]


def test_persist_empty_makes_a_table_but_empties_none(db: DocumentDB) -> None:
    db.table("new", persist_empty=True)
    db.table("_default").insert({"n": 1})
    assert db.tables() == {"new", "_default"}
    other = DocumentDB(db.storage)
    assert len(other.table("_default", persist_empty=True)) == 1


def test_a_table_is_one_object_and_keeps_its_kind_and_width(db: DocumentDB) -> None:
    profiles = db.table("profiles", kind=Profile, key_width=16)
    same: object = db.table("profiles")
    assert same is profiles
    with pytest.raises(ValueError, match="key_width"):
        db.table("profiles", key_width=8)
    with pytest.raises(ValueError, match="kind"):
        db.table("profiles", kind=Document)


def test_a_table_of_structs_shows_their_fields_and_refuses_what_does_not_fit(db: DocumentDB) -> None:
    profiles = db.table("profiles", kind=Profile)
    with db.writing() as txn:
        profiles.put(txn, 5, Profile(id=5, handle="ana", name="Ana", joined_ms=3))
    assert profiles.get(doc_id=5) == {"id": 5, "handle": "ana", "name": "Ana", "joined_ms": 3}
    profiles.update({"bio": "sea"}, Query().handle == "ana")
    with pytest.raises(ValueError, match="does not fit Profile"):
        profiles.update({"bio": 3}, doc_ids=[5])
    with db.reading() as txn:
        assert profiles.fetch(txn, 5) == Profile(id=5, handle="ana", name="Ana", joined_ms=3, bio="sea")


def test_the_storage_works_under_tinydbs_own_table(tmp_path: Path) -> None:
    with TinyDB(tmp_path, storage=CachingMiddleware(LmdbStorage)) as db:  # type: ignore[no-untyped-call]
        db.insert_multiple({"n": n} for n in range(3))
        db.table("other").insert({"n": 9})
        db.drop_table("nothing")
        assert db.count(where("n") > 0) == 2
    with DocumentDB(tmp_path) as db:
        assert db.all() == [{"n": 0}, {"n": 1}, {"n": 2}]
        db.storage.write({"other": {"4": {"n": 4}}})
        assert db.tables() == {"other"}
        assert db.storage.read() == {"other": {"4": {"n": 4}}}


def test_the_table_refuses_another_storage() -> None:
    with pytest.raises(TypeError, match="LmdbStorage"):
        LmdbTable(TinyDB(storage=MemoryStorage).storage, "posts")


def test_tinydbs_extension_points_read_and_change_the_table(db: DocumentDB) -> None:
    table = db.table("posts")
    table.insert_multiple([{"n": 1}, {"n": 2}])
    view = table._read_table()
    assert dict(view) == {"1": {"n": 1}, "2": {"n": 2}}
    assert len(view) == 2
    assert "3" not in view
    assert view["2"] == {"n": 2}

    def updater(documents: Any) -> None:
        documents.pop(1)
        documents[2].update(n=3)
        documents[5] = {}

    table._update_table(updater)
    assert {document.doc_id: dict(document) for document in table} == {2: {"n": 3}, 5: {}}
    with pytest.raises(KeyError):
        table._update_table(lambda documents: documents.pop(1))


@pytest.mark.parametrize("name", ["\0", "a\0b", "x" * 501, "é" * 250])
def test_a_name_that_lmdb_would_cut_is_refused(db: DocumentDB, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        db.table(name)


def test_any_other_name_will_do(db: DocumentDB) -> None:
    for name in ("", "tables", "meta", "table:x", "é" * 247, "with space"):
        db.table(name).insert({"name": name})
    assert {db.table(name).all()[0]["name"] for name in db.tables()} == db.tables()
    assert len(db.tables()) == 6
