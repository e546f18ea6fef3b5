"""The write database opens, or says in a sentence why not and leaves everything as it was."""

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.errors import DataFolderUnusable, StoreUnusable
from app.write_model.database import APPLICATION_ID, REVISION, Database
from tests.write_model.world import World

ROOT = Path(__file__).resolve().parents[2]


def run_in_child(script: str, *arguments: str) -> list[str]:
    """The lines that a script prints in a Python of its own."""
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", script, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()


def opened(path: Path) -> Database:
    database = Database(path)
    database.open_and_migrate()
    return database


def test_a_new_database_is_made_with_its_folder(tmp_path: Path) -> None:
    database = opened(tmp_path / "new" / "folder" / "write.db")
    assert database.path.exists()
    assert len(database.database_id()) == 32
    assert not (tmp_path / "new" / "folder" / "backups").exists()


def test_a_database_keeps_its_identity_and_no_other_has_it(tmp_path: Path) -> None:
    first = opened(tmp_path / "write.db").database_id()
    assert opened(tmp_path / "write.db").database_id() == first
    assert opened(tmp_path / "other.db").database_id() != first


def test_every_connection_is_durable_and_checks_references(world: World) -> None:
    connection = world.database.reader()
    asked = ("journal_mode", "synchronous", "foreign_keys", "query_only", "application_id")
    found = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in asked]
    connection.close()
    assert found == ["wal", 2, 1, 1, APPLICATION_ID]
    with world.database.writing() as writing:
        assert [writing.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked[1:4]] == [2, 1, 0]


def test_a_reader_cannot_write(world: World) -> None:
    with pytest.raises(StoreUnusable), world.database.reading() as connection:
        connection.exec_driver_sql("DELETE FROM people")


def test_what_is_read_together_comes_from_one_moment(world: World, ana: int) -> None:
    with world.database.reading() as connection:
        count = "SELECT count(*) FROM posts"
        assert connection.exec_driver_sql(count).scalar() == 0
        world.post(ana)
        assert connection.exec_driver_sql(count).scalar() == 0


def test_opening_a_current_database_imports_no_alembic_and_the_bus_no_sqlalchemy(template: Path) -> None:
    script = """
import sys
import app.write_model.command_bus
print("sqlalchemy" in sys.modules)
from pathlib import Path
from app.write_model.database import Database
database = Database(Path(sys.argv[1]))
database.open_and_migrate()
print("sqlalchemy" in sys.modules, "alembic" in sys.modules)
"""
    assert run_in_child(script, str(template)) == ["False", "True False"]


def test_a_watch_tells_once_of_commits_by_others(world: World) -> None:
    watch = world.database.watch()
    assert not watch.changed()
    world.person("ana")
    world.person("bo")
    assert watch.changed()
    assert not watch.changed()
    watch.close()


def test_a_sound_database_has_no_damage(world: World, ana: int) -> None:
    world.comment(ana, world.post(ana))
    assert world.database.damage() == ()


def test_a_row_that_refers_to_nothing_is_damage(world: World, ana: int) -> None:
    driver = world.writer._driver
    driver.execute("PRAGMA foreign_keys=OFF")
    driver.execute("INSERT INTO likes VALUES (5, ?, 6, 7)", (ana,))
    assert world.database.damage() == ("A row of likes refers to a missing row of posts.",)


def test_a_data_folder_that_is_a_file_is_unusable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("words")
    for path in (tmp_path / "file" / "write.db", tmp_path / "file" / "deeper" / "write.db"):
        with pytest.raises(DataFolderUnusable, match=r"cannot be used as a data folder"):
            Database(path).open_and_migrate()
    assert (tmp_path / "file").read_text() == "words"


def text_file(path: Path) -> None:
    path.write_text("This is a shopping list. " * 400)


def of_another_program(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE songs (id)")


def with_another_mark(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA application_id=5")
        connection.execute("CREATE TABLE alembic_version (version_num)")


def of_a_newer_version(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        # The change is in the file itself, not in the log beside it, before the test compares.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def damaged(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[100:3_000] = b"\xff" * 2_900
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (text_file, "is no database"),
        (of_another_program, "another program"),
        (with_another_mark, "another program"),
        (of_a_newer_version, "newer Tideline"),
        (damaged, "damaged"),
    ],
)
def test_a_file_that_is_not_ours_is_left_as_it_is(
    tmp_path: Path, template: Path, spoil: Callable[[Path], None], word: str
) -> None:
    path = tmp_path / "write.db"
    if spoil in {of_a_newer_version, damaged}:
        shutil.copy(template, path)
    spoil(path)
    before = path.read_bytes()
    with pytest.raises(StoreUnusable, match=word) as refusal:
        Database(path).open_and_migrate()
    assert str(refusal.value).endswith(".")
    assert path.read_bytes() == before
    assert not (tmp_path / "backups").exists()


def test_a_database_that_vanishes_is_not_made_anew(tmp_path: Path, template: Path) -> None:
    shutil.copy(template, tmp_path / "write.db")
    database = opened(tmp_path / "write.db")
    (tmp_path / "write.db").unlink()
    with pytest.raises(StoreUnusable, match="cannot be opened"):
        database.watch()
    assert not (tmp_path / "write.db").exists()


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that another user may enter, unlike those of pytest."""
    folder = Path(tempfile.mkdtemp(prefix="tideline-"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.parametrize("existing", [True, False])
def test_a_data_folder_that_may_only_be_read_is_unusable(open_to_all: Path, template: Path, existing: bool) -> None:
    data = open_to_all / "data"
    data.mkdir()
    if existing:
        shutil.copy(template, data / "write.db")
    data.chmod(0o555)
    # Root may write anywhere, so the child becomes nobody once all is imported.
    script = """
import os, sys
from pathlib import Path
import app.write_model.migrate
from app.write_model.database import Database
import sqlalchemy.dialects.sqlite
if os.getuid() == 0:
    os.setgroups([]), os.setgid(65534), os.setuid(65534)
for folder in (Path(sys.argv[1]), Path(sys.argv[1]) / "below"):
    try:
        Database(folder / "write.db").open_and_migrate()
    except Exception as error:
        print(type(error).__name__, str(error).endswith("."))
"""
    assert run_in_child(script, str(data)) == ["StoreUnusable True", "DataFolderUnusable True"]
    assert [path.name for path in data.iterdir()] == (["write.db"] if existing else [])


def test_the_stamp_that_is_compared_is_the_newest_revision(template: Path) -> None:
    with sqlite3.connect(template) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(REVISION,)]
    connection.close()
