"""The second derivation agrees with the projections, and tells every wrong, missing and surplus document."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import fields, replace

from app import verify as verifying
from app import verify_exceptions
from app.media import MediaItem
from app.read_model.documents import PostCard, Profile
from app.read_model.schema import TABLES
from app.read_model.search_checkpoint import IndexCheckpoint
from app.second_timelines import DERIVATIONS
from app.verify import Difference, Report, plain, verify
from tests.histories import fill_every_table
from tests.whole_path import WholePath

UNVERIFIED = {"parked", "jobs"}
OTHER_KINDS = {"follow": "like", "like": "bookmark", "mention": "like", "comment": "reply", "reply": "comment"}


@pytest.fixture
def path(tmp_path: Path) -> Iterator[WholePath]:
    made = WholePath(tmp_path)
    fill_every_table(made)
    made.project()
    yield made
    made.close()


def report_on(path: WholePath) -> Report:
    return verify(path.database, path.store, path.index)


def something_else(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return OTHER_KINDS.get(value, f"{value}x")
        case tuple():
            return ()
        case None:
            return MediaItem("ff", "image/png", 1, 1, 1)
        case MediaItem():
            return None
        case _:
            return replace(value, street="Elsewhere 1")


def fields_of_all_tables() -> list[tuple[str, str]]:
    return [(name, field.name) for name in DERIVATIONS for field in fields(TABLES[name][1])]


def test_both_derivations_agree_on_everything(path: WholePath) -> None:
    report = report_on(path)
    assert report.differences == ()
    assert report.exceptions == ()
    assert report.more == 0


def test_every_table_is_derived_but_those_that_hold_no_facts(path: WholePath) -> None:
    assert set(DERIVATIONS) == set(TABLES) - UNVERIFIED
    assert set(verify_exceptions.TOKENS_OF) == set(DERIVATIONS)


def test_every_table_has_something_to_compare(path: WholePath) -> None:
    sizes = {name: len(path.keys(name)) for name in DERIVATIONS}
    in_index = len(path.index.moment().ids("post")) + len(path.index.moment().ids("person"))
    assert min(sizes.values()) > 0, sizes
    assert report_on(path).documents == sum(sizes.values()) + in_index


@pytest.mark.parametrize(("table", "field"), fields_of_all_tables())
def test_a_wrong_value_in_any_field_is_told(path: WholePath, table: str, field: str) -> None:
    key, document = _with_something_in(path, table, field)
    wrong = something_else(getattr(document, field))
    path.put_document(table, key, replace(document, **{field: wrong}))
    (found,) = report_on(path).differences
    assert (found.table, found.field) == (table, field)
    assert found.key.split("/")[0] == str(key >> 8 * (TABLES[table][0] - 8))
    assert found.expected == plain(getattr(document, field))
    assert found.found == plain(wrong)


def _with_something_in(path: WholePath, table: str, field: str) -> tuple[int, Any]:
    """A document whose field holds something, where there is one."""
    rows = path.documents(table)
    return next((row for row in rows if getattr(row[1], field)), rows[0])


@pytest.mark.parametrize("table", DERIVATIONS)
def test_a_missing_document_is_told(path: WholePath, table: str) -> None:
    key, document = path.documents(table)[0]
    path.discard_document(table, key)
    (found,) = report_on(path).differences
    assert (found.table, found.field, found.found) == (table, "", None)
    assert found.expected == plain(document)


@pytest.mark.parametrize("table", DERIVATIONS)
@pytest.mark.parametrize("place", ["before all", "after all"])
def test_a_surplus_document_is_told(path: WholePath, table: str, place: str) -> None:
    _, document = path.documents(table)[0]
    key = 1 if place == "before all" else (1 << 8 * TABLES[table][0]) - 1
    path.put_document(table, key, document)
    (found,) = report_on(path).differences
    assert (found.table, found.field, found.expected) == (table, "", None)


def test_a_document_that_cannot_be_read_is_told(path: WholePath) -> None:
    key, _ = path.documents("cards")[0]
    path.put_document("cards", key, b"\xc1")
    (found,) = report_on(path).differences
    assert found == Difference("cards", str(key), "", found.expected, "unreadable")


def test_many_differences_are_counted_beyond_those_listed(path: WholePath, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "MAX_DIFFERENCES", 3)
    for name in ("home", "likes", "marks", "author"):
        path.discard_document(name, path.keys(name)[0])
    report = report_on(path)
    assert (len(report.differences), report.more) == (3, 1)


def test_differences_are_found_wherever_the_pages_of_both_sides_end(
    path: WholePath, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "ROWS_AT_ONCE", 2)
    assert report_on(path).differences == ()
    key, document = path.documents("home")[0]
    path.discard_document("home", key)
    path.put_document("home", (1 << 128) - 1, document)
    assert len(report_on(path).differences) == 2


def test_a_post_that_the_index_lacks_is_told(path: WholePath) -> None:
    post_id = path.keys("cards")[0]
    path.index.drop("post", post_id)
    path.index.commit(path.index.checkpoint())
    found = report_on(path).differences
    assert Difference("search", f"post/{post_id}", "", post_id, None) in found


def test_a_post_that_the_index_should_not_have_is_told(path: WholePath) -> None:
    path.index.put_post(PostCard(id=5, author_id=1, handle="x", name="X", text="phantom", created_ms=0))
    path.index.commit(path.index.checkpoint())
    assert report_on(path).differences == (Difference("search", "post/5", "", None, 5),)


def test_a_post_that_the_index_has_twice_is_told(path: WholePath) -> None:
    path.index.put_post(dict(path.documents("cards"))[path.keys("cards")[0]], known=False)
    path.index.commit(path.index.checkpoint())
    assert report_on(path).differences == (Difference("search", "post", "count", 3, 4),)


def test_a_post_that_the_index_has_with_other_words_is_told(path: WholePath) -> None:
    post_id = path.keys("cards")[0]
    card = dict(path.documents("cards"))[post_id]
    path.index.put_post(replace(card, text="other words"))
    path.index.commit(path.index.checkpoint())
    (found,) = report_on(path).differences
    assert (found.table, found.key, found.field) == ("search", f"post/{post_id}", "words")


@pytest.mark.parametrize("change", [{"name": "Other"}, {"handle": "other"}, {"bio": ""}])
def test_a_person_whom_the_index_has_otherwise_is_told(path: WholePath, change: dict[str, str]) -> None:
    person_id, person = path.documents("profiles")[0]
    assert isinstance(person, Profile)
    path.index.put_person(replace(person, **change))
    path.index.commit(path.index.checkpoint())
    (found,) = report_on(path).differences
    assert (found.table, found.key, found.field) == ("search", f"person/{person_id}", "words")


def test_an_index_that_trails_the_documents_is_no_difference(path: WholePath) -> None:
    ana = path.keys("profiles")[0]
    path.post(ana, "new")
    path.edit(ana, path.keys("cards")[0], "edited")
    path.delete(ana, path.post(ana, "gone"))
    path.projector.drain()
    assert report_on(path).differences == ()


def test_an_index_of_other_documents_is_told(path: WholePath) -> None:
    path.index.commit(IndexCheckpoint(path.log.last_position(), "another database"))
    (found,) = report_on(path).differences
    assert (found.table, found.field) == ("search", "made from")


def test_without_an_index_only_the_documents_are_compared(path: WholePath) -> None:
    path.index.put_post(PostCard(id=5, author_id=1, handle="x", name="X", text="phantom", created_ms=0))
    path.index.commit(path.index.checkpoint())
    assert verify(path.database, path.store).differences == ()


def test_a_report_is_plain_data(path: WholePath) -> None:
    for name in DERIVATIONS:
        path.discard_document(name, path.keys(name)[0])
    assert msgspec.json.decode(msgspec.json.encode(report_on(path)), type=Report) == report_on(path)
