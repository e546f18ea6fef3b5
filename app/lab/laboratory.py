"""The lab of a running program: one experiment for each of its tabs, made when it is first asked for.

Made by the composition root, which hands it the parts of the program. Switched off, it costs nothing.
"""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.clock import Clock
from app.commands import Answer, AnyCommand, CommandId
from app.consistency.overlay import Overlay
from app.consistency.session import Session
from app.consistency.staleness import LagMeter
from app.consistency.trace import TraceLog
from app.ids import IdSource
from app.media import MediaStore
from app.read_model.queries import Queries
from app.read_side import ReadSide
from app.settings import SettingsFile
from app.signals import Signals
from app.write_model.command_bus import CommandBus

if TYPE_CHECKING:
    from app.lab.scenario_desk import ScenarioDesk
    from app.write_model.database import Database


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


class Laboratory:
    """The experiments of the lab, one a tab. `resources` is the folder of what comes with the program."""

    def __init__(self, parts: LabParts, resources: Path) -> None:
        self.parts = parts
        self.resources = resources

    @property
    def trace(self) -> TraceLog:
        """The times of the newest commands, from the press to the paint."""
        return self.parts.trace

    @cached_property
    def scenarios(self) -> "ScenarioDesk":
        """The stories, and recordings of what was done."""
        from app.lab.scenario_desk import ScenarioDesk  # noqa: PLC0415 - loaded when it is asked for

        return ScenarioDesk(self.parts, self.resources / "scenarios")

    def export_traces(self, file: Path, command_id: CommandId | None = None) -> int:
        """Write the kept traces, or one of them, for Perfetto; how many spans. Raises `EnvironmentFault`."""
        from app.lab.trace_files import export_chrome  # noqa: PLC0415 - loaded when it is asked for

        one = None if command_id is None else self.trace.get(command_id)
        return export_chrome(self.trace.newest() if one is None else (one,), file)

    def close(self) -> None:
        """End every experiment that runs. Called before the program's own parts are closed."""
