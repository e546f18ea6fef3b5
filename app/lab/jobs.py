"""What the lab has done in a process of its own: `JOBS`, by name. Headless commands call the same experiments directly.

Each job's first argument is its line to who asked for it. A job loads what it needs, since a process may do one alone.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from app.clock import SystemClock
from app.errors import Stopped

if TYPE_CHECKING:
    from app.consistency.trace import Kind
    from app.lab.histories.files import Checked
    from app.lab.readings.faults import FaultName, FaultReading
    from app.lab.readings.lanes import LanesFrame, LanesSetup, OwnAct
    from app.lab.readings.tug import TugReading
    from app.lab.scenarios.stories import Played
    from app.lab.tug.copy import TugParts

TRAVEL: Final = "travel"
"""The folder in which the read model of the past is kept, once somebody has looked at it."""
PIECE_S: Final = 0.25
"""What one job of time travel takes, so that its progress is seen."""


class Line(Protocol):
    """What a job has of who asked for it."""

    said: Any
    """What they have said last, None for nothing."""

    def tell(self, what: object, /) -> None:
        """Tell them something on the way."""
        ...

    def go_on(self) -> bool:
        """Whether they still want it."""
        ...

    def wait(self, seconds: float, /) -> bool:
        """Rest for so long; True, and at once, if they no longer want it."""
        ...


def lanes(line: Line, setup: "LanesSetup") -> "tuple[LanesFrame, tuple[OwnAct, ...]]":
    """Play four lanes, telling each frame with what the reader has done by then; the last ones as they are at the end.

    The frames are told and not given back: the window would stand still while it read them all at once.
    """
    from app.lab.lanes.lanes import FourLanes  # noqa: PLC0415 - in the process that plays

    def heard(frame: "LanesFrame", acts: "tuple[OwnAct, ...]") -> bool:
        line.tell((frame, acts))
        return line.go_on()

    played = FourLanes().play(setup, heard)
    return played.frames[-1], played.acts


def check(line: Line, path: Path) -> "Checked":
    """Check a history of any size, telling (bytes read, bytes in all)."""
    from app.lab.histories.files import check_file  # noqa: PLC0415 - in the process that checks

    return check_file(path, lambda read, total: line.tell((read, total)), line.go_on)


def fault(line: Line, name: "FaultName", kind: "Kind", which: int) -> "FaultReading":
    """Do a fault, telling (acts done, acts in all)."""
    from app.lab.faults.faults import run_fault  # noqa: PLC0415 - in the process that does it

    def progress(done: int, total: int) -> None:
        line.tell((done, total))
        if not line.go_on():
            raise Stopped("The fault was stopped before its end; nothing of it is kept.")

    return run_fault(name, kind, which, progress=progress)


def story(_line: Line, folder: Path, name: str) -> "Played":
    """Play a scenario of a folder, or a file."""
    from app.lab.scenarios.stories import Stories  # noqa: PLC0415 - in the process that plays

    return Stories(folder).play(name)


def tug(line: Line, folder: Path, viewer: int) -> "TugReading":
    """Measure the Tug of War, telling a share and what is done now."""
    from app.lab.tug.tug import measure  # noqa: PLC0415 - in the process that measures

    with _opened(folder) as parts:
        return measure(parts, viewer, lambda share, words: line.tell((share, words)), line.go_on)


def people(line: Line, folder: Path, viewer: int, ratio: float, resources: Path) -> None:
    """Let simulated people read and write, telling readings; what is said is another ratio of reads to writes."""
    from app.lab.tug.people import let_people_work  # noqa: PLC0415 - in the process in which they work

    with _opened(folder) as parts:
        let_people_work(parts, viewer, ratio, resources, line)


def travel(line: Line, folder: Path) -> None:
    """Replay some more for time travel."""
    from app.lab.sides.time_travel import TimeTravel  # noqa: PLC0415 - in the process that replays
    from app.write_model.outbox import Outbox  # noqa: PLC0415

    until = time.perf_counter() + PIECE_S
    with (
        _opened(folder) as parts,
        closing(Outbox(parts.database)) as log,
        closing(TimeTravel(folder / TRAVEL, lambda: log, parts.store, parts.clock)) as past,
    ):
        while line.go_on() and not past.catch_up().is_built and time.perf_counter() < until:
            continue


JOBS: Final[dict[str, Callable[..., object]]] = {
    "check": check,
    "lanes": lanes,
    "fault": fault,
    "story": story,
    "tug": tug,
    "people": people,
    "travel": travel,
}


@contextmanager
def _opened(folder: Path) -> "Iterator[TugParts]":
    """Both stores of a data folder, to be read beside the program that works on it. Raises `StoreUnusable`."""
    from app.lab.tug.copy import TugParts  # noqa: PLC0415 - in the process that reads
    from app.read_model.queries import Queries  # noqa: PLC0415
    from app.read_model.store import ReadStore  # noqa: PLC0415
    from app.write_model.database import Database  # noqa: PLC0415

    with closing(Database(folder / "write.db")) as database:
        database.open_and_migrate()
        with closing(ReadStore(folder / "read", create=False)) as store:
            yield TugParts(folder, SystemClock(), database, store, Queries(store))
