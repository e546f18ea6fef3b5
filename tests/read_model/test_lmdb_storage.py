"""Transactions over all tables: snapshots, durability, savepoints, threads, processes, forks, and unusable stores."""

import os
import pickle
import shutil
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace

import lmdb
import msgspec
import pytest

from app.errors import ReadStoreOutdated, StoreFull, StoreUnusable
from app.read_model import lmdb_environment
from app.read_model.document_db import DocumentDB
from app.read_model.lmdb_environment import Txn, as_fault
from app.read_model.lmdb_storage import LmdbStorage

ROOT = Path(__file__).resolve().parents[2]


class Checkpoint(msgspec.Struct, frozen=True):
    position: int
    exceptions: tuple[int, ...] = ()


@pytest.fixture
def db(tmp_path: Path) -> Iterator[DocumentDB]:
    with DocumentDB(tmp_path / "store") as db:
        yield db


@contextmanager
def undone(db: DocumentDB) -> Iterator[Txn]:
    """A transaction or savepoint that fails at its end."""
    with suppress(ZeroDivisionError), db.writing() as txn:
        yield txn
        raise ZeroDivisionError


def run_python(code: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def in_thread(work: Callable[[], object]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_documents_of_many_tables_and_facts_are_committed_as_one(db: DocumentDB) -> None:
    cards, home, storage = db.table("cards"), db.table("home", key_width=16), db.storage
    with db.writing() as txn:
        cards.put(txn, 1, {"text": "sea"})
        home.put(txn, 5 << 64 | 1, {"post_id": 1})
        storage.meta_put(txn, "checkpoint", Checkpoint(7, (3,)))
        storage.meta_put(txn, "database", b"\x00raw")
        with db.reading() as snapshot:
            assert cards.total(snapshot) == home.total(snapshot) == 0
            assert storage.meta_get(snapshot, "checkpoint") is None
    with db.reading() as txn:
        assert cards.total(txn) == home.total(txn) == 1
        assert storage.meta_get(txn, "checkpoint", Checkpoint) == Checkpoint(7, (3,))
        assert storage.meta_get(txn, "database") == b"\x00raw"
        assert storage.meta_get(txn, "nothing", Checkpoint) is None


def test_what_raises_is_undone_in_all_tables(db: DocumentDB) -> None:
    cards, home, storage = db.table("cards"), db.table("home"), db.storage
    with undone(db) as txn:
        cards.put(txn, 1, {})
        home.put(txn, 1, {})
        storage.meta_put(txn, "checkpoint", 1)
    with db.reading() as txn:
        assert cards.total(txn) == home.total(txn) == 0
        assert storage.meta_get(txn, "checkpoint") is None
        assert storage.table_names(txn) == []


def test_a_fact_can_be_forgotten_and_one_of_another_kind_is_damage(db: DocumentDB) -> None:
    with db.writing() as txn:
        db.storage.meta_put(txn, "checkpoint", "text")
        with pytest.raises(ReadStoreOutdated, match="checkpoint"):
            db.storage.meta_get(txn, "checkpoint", Checkpoint)
        assert db.storage.meta_discard(txn, "checkpoint")
        assert not db.storage.meta_discard(txn, "checkpoint")


def test_a_snapshot_stays_as_it_was(db: DocumentDB) -> None:
    table = db.table("cards")
    with db.reading() as before:
        in_thread(lambda: table.insert({"n": 1}))
        with db.reading() as after:
            assert table.total(before) == 0
            assert table.total(after) == 1


def test_a_savepoint_that_fails_is_undone_alone(db: DocumentDB) -> None:
    table = db.table("cards")
    with db.writing() as txn:
        table.put(txn, 1, {})
        with undone(db) as inner:
            table.put(inner, 2, {})
        with db.writing() as inner:
            table.put(inner, 3, {})
            with db.writing() as innermost:
                table.put(innermost, 4, {})
        assert table.keys(txn, 0, 9) == [1, 3, 4]
    with db.reading() as txn:
        assert table.keys(txn, 0, 9) == [1, 3, 4]


def test_a_table_made_in_an_undone_savepoint_can_be_made_again(db: DocumentDB) -> None:
    with db.writing():
        with undone(db):
            db.table("new").insert({})
        assert db.tables() == set()
        assert db.table("new").insert({}) == 2
    assert db.table("new").all() == [{}]


def test_one_thread_writes_at_a_time_and_the_others_wait(db: DocumentDB) -> None:
    table = db.table("numbers")
    table.insert({"n": 0})

    def count_up() -> None:
        for _ in range(25):
            with db.writing() as txn:
                number = table.fetch(txn, 1)
                assert number is not None
                table.put(txn, 1, {"n": number["n"] + 1})

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert table.get(doc_id=1) == {"n": 100}


def test_a_thread_does_not_take_part_in_anothers_transaction(db: DocumentDB) -> None:
    table = db.table("numbers")
    seen: list[object] = []
    with db.writing():
        table.insert({"n": 1})
        in_thread(lambda: seen.extend([db.storage.current(), len(table)]))
    assert seen == [None, 0]


def test_a_table_opened_in_an_unfinished_transaction_is_waited_for_by_others(db: DocumentDB) -> None:
    seen: list[int] = []
    reader = threading.Thread(target=lambda: seen.append(len(db.table("new"))))
    with db.writing():
        db.table("new").insert({"n": 1})
        reader.start()
    reader.join()
    assert seen == [1]


def test_many_threads_read_at_once(db: DocumentDB) -> None:
    table = db.table("numbers")
    table.insert_multiple({"n": n} for n in range(50))
    start, sums = threading.Barrier(40), []

    def read() -> None:
        with db.reading() as txn:
            start.wait()
            sums.append(sum(document["n"] for _, document in table.page(txn, 0, 99, 99)))

    threads = [threading.Thread(target=read) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sums == [sum(range(50))] * 40


def test_another_process_sees_commits_and_is_seen(db: DocumentDB) -> None:
    numbers = db.table("numbers")
    numbers.insert({"n": 1})
    assert numbers.all() == [{"n": 1}]
    result = run_python(
        """
        import sys
        from app.read_model.document_db import DocumentDB
        with DocumentDB(sys.argv[1]) as db:
            assert db.table("numbers").all() == [{"n": 1}]
            print(db.table("numbers").insert({"n": 2}), db.table("letters", key_width=16).insert({"a": 1}))
        """,
        db.storage.path,
    )
    assert result.stdout == "2 1\n", result.stderr
    assert numbers.all() == [{"n": 1}, {"n": 2}]
    assert numbers.insert({"n": 3}) == 3
    assert db.tables() == {"numbers", "letters"}
    assert db.table("letters").key_width == 16
    assert db.storage.read() == {
        "letters": {"1": {"a": 1}},
        "numbers": {"1": {"n": 1}, "2": {"n": 2}, "3": {"n": 3}},
    }


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_child_is_refused(tmp_path: Path) -> None:
    result = run_python(
        """
        import os, sys
        from app.errors import Mistake
        from app.read_model.document_db import DocumentDB
        db = DocumentDB(sys.argv[1])
        db.insert({"n": 1})
        child = os.fork()
        if child == 0:
            refused = 0
            for use in (db.all, lambda: db.insert({}), db.storage.flush):
                try:
                    use()
                except Mistake:
                    refused += 1
            db.close()
            os._exit(refused)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), db.insert({"n": 2}), len(db))
        """,
        tmp_path,
    )
    assert result.stdout == "3 2 2\n", result.stderr


def test_it_cannot_be_pickled(db: DocumentDB) -> None:
    with pytest.raises(TypeError):
        pickle.dumps(db.storage)


def test_closing_twice_is_fine_and_using_it_then_is_an_error(tmp_path: Path) -> None:
    db = DocumentDB(tmp_path)
    db.insert({})
    second = DocumentDB(db.storage)
    second.close()
    assert len(db) == 1
    db.close()
    db.close()
    for use in (db.all, lambda: db.insert({}), db.storage.flush):
        with pytest.raises(StoreUnusable):
            use()


def test_the_same_folder_opens_once_a_process(db: DocumentDB) -> None:
    with pytest.raises(StoreUnusable, match="already open"):
        DocumentDB(db.storage.path)


def test_files_belong_to_the_owner_alone(db: DocumentDB) -> None:
    assert db.storage.path.stat().st_mode & 0o077 == 0
    assert [file.stat().st_mode & 0o177 for file in db.storage.path.iterdir()] == [0, 0]


def test_a_store_can_be_built_without_flushing_each_commit(tmp_path: Path) -> None:
    with DocumentDB(tmp_path, sync=False) as db:
        db.insert_multiple({"n": n} for n in range(100))
        db.storage.flush()
    with DocumentDB(tmp_path) as db:
        assert len(db) == 100


def test_a_folder_that_is_a_file_is_unusable(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"")
    for path in (file, file / "store"):
        with pytest.raises(StoreUnusable, match="cannot be used"):
            LmdbStorage(path)


@pytest.mark.parametrize("content", [b"x" * 100, b"x" * 100_000, b"\0" * 8192])
def test_a_file_of_something_else_is_called_damaged(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "data.mdb").write_bytes(content)
    with pytest.raises(ReadStoreOutdated, match="nothing is lost"):
        LmdbStorage(tmp_path)
    assert (tmp_path / "data.mdb").read_bytes() == content


@pytest.mark.parametrize("part", [0.1, 0.5, 0.99])
def test_a_truncated_file_is_called_damaged_before_anything_is_read(tmp_path: Path, part: float) -> None:
    with DocumentDB(tmp_path) as db:
        db.insert_multiple({"text": "sea" * 300} for _ in range(300))
    file = tmp_path / "data.mdb"
    os.truncate(file, int(file.stat().st_size * part))
    with pytest.raises(ReadStoreOutdated, match="shorter"):
        DocumentDB(tmp_path)
    file.unlink()
    with DocumentDB(tmp_path) as db:
        assert db.all() == []


def test_a_store_of_a_newer_format_is_called_outdated(tmp_path: Path) -> None:
    lmdb.open(str(tmp_path), lib_version=1).close()
    file = tmp_path / "data.mdb"
    content = bytearray(file.read_bytes())
    for page in range(2):
        start = content.index(b"\xde\xc0\xef\xbe", page * 4096) + 4
        content[start : start + 4] = (99).to_bytes(4, sys.byteorder)
    file.write_bytes(content)
    with pytest.raises(ReadStoreOutdated, match="rebuilt"):
        LmdbStorage(tmp_path)


def test_a_zeroed_page_is_called_damaged(tmp_path: Path) -> None:
    with DocumentDB(tmp_path) as db:
        db.insert_multiple({"text": "sea" * 300} for _ in range(300))
    with (tmp_path / "data.mdb").open("r+b") as file:
        file.seek(4 * 4096)
        file.write(b"\0" * 4096 * 60)
    with DocumentDB(tmp_path) as db, pytest.raises(ReadStoreOutdated, match="damaged"):
        db.all()


def test_more_tables_than_there_is_room_for_is_an_error(db: DocumentDB) -> None:
    def open_many() -> None:
        for number in range(100):
            db.table(f"table {number}").insert({})

    with pytest.raises(StoreUnusable, match="MDB_DBS_FULL"):
        open_many()
    assert len(db.tables()) == 62


def test_snapshots_that_a_killed_process_left_are_cleared(db: DocumentDB, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lmdb_environment, "WRITES_BETWEEN_CHECKS", 2)
    db.insert({})
    run_python(
        """
        import os, sys
        from app.read_model.document_db import DocumentDB
        DocumentDB(sys.argv[1]).reading().__enter__()
        os.kill(os.getpid(), 9)
        """,
        db.storage.path,
    )
    environment = db.storage._environment.lmdb
    killed = environment.readers()
    db.insert({})
    db.insert({})
    assert len(environment.readers().splitlines()) < len(killed.splitlines())


def test_a_write_that_the_disk_cuts_short_keeps_what_was_committed(tmp_path: Path) -> None:
    result = run_python(
        """
        import resource, signal, sys
        from app.errors import StoreUnusable
        from app.read_model.document_db import DocumentDB
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        with DocumentDB(sys.argv[1]) as db:
            db.insert({"n": 1})
            resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
            try:
                db.insert_multiple({"text": "x" * 1000} for _ in range(1000))
            except StoreUnusable:
                print(db.all())
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            print(db.insert({"n": 2}) > 1, len(db))
        """,
        tmp_path,
    )
    assert result.stdout == "[{'n': 1}]\nTrue 2\n", result.stderr


@pytest.mark.parametrize(
    ("error", "free_bytes", "kind"),
    [
        (lmdb.DiskError("mdb_txn_commit: No space left on device"), 1 << 40, StoreFull),
        (lmdb.MapFullError("mdb_put: MDB_MAP_FULL"), 1 << 40, StoreFull),
        (lmdb.Error("mdb_txn_commit: Disk quota exceeded"), 1 << 40, StoreFull),
        (lmdb.Error("mdb_txn_commit: Input/output error"), 4096, StoreFull),
        (lmdb.Error("mdb_txn_commit: Input/output error"), 1 << 40, StoreUnusable),
        (lmdb.CorruptedError("mdb_get: MDB_CORRUPTED"), 1 << 40, ReadStoreOutdated),
        (PermissionError(13, "Permission denied"), 1 << 40, StoreUnusable),
    ],
)
def test_an_error_says_whether_space_is_missing_or_content_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: lmdb.Error | OSError, free_bytes: int, kind: type[Exception]
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=free_bytes))
    fault = as_fault(error, tmp_path)
    assert type(fault) is kind
    assert str(tmp_path) in str(fault)
