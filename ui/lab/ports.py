"""What the lab's pages need of the running program, one small protocol a page; `app.lab.laboratory` fills them in."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from app.commands import CommandId
from app.consistency.trace import Kind, TraceLog
from app.lab.readings.faults import FaultName, FaultReading


class Laboratory(Protocol):
    """The experiments, each made when it is first asked for. Calls marked 'pool' may take longer than a frame."""

    @property
    def trace(self) -> TraceLog:
        """The times of the newest commands."""
        ...

    def export_traces(self, file: Path, command_id: CommandId | None = None) -> int:
        """Write traces for Perfetto; how many spans. Pool. Raises `EnvironmentFault`."""
        ...

    def run_fault(self, fault: FaultName, kind: Kind, which: int, progress: Callable[[int, int], None]) -> FaultReading:
        """Do a fault to the `which`-th event of a kind, on a scratch program; `progress` is told on the same thread.

        Pool. Raises `InvalidInput` or `EnvironmentFault`.
        """
        ...
