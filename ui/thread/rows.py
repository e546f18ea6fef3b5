"""The comments of a thread as rows: which stand where, how far in, and which lines lead on past them. Plain data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from app.consistency.visible import VisibleComment, VisibleThread

DEEPEST: Final = 5
"""Replies deeper than this are drawn no further in."""


@dataclass(frozen=True)
class ThreadRow:
    """A comment at its place. `level` is how far in; `passing` the levels whose line goes on below this row.

    `leads_down`: the row has answers below it on this page or one before.
    """

    visible: VisibleComment
    level: int
    passing: tuple[int, ...] = ()
    leads_down: bool = False

    @property
    def id(self) -> int:
        """The comment's id."""
        return self.visible.comment.id

    @property
    def shape(self) -> tuple[int, str, bool, int]:
        """What its height depends on, at one width."""
        comment = self.visible.comment
        return comment.id, comment.text, comment.deleted, self.level


def thread_rows(pages: Sequence[VisibleThread]) -> tuple[ThreadRow, ...]:
    """The pages in order as rows, each comment once; own comments that stand apart come last."""
    seen: dict[int, VisibleComment] = {}
    for page in pages:
        for visible in page.comments:
            seen[visible.comment.id] = visible
    for visible in pages[0].standing if pages else ():
        seen.setdefault(visible.comment.id, visible)
    return _with_lines(seen.values())


def _with_lines(comments: Iterable[VisibleComment]) -> tuple[ThreadRow, ...]:
    """From the last row up: a level's line passes a row if an answer at the next level is still to come below it."""
    rows: list[ThreadRow] = []
    below = [False] * (DEEPEST + 2)
    for visible in reversed(list(comments)):
        level = min(visible.comment.depth, DEEPEST)
        passing = tuple(above for above in range(level) if below[above + 1]) if level else ()
        rows.append(ThreadRow(visible, level, passing, leads_down=below[level + 1]))
        for deeper in range(level + 1, DEEPEST + 1):
            below[deeper] = False
        below[level] = True
    rows.reverse()
    return tuple(rows)
