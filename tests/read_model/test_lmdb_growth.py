"""A map that starts small grows by itself, as it has to on Windows, and never under a snapshot."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import StoreFull, StoreUnusable
from app.read_model import lmdb_growth
from app.read_model.document_db import DocumentDB

PAGE = {"text": "x" * 1000}
SMALL = 1 << 20
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def db(tmp_path: Path) -> Iterator[DocumentDB]:
    with DocumentDB(tmp_path / "store", map_bytes=SMALL, grow=True) as db:
        yield db


def map_bytes(db: DocumentDB) -> int:
    return db.storage._environment.lmdb.info()["map_size"]


def test_many_small_writes_make_the_map_grow_unnoticed(db: DocumentDB) -> None:
    for _ in range(100):
        db.insert_multiple([PAGE] * 50)
    assert len(db) == 5000
    assert map_bytes(db) >= 8 * SMALL


def test_a_write_larger_than_the_room_is_undone_and_has_it_the_next_time(db: DocumentDB) -> None:
    db.insert(PAGE)
    with pytest.raises(StoreFull, match="intact"):
        db.insert_multiple([PAGE] * 900)
    assert len(db) == 1
    db.insert_multiple([PAGE] * 900)
    assert len(db) == 901


def test_a_map_that_may_not_grow_is_full_and_what_it_has_is_intact(tmp_path: Path) -> None:
    with DocumentDB(tmp_path, map_bytes=SMALL, grow=False) as db:
        db.insert(PAGE)
        for _ in range(2):
            with pytest.raises(StoreFull, match="intact"):
                db.insert_multiple([PAGE] * 900)
        assert db.all() == [PAGE]
        assert map_bytes(db) == SMALL


def test_a_growing_map_waits_for_the_snapshots_of_other_threads(db: DocumentDB) -> None:
    table = db.table("cards")
    table.insert_multiple([PAGE] * 420)
    opened, go_on = threading.Event(), threading.Event()
    totals: list[int] = []

    def hold_a_snapshot() -> None:
        with db.reading() as txn:
            opened.set()
            go_on.wait(10)
            totals.append(len(table.page(txn, 0, table.last_key, 5000)))

    reader = threading.Thread(target=hold_a_snapshot)
    writer = threading.Thread(target=lambda: table.insert(PAGE))
    reader.start()
    opened.wait(10)
    writer.start()
    writer.join(0.2)
    assert writer.is_alive()
    assert map_bytes(db) == SMALL
    go_on.set()
    reader.join()
    writer.join()
    assert totals == [420]
    assert len(table) == 421
    assert map_bytes(db) == 2 * SMALL


def test_a_thread_that_has_a_snapshot_itself_does_not_wait_for_it(db: DocumentDB) -> None:
    table = db.table("cards")
    table.insert_multiple([PAGE] * 420)
    with db.reading() as txn:
        table.insert(PAGE)
        with db.reading() as again:
            assert (table.total(txn), table.total(again)) == (420, 421)
        assert map_bytes(db) == SMALL
    table.insert(PAGE)
    assert map_bytes(db) == 2 * SMALL


def test_readers_and_a_writer_go_on_while_the_map_grows(db: DocumentDB) -> None:
    table = db.table("cards")
    done = threading.Event()
    wrong: list[int] = []

    def read() -> None:
        while not done.is_set():
            with db.reading() as txn:
                total = table.total(txn)
                if len(table.keys(txn, 0, table.last_key)) != total:
                    wrong.append(total)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(60):
        table.insert_multiple([PAGE] * 50)
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert map_bytes(db) >= 4 * SMALL


def test_the_step_of_growth_is_bounded(db: DocumentDB, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lmdb_growth, "STEP_BYTES", SMALL)
    for _ in range(70):
        db.insert_multiple([PAGE] * 50)
    assert map_bytes(db) in range(8 * SMALL, 12 * SMALL)


@pytest.mark.parametrize("first", ["read", "write"])
def test_the_growth_by_another_process_is_followed(db: DocumentDB, first: str) -> None:
    table = db.table("cards")
    table.insert(PAGE)
    script = (
        "import sys; from app.read_model.document_db import DocumentDB\n"
        f"with DocumentDB(sys.argv[1], map_bytes={SMALL}, grow=True) as db:\n"
        "    for _ in range(60): db.table('cards').insert_multiple([{'text': 'x' * 1000}] * 50)\n"
    )
    subprocess.run([sys.executable, "-c", script, str(db.storage.path)], cwd=ROOT, timeout=60, check=True)
    assert map_bytes(db) == SMALL
    if first == "write":
        assert table.insert(PAGE) == 3002
    assert len(table) >= 3001
    assert map_bytes(db) > SMALL


def test_a_map_that_may_not_grow_does_not_follow_another_process(tmp_path: Path) -> None:
    with DocumentDB(tmp_path, map_bytes=SMALL, grow=False) as db:
        db.insert(PAGE)
        script = (
            "import sys; from app.read_model.document_db import DocumentDB\n"
            f"with DocumentDB(sys.argv[1], map_bytes={8 * SMALL}, grow=False) as db:\n"
            "    db.insert_multiple([{'text': 'x' * 1000}] * 3000)\n"
        )
        subprocess.run([sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, timeout=60, check=True)
        for use in (db.all, lambda: db.insert(PAGE)):
            with pytest.raises(StoreUnusable, match="MDB_MAP_RESIZED"):
                use()
