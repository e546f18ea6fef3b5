"""The part of the command line that every command shares, parsed without loading anything heavy.

`main.py` calls `split` first: with no command left the window opens, and a window must start fast.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec
import platformdirs

from app.errors import InvalidInput, TidelineError

ThemeName = Literal["light", "dark"]
FLAGS = {"--json": "json", "--no-project": "no_project"}
VALUES = {
    "--data": "data",
    "--screenshot": "screenshot",
    "--view": "view",
    "--scene": "scene",
    "--theme": "theme",
    "--size": "size",
    "--measure": "measure",
}


class Arguments(msgspec.Struct, frozen=True):
    """The shared options, and what is left: the command with its own arguments.

    `data` is None for the usual folder; `size` is in pixels. `measure` is for `bench` alone.
    """

    rest: tuple[str, ...] = ()
    data: Path | None = None
    json: bool = False
    no_project: bool = False
    screenshot: Path | None = None
    view: str = "home"
    scene: str = ""
    theme: ThemeName = "light"
    size: tuple[int, int] = (1200, 800)
    measure: str = ""


def split(argv: list[str]) -> Arguments:
    """Take the shared options from anywhere before a lone '--'; what follows it is left as it stands.

    Raises `InvalidInput` for an option without its value, a theme or a size that is none.
    """
    found: dict[str, object] = {}
    rest: list[str] = []
    position = 0
    while position < len(argv):
        word = argv[position]
        position += 1
        name, equals, value = word.partition("=")
        if word == "--":
            rest += argv[position - 1 :]
            break
        if word in FLAGS:
            found[FLAGS[word]] = True
        elif name in VALUES:
            if not equals:
                if position == len(argv):
                    raise InvalidInput(name, f"{name} needs a value after it.")
                value = argv[position]
                position += 1
            found[VALUES[name]] = _value(name, value)
        else:
            rest.append(word)
    return Arguments(rest=tuple(rest), **found)  # type: ignore[arg-type]  # the names are Arguments' own


def guarded(work: Callable[[], int]) -> int:
    """Do `work` and return its exit status; an error of ours becomes one sentence on stderr and its own status."""
    try:
        return work()
    except InvalidInput as error:
        sentence, status = error.reason, error.exit_status
    except TidelineError as error:
        sentence, status = str(error), error.exit_status
    sys.stderr.write(f"{sentence}\n")
    return status


def _value(name: str, value: str) -> object:
    if name in {"--data", "--screenshot"}:
        if not value:
            raise InvalidInput(name, f"{name} needs the name of a file or folder.")
        return Path(value).expanduser()
    if name == "--theme" and value not in {"light", "dark"}:
        raise InvalidInput(name, f"There is no theme '{value}'; take light or dark.")
    return _size(value) if name == "--size" else value


def _size(value: str) -> tuple[int, int]:
    width, _, height = value.lower().partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise InvalidInput("--size", f"'{value}' is no size; write it as 1200x800.")
    size = int(width), int(height)
    if not (320 <= size[0] <= 7680 and 320 <= size[1] <= 4320):
        raise InvalidInput("--size", f"{value} is out of range; from 320x320 to 7680x4320 can be drawn.")
    return size


def default_folder() -> Path:
    """The data folder of this person on this machine, by the platform's own convention."""
    return Path(platformdirs.user_data_dir("tideline", appauthor=False))
