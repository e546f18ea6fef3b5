"""The event log as the read side follows it: rows that were committed with the changes they tell of."""

import json
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing
from itertools import starmap

from sqlalchemy import LargeBinary, bindparam, cast, delete, func, literal_column, select, table

from app.events import StoredEvent
from app.write_model.database import Database
from app.write_model.faults import told_to_people
from app.write_model.statements import Statement
from app.write_model.tables import outbox

PRUNED_AT_ONCE = 500
"""Rows deleted in one transaction, so that no command waits long for it."""

_row = select(
    outbox.c.seq, outbox.c.committed_ms, outbox.c.aggregate, outbox.c.version, cast(outbox.c.payload, LargeBinary)
)
_AFTER = Statement(_row.where(outbox.c.seq > bindparam("after")).order_by(outbox.c.seq).limit(bindparam("at_most")))
_AT = Statement(
    _row.where(outbox.c.seq.in_(select(func.json_each(bindparam("seqs")).table_valued("value").c.value))).order_by(
        outbox.c.seq
    )
)
_LAST = Statement(
    select(literal_column("seq"))
    .select_from(table("sqlite_sequence"))
    .where(literal_column("name") == literal_column("'outbox'"))
)
_FIRST = Statement(select(func.min(outbox.c.seq)))
_PRUNE = Statement(delete(outbox).where(outbox.c.seq <= bindparam("up_to")))


def last_position(connection: sqlite3.Connection | sqlite3.Cursor) -> int:
    """The newest position as this connection's transaction sees it; 0 before the first. Pruning does not lower it."""
    found = connection.execute(_LAST.sql).fetchone()
    return int(found[0]) if found else 0


class Outbox:
    """Implements `events.EventLog`. Any thread may call it; all methods raise `StoreUnusable`.

    It has a connection of its own, made with the first call.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def read(self, after: int, limit: int) -> Sequence[StoredEvent]:
        """At most `limit` events with `seq > after`, in order."""
        return self._events(_AFTER, {"after": after, "at_most": limit})

    def read_at(self, seqs: Sequence[int]) -> Sequence[StoredEvent]:
        """The events at exactly these positions that are still kept, in order."""
        return self._events(_AT, {"seqs": json.dumps(list(seqs))})

    def last_position(self) -> int:
        """The position of the newest committed event, 0 before the first; pruning does not lower it."""
        with told_to_people(), self._lock:
            return last_position(self._reader())

    def database_id(self) -> str:
        """The identity of the database that this log belongs to."""
        return self._database.database_id()

    def first_kept(self) -> int:
        """The horizon: the lowest position whose event is still kept, the next one to be given if none is."""
        with told_to_people(), self._lock:
            reader = self._reader()
            found = reader.execute(_FIRST.sql).fetchone()[0]
            return last_position(reader) + 1 if found is None else int(found)

    def prune(self, up_to: int) -> int:
        """Delete the events up to this position and give their number; the newest position stays what it was.

        The caller passes no more than the lowest checkpoint of all that follow the log.
        """
        pruned = 0
        while some := self.prune_some(up_to):
            pruned += some
        return pruned

    def prune_some(self, up_to: int, *, whole: bool = False) -> int:
        """As `prune`, but at most `PRUNED_AT_ONCE` of the oldest, in one transaction; with `whole` no fewer either.

        Raises `StoreUnusable` at once, instead of waiting, while another program writes.
        """
        last = self.next_piece(up_to, whole=whole)
        if not last:
            return 0
        with told_to_people(), closing(self._database.giving_way()) as driver:
            driver.execute("BEGIN IMMEDIATE")
            pruned = driver.execute(_PRUNE.sql, (last,)).rowcount
            driver.execute("COMMIT")
        return pruned

    def next_piece(self, up_to: int, *, whole: bool = False) -> int:
        """The last position that `prune_some` would delete now, 0 if nothing."""
        first = self.first_kept()
        last = min(first + PRUNED_AT_ONCE - 1, up_to)
        return last if last - first + 1 >= (PRUNED_AT_ONCE if whole else 1) else 0

    def close(self) -> None:
        """Let go of the file; the next call connects again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _events(self, statement: Statement, named: dict[str, int | str]) -> list[StoredEvent]:
        with told_to_people(), self._lock:
            rows = self._reader().execute(statement.sql, statement.arguments(dict(named)))
            return list(starmap(StoredEvent, rows))

    def _reader(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = self._database.reader()
        return self._connection
