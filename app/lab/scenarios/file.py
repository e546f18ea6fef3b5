"""Reads a scenario file strictly: what is wrong is told in one sentence that names the file and the place in it.

Nothing is run and nothing is written for a file that cannot be used.
"""

import math
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from app.errors import InvalidInput
from app.lab.scenarios.checks import Flaw, check
from app.lab.scenarios.model import Scenario

LARGEST_BYTES: Final = 1_000_000

_PLACE = re.compile(r" - at (?:the key in )?`\$(?P<path>[^`]*)`$")
_UNKNOWN = re.compile(r"Object contains unknown field `(?P<key>.*)`")
_MISSING = re.compile(r"Object missing required field `(?P<key>.*)`")


def load(file: Path) -> Scenario:
    """The scenario in `file`. Raises `InvalidInput` with a sentence that names the file and the place."""
    return parse(_text_of(file), file.name)


def parse(text: str, name: str) -> Scenario:
    """The scenario in `text`; `name` stands for it in sentences. Raises `InvalidInput`."""
    if not text.strip():
        raise _refused(name, "it is empty; a scenario needs at least a title and what it shows")
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _refused(name, f"it is no TOML ({error})") from error
    for place, value in _numbers(raw, ""):
        if not math.isfinite(value):
            raise _refused(name, f"{_words_of(place)} is {value}, which is no amount")
    try:
        scenario = msgspec.convert(raw, Scenario)
        check(scenario)
    except msgspec.ValidationError as error:
        raise _refused(name, _told(str(error))) from error
    except Flaw as flaw:
        raise _refused(name, f"{_words_of(flaw.place)}: {flaw.reason}") from flaw
    return scenario


def _text_of(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST_BYTES:
            raise _refused(file.name, "it is larger than 1 MB, so it is no scenario")
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise _refused(file.name, f"it cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise _refused(file.name, f"byte {error.start} is no UTF-8 text") from error


def _refused(name: str, why: str) -> InvalidInput:
    return InvalidInput(name, f"The scenario {name} cannot be played: {why}. Nothing was run or written.")


def _told(message: str) -> str:
    """A message of the parser as a sentence for a person."""
    found = _PLACE.search(message)
    place = found["path"] if found else ""
    told = message[: found.start()] if found else message
    where = f" in {_words_of(place)}" if place else ""
    if unknown := _UNKNOWN.match(told):
        return f"there is no key '{unknown['key']}'{where or ' at the top'}"
    if missing := _MISSING.match(told):
        return f"the key '{missing['key']}' is missing{where or ' at the top'}"
    told = told[:1].lower() + told[1:].replace("`", "'")
    return f"{_words_of(place)}: {told}" if place else told


def _words_of(place: str) -> str:
    """'.steps[2].at_ms' as 'steps entry 3, at_ms'."""
    words = re.sub(r"\[(\d+)\]", lambda found: f" entry {int(found[1]) + 1}", place.lstrip("."))
    return words.replace(".", ", ").replace("[...]", " keys")


def _numbers(value: Any, place: str) -> Iterator[tuple[str, float]]:
    if isinstance(value, float):
        yield place, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _numbers(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _numbers(inner, f"{place}[{number}]")
