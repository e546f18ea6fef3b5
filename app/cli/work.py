"""What the commands of upkeep do with an open program: demo data, proof, positions, parked events."""

from typing import TYPE_CHECKING

from app.bootstrap import RESOURCES, Tideline
from app.cli.progress import Advance
from app.errors import DataFolderUnusable

if TYPE_CHECKING:
    from app.consistency.spans import Percentiles
    from app.lab.demo import DemoSpec
    from app.lab.filling import Filled
    from app.verify import Report

PROJECT_EVERY = 20_000
"""Commands of a demo between two turns of the read side."""


def fill(program: Tideline, spec: "DemoSpec", advance: Advance) -> "Filled":
    """Make demo data through the write model and project it; whoever looks at it acts from now on, if nobody did."""
    from app.lab.filling import fill as send_all

    program.bus.start()
    leads = program.projects and program.leads()
    projected = 0

    def between(position: int) -> None:
        nonlocal projected
        if leads and position - projected >= PROJECT_EVERY:
            projected = position
            program.read_side.catch_up()

    filled = send_all(program.bus, program.media, RESOURCES, spec, progress=advance, between=between)
    program.catch_up(filled.position)
    if not program.settings.value.acting_as:
        program.act_as(filled.person_id)
    return filled


def verify(program: Tideline) -> "Report":
    """Derive every document a second way and compare."""
    from app.verify import verify as derive_and_compare

    return derive_and_compare(program.database, program.read_side.store, program.read_side.index)


def settle(program: Tideline, seq: int, *, discard: bool) -> None:
    """Retry or discard an event that is held back. Raises `Stopped` if another process projects."""
    program.project(follow=False)
    (program.read_side.discard if discard else program.read_side.retry)(seq)
    program.read_side.catch_up()


def statistics(program: Tideline) -> dict[str, int]:
    """Positions and counts of both sides."""
    from app.write_model.statistics import counts

    found = counts(program.database)
    documents = program.queries.statistics()
    return {
        "write_position": found.pop("write_position"),
        "first_kept_position": program.event_log().first_kept(),
        "read_position": program.queries.snapshot().position,
        "index_position": program.read_side.index.position(),
        **found,
        "parked": documents.pop("parked"),
        **{f"documents_{name}": number for name, number in documents.items()},
    }


def kept_spans(program: Tideline) -> "dict[str, Percentiles]":
    """What each span of a command took in the last window on this folder; {} if there was none."""
    from app.lab.trace_files import kept_percentiles

    return kept_percentiles(program.folder)


def check_integrity(program: Tideline) -> dict[str, str]:
    """What is wrong with each store, '' for nothing."""
    found = statistics(program)
    lag = found["write_position"] - found["read_position"]
    return {
        "write store": "; ".join(program.database.damage()[:5]),
        "read store": _why_behind(program, lag) if lag > 0 else "",
        "parked events": f"{found['parked']} held back; see `parked`" if found["parked"] else "",
        "settings": _settings_problem(program),
    }


def _why_behind(program: Tideline, lag: int) -> str:
    unreadable = program.read_side.store.unreadable
    return f"{unreadable.rstrip('.')}; run `project`" if unreadable else f"{lag} events behind; run `project`"


def _settings_problem(program: Tideline) -> str:
    try:
        program.settings.load()
    except DataFolderUnusable as error:
        return str(error)
    return ""
