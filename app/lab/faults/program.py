"""A rig whose read side runs as the projector's thread runs it, on the rig's clock, with the faulty parts in between.

It can die at any point and be opened anew over the same files. Made and closed by one experiment.
"""

import os
import shutil
from collections.abc import Callable, Sequence

from app.commands import AnyCommand, CommandId
from app.errors import GapInLog, TidelineError
from app.events import StoredEvent
from app.lab.delays import DelayedLog
from app.lab.faults.wrappers import Crash, CrashingStore, FaultyBell, FaultyLog
from app.lab.rig import Rig
from app.projections.projector import Projector
from app.projections.rebuild import Rebuild
from app.projections.runner import ProjectorThread
from app.read_model.queries import Queries
from app.read_model.store import ReadStore
from app.write_model.command_bus import CommandBus
from app.write_model.database import Database
from app.write_model.outbox import Outbox
from app.write_model.retell import Retelling

ALL = 1 << 30


class FaultProgram:
    """`rig` with the wrappers `log`, `bell` and `door` (to the store). `looked` is called after each look.

    `retold` counts the facts told by rebuilds, `refused` is the last event that the projector refused to take.
    """

    def __init__(self, seed: int, looked: Callable[[], None]) -> None:
        self.rig = Rig(seed, on_commit=self._committed)
        self.retold = 0
        self.refused: GapInLog | None = None
        self._looked = looked
        self._dies_at_commit = False
        self._told = 0
        self._due_ms = 0.0
        self._thread: ProjectorThread | None = None
        self.bell = FaultyBell(self._ring)
        self.rig.signals.committed.connect(self.bell.heard)
        try:
            self._open_reading()
        except BaseException:
            self.close()
            raise

    @property
    def now_ms(self) -> float:
        """The experiment's time."""
        return self.rig.clock.monotonic_ms()

    @property
    def position(self) -> int:
        """How far the read store is."""
        return self.rig.store.snapshot().position

    @property
    def behind(self) -> int:
        """How many events the read store lacks."""
        position, last = self.rig.positions()
        return last - position

    def commit(self, commands: Sequence[AnyCommand]) -> list[StoredEvent]:
        """Commit commands together; the events that came of all since the last call. Raises `Crash` if told to."""
        answers = [self.rig.submit(command) for command in commands]
        self.rig.commit()
        for answer in answers:
            answer.result()
        return self.new_events()

    def new_events(self) -> list[StoredEvent]:
        """The events that were committed since the last call."""
        events = list(self.rig.outbox.read(self._told, ALL))
        self._told = events[-1].seq if events else self._told
        return events

    def run(self, milliseconds: float) -> None:
        """Let time pass; the projector looks when it is rung, and when its rest is over. Raises `Crash` if told to."""
        clock = self.rig.clock
        end = clock.monotonic_ms() + milliseconds
        while self._thread is not None:
            if self.rig.projector.doorbell.is_set() or clock.monotonic_ms() >= self._due_ms:
                self.rig.projector.doorbell.clear()
                self._due_ms = clock.monotonic_ms() + self._thread.look()
                self._looked()
            elif self._due_ms <= end:
                clock.advance(self._due_ms - clock.monotonic_ms())
            else:
                break
        clock.advance(max(0.0, end - clock.monotonic_ms()))

    def run_dead(self, milliseconds: float) -> None:
        """Let time pass in which no process runs."""
        self.kill_projector()
        self.run(milliseconds)

    def die_at_commit(self) -> None:
        """Let the process die in the next commit, when it is durable and before the doorbell."""
        self._dies_at_commit = True

    def kill_projector(self) -> None:
        """The projector's thread is gone, with all that it knew."""
        self._thread = None

    def start_projector(self) -> None:
        """Start a projector that knows nothing but what the stores say; it looks at once."""
        rig = self.rig
        self.door = CrashingStore(rig.store)
        self.log = FaultyLog(rig.log)
        rig.projector = Projector(self.log, self.door, rig.clock, rig.signals)
        self._thread = ProjectorThread(
            rig.projector,
            rig.signals,
            rig.clock,
            due_in_ms=rig.log.next_due_ms,
            recover=self._recover,
        )
        self._due_ms = rig.clock.monotonic_ms()

    def open_anew(self) -> str:
        """Abandon every part as it is and open the same files, as a new process would.

        Why the read store could not be opened, and so was rebuilt; '' if it could.
        """
        rig = self.rig
        self.kill_projector()
        for part in (rig.bus, rig.outbox, rig.database, rig.store):
            part.close()
        rig.database = Database(rig.folder / "write.db")
        rig.database.open_and_migrate()
        rig.outbox = Outbox(rig.database)
        rig.log = DelayedLog(rig.outbox, rig.clock)
        rig.bus = CommandBus(
            lambda: rig.database, rig.clock, rig.ids, rig.signals, rig.media, on_commit=self._committed
        )
        return self._open_reading()

    def delete_pages(self) -> None:
        """Delete the documents' files, open as they are; where the system forbids that, `open_anew` finds none."""
        shutil.rmtree(self._generation_folder, ignore_errors=os.name == "nt")

    def close(self) -> None:
        """End it and remove its folder."""
        self.rig.close()

    def _open_reading(self) -> str:
        rig = self.rig
        rig.store.close()
        rig.store = ReadStore(rig.folder / "read", create=False, stand_in=True)
        why = "missing" if rig.store.unreadable else ""
        if not why:
            rig.store.check(rig.outbox)
        rig.queries = Queries(rig.store, rig.index)
        self.start_projector()
        if why:
            self._rebuild()
        return why

    @property
    def _generation_folder(self) -> os.PathLike[str]:
        return self.rig.folder / "read" / str(self.rig.store.generation)

    def _recover(self, error: TidelineError) -> None:
        """What the running program does when its store cannot follow the log."""
        if isinstance(error, GapInLog):
            self.refused = error
        self._rebuild()

    def _rebuild(self) -> None:
        rig = self.rig
        done = 0

        def progress(so_far: int, _total: int) -> None:
            nonlocal done
            done = so_far

        def retell() -> Retelling:
            return Retelling(rig.database.reader())

        Rebuild(retell, rig.outbox, rig.store, rig.clock, rig.projector).run(progress)
        self.retold += done

    def _ring(self) -> None:
        self.rig.projector.doorbell.set()

    def _committed(self, _command_id: CommandId, _position: int, _at_ms: float) -> None:
        if self._dies_at_commit:
            self._dies_at_commit = False
            raise Crash
