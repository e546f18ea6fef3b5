"""What the lab's pages need of the running program, one small protocol a page; `app.lab.laboratory` fills them in."""

from pathlib import Path
from typing import Protocol

from app.commands import CommandId
from app.consistency.trace import TraceLog
from app.lab.readings.scenarios import Outcome, Story


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
    def scenarios(self) -> Scenarios:
        """The stories."""
        ...

    def export_traces(self, file: Path, command_id: CommandId | None = None) -> int:
        """Write traces for Perfetto; how many spans. Pool. Raises `EnvironmentFault`."""
        ...
