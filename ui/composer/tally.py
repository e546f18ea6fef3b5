"""Counts the characters of a text that is being typed: words counted before are not counted again.

At 5,000 code points of any script a count takes well under the 2 ms that a keystroke may cost.
"""

import re
from typing import Final

from app.text import grapheme_count

_KEPT_PIECES: Final = 20_000
# A piece begins with what no character continues: a blank or the punctuation of scripts that have no blanks.
_STARTS = r"\s。、，．！？：；「」『』（）"
_PIECE = re.compile(f"[{_STARTS}]?[^{_STARTS}]+|[{_STARTS}]")
# Signs that join with whatever follows, even a blank: with one of them a text is counted whole.
_PREPENDED = re.compile(
    "[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\U000110bd\U000110cd\U000111c2\U000111c3\U0001193f\U00011941"
    "\U00011a3a\U00011a84-\U00011a89\U00011d46\U00011f02]"
)


class Tally:
    """Remembers the pieces of one field's text. Line ends are single newlines."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def count(self, text: str) -> int:
        """How many characters a person counts."""
        if text.isascii() or _PREPENDED.search(text) is not None:
            return grapheme_count(text)
        return sum(map(self._count_of, _PIECE.findall(text)))

    def end_of(self, text: str, characters: int) -> int:
        """The code point at which the first `characters` of the text end; its length if it has no more."""
        if len(text) <= characters:
            return len(text)
        if _PREPENDED.search(text) is not None:
            return _end_within(text, characters)
        at, left = 0, characters
        for piece in _PIECE.findall(text):
            count = self._count_of(piece)
            if count > left:
                return at + _end_within(piece, left)
            at += len(piece)
            left -= count
        return len(text)

    def _count_of(self, piece: str) -> int:
        known = self._known.get(piece)
        if known is None:
            if len(self._known) >= _KEPT_PIECES:
                self._known.clear()
            known = self._known[piece] = grapheme_count(piece)
        return known


def _end_within(piece: str, characters: int) -> int:
    """The longest beginning of `piece` that has at most `characters`; counts never fall as a text grows."""
    low, high = 0, len(piece)
    while low < high:
        middle = (low + high + 1) // 2
        if grapheme_count(piece[:middle]) <= characters:
            low = middle
        else:
            high = middle - 1
    return low
