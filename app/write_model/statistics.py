"""How much there is in the write model, counted in one moment."""

import sqlite3

from sqlalchemy import func, select

from app.write_model.database import Database
from app.write_model.faults import told_to_people
from app.write_model.outbox import last_position
from app.write_model.statements import Statement
from app.write_model.tables import (
    addresses,
    bookmarks,
    comments,
    follows,
    likes,
    media,
    mutes,
    people,
    posts,
    reposts,
)

_COUNTED = (people, addresses, follows, mutes, posts, media, comments, likes, reposts, bookmarks)
_COUNTS = {table.name: Statement(select(func.count()).select_from(table)) for table in _COUNTED}
_COUNTS["avatars"] = Statement(select(func.count(people.c.avatar_sha256)))
_COUNTS["emptied_comments"] = Statement(select(func.count(comments.c.deleted_ms)))


def counts(database: Database) -> dict[str, int]:
    """Rows by the name of their table, and `write_position`. Raises `StoreUnusable`.

    Comments that stay as an empty place are not comments but `emptied_comments`. Takes some 50 ms a million rows.
    """
    with told_to_people():
        connection = database.reader()
        try:
            connection.execute("BEGIN")
            return {"write_position": last_position(connection), **rows_in(connection)}
        finally:
            connection.close()


def rows_in(connection: sqlite3.Connection) -> dict[str, int]:
    """The counts as this connection's transaction sees them."""
    found = {name: int(connection.execute(statement.sql).fetchone()[0]) for name, statement in _COUNTS.items()}
    found["comments"] -= found["emptied_comments"]
    return found
