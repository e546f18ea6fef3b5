"""The lab of a running program: one experiment for each of its tabs, made when it is first asked for.

Made by the composition root, which hands it the parts of the program. Switched off, it costs nothing.
"""

import threading
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.clock import Clock
from app.commands import Answer, AnyCommand, CommandId
from app.consistency.overlay import Overlay
from app.consistency.session import Session
from app.consistency.staleness import LagMeter
from app.consistency.trace import Kind, TraceLog
from app.ids import IdSource
from app.media import MediaStore
from app.read_model.queries import Queries
from app.read_side import ReadSide
from app.settings import SettingsFile
from app.signals import Signals
from app.write_model.command_bus import CommandBus

if TYPE_CHECKING:
    from app.lab.histories.guarantees import Guarantees
    from app.lab.lanes.player import LanesPlayer
    from app.lab.readings.faults import FaultName, FaultReading
    from app.lab.scenarios.desk import ScenarioDesk
    from app.lab.sides.sides import BothSides
    from app.lab.sides.time_travel import TimeTravel
    from app.lab.staleness.freshness import Freshness
    from app.lab.tug.tug import Tug
    from app.lab.workers import Workers
    from app.write_model.database import Database
    from app.write_model.outbox import Outbox


class LabParts(Protocol):
    """What the experiments work with: the running program's own parts, never copies."""

    folder: Path
    clock: Clock
    ids: IdSource
    signals: Signals
    bus: CommandBus
    read_side: ReadSide
    queries: Queries
    session: Session
    overlay: Overlay
    lag_meter: LagMeter
    trace: TraceLog
    media: MediaStore
    settings: SettingsFile

    @property
    def database(self) -> "Database":
        """The open write database; asked for on any thread but the window's, since it may have to be migrated."""
        ...

    def execute(self, command: AnyCommand) -> Answer:
        """Send a command and wait for its answer."""
        ...

    def event_log(self) -> "Outbox":
        """The open event log, undelayed; asked for as `database` is."""
        ...


class Laboratory:
    """The experiments of the lab, one a tab. `resources` is the folder of what comes with the program."""

    def __init__(self, parts: LabParts, resources: Path) -> None:
        self.parts = parts
        self.resources = resources
        self._making = threading.Lock()
        self._travel: TimeTravel | None = None

    @property
    def trace(self) -> TraceLog:
        """The times of the newest commands, from the press to the paint."""
        return self.parts.trace

    @cached_property
    def guarantees(self) -> "Guarantees":
        """The promises of a session, checked from the first look on."""
        from app.lab.histories.guarantees import Guarantees  # noqa: PLC0415 - the lab costs nothing until it is opened

        parts = self.parts
        return Guarantees(parts.session, parts.queries, parts.read_side, parts.read_side.index.position, self._workers)

    @cached_property
    def staleness(self) -> "Freshness":
        """P(fresh), measured and predicted, and what replicas would do."""
        from app.lab.staleness.freshness import Freshness  # noqa: PLC0415 - made when its tab is first shown

        return Freshness(self.parts)

    @cached_property
    def tug(self) -> "Tug":
        """The same page by SQL and by documents, and what each costs."""
        from app.lab.tug.tug import Tug  # noqa: PLC0415 - made when its tab is first shown

        return Tug(self.parts.folder, self.resources, self._workers)

    @cached_property
    def scenarios(self) -> "ScenarioDesk":
        """The stories, and recordings of what was done."""
        from app.lab.scenarios.desk import ScenarioDesk  # noqa: PLC0415 - loaded when it is asked for

        return ScenarioDesk(self.parts, self.resources / "scenarios", self._workers)

    def export_traces(self, file: Path, command_id: CommandId | None = None) -> int:
        """Write the kept traces, or one of them, for Perfetto; how many spans. Raises `EnvironmentFault`."""
        from app.lab.trace_files import export_chrome  # noqa: PLC0415 - loaded when it is asked for

        one = None if command_id is None else self.trace.get(command_id)
        return export_chrome(self.trace.newest() if one is None else (one,), file)

    def run_fault(
        self, fault: "FaultName", kind: Kind, which: int, progress: Callable[[int, int], None]
    ) -> "FaultReading":
        """As `app.lab.faults.faults.run_fault`, in a process of its own."""
        found: FaultReading = self._workers.job("fault", fault, kind, which).result(lambda said: progress(*said))
        return found

    @cached_property
    def lanes(self) -> "LanesPlayer":
        """The same traffic shown to four readers."""
        from app.lab.lanes.player import LanesPlayer  # noqa: PLC0415 - loaded when it is asked for

        return LanesPlayer(self._workers)

    @cached_property
    def sides(self) -> "BothSides":
        """Both sides of a person or post. Asked for in the pool: it opens the database."""
        from app.lab.sides.sides import BothSides  # noqa: PLC0415 - loaded when it is asked for

        return BothSides(self.parts.database, self.parts.queries)

    @property
    def travel(self) -> "TimeTravel":
        """The read model of the past. One of it for the window and for who prunes, whoever comes first."""
        with self._making:
            if self._travel is None:
                from app.lab.jobs import TRAVEL  # noqa: PLC0415 - loaded when it is asked for
                from app.lab.sides.time_travel import TimeTravel  # noqa: PLC0415

                parts = self.parts
                self._travel = TimeTravel(
                    parts.folder / TRAVEL,
                    parts.event_log,
                    parts.read_side.store,
                    parts.clock,
                    build=lambda: self._workers.job("travel", parts.folder).result(),
                )
            return self._travel

    @cached_property
    def _workers(self) -> "Workers":
        """The processes of what takes long; none is started before it is needed."""
        from app.lab.workers import Workers  # noqa: PLC0415 - loaded when it is asked for

        return Workers()

    def stop(self) -> None:
        """Have what runs in processes of its own end soon, for good: who waits for it in a pool waits no longer."""
        if "_workers" in self.__dict__:
            self._workers.stop()

    def close(self) -> None:
        """End every experiment that runs. Called before the program's own parts are closed."""
        if "_workers" in self.__dict__:
            self._workers.close()
        if "tug" in self.__dict__:
            self.tug.close()
        if "sides" in self.__dict__:
            self.sides.close()
        if self._travel is not None:
            self._travel.close()
