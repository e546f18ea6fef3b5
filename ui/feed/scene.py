"""What lies where in a feed: its top with the water, the rows in view, its foot. Measures and places only."""

from dataclasses import dataclass, field

from app.commands import CreatePost
from app.consistency.visible import FeedTide, VisibleItem
from ui.feed.card_layout import CardLayout, LayoutCache
from ui.feed.placed import Placed
from ui.feed.position import LEAD, Position, visible_blocks
from ui.feed.source import FeedSource
from ui.feed.tide import GAP, SUNK_HEIGHT, TideGeometry, tide_geometry
from ui.theme import Theme

FOOT_HEIGHT = 72
PLACEHOLDER_HEIGHT = 143
AHEAD_PX = 120
"""Rows this near below the view have a card already, so that a frame of scrolling never has all the work."""


@dataclass(frozen=True)
class View:
    """What is in view: rows, `gaps` (top, height) for rows that are not read yet, and the foot's top if it is seen.

    `first` and `last` are the numbers of the rows in view; `scrolled` is how far the feed's top has been scrolled
    away, None once it is out of view.
    """

    placed: list[Placed] = field(default_factory=list)
    gaps: list[tuple[float, float]] = field(default_factory=list)
    foot_y: float | None = None
    first: int = 0
    last: int = 0
    scrolled: float | None = 0.0


class Scene:
    """The measures of a feed of one width in one theme; `measure_lead` after each change of the water."""

    def __init__(self, source: FeedSource, theme: Theme) -> None:
        self._source = source
        self.theme = theme
        self.layouts = LayoutCache()
        self.width = 0
        self.inset = 0
        self.header_height = 0
        self.geometry: TideGeometry = tide_geometry(FeedTide(0, 0), (), 0)

    @property
    def total(self) -> int:
        """How many rows there are, as far as that is known; while nothing has been read, none."""
        return self._source.total if self._source.state == "ready" and self._source.window.pages else 0

    @property
    def lead_top(self) -> int:
        """Where the water's part begins: below tabs and header."""
        return self.inset + self.header_height

    def measure_lead(self, tide: FeedTide, *, noticed: bool) -> None:
        """Lay out the top of the feed."""
        heights = [self._standing_height(item) for item in self._source.standing]
        self.geometry = tide_geometry(tide, heights, self.lead_top, noticed)

    def plan(self, item: VisibleItem) -> CardLayout | None:
        """The layout of a row, None for one that has sunk."""
        return None if is_sunk(item) else self.layouts.get(item.item, self.width, self.theme)

    def height(self, number: int) -> float:
        """The height of a block with the gap below it."""
        if number == LEAD:
            return self.geometry.shore_y
        item = self._source.row(number)
        if item is None and number >= self.total:
            return FOOT_HEIGHT
        plan = self.plan(item) if item is not None else None
        return (plan.height if plan is not None else PLACEHOLDER_HEIGHT) + GAP

    def look(self, position: Position, view_height: float) -> View:
        """What is in view at a position."""
        blocks = visible_blocks(position, view_height + AHEAD_PX, self.total, self.height)
        view = View(scrolled=-blocks[0][1] if blocks and blocks[0][0] == LEAD else None)
        numbers = [number for number, _y in blocks if LEAD < number < self.total]
        foot = next((y for number, y in blocks if number == self.total), None)
        if blocks and blocks[0][0] == LEAD:
            view.placed.extend(self._standing(blocks[0][1]))
        for number, y in blocks:
            if LEAD < number < self.total:
                self._place(number, y, view)
        return View(
            view.placed,
            view.gaps,
            foot,
            numbers[0] if numbers else 0,
            numbers[-1] if numbers else 0,
            view.scrolled,
        )

    def _standing(self, lead_y: float) -> list[Placed]:
        placed: list[Placed] = []
        for item, top in zip(self._source.standing, self.geometry.tops, strict=True):
            plan = self.plan(item)
            height = plan.height if plan is not None else SUNK_HEIGHT
            placed.append(Placed(item.item.entry_id, item, lead_y + top, height, plan))
        return placed

    def _place(self, number: int, y: float, view: View) -> None:
        item = self._source.row(number)
        plan = self.plan(item) if item is not None else None
        if item is None or plan is None:
            view.gaps.append((y, PLACEHOLDER_HEIGHT))
        else:
            view.placed.append(Placed(item.item.entry_id, item, y, plan.height, plan))

    def _standing_height(self, item: VisibleItem) -> float:
        plan = self.plan(item)
        return SUNK_HEIGHT if plan is None else plan.height


def is_sunk(item: VisibleItem) -> bool:
    """Whether a row is an own post that was refused: it has sunk to one line."""
    operation = item.operation
    return operation is not None and operation.stage == "rejected" and isinstance(operation.command, CreatePost)
