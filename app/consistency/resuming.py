"""A start after a run whose events the read store has not all reached: they are folded into the views again."""

from typing import Final

from app.clock import Clock
from app.consistency.session import Session
from app.consistency.staleness import LagMeter
from app.events import EventLog
from app.read_model.queries import Queries

RESTORED_AT_MOST: Final = 2_000
"""Events that wait for the read store at a start and are folded in."""


def resume(
    log: EventLog, queries: Queries, meter: LagMeter, session: Session, clock: Clock, *, readable: bool = True
) -> None:
    """Tell the meter and the session what waits in the log. Raises `StoreUnusable`.

    Where there is no `readable` store to fold into, the rebuilt one will hold all of it.
    """
    snapshot = queries.snapshot()
    last = log.last_position()
    waiting = log.read(snapshot.position, RESTORED_AT_MOST) if readable and last > snapshot.position else ()
    oldest = max(0.0, clock.now_ms() - waiting[0].committed_ms) if waiting else 0.0
    meter.resume(snapshot, last, oldest)
    parked = queries.parked()
    own = {person.id for person in queries.people()} | {session.viewer}
    session.restore([*log.read_at([event.seq for event in parked]), *waiting], own)
    session.projected(snapshot, parked)
