"""Places are written, read and walked back through."""

import pytest

from app.errors import InvalidInput
from ui.places import HOME, Place, Trail, parse_place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("home", Place("home")),
        ("thread:123", Place("thread", "123")),
        ("profile:maya", Place("profile", "maya")),
        ("search:low: water", Place("search", "low: water")),
        ("tag:harbour", Place("tag", "harbour")),
        ("profile", Place("profile")),
    ],
)
def test_a_place_is_read_as_it_is_written(text: str, place: Place) -> None:
    assert parse_place(text) == place
    assert str(place) == text


@pytest.mark.parametrize("text", ["", "attic", "thread", "thread:maya", "thread:", "tag:"])
def test_a_place_that_is_none_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_place(text)
    assert refused.value.field == "view"
    assert str(refused.value).endswith(".")


def test_back_leads_through_the_places_a_person_came_from() -> None:
    trail = Trail()
    trail.go(Place("thread", "1"))
    trail.go(Place("profile", "maya"))
    assert trail.back() == Place("thread", "1")
    assert trail.back() == HOME
    assert not trail.can_go_back
    assert trail.back() == HOME


def test_words_typed_on_in_a_search_are_one_place() -> None:
    trail = Trail()
    for words in ("l", "lo", "low"):
        trail.go(Place("search", words))
    assert trail.here == Place("search", "low")
    assert trail.back() == HOME


def test_going_where_one_is_changes_nothing() -> None:
    trail = Trail()
    trail.go(HOME)
    assert not trail.can_go_back


def test_another_person_begins_at_their_home_and_stays_in_the_lab() -> None:
    trail = Trail()
    trail.go(Place("thread", "1"))
    assert trail.of_another_person().here == HOME
    trail.go(Place("lab", "tug"))
    another = trail.of_another_person()
    assert another.here == Place("lab", "tug")
    assert another.back() == HOME
