"""What the lab's pages need of the running program, one small protocol a page; `app.lab.laboratory` fills them in."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Protocol

from app.commands import CommandId
from app.consistency.trace import Kind, TraceLog
from app.lab.readings.faults import FaultName, FaultReading
from app.lab.readings.guarantees import GuaranteesReading, HistoryForm
from app.lab.readings.lanes import LanesFrame, LanesResult, LanesSetup, OwnAct
from app.lab.readings.scenarios import Outcome, Story
from app.lab.readings.sides import Moment, Past, Sides, Subject, TravelState
from app.lab.readings.staleness import CopiesAsked, CopiesReading, FreshReading
from app.lab.readings.tug import PeopleReading, Progress, TugReading


class Guarantees(Protocol):
    """The session guarantees of the running program."""

    def reading(self) -> GuaranteesReading:
        """Where the check stands."""
        ...

    def begin_breaking(self) -> None:
        """Slow the read side and show nothing ahead of it."""
        ...

    def end_breaking(self) -> None:
        """Put that back."""
        ...

    def export(self, path: Path, form: HistoryForm) -> int:
        """Write the history; how many records. Pool. Raises `DataFolderUnusable`."""
        ...

    def check(self, path: Path, progress: Callable[[int, int], None], go_on: Callable[[], bool]) -> GuaranteesReading:
        """Check a history from a file; `progress` hears (bytes read, of so many). Pool.

        Raises `InvalidInput`, and `Stopped` when `go_on` says so.
        """
        ...


class Staleness(Protocol):
    """P(fresh) of the running program, and of so many copies. Both: pool; `copies` raises `InvalidInput`."""

    def reading(self) -> FreshReading: ...
    def copies(self, asked: CopiesAsked) -> CopiesReading: ...


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


class Lanes(Protocol):
    """The same traffic shown to four readers. `play`: pool; raises `InvalidInput`, or `Mistake` when it is stopped."""

    def play(self, setup: LanesSetup, heard: Callable[[LanesFrame, tuple[OwnAct, ...]], bool]) -> LanesResult: ...


class BothSides(Protocol):
    """Both sides of a person or post. All: pool; raise `InvalidInput` for what is not there."""

    def read(self, subject: Subject, identifier: int) -> Sides: ...
    def find(self, words: str) -> tuple[Subject, int]: ...


class TimeTravel(Protocol):
    """The read model of the past. All: pool; raise `InvalidInput` for a position that is not kept."""

    def catch_up(self) -> TravelState: ...
    def past(self, subject: Subject, identifier: int, compare: int, shown: int) -> Past: ...
    def moments(self, subject: Subject, identifier: int, low: int, high: int) -> Sequence[Moment]: ...


class Scenarios(Protocol):
    """Stories that are played in a scratch folder, and recordings. Calls but `recording` and `stands`: pool.

    They raise `app.errors.TidelineError` with a sentence. `stands` is where the tour stands: a story, and a sentence.
    """

    stands: tuple[str, int] | None

    @property
    def recording(self) -> bool: ...
    def all(self) -> tuple[Story, ...]: ...
    def play(self, name: str) -> Outcome: ...
    def save_report(self, name: str, file: Path) -> None: ...
    def begin_recording(self) -> None: ...
    def drop_recording(self) -> None: ...
    def save_recording(self, file: Path) -> str: ...


class Laboratory(Protocol):
    """The experiments, each made when it is first asked for. Calls marked 'pool' may take longer than a frame."""

    @property
    def trace(self) -> TraceLog:
        """The times of the newest commands."""
        ...

    @property
    def guarantees(self) -> Guarantees:
        """The promises of a session; asking for them begins the recording."""
        ...

    @property
    def staleness(self) -> Staleness:
        """How likely a read is fresh."""
        ...

    @property
    def tug(self) -> Tug:
        """The Tug of War. Pool: it loads the database's libraries when it is first asked for."""
        ...

    @property
    def lanes(self) -> Lanes:
        """The same traffic shown to four readers."""
        ...

    @property
    def scenarios(self) -> Scenarios:
        """The stories."""
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

    def stop(self) -> None:
        """Have experiments end soon, for good: before the pool is awaited in which they are waited for."""
        ...

    def run_fault(self, fault: FaultName, kind: Kind, which: int, progress: Callable[[int, int], None]) -> FaultReading:
        """Do a fault to the `which`-th event of a kind, on a scratch program; `progress` is told on the same thread.

        Pool. Raises `InvalidInput` or `EnvironmentFault`.
        """
        ...
