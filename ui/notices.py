"""The one notice at the foot of the centre: what is wrong or under way, in a sentence, with what can be done."""

from collections.abc import Sequence
from typing import Literal

import msgspec
from PySide6.QtCore import QRectF, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.consistency.visible import Operation
from app.lab.model import ReadSideState
from ui.buttons import IconButton, PillButton
from ui.icons import Icons
from ui.painting import paint_shadow
from ui.theme import CARD_RADIUS, Look, font

Tone = Literal["accent", "badge", "like"]

SHADOW_PX = 24
"""The widget is this much larger than the painted card on each side."""

_PADDING_PX = 16
_ICON_PX = 20
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Notice(msgspec.Struct, frozen=True):
    """What to say: `key` names it for answers; `done` of `total` paint a bar when `total` is set."""

    key: str
    words: str
    icon: str = "info"
    tone: Tone = "accent"
    action: str = ""
    can_dismiss: bool = False
    done: int = 0
    total: int = 0


def filling_notice(share: float, sentence: str) -> Notice:
    """How far the filling with demo data is; `share` from 0 to 1."""
    return Notice("filling", sentence, "users-three", action="Cancel", done=round(share * 1_000), total=1_000)


def filled_notice(sentence: str) -> Notice:
    """What came of the filling: nothing that went wrong, so it looks like news."""
    return Notice("filled", sentence, "users-three", can_dismiss=True)


def refused_notice(operations: Sequence[Operation], *, has_words: bool) -> Notice:
    """What was not saved and why, wherever its post is by now; with `has_words` the person's words can be had back."""
    what = "One change was" if len(operations) == 1 else f"{len(operations)} changes were"
    reasons = " ".join(dict.fromkeys(one.reason for one in operations if one.reason))
    words = f"{what} not saved. {reasons}".rstrip()
    action = "Open what you wrote" if has_words else ""
    return Notice("refused", words, "warning-circle", "like", action=action, can_dismiss=True)


def notice_for(
    state: ReadSideState,
    *,
    invite_to_slow: bool = False,
    trouble: str = "",
    filling: Notice | None = None,
    refused: Notice | None = None,
) -> Notice | None:
    """The one thing worth saying about this state, the gravest first; None when all is well."""
    if state.write_problem:
        words = f"{state.write_problem} Reading works, and what you write is kept as a draft."
        return Notice("write", words, "warning-circle-fill", "like")
    if state.stopped or state.search_stopped:
        words = f"Search has stopped. {state.search_stopped} Feeds go on, but what is new is not found."
        if state.stopped:
            words = f"The read side has stopped. {state.stopped} What you save is safe; feeds stand still."
        return Notice("stopped", words, "warning-circle-fill", "like", action="Restart")
    if refused is not None:
        return refused
    if filling is not None:
        return filling
    if trouble:
        return Notice("trouble", trouble, "info", "badge", can_dismiss=True)
    if state.rebuilding is not None and not state.no_store:
        done, total = state.rebuilding
        words = f"Rebuilding the read store: position {done:,} of {total:,}. Until then you read the feed as it was."
        return Notice("rebuilding", words, "arrows-clockwise", done=done, total=max(1, total))
    if invite_to_slow and not state.delay_ms:
        words = "Your post was ashore before you could look. See what lag feels like:"
        return Notice("slow", words, "waves", action="Slow the read side to 3 s and post again", can_dismiss=True)
    return None


class NoticeBar(QWidget):
    """Paints a `Notice` as a card; `acted(key)` and `dismissed(key)` when a person answers."""

    acted = Signal(str)
    dismissed = Signal(str)

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._icons = icons
        self._notice: Notice | None = None
        self.action = PillButton(look, icons, "", kind="soft", px=13, height=30, parent=self)
        self.close_button = IconButton(look, icons, "Dismiss", "x", size=30, px=16, parent=self)
        self.action.clicked.connect(lambda: self._answer(self.acted))
        self.close_button.clicked.connect(lambda: self._answer(self.dismissed))
        self.hide()
        look.changed.connect(self.update)

    @property
    def notice(self) -> Notice | None:
        """What is shown now."""
        return self._notice

    def show_notice(self, notice: Notice | None) -> None:
        """Show this, or nothing."""
        if notice == self._notice:
            return
        self._notice = notice
        self.setVisible(notice is not None)
        if notice is not None:
            self.setAccessibleName(notice.words)
            self.action.setVisible(bool(notice.action))
            self.action.show_as(notice.action)
            self.close_button.setVisible(notice.can_dismiss)
            self._arrange()
            self.updateGeometry()
            self.raise_()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if self._notice is None:
            return 0
        inner = width - 2 * SHADOW_PX
        height = self._words_rect(inner).height() + 2 * _PADDING_PX - 4
        if self._notice.action and self._action_below(inner):
            height += self.action.sizeHint().height() + 8
        if self._notice.total:
            height += 12
        return round(max(54.0, height)) + 2 * SHADOW_PX

    def sizeHint(self) -> QSize:
        return QSize(400, self.heightForWidth(400))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        notice = self._notice
        if notice is None:
            return
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(self.rect()).adjusted(SHADOW_PX, SHADOW_PX, -SHADOW_PX, -SHADOW_PX)
        paint_shadow(painter, card, theme, self.devicePixelRatioF())
        painter.setPen(QPen(theme.color("border" if notice.tone == "accent" else notice.tone, 0.6), 1))
        painter.setBrush(theme.color("card"))
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), CARD_RADIUS, CARD_RADIUS)
        words = self._words_rect(card.width()).translated(card.topLeft())
        if not (notice.action and self._action_below(card.width())) and not notice.total:
            words.moveTop(card.center().y() - words.height() / 2)
        middle = words.top() + min(words.height(), 22) / 2
        box = QRectF(card.left() + _PADDING_PX, middle - _ICON_PX / 2, _ICON_PX, _ICON_PX)
        self._icons.paint(painter, notice.icon, box, theme.color(notice.tone))
        painter.setFont(font(14, QFont.Weight.Medium))
        painter.setPen(theme.color("text"))
        painter.drawText(words, _WRAP, notice.words)
        if notice.total:
            self._paint_bar(painter, card, notice)

    def _paint_bar(self, painter: QPainter, card: QRectF, notice: Notice) -> None:
        theme = self._look.theme
        bar = QRectF(card.left() + _PADDING_PX, card.bottom() - 16, card.width() - 2 * _PADDING_PX, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("border"))
        painter.drawRoundedRect(bar, 2, 2)
        painter.setBrush(theme.color("accent"))
        painter.drawRoundedRect(QRectF(bar.left(), bar.top(), bar.width() * notice.done / notice.total, 4), 2, 2)

    def _action_below(self, inner: float) -> bool:
        return inner - self.action.sizeHint().width() < 400

    def _words_rect(self, inner: float) -> QRectF:
        """Where the words stand in a card `inner` wide."""
        notice = self._notice
        if notice is None:
            return QRectF()
        left = _PADDING_PX + _ICON_PX + 12
        room = inner - left - _PADDING_PX - (34 if notice.can_dismiss else 0)
        if notice.action and not self._action_below(inner):
            room -= self.action.sizeHint().width() + 10
        metrics = QFontMetricsF(font(14, QFont.Weight.Medium))
        height = metrics.boundingRect(QRectF(0, 0, room, 1_000), _WRAP, notice.words).height()
        return QRectF(left, _PADDING_PX - 2, room, max(22.0, height))

    def _arrange(self) -> None:
        if self._notice is None:
            return
        inner = self.width() - 2 * SHADOW_PX
        right = self.width() - SHADOW_PX - 12
        hint = self.action.sizeHint()
        if self._notice.can_dismiss:
            top = SHADOW_PX + 11 if self._action_below(inner) else (self.height() - 30) // 2
            self.close_button.move(right - 30, top)
            right -= 34
        if self._action_below(inner):
            y = SHADOW_PX + round(self._words_rect(inner).bottom()) + 8
            width = min(hint.width(), inner - _PADDING_PX - _ICON_PX - 24)
            self.action.setGeometry(SHADOW_PX + _PADDING_PX + _ICON_PX + 12, y, width, hint.height())
        else:
            self.action.setGeometry(
                right - hint.width(), (self.height() - hint.height()) // 2, hint.width(), hint.height()
            )

    def _answer(self, signal: SignalInstance) -> None:
        if self._notice is not None:
            signal.emit(self._notice.key)
