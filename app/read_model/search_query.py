"""What a person typed into the search field, taken apart: words, phrases and filters. Any text is a query.

Pure text, no index; `app.read_model.search_index` turns the parts into a search, and folds what it indexes
with the same `fold`, so that accents and case never matter.
"""

import re
import unicodedata
from datetime import UTC, datetime
from typing import Literal

import msgspec

MAX_QUERY_CHARACTERS = 300
MAX_PARTS = 12

_PART = re.compile(
    r"""(?P<minus>-)?
        (?: "(?P<phrase>[^"]*)"?
          | (?P<operator>from|tag|has|before|after):(?P<value>[^\s"]+)
          | \#(?P<tag>[^\s"]+)
          | (?P<word>[^\s"]+) )""",
    re.IGNORECASE | re.VERBOSE,
)
_DATE = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?")
_PUNCTUATION = ".,;:!?)]}…'’"
_PICTURES = frozenset({"picture", "pictures", "photo", "photos", "image", "images", "media"})
# Writing without spaces between words: each character is a word of its own, and a run of them a phrase.
_UNSPACED = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])"
)
# Above this combining class stand the accents; vowel signs and the like, which make other words, lie below.
_ACCENTS_FROM_CLASS = 200


Typing = Literal["", "word", "tag", "author"]


class Part(msgspec.Struct, frozen=True):
    """A word or an exact phrase, folded; `excluded` if posts that have it are not wanted."""

    text: str
    exact: bool = False
    excluded: bool = False


class SearchQuery(msgspec.Struct, frozen=True):
    """A query taken apart. `typing` names what its end is, if that may not be finished: the last of those.

    `after_ms` (included) and `before_ms` (excluded) are milliseconds since 1970 (UTC).
    """

    parts: tuple[Part, ...] = ()
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    excluded_authors: tuple[str, ...] = ()
    excluded_tags: tuple[str, ...] = ()
    pictures: bool | None = None
    after_ms: int | None = None
    before_ms: int | None = None
    typing: Typing = ""


def fold(text: str) -> str:
    """The text without case and accents, as it is indexed and searched; ASCII costs next to nothing."""
    if text.isascii():
        return text.lower()
    clean = text.encode("utf-8", "ignore").decode("utf-8")
    letters = unicodedata.normalize("NFKD", clean.casefold())
    bare = "".join(letter for letter in letters if unicodedata.combining(letter) < _ACCENTS_FROM_CLASS)
    return _UNSPACED.sub(r" \1 ", unicodedata.normalize("NFC", bare))


def fold_name(name: str) -> str:
    """A tag or a handle as it is indexed and searched, without its sign and the punctuation after it."""
    return fold(name.lstrip("@#").rstrip(_PUNCTUATION)).strip()


def parse(text: str) -> SearchQuery:
    """Take `text` apart. An operator that cannot be understood is searched for as ordinary words."""
    reading = _Reading()
    for found in list(_PART.finditer(text[:MAX_QUERY_CHARACTERS]))[:MAX_PARTS]:
        reading.take(found)
    return reading.query(typing=not text.endswith(('"', " ", "\t", "\n")))


class _Reading:
    """The parts read so far."""

    def __init__(self) -> None:
        self._parts: list[Part] = []
        self._named: dict[tuple[str, bool], list[str]] = {}
        self._pictures: bool | None = None
        self._after: int | None = None
        self._before: int | None = None
        self._last: Typing = ""

    def take(self, found: re.Match[str]) -> None:
        excluded = found["minus"] is not None
        self._last = ""
        if found["phrase"] is not None:
            self._parts.append(Part(fold(found["phrase"]), exact=True, excluded=excluded))
        elif found["tag"] is not None:
            self._name("tag", found["tag"], excluded)
        elif found["word"] is not None:
            self._last = "" if excluded else "word"
            self._parts.append(Part(fold(found["word"]), excluded=excluded))
        elif not self._operator(found["operator"].lower(), found["value"], excluded):
            self._parts.append(Part(fold(found[0].removeprefix("-")), excluded=excluded))

    def query(self, typing: bool) -> SearchQuery:
        return SearchQuery(
            parts=tuple(self._parts),
            authors=tuple(self._named.get(("from", False), ())),
            tags=tuple(self._named.get(("tag", False), ())),
            excluded_authors=tuple(self._named.get(("from", True), ())),
            excluded_tags=tuple(self._named.get(("tag", True), ())),
            pictures=self._pictures,
            after_ms=self._after,
            before_ms=self._before,
            typing=self._last if typing else "",
        )

    def _operator(self, operator: str, value: str, excluded: bool) -> bool:
        """Take an operator in; False if its value makes no sense."""
        if operator in {"from", "tag"}:
            return self._name(operator, value, excluded)
        if operator == "has":
            if value.lower() not in _PICTURES:
                return False
            self._pictures = not excluded
            return True
        day = _day_ms(value)
        if day is None or excluded:
            return False
        if operator == "after":
            self._after = day if self._after is None else max(day, self._after)
        else:
            self._before = day if self._before is None else min(day, self._before)
        return True

    def _name(self, kind: str, value: str, excluded: bool) -> bool:
        name = fold_name(value)
        if name:
            self._last = "" if excluded else "tag" if kind == "tag" else "author"
            self._named.setdefault((kind, excluded), []).append(name)
        return bool(name)


def _day_ms(value: str) -> int | None:
    """The first millisecond of a day, a month or a year; None if there is no such date."""
    found = _DATE.fullmatch(value)
    if found is None:
        return None
    try:
        day = datetime(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1), tzinfo=UTC)
    except ValueError:
        return None
    return int(day.timestamp() * 1000)
