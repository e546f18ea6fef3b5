"""What the measurements need of a running program; the composition root fills it in."""

from collections.abc import Callable
from typing import NamedTuple

from app.clock import Clock
from app.events import EventLog
from app.ids import IdSource
from app.projections.projector import Projector
from app.read_model.queries import Queries
from app.signals import Signals
from app.write_model.command_bus import CommandBus
from app.write_model.database import Database


class Parts(NamedTuple):
    """A program whose bus runs, whose read side is caught up, and whose projector is stepped by nobody else.

    `rebuild(progress)` and `catch_up()` are those of the read side. `effort` is the share of the usual samples to take:
    less than 1 with little data, for a quick look.
    """

    clock: Clock
    ids: IdSource
    signals: Signals
    bus: CommandBus
    database: Database
    queries: Queries
    log: EventLog
    projector: Projector
    rebuild: Callable[[Callable[[int, int], None]], object]
    catch_up: Callable[[], object]
    effort: float = 1.0

    def times(self, usual: int, *, at_least: int = 5) -> int:
        """How many samples or events to take where `usual` are taken with full effort."""
        return max(at_least, round(usual * self.effort))
