"""Rows of feeds are put together once, and again as soon as anything of them is stored otherwise."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.read_model.feed_rows import FeedRows
from app.read_model.queries import Queries
from tests.whole_path import WholePath


@pytest.fixture
def path(tmp_path: Path) -> Iterator[WholePath]:
    path = WholePath(tmp_path)
    yield path
    path.close()


@pytest.fixture
def queries(path: WholePath) -> Queries:
    return Queries(path.store)


def test_a_page_read_again_gives_the_very_same_rows(path: WholePath, queries: Queries) -> None:
    maya = path.person("maya")
    path.post(maya, "first")
    path.project()
    before = queries.feed("everyone", 0, maya).items
    assert all(again is row for again, row in zip(queries.feed("everyone", 0, maya).items, before, strict=True))


def test_a_row_shows_a_changed_card_and_leaves_the_others(path: WholePath, queries: Queries) -> None:
    maya = path.person("maya")
    first, second = path.post(maya, "first"), path.post(maya, "second")
    path.project()
    before = queries.feed("home", maya, maya).items
    path.edit(maya, first, "first, but better")
    path.project()
    after = queries.feed("home", maya, maya).items
    assert [item.card.text for item in after] == ["second", "first, but better"]
    assert [item.card.id for item in after] == [second, first]
    assert after[0] is before[0]


def test_each_viewer_sees_their_own_marks(path: WholePath, queries: Queries) -> None:
    maya, ben = path.person("maya"), path.person("ben")
    post = path.post(maya, "first")
    path.like(ben, post)
    path.project()
    assert [queries.feed("everyone", 0, viewer).items[0].marks.liked for viewer in (ben, maya, 0, ben)] == [
        True,
        False,
        False,
        True,
    ]


def test_a_mark_that_is_taken_back_is_gone(path: WholePath, queries: Queries) -> None:
    maya = path.person("maya")
    post = path.post(maya, "first")
    path.bookmark(maya, post)
    path.project()
    assert queries.feed("home", maya, maya).items[0].marks.bookmarked
    path.bookmark(maya, post, bookmarked=False)
    path.project()
    assert not queries.feed("home", maya, maya).items[0].marks.bookmarked


def test_the_same_repost_in_two_timelines_keeps_the_name_of_who_reposted(path: WholePath, queries: Queries) -> None:
    maya, ben = path.person("maya"), path.person("ben", name="Ben")
    path.repost(ben, path.post(maya, "first"))
    path.project()
    for timeline in ("author", "home", "author"):
        item = queries.feed(timeline, ben, maya).items[0]
        assert (item.via_name, item.via_handle, item.card.handle) == ("Ben", "ben", "maya")


def test_more_rows_than_are_kept_are_all_read(path: WholePath) -> None:
    maya = path.person("maya")
    posts = [path.post(maya, f"number {number}") for number in range(7)]
    path.project()
    rows = FeedRows(keep=3)
    for _ in range(2):
        with path.store.reading() as (generation, txn):
            table = generation.tables["author"]
            entries = table.rows(txn, 0, table.last_key, 10)
            items = rows.items(generation, txn, "author", entries, maya)
        assert [item.entry_id for item in items] == posts


def test_an_entry_without_its_card_is_left_out(path: WholePath, queries: Queries) -> None:
    maya = path.person("maya")
    gone, stays = path.post(maya, "first"), path.post(maya, "second")
    path.project()
    queries.feed("home", maya, maya)
    path.discard_document("cards", gone)
    assert [item.card.id for item in queries.feed("home", maya, maya).items] == [stays]
