"""A report is one page that needs nothing else, and whatever a scenario says stands in it as words."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from app.errors import EnvironmentFault
from app.lab.scenarios.file import parse
from app.lab.scenarios.report import report_page
from app.lab.scenarios.run import play
from app.lab.scenarios.stories import Played, Stories, save_report

NASTY = """
title = '<script>alert("x")</script> & more'
shows = 'a "quoted" <b>thing</b>'
moral = "</main>"
people = [{ handle = "maya", name = "<img src=x>" }]
steps = [{ at_ms = 5, who = "maya", does = "post", text = "<script>1</script>" }]
looks = [{ who = "maya", at = "feed", from_ms = 500 }]
narration = [{ at_ms = 500, text = "<i>{seen:maya}</i>" }]
expect = [{ figure = "writes", equals = 1, says = "<u>one</u>" }]
"""


def _page(text: str) -> str:
    return report_page(play(parse(text, "mine.toml"), "mine"), wall_ms=12.0, played_on="2026-01-01")


def test_a_report_needs_no_network_and_no_script() -> None:
    page = _page(NASTY)
    assert "http" not in page
    assert "<script" not in page
    assert not re.search(r"<[^>]*\b(src|href)\s*=|url\(|@import", page)


def test_a_report_is_well_formed_and_says_what_it_was_given_as_words() -> None:
    root = ET.fromstring(_page(NASTY))  # noqa: S314 - our own page
    assert root.findtext("body/main/h1") == '<script>alert("x")</script> & more'
    words = " ".join(root.itertext())
    assert "<i>Somebody" not in words
    assert "<script>1</script>" in words
    assert "As expected" in words


def test_a_report_has_both_charts_the_narration_and_every_number() -> None:
    root = ET.fromstring(_page(NASTY))  # noqa: S314 - our own page
    names = [chart.get("aria-label") for chart in root.iter("svg")]
    assert names == ["Positions of both sides over time", "Age of the oldest change that waits"]
    for chart in root.iter("svg"):
        assert all("nan" not in path.get("d", "") for path in chart.iter("path"))
    titles = [title.text for title in root.iter("h2")]
    assert titles == [
        "What happened",
        "Both sides",
        "How old the oldest waiting change is",
        "What was expected",
        "Who read what",
        "All numbers",
    ]


def test_a_report_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    played = Played(play(parse(NASTY, "mine.toml"), "mine"), 3.0)
    save_report(played, tmp_path / "out.html")
    assert (tmp_path / "out.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    with pytest.raises(EnvironmentFault, match="nothing was changed"):
        save_report(played, tmp_path / "nowhere" / "out.html")
    assert [file.name for file in tmp_path.iterdir()] == ["out.html"]


def test_a_scenario_is_found_by_its_file_too(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(NASTY, encoding="utf-8")
    assert Stories(tmp_path / "none").play(str(file), 3).outcome.seed == 3
