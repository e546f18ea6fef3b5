"""What the lab's pages need of the running program, one small protocol a page; `app.lab.laboratory` fills them in."""

from concurrent.futures import Future
from pathlib import Path
from typing import Protocol

from app.commands import CommandId
from app.consistency.trace import TraceLog
from app.lab.readings.tug import PeopleReading, Progress, TugReading


class Tug(Protocol):
    """The same page by SQL and by documents. Nothing here waits: what takes long has threads of its own."""

    last: TugReading | None

    @property
    def progress(self) -> Progress: ...
    def start(self, viewer: int) -> "Future[TugReading]": ...
    def cancel(self) -> None: ...
    def start_people(self, reads_per_write: float, viewer: int) -> None: ...
    def set_ratio(self, reads_per_write: float) -> None: ...
    def stop_people(self) -> None: ...
    def people(self) -> PeopleReading: ...


class Laboratory(Protocol):
    """The experiments, each made when it is first asked for. Calls marked 'pool' may take longer than a frame."""

    @property
    def trace(self) -> TraceLog:
        """The times of the newest commands."""
        ...

    @property
    def tug(self) -> Tug:
        """The Tug of War. Pool: it loads the database's libraries when it is first asked for."""
        ...

    def export_traces(self, file: Path, command_id: CommandId | None = None) -> int:
        """Write traces for Perfetto; how many spans. Pool. Raises `EnvironmentFault`."""
        ...
