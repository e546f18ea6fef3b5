"""Which words of an edited text wave."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.consistency.words import changed_ranges


def words(stored: str, shown: str) -> list[str]:
    return [shown[start:end] for start, end in changed_ranges(stored, shown)]


@pytest.mark.parametrize(
    ("stored", "shown", "changed"),
    [
        ("low tide", "low tide", []),
        ("low tide", "high tide", ["high"]),
        ("low tide at dawn", "low water at dusk", ["water", "dusk"]),
        ("low tide", "low tide at dawn", ["at dawn"]),
        ("at dawn low tide", "low tide", ["low"]),
        ("low tide at dawn", "low tide", ["tide"]),
        ("a b c d", "a d", ["d"]),
        ("one\ntwo", "one\nthree", ["three"]),
        ("low  tide", "low tide", ["tide"]),
        ("", "new words", ["new words"]),
        ("words", "", []),
        ("it was 👩\u200d👩\u200d👧", "it was 👩\u200d👩\u200d👦", ["👩\u200d👩\u200d👦"]),
        ("cafe\u0301 ici", "cafe\u0301 là", ["là"]),
        ("今日は海へ行く", "今日は山へ行く", ["山"]),
        ("ไปทะเล", "ไปทะลุ", ["ลุ"]),
    ],
)
def test_the_words_that_differ(stored: str, shown: str, changed: list[str]) -> None:
    assert words(stored, shown) == changed


def test_two_long_texts_that_share_nothing_are_one_change() -> None:
    stored = " ".join(f"a{number}" for number in range(300))
    shown = " ".join(f"b{number}" for number in range(300))
    assert changed_ranges(stored, shown) == ((0, len(shown)),)


@given(st.text(alphabet="ab \n🙂", max_size=30), st.text(alphabet="ab \n🙂", max_size=30))
def test_ranges_are_ordered_apart_and_hold_words(stored: str, shown: str) -> None:
    ranges = changed_ranges(stored, shown)
    assert bool(ranges) == (stored != shown and bool(shown.split()))
    assert all(shown[start:end].strip() == shown[start:end] != "" for start, end in ranges)
    assert all(end < start for (_, end), (start, _) in itertools.pairwise(ranges))
