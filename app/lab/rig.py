"""A whole Tideline on one thread, in a scratch folder, with a clock of its own: the same parts as the running program.

Commands go through the real bus, driven by `commit`; events through the real projector, driven by `step`. Nothing
happens between two calls, ids and time are seeded, so the same calls give the same positions, documents and times.
"""

import contextlib
import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from app.clock import ManualClock
from app.commands import Answer, AnyCommand, CommandId
from app.consistency.overlay import Overlay
from app.consistency.reads import FreshReads
from app.consistency.session import Session
from app.consistency.staleness import LagMeter
from app.consistency.strategies import Strategies
from app.consistency.surroundings import Surroundings
from app.consistency.waits import Waits
from app.errors import DataFolderUnusable
from app.fresh_reader import FreshReader
from app.ids import IdSource
from app.lab.delays import DelayedLog
from app.lab.stage import MEMORY
from app.media import MediaStore
from app.projections.projector import Projector, Step
from app.read_model.queries import Queries
from app.read_model.search_index import SearchIndex
from app.read_model.store import ReadStore
from app.signals import Projected, Signals
from app.verify import Report, verify
from app.write_model.command_bus import CommandBus
from app.write_model.database import Database
from app.write_model.outbox import Outbox

START_MS: Final = 1_767_225_600_000
"""When the rig's clock begins: 2026-01-01, UTC."""


class Rig:
    """Made and closed by one experiment, on one thread. `seed` decides every id and every random draw of `rng`.

    A session made by `reader` is told of commits and projected batches as one of the window's is. `on_commit` hears of
    each receipt. Raises `EnvironmentFault` if no scratch folder can be made.
    """

    def __init__(self, seed: int = 7, *, on_commit: Callable[[CommandId, int, float], None] | None = None) -> None:
        self.clock = ManualClock(START_MS)
        self.rng = random.Random(seed)
        self.signals = Signals()
        self.ids = IdSource(self.clock, random.Random(self.rng.random()))
        self._on_commit = on_commit
        self._sessions: list[Session] = []
        self._fresh: FreshReader | None = None
        self.folder = _scratch_folder()
        with contextlib.ExitStack() as undone:
            undone.callback(shutil.rmtree, self.folder, ignore_errors=True)
            self._open(undone)
            undone.pop_all()

    def _open(self, undone: contextlib.ExitStack) -> None:
        """Make the parts; `undone` closes those that are made if another cannot be."""
        self.media = MediaStore(self.folder / "media")
        self.database = Database(self.folder / "write.db")
        undone.callback(self.database.close)
        self.database.open_and_migrate()
        self.outbox = Outbox(self.database)
        undone.callback(self.outbox.close)
        self.log = DelayedLog(self.outbox, self.clock)
        self.store = ReadStore(self.folder / "read")
        undone.callback(self.store.close)
        self.store.check(self.outbox)
        self.index = SearchIndex(self.folder / "search", stand_in=True)
        self.queries = Queries(self.store, self.index)
        self.projector = Projector(self.log, self.store, self.clock, self.signals)
        self.lag = LagMeter(self.clock)
        self.bus = CommandBus(
            lambda: self.database, self.clock, self.ids, self.signals, self.media, on_commit=self._committed
        )
        # Held weakly by the signal: the method of this object lives as long as it does.
        self.signals.projected.connect(self._projected)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()

    def reader(
        self,
        viewer: int,
        strategies: Strategies | None = None,
        watched: Callable[[FreshReads], FreshReads] = lambda reads: reads,
    ) -> Session:
        """A person at a window of their own: an overlay, waits and strategies of theirs over the shared stores.

        `watched` may put something around the reads of the write model, to count them.
        """
        session = Session(
            viewer,
            Surroundings(
                send=self.bus.submit,
                queries=self.queries,
                overlay=Overlay(self.clock, self.signals),
                waits=Waits(self.clock),
                lag=self.lag,
                clock=self.clock,
                signals=self.signals,
                fresh_reader=watched(self._fresh_reads()),
            ),
            strategies,
        )
        self._sessions.append(session)
        return session

    def submit(self, command: AnyCommand) -> Future[Answer]:
        """Queue a command; `commit` answers it."""
        return self.bus.submit(command)

    def commit(self) -> int:
        """Commit what is queued, now on the rig's clock; how many commands."""
        return self.bus.work()

    def execute(self, command: AnyCommand) -> Answer:
        """Queue and commit one command."""
        answer = self.submit(command)
        self.commit()
        return answer.result()

    def execute_many(self, commands: Iterable[AnyCommand]) -> list[Answer]:
        """Queue and commit many commands together."""
        answers = [self.submit(command) for command in commands]
        self.commit()
        return [answer.result() for answer in answers]

    def step(self, events: int = 100) -> Step:
        """One step of the projector, now on the rig's clock."""
        return self.projector.step(events)

    def catch_up(self) -> int:
        """Project everything that may be seen by now; how many events."""
        return self.projector.drain()

    def pass_time(self, milliseconds: float) -> None:
        """Let time pass; the sessions' deadlines end when their time comes."""
        self.clock.advance(milliseconds)
        for session in self._sessions:
            session.expire()

    def positions(self) -> tuple[int, int]:
        """How far the read store and the write model are."""
        return self.store.snapshot().position, self.outbox.last_position()

    def verify(self) -> Report:
        """Derive every document a second way and compare."""
        return verify(self.database, self.store)

    def close(self) -> None:
        """End it and remove the scratch folder."""
        self.bus.close()
        for part in (self._fresh, self.outbox, self.database, self.index, self.store):
            if part is not None:
                part.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _fresh_reads(self) -> FreshReads:
        if self._fresh is None:
            self._fresh = FreshReader(self.database)
        return self._fresh

    def _committed(self, command_id: CommandId, position: int, at_ms: float) -> None:
        self.lag.committed(position, at_ms)
        if self._on_commit is not None:
            self._on_commit(command_id, position, at_ms)

    def _projected(self, _sender: object, what: Projected, **_more: object) -> None:
        snapshot = self.queries.snapshot()
        self.lag.projected(snapshot)
        parked = self.queries.parked() if snapshot.exceptions or what.parked else ()
        for session in self._sessions:
            session.projected(snapshot, parked)


def _scratch_folder() -> Path:
    """A new folder, in memory where that can be had. Raises `DataFolderUnusable`."""
    memory = MEMORY if os.access(MEMORY, os.W_OK) else None
    try:
        return Path(tempfile.mkdtemp(prefix="tideline-rig-", dir=memory))
    except OSError as error:
        raise DataFolderUnusable(
            f"No scratch folder could be made ({error.strerror}), so nothing was run; your data is as it was."
        ) from error
