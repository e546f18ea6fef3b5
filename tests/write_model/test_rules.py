"""Each rule gives the value as it is kept, or a sentence with the field it concerns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.commands import CommandId
from app.ids import MAX_ID
from app.text import grapheme_count, is_blank, problem_with
from app.write_model import rules
from app.write_model.rules import RuleBroken


@given(st.text(max_size=700))
def test_words_that_pass_are_short_seen_and_unproblematic(text: str) -> None:
    try:
        kept = rules.words(text)
    except RuleBroken:
        return
    assert 1 <= grapheme_count(kept) <= 500
    assert not is_blank(kept)
    assert problem_with(kept) is None
    assert rules.words(kept) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [("  Pier 7  ", "Pier 7"), ("", ""), (" \u200b ", ""), ("\n", ""), ("cafe\u0301", "café")],
)
def test_a_line_stands_alone_and_may_be_empty(text: str, kept: str) -> None:
    assert rules.line(text, "street", 100) == kept


@pytest.mark.parametrize("text", ["two\nlines", "two\u2028lines", "a\tb"])
def test_a_line_is_one(text: str) -> None:
    with pytest.raises(RuleBroken, match="single line"):
        rules.line(text, "street", 100)


@pytest.mark.parametrize(
    ("given_handle", "kept"), [("ana", "ana"), ("@Ana_9", "ana_9"), (" ana ", "ana"), ("x" * 30, "x" * 30)]
)
def test_a_handle_is_kept_in_lower_case_without_its_sign(given_handle: str, kept: str) -> None:
    assert rules.handle(given_handle) == kept


@pytest.mark.parametrize("given_handle", ["", "@", "a", "@@ana", "a-b", "a b", "x" * 31, "ANÁ", "ﬁsh", "ana\n\u2028bo"])
def test_what_is_no_handle_is_refused(given_handle: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        rules.handle(given_handle)
    assert refusal.value.field == "handle"


@pytest.mark.parametrize("value", [1, MAX_ID])
def test_ids_reach_from_1_to_53_bits(value: int) -> None:
    assert rules.identifier(value, "post_id") == value


@pytest.mark.parametrize("at_ms", [-1, 0, 1 << 42, 1 << 70])
def test_a_date_that_ids_cannot_carry_is_refused(at_ms: int) -> None:
    with pytest.raises(RuleBroken, match="1970 and 2109"):
        rules.date(at_ms)


@pytest.mark.parametrize(("command_id", "key"), [(7, "7"), ("7", "7"), ("x" * 200, "x" * 200)])
def test_a_command_id_is_kept_as_its_text(command_id: CommandId, key: str) -> None:
    assert rules.command_key(command_id) == key


@pytest.mark.parametrize("command_id", ["", "x" * 201, "a\x00", "\ud800"])
def test_a_command_id_that_cannot_be_kept_is_refused(command_id: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        rules.command_key(command_id)
    assert refusal.value.field == "command_id"
