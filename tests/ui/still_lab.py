"""The lab as the window sees it, in which nothing happens but what a test sets."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path

from msgspec.structs import replace

from app.commands import CommandId
from app.consistency.fresh_curve import curve_of
from app.consistency.session_guarantees import SessionGuarantees
from app.consistency.trace import Kind, TraceLog
from app.errors import InvalidInput, Stopped, StoreFull
from app.lab.lanes.lanes import FourLanes
from app.lab.readings.faults import FaultName, FaultReading, Lost, Step
from app.lab.readings.guarantees import GuaranteesReading, HistoryForm
from app.lab.readings.scenarios import FIGURES, Beat, Frame, Outcome, Percentiles, Proof, Story
from app.lab.readings.sides import Field, Moment, Past, Sides, Subject, TravelState
from app.lab.readings.staleness import VERSIONS, CopiesAsked, CopiesReading, FreshReading
from app.lab.readings.tug import PeopleReading, Progress, TugReading


class NoGuarantees:
    """Promises that nobody checks: the counts are nought, or what a test puts there."""

    def __init__(self) -> None:
        self.now = GuaranteesReading(SessionGuarantees().verdict())
        self.exported: list[tuple[Path, HistoryForm]] = []
        self.checks = threading.Event()
        self.checks.set()

    def reading(self) -> GuaranteesReading:
        return self.now

    def begin_breaking(self) -> None:
        self.now = replace(self.now, breaking=True)

    def end_breaking(self) -> None:
        self.now = replace(self.now, breaking=False)

    def export(self, path: Path, form: HistoryForm) -> int:
        self.exported.append((path, form))
        return 3

    def check(self, path: Path, progress: Callable[[int, int], None], go_on: Callable[[], bool]) -> GuaranteesReading:
        if not path.exists():
            raise InvalidInput("history", f"{path.name} cannot be read; nothing was checked.")
        progress(250_000_000, 1_000_000_000)
        while not self.checks.wait(0.005):
            if not go_on():
                raise Stopped("The check was stopped; nothing was changed.")
        return replace(self.now, source=path.name)


class StillStaleness:
    """A measurement and an answer that a test sets; what was asked is kept in `asked`."""

    def __init__(self) -> None:
        self.now = FreshReading(
            measured=curve_of(()),
            predicted=(),
            versions=tuple(curve_of(()) for _ in VERSIONS),
            lag=0,
            oldest_ms=None,
            heartbeat_ms=None,
            dead=False,
            verdict=None,
        )
        self.asked: list[CopiesAsked] = []
        self.refuses = ""

    def reading(self) -> FreshReading:
        return self.now

    def copies(self, asked: CopiesAsked) -> CopiesReading:
        self.asked.append(asked)
        if self.refuses:
            raise InvalidInput("own", self.refuses)
        return CopiesReading(
            points=((0.0, 0.439), (10.0, 0.925), (30.0, 0.99)),
            span_ms=30.0,
            mark_ms=10.0,
            at_commit=0.439,
            at_mark=0.925,
            t99_ms=22.0,
            draws=1_000_000,
            took_s=0.4,
            seed=7,
        )


class NoTug:
    """Nothing is measured before a test says what came of it."""

    def __init__(self) -> None:
        self.last: TugReading | None = None
        self.progress = Progress()
        self.now = PeopleReading()
        self.asked: Future[TugReading] = Future()
        self.told: list[object] = []

    def start(self, viewer: int) -> "Future[TugReading]":
        self.told.append(("measure", viewer))
        self.progress = Progress(0.25, "Reading, nobody writes")
        self.asked = Future()
        return self.asked

    def cancel(self) -> None:
        self.told.append("cancel")

    def start_people(self, reads_per_write: float, viewer: int) -> None:
        self.told.append(("people", round(reads_per_write, 3), viewer))

    def set_ratio(self, reads_per_write: float) -> None:
        self.told.append(("ratio", round(reads_per_write, 3)))

    def stop_people(self) -> None:
        self.told.append("stop")

    def people(self) -> PeopleReading:
        return self.now


class StillSides:
    """Both sides as a test sets them; who is not set is not there."""

    def __init__(self) -> None:
        self.known: dict[tuple[Subject, int], Sides] = {}

    def read(self, subject: Subject, identifier: int) -> Sides:
        if (subject, identifier) not in self.known:
            raise InvalidInput("id", f"There is no {subject} with the id {identifier}; choose one from the list.")
        return self.known[subject, identifier]

    def find(self, words: str) -> tuple[Subject, int]:
        found = next((key for key, sides in self.known.items() if words in sides.document), None)
        if found is None:
            raise InvalidInput("person", f"Nobody here is called @{words}; choose one from the list.")
        return found


class StillTravel:
    """A read model of the past in which nothing ever changed, but what a test sets in `fields`."""

    def __init__(self) -> None:
        self.state = TravelState(0, 0, 0)
        self.fields: dict[int, tuple[Field, ...]] = {}

    def catch_up(self) -> TravelState:
        return self.state

    def past(self, subject: Subject, identifier: int, compare: int, shown: int) -> Past:
        return Past(compare, shown, True, self.fields.get(shown, ()), (), 0)

    def moments(self, subject: Subject, identifier: int, low: int, high: int) -> Sequence[Moment]:
        return ()


class ToldStories:
    """One story of two sentences, played at once; recordings are only told of."""

    def __init__(self) -> None:
        self.stands: tuple[str, int] | None = None
        self.recording = False
        self.written: list[Path] = []

    def all(self) -> tuple[Story, ...]:
        return (Story("tide", "A tide", "It comes."), Story("broken", "A broken one", "It fails."))

    def play(self, name: str) -> Outcome:
        if name == "broken":
            raise InvalidInput("name", "It cannot be played.")
        frames = (Frame(0.0, 0, 0), Frame(400.0, 3, 1, ("post", "like"), 2, lag_ms=200.0), Frame(900.0, 3, 3))
        beats = tuple(Beat(frame.at_ms, f"At {frame.read}.", 1_000.0, frame) for frame in frames[1:])
        figures = dict.fromkeys(FIGURES, 0.0)
        proof, none = Proof(1, 0, 0), Percentiles()
        return Outcome(
            name, "A tide", "It comes.", "It went.", 7, 1_000.0, figures, none, none, (), proof, (), beats, frames
        )

    def save_report(self, name: str, file: Path) -> None:
        self.written.append(file)

    def begin_recording(self) -> None:
        self.recording = True

    def drop_recording(self) -> None:
        self.recording = False

    def save_recording(self, file: Path) -> str:
        self.recording = False
        self.written.append(file)
        return "1 step saved."


class NoLab:
    """Experiments that nobody makes: nothing was measured."""

    def __init__(self, trace: TraceLog) -> None:
        self.trace = trace
        self.guarantees = NoGuarantees()
        self.staleness = StillStaleness()
        self.refuses = ""
        self.naive_losses = 1
        self.stopped = False
        self.tug = NoTug()
        self.lanes = FourLanes()
        self.sides = StillSides()
        self.travel = StillTravel()
        self.scenarios = ToldStories()

    def stop(self) -> None:
        self.stopped = True

    def export_traces(self, file: Path, command_id: CommandId | None = None) -> int:
        file.write_text("{}")
        return 0

    def run_fault(self, fault: FaultName, kind: Kind, which: int, progress: Callable[[int, int], None]) -> FaultReading:
        progress(40, 40)
        if self.refuses:
            raise StoreFull(self.refuses)
        return FaultReading(
            fault=fault,
            kind=kind,
            which=which,
            seed=7,
            position=17,
            event="Ada's like of 'Low water'",
            headline="The doorbell was lost. Nothing else was.",
            seen="The like is saved; the page says 1 like for 1.0 s, then 2.",
            steps=(
                Step(0.0, "fault", "The doorbell is lost.", 16, waiting=1, wrong=None),
                Step(960.0, "read", "Found 1 behind.", 17),
            ),
            waited_ms=960.0,
            retold=0,
            parked=0,
            events=45,
            documents=140,
            differences=0,
            exceptions=0,
            naive="The signal carried the event.",
            lost=tuple(Lost("'Low water'", f"field {number}", "2", "1") for number in range(self.naive_losses)),
        )
