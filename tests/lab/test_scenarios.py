"""Every scenario that comes with the program runs, meets its expectations, and gives equal numbers twice."""

import itertools
from pathlib import Path

import msgspec
import pytest

from app.lab.readings.scenarios import Outcome
from app.lab.scenarios.file import load, parse
from app.lab.scenarios.run import play
from app.lab.scenarios.stories import Stories

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


def test_the_lag_falls_upright_where_a_batch_is_committed() -> None:
    outcome = play(load(FOLDER / "like-storm.toml"), "like-storm")
    assert len(outcome.frames) <= 600
    assert outcome.frames[0].at_ms == 0
    falls = [
        (before, after)
        for before, after in itertools.pairwise(outcome.frames)
        if before.lag_ms - after.lag_ms > 100 and before.lag_ms > 500
    ]
    assert len(falls) >= 4
    assert all(before.at_ms == after.at_ms for before, after in falls)


def test_a_crash_leaves_the_read_store_where_its_last_commit_was() -> None:
    more = (
        'steps = [{ at_ms = 0, who = "maya", does = "post", text = "One." },'
        ' { at_ms = 500, who = "maya", does = "post", text = "Two." }]\n'
        'narration = [{ at_ms = 700, text = "{read}" }, { at_ms = 2000, text = "{read}" }]\n'
    )
    for kind, read in (("crash_before_commit", "1"), ("crash_after_commit", "2")):
        outcome = _played(f'{more}faults = [{{ at_ms = 400, kind = "{kind}", down_ms = 1000 }}]')
        assert [beat.text for beat in outcome.narration] == [read, "2"]
        assert outcome.figures["restarts"] == 1
        assert outcome.proof.differences == 0


def test_a_wait_that_is_not_over_in_time_is_given_up() -> None:
    text = (
        'title = "t"\nshows = "s"\n'
        'people = [{ handle = "maya", strategies = { address = "wait" }, deadline_ms = 300 }]\n'
        'read_side = [{ at_ms = 0, does = "slow", ms = 2000 }]\n'
        'steps = [{ at_ms = 0, who = "maya", does = "address", city = "Porto" }]\n'
        'looks = [{ who = "maya", at = "profile:maya", from_ms = 50 }]\n'
    )
    outcome = play(parse(text, "mine.toml"), "mine")
    assert outcome.figures["timed_out"] == 1
    assert outcome.figures["own_missed"] == 1
    assert outcome.figures["stale_told"] == 1, "and the page says that it is behind"
    assert outcome.wait_ms.longest == 303 - 50
