"""Demo data is a seeded stream of commands that keeps exactly to the numbers asked for."""

from collections import Counter
from pathlib import Path

import pytest

from app.commands import AddComment, CreatePost, RegisterPerson, SetFollow, SetLike
from app.errors import InvalidInput
from app.ids import time_of
from app.lab.demo import END_MS, FOLLOWED_BY_ACTOR, Demo, DemoSpec, Words, load_words

RESOURCES = Path(__file__).parents[2] / "resources"


@pytest.fixture(scope="module")
def words() -> Words:
    return load_words(RESOURCES)


def test_the_same_seed_gives_the_same_commands(words: Words) -> None:
    spec = DemoSpec(people=30, posts=60, likes=300, comments=90, seed=3)
    assert list(Demo(spec, words).commands()) == list(Demo(spec, words).commands())


def test_another_seed_gives_other_words(words: Words) -> None:
    first = list(Demo(DemoSpec(seed=1), words).commands())
    assert first != list(Demo(DemoSpec(seed=2), words).commands())


@pytest.mark.parametrize(("likes", "comments"), [(0, 0), (600, 0), (599, 1_000), (17, 3)])
def test_the_numbers_asked_for_are_met_exactly(words: Words, likes: int, comments: int) -> None:
    spec = DemoSpec(people=20, posts=30, likes=likes, comments=comments)
    kinds = Counter(type(command) for command in Demo(spec, words).commands())
    assert kinds[RegisterPerson] == 20
    assert kinds[CreatePost] == 30
    assert kinds[SetLike] == likes
    assert kinds[AddComment] == comments


def test_nobody_likes_a_post_twice(words: Words) -> None:
    pairs = [(c.actor_id, c.post_id) for c in Demo(DemoSpec(), words).commands() if isinstance(c, SetLike)]
    assert len(pairs) == len(set(pairs))


def test_the_acting_person_follows_twelve(words: Words) -> None:
    demo = Demo(DemoSpec(people=40), words)
    followed = [c for c in demo.commands() if isinstance(c, SetFollow) and c.actor_id == demo.first_person]
    assert len(followed) == FOLLOWED_BY_ACTOR


def test_a_person_who_was_there_before_follows_demo_people(words: Words) -> None:
    demo = Demo(DemoSpec(people=40, actor_id=99), words)
    assert demo.first_person == 99
    assert sum(isinstance(c, SetFollow) and c.actor_id == 99 for c in demo.commands()) == FOLLOWED_BY_ACTOR


def test_ids_carry_their_dates_and_no_date_is_later_than_the_end(words: Words) -> None:
    for command in Demo(DemoSpec(), words).commands():
        assert command.at_ms is not None
        assert command.at_ms <= END_MS + 1
        if isinstance(command, CreatePost):
            assert abs(time_of(command.post_id) - command.at_ms) <= 1


def test_a_reply_comes_after_what_it_answers(words: Words) -> None:
    dates = {
        c.comment_id: c.at_ms or 0 for c in Demo(DemoSpec(comments=900), words).commands() if isinstance(c, AddComment)
    }
    for command in Demo(DemoSpec(comments=900), words).commands():
        if isinstance(command, AddComment) and command.parent_id:
            assert dates[command.parent_id] <= (command.at_ms or 0)


@pytest.mark.parametrize(
    ("spec", "field"),
    [
        (DemoSpec(people=-1), "people"),
        (DemoSpec(people=0, posts=1, likes=0), "people"),
        (DemoSpec(people=2, posts=2, likes=5), "likes"),
        (DemoSpec(people=2, posts=0, likes=0, comments=1), "comments"),
    ],
)
def test_numbers_that_cannot_be_met_are_refused_before_anything_is_made(
    words: Words, spec: DemoSpec, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        Demo(spec, words)
    assert refused.value.field == field
