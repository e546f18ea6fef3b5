"""The commands that look after the stores: demo data, projecting, rebuilding, proving, measuring."""

import platform
import shutil
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

import msgspec

from app.cli import work
from app.cli.output import Json, date_of, print_json, print_lines
from app.cli.progress import bar
from app.errors import InvalidInput
from app.lab.demo import DemoSpec

if TYPE_CHECKING:
    from app.bootstrap import Tideline

DIFFERENT = 1
PACKAGES = ("PySide6-Essentials", "SQLAlchemy", "tinydb", "lmdb", "msgspec", "tantivy", "blinker")
SHOWN_DIFFERENCES = 50


def demo(program: "Tideline", spec: DemoSpec, *, json: bool) -> int:
    """Fill the stores through the write model, with progress."""
    with bar("Making demo data", None) as step:
        filled = work.fill(program, spec, step)
    if json:
        print_json(msgspec.to_builtins(filled))
    else:
        print_lines(
            [
                f"{filled.accepted} commands accepted, {filled.refused} refused; write position {filled.position}.",
                f"Acting person: @{filled.handle}",
            ]
        )
    return 0


def project(program: "Tideline", *, follow: bool, json: bool) -> int:
    """Run the projector until it has caught up, or on until interrupted."""
    applied = program.project(follow=follow)
    snapshot = program.queries.snapshot()
    if json:
        print_json({"applied": applied, "read_position": snapshot.position})
    else:
        print_lines([f"Applied {applied} events; the read store is at {snapshot.position}."])
    return 0


def rebuild(program: "Tideline", *, json: bool) -> int:
    """Build the read store and the search index anew beside the old ones, then swap."""
    with bar("Rebuilding the read side", None) as step:
        program.rebuild(step)
    snapshot = program.queries.snapshot()
    if json:
        print_json({"read_position": snapshot.position, "generation": snapshot.generation})
    else:
        print_lines([f"Rebuilt; the read store is at {snapshot.position}."])
    return 0


def verify(program: "Tideline", *, json: bool) -> int:
    """Derive every document a second way and compare; exit status 1 with the differences."""
    report = work.verify(program)
    if json:
        print_json(
            {
                "documents": report.documents,
                "differences": [msgspec.to_builtins(difference) for difference in report.differences],
                "exceptions": list(report.exceptions),
            }
        )
    else:
        print_lines([f"{report.documents} documents compared, {len(report.differences)} differences."])
        print_lines(
            f"  {found.table} {found.key} {found.field}: expected {found.expected!r}, found {found.found!r}"
            for found in report.differences[:SHOWN_DIFFERENCES]
        )
        if report.exceptions:
            print_lines([f"Held back, so not compared: {len(report.exceptions)} positions."])
    return DIFFERENT if report.differences else 0


def stats(program: "Tideline", *, json: bool) -> int:
    """Positions and counts of both sides."""
    found = work.statistics(program)
    spans, held_up = work.kept_spans(program), program.read_side.held_up()
    if json:
        print_json({**found, "read_side": held_up, "spans_ms": msgspec.to_builtins(spans)})
    else:
        print_lines(f"{name.replace('_', ' ')}: {value}" for name, value in found.items())
        print_lines([f"read side: {held_up}"] if held_up else [])
        print_lines(
            f"{name.replace('_', ' ')}: p50 {span.p50:.1f} ms, p95 {span.p95:.1f} ms, p99 {span.p99:.1f} ms "
            f"({span.count} commands of the last window)"
            for name, span in spans.items()
        )
    return 0


def doctor(program: "Tideline", *, json: bool) -> int:
    """The environment and the integrity of both stores; exit status 1 if something is wrong."""
    free = shutil.disk_usage(program.folder).free
    checks = work.check_integrity(program)
    found: Json = {
        "python": platform.python_version(),
        "system": platform.platform(),
        "packages": {name: version(name) for name in PACKAGES},
        "folder": str(program.folder),
        "free_bytes": free,
        "stdout": sys.stdout.encoding,
        "now": date_of(program.clock.now_ms()),
        "checks": checks,
    }
    if json:
        print_json(found)
    else:
        print_lines(f"{name}: {value}" for name, value in found.items() if name not in {"packages", "checks"})
        print_lines(f"  {name} {value}" for name, value in found["packages"].items())
        print_lines(f"{name}: {value or 'good'}" for name, value in checks.items())
    return DIFFERENT if any(checks.values()) else 0


def parked(program: "Tideline", *, json: bool) -> int:
    """The events that are held back, with the reasons. Raises `ReadStoreOutdated` where they cannot be read."""
    program.read_side.require_readable()
    events = program.queries.parked()
    if json:
        print_json({"parked": [msgspec.to_builtins(event) for event in events]})
    else:
        print_lines(f"{event.seq} {event.aggregate}: {event.reason}" for event in events)
        if not events:
            print_lines(["Nothing is held back."])
    return 0


def settle(program: "Tideline", word: str, *, discard: bool, json: bool) -> int:
    """Retry or discard one event that is held back. Raises `InvalidInput` if that one is not, or as `parked` does."""
    program.read_side.require_readable()
    held = {event.seq for event in program.queries.parked()}
    if not (word.isascii() and word.isdecimal() and int(word) in held):
        raise InvalidInput("seq", f"No event is held back at position '{word[:20]}'; `parked` lists those that are.")
    work.settle(program, int(word), discard=discard)
    return parked(program, json=json)
