"""Latencies as people write them in TOML: an array of tables, each a weight `p` and one law.

    w = [{ p = 0.38, pareto = { xm = 1.05, alpha = 1.51 } }, { p = 0.62, exponential = { rate = 0.183 } }]

What cannot be used raises `InvalidInput` with one sentence that names the place.
"""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from app.errors import InvalidInput
from app.lab.staleness.latency import Discrete, Exponential, Fixed, Latency, Law, Legs, Pareto, Part, Uniform, checked

LONGEST_FILE = 1_000_000
LEG_NAMES = ("w", "a", "r", "s")
TABLES: Mapping[str, tuple[type[Pareto | Exponential | Uniform], tuple[str, ...]]] = {
    "pareto": (Pareto, ("xm", "alpha")),
    "exponential": (Exponential, ("rate",)),
    "uniform": (Uniform, ("low", "high")),
}
LAW_NAMES = (*TABLES, "fixed", "discrete")


def legs_from_file(file: Path) -> Legs:
    """The four legs in this file. Raises `InvalidInput`."""
    try:
        with file.open("rb") as opened:
            content = opened.read(LONGEST_FILE + 1)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise InvalidInput("--legs", f"{file.name} cannot be read: {reason}.") from error
    if len(content) > LONGEST_FILE:
        raise InvalidInput("--legs", f"{file.name} is over 1 MB; the legs of a model take a few lines.")
    return legs_from_toml(content, file.name)


def legs_from_toml(content: bytes, name: str) -> Legs:
    """The four legs in this text; `name` is what errors call it. Raises `InvalidInput`."""
    try:
        document = tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise InvalidInput("--legs", f"{name} is not UTF-8 text: byte {error.start + 1} cannot be read.") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InvalidInput("--legs", f"{name} is no TOML: {str(error)[:200]}.") from error
    _only(document, LEG_NAMES, name)
    missing = [leg for leg in LEG_NAMES if leg not in document]
    if missing:
        raise InvalidInput(missing[0], f"{name} has no {missing[0]}; it needs the four arrays w, a, r and s.")
    w, a, r, s = (latency_from(document[leg], f"{name}, {leg}") for leg in LEG_NAMES)
    return Legs(w=w, a=a, r=r, s=s)


def latency_from(entries: object, place: str) -> Latency:
    """The latency that an array of TOML tables describes, checked. Raises `InvalidInput` that begins with `place`."""
    if not isinstance(entries, list):
        raise InvalidInput(place, f"{place} is no array; write it as [{{ p = 1, fixed = 5 }}].")
    several = len(entries) > 1
    parts = [_part(entry, f"{place}[{number}]" if several else place) for number, entry in enumerate(entries, 1)]
    return checked(Latency(tuple(parts)), place)


def _part(entry: object, place: str) -> Part:
    if not isinstance(entry, dict):
        raise InvalidInput(place, f"{place} is no table; write it as {{ p = 1, fixed = 5 }}.")
    _only(entry, ("p", *LAW_NAMES), place)
    named = [name for name in LAW_NAMES if name in entry]
    if len(named) != 1:
        found = " and ".join(named) if named else "none"
        raise InvalidInput(place, f"{place} needs one of {', '.join(LAW_NAMES)}; it has {found}.")
    if "p" not in entry:
        raise InvalidInput(place, f"{place} has no weight p.")
    return Part(_number(entry["p"], f"{place}, p"), _law(named[0], entry[named[0]], f"{place}, {named[0]}"))


def _law(name: str, value: object, place: str) -> Law:
    if name == "fixed":
        return Fixed(_number(value, place))
    if name == "discrete":
        if not isinstance(value, list):
            raise InvalidInput(place, f"{place} is no array of milliseconds.")
        return Discrete(tuple(_number(one, f"{place}[{number}]") for number, one in enumerate(value, 1)))
    make, fields = TABLES[name]
    if not isinstance(value, dict):
        raise InvalidInput(place, f"{place} is no table with {' and '.join(fields)}.")
    _only(value, fields, place)
    missing = next((field for field in fields if field not in value), None)
    if missing:
        raise InvalidInput(place, f"{place} has no {missing}.")
    build: Callable[..., Law] = make
    return build(*(_number(value[field], f"{place}, {field}") for field in fields))


def _number(value: object, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidInput(place, f"{place} is no number.")
    try:
        return float(value)
    except OverflowError as error:
        raise InvalidInput(place, f"{place} is too large a number.") from error


def _only(table: Mapping[str, Any], known: tuple[str, ...], place: str) -> None:
    unknown = next((key for key in table if key not in known), None)
    if unknown is not None:
        raise InvalidInput(place, f"{place} has an unknown key '{unknown[:40]}'; known are {', '.join(known)}.")
