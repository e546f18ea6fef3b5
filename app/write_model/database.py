"""The write database: its file, its connections and its migration. Each thread that uses it connects for itself."""

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import NullPool

from app.errors import DataFolderUnusable, StoreUnusable
from app.write_model.faults import told_to_people

REVISION = "0002"
"""The newest revision in migrations/versions. Written here so that opening a current database imports no Alembic."""

APPLICATION_ID = 0x7469_6465  # 'tide', in the file's header
BUSY_S = 10.0
CACHE_KIB = 16_384


class Watch:
    """Tells whether any other connection, of this or another process, has committed since it was last asked."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._seen = self._version()

    def changed(self) -> bool:
        """True once for each change (some 10 µs). Called from one thread. Raises `StoreUnusable`."""
        with told_to_people():
            version = self._version()
        changed, self._seen = version != self._seen, version
        return changed

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _version(self) -> int:
        (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        return int(version)


class Database:
    """The file `write.db` (SQLite). Call `open_and_migrate` before anything else; then any thread may connect."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._identity = ""
        self._mode = "rwc"
        self.engine: Engine = sqlalchemy.create_engine("sqlite://", creator=self._connect, poolclass=NullPool)
        event.listen(self.engine, "begin", _begin)

    def open_and_migrate(self) -> None:
        """Create the file, or bring an old one up to date after a backup; a current one is only looked at.

        Raises `DataFolderUnusable`, `StoreUnusable` or `StoreFull`; the file is then as it was.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DataFolderUnusable(
                f"{self.path.parent} cannot be used as a data folder ({error.strerror}); nothing was changed. "
                "Choose another folder."
            ) from error
        with told_to_people():
            with closing(self._connect()) as connection:
                revision = _revision_of(connection)
                connection.execute("PRAGMA journal_mode=WAL")
            if revision != REVISION:
                from app.write_model import migrate  # noqa: PLC0415 - Alembic takes 0.4 s; a current database needs none

                migrate.upgrade(self.engine, self.path)
            with self.writing() as writer, writer.begin():
                self._identity = _identity_in(writer)
        # From now on a missing file is an error, never a new empty database.
        self._mode = "rw"

    def database_id(self) -> str:
        """The identity of this database, made with it; a copy of the file has the same."""
        return self._identity

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for reading: all that is read inside comes from one moment. Raises `StoreUnusable`."""
        with told_to_people(), self.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA query_only=ON")
            yield connection

    def writing(self) -> Connection:
        """A connection whose transactions begin at once with the write lock; the caller closes it."""
        return self.engine.connect().execution_options(writes=True)

    def reader(self) -> sqlite3.Connection:
        """The driver's own connection, for reads where each microsecond counts; the caller closes it."""
        connection = self._connect()
        connection.execute("PRAGMA query_only=ON")
        return connection

    def giving_way(self) -> sqlite3.Connection:
        """The driver's own connection for upkeep: it fails where it would have to wait; the caller closes it."""
        connection = self._connect()
        connection.execute("PRAGMA busy_timeout=0")
        return connection

    def watch(self) -> Watch:
        """A new watch over commits by others; the caller closes it. Raises `StoreUnusable`."""
        with told_to_people():
            return Watch(self.reader())

    def damage(self) -> tuple[str, ...]:
        """What SQLite finds wrong with the file and its references, empty for none. Reads the whole file."""
        with self.reading() as connection:
            found = [str(line) for line in connection.exec_driver_sql("PRAGMA integrity_check").scalars()]
            orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        broken = [line for line in found if line != "ok"]
        return (*broken, *(f"A row of {orphan[0]} refers to a missing row of {orphan[2]}." for orphan in orphans))

    def close(self) -> None:
        """Forget the engine; connections handed out are their takers' to close."""
        self.engine.dispose()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode={self._mode}",
            uri=True,
            timeout=BUSY_S,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        # The source of truth: a commit is on the disk before its receipt is given.
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA temp_store=MEMORY")
        connection.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
        return connection


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later can fail halfway; this one waits for the lock at its start.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _revision_of(connection: sqlite3.Connection) -> str | None:
    """The stamped revision, None for a new file. Raises `StoreUnusable` for what is not ours."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if application not in {0, APPLICATION_ID} or (tables and "alembic_version" not in tables):
        raise StoreUnusable(
            "The file write.db belongs to another program, and it was left as it is. Choose another data folder."
        )
    if not tables:
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def _identity_in(connection: Connection) -> str:
    connection.exec_driver_sql(
        "INSERT INTO meta (name, value) VALUES ('database_id', ?) ON CONFLICT DO NOTHING", (uuid.uuid4().hex,)
    )
    return str(connection.exec_driver_sql("SELECT value FROM meta WHERE name = 'database_id'").scalar_one())
