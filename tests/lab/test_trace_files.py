"""Traces as files: what Perfetto is given, and what `stats` prints later."""

import json
from pathlib import Path

import pytest

from app.consistency.trace import STAGES, Trace
from app.errors import EnvironmentFault
from app.lab.trace_files import SPANS_FILE, chrome_trace, export_chrome, keep_percentiles, kept_percentiles, side_of

TIMES = (100.0, 106.0, 100.3, 100.7, 103.1, 103.2, 104.2, 104.6, 106.4, 107.0, 113.0)
TRACE = Trace(7, "like", "Like", 1, position=3, strategy="optimistic", times=TIMES)


def test_every_span_is_a_complete_event_on_the_row_of_its_side() -> None:
    made = chrome_trace([TRACE])
    spans = [event for event in made["traceEvents"] if event["ph"] == "X"]
    assert [event["name"] for event in spans] == [stage.replace("_", " ") for stage in STAGES]
    committed = spans[STAGES.index("committed")]
    assert (committed["ts"], committed["dur"], committed["cat"]) == (700.0, 2_400.0, "like")
    rows = {event["tid"]: event["args"]["name"] for event in made["traceEvents"] if event["ph"] == "M"}
    assert {rows[event["tid"]] for event in spans} == {"window", "write side", "read side"}
    assert side_of("applied") == "read side"


def test_an_export_of_nothing_is_still_a_trace_file(tmp_path: Path) -> None:
    assert export_chrome([], tmp_path / "trace.json") == 0
    assert json.loads((tmp_path / "trace.json").read_text())["displayTimeUnit"] == "ms"


def test_a_place_that_cannot_be_written_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="nothing was changed"):
        export_chrome([TRACE], tmp_path / "missing" / "trace.json")


def test_the_percentiles_of_a_run_are_there_for_the_next(tmp_path: Path) -> None:
    keep_percentiles(tmp_path, [TRACE])
    kept = kept_percentiles(tmp_path)
    assert round(kept["committed"].p50, 3) == 2.4
    (tmp_path / SPANS_FILE).write_text("no json")
    assert kept_percentiles(tmp_path) == {}
