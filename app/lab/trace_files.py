"""Traces as files: Chrome's trace format, which Perfetto opens, and the percentiles of the last run for `stats`."""

import logging
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import msgspec

from app.consistency.spans import Percentiles, percentiles_of, spans_of
from app.consistency.trace import READ_STAGES, Stage, Trace
from app.errors import EnvironmentFault

_log = logging.getLogger(__name__)

SPANS_FILE: Final = "spans.json"
WINDOW: Final[tuple[Stage, ...]] = ("pressed", "overlay_painted", "delivered", "painted")
_ROWS: Final = {"window": 1, "write side": 2, "read side": 3}


def side_of(stage: Stage) -> str:
    """Where a span's work is done: 'window', 'write side' or 'read side'."""
    if stage in WINDOW:
        return "window"
    return "read side" if stage in READ_STAGES else "write side"


def chrome_trace(traces: Iterable[Trace]) -> dict[str, Any]:
    """The traces in the Trace Event Format (JSON object form): a complete event for each span, in microseconds.

    Source: Google, 'Trace Event Format', duration events of phase X, and metadata events that name the rows.
    """
    ordered = sorted((trace for trace in traces if trace.began_ms is not None), key=lambda one: one.began_ms or 0.0)
    zero = ordered[0].began_ms or 0.0 if ordered else 0.0
    events: list[dict[str, Any]] = [
        {"ph": "M", "pid": 1, "tid": row, "name": "thread_name", "args": {"name": name}} for name, row in _ROWS.items()
    ]
    for trace in ordered:
        begin = (trace.began_ms or 0.0) - zero
        facts = {"command_id": str(trace.command_id), "position": trace.position, "strategy": trace.strategy}
        events += [
            {
                "ph": "X",
                "pid": 1,
                "tid": _ROWS[side_of(span.stage)],
                "name": span.stage.replace("_", " "),
                "cat": trace.kind,
                "ts": round((begin + span.start_ms) * 1_000, 1),
                "dur": round(max(0.0, span.took_ms) * 1_000, 1),
                "args": {"command": trace.words, **facts, "set_delay_ms": span.delayed_ms},
            }
            for span in spans_of(trace)
        ]
    return {"traceEvents": events, "displayTimeUnit": "ms"}


def export_chrome(traces: Iterable[Trace], file: Path) -> int:
    """Write the traces to `file`; how many spans. Raises `EnvironmentFault`."""
    made = chrome_trace(traces)
    _write(file, msgspec.json.encode(made))
    return sum(event["ph"] == "X" for event in made["traceEvents"])


def keep_percentiles(folder: Path, traces: Iterable[Trace]) -> None:
    """Keep the percentiles of this run in the data folder; where that cannot be written, the last ones stay."""
    found = percentiles_of(traces)
    try:
        if found:
            _write(folder / SPANS_FILE, msgspec.json.encode(found))
    except EnvironmentFault as error:
        _log.warning("The times of this run were not kept: %s", error)


def kept_percentiles(folder: Path) -> dict[str, Percentiles]:
    """What `keep_percentiles` kept last, {} if there is nothing that can be read."""
    try:
        return msgspec.json.decode((folder / SPANS_FILE).read_bytes(), type=dict[str, Percentiles])
    except (OSError, msgspec.MsgspecError):
        return {}


def _write(file: Path, data: bytes) -> None:
    partial = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        partial.write_bytes(data)
        partial.replace(file)
    except OSError as error:
        raise EnvironmentFault(
            f"{file} could not be written ({error.strerror}); nothing was changed. Choose another place."
        ) from error
