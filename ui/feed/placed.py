"""A row in its place, and a row as it is seen at this moment: plain data between placing and moving."""

from dataclasses import dataclass

from app.consistency.visible import VisibleItem
from ui.feed.card_layout import CardLayout


@dataclass(frozen=True)
class Placed:
    """A row in view: `key` is its entry id, `y` its top in the viewport; without a plan it is a sunk row."""

    key: int
    item: VisibleItem
    y: float
    height: float
    plan: CardLayout | None


@dataclass(frozen=True)
class Shown:
    """Where a row is seen now, which may be on the way to its place."""

    y: float
    height: float
    in_water: bool
