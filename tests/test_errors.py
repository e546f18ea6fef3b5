"""Errors are raised in one process and told in another."""

import pickle
from collections.abc import Iterator
from inspect import signature

from app.errors import InvalidInput, TidelineError
from app.projections.changes import Missing


def _kinds(root: type[TidelineError] = TidelineError) -> Iterator[type[TidelineError]]:
    yield root
    for kind in root.__subclasses__():
        if kind.__module__.startswith("app."):
            yield from _kinds(kind)


def _made(kind: type[TidelineError]) -> TidelineError:
    if "__init__" not in vars(kind):
        return kind("The tide is late; nothing was changed.")
    asked = list(signature(kind).parameters.values())
    return kind(*(4 if one.annotation is int else one.name for one in asked))


def test_an_error_is_the_same_after_it_was_sent() -> None:
    kinds = set(_kinds())
    assert Missing in kinds, "its message is not what it is made with"
    for kind in kinds:
        error = _made(kind)
        sent = pickle.loads(pickle.dumps(error))  # noqa: S301 - made here
        assert type(sent) is kind
        assert str(sent) == str(error)
        assert vars(sent) == vars(error)


def test_the_field_of_what_was_refused_is_sent_too() -> None:
    sent = pickle.loads(pickle.dumps(InvalidInput("name", "It has no name.")))  # noqa: S301 - made here
    assert (sent.field, sent.reason, sent.exit_status) == ("name", "It has no name.", 2)
