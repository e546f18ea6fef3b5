"""A page of the lab: a headline that says what is happening now, a line that says why or how long, and a body."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QFont, QFontMetricsF, QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.commands import CommandId
from ui.app_bridge import AppBridge
from ui.icons import Icons
from ui.lab.panel import SHADOW_PX
from ui.lab.ports import Laboratory
from ui.ports import Program
from ui.theme import Look, font

HEAD_PX = 84
TIGHT_HEAD_PX = 78
MAIN_BUTTON_PX = 46
BUTTON_PX = 42
"""How high a button in the head is: the one that tells the tab's story, and any other."""

REFRESH_MS = 66
"""A live page is read anew 15 times a second, and only while it is seen."""


def _nowhere(_tab: str, _command_id: CommandId | None) -> None:
    """There is no view around the page."""


class LabSurroundings:
    """What every page works with; made once, by the lab's view.

    `go(tab, command_id)` leads to another tab, and there to a command.
    """

    def __init__(
        self,
        program: Program,
        lab: Laboratory,
        bridge: AppBridge,
        look: Look,
        icons: Icons,
        go: Callable[[str, CommandId | None], None] = _nowhere,
    ) -> None:
        self.go = go
        self.program = program
        self.lab = lab
        self.bridge = bridge
        self.look = look
        self.icons = icons


class LabPage(QWidget):
    """Subclasses put parts into `body`, lay them out in `place_body`, may `set_action`, and `refresh` what is seen.

    `body` fills what is left under the head; where the window is lower than `body_height`, it scrolls.
    """

    live = True
    """Whether the page moves by itself; a page that does not is refreshed only when it is shown."""

    body_height = 600

    def __init__(self, around: LabSurroundings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.around = around
        self.look = around.look
        self.icons = around.icons
        self._headline = ""
        self._subline = ""
        self._margin = 24
        self._action: QWidget | None = None
        self._before_body = QWidget(self)
        self._before_body.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Qt orders only what takes the focus
        self._before_body.hide()
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        self.body = QWidget()
        self.body.setAutoFillBackground(False)
        self._scroll.setWidget(self.body)
        self._timer = QTimer(self, interval=REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self.look.changed.connect(self.update)

    @property
    def headline(self) -> str:
        """What is happening now."""
        return self._headline

    @property
    def subline(self) -> str:
        """Why, or for how long."""
        return self._subline

    @property
    def busy(self) -> bool:
        """Whether it waits for something that it asked for; a picture of it is taken after that."""
        return False

    @property
    def head_room(self) -> int:
        """How wide the words of the head may be."""
        right = self.width() - self._margin
        if self._action is not None and self._action.isVisible():
            right = self._action.x() - 16
        return right - self._margin

    def show_command(self, _command_id: CommandId) -> None:
        """Show this command, where a page shows single ones."""

    def refresh(self) -> None:
        """Read anew what is shown. On the GUI thread, so it hands what takes long to the pool."""

    def show_part(self, _part: str) -> None:
        """Show a part of the page by its name; '' for none in particular."""

    def show_head(self, headline: str, subline: str = "") -> None:
        """Say what is happening."""
        if (headline, subline) != (self._headline, self._subline):
            self._headline, self._subline = headline, subline
            self.setAccessibleName(headline)
            self.setAccessibleDescription(subline)
            self.update(0, 0, self.width(), HEAD_PX)

    def set_action(self, action: QWidget) -> None:
        """Put a button, or a row of them, at the right of the head."""
        self._action = action
        action.setParent(self)
        action.show()
        # Tab comes to it as the eye does; Qt would put it behind the last stop of the whole window.
        before = self._before_body
        for stop in (action, *action.findChildren(QWidget)):
            if stop.focusPolicy() & Qt.FocusPolicy.TabFocus:
                QWidget.setTabOrder(before, stop)
                before = stop

    def set_margin(self, margin: int) -> None:
        """How far the content is from the view's edges."""
        self._margin = margin
        self.arrange()

    def put_head_after(self, before: QWidget) -> None:
        """Let Tab come from `before` to the head, and then to the body, as it is seen."""
        action = self._action
        for part in () if action is None else (action, *action.findChildren(QWidget)):
            if part.focusPolicy() & Qt.FocusPolicy.TabFocus:
                QWidget.setTabOrder(before, part)
                before = part

    def arrange(self) -> None:
        """Lay out the head's action and the body for the present size."""
        outer = self._margin - SHADOW_PX
        head = HEAD_PX if self.height() >= 560 else TIGHT_HEAD_PX
        width, room = self.width() - 2 * outer, self.height() - head
        self._scroll.setGeometry(outer, head - SHADOW_PX, width, room)
        height = self.height_for(width)
        if height > room:
            width -= self._scroll.verticalScrollBar().sizeHint().width()
        self.body.resize(width, max(room, height))
        self.place_body(width, max(room, height))
        if self._action is not None:
            size = self._action.sizeHint()
            right = self.width() - self._margin
            self._action.setGeometry(QRect(right - size.width(), (head - size.height()) // 2, *size.toTuple()))
            self._action.raise_()
        self.update()

    def place_body(self, width: int, height: int) -> None:
        """Lay out what stands in the body; called whenever its size may have changed."""

    def height_for(self, _width: int) -> int:
        """The least height of the body at a width; more than there is scrolls."""
        return self.body_height

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.arrange()
        self.refresh()
        if self.live:
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self.look.theme
        painter = QPainter(self)
        room = self.head_room
        for words, px, weight, token, top, height in (
            (self._headline, 22, QFont.Weight.DemiBold, "text", 14, 30),
            (self._subline, 15, QFont.Weight.Normal, "muted", 44, 24),
        ):
            made, metrics = _fitting(words, px, weight, room)
            painter.setFont(made)
            painter.setPen(theme.color(token))
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(self._margin, top, room, height), _LEFT, shown)


def _fitting(words: str, px: int, weight: QFont.Weight, room: float) -> tuple[QFont, QFontMetricsF]:
    """The largest font, from `px` down to a third less, in which the words find room."""
    made = font(px, weight)
    for smaller in range(px - 1, px * 2 // 3, -1):
        if QFontMetricsF(made).horizontalAdvance(words) <= room:
            break
        made = font(smaller, weight)
    return made, QFontMetricsF(made)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
