"""The composition root: the real parts of one running program over one data folder, made and closed in order.

Headless commands use it step by step (`execute`, `catch_up`); a window calls `begin` after its first page is painted.
Nothing of the write side is loaded before it is needed: SQLAlchemy and Alembic take their time on the writer's thread.
"""

import contextlib
import random
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from msgspec.structs import replace

from app.clock import Clock, SystemClock
from app.commands import Answer, AnyCommand, CommandId, Rejected
from app.consistency.commits_elsewhere import ObservedLog
from app.consistency.late_reads import LateFreshReads
from app.consistency.overlay import Overlay
from app.consistency.resuming import resume
from app.consistency.session import Session
from app.consistency.staleness import LagMeter
from app.consistency.strategies import strategies_in
from app.consistency.surroundings import Surroundings
from app.consistency.trace import TraceLog
from app.consistency.visible import LagReading
from app.consistency.waits import Waits
from app.data_folder import holds_events, make_folder
from app.drafts import DraftFolder
from app.errors import InvalidInput, Stopped
from app.ids import IdSource
from app.lab.background import BackgroundFilling
from app.lab.company import Company, CompanyThread
from app.media import MediaStore
from app.projections.runner import WriteSide
from app.read_model.documents import Profile
from app.read_side import ReadSide
from app.settings import SettingsFile
from app.signals import Projected, Signals
from app.upkeep import Turns, Upkeep, pictures_in_hand
from app.write_half import WriteHalf
from app.write_model.command_bus import CommandBus, OnCommit

if TYPE_CHECKING:
    from app.cli.progress import Advance
    from app.lab.laboratory import Laboratory
    from app.lab.stage import Stage
    from app.write_model.database import Database
    from app.write_model.outbox import Outbox

RESOURCES = Path(__file__).parent.parent / "resources"
FOLLOW_TURN_MS = 50.0
EXPIRE_MS = 50.0

WindowRows = Callable[..., list[dict[str, Any]]]
"""Measures the rows of `bench` that need a window; handed in by main.py."""


class Tideline:
    """All parts of a running program.

    `project=False` leaves the read side as it is after a headless command. Raises `DataFolderUnusable` or
    `StoreUnusable` if the folder cannot be used.
    """

    def __init__(
        self,
        folder: Path,
        *,
        project: bool = True,
        clock: Clock | None = None,
        rng: random.Random | None = None,
        on_commit: OnCommit | None = None,
    ) -> None:
        make_folder(folder)
        self.folder = folder
        self.clock: Clock = clock or SystemClock()
        self.signals = Signals()
        self.ids = IdSource(self.clock, rng or random.SystemRandom())
        self.settings = SettingsFile(folder / "settings.json")
        self.settings.load()
        self.media = MediaStore(folder / "media")
        self.drafts = DraftFolder(folder / "drafts")
        self.read_side = ReadSide(folder, self.clock, self.signals, lambda: holds_events(folder))
        self.queries = self.read_side.queries
        self._on_commit = on_commit
        self._write = WriteHalf(folder, self._opened, self._tell_write_problem)
        self.trace = self.read_side.times = TraceLog()
        self.bus = CommandBus(
            self._open_database,
            self.clock,
            self.ids,
            self.signals,
            self.media,
            on_commit=self._committed,
            times=self.trace,
        )
        self.lag_meter = LagMeter(self.clock)
        self.lag_meter.resume(self.queries.snapshot(), 0)
        self.overlay = Overlay(self.clock, self.signals)
        self.waits = Waits(self.clock)
        self.session = Session(self.settings.value.acting_as, self._surroundings(), strategies_in(self.settings.value))
        self.demo = BackgroundFilling(
            self.bus, self.media, RESOURCES, lambda: self.session.viewer, self.read_side.undelayed
        )
        self.company = CompanyThread(
            Company(
                self.session.tape.sending(self.bus.submit),
                self.queries,
                self.clock,
                self.ids,
                random.Random(),
                RESOURCES,
                whom=lambda: self.session.viewer,
            ),
            self.clock,
        )
        self._project = project
        self._upkeep: Upkeep | None = None
        self._turns = Turns(self.clock, self.bus.when_idle, self.tidy)
        self._lab: Laboratory | None = None
        self._making_lab = threading.Lock()
        self._restoring = threading.Lock()
        self._closed = threading.Event()
        self._timekeeper = threading.Thread(target=self._keep_time, name="timekeeper")
        self._begun = False
        self._restored = False
        self.read_side.heartbeat = self.lag_meter.heartbeat
        # Held weakly by the signal: the methods of this object live as long as it does.
        self.signals.projected.connect(self._projected)
        self.signals.indexed.connect(self._indexed)
        self.signals.read_side.connect(self._read_side_changed)

    # What headless commands use

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def database(self) -> "Database":
        """The open write database, migrated if need be. Raises `EnvironmentFault`."""
        return self._open_database()

    def execute(self, command: AnyCommand) -> Answer:
        """Send a command and wait for its answer."""
        self.bus.start()
        return self.bus.execute(command)

    def send(self, command: AnyCommand) -> Future[Answer]:
        """Send a command that no view predicts."""
        return self.bus.submit(command)

    def check(self, command: AnyCommand) -> Rejected | None:
        """What the rules that need no look into the store would refuse, at once."""
        from app.write_model.precheck import refused

        return refused(command)

    def person_id(self, handle: str) -> int | None:
        """The id behind a handle, as the write side knows it."""
        from app.write_model.lookup import person_with_handle

        return person_with_handle(self.database, handle)

    def person(self, person_id: int) -> Profile:
        """A person as the write side knows them. Raises `InvalidInput` for an unknown id."""
        profile = self._write.fresh_reader().profile(person_id).profile
        if profile is None:
            raise InvalidInput("person", "There is no such person; nothing was sent.")
        return profile

    def catch_up(self, position: int) -> None:
        """Bring the read store and the index to `position`, by projecting or by waiting for who projects."""
        if not self._project:
            return
        self._open_database()
        try:
            self.read_side.catch_up()
        except Stopped:
            if not self.read_side.wait_for(position):
                why = self.read_side.held_up() or "behind, and another Tideline projects this data folder"
                raise Stopped(
                    f"Saved, and not in the feeds yet: the read side is {why}; it comes when that goes on."
                ) from None

    @property
    def projects(self) -> bool:
        """Whether this program brings the read side up to date after what it wrote."""
        return self._project

    def leads(self) -> bool:
        """Whether this process is the one that projects; takes the lock if nobody has it."""
        self._open_database()
        return self.read_side.lead()

    def act_as(self, person_id: int) -> None:
        """Remember who acts; the session follows. Raises `DataFolderUnusable`."""
        self.settings.save(replace(self.settings.value, acting_as=person_id))
        self.session.acting_as(person_id)

    def project(self, *, follow: bool) -> int:
        """Project until caught up; with `follow` on and on, until interrupted. How many events were applied."""
        self._open_database()
        applied = self.read_side.catch_up()
        if follow:
            with contextlib.closing(self.database.watch()) as watch:
                while not self._closed.is_set():
                    if watch.changed():
                        applied += self.read_side.catch_up()
                    else:
                        self.tidy()
                    self.clock.wait(self._closed, FOLLOW_TURN_MS)
        return applied

    def rebuild(self, advance: "Advance") -> None:
        """Rebuild the read side, also if it is good, and tidy the data folder."""
        self._open_database()
        self.read_side.rebuild_now(advance)
        self.read_side.catch_up()
        while self.tidy():
            continue

    def tidy(self) -> bool:
        """Do one small piece of upkeep; whether another one may follow at once."""
        upkeep = self._upkeep
        return upkeep is not None and upkeep.step()

    def event_log(self) -> "Outbox":
        """The open event log, undelayed."""
        self._open_database()
        if self._write.outbox is None:
            raise Stopped("The write side is not open yet.")
        return self._write.outbox

    # What a window uses (ui.ports.Program)

    @property
    def pictures(self) -> MediaStore:
        """The pictures, in and out."""
        return self.media

    @property
    def lag(self) -> "Tideline":
        """The measured lag: `reading`."""
        return self

    def reading(self) -> LagReading:
        """What the sync card shows."""
        return self.session.reading()

    @property
    def lab(self) -> "Laboratory":
        """The experiments of the lab; nothing of it is loaded before it is asked for."""
        with self._making_lab:
            if self._lab is None:
                from app.lab.laboratory import Laboratory

                self._lab = Laboratory(self, RESOURCES)
            return self._lab

    def begin(self) -> None:
        """Start the writer, which opens and migrates the write side, and then the projector. Called once."""
        if not self._begun:
            self._begun = self.trace.on = True
            self._timekeeper.start()
            self.bus.start()

    def close(self) -> None:
        """Refuse commands, finish the writer, stop the projector, close the stores. A second time does nothing."""
        if self._closed.is_set():
            return
        self._closed.set()
        if self._lab is not None:
            self._lab.close()
        self.demo.cancel()
        self.company.stop()
        self.demo.join()
        self.bus.close()
        if self._begun:
            self._timekeeper.join()
        self.read_side.close()
        if self._begun:
            from app.lab.trace_files import keep_percentiles

            keep_percentiles(self.folder, self.trace.newest())
        self._write.close()

    # Within

    def _surroundings(self) -> Surroundings:
        return Surroundings(
            send=self.bus.submit,
            queries=self.queries,
            overlay=self.overlay,
            waits=self.waits,
            lag=self.lag_meter,
            clock=self.clock,
            signals=self.signals,
            fresh_reader=LateFreshReads(self._write.fresh_reader),
            parking=self.read_side,
            trace=self.trace,
        )

    def _open_database(self) -> "Database":
        """Open the write database once, on whichever thread asks first; in a window, start the read side then."""
        database = self._write.open()
        if self._begun:
            self._restore()
            self.read_side.start()
        return database

    def _opened(self, database: "Database", outbox: "Outbox") -> None:
        """The write side is there: the read side follows it, and what is no longer needed may go."""
        from app.write_model.pictures import UnusedPictures
        from app.write_model.retell import retell

        unused = UnusedPictures(database, self.media, lambda: pictures_in_hand(self.drafts, self.overlay.operations()))
        self._upkeep = Upkeep(outbox, unused, self.read_side, self.clock, self._kept)
        log = ObservedLog(outbox, self.clock, lambda: self.lag_meter.positions[1], self._seen_elsewhere)
        self.read_side.engage(WriteSide(log, lambda: retell(database), database.watch))

    def _kept(self, position: int) -> bool:
        return self.lab.travel.keep_horizon(position)

    def _restore(self) -> None:
        """Fold what earlier runs wrote and the read store has not reached into the views again."""
        with self._restoring:
            again, self._restored = self._restored, True
        if not again:
            readable = not self.read_side.store.unreadable
            resume(self.event_log(), self.queries, self.lag_meter, self.session, self.clock, readable=readable)

    def _tell_write_problem(self, sentence: str) -> None:
        if sentence != self.read_side.write_problem:
            self.read_side.write_problem = sentence
            self.signals.read_side.send(self)

    def _committed(self, command_id: CommandId, position: int, at_ms: float) -> None:
        self.lag_meter.committed(position, at_ms)
        if self.trace.on:
            self.trace.committed(command_id, position, at_ms, self.read_side.delay_at(position))
        if self._on_commit is not None:
            self._on_commit(command_id, position, at_ms)

    def _seen_elsewhere(self, position: int, at_ms: float) -> None:
        """Another process has committed."""
        self.lag_meter.committed(position, at_ms)
        self.signals.committed.send(self)

    def _projected(self, _sender: object, what: Projected, **_more: object) -> None:
        snapshot = self.queries.snapshot()
        parked = self.queries.parked() if snapshot.exceptions or what.parked else ()
        self.session.projected(snapshot, parked)

    def _indexed(self, _sender: object, **_more: object) -> None:
        self.session.indexed(self.read_side.index.position())

    def _read_side_changed(self, _sender: object, **_more: object) -> None:
        state = self.read_side.state()
        self.lag_meter.under(state.by_hand)
        self.session.read_side(stopped=state.stopped, rebuilding=state.rebuilding is not None)

    def _keep_time(self) -> None:
        """End waits and marks whose time is over."""
        while not self._closed.is_set():
            self.clock.wait(self._closed, EXPIRE_MS)
            self.session.expire()
            self._turns.tick()
            self._tell_write_problem(str(self.bus.problem or ""))


def open_stage(copied: Path | None) -> "Stage[Tideline]":
    """A scratch copy of a data folder on which the window's scenes are played (None: an empty one)."""
    from app.lab.stage import Stage

    return Stage(lambda folder, clock: Tideline(folder, clock=clock, rng=random.Random(7)), copied)
