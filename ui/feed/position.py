"""Where a reader is in a feed, and the scrollbar that says so. Plain arithmetic over the heights of rows.

The feed is a row of blocks: number -1 is its top (tabs' zone, water, line), 0 to total - 1 are the rows, `total`
is its foot. Nothing here sums up all heights: the scrollbar counts blocks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

UNITS: Final = 512
"""Steps of the scrollbar for each block."""
_MOST_UNITS = 2**30
_LEAST_BLOCK_PX = 60
LEAD: Final = -1
"""The number of the block above the first row."""


@dataclass(frozen=True)
class Position:
    """The top of the view lies `offset` pixels below the top of block `number`."""

    number: int = LEAD
    offset: float = 0.0

    @property
    def at_top(self) -> bool:
        """True where nothing is scrolled away."""
        return self.number == LEAD and self.offset <= 0


Height = Callable[[int], float]
"""The height of a block by its number."""


def settled(number: int, y: float, total: int, height: Height) -> Position:
    """The position at which the top of block `number` lies `y` pixels below the view's top."""
    number = min(max(LEAD, number), total)
    while y > 0 and number > LEAD:
        number -= 1
        y -= height(number)
    while number < total and -y >= height(number):
        y += height(number)
        number += 1
    return Position(number, max(0.0, -y))


def moved(position: Position, pixels: float, total: int, height: Height) -> Position:
    """The position `pixels` further down (up if negative); it stops at the top."""
    return settled(position.number, -position.offset - pixels, total, height)


def visible_blocks(position: Position, view_height: float, total: int, height: Height) -> list[tuple[int, float]]:
    """The blocks in view as (number, y of its top), from the top."""
    blocks: list[tuple[int, float]] = []
    number, y = position.number, -position.offset
    while y < view_height and number <= total:
        blocks.append((number, y))
        y += height(number)
        number += 1
    return blocks


def clamped(position: Position, view_height: float, total: int, height: Height) -> Position:
    """The position, or the last one that leaves no empty space below the foot."""
    if position.number + view_height / _LEAST_BLOCK_PX < total:
        return position
    blocks = visible_blocks(position, view_height, total, height)
    if not blocks:
        return Position()
    number, y = blocks[-1]
    below = y + height(number)
    if number < total or below >= view_height:
        return position
    return moved(position, below - view_height, total, height)


def units_for(total: int) -> int:
    """How many steps of the scrollbar a block has: 512, fewer only where that many rows would overflow it."""
    return max(1, min(UNITS, _MOST_UNITS // (total + 2)))


def bar_value(position: Position, total: int, height: Height) -> int:
    """The scrollbar's value at a position."""
    within = position.offset / max(1.0, height(position.number))
    return round((position.number + 1 + min(1.0, within)) * units_for(total))


def position_of(value: int, total: int, height: Height) -> Position:
    """The position that a value of the scrollbar means."""
    units = units_for(total)
    number = min(value // units - 1, total)
    return Position(number, (value % units) / units * height(number))
