"""The data folder: made for its owner alone, and a glance at whether anything was saved in it.

Used before the first page is painted, so it loads nothing of the write side.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from app.errors import DataFolderUnusable

WRITE_STORE = "write.db"


def make_folder(folder: Path) -> None:
    """Make the data folder, for its owner alone. Raises `DataFolderUnusable`."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise DataFolderUnusable(
            f"{folder} cannot be used as a data folder ({error.strerror}); nothing was changed. Choose another one."
        ) from error


def holds_events(folder: Path) -> bool:
    """Whether anything was ever saved there; True as well if the write store cannot be read just now."""
    path = folder / WRITE_STORE
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0)) as connection:
            if not _has_outbox(connection):
                return False
            found = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'").fetchone()
    except sqlite3.Error:
        return True
    return found is not None and found[0] > 0


def _has_outbox(connection: sqlite3.Connection) -> bool:
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'outbox'").fetchone()
    return found is not None
