"""The rules for what people write and ask: each gives back the value as it is kept, or refuses with a sentence.

The forms of the window and the command line learn of a rule by sending the command; only lengths are shown beforehand.
"""

import re

from app.commands import CommandId
from app.ids import MAX_ID, time_of
from app.limits import ALT_CHARACTERS, NAME_CHARACTERS, POST_CHARACTERS
from app.media import MAX_PER_POST, MediaItem
from app.text import clean, grapheme_count, is_blank, problem_with

CODE_POINTS_PER_GRAPHEME_ALLOWED = 8
"""On average over a text, so that 500 characters stay a few kilobytes; an emoji family has 7."""
COMMAND_ID_CODE_POINTS = 200
MAX_DEPTH = 100
"""How deeply replies nest; each carries the ids of all above it."""

_HANDLE = re.compile(r"[a-z0-9_]{2,30}")


class RuleBroken(Exception):
    """A rule refuses the command; becomes `Rejected`. `field` names the part, `reason` is a sentence for the person."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


def words(text: str, field: str = "text", most: int = POST_CHARACTERS) -> str:
    """Words of one or more lines that must say something."""
    kept = _kept(text, field, most)
    if is_blank(kept):
        raise RuleBroken(field, "There is nothing to read yet: write at least one character that can be seen.")
    return kept


def optional_words(text: str, field: str, most: int) -> str:
    """Words of one or more lines; blank means none."""
    kept = _kept(text, field, most)
    return "" if is_blank(kept) else kept


def line(text: str, field: str, most: int) -> str:
    """Words of a single line, without blanks around them; blank means none."""
    kept = optional_words(text, field, most).strip()
    if "\n" in kept or "\t" in kept:
        raise RuleBroken(field, "This has to be a single line, without tabs.")
    return kept


def name(text: str) -> str:
    """A person's name."""
    kept = line(text, "name", NAME_CHARACTERS)
    if not kept:
        raise RuleBroken("name", "A name needs at least one character that can be seen.")
    return kept


def handle(text: str) -> str:
    """A handle in lower case and without '@'."""
    kept = text.strip().removeprefix("@").lower()
    if _HANDLE.fullmatch(kept) is None:
        raise RuleBroken("handle", "A handle has 2 to 30 letters a to z, digits or underscores.")
    return kept


def identifier(value: int, field: str) -> int:
    """An id that fits 53 bits. Any date is fine: clocks jump."""
    if not 1 <= value <= MAX_ID:
        raise RuleBroken(field, f"{value} is no id: ids lie between 1 and {MAX_ID}.")
    return value


def date(at_ms: int) -> int:
    """A date that ids can carry."""
    if not 0 < at_ms <= time_of(MAX_ID):
        raise RuleBroken("at_ms", "The date has to lie between 1970 and 2109.")
    return at_ms


def command_key(command_id: CommandId) -> str:
    """The key under which a receipt is kept: a number and its digits are the same."""
    key = str(command_id)
    if not 1 <= len(key) <= COMMAND_ID_CODE_POINTS or problem_with(key) is not None:
        raise RuleBroken("command_id", f"A command id has 1 to {COMMAND_ID_CODE_POINTS} plain characters.")
    return key


def pictures(items: tuple[MediaItem, ...]) -> tuple[MediaItem, ...]:
    """A post's pictures with their alt texts as they are kept; whether they are stored is seen elsewhere."""
    if len(items) > MAX_PER_POST:
        raise RuleBroken("media", f"A post carries at most {MAX_PER_POST} pictures; these are {len(items)}.")
    return tuple(map(picture, items))


def picture(item: MediaItem) -> MediaItem:
    """A picture with its alt text as it is kept."""
    alt = optional_words(item.alt, "alt", ALT_CHARACTERS)
    return MediaItem(item.sha256, item.mime, item.width, item.height, item.size, alt)


def _kept(text: str, field: str, most: int) -> str:
    # Its length first: what follows takes time in proportion to it.
    code_points = most * CODE_POINTS_PER_GRAPHEME_ALLOWED
    if len(text) > code_points:
        raise RuleBroken(field, _too_long(f"more than {code_points:,} code points", most))
    problem = problem_with(text)
    if problem is not None:
        raise RuleBroken(field, problem)
    kept = clean(text)
    graphemes = grapheme_count(kept)
    if graphemes > most or len(kept) > code_points:
        raise RuleBroken(field, _too_long(f"{graphemes:,} characters", most))
    return kept


def _too_long(has: str, most: int) -> str:
    return f"This is too long: it has {has}, and {most:,} characters are the most."
