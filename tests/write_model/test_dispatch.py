"""No command is forgotten."""

import inspect
from typing import get_args, get_type_hints

import pytest

from app.commands import AnyCommand, Command
from app.write_model.handlers.dispatch import HANDLERS
from app.write_model.unit_of_work import UnitOfWork


def test_every_command_has_one_handler_and_every_handler_a_command() -> None:
    assert set(HANDLERS) == set(get_args(AnyCommand)) == set(Command.__subclasses__())
    assert len(set(HANDLERS.values())) == len(HANDLERS)


@pytest.mark.parametrize("command", HANDLERS, ids=lambda command: command.__name__)
def test_every_handler_has_the_same_shape(command: type[Command]) -> None:
    handler = HANDLERS[command]
    assert list(inspect.signature(handler).parameters) == ["command", "unit"]
    assert get_type_hints(handler) == {"command": command, "unit": UnitOfWork, "return": int}
