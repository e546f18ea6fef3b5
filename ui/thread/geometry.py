"""Where rows below a head lie: measured where they have been seen, estimated elsewhere. Plain numbers."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Final, Generic, Protocol, TypeVar

HEAD: Final = 0
"""The key of the head; a row's key is its id."""
HEAD_TOP: Final = 4
GAP: Final = 16
ROWS_TOP: Final = 6
EMPTY_HEIGHT: Final = 76
FOOT_HEIGHT: Final = 64
END_HEIGHT: Final = 6
BOTTOM: Final = 20


class Row(Protocol):
    """What is placed. Rows of the same `shape` have the same height at one width."""

    @property
    def id(self) -> int: ...
    @property
    def shape(self) -> tuple[object, ...]: ...


R = TypeVar("R", bound=Row)


class RowGeometry(Generic[R]):
    """Rows from the top of the content, in pixels. Call `show` when rows or width are other ones.

    `foot_room` is what lies over the lower edge of the view: the last row can be scrolled above it.
    """

    def __init__(self, measure: Callable[[R], int], estimate: Callable[[R], int]) -> None:
        self._measure = measure
        self._estimate = estimate
        self._measured: dict[tuple[object, ...], int] = {}
        self._guessed: dict[tuple[object, ...], int] = {}
        self._tops: list[int] = [0]
        self._numbers: dict[int, int] = {}
        self.rows: Sequence[R] = ()
        self.head_height = 0
        self.at_end = True
        self.foot_room = 0

    def show(self, rows: Sequence[R], head_height: int, *, at_end: bool, forget: bool = False) -> None:
        """Lay out these rows below a head; `forget` what was measured, because the width is another one."""
        if forget:
            self._measured, self._guessed = {}, {}
        elif rows is self.rows and (head_height, at_end) == (self.head_height, self.at_end):
            return
        self.rows, self.head_height, self.at_end = rows, head_height, at_end
        self._numbers = {row.id: number for number, row in enumerate(rows)}
        self._add_up()

    @property
    def surface_top(self) -> int:
        """Where the surface begins on which the rows stand."""
        return HEAD_TOP + self.head_height + GAP

    @property
    def surface_bottom(self) -> int:
        """Where it ends, its foot included."""
        foot = END_HEIGHT if self.at_end else FOOT_HEIGHT
        return self.foot_top + (foot if self.rows else (EMPTY_HEIGHT if self.at_end else FOOT_HEIGHT))

    @property
    def foot_top(self) -> int:
        """Where the rows end."""
        return self.surface_top + ROWS_TOP + self._tops[-1]

    @property
    def total(self) -> int:
        """How tall everything is."""
        return self.surface_bottom + BOTTOM + self.foot_room

    def top_of(self, key: int) -> int | None:
        """The top of the head or of a row, None for one that is not there."""
        if key == HEAD:
            return HEAD_TOP
        number = self._numbers.get(key)
        return None if number is None else self._top(number)

    def height_of(self, key: int) -> int:
        """The height of the head or of a row."""
        if key == HEAD:
            return self.head_height
        number = self._numbers[key]
        return self._tops[number + 1] - self._tops[number]

    def between(self, top: float, bottom: float) -> range:
        """The numbers of the rows that reach into this stretch."""
        base = self.surface_top + ROWS_TOP
        first = max(0, bisect_right(self._tops, top - base) - 1)
        last = bisect_right(self._tops, bottom - base)
        return range(min(first, len(self.rows)), min(last, len(self.rows)))

    def measure(self, top: float, bottom: float) -> bool:
        """Measure the rows in a stretch that were only estimated; whether anything moved."""
        moved = False
        for number in self.between(top, bottom):
            row = self.rows[number]
            if row.shape not in self._measured:
                height = self._measured[row.shape] = self._measure(row)
                moved = moved or height != self._tops[number + 1] - self._tops[number]
        if moved:
            self._add_up()
        return moved

    def anchor(self, scrolled: float) -> tuple[int, float]:
        """What must not move on the screen when rows come and go: a key, and its y from the view's top.

        The head while any of it is in view, and at the very top also where there is none yet.
        """
        if scrolled <= max(0, self.surface_top) or not self.rows:
            return HEAD, HEAD_TOP - scrolled
        number = min(self.between(scrolled, scrolled + 1).start, len(self.rows) - 1)
        return self.rows[number].id, self._top(number) - scrolled

    def followers(self, key: int) -> list[int]:
        """The keys from this one on: whoever is still there can stand in as the anchor."""
        number = self._numbers.get(key)
        return [HEAD] if number is None else [row.id for row in self.rows[number:]]

    def order(self) -> list[int]:
        """The head and all rows, from the top."""
        return [HEAD, *(row.id for row in self.rows)]

    def row(self, key: int) -> R | None:
        """The row with this id, None if it is not there."""
        number = self._numbers.get(key)
        return None if number is None else self.rows[number]

    def _top(self, number: int) -> int:
        return self.surface_top + ROWS_TOP + self._tops[number]

    def _add_up(self) -> None:
        measured, guessed, estimate = self._measured, self._guessed, self._estimate
        heights = []
        for row in self.rows:
            shape = row.shape
            height = measured.get(shape) or guessed.get(shape)
            if height is None:
                height = guessed[shape] = estimate(row)
            heights.append(height)
        self._tops = list(accumulate(heights, initial=0))
