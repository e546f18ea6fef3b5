"""The group `lab`: the experiments that need no window. Each command lives in the file of its own topic."""

from collections.abc import Callable

import typer

from app.bootstrap import Tideline
from app.cli import lab_guarantees, lab_tug
from app.cli.lab_staleness import add_staleness

AddCommands = Callable[[typer.Typer, bool], None]
"""Adds the commands of one topic to the group; the flag says whether they print JSON."""


OpenProgram = Callable[[], Tideline]
"""Opens the program on the person's data folder, for the commands that measure on it."""


def lab_group(open_program: OpenProgram, *, json: bool) -> typer.Typer:
    """The group with everything that the lab does without a window."""
    group = typer.Typer(no_args_is_help=True, help="Experiments with consistency lag, without a window.")
    group.callback()(lambda: None)  # a group, whatever number of commands it has
    for add in _topics():
        add(group, json)
    lab_tug.add(group, json, open_program)
    return group


def _topics() -> tuple[AddCommands, ...]:
    return (lab_guarantees.add, add_staleness)
