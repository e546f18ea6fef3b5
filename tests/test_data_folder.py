"""The data folder is its owner's, and a glance tells whether anything was saved in it."""

import sys
from pathlib import Path

import pytest

from app.data_folder import holds_events, make_folder
from app.errors import DataFolderUnusable
from app.write_model.database import Database
from tests.whole_path import WholePath


def test_a_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    make_folder(folder)
    make_folder(folder)
    assert folder.is_dir()
    if sys.platform != "win32":
        assert folder.stat().st_mode & 0o077 == 0


def test_a_file_in_its_place_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(DataFolderUnusable, match="cannot be used as a data folder"):
        make_folder(tmp_path / "data")


def test_nothing_is_held_where_nothing_was_saved(tmp_path: Path) -> None:
    assert not holds_events(tmp_path)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "write.db").write_bytes(b"")
    assert not holds_events(tmp_path)
    database = Database(tmp_path / "write.db")
    database.open_and_migrate()
    assert not holds_events(tmp_path)
    database.close()


def test_what_was_saved_is_seen_also_once_the_log_is_pruned(tmp_path: Path) -> None:
    path = WholePath(tmp_path)
    path.person("ana")
    assert holds_events(tmp_path)
    path.log.prune(path.log.last_position())
    assert holds_events(tmp_path)
    path.close()
    assert holds_events(tmp_path)


def test_a_database_that_cannot_be_read_may_hold_something(tmp_path: Path) -> None:
    (tmp_path / "write.db").write_bytes(b"This was a database once. " * 400)
    assert holds_events(tmp_path)
