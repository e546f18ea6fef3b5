"""Tideline: a private social feed that shows the consistency lag of CQRS. Opens the window or runs one command."""

import gc
import sys
from pathlib import Path
from typing import Any

from app.cli.arguments import Arguments, default_folder, guarded, split


def main(argv: list[str]) -> int:
    """Run what the command line asks for and return the exit status."""
    return guarded(lambda: run(split(argv)))


def run(arguments: Arguments) -> int:
    """Take a screenshot, open the window, or run the command that was named. Raises `TidelineError`."""
    if arguments.screenshot is not None:
        return screenshot(arguments)
    if arguments.rest:
        from app.cli.parser import run as run_command

        return run_command(arguments, window_rows)
    gc.disable()  # loading makes much and drops little; the window collects on its own thread, when it is idle
    from app.bootstrap import Tideline

    folder = arguments.data or default_folder()
    if arguments.measure:
        from ui.bench_rows import measure

        return measure(arguments.measure, folder, lambda on_commit: Tideline(folder, on_commit=on_commit))
    from ui.start import run_window

    return run_window(lambda: Tideline(folder), folder)


def screenshot(arguments: Arguments) -> int:
    """Paint the real window, or a scene played on a scratch folder, into a file."""
    from app.bootstrap import Tideline, open_stage
    from ui.screenshot import Shot, take_screenshot

    folder = arguments.data or default_folder()
    file = arguments.screenshot
    if file is None:
        return 0
    shot = Shot(arguments.view, arguments.scene, arguments.theme, arguments.size)
    copied = folder if (folder / "write.db").exists() else None
    return take_screenshot(file, shot, lambda clock: Tideline(folder, clock=clock), lambda: open_stage(copied))


def window_rows(data: Path, name: str) -> list[dict[str, Any]]:
    """Measure a row of `bench` that needs a window, in a process of its own."""
    from ui.bench_rows import in_own_process

    return in_own_process(data, name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
