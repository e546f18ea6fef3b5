"""The middle of the window: the view of the place where a person is, with a header over all but the feeds."""

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.lab.model import ReadSideState
from ui.folding import Folding
from ui.icons import Icons
from ui.no_store import NoStorePage
from ui.notices import SHADOW_PX, Notice, NoticeBar
from ui.theme import COLUMN_MAX_PX, Look
from ui.top_bar import TopBar
from ui.view_header import ViewHeader

_NOTICE_UP_PX = 16
_ABOVE_FOOT_PX = 8
"""How far a notice stays from what is written in at the foot."""


class Centre(QWidget):
    """Stacks the views; the top bar stands over them in a narrow window, the notice at their foot.

    `header_took(pixels)` when the header needs more or less room than before.
    """

    header_took = Signal(int)
    notice_acted = Signal(str)
    notice_dismissed = Signal(str)

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._margin = 32
        self._top = 0
        self._titled = False
        self._over = self._says = False
        self._header_px = 0
        self._foot = 0
        self.views = QStackedWidget(self)
        self.no_store = NoStorePage(look, self)
        self.views.addWidget(self.no_store)
        self.header = ViewHeader(look, icons, self)
        self.header.hide()
        self.top_bar = TopBar(look, icons, self)
        self.top_bar.hide()
        self.notice = NoticeBar(look, icons, self)
        self.notice.acted.connect(self.notice_acted)
        self.notice.dismissed.connect(self.notice_dismissed)

    def show_view(self, view: QWidget, title: str = "", *, over: bool = False, says: bool = False) -> None:
        """Bring a view to the front, with a title below a header, or behind it if the header lies `over` its water.

        `says` if the view itself has the strip of what is set by hand.
        """
        if self.views.indexOf(view) < 0:
            self.views.addWidget(view)
        self._titled, self._over, self._says = bool(title), over, says
        self.header.show_title(title)
        self.header.setVisible(self._titled)
        self._arrange()
        self.views.setCurrentWidget(view)

    def show_read_side(self, state: ReadSideState) -> None:
        """Show in the header what is set by hand, unless the view says it."""
        self.header.show_state(state, offered=not self._says)
        self.no_store.show_progress(state.rebuilding, elsewhere=state.elsewhere)
        self._arrange()

    def show_notice(self, notice: Notice | None) -> None:
        """Show a notice at the foot, or none."""
        self.notice.show_notice(notice)
        self._arrange()

    def set_foot(self, pixels: int) -> None:
        """Leave so much free at the foot of the shown view: something is written there."""
        if pixels != self._foot:
            self._foot = pixels
            self._arrange()

    def set_folding(self, folding: Folding) -> None:
        """Follow the window's size."""
        self._margin, self._top = folding.margin, folding.top
        self.top_bar.setVisible(folding.narrow)
        self.header.set_margin(folding.margin)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        width, height = self.width(), self.height()
        self.top_bar.setGeometry(0, 0, width, max(1, self._top))
        self.header.setGeometry(0, self._top, width, self.header.height())
        self.header.resize(width, self.header.room)
        above = self._top + self.header.room if self._titled else self._top
        if self._titled and self.header.room != self._header_px:
            self._header_px = self.header.room
            self.header_took.emit(self._header_px)
        top = 0 if self._over else above
        self.views.setGeometry(0, top, width, max(1, height - top))
        column = min(COLUMN_MAX_PX, width - 2 * self._margin) + 2 * SHADOW_PX
        room = self.notice.heightForWidth(column)
        foot = height - room + SHADOW_PX - max(_NOTICE_UP_PX, self._foot + _ABOVE_FOOT_PX)
        self.notice.setGeometry(QRect((width - column) // 2, foot, column, room))
        self.header.raise_()
        self.notice.raise_()
        self.top_bar.raise_()
