"""What the Tug of War measured, and the arithmetic of its bill: when documents pay, and by how much.

Both designs save the same commands; that is left out of the bill. The SQL design pays for each read, the design with
documents less for each read and the projector's work for each write.
"""

import math
from typing import Literal

import msgspec

SideName = Literal["join", "planned", "document"]
PeopleState = Literal["off", "copying", "on", "over", "failed"]
SIDES: tuple[SideName, ...] = ("join", "planned", "document")
SIDE_WORDS: dict[SideName, str] = {"join": "one big join", "planned": "the best SQL", "document": "documents"}
MOST_READS = 10_000.0
"""The far end of the slider, in reads per write."""
FEWEST_READS = 0.01
ROPE_DECADES = 1.0
"""Ten times cheaper pulls the rope all the way."""


class Timing(msgspec.Struct, frozen=True):
    """How long one page took, in milliseconds. `cut_off` if it was ended at `p50_ms`: it takes longer than that."""

    p50_ms: float
    p99_ms: float
    samples: int
    cut_off: bool = False


class Moment(msgspec.Struct, frozen=True):
    """The three designs at the same page, in one state of the machine. `writes_per_s` is what the writer managed."""

    join: Timing
    planned: Timing
    document: Timing
    writes_per_s: float = 0.0

    def of(self, side: SideName) -> Timing:
        """The timing of one design."""
        return {"join": self.join, "planned": self.planned, "document": self.document}[side]


class Room(msgspec.Struct, frozen=True):
    """Bytes: of rows with their indexes, of the event log, and of the documents. With `by_table` False `rows` holds
    the log too, since this SQLite does not tell them apart.
    """

    rows: int
    log: int
    documents: int
    by_table: bool = True


class WriteCost(msgspec.Struct, frozen=True):
    """What one write costs. Milliseconds: until its receipt (p50; both designs pay it), then of the projector: mean and
    p99 one by one, and the mean in batches. `rows` of the read store are put or removed for it, on average.
    """

    commit_ms: float
    project_ms: float
    project_p99_ms: float
    batched_ms: float
    rows: float
    samples: int


class Waiting(msgspec.Struct, frozen=True):
    """How long readers waited for one row beside a large write, in milliseconds, and how many there were."""

    p50_ms: float
    p99_ms: float
    max_ms: float
    reads: int
    writes: int


class Locking(msgspec.Struct, frozen=True):
    """The same readers and writer with SQLite's rollback journal (DELETE), and with its write-ahead log (WAL)."""

    rollback: Waiting
    wal: Waiting


class TugReading(msgspec.Struct, frozen=True):
    """All of one measurement. `page_rows` of the person's home were read; `copied_bytes` were copied to write on."""

    page_rows: int
    idle: Moment
    busy: Moment
    room: Room
    write: WriteCost
    locking: Locking
    copied_bytes: int

    @property
    def break_even(self) -> float | None:
        """Reads per write from which documents cost less; None if they never do."""
        return break_even(self.write.project_ms, self.idle.planned.p50_ms, self.idle.document.p50_ms)

    def bill(self, reads_per_write: float) -> "Bill":
        """The cost of one write and its reads."""
        return bill(self.write.project_ms, self.idle.planned.p50_ms, self.idle.document.p50_ms, reads_per_write)


class Bill(msgspec.Struct, frozen=True):
    """Milliseconds of both designs for the same reads and writes."""

    sql_ms: float
    document_ms: float

    @property
    def winner(self) -> Literal["sql", "document", "nobody"]:
        """Who costs less."""
        if self.sql_ms == self.document_ms:
            return "nobody"
        return "document" if self.document_ms < self.sql_ms else "sql"

    @property
    def times(self) -> float:
        """How many times as much the loser costs; infinite if the winner costs nothing."""
        low, high = sorted((self.sql_ms, self.document_ms))
        if high == 0:
            return 1.0
        return high / low if low > 0 else math.inf

    @property
    def rope(self) -> float:
        """Where the rope's mark is: -1 all the way at the SQL, 0 in the middle, 1 all the way at the documents."""
        times = self.times
        pulled = 1.0 if math.isinf(times) else min(1.0, math.log10(times) / ROPE_DECADES)
        return pulled if self.winner == "document" else -pulled


class PeopleReading(msgspec.Struct, frozen=True):
    """Simulated people at work on a scratch copy. Rates are of the last second, the sums since the start.

    `state`: 'off', 'copying' (until they can begin), 'on', 'over' when their time is up, or 'failed' with a `problem`.
    """

    state: PeopleState = "off"
    reads_per_write: float = 1.0
    seconds: float = 0.0
    reads: int = 0
    writes: int = 0
    sql_ms: float = 0.0
    document_ms: float = 0.0
    sql_ms_per_s: float = 0.0
    document_ms_per_s: float = 0.0
    problem: str = ""

    @property
    def spent(self) -> Bill:
        """What both designs took since the start."""
        return Bill(self.sql_ms, self.document_ms)


class Progress(msgspec.Struct, frozen=True):
    """How far a measurement is: `share` from 0 to 1, and what it does now; no words if none runs."""

    share: float = 0.0
    words: str = ""


def break_even(project_ms: float, sql_ms: float, document_ms: float) -> float | None:
    """Reads per write from which documents cost less: what a write costs the projector, over what a read saves.

    None if a read of a document saves nothing.
    """
    saved = sql_ms - document_ms
    return project_ms / saved if saved > 0 else None


def bill(project_ms: float, sql_ms: float, document_ms: float, reads_per_write: float) -> Bill:
    """The cost of one write and `reads_per_write` reads in both designs."""
    return Bill(reads_per_write * sql_ms, project_ms + reads_per_write * document_ms)
