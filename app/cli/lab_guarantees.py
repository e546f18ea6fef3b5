"""`lab check FILE`: which promises a recorded history breaks."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.output import Json, print_json, print_lines
from app.cli.progress import bar
from app.consistency.history import LANES
from app.consistency.verdicts import GUARANTEES, TERMS, Violation
from app.lab.histories.files import Checked, check_file

BROKEN = 1


def add(group: typer.Typer, json: bool) -> None:
    """Add the command to the group."""

    @group.command()
    def check(
        file: Annotated[Path, typer.Argument(metavar="FILE", help="A history as JSON, or as Elle's EDN.")],
    ) -> int:
        """Check a recorded history for broken session guarantees; the exit status is 1 if one is broken."""
        with bar(f"Checking {file.name}", None) as step:
            checked = check_file(file, step)
        if json:
            print_json(checked_json(checked))
        else:
            print_lines(checked_lines(checked))
        return BROKEN if checked.verdict.broken else 0


def checked_json(checked: Checked) -> Json:
    """`{"holds", "records", …, "guarantees": {TERM: {LANE: {"checked", "broken"}}}, "violations": […]}`."""
    verdict = checked.verdict
    counts = {
        TERMS[guarantee]: {
            lane: {"checked": verdict.count(guarantee, lane).checked, "broken": verdict.count(guarantee, lane).broken}
            for lane in LANES
        }
        for guarantee in GUARANTEES
    }
    return {
        "holds": verdict.broken == 0,
        "records": checked.records,
        "reads": verdict.reads,
        "writes": verdict.writes,
        "rollbacks": verdict.rollbacks,
        "guarantees": counts,
        "violations": [_violation_json(violation) for violation in checked.first],
    }


def checked_lines(checked: Checked) -> list[str]:
    """The same for a person."""
    verdict = checked.verdict
    lines = [f"{checked.records:,} records, {verdict.writes:,} writes, {verdict.reads:,} reads."]
    for guarantee in GUARANTEES:
        parts = []
        for lane, words in zip(LANES, ("stores", "what was seen"), strict=True):
            count = verdict.count(guarantee, lane)
            parts.append(f"{words}: {count.broken:,} of {count.checked:,} broken")
        lines.append(f"{TERMS[guarantee]:20} {'; '.join(parts)}")
    lines.extend(f"record {violation.record}: {violation.sentence}" for violation in checked.first[:20])
    if verdict.broken > 20:
        lines.append(f"… and {verdict.broken - 20:,} more; --json tells the first 200.")
    return lines


def _violation_json(violation: Violation) -> Json:
    return {
        "guarantee": TERMS[violation.guarantee],
        "lane": violation.lane,
        "session": violation.session,
        "record": violation.record,
        "key": violation.key,
        "store": violation.store,
        "cursor": violation.cursor,
        "missing": violation.missing,
        "without": violation.without or None,
        "sentence": violation.sentence,
    }
