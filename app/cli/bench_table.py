"""The table in which people read what was measured."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.cli.output import Json

WIDE = 160
"""Characters in a line where the terminal does not say."""


def print_table(found: Json) -> None:
    """Print the rows with their comparison sides, and below what has to be known about them."""
    console = Console()
    if not console.is_terminal:
        console.width = WIDE
    console.print(f"{found['machine']}; {found['posts']:,} posts, {found['data']['likes']:,} likes", highlight=False)
    table = Table()
    for heading in ("row", "p50", "p99", "unit", "reach", "met", "beside", "p50", "ratio"):
        table.add_column(heading, no_wrap=heading not in {"reach", "beside"})
    for row in found["rows"]:
        beside = [(name, _figure(peer["p50"]), f"{peer['ratio']:,g}×") for name, peer in row["peers"].items()]
        first, *rest = beside or [("", "", "")]
        met = "[green]yes[/]" if row["met"] else "[red]no[/]"
        table.add_row(
            row["name"],
            _figure(row["p50"]),
            _figure(row["p99"]),
            row["unit"],
            row["reach"],
            met,
            *first,
            end_section=not rest,
        )
        for number, peer in enumerate(rest, 1):
            table.add_row("", "", "", "", "", "", *peer, end_section=number == len(rest))
    console.print(table)
    for row in found["rows"]:
        figures = ", ".join(f"{name} {_figure(figure)}" for name, figure in row.get("figures", {}).items())
        words = " ".join(part for part in (figures and f"{figures}.", row.get("note", "")) if part)
        if words:
            console.print(f"[bold]{row['name']}[/]: {words}", highlight=False)
        for side, plan in row.get("explain", {}).items():
            steps = escape(" · ".join(plan))
            console.print(f"[bold]{row['name']}[/], EXPLAIN of {side}: [dim]{steps}[/]", highlight=False)


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 1_000 else f"{value:g}"
