"""Strategies as plain data."""

from typing import get_args

import msgspec
import pytest

from app.commands import AnyCommand, Command
from app.consistency.changes import FIELDS_OF
from app.consistency.strategies import KINDS, Strategies, choices_in, kind_of, strategies_from
from app.errors import InvalidInput
from tests.consistency.builders import address, create, edit, follow, like, rename

COMMANDS: tuple[type[Command], ...] = get_args(AnyCommand)


def test_the_defaults_are_those_of_the_design() -> None:
    chosen = Strategies()
    for command in (create(), edit(), like(), follow()):
        assert chosen.of(command) == "optimistic"
    assert chosen.of(rename("Ada")) == chosen.of(address("Oslo")) == "wait"
    assert (chosen.counts, chosen.deadline_ms) == ("acceptance", 2_000)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_of_a_kind_and_says_which_fields_it_changes(command: type[Command]) -> None:
    made: AnyCommand = msgspec.convert({"type": command.__name__, **_values(command)}, AnyCommand)
    assert kind_of(made) in KINDS
    assert command in FIELDS_OF


def test_what_was_chosen_is_kept_as_kind_to_strategy_and_comes_back() -> None:
    chosen = strategies_from({"posts": "none", "address": "fresh"}, deadline_ms=900, fresh_ms=100)
    assert (chosen.posts, chosen.address, chosen.likes) == ("none", "fresh", "optimistic")
    assert (chosen.deadline_ms, chosen.fresh_ms) == (900, 100)
    assert choices_in(chosen) == {"posts": "none", "address": "fresh"}


@pytest.mark.parametrize("wrong", [{"pots": "none"}, {"posts": "hope"}, {"deadline_ms": "none"}])
def test_an_unknown_kind_or_strategy_is_refused_by_name(wrong: dict[str, str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        strategies_from(wrong)
    assert refused.value.field == next(iter(wrong))


def _values(command: type[Command]) -> dict[str, object]:
    """Any value of the right type for each field."""
    samples: dict[object, object] = {int: 1, str: "x", bool: True}
    return {field.name: samples.get(field.type, 1) for field in msgspec.structs.fields(command) if field.required}
