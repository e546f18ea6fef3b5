"""Where the parts of the window stand at a given size, and which are folded away. Plain data, no widgets."""

import msgspec

from ui.theme import COLUMN_MAX_PX

NAVIGATION_PX = 232
RAIL_PX = 84
SIDE_PX = 300
MARGIN_PX = 32
NARROW_MARGIN_PX = 14
TOP_BAR_PX = 54

CENTRE_MAX_PX = COLUMN_MAX_PX + 2 * MARGIN_PX

SIDE_FROM_PX = 1_000
"""From this width the panel with search and sync card has a place beside the column."""

NAVIGATION_FROM_PX = 720
"""From this width the navigation does; below, a bar over the column opens it as a menu."""


class Folding(msgspec.Struct, frozen=True):
    """Left edges and widths in pixels; a part with width 0 is folded away.

    `margin` is the least distance of the column from the centre's edges, `top` what the bar over it takes.
    """

    navigation: tuple[int, int]
    centre: tuple[int, int]
    side: tuple[int, int]
    margin: int
    top: int

    @property
    def rail(self) -> bool:
        """Whether the navigation shows icons with a word under each."""
        return self.navigation[1] == RAIL_PX

    @property
    def narrow(self) -> bool:
        """Whether the navigation is folded away."""
        return self.navigation[1] == 0

    @property
    def side_folded(self) -> bool:
        """Whether the panel at the right is folded away."""
        return self.side[1] == 0


def fold(width: int, *, wide: bool = False) -> Folding:
    """Place the parts in a window `width` wide: side by side and centred together, as many as fit.

    A `wide` view (the lab) takes the whole window beside a navigation of icons.
    """
    if width < NAVIGATION_FROM_PX:
        return Folding((0, 0), (0, width), (width, 0), NARROW_MARGIN_PX, TOP_BAR_PX)
    if wide:
        return Folding((0, RAIL_PX), (RAIL_PX, width - RAIL_PX), (width, 0), MARGIN_PX, 0)
    side = SIDE_PX if width >= SIDE_FROM_PX else 0
    centre = min(CENTRE_MAX_PX, width - NAVIGATION_PX - side)
    left = (width - NAVIGATION_PX - centre - side) // 2
    middle = left + NAVIGATION_PX
    return Folding((left, NAVIGATION_PX), (middle, centre), (middle + centre, side), MARGIN_PX, 0)
