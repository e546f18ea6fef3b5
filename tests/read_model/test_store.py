"""The read store knows what it is, refuses what it is not, and lets a rebuilt one take its place under readers."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from tinydb import where

from app.errors import DataFolderUnusable, ReadStoreOutdated
from app.read_model import generation as generations
from app.read_model import page_rest, schema
from app.read_model.documents import Marks, ParkedEvent, PostCard, Snapshot
from app.read_model.generation import Generation
from app.read_model.keys import key, pair
from app.read_model.page_rest import PageRest
from app.read_model.schema import TABLES, Identity, State
from app.read_model.store import POINTER, ReadStore, new_generation, point_to
from tests.projections.memory import MemoryLog
from tests.projections.world import World

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


def move_to(store: ReadStore | Generation, position: int, *exceptions: int) -> None:
    with store.writing() as transaction:
        transaction.set_state(State(position, exceptions))


def log_with(people: int, database_id: str = "memory") -> MemoryLog:
    world, log = World(), MemoryLog(database_id)
    for _ in range(people):
        world.register()
    log.add(*world.events)
    return log


def rebuilt(store: ReadStore, position: int = 5) -> Path:
    fresh = new_generation(store.folder, sync=False)
    put(fresh, "cards", key(7), CARD)
    move_to(fresh, position)
    fresh.flush()
    fresh.close()
    return fresh.path


def test_a_new_store_is_at_the_beginning(store: ReadStore) -> None:
    assert store.snapshot() == Snapshot(0, frozenset(), 1)


def test_documents_and_checkpoint_are_there_after_reopening(folder: Path) -> None:
    store = ReadStore(folder)
    put(store, "cards", key(7), CARD)
    move_to(store, 9, 3, 4)
    store.close()
    again = ReadStore(folder, create=False)
    assert again.snapshot() == Snapshot(9, frozenset({3, 4}), 1)
    with again.reading() as (generation, txn):
        assert generation.table("cards", PostCard).fetch(txn, 7) == CARD
    again.close()


def test_a_change_that_fails_changes_neither_documents_nor_checkpoint(store: ReadStore) -> None:
    def change() -> None:
        with store.writing() as transaction:
            transaction.put_many("cards", [(key(7), msgspec.msgpack.encode(CARD))])
            transaction.set_state(State(9))
            raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        change()
    assert store.snapshot().position == 0
    assert store.db.table("cards").all() == []


def test_its_tables_are_tinydb_tables(store: ReadStore) -> None:
    put(store, "cards", key(7), CARD)
    assert store.db.tables() == set(TABLES)
    assert store.db.table("cards").get(doc_id=7) == {
        "id": 7,
        "author_id": 1,
        "handle": "ana",
        "name": "Ana",
        "text": "low water",
        "created_ms": 1,
    }
    assert store.db.table("cards").count(where("handle") == "ana") == 1


def test_a_table_is_asked_for_with_the_kind_of_its_documents(store: ReadStore) -> None:
    with store.reading() as (generation, _), pytest.raises(TypeError):
        generation.table("cards", Marks)


def test_a_missing_store_is_not_made_where_none_may_be(folder: Path) -> None:
    with pytest.raises(ReadStoreOutdated):
        ReadStore(folder, create=False)


def test_a_store_whose_folder_was_removed_has_to_be_rebuilt(folder: Path) -> None:
    ReadStore(folder).close()
    (folder / "1" / "data.mdb").unlink()
    with pytest.raises(ReadStoreOutdated):
        ReadStore(folder)


@pytest.mark.parametrize("share", [0.0, 0.4, 0.99])
def test_a_truncated_store_has_to_be_rebuilt(folder: Path, share: float) -> None:
    store = ReadStore(folder)
    with store.writing() as transaction:
        rows = [(pair(1, number), msgspec.msgpack.encode(Marks(liked=True))) for number in range(5_000)]
        transaction.put_many("marks", rows)
    store.close()
    data = folder / "1" / "data.mdb"
    os.truncate(data, int(data.stat().st_size * share))
    with pytest.raises(ReadStoreOutdated):
        ReadStore(folder)


@pytest.mark.parametrize("version", [schema.PROJECTION_VERSION + 1, schema.PROJECTION_VERSION - 1])
def test_a_store_of_another_projection_version_has_to_be_rebuilt(folder: Path, version: int) -> None:
    store = ReadStore(folder)
    with store.db.writing() as txn:
        store.db.storage.meta_put(txn, generations.IDENTITY, Identity(version, "memory", 1))
    store.close()
    with pytest.raises(ReadStoreOutdated, match=f"version {version}"):
        ReadStore(folder)


def test_a_pointer_that_says_nothing_means_a_rebuild(folder: Path) -> None:
    ReadStore(folder).close()
    (folder / POINTER).write_text("gull")
    with pytest.raises(ReadStoreOutdated):
        ReadStore(folder)


def test_a_folder_that_is_a_file_is_told_in_a_sentence(folder: Path) -> None:
    folder.write_text("")
    with pytest.raises(DataFolderUnusable, match="cannot be used"):
        ReadStore(folder)


def test_an_empty_store_stands_in_until_the_rebuilt_one_is_there(folder: Path) -> None:
    store = ReadStore(folder)
    put(store, "cards", key(7), CARD)
    store.close()
    (folder / POINTER).write_text("")
    anew = ReadStore.anew(folder)
    assert (anew.snapshot().position, anew.generation) == (0, 2)
    anew.remove_leftovers()
    assert not (folder / "1").exists()
    anew.close()


def test_a_new_store_follows_the_first_log_it_is_checked_against(store: ReadStore) -> None:
    store.check(log_with(1, "mine"))
    assert store.database_id == "mine"
    with pytest.raises(ReadStoreOutdated, match="another database"):
        store.check(log_with(1, "other"))


def test_a_store_ahead_of_the_log_has_to_be_rebuilt(store: ReadStore) -> None:
    move_to(store, 3)
    store.check(log_with(3))
    with pytest.raises(ReadStoreOutdated, match="ends at 2"):
        store.check(log_with(2))


def test_whose_events_it_holds_is_remembered(folder: Path) -> None:
    store = ReadStore(folder)
    store.check(log_with(0, "mine"))
    store.close()
    again = ReadStore(folder)
    assert again.database_id == "mine"
    again.close()


def test_nothing_that_is_parked_may_be_pruned(store: ReadStore) -> None:
    move_to(store, 9)
    assert store.lowest_needed_position() == 10
    put(store, "parked", key(4), ParkedEvent(4, "post:1", "", 1))
    put(store, "parked", key(6), ParkedEvent(6, "post:1", "", 1))
    assert store.lowest_needed_position() == 4


def test_no_event_may_be_pruned_whose_fan_out_is_unfinished(store: ReadStore) -> None:
    move_to(store, 9, 5, 8)
    assert store.lowest_needed_position() == 5


def test_a_rebuilt_store_takes_the_place_of_the_old_one(store: ReadStore, folder: Path) -> None:
    store.swap(rebuilt(store))
    assert (store.snapshot().position, store.snapshot().generation) == (5, 2)
    assert not (folder / "1").exists()
    store.close()
    again = ReadStore(folder)
    assert again.generation == 2
    again.close()


def test_who_reads_the_old_store_reads_it_to_the_end(store: ReadStore, folder: Path) -> None:
    move_to(store, 1)
    with store.reading() as (old, txn):
        store.swap(rebuilt(store))
        assert old.snapshot_in(txn).position == 1
        assert store.snapshot().position == 5
        assert (folder / "1").exists()
    assert not (folder / "1").exists()


def test_readers_on_other_threads_never_notice_a_swap(store: ReadStore) -> None:
    ended, errors = threading.Event(), []
    positions: set[int] = set()

    def read() -> None:
        try:
            while not ended.is_set():
                positions.add(store.snapshot().position)
        except Exception as error:  # noqa: BLE001 - whatever a reader sees is a failure
            errors.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for position in range(1, 6):
        store.swap(rebuilt(store, position))
    ended.set()
    for reader in readers:
        reader.join()
    assert errors == []
    assert positions <= {0, 1, 2, 3, 4, 5}
    assert store.generation == 6


def test_a_swap_in_another_process_is_followed(folder: Path, store: ReadStore) -> None:
    assert not store.refresh()
    path = rebuilt(store)
    point_to(folder, int(path.name))
    assert store.refresh()
    assert store.snapshot().position == 5
    assert (folder / "1").exists()


def test_a_rebuild_that_was_killed_leaves_the_old_store_and_is_cleaned_up(folder: Path, store: ReadStore) -> None:
    move_to(store, 4)
    rebuilt(store)
    assert store.snapshot().position == 4
    store.remove_leftovers()
    assert sorted(path.name for path in folder.iterdir()) == ["1", POINTER]


def test_a_number_is_never_used_again_while_anything_of_it_is_left(folder: Path, store: ReadStore) -> None:
    (folder / "8").mkdir()
    fresh = new_generation(folder)
    assert fresh.number == 9
    fresh.close()


def test_a_scan_stays_with_its_owner_in_either_direction(store: ReadStore) -> None:
    owners = [1, 2, (1 << 64) - 1]
    rows = sorted((pair(owner, number), msgspec.msgpack.encode(Marks())) for owner in owners for number in range(3))
    with store.writing() as transaction:
        transaction.put_many("marks", rows)

        def scan(prefix: bytes, *, past: bytes = b"", reverse: bool = False, limit: int = 9) -> list[bytes]:
            found = transaction.scan("marks", prefix, past=past, limit=limit, reverse=reverse)
            return [row_key for row_key, _ in found]

        for owner in owners:
            mine = [pair(owner, number) for number in range(3)]
            assert scan(key(owner)) == mine
            assert scan(key(owner), reverse=True) == mine[::-1]
            assert scan(key(owner), past=mine[0]) == mine[1:]
            assert scan(key(owner), past=mine[2]) == []
            assert scan(key(owner), past=mine[1], reverse=True) == mine[:1]
            assert scan(key(owner), past=mine[0], reverse=True) == []
            assert scan(key(owner), limit=2, reverse=True) == [mine[2], mine[1]]
        assert scan(key(9)) == scan(key(9), reverse=True) == []
        assert scan(b"", limit=99) == [row_key for row_key, _ in rows]
        transaction.discard_many("marks", [row_key for row_key, _ in rows])
        assert scan(b"") == scan(b"", reverse=True) == []


def test_what_is_held_by_hand_is_kept(store: ReadStore) -> None:
    with store.writing() as transaction:
        assert transaction.holds() == {}
        transaction.set_holds({"post:1": "why"})
    with store.writing() as transaction:
        assert transaction.holds() == {"post:1": "why"}


def test_freed_pages_rest_only_while_the_file_may_grow(store: ReadStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_rest, "GROWS", False)
    monkeypatch.setattr(page_rest, "LEAST_BYTES", 1 << 20)
    data = store.folder / "1" / "data.mdb"
    rows = [(pair(1, number), msgspec.msgpack.encode(Marks(liked=True))) for number in range(20_000)]
    with store.writing() as transaction:
        transaction.put_many("marks", rows)
    first = data.stat().st_size
    sizes = []
    for _ in range(40):
        with store.writing() as transaction:
            transaction.put_many("marks", rows)
        sizes.append(data.stat().st_size)
    assert sizes[0] > first + first // 2
    assert sizes[10] == sizes[-1] < (1 << 20) + 6 * first


def test_nothing_rests_where_a_map_grows_in_steps(store: ReadStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_rest, "GROWS", True)
    rest = PageRest(store.db.storage, [])
    rest.after_commit()
    assert not rest.is_holding
