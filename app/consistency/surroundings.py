"""What a session works with: the way out, the stores' queries, and what all sessions of a program share."""

from dataclasses import dataclass

from app.clock import Clock
from app.consistency.actions import Send
from app.consistency.overlay import Overlay
from app.consistency.reads import FreshReads, Parking, Reads
from app.consistency.staleness import LagMeter
from app.consistency.tape import Tape
from app.consistency.trace import TraceLog
from app.consistency.waits import Waits
from app.signals import Signals


@dataclass(frozen=True)
class Surroundings:
    """What a session works with; made once, in the composition root."""

    send: Send
    queries: Reads
    overlay: Overlay
    waits: Waits
    lag: LagMeter
    clock: Clock
    signals: Signals
    fresh_reader: FreshReads | None = None
    parking: Parking | None = None
    tape: Tape | None = None
    trace: TraceLog | None = None
