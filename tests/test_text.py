"""Characters are counted, refused and linked as a person reading the text would."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from app.text import (
    Span,
    clean,
    count_label,
    excerpt,
    find_spans,
    grapheme_count,
    handles_of,
    is_blank,
    problem_with,
    tags_of,
)

FAMILY = "👨‍👩‍👧‍👦"
ENGLAND = "🏴󠁧󠁢󠁥󠁮󠁧󠁿"


def spans_of(text: str) -> list[tuple[str, str, str]]:
    return [(span.kind, text[span.start : span.end], span.target) for span in find_spans(text)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("tide", 4),
        ("é", 1),
        ("e\u0301", 1),
        (FAMILY, 1),
        (ENGLAND, 1),
        ("🇩🇪🇫🇷", 2),
        ("हिन्दी", 2),
        ("“quoted” – €5…", 14),
        ("a\r\nb", 3),
        ("‼️", 1),
    ],
)
def test_a_character_is_what_a_person_counts(text: str, count: int) -> None:
    assert grapheme_count(text) == count


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_the_quick_count_agrees_with_the_unicode_rules(text: str) -> None:
    assert grapheme_count(text) == len(regex.findall(r"\X", text))


@given(st.text(st.sampled_from("a1# @_/:.é\u0301\u200d👩\n-()htps"), max_size=40))
def test_spans_lie_in_order_within_the_text_and_never_overlap(text: str) -> None:
    end = 0
    for span in find_spans(text):
        assert end <= span.start < span.end <= len(text)
        assert text[span.start : span.end].lower().endswith(span.target.lower())
        end = span.end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("low #tide, high #Flut_24!", [("tag", "#tide", "tide"), ("tag", "#Flut_24", "Flut_24")]),
        ("#हिन्दी #été #می‌خواهم", [("tag", "#हिन्दी", "हिन्दी"), ("tag", "#été", "été"), ("tag", "#می‌خواهم", "می‌خواهم")]),
        ("#2024 is a number, #2024best is not", [("tag", "#2024best", "2024best")]),
        ("c# a#b ##x #", []),
        ("&#39; and &#x27;", []),
        ("@Ana said @bo_1.", [("mention", "@Ana", "ana"), ("mention", "@bo_1", "bo_1")]),
        ("ana@example.org, @a, @josé, @ana@elsewhere.social", []),
        (f"@{'x' * 30} @{'x' * 31}", [("mention", "@" + "x" * 30, "x" * 30)]),
        ("see https://tide.example/a?b=c#d.", [("link", "https://tide.example/a?b=c#d", "https://tide.example/a?b=c#d")]),
        ("(http://x.example/a_(b))", [("link", "http://x.example/a_(b)", "http://x.example/a_(b)")]),
        ("HTTPS://X.EXAMPLE", [("link", "HTTPS://X.EXAMPLE", "HTTPS://X.EXAMPLE")]),
        ("https:// and xhttp://a.b and ftp://a.b", []),
        ("<a href='javascript:x'>https://a.example</a>", [("link", "https://a.example", "https://a.example")]),
        ("https://a.example/@ana/#tag @ana", [
            ("link", "https://a.example/@ana/#tag", "https://a.example/@ana/#tag"),
            ("mention", "@ana", "ana"),
        ]),
        ("javascript:alert(1) data:text/html,x", []),
    ],
)  # fmt: skip
def test_tags_mentions_and_links_are_found(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert spans_of(text) == expected


def test_spans_count_code_points_also_behind_an_emoji() -> None:
    assert find_spans(f"{FAMILY} #sea") == (Span(8, 12, "tag", "sea"),)


def test_a_tag_and_a_handle_count_once_whatever_their_case() -> None:
    spans = find_spans("#Sea #sea #Ahoy @Bo @bo @al")
    assert tags_of(spans) == ("ahoy", "sea")
    assert handles_of(spans) == ("al", "bo")


@pytest.mark.parametrize(
    "text",
    [
        "plain words\nand\ttabs",
        "line\r\nends\rof\u2028every\u2029kind\x85",
        "<b>HTML & friends</b>",
        f"{FAMILY}{ENGLAND}👩🏽‍❤️‍💋‍👨🏿",
        "שלום עולם and مرحبا",
        "an isolate \u2067שלום\u2069 closed, an embedding \u202bשלום\u202c too",
        "\u200fmarks\u200e are fine",
        "Zalgo of moderate size: e\u0301\u0302\u0303",
    ],
)
def test_what_people_write_is_kept(text: str) -> None:
    assert problem_with(text) is None


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("a\x00b", "control"),
        ("a\x1b[31mb", "control"),
        ("a\x7f", "control"),
        ("a\x9bb", "control"),
        ("a\ufffe", "control"),
        ("half \ud83d", "cut in two"),
        ("\udc00", "cut in two"),
        ("safe\u202egpj.exe", "direction around"),
        ("\u202dabc", "direction around"),
        ("open \u2067 only", "does not change it back"),
        ("\u2067 over\nlines \u2069", "does not change it back"),
        ("\u2069 closed only", "does not change it back"),
        ("crossed \u202a\u2066\u202c\u2069", "does not change it back"),
        ("a" + "\u0301" * 10_000, "marks"),
        ("e" + "\u0301" * 20, "marks"),
    ],
)
def test_what_deceives_or_breaks_a_screen_is_refused_with_a_reason(text: str, word: str) -> None:
    problem = problem_with(text)
    assert problem is not None
    assert word in problem


def test_text_is_kept_composed_with_plain_line_ends_and_no_blank_end() -> None:
    assert clean("  cafe\u0301\r\nau\rlait\u2028 \n\t ") == "  café\nau\nlait"


@given(st.text(max_size=60).filter(lambda text: problem_with(text) is None))
def test_cleaning_twice_is_cleaning_once_and_makes_no_new_problem(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert problem_with(once) is None


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b", "\u2800\u3164", "\ufeff\u200d", "\u00a0\u2003", "\U000e0041"])
def test_what_cannot_be_seen_is_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", [".", " a ", "👍", "\u0301"])
def test_what_can_be_seen_is_not_blank(text: str) -> None:
    assert not is_blank(text)


@pytest.mark.parametrize(
    ("count", "label"),
    [
        (0, "0"),
        (999, "999"),
        (1_000, "1K"),
        (1_249, "1.2K"),
        (9_999, "9.9K"),
        (12_345, "12K"),
        (999_999, "999K"),
        (1_250_000, "1.2M"),
        (3_000_000_000, "3B"),
    ],
)
def test_a_count_is_short_and_never_more_than_is_there(count: int, label: str) -> None:
    assert count_label(count) == label


@pytest.mark.parametrize(
    ("text", "graphemes", "expected"),
    [
        ("short", 5, "short"),
        ("one\ntwo  three", 20, "one two three"),
        ("one two three", 8, "one two…"),
        ("one two three", 9, "one two…"),
        (FAMILY * 3, 2, FAMILY + "…"),
        ("", 3, ""),
    ],
)
def test_an_excerpt_is_one_line_cut_between_characters(text: str, graphemes: int, expected: str) -> None:
    assert excerpt(text, graphemes) == expected
