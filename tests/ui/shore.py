"""A program as the window sees it, without stores or threads: a real session and real drafts over plain memory."""

import random
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path

from msgspec.structs import replace

from app.clock import ManualClock
from app.commands import Answer, AnyCommand, CommandId, CreatePost, Receipt, Rejected
from app.consistency.fresh_curve import curve_of
from app.consistency.overlay import Overlay
from app.consistency.session import Session, Surroundings
from app.consistency.session_guarantees import SessionGuarantees
from app.consistency.staleness import LagMeter
from app.consistency.trace import Kind, TraceLog
from app.consistency.visible import LagReading
from app.consistency.waits import Waits
from app.drafts import DraftFolder
from app.errors import InvalidInput, StoreFull
from app.ids import IdSource
from app.lab.lanes import FourLanes
from app.lab.model import CompanyLevel, ReadSideState, Slowing, slowed_by
from app.lab.readings.faults import FaultName, FaultReading, Lost, Step
from app.lab.readings.guarantees import GuaranteesReading, HistoryForm
from app.lab.readings.sides import Field, Moment, Past, Sides, Subject, TravelState
from app.lab.readings.staleness import VERSIONS, CopiesAsked, CopiesReading, FreshReading
from app.lab.readings.tug import PeopleReading, Progress, TugReading
from app.media import MediaStore
from app.read_model.documents import ParkedEvent
from app.settings import SettingsFile
from app.signals import Projected, Signals
from app.text import grapheme_count, is_blank, problem_with
from tests.ui.memory_reads import MemoryReads

ME, LENA, JONAS = 1, 2, 3


class StillReadSide:
    """A read side whose state a test sets."""

    def __init__(self, signals: Signals) -> None:
        self._signals = signals
        self._state = ReadSideState()

    def become(self, **fields: object) -> None:
        self._state = replace(self._state, **fields)
        self._signals.read_side.send(self)

    def state(self) -> ReadSideState:
        return self._state

    def set_delay(self, delay_ms: int) -> None:
        self.set_slowing(slowed_by(delay_ms))

    def set_slowing(self, slowing: Slowing) -> None:
        self.become(slowing=slowing)

    def drain(self) -> None: ...
    def hold(self, seq: int) -> None: ...
    def release(self, seq: int) -> None: ...

    def pause(self) -> None:
        self.become(paused=True)

    def resume(self) -> None:
        self.become(paused=False)

    def step(self, events: int = 1) -> None: ...
    def pace(self, *, scrolling: bool) -> None: ...
    def parked(self) -> Sequence[ParkedEvent]:
        return ()

    def retry(self, seq: int) -> None: ...
    def discard(self, seq: int) -> None: ...
    def rebuild(self) -> None: ...
    def restart(self) -> None: ...


class StillLag:
    """Nothing waits and nothing was measured."""

    def reading(self) -> LagReading:
        return LagReading(0, 0, 0, None, None, None, (), 0, 0)


class NoGuarantees:
    """Promises that nobody checks: the counts are nought, or what a test puts there."""

    def __init__(self) -> None:
        self.now = GuaranteesReading(SessionGuarantees().verdict())
        self.exported: list[tuple[Path, HistoryForm]] = []

    def reading(self) -> GuaranteesReading:
        return self.now

    def begin_breaking(self) -> None:
        self.now = replace(self.now, breaking=True)

    def end_breaking(self) -> None:
        self.now = replace(self.now, breaking=False)

    def export(self, path: Path, form: HistoryForm) -> int:
        self.exported.append((path, form))
        return 3

    def check(self, path: Path) -> GuaranteesReading:
        if not path.exists():
            raise InvalidInput("history", f"{path.name} cannot be read; nothing was checked.")
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


class NoLab:
    """Experiments that nobody makes: nothing was measured."""

    def __init__(self, trace: TraceLog) -> None:
        self.trace = trace
        self.guarantees = NoGuarantees()
        self.staleness = StillStaleness()
        self.refuses = ""
        self.naive_losses = 1
        self.tug = NoTug()
        self.lanes = FourLanes()
        self.sides = StillSides()
        self.travel = StillTravel()

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
            steps=(Step(0.0, "fault", "The doorbell is lost.", 16), Step(960.0, "read", "Found 1 behind.", 17)),
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


class NoCompany:
    """Nobody else is there."""

    level: CompanyLevel = "off"

    def set_level(self, level: CompanyLevel) -> None:
        self.level = level


class NoDemo:
    """Demo data that is there at once."""

    def start(self, progress: Callable[[float, str], None]) -> "Future[str]":
        done: Future[str] = Future()
        done.set_result("Filled.")
        return done

    def cancel(self) -> None: ...


class Shore:
    """Commands wait in `sent` until a test answers them; `project` brings the documents up to the last commit."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = ManualClock()
        self.ids = IdSource(self.clock, random.Random(7))
        self.signals = Signals()
        self.settings = SettingsFile(folder / "settings.json")
        self.queries = MemoryReads()
        self.pictures = MediaStore(folder / "media")
        self.drafts = DraftFolder(folder / "drafts")
        self.read_side = StillReadSide(self.signals)
        self.lag = StillLag()
        self.company = NoCompany()
        self.trace = TraceLog()
        self.lab = NoLab(self.trace)
        self.demo = NoDemo()
        self.sent: list[tuple[AnyCommand, Future[Answer]]] = []
        self.committed: list[AnyCommand] = []
        self.position = 0
        self.refuses: Callable[[AnyCommand], Rejected | None] = lambda _command: None
        self.overlay = Overlay(self.clock, self.signals)
        self.meter = LagMeter(self.clock)
        self.session = Session(
            ME,
            Surroundings(
                send=self.send,
                queries=self.queries,
                overlay=self.overlay,
                waits=Waits(self.clock),
                lag=self.meter,
                clock=self.clock,
                signals=self.signals,
            ),
        )
        self.queries.person(ME, "maya", "Maya Okafor")
        self.queries.person(LENA, "lena", "Lena Fischer")
        self.queries.person(JONAS, "jonas_r", "Jonas Reiter")

    def begin(self) -> None: ...
    def close(self) -> None: ...

    def send(self, command: AnyCommand) -> "Future[Answer]":
        future: Future[Answer] = Future()
        self.sent.append((command, future))
        return future

    def check(self, command: AnyCommand) -> Rejected | None:
        """A few of the rules, and what a test adds."""
        text = getattr(command, "text", None)
        if isinstance(text, str):
            if is_blank(text):
                return Rejected(command.command_id, "text", "There is nothing to read yet.")
            if grapheme_count(text) > 500:
                return Rejected(command.command_id, "text", "This is too long.")
            problem = problem_with(text)
            if problem:
                return Rejected(command.command_id, "text", problem)
        if isinstance(command, CreatePost) and len(command.media) > 4:
            return Rejected(command.command_id, "media", "A post carries at most 4 pictures.")
        return self.refuses(command)

    def commit(self) -> None:
        """Answer everything that was sent with a receipt."""
        while self.sent:
            command, future = self.sent.pop(0)
            self.position += 1
            self.committed.append(command)
            self.meter.committed(self.position)
            future.set_result(Receipt(command.command_id, self.position, 0))
            self.signals.committed.send(self)

    def reject(self, field: str, reason: str) -> None:
        """Refuse the oldest command."""
        command, future = self.sent.pop(0)
        future.set_result(Rejected(command.command_id, field, reason))

    def fill_the_disk(self) -> None:
        """Fail the oldest command for want of room."""
        _command, future = self.sent.pop(0)
        future.set_exception(StoreFull("The disk is full, so nothing was saved; everything saved before is safe."))

    def project(self) -> None:
        """Bring the read store up to what is committed, and ring."""
        posts: set[int] = set()
        people: set[int] = set()
        for command in self.committed:
            self.queries.apply(command)
            people.add(command.actor_id)
            people.update(filter(None, [getattr(command, "person_id", 0)]))
            posts.update(filter(None, [getattr(command, "post_id", 0)]))
            comment = self.queries.comments.get(getattr(command, "comment_id", 0))
            posts.update([comment.post_id] if comment else [])
        self.committed.clear()
        self.tell(posts, people)

    def tell(self, posts: set[int], people: set[int] | None = None) -> None:
        """Ring as a projector does after a commit that touched these."""
        self.session.projected(self.queries.snapshot())
        what = Projected(self.queries.position, frozenset(posts), frozenset(people or ()))
        self.signals.projected.send(self, what=what)
