"""Old data is brought up to date after a backup, in one step or not at all."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from app.errors import StoreUnusable
from app.write_model import migrate
from app.write_model.database import REVISION
from tests.write_model.world import World

ROOT = Path(__file__).resolve().parents[2]

NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("posts", sa.Column("mood", sa.Text(), nullable=False, server_default="calm"))
    {more}
"""

PICTURE_INDEXES = {"ix_people_avatar_sha256", "ix_post_media_sha256"}


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """The revisions of a later version, which has one more."""
    folder = tmp_path / "scripts"
    shutil.copytree(migrate.SCRIPTS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "r0003_moods.py").write_text(NEXT.format(more=""))
    return folder


def content(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    dump = list(connection.iterdump())
    connection.close()
    return dump


def test_the_newest_revision_is_the_one_that_opening_compares() -> None:
    assert ScriptDirectory(str(migrate.SCRIPTS)).get_current_head() == REVISION


def test_old_data_is_brought_up_to_date_after_a_backup(world: World, ana: int, scripts: Path) -> None:
    post = world.post(ana, "Written long ago")
    before = content(world.database.path)
    migrate.upgrade(world.database.engine, world.database.path, scripts)
    assert [row[-1] for row in world.rows("posts")] == ["calm"]
    assert world.rows("posts")[0][0] == post
    assert world.rows("alembic_version") == [("0003",)]
    assert content(world.folder / "backups" / "write-0002.db") == before
    assert world.database.damage() == ()


def test_a_database_of_the_first_version_gets_the_indexes_of_the_second(world: World, ana: int) -> None:
    driver = world.writer._driver
    for name in PICTURE_INDEXES:
        driver.execute(f"DROP INDEX {name}")
    driver.execute("UPDATE alembic_version SET version_num = '0001'")
    migrate.upgrade(world.database.engine, world.database.path)
    found = {name for (name,) in driver.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
    assert found >= PICTURE_INDEXES
    assert world.rows("alembic_version") == [(REVISION,)]


def test_what_is_up_to_date_is_not_touched(world: World, scripts: Path) -> None:
    migrate.upgrade(world.database.engine, world.database.path, scripts)
    before = content(world.database.path)
    migrate.upgrade(world.database.engine, world.database.path, scripts)
    assert content(world.database.path) == before
    assert len(list((world.folder / "backups").iterdir())) == 1


def test_an_older_backup_is_never_overwritten(world: World, ana: int) -> None:
    first = migrate.back_up(world.database.path, "0001")
    world.post(ana)
    second = migrate.back_up(world.database.path, "0001")
    assert (first.name, second.name) == ("write-0001.db", "write-0001-2.db")
    assert content(first) != content(second)


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ('op.execute("INSERT INTO likes VALUES (1, 2, 3, 4)")', StoreUnusable),
        ('op.execute("SELECT no_such_function()")', Exception),
        ("raise RuntimeError", RuntimeError),
    ],
    ids=["broken reference", "refused", "bug"],
)
def test_a_migration_that_fails_leaves_the_data_as_it_was(
    world: World, ana: int, scripts: Path, more: str, error: type[Exception]
) -> None:
    (scripts / "versions" / "r0003_moods.py").write_text(NEXT.format(more=more))
    world.post(ana)
    before = content(world.database.path)
    with pytest.raises(error):
        migrate.upgrade(world.database.engine, world.database.path, scripts)
    assert content(world.database.path) == before
    world.post(ana)


def test_without_room_for_a_backup_nothing_is_migrated(world: World, scripts: Path) -> None:
    (world.folder / "backups").write_text("a file is in the way")
    before = content(world.database.path)
    with pytest.raises(StoreUnusable, match="no backup could be made"):
        migrate.upgrade(world.database.engine, world.database.path, scripts)
    assert content(world.database.path) == before


def test_two_processes_may_open_a_new_database_at_once(tmp_path: Path) -> None:
    script = """
import sys
from pathlib import Path
import app.write_model.migrate
from app.write_model.database import Database
database = Database(Path(sys.argv[1]))
sys.stdin.readline()
database.open_and_migrate()
print(database.database_id())
"""
    children = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path / "write.db")],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    told = [child.communicate(timeout=60) for child in children]
    assert [child.returncode for child in children] == [0, 0, 0], told
    assert len({out for out, _ in told}) == 1
