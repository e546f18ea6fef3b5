"""Finds people by handle on the write side, where a headless command needs them before anything is projected."""

from contextlib import closing

from sqlalchemy import bindparam, select

from app.write_model.database import Database
from app.write_model.faults import told_to_people
from app.write_model.statements import Statement
from app.write_model.tables import people

_WITH_HANDLE = Statement(select(people.c.id).where(people.c.handle == bindparam("handle")))


def person_with_handle(database: Database, handle: str) -> int | None:
    """The id of who has the handle, given with or without '@'; None if nobody has. Raises `StoreUnusable`."""
    wanted = handle.removeprefix("@").lower()
    if not wanted.isascii():
        return None
    with told_to_people(), closing(database.reader()) as reader:
        row = reader.execute(_WITH_HANDLE.sql, _WITH_HANDLE.arguments({"handle": wanted})).fetchone()
    return None if row is None else int(row[0])
