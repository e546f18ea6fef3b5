"""`lab` lists the scenarios, `lab NAME` plays one, and what cannot be played is refused in a sentence."""

from pathlib import Path

from tests.cli.conftest import Cli

SMALL = """
title = "Small"
shows = "Little."
people = [{ handle = "maya" }]
steps = [{ at_ms = 5, who = "maya", does = "post", text = "x" }]
expect = [{ figure = "writes", equals = EXPECTED }]
"""


def _small(tmp_path: Path, expected: int = 1) -> str:
    file = tmp_path / "small.toml"
    file.write_text(SMALL.replace("EXPECTED", str(expected)), encoding="utf-8")
    return str(file)


def test_lab_alone_lists_the_scenarios(cli: Cli) -> None:
    assert {"address", "like-storm", "balance"} <= {one["name"] for one in cli("lab").json}
    assert "three ways to live with it" in cli("lab", json_wanted=False).out


def test_a_scenario_is_played_by_name_and_prints_the_same_numbers_each_time(cli: Cli) -> None:
    ran = cli("lab", "three-edits", "--seed", "5")
    assert ran.status == 0
    assert ran.json["figures"]["rollbacks"] == 1
    assert ran.json["seed"] == 5
    assert cli("lab", "three-edits", "--seed", "5").out == ran.out


def test_numbers_hold_no_path_and_a_report_is_written(cli: Cli, tmp_path: Path) -> None:
    report = tmp_path / "out.html"
    ran = cli("lab", _small(tmp_path), "--report", str(report))
    assert ran.status == 0
    assert str(tmp_path) not in ran.out
    assert ran.json["name"] == "small"
    assert "played in" in report.read_text(encoding="utf-8")


def test_an_expectation_that_does_not_hold_is_an_exit_status(cli: Cli, tmp_path: Path) -> None:
    ran = cli("lab", _small(tmp_path, expected=2), json_wanted=False)
    assert ran.status == 1
    assert "DID NOT HOLD: commands committed = 2 (1)" in ran.out


def test_what_cannot_be_played_is_refused_and_nothing_is_written(cli: Cli, tmp_path: Path, folder: Path) -> None:
    unknown = cli("lab", "nope")
    assert (unknown.status, unknown.out) == (2, "")
    assert unknown.err.startswith("There is no scenario or command 'nope'")
    bad = tmp_path / "bad.toml"
    bad.write_text('title = "t"\nshows = "s"\nspeed = 3', encoding="utf-8")
    report = tmp_path / "out.html"
    refused = cli("lab", str(bad), "--report", str(report))
    assert refused.status == 2
    assert "bad.toml" in refused.err
    assert "'speed'" in refused.err
    assert cli("lab", _small(tmp_path), "--report", str(tmp_path / "no" / "out.html")).status == 4
    assert not report.exists()
    assert not folder.exists(), "a scenario touches no data folder"
