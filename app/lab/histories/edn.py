"""A reader and a writer of EDN, as far as histories of Jepsen and Elle use it, form by form over a stream.

Keywords become strings without their colon, vectors and lists become tuples, sets become frozensets, a tagged form
is its form.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from app.errors import InvalidInput

_TOKEN: Final = re.compile(
    r'[\s,]+|;.*|(?P<token>#\{|#[^\s,()\[\]{}"#]*|[()\[\]{}]|"(?:\\.|[^"\\])*"|[^\s,()\[\]{}";]+)'
)
_NUMBER: Final = re.compile(r"[+-]?\d+N?$")
_DECIMAL: Final = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?M?$")
_CLOSING: Final = {"{": "}", "[": "]", "(": ")", "#{": "}"}
_WORDS: Final[dict[str, Any]] = {"nil": None, "true": True, "false": False}
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r"}


class Keyword(str):
    """A keyword to be written: `Keyword("ok")` is `:ok`."""

    __slots__ = ()


class Token(NamedTuple):
    """A piece of EDN text and the line it stands on, from 1."""

    text: str
    line: int


def tokens_in(lines: Iterator[tuple[int, str]]) -> Iterator[Token]:
    """The tokens of numbered lines. Raises `InvalidInput` naming the line that cannot be read."""
    for number, line in lines:
        at = 0
        while at < len(line):
            found = _TOKEN.match(line, at)
            if found is None:
                raise InvalidInput("history", f"Line {number} is no EDN from '{line[at : at + 20].strip()}' on.")
            at = found.end()
            token = found.group("token")
            if token is not None:
                yield Token(token, number)


def forms_in(tokens: Iterator[Token]) -> Iterator[tuple[int, Any]]:
    """Each form with its line; a vector or list around all of them is looked into, so that nothing is held whole."""
    opened: list[Token] = []
    for token in tokens:
        if token.text in ("[", "(") and not opened:
            opened.append(token)
        elif opened and token.text == _CLOSING[opened[0].text]:
            opened.clear()
        else:
            yield token.line, _form(token, tokens)
    if opened:
        raise InvalidInput("history", f"The '{opened[0].text}' of line {opened[0].line} is never closed.")


def written(value: object) -> str:
    """A value as EDN. Raises `TypeError` for what has no form here."""
    match value:
        case None | bool():
            return {None: "nil", True: "true", False: "false"}[value]
        case Keyword():
            return f":{value}"
        case str():
            escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            return f'"{escaped}"'
        case int() | float():
            return repr(value)
        case Mapping():
            return "{" + ", ".join(f"{written(key)} {written(one)}" for key, one in value.items()) + "}"
        case list() | tuple():
            return "[" + " ".join(written(one) for one in value) + "]"
        case _:
            raise TypeError(f"{type(value).__name__} has no form in EDN here")


def _form(token: Token, tokens: Iterator[Token]) -> Any:
    text = token.text
    if text in _CLOSING:
        return _collection(token, tokens)
    if text.startswith("#"):
        return _form(_next(token, tokens), tokens)
    if text in ")]}":
        raise InvalidInput("history", f"Line {token.line} closes a '{text}' that was never opened.")
    if text in _WORDS:
        return _WORDS[text]
    if text.startswith('"'):
        return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found.group(1), found.group(1)), text[1:-1])
    if _NUMBER.match(text):
        return int(text.rstrip("N"))
    if _DECIMAL.match(text):
        return float(text.rstrip("M"))
    return text.removeprefix(":")


def _collection(opening: Token, tokens: Iterator[Token]) -> Any:
    closing = _CLOSING[opening.text]
    parts = []
    while (token := _next(opening, tokens)).text != closing:
        parts.append(_form(token, tokens))
    if opening.text == "#{":
        return frozenset(parts)
    if opening.text != "{":
        return tuple(parts)
    if len(parts) % 2:
        raise InvalidInput("history", f"The map of line {opening.line} has a key without a value.")
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _next(opening: Token, tokens: Iterator[Token]) -> Token:
    token = next(tokens, None)
    if token is None:
        raise InvalidInput("history", f"The '{opening.text}' of line {opening.line} is never closed.")
    return token
