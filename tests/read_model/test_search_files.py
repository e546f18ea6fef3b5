"""An empty index in memory stands in for one whose files cannot be read, and touches none of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.read_model.documents import PostCard
from app.read_model.search_checkpoint import IndexCheckpoint
from app.read_model.search_files import NO_FILES, stamp_in
from app.read_model.search_index import SearchIndex


def at(position: int) -> IndexCheckpoint:
    return IndexCheckpoint(position, "database")


def post(identifier: int, text: str) -> PostCard:
    return PostCard(identifier, 1, "ana", "Ana", text, 1)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[SearchIndex]:
    made = SearchIndex.create(tmp_path / "search", at(0))
    yield made
    made.close()


def filled(index: SearchIndex, *posts: PostCard) -> SearchIndex:
    for card in posts:
        index.put_post(card)
    index.commit(at(len(posts)))
    return index


def test_the_stamp_is_another_with_each_commit(index: SearchIndex, tmp_path: Path) -> None:
    assert stamp_in(tmp_path / "missing") == NO_FILES
    before = stamp_in(tmp_path / "search")
    filled(index, post(1, "kelp"))
    assert stamp_in(tmp_path / "search") not in (before, NO_FILES)


def stand_in(tmp_path: Path) -> SearchIndex:
    return SearchIndex(tmp_path / "search", stand_in=True)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_who_stands_in_for_a_missing_index_finds_nothing_and_makes_no_file(tmp_path: Path) -> None:
    standing = stand_in(tmp_path)
    assert standing.damaged
    assert (standing.position(), standing.checkpoint()) == (0, IndexCheckpoint(0, ""))
    assert standing.search_posts("kelp") == []
    assert standing.search_people("ana") == []
    assert not (tmp_path / "search").exists()


def test_who_stands_in_for_a_damaged_index_leaves_it_as_it_is(index: SearchIndex, tmp_path: Path) -> None:
    filled(index, post(1, "kelp"))
    index.close()
    (tmp_path / "search" / "meta.json").write_text("{")
    before = files(tmp_path / "search")
    standing = stand_in(tmp_path)
    assert standing.search_posts("kelp") == []
    assert files(tmp_path / "search") == before


def test_who_stands_in_opens_the_index_that_another_process_makes(tmp_path: Path) -> None:
    (tmp_path / "search").mkdir()
    (tmp_path / "search" / "meta.json").write_text("{")
    standing = stand_in(tmp_path)
    assert standing.position() == 0
    made = SearchIndex.create(tmp_path / "search", at(0))
    filled(made, post(1, "kelp"))
    assert standing.search_posts("kelp") == [1]
    assert not standing.damaged
    made.close()


def test_who_stands_in_makes_the_index_when_told_to(tmp_path: Path) -> None:
    standing = stand_in(tmp_path)
    standing.renew(at(0))
    assert not standing.damaged
    filled(standing, post(1, "kelp"))
    standing.close()
    assert SearchIndex(tmp_path / "search").search_posts("kelp") == [1]


def test_an_index_whose_files_vanish_is_at_the_beginning(index: SearchIndex, tmp_path: Path) -> None:
    reader = SearchIndex(tmp_path / "search")
    filled(index, post(1, "kelp"))
    assert reader.position() == index.position()
    (tmp_path / "search" / "meta.json").unlink()
    assert reader.position() == 0
    assert reader.damaged
