"""Keeps the lab's small picture of the path beside the feed, as long as a person wants it there."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from ui.icons import Icons
from ui.ports import Program
from ui.preferences import Preferences
from ui.side_panel import SidePanel
from ui.theme import Look


class DockKeeper(QObject):
    """Follows `preferences`; `opened` is called when the picture is pressed."""

    def __init__(
        self,
        program: Program,
        look: Look,
        icons: Icons,
        preferences: Preferences,
        side: SidePanel,
        opened: Callable[[], None],
    ) -> None:
        super().__init__(side)
        self._program = program
        self._look = look
        self._icons = icons
        self._preferences = preferences
        self._side = side
        self._opened = opened
        preferences.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Put it there, or take it away."""
        wanted = self._preferences.value.path_beside_feed
        if wanted == (self._side.dock is not None):
            return
        if not wanted:
            self._side.set_dock(None)
            return
        from ui.lab.dock import PathDock

        dock = PathDock(self._program, self._look, self._icons)
        dock.opened.connect(self._opened)
        dock.closed.connect(lambda: self._preferences.change(path_beside_feed=False))
        self._side.set_dock(dock)
