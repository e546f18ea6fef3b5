"""`lab tug`: the page of one's home by SQL and by documents, and the bill of both, on the data folder."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from app.bootstrap import Tideline
from app.cli.output import Json, print_json, print_lines
from app.cli.progress import bar
from app.cli.reading import person_named
from app.errors import InvalidInput

if TYPE_CHECKING:
    from app.lab.readings.tug import Moment, Timing, TugReading, Waiting

RATIOS = (1, 10, 100, 1_000, 10_000)
STEPS = 100


def add(group: typer.Typer, json: bool, open_program: Callable[[], Tideline]) -> None:
    """Add the command to the group."""

    @group.command()
    def tug(
        as_: Annotated[str | None, typer.Option("--as", metavar="HANDLE", help="Whose home is read.")] = None,
    ) -> int:
        """Time a page of your home by SQL and by documents, and what writing costs both. Your data is only read."""
        from app.lab.bench.figures import quiet
        from app.lab.tug.copy import TugParts
        from app.lab.tug.tug import measure

        with open_program() as program:
            viewer = person_named(program, as_, "as") if as_ else _viewer(program)
            with bar("Measuring", None) as advance, quiet():
                parts = TugParts(
                    program.folder, program.clock, program.database, program.read_side.store, program.queries
                )
                found = measure(parts, viewer, lambda share, _words: advance(round(share * STEPS), STEPS))
        if json:
            print_json(tug_json(found))
        else:
            print_lines(tug_lines(found))
        return 0


def tug_json(found: "TugReading") -> Json:
    """`{"page_rows", "idle": {SIDE: {"p50_ms", …}}, "busy", "bytes", "write", "break_even", "bill", "locking"}`."""
    return {
        "page_rows": found.page_rows,
        "idle": _moment_json(found.idle),
        "busy": _moment_json(found.busy) | {"writes_per_s": _rounded(found.busy.writes_per_s)},
        "bytes": {"rows": found.room.rows, "log": found.room.log, "documents": found.room.documents},
        "write": {
            "commit_ms": _rounded(found.write.commit_ms),
            "project_ms": _rounded(found.write.project_ms),
            "project_p99_ms": _rounded(found.write.project_p99_ms),
            "batched_ms": _rounded(found.write.batched_ms),
            "rows": _rounded(found.write.rows),
            "samples": found.write.samples,
        },
        "break_even": None if found.break_even is None else _rounded(found.break_even),
        "bill": [
            {
                "reads_per_write": ratio,
                "sql_ms": _rounded(found.bill(ratio).sql_ms),
                "document_ms": _rounded(found.bill(ratio).document_ms),
                "winner": found.bill(ratio).winner,
            }
            for ratio in RATIOS
        ],
        "locking": {"rollback": _waiting_json(found.locking.rollback), "wal": _waiting_json(found.locking.wal)},
        "copied_bytes": found.copied_bytes,
    }


def tug_lines(found: "TugReading") -> list[str]:
    """The same for a person."""
    from app.lab.readings.tug import SIDE_WORDS, SIDES

    lines = [f"A page of {found.page_rows} of your home, p50 and p99 in ms:"]
    for words, moment in (("idle", found.idle), (f"{found.busy.writes_per_s:.0f} writes/s", found.busy)):
        for side in SIDES:
            timing = moment.of(side)
            lines.append(f"  {words:12} {SIDE_WORDS[side]:14} {_timing_words(timing)}")
    room, write = found.room, found.write
    lines.append(f"Bytes: rows {room.rows:,}, event log {room.log:,}, documents {room.documents:,}.")
    lines.append(
        f"A write: {write.commit_ms:.2f} ms to its receipt; the projector {write.project_ms:.2f} ms by itself, "
        f"{write.batched_ms:.2f} ms in a batch, {write.rows:.1f} rows changed ({write.samples} writes)."
    )
    even = found.break_even
    lines.append(
        "Documents never cost less here." if even is None else f"Documents cost less from {even:.2g} reads a write."
    )
    for name, waiting in (("rollback journal", found.locking.rollback), ("WAL", found.locking.wal)):
        lines.append(
            f"Readers beside a large write, {name}: p50 {waiting.p50_ms:.2f}, p99 {waiting.p99_ms:.1f}, "
            f"at most {waiting.max_ms:.1f} ms ({waiting.reads} reads)."
        )
    lines.append("Reading idle was timed on your own stores; writing on a copy, which is removed.")
    return lines


def _viewer(program: Tideline) -> int:
    """Who acts, or the first person there is. Raises `InvalidInput` if there is nobody."""
    if program.session.viewer:
        return program.session.viewer
    people = program.queries.people(1, include_simulated=True)
    if not people:
        raise InvalidInput("data", "There is nobody yet, so nothing can be measured; make demo data first.")
    return people[0].id


def _timing_words(timing: "Timing") -> str:
    if timing.cut_off:
        return f"more than {timing.p50_ms:,.0f} (ended then)"
    return f"{timing.p50_ms:.3g} {timing.p99_ms:.3g} ({timing.samples} samples)"


def _moment_json(moment: "Moment") -> Json:
    from app.lab.readings.tug import SIDES

    found: Json = {}
    for side in SIDES:
        timing = moment.of(side)
        found[side] = {
            "p50_ms": _rounded(timing.p50_ms),
            "p99_ms": _rounded(timing.p99_ms),
            "samples": timing.samples,
            "cut_off": timing.cut_off,
        }
    return found


def _waiting_json(waiting: "Waiting") -> Json:
    return {
        "p50_ms": _rounded(waiting.p50_ms),
        "p99_ms": _rounded(waiting.p99_ms),
        "max_ms": _rounded(waiting.max_ms),
        "reads": waiting.reads,
        "writes": waiting.writes,
    }


def _rounded(figure: float) -> float:
    """Four digits that count; more than was measured helps nobody."""
    return float(f"{figure:.4g}")
