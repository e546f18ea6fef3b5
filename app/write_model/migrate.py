"""Brings a database to the newest revision with Alembic, after a backup. Imported only where something is to do."""

import sqlite3
import threading
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext, MigrationStep
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine

from app.errors import StoreUnusable
from app.write_model.database import APPLICATION_ID

SCRIPTS = Path(__file__).parent / "migrations"

_ONE_AT_A_TIME = threading.Lock()
"""A revision's `op` is one for the whole process: two databases made at once would get each other's tables."""


def upgrade(engine: Engine, path: Path, scripts: Path = SCRIPTS) -> None:
    """Run the revisions that are missing, in one transaction; two processes may try at once.

    A database that holds anything is copied first, to 'backups' beside it. Raises `StoreUnusable` for a
    database of a newer Tideline, or where no backup can be made; the database is then as it was.
    """
    directory = ScriptDirectory(str(scripts))
    with engine.connect().execution_options(writes=True) as connection:
        # A migration may rebuild a table that others refer to; the references are checked at its end.
        driver = connection.connection.driver_connection
        if not isinstance(driver, sqlite3.Connection):
            raise TypeError("The write model works with SQLite alone.")
        driver.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            revision = MigrationContext.configure(connection).get_current_revision()
            if revision == directory.get_current_head():
                return
            if revision is not None:
                _refuse_newer(directory, revision)
                back_up(path, revision)
            _run(connection, directory)
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            if orphans := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                raise StoreUnusable(
                    f"Bringing the database up to date would break references of {orphans[0][0]}, so it was left as it "
                    "is. The backup is in the folder backups beside it."
                )


def back_up(path: Path, revision: str) -> Path:
    """Copy the database as it is to backups/NAME-REVISION.db beside it; the copy is there whole or not at all."""
    folder = path.parent / "backups"
    copies = (f"{path.stem}-{revision}{number}.db" for number in ("", *(f"-{n}" for n in range(2, 1_000))))
    target = next(folder / name for name in copies if not (folder / name).exists())
    unfinished = target.with_suffix(".unfinished")
    try:
        folder.mkdir(exist_ok=True)
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(unfinished)) as copy:
            source.backup(copy)
        unfinished.replace(target)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            unfinished.unlink()
        raise StoreUnusable(
            f"The database is of an older Tideline and has to be brought up to date, but no backup could be made "
            f"({error}), so it was left as it is. Make room in the data folder and start again."
        ) from error
    return target


def _refuse_newer(directory: ScriptDirectory, revision: str) -> None:
    try:
        directory.get_revision(revision)
    except CommandError as error:
        raise StoreUnusable(
            "The database was written by a newer Tideline, and it was left as it is. Use that version to open it."
        ) from error


def _run(connection: Connection, directory: ScriptDirectory) -> None:
    def missing(heads: Any, _context: MigrationContext) -> Iterable[MigrationStep]:
        revisions = reversed(list(directory.iterate_revisions("head", heads or "base")))
        return [MigrationStep.upgrade_from_script(directory.revision_map, revision) for revision in revisions]

    context = MigrationContext.configure(connection, opts={"fn": missing})
    with _ONE_AT_A_TIME, Operations.context(context):
        context.run_migrations()
