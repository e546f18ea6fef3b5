"""What the lab's pages need of the running program, one small protocol a page; `app.lab.laboratory` fills them in."""

from pathlib import Path
from typing import Protocol

from app.commands import CommandId
from app.consistency.trace import TraceLog
from app.lab.readings.staleness import CopiesAsked, CopiesReading, FreshReading


class Staleness(Protocol):
    """P(fresh) of the running program, and of so many copies. Both: pool; `copies` raises `InvalidInput`."""

    def reading(self) -> FreshReading: ...
    def copies(self, asked: CopiesAsked) -> CopiesReading: ...


class Laboratory(Protocol):
    """The experiments, each made when it is first asked for. Calls marked 'pool' may take longer than a frame."""

    @property
    def trace(self) -> TraceLog:
        """The times of the newest commands."""
        ...

    @property
    def staleness(self) -> Staleness:
        """How likely a read is fresh."""
        ...

    def export_traces(self, file: Path, command_id: CommandId | None = None) -> int:
        """Write traces for Perfetto; how many spans. Pool. Raises `EnvironmentFault`."""
        ...
