"""Removing pictures that nothing refers to, in an order in which a crash at any point leaves none behind a reference.

A picture's row goes first and is committed; its files go only while it has no row, under the write lock, so that no
command of any process can come to refer to it meanwhile.
"""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable
from contextlib import closing

from sqlalchemy import bindparam, delete, exists, func, select

from app.media import MediaStore
from app.write_model.database import Database
from app.write_model.faults import told_to_people
from app.write_model.statements import Statement
from app.write_model.tables import media, people, post_media

REMOVED_AT_ONCE = 20
"""Pictures removed under one hold of the write lock, so that no command waits long for it."""

_names = select(func.json_each(bindparam("names")).table_valued("value").c.value)
_USED = Statement(
    select(post_media.c.sha256)
    .where(post_media.c.sha256.in_(_names))
    .union(select(people.c.avatar_sha256).where(people.c.avatar_sha256.in_(_names)))
)
_KNOWN = Statement(select(media.c.sha256).where(media.c.sha256.in_(_names)))
_FORGET = Statement(
    delete(media).where(
        media.c.sha256.in_(_names),
        ~exists().where(post_media.c.sha256 == media.c.sha256),
        ~exists().where(people.c.avatar_sha256 == media.c.sha256),
    )
)


class UnusedPictures:
    """The pictures of a data folder that no row refers to. `wanted` names those that are kept all the same."""

    def __init__(self, database: Database, store: MediaStore, wanted: Callable[[], Collection[str]]) -> None:
        self._database = database
        self._store = store
        self._wanted = wanted

    def shelves(self) -> tuple[str, ...]:
        """The parts to go through with `remove_some`."""
        return self._store.shelves()

    def remove_some(self, shelf: str, before_ms: int) -> bool:
        """Remove at most `REMOVED_AT_ONCE` pictures of a shelf; whether it has more of them.

        None goes that was stored or added again since `before_ms` (wall time). Raises `StoreUnusable` at once, instead
        of waiting, while another program writes, and what `wanted` raises.
        """
        self._store.remove_unfinished(shelf, before_ms)
        old = self._store.older_on(shelf, before_ms)
        if not old:
            return False
        with told_to_people(), closing(self._database.giving_way()) as driver:
            unused = sorted(old - _named(driver, _USED, old) - set(self._wanted()))
            going = unused[:REMOVED_AT_ONCE]
            if going:
                _forget(driver, going)
                self._remove(driver, going, before_ms)
        return len(unused) > len(going)

    def _remove(self, driver: sqlite3.Connection, names: Collection[str], before_ms: int) -> None:
        driver.execute("BEGIN IMMEDIATE")
        known = _named(driver, _KNOWN, names)
        for name in names:
            if name not in known:
                self._store.remove(name, before_ms)
        driver.execute("ROLLBACK")


def _forget(driver: sqlite3.Connection, names: Collection[str]) -> None:
    if _named(driver, _KNOWN, names):
        driver.execute("BEGIN IMMEDIATE")
        driver.execute(_FORGET.sql, _FORGET.arguments({"names": json.dumps(list(names))}))
        driver.execute("COMMIT")


def _named(driver: sqlite3.Connection, statement: Statement, names: Iterable[str]) -> set[str]:
    """Which of the names the statement finds."""
    found = driver.execute(statement.sql, statement.arguments({"names": json.dumps(list(names))}))
    return {str(name) for (name,) in found}
