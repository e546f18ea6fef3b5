"""Buttons of the window: pills, round icons and links, painted from the theme, real push buttons underneath."""

from collections.abc import Iterable
from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QCursor,
    QEnterEvent,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QPushButton, QRadioButton, QWidget

from ui.icons import Icons
from ui.theme import Look, Theme, font, words_px

Kind = Literal["plain", "accent", "soft", "danger", "link"]

RING_PX = 2.0
ICON_GAP_PX = 9


def focus_ring(painter: QPainter, rect: QRectF, radius: float, theme: Theme, *, on_accent: bool = False) -> None:
    """Paint the ring that shows where the keyboard is, just inside `rect`; farther in, and light, `on_accent`."""
    painter.setPen(QPen(theme.color("on_accent" if on_accent else "accent"), RING_PX))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = RING_PX / 2 + (2 if on_accent else 0)
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius - inset, radius - inset)


def shows_ring(reason: Qt.FocusReason, before: bool, look: Look) -> bool:
    """Whether focus that came for `reason` is shown by a ring; what comes back is as it was.

    Qt also hands focus on when a view is left or a button rests: after a click that is the mouse's doing too.
    """
    if reason in _COMES_BACK:
        return before
    return look.by_keyboard and reason != Qt.FocusReason.MouseFocusReason


def keeps_ring(reason: Qt.FocusReason, before: bool) -> bool:
    """Whether there is a ring when the focus comes back that goes for `reason`: to another window, or to a menu."""
    return before and reason in _COMES_BACK


def tab_to_chosen(buttons: Iterable[QRadioButton]) -> None:
    """Let Tab come to the chosen one of a group alone, or to the first; arrows go on from there.

    Qt does so only once one of them has had the focus.
    """
    group = list(buttons)
    stop = next((button for button in group if button.isChecked()), group[0])
    for button in group:
        policy = button.focusPolicy()
        tab = Qt.FocusPolicy.TabFocus
        button.setFocusPolicy(policy | tab if button is stop else policy & ~tab)


class PaintedButton(QPushButton):
    """A push button that subclasses paint; it knows hover, and whether the keyboard brought the focus."""

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.look = look
        self.ringed = False
        self._left = False
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(
            Qt.FocusPolicy.TabFocus
        )  # a click leaves the keyboard where it is, so a feed keeps its letters
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        look.changed.connect(self.update)

    def rest(self, *, resting: bool) -> None:
        """Take no presses for a moment; the keyboard, which Qt hands on then, comes back afterwards."""
        if resting and self.isEnabled():
            self._left = self.hasFocus()
        self.setEnabled(not resting)
        if not resting and self._left:
            self._left = False
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def hovered(self) -> bool:
        """Whether the pointer is over an enabled button. One that was moved from under it gets no event of that."""
        return self.underMouse() and self.isEnabled() and self.rect().contains(self.mapFromGlobal(QCursor.pos()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it as Space does; with Ctrl it is for whoever sends or saves."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.click()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.ringed = shows_ring(event.reason(), self.ringed, self.look)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.ringed = keeps_ring(event.reason(), self.ringed)
        super().focusOutEvent(event)

    def paint_ring(self, painter: QPainter, rect: QRectF, theme: Theme, *, filled: bool = False) -> None:
        """Show where the keyboard is, also on a button that is filled with the accent."""
        if self.ringed and self.hasFocus():
            focus_ring(painter, rect, rect.height() / 2, theme, on_accent=filled)


class PillButton(PaintedButton):
    """A rounded button with words and, if named, an icon before them.

    `kind`: plain has a border, accent is filled, soft is tinted, danger is tinted red, link is words alone.
    """

    def __init__(
        self,
        look: Look,
        icons: Icons,
        text: str,
        *,
        kind: Kind = "plain",
        icon: str = "",
        px: float = 13,
        height: int = 34,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, text, parent)
        self._icons = icons
        self._icon = icon
        self._kind = kind
        self._px = px
        self._font = font(px, QFont.Weight.DemiBold)
        self._height = height
        self._dot = ""

    def show_as(self, text: str, icon: str = "") -> None:
        """Change the words and the icon."""
        if (text, icon) != (self.text(), self._icon):
            self._icon = icon
            self.setText(text)
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()

    def show_dot(self, meaning: str) -> None:
        """Show a small dot with this meaning, which a screen reader hears; '' removes it."""
        if meaning != self._dot:
            self._dot = meaning
            self.setAccessibleName(f"{self.text()}, {meaning}" if meaning else self.text())
            self.update()

    def sizeHint(self) -> QSize:
        width = words_px(self.text(), self._px, QFont.Weight.DemiBold)
        if self._icon:
            width += self._icon_px + ICON_GAP_PX
        padding = 10 if self._kind == "link" else self._height * 0.94
        return QSize(round(width + padding), self._height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @property
    def _icon_px(self) -> int:
        return 14 if self._height < 40 else 16

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self.look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        radius = rect.height() / 2
        words = self._paint_ground(painter, rect, radius, theme)
        if not self.isEnabled():
            words = theme.color("muted", 1.0 if self._kind == "accent" else 0.75)
        metrics = QFontMetricsF(self._font)
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, rect.width() - 8)
        width = metrics.horizontalAdvance(text) + (self._icon_px + (ICON_GAP_PX if text else 0) if self._icon else 0)
        left = rect.center().x() - width / 2
        if self._icon:
            box = QRectF(left, rect.center().y() - self._icon_px / 2, self._icon_px, self._icon_px)
            self._icons.paint(painter, self._icon, box, words)
            left += self._icon_px + ICON_GAP_PX
        painter.setFont(self._font)
        painter.setPen(words)
        painter.drawText(QRectF(left, rect.top(), rect.right() - left + 1, rect.height()), _LEFT, text)
        if self._dot:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(words)
            end = left + metrics.horizontalAdvance(text)
            painter.drawEllipse(QRectF(end + 7, rect.center().y() - 3, 6, 6))
        self.paint_ring(painter, QRectF(self.rect()), theme, filled=self._kind == "accent" and self.isEnabled())

    def _paint_ground(self, painter: QPainter, rect: QRectF, radius: float, theme: Theme) -> QColor:
        """Paint what lies under the words; returns the colour of the words."""
        down = self.isDown() or self.hovered
        painter.setPen(Qt.PenStyle.NoPen)
        match self._kind:
            case "accent":
                full = theme.color("accent", 0.88 if down else 1.0)
                painter.setBrush(full if self.isEnabled() else theme.color("chosen"))
                painter.drawRoundedRect(rect, radius, radius)
                return theme.color("on_accent")
            case "soft" | "danger":
                painter.setBrush(theme.color("accent_button" if self._kind == "soft" else "danger_button"))
                painter.drawRoundedRect(rect, radius, radius)
                return theme.color("accent" if self._kind == "soft" else "like")
            case "link":
                return theme.color("text" if down else "accent")
            case _:
                painter.setPen(QPen(theme.color("border"), 1))
                painter.setBrush(theme.color("hover" if down else "card"))
                painter.drawRoundedRect(rect, radius, radius)
                return theme.color("text")


class IconButton(PaintedButton):
    """A round button with an icon alone; its words are its tooltip and accessible name."""

    def __init__(
        self,
        look: Look,
        icons: Icons,
        name: str,
        icon: str,
        *,
        size: int = 40,
        px: int = 20,
        kind: Kind = "plain",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, name, parent)
        self._icons = icons
        self._icon = icon
        self._px = px
        self._kind = kind
        self.dot = False
        self.setToolTip(name)
        self.setFixedSize(size, size)

    def show_icon(self, name: str, icon: str) -> None:
        """Change the words and the icon."""
        self._icon = icon
        self.setText(name)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    def set_dot(self, dot: bool) -> None:
        """Show or hide the small dot that says there is something new."""
        if dot != self.dot:
            self.dot = dot
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self.look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        down = self.isDown() or self.hovered
        painter.setPen(Qt.PenStyle.NoPen)
        if self._kind == "accent":
            painter.setBrush(theme.color("accent", 0.88 if down else 1.0))
            painter.drawEllipse(rect)
        elif down:
            painter.setBrush(theme.color("text", 0.07))
            painter.drawEllipse(rect)
        box = QRectF(0, 0, self._px, self._px)
        box.moveCenter(rect.center())
        self._icons.paint(painter, self._icon, box, theme.color("on_accent" if self._kind == "accent" else "text"))
        if self.dot:
            painter.setBrush(theme.color("accent"))
            painter.setPen(QPen(theme.color("background"), 1.5))
            painter.drawEllipse(QRectF(box.right() - 7.5, box.top() - 2.5, 9.5, 9.5))
        self.paint_ring(painter, rect, theme, filled=self._kind == "accent")


_COMES_BACK = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
