"""A program as the window sees it, without stores or threads: a real session and real drafts over plain memory."""

import random
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path

from msgspec.structs import replace

from app.clock import ManualClock
from app.commands import Answer, AnyCommand, CreatePost, Receipt, Rejected
from app.consistency.overlay import Overlay
from app.consistency.session import Session
from app.consistency.staleness import LagMeter
from app.consistency.surroundings import Surroundings
from app.consistency.trace import TraceLog
from app.consistency.visible import LagReading
from app.consistency.waits import Waits
from app.drafts import DraftFolder
from app.errors import StoreFull
from app.ids import IdSource
from app.lab.model import CompanyLevel, ReadSideState, Slowing, slowed_by
from app.media import MediaStore
from app.read_model.documents import ParkedEvent
from app.settings import SettingsFile
from app.signals import Projected, Signals
from app.text import grapheme_count, is_blank, problem_with
from tests.ui.memory_reads import MemoryReads
from tests.ui.still_lab import NoLab

ME, LENA, JONAS = 1, 2, 3


class StillReadSide:
    """A read side whose state a test sets."""

    def __init__(self, signals: Signals) -> None:
        self._signals = signals
        self._state = ReadSideState()
        self.held: list[ParkedEvent] = []

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
    def delay_at(self, _position: int) -> float:
        return self._state.slowing.ms

    def hold(self, seq: int) -> None:
        self.held.append(ParkedEvent(seq, f"post:{seq}", "By hand.", 0, by_hand=True))

    def release(self, seq: int) -> None:
        self.held = [event for event in self.held if event.seq != seq]

    def pause(self) -> None:
        self.become(paused=True)

    def resume(self) -> None:
        self.become(paused=False)

    def step(self, events: int = 1) -> None: ...
    def pace(self, *, scrolling: bool) -> None: ...
    def parked(self) -> Sequence[ParkedEvent]:
        return self.held

    def retry(self, seq: int) -> None:
        self.release(seq)

    def discard(self, seq: int) -> None: ...
    def rebuild(self) -> None: ...
    def restart(self) -> None: ...


class StillLag:
    """Nothing waits and nothing was measured, unless a test says otherwise."""

    def __init__(self) -> None:
        self.value = LagReading(0, 0, 0, None, None, None, (), 0, 0)

    def reading(self) -> LagReading:
        return self.value


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
