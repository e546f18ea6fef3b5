"""A scenario file that cannot be played is refused in one sentence that names the file and the place."""

from pathlib import Path

import pytest

from app.errors import InvalidInput
from app.lab.scenarios.file import load, parse

GOOD = """
title = "A title"
shows = "What it shows."
crowd = 3
people = [{ handle = "maya" }]
posts = [{ by = "maya", text = "Low water.", key = "low" }]
"""


def _refusal(more: str, head: str = GOOD) -> str:
    with pytest.raises(InvalidInput) as caught:
        parse(head + more, "mine.toml")
    sentence = caught.value.reason
    assert "mine.toml" in sentence
    assert sentence.endswith("Nothing was run or written.")
    assert "\n" not in sentence
    return sentence


def test_a_good_file_is_read() -> None:
    scenario = parse(GOOD, "mine.toml")
    assert scenario.title == "A title"
    assert scenario.people[0].handle == "maya"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("speed = 3", "there is no key 'speed' at the top"),
        ('steps = [{ at_ms = 0, who = "maya", does = "post", tetx = "x" }]', "no key 'tetx' in steps entry 1"),
        ('steps = [{ who = "maya", does = "post" }]', "the key 'at_ms' is missing in steps entry 1"),
        ('read_side = [{ at_ms = 0, does = "slow", ms = -3 }]', "read_side entry 1, ms"),
        ("[service]\ncommit = -1", "service, commit"),
        ("[service]\ncommit = [{ p = 0.5, fixed = 1 }, { p = 0.4, fixed = 2 }]", "service, commit: the weights p sum"),
        ("[service]\ncommit = [{ p = 1.0 }]", "service, commit entry 1: it needs one law"),
        ("[service]\ncommit = [{ p = 1.0, pareto = { xm = 1 } }]", "it has the figures xm and alpha"),
        ("[service]\ncommit = [{ p = 1.0, fixed = -2.0 }]", "fixed = -2 ms is negative"),
        (
            "traffic = [{ from_ms = 0, to_ms = 10, per_s = 5, mix = { like = 0.5, comment = 0.6 } }]",
            "traffic entry 1, mix: the shares sum to 1.1, not to 1",
        ),
        ("traffic = [{ from_ms = 9, to_ms = 1, per_s = 5, mix = { like = 1.0 } }]", "it ends before it begins"),
        ("traffic = [{ from_ms = 0, to_ms = nan, per_s = 5, mix = {} }]", "traffic entry 1, to_ms is nan"),
        ('steps = [{ at_ms = 0, who = "noor", does = "post", text = "x" }]', "there is nobody 'noor'"),
        ('steps = [{ at_ms = 0, who = "maya", does = "like", on = "none" }]', "there is no post 'none'"),
        ('steps = [{ at_ms = 0, who = "maya", does = "delete_comment", on = "low" }]', "there is no comment 'low'"),
        ('comments = [{ by = "maya", on = "high", text = "x", key = "c" }]', "there is no post or comment 'high'"),
        ('comments = [{ by = "maya", on = "low", text = "x", key = "low" }]', "'low' is there twice"),
        ('steps = [{ at_ms = 0, who = "maya", does = "fly" }]', "steps entry 1, does: invalid enum value 'fly'"),
        ('looks = [{ who = "maya", at = "moon", from_ms = 0 }]', "'moon' is nothing to look at"),
        ('looks = [{ who = "maya", at = "feed", from_ms = 0, to_ms = 9 }]', "needs to_ms and one of"),
        ('faults = [{ at_ms = 0, kind = "poison", on = "x" }]', "no step has the key 'x'"),
        ('narration = [{ at_ms = 0, text = "{colour}" }]', "nothing is measured as '{colour}'"),
        ('narration = [{ at_ms = 0, text = "a { b" }]', "a brace stands alone"),
        ('expect = [{ figure = "joy", equals = 1 }]', "nothing is measured as 'joy'"),
        ('expect = [{ figure = "writes" }]', "it needs one of equals"),
        ("title = 3", "it is no TOML"),
        ('looks = [{ who = "maya", at = "feed", from_ms = 0, to_ms = 3600000, every_ms = 1 }]', "200,000 are the most"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(more: str, told: str) -> None:
    assert told in _refusal(more)


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"", "it is empty"), (b"\x00\xff\xfe", "is no UTF-8 text"), (b"one two three", "it is no TOML")],
)
def test_an_empty_or_nonsense_file_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes(content)
    with pytest.raises(InvalidInput, match=told):
        load(file)


def test_a_missing_file_a_folder_and_a_huge_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"none\.toml .* cannot be read"):
        load(tmp_path / "none.toml")
    with pytest.raises(InvalidInput, match="cannot be read"):
        load(tmp_path)
    huge = tmp_path / "huge.toml"
    with huge.open("wb") as out:
        out.truncate(1_000_000_000)
    with pytest.raises(InvalidInput, match="larger than 1 MB"):
        load(huge)
