"""The shared options are taken from anywhere on the command line, and nonsense is refused in one sentence."""

from pathlib import Path

import pytest

from app.cli.arguments import Arguments, split
from app.errors import InvalidInput


def test_nothing_at_all_means_the_window() -> None:
    assert split([]) == Arguments()


@pytest.mark.parametrize("argv", [["--json", "feed"], ["feed", "--json"]])
def test_json_counts_before_and_after_the_command(argv: list[str]) -> None:
    assert split(argv) == Arguments(rest=("feed",), json=True)


def test_the_data_folder_is_taken_in_both_spellings() -> None:
    assert split(["--data", "a", "stats"]).data == Path("a")
    assert split(["stats", "--data=a"]).data == Path("a")


def test_words_behind_two_dashes_are_left_alone() -> None:
    assert split(["post", "--as", "maya", "--", "--json"]).rest == ("post", "--as", "maya", "--", "--json")


def test_a_screenshot_has_its_options() -> None:
    found = split(["--screenshot", "a.png", "--view", "thread:7", "--theme", "dark", "--size", "800x600"])
    assert found == Arguments(screenshot=Path("a.png"), view="thread:7", theme="dark", size=(800, 600))


@pytest.mark.parametrize(
    "argv",
    [["--data"], ["--theme", "blue"], ["--size", "big"], ["--size", "1x1"], ["--size", "9999x9999"], ["--data", ""]],
)
def test_nonsense_is_refused(argv: list[str]) -> None:
    with pytest.raises(InvalidInput):
        split(argv)
