"""What the faults of the lab are, and what came of one: plain data that the window may import."""

from typing import Final, Literal, get_args

import msgspec

from app.consistency.trace import Kind

FaultName = Literal[
    "lost_doorbell",
    "delivered_twice",
    "out_of_order",
    "crash_before_commit",
    "crash_after_commit",
    "poison",
    "projector_killed",
    "store_deleted",
    "clock_jump",
]

Station = Literal["writes", "doorbell", "log", "projector", "documents", "view"]
"""Where on the way from a command to a view a fault strikes."""

StepSide = Literal["fault", "write", "read"]


class Fault(msgspec.Struct, frozen=True):
    """One of the nine: plain words for a list, the exact term for a tooltip, and where it strikes."""

    name: FaultName
    words: str
    term: str
    strikes: Station


FAULTS: Final[tuple[Fault, ...]] = (
    Fault("lost_doorbell", "Lose the doorbell", "The signal after a commit is lost.", "doorbell"),
    Fault("delivered_twice", "Deliver it twice", "The bell rings twice, and the log gives the event twice.", "log"),
    Fault("out_of_order", "Deliver it too late", "The log gives the event after a later one (reordering).", "log"),
    Fault(
        "crash_before_commit",
        "Crash half way",
        "The process dies after the event is applied and before the documents are committed.",
        "documents",
    ),
    Fault(
        "crash_after_commit",
        "Crash after saving",
        "The process dies after the commit of the write model and before the doorbell.",
        "writes",
    ),
    Fault("poison", "Make it unreadable", "A poison event: its payload cannot be decoded.", "log"),
    Fault("projector_killed", "Kill the projector", "The projector dies; events wait in the outbox.", "projector"),
    Fault(
        "store_deleted", "Delete the read store", "The read store's files are deleted while it is open.", "documents"
    ),
    Fault("clock_jump", "Set the clock back", "The wall clock jumps back by an hour, and forward again.", "writes"),
)
"""In the order of the list."""

EVENTS: Final[dict[Kind, int]] = {"post": 8, "like": 14, "comment": 8, "follow": 6, "address": 4}
"""How many events of each kind the traffic has that a fault may be done to."""


class Step(msgspec.Struct, frozen=True):
    """One thing that happened, `after_ms` after the fault (experiment's clock), with the documents at `position`.

    `waiting` saved changes were not in the documents by then; `wrong` fields of the naive design were not as saved,
    None while it did not run.
    """

    after_ms: float
    side: StepSide
    words: str
    position: int
    waiting: int = 0
    wrong: int | None = 0


class Lost(msgspec.Struct, frozen=True):
    """A field of the naive design that is not what was saved. `item` is what of, `truth` and `found` as texts."""

    item: str
    field: str
    truth: str
    found: str


class FaultReading(msgspec.Struct, frozen=True):
    """What came of a fault.

    `position` is the event's; `event` says which it was. `waited_ms` is how long the page did not show it, on the
    experiment's clock; `retold` how many facts a rebuild told, 0 without one; `parked` how many events were held back
    meanwhile. `documents` were compared at the end with `differences`. `lost` are all differences of the naive design.
    """

    fault: FaultName
    kind: Kind
    which: int
    seed: int
    position: int
    event: str
    headline: str
    seen: str
    steps: tuple[Step, ...]
    waited_ms: float
    retold: int
    parked: int
    events: int
    documents: int
    differences: int
    exceptions: int
    naive: str
    lost: tuple[Lost, ...]


def fault_of(name: FaultName) -> Fault:
    """The fault of this name."""
    return FAULTS[get_args(FaultName).index(name)]
