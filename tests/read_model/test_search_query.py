"""What a person types into the search field, taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.read_model.search_query import MAX_PARTS, Part, fold, fold_name, parse


def test_words_are_parts_and_the_last_may_not_be_finished() -> None:
    query = parse("Tide line")
    assert [part.text for part in query.parts] == ["tide", "line"]
    assert query.typing == "word"


@pytest.mark.parametrize("text", ["tide ", '"tide"', "", "   ", "-tide", "has:picture"])
def test_a_finished_end_is_not_searched_as_a_beginning(text: str) -> None:
    assert parse(text).typing == ""


def test_operators_are_taken_out_of_the_words() -> None:
    query = parse("from:@Ana tag:Kelp #Harbour has:picture after:2026-01-05 before:2026-02 low water")
    assert query.authors == ("ana",)
    assert query.tags == ("kelp", "harbour")
    assert query.pictures is True
    assert query.after_ms == 1_767_571_200_000
    assert query.before_ms == 1_769_904_000_000
    assert [part.text for part in query.parts] == ["low", "water"]


def test_the_end_of_a_tag_or_an_author_may_not_be_finished_either() -> None:
    assert parse("#kel").typing == "tag"
    assert parse("tide from:an").typing == "author"


def test_a_minus_excludes_a_word_a_tag_an_author_or_pictures() -> None:
    query = parse("tide -storm -#kelp -from:ana -has:picture")
    assert query.parts == (Part("tide"), Part("storm", excluded=True))
    assert query.excluded_tags == ("kelp",)
    assert query.excluded_authors == ("ana",)
    assert query.pictures is False


def test_quotation_marks_hold_an_exact_phrase_also_when_left_open() -> None:
    assert parse('"low water" now').parts == (Part("low water", exact=True), Part("now"))
    assert parse('"low wat').parts == (Part("low wat", exact=True),)


@pytest.mark.parametrize("text", ["has:nothing", "before:tomorrow", "after:2026-13-40", "from:@", "-before:2026-01-01"])
def test_an_operator_that_makes_no_sense_is_searched_as_words(text: str) -> None:
    query = parse(text)
    assert [part.text for part in query.parts] == [text.removeprefix("-")]
    assert (query.authors, query.pictures, query.before_ms, query.after_ms) == ((), None, None, None)


def test_folding_drops_case_and_accents_but_keeps_the_signs_that_make_other_words() -> None:
    assert fold("ÉCOLE Straße Ångström Ёлка Ἀθῆναι") == "ecole strasse angstrom елка αθηναι"
    assert fold("हिन्दी") == "हिन्दी"
    assert fold_name("#Überfahrt!") == "uberfahrt"


def test_a_run_of_characters_written_without_spaces_becomes_single_words() -> None:
    assert fold("東京").split() == ["東", "京"]


def test_a_long_query_is_cut_to_a_bounded_number_of_parts() -> None:
    assert len(parse("word " * 1_000).parts) == MAX_PARTS


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "Z", "C", "M"]), max_size=400))
def test_any_text_can_be_taken_apart(text: str) -> None:
    parse(text)
