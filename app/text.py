"""Text as people see it: graphemes counted, tags, mentions and links found once, on the write side.

Nothing here imports `regex` (70 ms) before a text needs it: this module is on the way to the first card.
"""

import re
import unicodedata
from functools import cache
from typing import Literal, Protocol

import msgspec

SpanKind = Literal["tag", "mention", "link"]

CODE_POINTS_PER_GRAPHEME = 20
"""How many code points one character may be made of. The longest emoji have 15; a tower of accents has hundreds."""


class Span(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A part of a text that leads somewhere: `text[start:end]`, counted in code points.

    `target` is the tag without '#', the handle without '@', or the whole address of a link.
    """

    start: int
    end: int
    kind: SpanKind
    target: str


class _Pattern(Protocol):
    def findall(self, string: str) -> list[str]: ...


# What it does not match stands for itself, whatever is beside it, so it is counted by code points; but \r\n is one.
_NOT_PLAIN = re.compile("[^\x00-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]")
_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_LONG_RUN = re.compile("[^\x00-\u02ff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf]{20}")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_OVERRIDE = re.compile("[\u202d\u202e]")
_DIRECTION = re.compile("[\u202a-\u202c\u2066-\u2069\n]")
_CLOSED_BY = {"\u202a": "\u202c", "\u202b": "\u202c", "\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069"}
_UNSEEN = re.compile(
    r"[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]*"
)
# Each alternative begins with the character it is found by and looks behind it only then: three times as fast.
_LEAD = re.compile(
    r"""(?P<link>[Hh](?<!\w.)[Tt][Tt][Pp][Ss]?://[^\s<>"`\u200b-\u200f\u202a-\u202e\u2066-\u2069]+)
    |(?P<tag>\#(?<![\w\#@/&].)(?=\w))
    |@(?<![\w@/].)(?P<mention>[A-Za-z0-9_]{2,30})(?![\w@])""",
    re.VERBOSE,
)
_LETTER = re.compile(r"\w")
_TRAILING = ".,;:!?'\"…*_~。、，！？」』】》"
_BRACKETS = {")": "(", "]": "[", "}": "{"}
_JOINERS = "\u200c\u200d"


@cache
def _graphemes() -> _Pattern:
    import regex  # noqa: PLC0415 - 70 ms that most texts, and the first card, do without

    return regex.compile(r"\X")


def grapheme_count(text: str) -> int:
    """How many characters a person counts: a family emoji is one, a letter with its accents is one."""
    if _NOT_PLAIN.search(text) is None:
        return len(text) - text.count("\r\n")
    return len(_graphemes().findall(text))


def clean(text: str) -> str:
    """The text as it is kept: composed (NFC), lines ended by a newline, nothing blank at its end.

    Call it only on a text that `problem_with` finds nothing in.
    """
    return unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text)).rstrip()


def problem_with(text: str) -> str | None:
    """Why these characters cannot be kept, as a sentence for the person; None if they can. Length is no matter here."""
    if text.isascii() and text.isprintable():
        return None
    if _SURROGATE.search(text):
        return "The text holds half of a character that was cut in two; delete it and type it again."
    text = _LINE_ENDS.sub("\n", text)
    if _CONTROL.search(text):
        return "The text holds control characters, which nobody can see; paste it as plain text."
    if _OVERRIDE.search(text):
        return "The text holds a mark that turns the reading direction around, which can hide what it says; delete it."
    if not _directions_are_balanced(text):
        return "The text changes the reading direction and does not change it back in the same line; delete the mark."
    if _LONG_RUN.search(text) and _has_a_tower(text):
        return f"One character carries more than {CODE_POINTS_PER_GRAPHEME - 1} marks; delete some of them."
    return None


def is_blank(text: str) -> bool:
    """True if nothing of the text can be seen: spaces, line ends, joiners and fillers only."""
    return _UNSEEN.fullmatch(text) is not None


def _directions_are_balanced(text: str) -> bool:
    awaited: list[str] = []
    for match in _DIRECTION.finditer(text):
        mark = match.group()
        if mark in _CLOSED_BY:
            awaited.append(_CLOSED_BY[mark])
        elif mark == "\n":
            if awaited:
                return False
        elif not awaited or awaited.pop() != mark:
            return False
    return not awaited


def _has_a_tower(text: str) -> bool:
    return any(len(grapheme) > CODE_POINTS_PER_GRAPHEME for grapheme in _graphemes().findall(text))


def find_spans(text: str) -> tuple[Span, ...]:
    """The tags, mentions and links of a text, in order and without overlap. Handles are given in lower case."""
    if "#" not in text and "@" not in text and "://" not in text:
        return ()
    spans: list[Span] = []
    position = 0
    while match := _LEAD.search(text, position):
        span = _span_at(text, match)
        if span is not None:
            spans.append(span)
        position = match.end() if span is None else span.end
    return tuple(spans)


def tags_of(spans: tuple[Span, ...]) -> tuple[str, ...]:
    """The tags among the spans, casefolded, each once, in alphabetical order."""
    return tuple(sorted({span.target.casefold() for span in spans if span.kind == "tag"})) if spans else ()


def handles_of(spans: tuple[Span, ...]) -> tuple[str, ...]:
    """The handles that the spans mention, each once, in alphabetical order."""
    return tuple(sorted({span.target for span in spans if span.kind == "mention"})) if spans else ()


def _span_at(text: str, match: re.Match[str]) -> Span | None:
    start = match.start()
    if match.lastgroup == "link":
        end = _end_of_link(text, start, match.end())
        leads_somewhere = _LETTER.search(text, text.index("://", start) + 3, end)
        return Span(start, end, "link", text[start:end]) if leads_somewhere else None
    if match.lastgroup == "mention":
        return Span(start, match.end(), "mention", match["mention"].lower())
    end = _end_of_tag(text, start + 1)
    tag = text[start + 1 : end]
    return Span(start, end, "tag", tag) if any(map(str.isalpha, tag)) else None


def _end_of_link(text: str, start: int, end: int) -> int:
    """Leave out what belongs to the sentence: its full stop, and a bracket that was opened before the link."""
    while end > start:
        last = text[end - 1]
        closes_more = last in _BRACKETS and text.count(last, start, end) > text.count(_BRACKETS[last], start, end)
        if last not in _TRAILING and not closes_more:
            break
        end -= 1
    return end


def _end_of_tag(text: str, start: int) -> int:
    """Vowel signs and joiners are part of words in many scripts, though Python's word characters leave them out."""
    end = start
    while end < len(text) and (
        text[end].isalnum() or text[end] == "_" or text[end] in _JOINERS or unicodedata.category(text[end])[0] == "M"
    ):
        end += 1
    while end > start and text[end - 1] in _JOINERS:
        end -= 1
    return end


def count_label(n: int) -> str:
    """A count as a card shows it: 999, 1.2K, 12K, 1.2M; cut, never rounded up, so it never says more than is there."""
    for size, unit in ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "K")):
        if n >= size:
            tenths = n * 10 // size
            return f"{tenths / 10:.1f}{unit}" if tenths < 100 and tenths % 10 else f"{tenths // 10}{unit}"
    return str(n)


def excerpt(text: str, graphemes: int) -> str:
    """The beginning of a text in one line, at most `graphemes` characters, with '…' as the last where it was cut."""
    line = " ".join(text.split())
    if len(line) <= graphemes or grapheme_count(line) <= graphemes:  # never more characters than code points
        return line
    parts = list(line) if _NOT_PLAIN.search(line) is None else _graphemes().findall(line)
    return "".join(parts[: graphemes - 1]).rstrip() + "…"
