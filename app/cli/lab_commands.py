"""The group `lab`: the experiments that need no window. Each command lives in the file of its own topic.

`lab` alone lists the scenarios; a word after it that names no command is the name of a scenario.
"""

from collections.abc import Callable

import typer
from typer._click import Command, Context  # Typer carries its own click and exports neither
from typer.core import TyperGroup

from app.bootstrap import Tideline
from app.cli import lab_guarantees, lab_tug
from app.cli.lab_scenarios import PLAY, add_scenarios, list_scenarios
from app.cli.lab_staleness import add_staleness

AddCommands = Callable[[typer.Typer, bool], None]
"""Adds the commands of one topic to the group; the flag says whether they print JSON."""


OpenProgram = Callable[[], Tideline]
"""Opens the program on the person's data folder, for the commands that measure on it."""


class LabGroup(TyperGroup):
    """Takes the name of a scenario for the command that plays it."""

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        """As Typer does, with that one exception."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            return PLAY, self.commands[PLAY], args
        return super().resolve_command(ctx, args)


def lab_group(open_program: OpenProgram, *, json: bool) -> typer.Typer:
    """The group with everything that the lab does without a window."""
    group = typer.Typer(
        cls=LabGroup,
        invoke_without_command=True,
        help="Experiments with consistency lag, without a window. Alone it lists the scenarios; "
        "lab NAME [--seed N] [--report FILE.html] plays one.",
    )

    @group.callback()
    def nothing_else(context: typer.Context) -> int:
        return list_scenarios(json=json) if context.invoked_subcommand is None else 0

    for add in _topics():
        add(group, json)
    lab_tug.add(group, json, open_program)
    return group


def _topics() -> tuple[AddCommands, ...]:
    return (add_scenarios, add_staleness, lab_guarantees.add)
