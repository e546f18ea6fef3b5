"""What a scenario came to, as plain data: its figures, its narration with the numbers filled in, and its frames.

All times are milliseconds of the scenario's own clock, from its beginning: the same seed gives the same values.
"""

import msgspec

from app.consistency.trace import Kind


class Story(msgspec.Struct, frozen=True):
    """A scenario as it is offered: its name on the command line, its title, and what it shows."""

    name: str
    title: str
    shows: str


class Percentiles(msgspec.Struct, frozen=True):
    """Of some durations in ms; all 0 where there were none."""

    count: int = 0
    p50: float = 0.0
    p95: float = 0.0
    p99: float = 0.0
    longest: float = 0.0


class Frame(msgspec.Struct, frozen=True):
    """Both sides at one moment.

    `waiting` are the kinds of the committed commands that the read side lacks, oldest first, at most 40 of `behind`.
    `saving` are those before their commit, `held` those that are parked or held back; `lag_ms` is the age of the
    oldest that waits and is not held.
    """

    at_ms: float
    write: int
    read: int
    waiting: tuple[Kind, ...] = ()
    behind: int = 0
    saving: int = 0
    held: int = 0
    lag_ms: float = 0.0


class Beat(msgspec.Struct, frozen=True):
    """A sentence of the narration with its numbers, and how long a reader is given for it."""

    at_ms: float
    text: str
    pause_ms: float
    frame: Frame


class ReaderScore(msgspec.Struct, frozen=True):
    """What the reads of one person came to. `told` are the stale reads that said so themselves."""

    handle: str
    reads: int = 0
    stale: int = 0
    told: int = 0
    own_missed: int = 0
    waits: Percentiles = Percentiles()


class Held(msgspec.Struct, frozen=True):
    """An expectation, what was found, and whether it held."""

    figure: str
    wanted: str
    found: float
    held: bool
    says: str = ""


class Proof(msgspec.Struct, frozen=True):
    """What `verify` found at the end; positions in `exceptions` are lawfully not compared."""

    documents: int
    differences: int
    exceptions: int


class Outcome(msgspec.Struct, frozen=True):
    """Everything that a run measured. `figures` are what expectations may name."""

    name: str
    title: str
    shows: str
    moral: str
    seed: int
    duration_ms: float
    figures: dict[str, float]
    lag_ms: Percentiles
    wait_ms: Percentiles
    readers: tuple[ReaderScore, ...]
    proof: Proof
    expectations: tuple[Held, ...]
    narration: tuple[Beat, ...]
    frames: tuple[Frame, ...]

    @property
    def as_expected(self) -> bool:
        """Whether every expectation held."""
        return all(one.held for one in self.expectations)


FIGURES: dict[str, str] = {
    "writes": "commands committed",
    "rejected": "commands refused by a rule",
    "rollbacks": "changes shown ahead and taken back",
    "reads": "reads",
    "stale_reads": "stale reads",
    "stale_told": "stale reads that said so",
    "own_missed": "reads that missed an own write",
    "waits": "reads that waited",
    "timed_out": "waits that ended at their deadline",
    "lag_p50": "median lag, ms",
    "lag_p99": "99th percentile of the lag, ms",
    "parked": "events held back at the end",
    "most_parked": "events held back at most",
    "most_behind": "commands waiting at most",
    "restarts": "restarts of the projector",
    "refused_deliveries": "wrong deliveries refused",
    "doorbells_lost": "doorbells lost",
    "declined": "payments declined",
    "overspent": "money paid that nobody had",
    "write_position": "position of the write model",
    "read_position": "position of the read store",
    "differences": "documents that differ at the end",
}
"""Each figure of an outcome, in words."""
