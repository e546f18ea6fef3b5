"""SQLite's errors, told as sentences for a person: what happened, what is safe, what to do."""

import sqlite3
from types import TracebackType

from sqlalchemy.exc import DBAPIError

from app.errors import StoreFull, StoreUnusable

_SENTENCES = {
    sqlite3.SQLITE_BUSY: "Another program is writing to the database, so nothing was saved; try again in a moment.",
    sqlite3.SQLITE_LOCKED: "Another program is writing to the database, so nothing was saved; try again in a moment.",
    sqlite3.SQLITE_READONLY: "The data folder may only be read, so nothing was saved; what was saved before is safe. "
    "Allow writing to it, or choose another data folder.",
    sqlite3.SQLITE_PERM: "The data folder may not be used, so nothing was saved. "
    "Allow writing to it, or choose another data folder.",
    sqlite3.SQLITE_CANTOPEN: "The database cannot be opened: its folder is missing or may not be written. "
    "Allow writing to it, or choose another data folder.",
    sqlite3.SQLITE_NOTADB: "The file write.db is no database, and it was left as it is. "
    "Move it away to start afresh, or put a backup in its place.",
    sqlite3.SQLITE_CORRUPT: "The database is damaged, so nothing was saved, and it was left as it is. "
    "Put a backup in its place.",
    sqlite3.SQLITE_IOERR: "The disk reports an error, so nothing was saved; what was saved before may be intact. "
    "Check the disk.",
}


def fault_of(error: sqlite3.Error) -> StoreUnusable:
    """The error to show for what SQLite raised."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return StoreFull(
            "The disk is full, so nothing was saved; what was saved before is safe. Free some space and try again."
        )
    return StoreUnusable(
        _SENTENCES.get(code, f"The database refused to work ({error}), so nothing was saved; try again.")
    )


def is_of_the_store(error: sqlite3.Error) -> bool:
    """True for what the file or the disk is to blame for, which ends a whole transaction; else a mistake of ours."""
    return isinstance(error, sqlite3.OperationalError | sqlite3.InternalError) or type(error) is sqlite3.DatabaseError


def is_busy(error: BaseException | None) -> bool:
    """True if another connection holds the lock that was asked for."""
    return isinstance(error, sqlite3.Error) and error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


class told_to_people:  # noqa: N801 - read as `with told_to_people():`; a class costs a tenth of a generator here
    """Raise `StoreUnusable` or `StoreFull` for any error of SQLite inside."""

    def __enter__(self) -> None:
        """Nothing is needed beforehand."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if isinstance(error, DBAPIError):
            error = error.orig
        if isinstance(error, sqlite3.Error):
            raise fault_of(error) from error
