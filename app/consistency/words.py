"""Which words of an edited text differ from the stored one: what the tide's wave is painted under."""

import difflib
import re
from functools import lru_cache

_UNSPACED = "\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u3040-\u3098\u309b-\u30ff\u3400-\u9fff\uf900-\ufaff"
_MARKS = "\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u200d\u3099\u309a\ufe00-\ufe0f"
_WORD = re.compile(f"[{_UNSPACED}][{_MARKS}]*|[^\\s{_UNSPACED}]+")
"""A run without spaces; where a script puts none between words, one character with its marks."""

PAIRS_AT_MOST = 40_000
"""Above this many pairs of words to compare (two texts of 200 differing words) the middle counts as one change."""


@lru_cache(maxsize=256)
def changed_ranges(stored: str, shown: str) -> tuple[tuple[int, int], ...]:
    """The parts of `shown` (start, end in code points) that differ from `stored`, word by word, in order.

    Where words were only taken away, the word after the gap (or before it, at the end) stands for them.
    Neighbouring words make one range.
    """
    if stored == shown:
        return ()
    places = [match.span() for match in _WORD.finditer(shown)]
    if not places:
        return ()
    before = _WORD.findall(stored)
    after = [shown[start:end] for start, end in places]
    changed = sorted(_changed_words(before, after)) or [_word_at_first_difference(stored, shown, places)]
    ranges: list[tuple[int, int]] = []
    last = -2
    for index in changed:
        start, end = places[index]
        if index == last + 1:
            ranges[-1] = (ranges[-1][0], end)
        else:
            ranges.append((start, end))
        last = index
    return tuple(ranges)


def _changed_words(before: list[str], after: list[str]) -> set[int]:
    """Indices into `after`."""
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    if len(old) * len(new) > PAIRS_AT_MOST:
        return set(range(head, head + len(new)))
    changed: set[int] = set()
    for kind, _, _, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "delete":
            changed.add(min(head + start, len(after) - 1))
        elif kind != "equal":
            changed.update(range(head + start, head + end))
    return changed


def _word_at_first_difference(stored: str, shown: str, places: list[tuple[int, int]]) -> int:
    """The word that follows the first changed space, or the last one."""
    shorter = min(len(stored), len(shown))
    first = next((at for at in range(shorter) if stored[at] != shown[at]), shorter)
    return next((index for index, (_, end) in enumerate(places) if end > first), len(places) - 1)
