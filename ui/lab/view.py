"""The lab: its name, the tabs of its experiments, the strip of what is slowed by hand, and the page that is shown."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.commands import CommandId
from ui.app_bridge import AppBridge
from ui.buttons import IconButton
from ui.feed.strip import BELOW_HEIGHT, SlowedStrip
from ui.icons import Icons
from ui.lab.page import LabPage, LabSurroundings
from ui.lab.tabs import HEIGHT_PX as TABS_PX
from ui.lab.tabs import LabTabs, lab_tabs
from ui.ports import Program
from ui.theme import Look, font

HEADER_PX = 56
MARGIN_PX = 24
_TITLE_PX = 56
_STRIP_BESIDE_PX = 1_000
"""From this width the strip stands beside the tabs; below, it takes a line of its own."""


class LabView(QWidget):
    """`kept(bool)` when the small path is wanted beside the feed or not, `went(name)` when a person goes to another
    experiment, `back_to_normal` when the strip's link is pressed.
    """

    went = Signal(str)
    back_to_normal = Signal()
    kept = Signal(bool)

    def __init__(
        self, program: Program, bridge: AppBridge, look: Look, icons: Icons, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._program = program
        self._look = look
        self._margin = MARGIN_PX
        self._top = 0
        self._around = LabSurroundings(program, program.lab, bridge, look, icons, self._go_to_command)
        self._made: dict[str, LabPage] = {}
        self._all = lab_tabs()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Lab")
        self.tabs = LabTabs(look, icons, self._all, self)
        self.strip = SlowedStrip(look, icons, self)
        self.pages = QStackedWidget(self)
        self.tabs.chosen.connect(self.went)
        self.strip.back_to_normal.connect(self.back_to_normal)
        self.keep = IconButton(look, icons, "Keep the path beside the feed", "push-pin", size=36, parent=self)
        self.keep.setCheckable(True)
        self.keep.clicked.connect(self.show_kept)
        self.keep.clicked.connect(self.kept)
        self.setFocusProxy(self.tabs)
        bridge.read_side.connect(self._show_strip)
        look.changed.connect(self.update)
        self._show_strip()

    @property
    def page(self) -> LabPage:
        """The page that is shown."""
        return self._made[self.tabs.name]

    @property
    def busy(self) -> bool:
        """Whether the page still waits for something that it asked for."""
        return bool(self._made) and self.page.busy

    def show_tab(self, name: str) -> None:
        """Show an experiment, made when it is first gone to; without a name the last that was shown, else the first.

        After a colon may stand a part of it, as in 'lanes:window'.
        """
        name, _, part = name.partition(":")
        name = name or self.tabs.name
        tab = next((tab for tab in self._all if tab.name == name), self._all[0])
        page = self._made.get(tab.name)
        if page is None:
            page = tab.make(self._around)
            page.set_margin(self._margin)
            self._made[tab.name] = page
            self.pages.addWidget(page)
        self.tabs.show_name(tab.name)
        self.pages.setCurrentWidget(page)
        page.show_part(part)
        self._arrange()
        page.put_head_after(self.keep)

    def flush(self) -> None:
        """Wait for no experiment any longer: for the very end."""
        self._around.lab.stop()

    def _go_to_command(self, tab: str, command_id: CommandId | None) -> None:
        self.went.emit(tab)
        if command_id is not None and self.tabs.name == tab:
            self.page.show_command(command_id)

    def show_kept(self, kept: bool) -> None:
        """Say whether the small path stands beside the feed."""
        self.keep.setChecked(kept)
        self.keep.set_dot(kept)

    def set_room(self, margin: int, top: int) -> None:
        """How far the content is from the edges, and what the bar over a narrow window takes."""
        self._margin, self._top = min(margin, MARGIN_PX), top
        for page in self._made.values():
            page.set_margin(self._margin)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        if self._titled:
            painter.setFont(font(22, QFont.Weight.Bold))
            painter.setPen(theme.color("text"))
            line = QRectF(self._margin, self._top, _TITLE_PX, HEADER_PX + 4)
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, "Lab")
        painter.setPen(QPen(theme.color("border"), 1))
        y = self._top + HEADER_PX
        painter.drawLine(0, y, self.width(), y)

    @property
    def _titled(self) -> bool:
        return self._top == 0

    def _show_strip(self) -> None:
        self.strip.show_state(self._program.read_side.state())
        self._arrange()

    def _arrange(self) -> None:
        left = self._margin + (_TITLE_PX if self._titled else 0) - 5
        shown = bool(self.strip.words)
        beside = shown and self.width() >= _STRIP_BESIDE_PX
        size = self.strip.sizeHint()
        right = self.width() - self._margin
        self.keep.move(right - self.keep.width() + 6, self._top + 11)
        right -= self.keep.width()
        room = right - left - (size.width() + 12 if beside else 0)
        self.tabs.move(left, self._top + HEADER_PX - TABS_PX + 1)
        self.tabs.fit(max(120, room))
        self.strip.set_wide(not beside)
        below = 0
        if beside:
            self.strip.setGeometry(right - size.width(), self._top + 13, size.width(), size.height())
        elif shown:
            below = BELOW_HEIGHT + 10
            y = self._top + HEADER_PX + 10
            self.strip.setGeometry(self._margin, y, self.width() - 2 * self._margin, BELOW_HEIGHT)
        top = self._top + HEADER_PX + 1 + below
        self.pages.setGeometry(0, top, self.width(), max(1, self.height() - top))
        self.update()
