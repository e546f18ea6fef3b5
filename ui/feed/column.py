"""The feed column of the window: tabs and strip over the water, the feed below and behind them."""

from typing import Literal

from PySide6.QtCore import QRect
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.app_bridge import AppBridge
from ui.feed import strip, tabs
from ui.feed.images import ImageLoader
from ui.feed.reading import FeedSpec
from ui.feed.view import FeedView
from ui.icons import Icons
from ui.ports import Program
from ui.preferences import Preferences
from ui.theme import COLUMN_MAX_PX, Look

Whose = Literal["home", "everyone"]

TABS = (("latest", "Latest"), ("pictures", "Pictures"), ("yours", "Yours"))
_TABS_TOP = 9
_INSET_BELOW = 9
_STRIP_GAP = 11


class FeedColumn(QWidget):
    """`feed` is the `FeedView`; its signals and those of `feed.card_actions` are the column's.

    `show_home` and `show_everyone` have tabs, `show_spec` (a tag, bookmarks, likes) has none. `set_room` follows
    the window's size.
    """

    def __init__(
        self,
        program: Program,
        bridge: AppBridge,
        look: Look,
        icons: Icons,
        images: ImageLoader,
        preferences: Preferences | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._program = program
        self._margin = 32
        self._top = 0
        self._whose: Whose = "home"
        self._chosen: dict[Whose, str] = {"home": "latest", "everyone": "latest"}
        self.tabs = tabs.FeedTabs(look, TABS, self)
        self.strip = strip.SlowedStrip(look, icons, self)
        self.feed = FeedView(program, bridge, look, icons, images, preferences, self)
        self.feed.lower()
        self.setFocusProxy(self.feed)
        self.tabs.chosen.connect(self._tab_chosen)
        self.tabs.again.connect(self.feed.to_top)
        self.strip.back_to_normal.connect(self._back_to_normal)
        bridge.read_side.connect(self._read_side_changed)
        self._read_side_changed()

    def show_home(self) -> None:
        """Show the acting person's home, at the tab they left."""
        self._show("home")

    def show_everyone(self) -> None:
        """Show what everyone posts, at the tab left last."""
        self._show("everyone")

    def show_tab(self, value: str) -> None:
        """Change to a tab: 'latest', 'pictures' or 'yours'."""
        self.tabs.show_value(value)
        self._tab_chosen(value)

    def show_spec(self, spec: FeedSpec) -> None:
        """Show one timeline without tabs."""
        self.tabs.hide()
        self._arrange()
        self._open(spec)

    def set_room(self, margin: int, top: int = 0) -> None:
        """Keep `margin` pixels at the sides; `top` pixels belong to a bar that lies over the column."""
        if (margin, top) != (self._margin, self._top):
            self._margin, self._top = margin, top
            self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _show(self, whose: Whose) -> None:
        self._whose = whose
        self.tabs.show_value(self._chosen[whose])
        self.tabs.show()
        self._arrange()
        self._open(self._spec())

    def _tab_chosen(self, value: str) -> None:
        self._chosen[self._whose] = value
        self._open(self._spec())

    def _spec(self) -> FeedSpec:
        viewer = self._program.session.viewer
        tab = self._chosen[self._whose]
        key = f"{self._whose}:{tab}:{viewer}"
        if tab == "yours":
            return FeedSpec("author", viewer, key)
        if self._whose == "home":
            return FeedSpec("home_pictures" if tab == "pictures" else "home", viewer, key)
        return FeedSpec("everyone_pictures" if tab == "pictures" else "everyone", 0, key)

    def _open(self, spec: FeedSpec) -> None:
        if spec != self.feed.spec:
            self.feed.show_feed(spec)

    def _back_to_normal(self) -> None:
        self._program.read_side.set_delay(0)
        if self._program.read_side.state().paused:
            self._program.read_side.resume()

    def _read_side_changed(self) -> None:
        if self.strip.link.hasFocus():
            self.feed.setFocus()
        self.strip.show_state(self._program.read_side.state())
        self._arrange()

    def _arrange(self) -> None:
        width = max(120, min(COLUMN_MAX_PX, self.width() - 2 * self._margin))
        left = (self.width() - width) // 2
        bottom = self._top
        tabbed = not self.tabs.isHidden()
        if tabbed:
            top = self._top + 1 if self._top else _TABS_TOP
            size = self.tabs.sizeHint()
            self.tabs.setGeometry(left + 2, top, size.width(), size.height())
            bottom = top + tabs.HEIGHT + _INSET_BELOW
        if self.strip.words:
            bottom = self._arrange_strip(QRect(left, bottom, width, 0), tabbed=tabbed)
        self.feed.setGeometry(self.rect())
        self.feed.set_room(self._margin, bottom)

    def _arrange_strip(self, column: QRect, *, tabbed: bool) -> int:
        """Put the strip beside the tabs if there is room, else below; returns where the feed may begin."""
        size = self.strip.sizeHint()
        beside = tabbed and self.tabs.width() + size.width() + 12 <= column.width()
        self.strip.set_wide(not beside)
        if beside:
            top = self.tabs.y() + (tabs.HEIGHT - strip.HEIGHT) // 2
            self.strip.setGeometry(column.right() + 1 - size.width(), top, size.width(), strip.HEIGHT)
            return column.top()
        top = column.top() - _INSET_BELOW + _STRIP_GAP if tabbed else column.top() + 8
        self.strip.setGeometry(column.left(), top, column.width(), strip.BELOW_HEIGHT)
        return top + strip.BELOW_HEIGHT
