"""The measurements that need the real window, each in a process of its own, off screen. Handed to `bench` by main.py.

`in_own_process` starts such a process and reads what it tells; `measure` is what that process runs.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QTimer

from app.commands import CommandId
from app.errors import EnvironmentFault, InvalidInput
from ui.main_window import MainWindow
from ui.ports import Program
from ui.start import run_window

Row = dict[str, Any]
OnCommit = Callable[[CommandId, int, float], None]
OpenProgram = Callable[[OnCommit | None], Program]

MAIN = Path(__file__).parent.parent / "main.py"
FIRST_CARD = "start_to_first_card"
STARTS = 5
PATIENCE_S = 600
OFF_SCREEN = {
    "QT_QPA_PLATFORM": "offscreen",
    "QT_ENABLE_HIGHDPI_SCALING": "0",
    "QT_SCALE_FACTOR": "1",
    "QT_FONT_DPI": "96",
}
KEEP_BYTECODE = {"PYTHONDONTWRITEBYTECODE": ""}
"""A second start finds what the first has compiled, as it does for a person, even where developers switch that off."""


def in_own_process(data: Path, name: str) -> list[Row]:
    """Measure the row `name` on the data folder `data`. Raises `EnvironmentFault` if no window could be opened."""
    if name == FIRST_CARD:
        _start_to_first_card(data)
        starts = [_start_to_first_card(data) for _ in range(STARTS)]
        note = f"From the start of the process, {STARTS} times after one that is not counted and leaves its bytecode."
        return [{"name": name, "unit": "s", "samples": starts, "note": note}]
    row: Row = msgspec.json.decode(_told_by_process(data, name))
    return [{"name": name, **row}]


def measure(name: str, data: Path, open_program: OpenProgram) -> int:
    """Open the window on `data`, measure one row, and print it as JSON; `open_program` takes what hears of commits.

    Returns the exit status. Raises `InvalidInput` if there is no such row.
    """
    if name == FIRST_CARD:
        return run_window(lambda: open_program(None), data, tell_first_card)
    # Only now, so that what measures does not slow the start that is measured.
    from ui import bench_window  # noqa: PLC0415

    if name not in bench_window.MEASURES:
        raise InvalidInput("measure", f"There is no row '{name}' that needs a window.")
    commits: dict[CommandId, float] = {}

    def hear(command_id: CommandId, _position: int, at_ms: float) -> None:
        commits[command_id] = at_ms

    return run_window(
        lambda: open_program(hear),
        data,
        lambda window, program: bench_window.run_in(window, program, commits, name),
    )


def tell_first_card(window: MainWindow, _program: Program) -> None:
    """Print the time at the end of the first card's paintEvent (nanoseconds of the monotonic clock), and close."""
    feed = window.views.column.feed

    def painted(*_: object) -> None:
        told = time.monotonic_ns()
        feed.on_painted = None
        sys.stdout.write(f"{told}\n")
        sys.stdout.flush()
        QTimer.singleShot(0, window, window.close)

    feed.on_painted = painted


def _start_to_first_card(data: Path) -> float:
    """Seconds from the start of a process to the end of its first card's paintEvent."""
    begun = time.monotonic_ns()
    return (int(_told_by_process(data, FIRST_CARD)) - begun) / 1e9


def _told_by_process(data: Path, name: str) -> bytes:
    environment: Mapping[str, str] = {**os.environ, **OFF_SCREEN, **KEEP_BYTECODE}
    words = [sys.executable, str(MAIN), "--data", str(data), "--measure", name]
    try:
        done = subprocess.run(words, env=environment, capture_output=True, timeout=PATIENCE_S, check=False)  # noqa: S603 - our own program
    except subprocess.TimeoutExpired as error:
        raise EnvironmentFault(f"The window for {name} did not come to its end; nothing was measured.") from error
    if done.returncode or not done.stdout.strip():
        reason = (done.stderr.decode(errors="replace").strip().splitlines() or ["it said nothing"])[-1]
        raise EnvironmentFault(f"The window for {name} could not be measured ({reason}).")
    return done.stdout.strip().splitlines()[-1]
