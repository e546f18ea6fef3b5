"""What the lab's pages need of the running program, one small protocol a page; `app.lab.laboratory` fills them in."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from app.commands import CommandId
from app.consistency.trace import TraceLog
from app.lab.readings.lanes import LanesFrame, LanesResult, LanesSetup, OwnAct


class Lanes(Protocol):
    """The same traffic shown to four readers. `play`: pool; raises `InvalidInput`, or `Mistake` when it is stopped."""

    def play(self, setup: LanesSetup, heard: Callable[[LanesFrame, tuple[OwnAct, ...]], bool]) -> LanesResult: ...


class Laboratory(Protocol):
    """The experiments, each made when it is first asked for. Calls marked 'pool' may take longer than a frame."""

    @property
    def trace(self) -> TraceLog:
        """The times of the newest commands."""
        ...

    @property
    def lanes(self) -> Lanes:
        """The same traffic shown to four readers."""
        ...

    def export_traces(self, file: Path, command_id: CommandId | None = None) -> int:
        """Write traces for Perfetto; how many spans. Pool. Raises `EnvironmentFault`."""
        ...
