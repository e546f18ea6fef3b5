"""Keeps the few card widgets of a feed and hands each row its own: a row in view keeps its widget while it moves."""

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QWidget

from app.clock import Clock
from ui.feed.card import CardView
from ui.feed.images import ImageLoader
from ui.feed.motion import Glide
from ui.feed.placed import Placed, Shown
from ui.feed.sunk_row import SunkRow
from ui.icons import Icons
from ui.theme import Look

Widget = CardView | SunkRow


class Shelf:
    """Binds rows to widgets. `made(widget)` is called once for each new one, `leaving(widget)` before it is kept."""

    def __init__(
        self,
        look: Look,
        icons: Icons,
        images: ImageLoader,
        clock: Clock,
        viewport: QWidget,
        made: Callable[[Widget], None],
        leaving: Callable[[Widget], None],
    ) -> None:
        self._look = look
        self._icons = icons
        self._images = images
        self._clock = clock
        self._viewport = viewport
        self._made = made
        self._leaving = leaving
        self._spare_cards: list[CardView] = []
        self._spare_sunk: list[SunkRow] = []
        self.bound: dict[int, Widget] = {}
        self.placed: dict[int, Placed] = {}

    @property
    def cards(self) -> list[CardView]:
        """The cards in view, from the top."""
        return [widget for widget in self.in_order() if isinstance(widget, CardView)]

    @property
    def made_count(self) -> int:
        """How many widgets there are in all."""
        return len(self.bound) + len(self._spare_cards) + len(self._spare_sunk)

    def in_order(self) -> list[Widget]:
        """The rows in view, from the top."""
        return [self.bound[key] for key in self.placed if key in self.bound]

    def bind(self, placed: Iterable[Placed]) -> list[int]:
        """Show these rows; returns the keys that got a widget anew. Places are set by `move`."""
        wanted = {one.key: one for one in placed}
        for key, widget in list(self.bound.items()):
            one = wanted.get(key)
            if one is None or (one.plan is None) != isinstance(widget, SunkRow):
                self._recycle(key, widget)
        fresh = [key for key in wanted if key not in self.bound]
        for key in fresh:
            self.bound[key] = self._take(wanted[key])
        self.placed = wanted
        for one in wanted.values():
            self._show(self.bound[one.key], one)
        for key in fresh:
            self.bound[key].show()
        return fresh

    def shown(self) -> dict[int, Shown]:
        """Where each row is seen at this moment."""
        return {
            key: Shown(widget.y(), widget.height(), self.placed[key].item.in_water)
            for key, widget in self.bound.items()
        }

    def move(self, left: int, width: int, glide: Glide) -> None:
        """Put every row where it is on its way to its place."""
        for key, one in self.placed.items():
            widget = self.bound[key]
            if isinstance(widget, SunkRow):
                widget.resize(width, round(one.height + glide.growth(key)))
            y = round(one.y + glide.offset(key))
            if widget.x() != left or widget.y() != y:
                widget.move(left, y)

    def clear(self) -> None:
        """Show nothing."""
        for key, widget in list(self.bound.items()):
            self._recycle(key, widget)
        self.placed = {}

    def _show(self, widget: Widget, one: Placed) -> None:
        if isinstance(widget, CardView) and one.plan is not None:
            widget.show_item(one.item, one.plan)
        elif isinstance(widget, SunkRow):
            widget.show_item(one.item)

    def _take(self, one: Placed) -> Widget:
        if one.plan is None:
            if self._spare_sunk:
                return self._spare_sunk.pop()
            sunk = SunkRow(self._look, self._icons, self._viewport)
            self._made(sunk)
            return sunk
        if self._spare_cards:
            return self._spare_cards.pop()
        card = CardView(self._look, self._icons, self._images, self._clock, self._viewport)
        self._made(card)
        return card

    def _recycle(self, key: int, widget: Widget) -> None:
        self._leaving(widget)
        widget.hide()
        del self.bound[key]
        if isinstance(widget, CardView):
            widget.reset()
            self._spare_cards.append(widget)
        else:
            self._spare_sunk.append(widget)
