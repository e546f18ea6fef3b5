"""A column of rows of any height that is scrolled by pixels: what the thread and the results of a search share.

Subclasses say what the rows are (`relayout`), give the ones in view their widgets (`bind`) and read on (`read_on`).
"""

from collections.abc import Callable
from typing import Final, Generic, TypeVar

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QWidget

from ui.feed.motion import SmoothScroll
from ui.theme import COLUMN_MAX_PX, Look
from ui.thread.geometry import HEAD_TOP, Row, RowGeometry

R = TypeVar("R", bound=Row)

SKELETON_MS: Final = 150
AROUND_PX: Final = 120
"""Rows this near to the view have a widget already."""
_NARROWEST_PX: Final = 240
_NOTCH_PX: Final = 100
_NOTCH_UNITS: Final = 120
_SETTLES: Final = 4
_REVEALED_PX: Final = 12


class RowColumn(QAbstractScrollArea, Generic[R]):
    """Shows rows, centred in the view; `measured` and `estimated` give the heights of one that is laid out or is not.

    `ahead` is how many screens before the last row `read_on` is called. `wished(name)`: 'new_post', 'search', 'home',
    'help'.
    """

    wished = Signal(str)

    def __init__(
        self,
        look: Look,
        name: str,
        measured: Callable[[R], int],
        estimated: Callable[[R], int],
        ahead: int,
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._ahead = ahead
        self._margin = 32
        self._moving = False
        self._laid_out = 0
        self.skeletons = False
        self.scene = RowGeometry[R](measured, estimated)
        self.smooth = SmoothScroll(look, self.scroll_pixels, self)
        self._patience = QTimer(self, singleShot=True, interval=SKELETON_MS)
        self._patience.timeout.connect(self._show_skeletons)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.viewport().setAutoFillBackground(False)
        look.changed.connect(self._theme_changed)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_changed)

    # What subclasses add

    def relayout(self, *, forget: bool = False) -> None:
        """Put everything in its place, and measure anew if `forget`; what the reader looks at does not move."""
        raise NotImplementedError

    def bind(self) -> None:
        """Give the rows in view their widgets."""
        raise NotImplementedError

    def read_on(self) -> None:
        """The end of the rows is near."""
        raise NotImplementedError

    def focus_moved(self, new: QWidget | None) -> None:
        """The keyboard's focus went to another widget."""
        raise NotImplementedError

    # Where things are

    @property
    def column(self) -> QRectF:
        """The column in the view; the scrollbar lies beside it."""
        width = max(_NARROWEST_PX, min(COLUMN_MAX_PX, self.width() - 2 * self._margin))
        return QRectF(round((self.width() - width) / 2), 0, width, self.viewport().height())

    @property
    def scrolled(self) -> int:
        """How far it is scrolled down."""
        return self.verticalScrollBar().value()

    @property
    def in_view(self) -> range:
        """The numbers of the rows in view and just beside it."""
        return self.scene.between(*self._seen())

    def set_margin(self, margin: int) -> None:
        """Keep `margin` pixels at the sides of the column."""
        if margin != self._margin:
            self._margin = margin
            self.relayout(forget=True)

    def scroll_pixels(self, pixels: float) -> None:
        """Scroll down by so many pixels at once, up if negative."""
        self.verticalScrollBar().setValue(round(self.scrolled + pixels))

    def reveal(self, key: int) -> None:
        """Scroll until a row can be seen."""
        top = self.scene.top_of(key)
        if top is None:
            return
        height, view = self.scene.height_of(key), self.viewport().height() - self.scene.foot_room
        y = top - self.scrolled - self.smooth.remaining
        if y < 0 or height > view:
            self.smooth.by(y - _REVEALED_PX)
        elif y + height > view:
            self.smooth.by(y + height - view + _REVEALED_PX)

    def place(self, anchor: int, y: float) -> None:
        """Have the row `anchor` at `y`: measure what is in view until nothing moves, then bind it and read on."""
        scene, bar, view = self.scene, self.verticalScrollBar(), self.viewport().height()
        self._moving = True
        for _ in range(_SETTLES):
            bar.setPageStep(view)
            bar.setSingleStep(_NOTCH_PX // 3)
            bar.setRange(0, max(0, scene.total - view))
            top = scene.top_of(anchor)
            bar.setValue(round((HEAD_TOP if top is None else top) - y))
            if not scene.measure(*self._seen()):
                break
        self._moving = False
        self.bind()
        if scene.foot_top - self.scrolled < view * (1 + self._ahead):
            self.read_on()

    def wait(self, *, waiting: bool) -> None:
        """Paint skeletons as soon as there has been nothing to show for a moment; none any more if not `waiting`."""
        if waiting:
            self._patience.start()
        else:
            self._patience.stop()
            self.skeletons = False

    def _seen(self) -> tuple[int, int]:
        return self.scrolled - AROUND_PX, self.scrolled + self.viewport().height() + AROUND_PX

    def _show_skeletons(self) -> None:
        self.skeletons = True
        self.viewport().update()

    def _theme_changed(self) -> None:
        self.relayout(forget=True)

    def _focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        self.focus_moved(new)

    # Qt's own calls

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if not self._moving:
            self.place(*self.scene.anchor(self.scrolled))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = round(self.column.width())
        forget, self._laid_out = width != self._laid_out, width
        self.relayout(forget=forget)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not event.pixelDelta().isNull():
            self.smooth.stop()
            self.scroll_pixels(-event.pixelDelta().y())
        elif event.angleDelta().y():
            self.smooth.by(-event.angleDelta().y() / _NOTCH_UNITS * _NOTCH_PX)
        event.accept()
