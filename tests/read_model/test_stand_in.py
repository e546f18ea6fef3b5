"""An empty store stands in for one that cannot be read, and changes nothing in the data folder."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from app.read_model.documents import PostCard
from app.read_model.generation import Generation
from app.read_model.keys import key
from app.read_model.schema import PROJECTION_VERSION, Identity, State
from app.read_model.store import POINTER, ReadStore, new_generation, point_to

CARD = PostCard(7, 1, "ana", "Ana", "low water", 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "read"


@pytest.fixture
def store(folder: Path) -> Iterator[ReadStore]:
    made = ReadStore(folder)
    yield made
    made.close()


def put(store: ReadStore | Generation, table: str, row_key: bytes, document: msgspec.Struct) -> None:
    with store.writing() as transaction:
        transaction.put_many(table, [(row_key, msgspec.msgpack.encode(document))])


def rebuilt(store: ReadStore, position: int = 5) -> Path:
    fresh = new_generation(store.folder, sync=False)
    put(fresh, "cards", key(7), CARD)
    with fresh.writing() as transaction:
        transaction.set_state(State(position))
    fresh.flush()
    fresh.close()
    return fresh.path


def stand_in(folder: Path) -> ReadStore:
    return ReadStore(folder, create=False, stand_in=True)


def contents(folder: Path) -> dict[Path, bytes]:
    """Every file below a folder, but the tables in which who looks into an environment signs in."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "lock.mdb")
    return {path: path.read_bytes() for path in files}


def damage(folder: Path) -> None:
    for file in folder.rglob("data.mdb"):
        file.write_bytes(b"nonsense" * 4_096)


def test_an_empty_store_stands_in_until_the_rebuilt_one_is_there(folder: Path) -> None:
    store = ReadStore(folder)
    put(store, "cards", key(7), CARD)
    store.close()
    (folder / POINTER).write_text("")
    standing = stand_in(folder)
    assert standing.snapshot().position == 0
    assert "does not say which generation counts" in standing.unreadable
    standing.remove_leftovers()
    assert not (folder / "1").exists()
    standing.swap(rebuilt(standing))
    assert standing.unreadable == ""
    assert standing.generation == 1
    standing.close()


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_who_stands_in_changes_nothing_in_the_folder(folder: Path, share: float) -> None:
    store = ReadStore(folder)
    put(store, "cards", key(7), CARD)
    store.close()
    for file in folder.rglob("data.mdb"):
        with file.open("r+b") as opened:
            opened.truncate(int(file.stat().st_size * share))
    before = contents(folder)
    standing = stand_in(folder)
    assert standing.unreadable
    assert not standing.refresh()
    with standing.reading() as (generation, txn):
        assert generation.tables["cards"].page(txn, 0, 1 << 60, 10) == []
    standing.close()
    assert contents(folder) == before


def test_who_stands_in_for_a_missing_store_does_not_make_it(folder: Path) -> None:
    standing = stand_in(folder)
    assert "no read store" in standing.unreadable
    assert not standing.refresh()
    standing.close()
    assert not folder.exists()


def test_who_stands_in_opens_what_another_process_puts_there(folder: Path) -> None:
    ReadStore(folder).close()
    damage(folder)
    standing = stand_in(folder)
    point_to(folder, int(rebuilt(standing).name))
    assert standing.refresh()
    assert (standing.unreadable, standing.generation) == ("", 2)
    with standing.reading() as (generation, txn):
        assert generation.tables["cards"].fetch(txn, 7) == CARD
    standing.close()


def test_what_cannot_be_read_is_tried_once_and_not_at_every_look(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ReadStore(folder).close()
    damage(folder)
    standing = stand_in(folder)
    tried: list[Path] = []
    monkeypatch.setattr("app.read_model.store.Generation", tried.append)
    assert not standing.refresh()
    assert tried == []
    standing.close()


def test_a_newer_store_swapped_in_elsewhere_is_told_and_the_old_one_read_on(folder: Path, store: ReadStore) -> None:
    put(store, "cards", key(7), CARD)
    newer = new_generation(folder)
    with newer.db.writing() as txn:
        newer.db.storage.meta_put(txn, "identity", Identity(PROJECTION_VERSION + 1, "", newer.number))
    newer.close()
    point_to(folder, newer.number)
    assert not store.refresh()
    assert f"version {PROJECTION_VERSION + 1}" in store.unreadable
    with store.reading() as (generation, txn):
        assert generation.tables["cards"].fetch(txn, 7) == CARD
    point_to(folder, int(rebuilt(store).name))
    assert store.refresh()
    assert store.unreadable == ""


def test_a_stand_in_leaves_nothing_behind(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    standing = stand_in(folder)
    assert list(scratch.iterdir())
    standing.close()
    replaced = stand_in(folder)
    replaced.swap(rebuilt(replaced))
    replaced.close()
    assert list(scratch.iterdir()) == []
