"""The scenarios without a window: `lab` lists them, `lab NAME` plays one, with `--report FILE` and `--json`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.output import Json, print_json, print_lines
from app.errors import EnvironmentFault

if TYPE_CHECKING:
    from app.lab.readings.scenarios import Outcome
    from app.lab.scenarios.stories import Stories

PLAY = "play"
NOT_AS_EXPECTED = 1
SERIES_AT_MOST = 200


def add_scenarios(group: typer.Typer, json: bool) -> None:
    """Add `play`, which is also meant by the name of a scenario alone."""

    @group.command(PLAY, hidden=True)
    def play(
        name: Annotated[str, typer.Argument(metavar="NAME", help="A scenario's name, or a .toml file.")],
        seed: Annotated[int | None, typer.Option(min=0, help="Another seed than the scenario's own.")] = None,
        report: Annotated[Path | None, typer.Option(metavar="FILE.html", help="Write a page to keep.")] = None,
    ) -> int:
        """Play a scenario on a clock of its own."""
        from app.lab.scenarios.stories import save_report

        if report is not None and not report.absolute().parent.is_dir():
            raise EnvironmentFault(f"There is no folder {report.parent} for the report; nothing was run or written.")
        played = _stories().play(name, seed)
        if report is not None:
            save_report(played, report)
        outcome = played.outcome
        if json:
            print_json(outcome_json(outcome))
        else:
            print_lines(_lines(outcome))
            if report is not None:
                print_lines([f"The report is in {report}."])
        return 0 if outcome.as_expected else NOT_AS_EXPECTED


def list_scenarios(*, json: bool) -> int:
    """Print every scenario with what it shows."""
    stories = _stories().all()
    if json:
        print_json([{"name": one.name, "title": one.title, "shows": one.shows} for one in stories])
    else:
        width = max(len(one.name) for one in stories)
        print_lines(f"{one.name:<{width}}  {one.shows}" for one in stories)
    return 0


def outcome_json(outcome: "Outcome") -> Json:
    """The numbers of an outcome: values of the scenario's own clock alone, the same for the same seed."""
    import msgspec

    found: dict[str, Any] = msgspec.to_builtins(outcome)
    step = max(1, len(outcome.frames) // SERIES_AT_MOST)
    series = [[one.at_ms, one.write, one.read, one.lag_ms] for one in outcome.frames[::step]]
    narration = [{"at_ms": one.at_ms, "text": one.text} for one in outcome.narration]
    del found["frames"]
    return {
        **found,
        "narration": narration,
        "series": {"columns": ["at_ms", "write_position", "read_position", "lag_ms"], "rows": series},
        "as_expected": outcome.as_expected,
    }


def _lines(outcome: "Outcome") -> list[str]:
    from app.lab.readings.scenarios import FIGURES

    found = outcome.figures
    return [
        outcome.title,
        *(f"  {beat.at_ms / 1_000:6.1f} s  {beat.text}" for beat in outcome.narration),
        "",
        f"{found['writes']:,.0f} writes, {found['reads']:,.0f} reads.",
        f"{found['stale_reads']:,.0f} stale reads, {found['stale_told']:,.0f} of them said so.",
        f"{found['own_missed']:,.0f} reads missed an own write.",
        f"Lag {outcome.lag_ms.p50:,.0f} ms at the median, {outcome.lag_ms.p99:,.0f} ms at p99.",
        *(
            f"{'Held' if one.held else 'DID NOT HOLD'}: {FIGURES[one.figure]} {one.wanted} ({one.found:,g})"
            for one in outcome.expectations
        ),
    ]


def _stories() -> "Stories":
    from app.bootstrap import RESOURCES
    from app.lab.scenarios.stories import Stories

    return Stories(RESOURCES / "scenarios")
