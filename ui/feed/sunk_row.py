"""A refused post, sunk into one line: why it was not saved, its words, and what the person can do about it."""

import re
from typing import Self

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.consistency.visible import VisibleItem
from ui.buttons import PaintedButton
from ui.feed.marks import can_edit
from ui.feed.small_button import SmallButton
from ui.feed.tide import SUNK_HEIGHT
from ui.icons import Icons
from ui.painting import avatar
from ui.theme import CARD_RADIUS, META_PX, Look, font

_FACE = 28
_LEFT = 18
_WORDS_LEFT = 58
_GAP = 7
_RIGHT = 14
_CLAUSE_END = re.compile(r", so nothing was saved|; |\. ")


class SunkRow(QWidget):
    """Shows a refused `VisibleItem`; `acted(name)` for 'edit', 'again' and 'dismiss'."""

    acted = Signal(str)

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.item: VisibleItem | None = None
        self._current = False
        self._buttons: dict[str, SmallButton] = {}
        for name in ("edit", "again", "dismiss"):
            button = SmallButton(look, icons, name, self)
            button.clicked.connect(self._pressed)
            self._buttons[name] = button
        look.changed.connect(self.update)

    @property
    def entry_id(self) -> int:
        """The place that the post would have had."""
        return self.item.item.entry_id if self.item is not None else 0

    @property
    def current(self) -> bool:
        """Whether this is the keyboard's row."""
        return self._current

    @property
    def reason(self) -> str:
        """Why it was not saved, as shown."""
        operation = self.item.operation if self.item is not None else None
        reason = operation.reason if operation is not None else ""
        return f"Not saved: {reason[:1].lower()}{reason[1:]}" if reason else "Not saved"

    @property
    def short_reason(self) -> str:
        """The first clause of the reason: what happened, without what is safe, what to do, and 'not saved' again."""
        return f"{_CLAUSE_END.split(self.reason, maxsplit=1)[0].rstrip('.')}."

    def show_item(self, item: VisibleItem) -> None:
        """Show a refused post."""
        if item == self.item:
            return
        self.item = item
        operation = item.operation
        self._buttons["edit"].setVisible(operation is not None and can_edit(operation))
        again = operation is not None and operation.can_retry
        self._buttons["again"].setVisible(again)
        self._buttons["dismiss"].setVisible(not again)
        self.setAccessibleName(f"{self.reason} {item.item.card.text}".strip())
        self.setToolTip(self.reason)
        self._place()
        self.update()

    @property
    def buttons(self) -> Self:
        """Where a row's controls are found: they lie on this one itself."""
        return self

    def in_order(self) -> list[PaintedButton]:
        """The buttons that can be used, in the order in which they are seen."""
        return [button for button in self._buttons.values() if not button.isHidden()]

    def named(self, control: str) -> PaintedButton | None:
        """The button with this name, None if it is not shown."""
        return next((button for button in self.in_order() if button.objectName() == control), None)

    def set_current(self, current: bool) -> None:
        """Mark it as the keyboard's row, or not."""
        if current != self._current:
            self._current = current
            self.update()

    def resizeEvent(self, event: object) -> None:
        self._place()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.item is None:
            return
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(
            QPen(theme.color("accent") if self._current else theme.color("like", 0.30), 2 if self._current else 1)
        )
        painter.setBrush(theme.color("standing"))
        painter.drawRoundedRect(rect, CARD_RADIUS, CARD_RADIUS)
        middle = min(self.height() / 2, SUNK_HEIGHT / 2)
        card = self.item.item.card
        painter.setOpacity(0.8)
        face = avatar(card.author_id, card.name, _FACE, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(_LEFT, middle - _FACE / 2), face)
        painter.setOpacity(1.0)
        painter.setPen(QPen(theme.color("like"), 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        cross = QPointF(_WORDS_LEFT + 7, middle)
        painter.drawLine(cross - QPointF(4, 4), cross + QPointF(4, 4))
        painter.drawLine(cross + QPointF(-4, 4), cross + QPointF(4, -4))
        self._paint_words(painter, middle)

    def _paint_words(self, painter: QPainter, middle: float) -> None:
        if self.item is None:
            return
        theme = self._look.theme
        left = _WORDS_LEFT + 20.0
        end = min((button.x() for button in self.in_order()), default=self.width()) - 12
        bold, plain = font(META_PX, QFont.Weight.DemiBold), font(META_PX)
        reason = QFontMetricsF(bold).elidedText(self.short_reason, Qt.TextElideMode.ElideRight, end - left)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(bold)
        painter.setPen(theme.color("like"))
        painter.drawText(QRectF(left, middle - 11, end - left, 22), flags, reason)
        left += QFontMetricsF(bold).horizontalAdvance(reason) + 8
        words = " ".join(self.item.item.card.text.split())
        if end - left > 30 and words:
            painter.setFont(plain)
            painter.setPen(theme.color("muted"))
            shown = QFontMetricsF(plain).elidedText(words, Qt.TextElideMode.ElideRight, end - left)
            painter.drawText(QRectF(left, middle - 11, end - left, 22), flags, shown)

    def _place(self) -> None:
        right = self.width() - _RIGHT
        for button in reversed(self.in_order()):
            size = button.sizeHint()
            button.setGeometry(right - size.width(), (SUNK_HEIGHT - size.height()) // 2, size.width(), size.height())
            right -= size.width() + _GAP

    def _pressed(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.acted.emit(sender.objectName())
