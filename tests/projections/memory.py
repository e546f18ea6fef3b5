"""A log and a read store in memory, for tests that run thousands of small histories."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import msgspec

from app.events import AnyEvent, StoredEvent, aggregate_of, encode
from app.read_model.documents import Snapshot
from app.read_model.schema import TABLES, State


class MemoryLog:
    """An event log in a list; `prune` forgets its beginning, `break_at` spoils a payload."""

    def __init__(self, database_id: str = "memory") -> None:
        self.rows: list[StoredEvent] = []
        self.pruned_up_to = 0
        self._database_id = database_id

    def add(self, *events: AnyEvent) -> int:
        """Commit events; the position of the last."""
        for event in events:
            seq = len(self.rows) + 1
            self.rows.append(StoredEvent(seq, event.at_ms, aggregate_of(event), 1, encode(event)))
        return len(self.rows)

    def break_at(self, seq: int, payload: bytes = b"{") -> StoredEvent:
        """Make a payload unreadable; returns the event as it was, for `mend`."""
        before = self.rows[seq - 1]
        self.mend(StoredEvent(seq, before.committed_ms, before.aggregate, 1, payload))
        return before

    def mend(self, stored: StoredEvent) -> None:
        """Put an event in its place."""
        self.rows[stored.seq - 1] = stored

    def prune(self, up_to: int) -> None:
        """Forget the events up to a position."""
        self.pruned_up_to = up_to

    def read(self, after: int, limit: int) -> Sequence[StoredEvent]:
        first = max(after, self.pruned_up_to)
        return self.rows[first : first + limit]

    def read_at(self, seqs: Sequence[int]) -> Sequence[StoredEvent]:
        return [self.rows[seq - 1] for seq in sorted(seqs) if seq > self.pruned_up_to]

    def last_position(self) -> int:
        return len(self.rows)

    def database_id(self) -> str:
        return self._database_id


class MemoryTransaction:
    """Rows by table and key, changed on a copy."""

    def __init__(self, store: "MemoryStore") -> None:
        self.generation = store.number
        self.tables: defaultdict[str, dict[bytes, bytes]] = defaultdict(dict)
        self.tables.update((name, dict(rows)) for name, rows in store.tables.items())
        self._state = store.state
        self._holds = dict(store.held)

    def reader(self, table: str) -> Callable[[bytes], bytes | None]:
        return self.tables[table].get

    def put_many(self, table: str, rows: Sequence[tuple[bytes, bytes]]) -> None:
        assert [key for key, _ in rows] == sorted(key for key, _ in rows)
        self.tables[table].update(rows)

    def discard_many(self, table: str, row_keys: Sequence[bytes]) -> None:
        for key in row_keys:
            self.tables[table].pop(key, None)

    def scan(
        self, table: str, prefix: bytes, *, past: bytes, limit: int, reverse: bool
    ) -> Sequence[tuple[bytes, bytes]]:
        rows = sorted(self.tables[table].items(), reverse=reverse)
        beyond = [row for row in rows if not past or (row[0] < past if reverse else row[0] > past)]
        return [row for row in beyond if row[0].startswith(prefix)][:limit]

    def state(self) -> State:
        return self._state

    def set_state(self, state: State) -> None:
        self._state = state

    def holds(self) -> dict[str, str]:
        return dict(self._holds)

    def set_holds(self, holds: Mapping[str, str]) -> None:
        self._holds = dict(holds)


class MemoryStore:
    """A read store in dicts; `fails` holds errors that the next commits raise."""

    def __init__(self) -> None:
        self.number = 1
        self.tables: dict[str, dict[bytes, bytes]] = {}
        self.state = State()
        self.held: dict[str, str] = {}
        self.commits = 0
        self.fails: list[Exception] = []

    def snapshot(self) -> Snapshot:
        return Snapshot(self.state.position, frozenset(self.state.exceptions), self.number)

    @contextmanager
    def writing(self) -> Iterator[MemoryTransaction]:
        transaction = MemoryTransaction(self)
        yield transaction
        if self.fails:
            raise self.fails.pop(0)
        self.tables = dict(transaction.tables)
        self.state = transaction.state()
        self.held = transaction.holds()
        self.commits += 1

    def documents(self, *, without: Iterable[str] = ()) -> dict[str, dict[bytes, msgspec.Struct]]:
        """Everything that is stored, the empty tables left out."""
        return {
            name: {key: msgspec.msgpack.decode(row, type=TABLES[name][1]) for key, row in rows.items()}
            for name, rows in self.tables.items()
            if rows and name not in without
        }
