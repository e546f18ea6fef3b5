"""The buttons under a post: an icon, a count, a wave under a count that the read store does not hold yet."""

from typing import Literal

from PySide6.QtCore import QEasingCurve, QPoint, QRectF, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from app.consistency.visible import Change
from app.text import count_label
from ui.buttons import PaintedButton, focus_ring
from ui.icons import Icons
from ui.painting_wave import COUNT_DROP, paint_wave
from ui.theme import BOUNCE_MS, GLIDE_MS, META_PX, Look, font

Wave = Literal["", "saving", "committed"]

HEIGHT = 36
ICON_PX = 20
ICON_LEFT = 8
_COUNT_LEFT = ICON_LEFT + 28


def leaves_arrows(event: QKeyEvent) -> bool:
    """Whether a button in a card leaves a key to the feed: arrows go from row to row, not from button to button."""
    if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
        event.ignore()
        return True
    return False


class ActionButton(PaintedButton):
    """One action of a post. `control` names it, `words` say it; on and off are told apart by shape, colour and name.

    A card paints its calm buttons into its own picture; `stirred` when such a button no longer looks like that.
    """

    stirred = Signal()

    def __init__(
        self,
        look: Look,
        icons: Icons,
        control: str,
        words: str,
        icons_off_on: tuple[str, str],
        token: str,
        parent: QWidget,
    ) -> None:
        super().__init__(look, words, parent)
        self.setObjectName(control)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self._icons = icons
        self._off, self._on = icons_off_on
        self._token = token
        self._words = words
        self._count = 0
        self._counted = True
        self._wave: Wave = ""
        self._drained = 1.0
        self._scale = 1.0
        self._painted: tuple[object, ...] = ()
        self._bounce: QVariantAnimation | None = None
        self._drain: QVariantAnimation | None = None
        self.pressed.connect(self._stir)

    @property
    def wave(self) -> Wave:
        """The stage of the change under which a wave lies, '' without one."""
        return self._wave

    def show_state(self, count: int | None, *, on: bool = False, change: Change | None = None) -> None:
        """Show a count (None: none), whether the action is on, and what of it the read store does not hold yet."""
        wave: Wave = "" if change is None else "saving" if change.stage == "saving" else "committed"
        drains = bool(self._wave) and not wave
        self._count, self._counted, self._wave = count or 0, count is not None, wave
        if self.isCheckable():
            self.setChecked(on)
        number = "" if count is None else f", {count:,}"
        self.setAccessibleName(f"{self._words}{number}")
        note = "" if change is None else f"Not in the read store yet: it still holds {change.stored}."
        self.setAccessibleDescription(note)
        exact = f"{self._words} · {count:,}" if count and count_label(count) != str(count) else self._words
        self.setToolTip(f"{exact}\n{note}" if note else exact)
        if drains and not self.look.reduced_motion and self.isVisible():
            self._start_drain()
        if self._painted and self._state() != self._painted:
            self._stir()
        self.update()

    def reset(self) -> None:
        """Forget everything about the row that was shown: motion, hover, press, focus ring."""
        for animation in (self._bounce, self._drain):
            if animation is not None:
                animation.stop()
        self._scale, self._drained, self._wave = 1.0, 1.0, ""
        self.ringed = False
        self.setDown(False)
        self.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)

    def bounce(self) -> None:
        """Let the icon spring, as an answer to the person's own press."""
        if self.look.reduced_motion:
            return
        if self._bounce is None:
            self._bounce = QVariantAnimation(self, duration=BOUNCE_MS, startValue=0.55, endValue=1.0)
            self._bounce.setEasingCurve(QEasingCurve.Type.OutBack)
            self._bounce.valueChanged.connect(self._scaled)
        self._bounce.stop()
        self._bounce.start()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._stir()
        super().enterEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Focus tells the read store's value, as hovering does."""
        self._stir()
        super().focusInEvent(event)
        if self._wave and self.ringed:
            QToolTip.showText(self.mapToGlobal(QPoint(ICON_LEFT, HEIGHT)), self.toolTip(), self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not leaves_arrows(event):
            super().keyPressEvent(event)

    def nextCheckState(self) -> None:
        """Pressing changes nothing by itself: what is on comes from the read store and the overlay alone."""

    def fitted_width(self) -> int:
        """The width that the icon and the count need."""
        if not self._counted:
            return ICON_LEFT * 2 + ICON_PX
        return round(_COUNT_LEFT + self._count_width() + 10)

    def sizeHint(self) -> QSize:
        return QSize(self.fitted_width(), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @property
    def calm(self) -> bool:
        """Whether nothing moves or lights up in it, so that a card may paint it as part of its body."""
        moves = self._scale != 1.0 or (self._drained < 1 and not self._wave)
        return not (moves or self.hovered or self.isDown() or (self.ringed and self.hasFocus()))

    def paint_in(self, painter: QPainter) -> None:
        """Paint it into the picture of its card, which stands for it until it changes."""
        painter.save()
        painter.translate(self.pos())
        self._paint_face(painter)
        painter.restore()
        self._painted = self._state()
        self.setUpdatesEnabled(False)  # Qt then passes it by: twenty empty paintEvents a frame of scrolling

    def leave_out(self) -> None:
        """The picture of the card does not hold it: it paints itself."""
        self._painted = ()
        self._stir()

    def _stir(self) -> None:
        """It may look otherwise than in the picture of its card from now on."""
        self.setUpdatesEnabled(True)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._painted and self.calm and self._state() == self._painted:
            return
        if self._painted:
            self._painted = ()
            self.stirred.emit()
        self._paint_face(QPainter(self))

    def _state(self) -> tuple[object, ...]:
        shown = (self.isChecked(), self.isEnabled(), self._count, self._counted, self._wave)
        return (*shown, self.width(), self.look.theme.name)

    def _paint_face(self, painter: QPainter) -> None:
        theme = self.look.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        on = self.isChecked()
        lit = self.isEnabled() and (self.hovered or self.isDown())
        if lit:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(self._token, 0.10))
            painter.drawRoundedRect(rect.adjusted(0, 1, 0, -1), HEIGHT / 2 - 1, HEIGHT / 2 - 1)
        color = theme.color(self._token if on or lit else "muted", 1.0 if self.isEnabled() else 0.55)
        self._paint_icon(painter, self._on if on else self._off)
        if self._counted:
            painter.setFont(font(META_PX, QFont.Weight.Medium))
            painter.setPen(color)
            words = QRectF(_COUNT_LEFT, 0, rect.width(), rect.height())
            painter.drawText(
                words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, count_label(self._count)
            )
        self._paint_wave(painter)
        if self.ringed and self.hasFocus():
            focus_ring(painter, rect, HEIGHT / 2, theme)

    def _paint_icon(self, painter: QPainter, name: str) -> None:
        on, enabled = self.isChecked(), self.isEnabled()
        lit = enabled and (self.hovered or self.isDown())
        color = self.look.theme.color(self._token if on or lit else "muted", 1.0 if enabled else 0.5)
        box = QRectF(ICON_LEFT, (HEIGHT - ICON_PX) / 2, ICON_PX, ICON_PX)
        if self._scale == 1.0:
            painter.drawPixmap(box.topLeft(), self._icons.pixmap(name, ICON_PX, color, self.devicePixelRatioF()))
            return
        grown = ICON_PX * self._scale
        self._icons.paint(
            painter, name, QRectF(box.center().x() - grown / 2, box.center().y() - grown / 2, grown, grown), color
        )

    def _paint_wave(self, painter: QPainter) -> None:
        if not self._wave and self._drained >= 1:
            return
        theme = self.look.theme
        left, width = (_COUNT_LEFT, self._count_width()) if self._counted else (ICON_LEFT + 4, ICON_PX - 8)
        baseline = HEIGHT / 2 + QFontMetricsF(font(META_PX)).capHeight() / 2
        color = theme.color("badge" if self._wave == "saving" else "accent")
        drained = 0.0 if self._wave else self._drained
        drop = COUNT_DROP if self._counted else COUNT_DROP + 3
        paint_wave(painter, left, width, baseline + drop, color, drained=drained)

    def _count_width(self) -> float:
        return QFontMetricsF(font(META_PX, QFont.Weight.Medium)).horizontalAdvance(count_label(self._count))

    def _start_drain(self) -> None:
        if self._drain is None:
            self._drain = QVariantAnimation(self, duration=GLIDE_MS, startValue=0.0, endValue=1.0)
            self._drain.valueChanged.connect(self._drained_to)
        self._drain.stop()
        self._drain.start()

    def _scaled(self, value: float) -> None:
        self._scale = value
        self._stir()
        self.update()

    def _drained_to(self, value: float) -> None:
        self._drained = value
        self._stir()
        self.update()
