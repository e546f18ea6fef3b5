"""Counting while typing: the same number as counting whole, in a fraction of the time."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.text import grapheme_count
from ui.composer.tally import Tally
from ui.composer.units import point_at, units_between

SCRIPTS = {
    "plain": "low water ",
    "cyrillic": "привет мир ",
    "devanagari": "नमस्ते दुनिया ",
    "families": "👨‍👩‍👧‍👦 🇩🇪 ",
    "chinese": "潮水退去的时候，沙滩很安静。",
    "unbroken": "潮水退去的时候沙滩很安静",
}
LETTERS = st.text(
    alphabet=st.sampled_from([*"ab \n\t#éñ", "\u0301", "\u200d", "👩", "👧", "🇩", "🇪", "न", "ि", "。", "\u0600"]),
    max_size=60,
)


@given(LETTERS)
def test_counting_word_by_word_gives_the_number_of_counting_whole(text: str) -> None:
    assert Tally().count(text) == grapheme_count(text)


@given(LETTERS, st.integers(0, 30))
@example("a\u0600。a", 3)
def test_the_end_of_the_first_characters_cuts_none_in_two(text: str, characters: int) -> None:
    end = Tally().end_of(text, characters)
    assert grapheme_count(text[:end]) == min(characters, grapheme_count(text))


@pytest.mark.parametrize("script", ["plain", "cyrillic", "devanagari", "families", "chinese"])
def test_a_keystroke_in_five_thousand_code_points_costs_at_most_two_milliseconds(script: str) -> None:
    tally = Tally()
    text = (SCRIPTS[script] * 900)[:5_000]
    tally.count(text)
    took = []
    for number in range(20):
        text = f"{text[:2_500]}{number}{text[2_500:]}"
        start = time.perf_counter()
        tally.count(text)
        took.append(time.perf_counter() - start)
    assert sorted(took)[10] <= 0.002


@given(st.text(max_size=30), st.integers(0, 30))
def test_places_go_from_code_points_to_units_and_back(text: str, point: int) -> None:
    point = min(point, len(text))
    if not any("\ud800" <= letter <= "\udfff" for letter in text):
        assert point_at(text, units_between(text, 0, point)) == point
