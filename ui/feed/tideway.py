"""The tide line of one feed: the water behind the cards, the dock over them, buoy and pill, and how they move."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui.app_bridge import AppBridge
from ui.feed.buoy import HEIGHT, PILL_HEIGHT, BuoyButton, LineNote, NewPostsPill
from ui.feed.card_layout import metrics_for
from ui.feed.dock import Dock
from ui.feed.motion import Glide
from ui.feed.tide import Shape, TideGeometry, buoy_of, dock_shape
from ui.feed.tide_painter import TidePainter
from ui.feed.tide_watch import TideWatch
from ui.icons import Icons
from ui.ports import Program
from ui.theme import Look

_LEAST_INSET = 6
DOCK_REACH = 34
"""How far below the tabs a docked line with its sand reaches."""


class Tideway(QObject):
    """Made by the feed; `moved` is called while something glides."""

    def __init__(
        self,
        program: Program,
        bridge: AppBridge,
        look: Look,
        icons: Icons,
        feed: QWidget,
        moved: Callable[[], None],
    ) -> None:
        super().__init__(feed)
        self._look = look
        self.watch = TideWatch(program, bridge, self)
        self.painter = TidePainter()
        self.dock = Dock(look, self.painter, feed)
        self.buoy = BuoyButton(look, feed)
        self.pill = NewPostsPill(look, icons, feed)
        self.note = LineNote(look, feed)
        self.glide = Glide(look, moved, self)
        self.watch.aged.connect(self._tell)
        self.watch.changed.connect(self._tell)
        self._tell()

    def shape(self, geometry: TideGeometry) -> Shape:
        """The water as it looks now, on its way to `geometry`."""
        return self.glide.shape() or geometry.shape

    def arrange(self, geometry: TideGeometry, column: QRectF, scrolled: float | None, inset: int) -> None:
        """Put dock, buoy and pill where the line is: in the content, or docked under the tabs."""
        shape = self.shape(geometry)
        docked_shape = dock_shape(geometry, max(inset, _LEAST_INSET))
        docked = scrolled is None or shape.surface_y - scrolled <= docked_shape.line_y
        shift = 0.0 if scrolled is None or docked else scrolled
        on_screen = docked_shape if docked else shape
        pill = self.pill.count > 0
        self.dock.show_water(on_screen, column, shift=shift, inset=inset, docked=docked, pill=pill)
        right = column.right() - metrics_for(column.width()).padding + 1
        width = self.buoy.width()
        edge = on_screen.surface(right - width / 2 - column.left()) - shift
        self.buoy.move(round(right - width), round(edge - HEIGHT / 2))
        left = column.left() + metrics_for(column.width()).padding - 1
        note_edge = on_screen.surface(self.note.width() / 2) - shift
        self.note.move(round(left), round(note_edge - HEIGHT / 2))
        line = on_screen.surface_y - shift
        self.pill.move(round(column.center().x() - self.pill.width() / 2), round(line - PILL_HEIGHT / 2))

    def paint(self, painter: QPainter, geometry: TideGeometry, column: QRectF, scrolled: float | None) -> None:
        """Paint the water behind the cards."""
        if scrolled is not None:
            self.painter.paint(painter, self.shape(geometry), column, self._look.theme, scrolled)

    def _tell(self) -> None:
        before = self.buoy.width()
        self.buoy.show_buoy(buoy_of(self.watch.tide, noticed=self.watch.noticed))
        self.buoy.move(self.buoy.x() + before - self.buoy.width(), self.buoy.y())
