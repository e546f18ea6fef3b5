"""The scenarios that come with the program: listed, found by name or file, played, and handed out as reports."""

import datetime as dt
import time
from pathlib import Path

import msgspec

from app.errors import InvalidInput
from app.lab.readings.scenarios import Outcome, Story
from app.lab.scenarios.file import load
from app.lab.scenarios.report import report_page
from app.lab.scenarios.run import play
from app.lab.written import write_whole


class Played(msgspec.Struct, frozen=True):
    """An outcome, and how long playing it took on this machine."""

    outcome: Outcome
    wall_ms: float


class Stories:
    """The scenarios in a folder, in the order of their chapters."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> tuple[Story, ...]:
        """Every scenario that comes with the program."""
        loaded = [(file.stem, load(file)) for file in self._folder.glob("*.toml")]
        loaded.sort(key=lambda one: (one[1].chapter, one[0]))
        return tuple(Story(name, scenario.title, scenario.shows) for name, scenario in loaded)

    def play(self, name: str, seed: int | None = None) -> Played:
        """Play a scenario by its name, or by the path of a .toml file. Raises `InvalidInput` or `EnvironmentFault`."""
        file = self._file(name)
        scenario = load(file)
        began = time.perf_counter()
        outcome = play(scenario, file.stem, seed)
        return Played(outcome, (time.perf_counter() - began) * 1_000)

    def _file(self, name: str) -> Path:
        if name.endswith(".toml"):
            return Path(name).expanduser()
        names = [file.stem for file in self._folder.glob("*.toml")]
        if name not in names:
            raise InvalidInput(
                "name", f"There is no scenario or command '{name}'; `lab` lists them, and a .toml file is one too."
            )
        return self._folder / f"{name}.toml"


def save_report(played: Played, file: Path) -> None:
    """Write the report to `file`. Raises `EnvironmentFault`; then nothing was changed."""
    today = dt.datetime.now(dt.UTC).date().isoformat()
    write_whole(file, report_page(played.outcome, wall_ms=played.wall_ms, played_on=today))
