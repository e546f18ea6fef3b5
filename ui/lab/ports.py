"""What the lab's pages need of the running program, one small protocol a page; `app.lab.laboratory` fills them in."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from app.commands import CommandId
from app.consistency.trace import TraceLog
from app.lab.readings.sides import Moment, Past, Sides, Subject, TravelState


class BothSides(Protocol):
    """Both sides of a person or post. All: pool; raise `InvalidInput` for what is not there."""

    def read(self, subject: Subject, identifier: int) -> Sides: ...
    def find(self, words: str) -> tuple[Subject, int]: ...


class TimeTravel(Protocol):
    """The read model of the past. All: pool; raise `InvalidInput` for a position that is not kept."""

    def catch_up(self) -> TravelState: ...
    def past(self, subject: Subject, identifier: int, compare: int, shown: int) -> Past: ...
    def moments(self, subject: Subject, identifier: int, low: int, high: int) -> Sequence[Moment]: ...


class Laboratory(Protocol):
    """The experiments, each made when it is first asked for. Calls marked 'pool' may take longer than a frame."""

    @property
    def trace(self) -> TraceLog:
        """The times of the newest commands."""
        ...

    def export_traces(self, file: Path, command_id: CommandId | None = None) -> int:
        """Write traces for Perfetto; how many spans. Pool. Raises `EnvironmentFault`."""
        ...

    @property
    def sides(self) -> BothSides:
        """Both sides of a person or post. Pool."""
        ...

    @property
    def travel(self) -> TimeTravel:
        """The read model of the past."""
        ...
