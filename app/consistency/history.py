"""What happened, as the checker of session guarantees needs it: writes, applies and reads, by positions, never values.

`History` is the ring in which a running program keeps it; files of it are read and written by `app.lab`.
"""

import threading
from collections import deque
from collections.abc import Container
from typing import Literal

import msgspec

Lane = Literal["store", "seen"]
"""Where a promise is checked: in what a store returned, or in what the person saw (store and overlay)."""

LANES: tuple[Lane, ...] = ("store", "seen")

RECORDS_KEPT = 50_000


class Write(msgspec.Struct, frozen=True, tag="write", omit_defaults=True):
    """A command of `session` was committed at position `seq`; it changed what `keys` name ('post:12', 'person:3').

    Times are milliseconds on one monotonic clock. `deps` are positions that the session had seen when it issued
    the write, beside those that its recorded reads tell.
    """

    session: str
    seq: int
    keys: tuple[str, ...]
    issued_ms: float
    acknowledged_ms: float
    deps: tuple[int, ...] = ()


class Apply(msgspec.Struct, frozen=True, tag="apply", omit_defaults=True):
    """`store` has committed: it now holds every position up to `seq` but for `missing`.

    `order` counts a store's commits. What is new in one commit was applied in the order of positions.
    """

    store: str
    seq: int
    order: int
    at_ms: float
    missing: tuple[int, ...] = ()


class Read(msgspec.Struct, frozen=True, tag="read", omit_defaults=True):
    """`store` answered `session`: the state up to `cursor` but for `missing`, of which it returned `keys`.

    `versions` names single keys that stand at a position of their own, with everything up to it: rows from the
    write model beside rows from the read store, or a history that knows no cursor.
    """

    session: str
    store: str
    keys: tuple[str, ...]
    start_ms: float
    end_ms: float
    cursor: int
    missing: tuple[int, ...] = ()
    versions: dict[str, int] = {}


class SeenRead(msgspec.Struct, frozen=True, tag="seen", omit_defaults=True):
    """What the person saw of a read: as in `Read`, with the committed operations at `shown` that the overlay showed."""

    session: str
    store: str
    keys: tuple[str, ...]
    start_ms: float
    end_ms: float
    cursor: int
    missing: tuple[int, ...] = ()
    versions: dict[str, int] = {}
    shown: tuple[int, ...] = ()


class Rollback(msgspec.Struct, frozen=True, tag="rollback", omit_defaults=True):
    """The person was shown a change ahead of its commit, and it was refused: not a violation, and counted by itself."""

    session: str
    keys: tuple[str, ...]
    at_ms: float


AnyRead = Read | SeenRead
Record = Write | Apply | Read | SeenRead | Rollback


def lane_of(read: AnyRead) -> Lane:
    """In which lane a read counts."""
    return "seen" if isinstance(read, SeenRead) else "store"


class Held:
    """The set D(r) of a read or of a store, looked up by position; `missing` as a set, made once."""

    def __init__(self, read: "AnyRead | Apply") -> None:
        self.cursor = read.seq if isinstance(read, Apply) else read.cursor
        self.missing: Container[int] = frozenset(read.missing)
        self.shown: Container[int] = frozenset(read.shown) if isinstance(read, SeenRead) else ()

    def holds(self, seq: int, version: int = 0) -> bool:
        """Whether the write at `seq` is in it; `version` is the position of the key asked about, if it has its own."""
        return seq <= version or (seq <= self.cursor and seq not in self.missing) or seq in self.shown


class History:
    """The last records, oldest dropped beyond `capacity`; safe from any thread."""

    def __init__(self, capacity: int = RECORDS_KEPT) -> None:
        self._records: deque[Record] = deque(maxlen=capacity)
        self._lock = threading.Lock()
        self._added = 0

    def add(self, record: Record) -> None:
        """Keep a record."""
        with self._lock:
            self._records.append(record)
            self._added += 1

    def records(self) -> tuple[Record, ...]:
        """What is kept, oldest first."""
        with self._lock:
            return tuple(self._records)

    @property
    def dropped(self) -> int:
        """How many records are no longer kept."""
        with self._lock:
            return self._added - len(self._records)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._records.clear()
            self._added = 0
