"""The tabs of the lab in their order, and the bar over its pages; those that find no room stand under 'More'."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QTabBar, QWidget

from ui.buttons import PillButton, focus_ring, shows_ring
from ui.icons import Icons
from ui.lab.page import LabPage, LabSurroundings
from ui.theme import Look, font

HEIGHT_PX = 46
_PADDING = 13
_MORE_PX = 78
_ABOVE_LINE_PX = 8
"""The words stand so much nearer to the top, level with the lab's name."""


class LabTab(NamedTuple):
    """A tab: its name in addresses ('lab:trace'), its words, and what makes its page when it is first shown."""

    name: str
    words: str
    make: Callable[[LabSurroundings], LabPage]


def lab_tabs() -> tuple[LabTab, ...]:
    """Every tab, in order. Their modules are imported here, when the lab is first opened."""
    from ui.lab.faults.page import FaultsPage  # noqa: PLC0415
    from ui.lab.guarantees.page import GuaranteesPage  # noqa: PLC0415 - the lab costs nothing until it is opened
    from ui.lab.lanes.page import LanesPage  # noqa: PLC0415
    from ui.lab.pipeline.page import PipelinePage  # noqa: PLC0415
    from ui.lab.scenarios.page import ScenariosPage  # noqa: PLC0415
    from ui.lab.sides.page import BothSidesPage  # noqa: PLC0415
    from ui.lab.staleness.page import StalenessPage  # noqa: PLC0415
    from ui.lab.trace.page import TracePage  # noqa: PLC0415
    from ui.lab.tug.page import TugPage  # noqa: PLC0415

    return (
        LabTab("pipeline", "Pipeline", PipelinePage),
        LabTab("trace", "Trace", TracePage),
        LabTab("lanes", "Four lanes", LanesPage),
        LabTab("guarantees", "Guarantees", GuaranteesPage),
        LabTab("staleness", "Staleness", StalenessPage),
        LabTab("faults", "Faults", FaultsPage),
        LabTab("sides", "Both sides", BothSidesPage),
        LabTab("tug", "Tug of War", TugPage),
        LabTab("scenarios", "Scenarios", ScenariosPage),
    )


LAB_TABS = (
    "pipeline",
    "trace",
    "lanes",
    "guarantees",
    "staleness",
    "faults",
    "sides",
    "tug",
    "scenarios",
)
"""The names that `--view lab:NAME` takes; the first is shown without one."""


class LabTabs(QTabBar):
    """`chosen(name)` when a person changes to another tab."""

    chosen = Signal(str)

    def __init__(self, look: Look, icons: Icons, tabs: tuple[LabTab, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._tabs = tabs
        self._telling = False
        self._ringed = False
        self.setAccessibleName("Experiments")
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.more = PillButton(look, icons, "More", kind="link", icon="caret-down", px=14, height=32, parent=parent)
        self.more.clicked.connect(self._open_more)
        self.more.hide()
        for tab in tabs:
            self.addTab(tab.words)
        self.currentChanged.connect(self._changed)
        look.changed.connect(self.update)

    @property
    def name(self) -> str:
        """The tab that is shown."""
        return self._tabs[self.currentIndex()].name

    def show_name(self, name: str) -> None:
        """Mark a tab as the one shown; rings nothing."""
        self._telling = True
        index = next((at for at, tab in enumerate(self._tabs) if tab.name == name), 0)
        if not self.isTabVisible(index):
            self.setTabVisible(index, True)
        self.setCurrentIndex(index)
        self._telling = False
        self._fit()

    def fit(self, width: int) -> None:
        """Show as many tabs as `width` pixels hold, the current one in any case; the rest stand under 'More'."""
        self.resize(width, HEIGHT_PX)
        self._fit()

    def tabSizeHint(self, index: int) -> QSize:
        return QSize(round(QFontMetricsF(_font()).horizontalAdvance(self.tabText(index))) + 2 * _PADDING, HEIGHT_PX)

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(_font())
        pointer = self.mapFromGlobal(self.cursor().pos()) if self.underMouse() else None
        over = self.tabAt(pointer) if pointer is not None else -1
        for index in range(self.count()):
            if not self.isTabVisible(index):
                continue
            rect = QRectF(self.tabRect(index))
            words = rect.adjusted(0, 0, 0, -_ABOVE_LINE_PX)
            current = index == self.currentIndex()
            painter.setPen(theme.color("text" if current or index == over else "muted"))
            painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.tabText(index))
            if current:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.color("accent"))
                painter.drawRoundedRect(QRectF(rect.left() + 5, rect.bottom() - 3, rect.width() - 10, 3), 1.5, 1.5)
                if self._ringed and self.hasFocus():
                    focus_ring(painter, words.adjusted(1, 4, -1, -4), 8, theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows go through every tab: Qt would pass those that stand under 'More'."""
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        at = self.currentIndex() + step
        if 0 <= at < self.count():
            self._ringed = True
            self.chosen.emit(self._tabs[at].name)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._ringed = False
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ringed = shows_ring(event.reason(), self._ringed, self._look)
        super().focusInEvent(event)
        self.update()

    def _fit(self) -> None:
        widths = [self.tabSizeHint(at).width() for at in range(self.count())]
        all_fit = sum(widths) <= self.width()
        left = self.width() - (0 if all_fit else _MORE_PX) - widths[self.currentIndex()]
        for index, width in enumerate(widths):
            if index == self.currentIndex():
                continue
            fits = all_fit or width <= left
            left = left - width if fits else -1
            # Qt takes a tab that is already as asked for a layout that is up to date, and forgets those shown before it
            if fits != self.isTabVisible(index):
                self.setTabVisible(index, fits)
        # Qt has scrolled to the current tab while there were more before it, and looks again only when it is resized.
        super().resizeEvent(QResizeEvent(self.size(), self.size()))
        self.more.setVisible(not all_fit)
        if not all_fit:
            shown = sum(width for at, width in enumerate(widths) if self.isTabVisible(at))
            size = self.more.sizeHint()
            self.more.setGeometry(
                self.x() + shown + 6,
                self.y() + (HEIGHT_PX - _ABOVE_LINE_PX - size.height()) // 2,
                size.width() + 8,
                size.height(),
            )
            self.more.raise_()

    def _open_more(self) -> None:
        menu = QMenu(self)
        for index, tab in enumerate(self._tabs):
            if not self.isTabVisible(index):
                menu.addAction(tab.words).triggered.connect(lambda _checked, name=tab.name: self.chosen.emit(name))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _changed(self, _index: int) -> None:
        if not self._telling:
            self.chosen.emit(self.name)


def _font() -> QFont:
    return font(15, QFont.Weight.DemiBold)
