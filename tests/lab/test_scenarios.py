"""Every scenario that comes with the program runs, meets its expectations, and gives equal numbers twice."""

from pathlib import Path

import msgspec
import pytest

from app.lab.readings.scenarios import Outcome
from app.lab.scenario_file import load, parse
from app.lab.scenario_run import play
from app.lab.stories import Stories

FOLDER = Path(__file__).parents[2] / "resources" / "scenarios"
NAMES = sorted(file.stem for file in FOLDER.glob("*.toml"))


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_meets_its_expectations_and_gives_the_same_numbers_twice(name: str) -> None:
    scenario = load(FOLDER / f"{name}.toml")
    outcome = play(scenario, name)
    assert [one for one in outcome.expectations if not one.held] == []
    assert outcome.proof.differences == 0
    assert len(outcome.narration) == len(scenario.narration) >= 3
    assert msgspec.json.encode(play(scenario, name)) == msgspec.json.encode(outcome)


def test_there_are_at_least_ten_and_the_address_story_comes_first() -> None:
    stories = Stories(FOLDER).all()
    assert len(stories) >= 10
    assert stories[0].name == "address"


def _played(more: str, *, seed: int | None = None) -> Outcome:
    text = 'title = "t"\nshows = "s"\npeople = [{ handle = "maya", strategies = { posts = "none" } }]\n'
    return play(parse(text + more, "mine.toml"), "mine", seed)


def test_another_seed_gives_other_traffic() -> None:
    more = (
        'crowd = 9\nposts = [{ by = "maya", text = "x" }]\n'
        "traffic = [{ from_ms = 0, to_ms = 2000, per_s = 20, mix = { like = 0.5, post = 0.5 } }]"
    )
    assert _played(more, seed=1).frames != _played(more, seed=2).frames


def test_the_lag_is_the_commit_to_the_read_store_on_the_scenarios_clock() -> None:
    outcome = _played(
        'read_side = [{ at_ms = 0, does = "slow", ms = 400 }]\n'
        'steps = [{ at_ms = 10, who = "maya", does = "post", text = "Low water." }]\n'
        "[service]\ncommit = 5\nbatch = 7\nevent = 3"
    )
    assert outcome.lag_ms.longest == 400 + 7 + 3
    assert outcome.figures["writes"] == 1


def test_a_reader_who_looks_in_between_misses_the_own_write_once() -> None:
    outcome = _played(
        'read_side = [{ at_ms = 0, does = "slow", ms = 400 }]\n'
        'steps = [{ at_ms = 0, who = "maya", does = "post", text = "Low water.", key = "low" }]\n'
        'looks = [{ who = "maya", at = "feed", from_ms = 100 }, { who = "maya", at = "feed", from_ms = 900 }]\n'
        'narration = [{ at_ms = 100, text = "{seen:maya} {own_missed}" }, { at_ms = 900, text = "{seen:maya}" }]'
    )
    assert outcome.figures["own_missed"] == 1
    assert [beat.text for beat in outcome.narration] == ["an empty feed 1", "Somebody: “Low water.”"]


def test_an_expectation_that_does_not_hold_is_told() -> None:
    outcome = _played('expect = [{ figure = "writes", at_least = 1 }]')
    assert not outcome.as_expected
    assert (outcome.expectations[0].wanted, outcome.expectations[0].found) == ("≥ 1", 0)


def test_more_than_is_taken_in_waits_in_the_queue() -> None:
    outcome = _played(
        'crowd = 50\nposts = [{ by = "maya", text = "x", key = "x" }]\n'
        'traffic = [{ from_ms = 0, to_ms = 1000, per_s = 100, mix = { comment = 1.0 }, on = "x" }]\n'
        "[service]\nevent = 20"
    )
    assert outcome.figures["most_behind"] > 30
    assert outcome.lag_ms.longest > 500
    assert outcome.figures["read_position"] == outcome.figures["write_position"]
