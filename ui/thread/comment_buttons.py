"""The buttons of one comment: menu and Reply, or what a mark or a question offers instead; recycled with it."""

from typing import Literal

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.buttons import PaintedButton, PillButton, focus_ring
from ui.feed.action_button import HEIGHT, ActionButton
from ui.feed.marks import Mark
from ui.icons import Icons
from ui.theme import Look, font
from ui.thread.comment_layout import CommentLayout

Foot = Literal["plain", "mark", "question", "bare"]
"""What stands below the words: Reply, a mark with buttons, the question whether to delete, or nothing."""

QUESTION = "Delete this comment?"
_LINK_PAD = 7
_MENU = 32
_GAP = 8
_WORDS = {
    "retry": ("Retry", "plain"),
    "discard": ("Discard", "plain"),
    "edit": ("Edit", "plain"),
    "again": ("Try again", "soft"),
    "dismiss": ("Dismiss", "plain"),
    "delete now": ("Delete", "danger"),
    "keep": ("Keep", "plain"),
}


class ReplyLink(PaintedButton):
    """A quiet word that becomes an accent under the pointer or the keyboard; `stirred` when it does."""

    stirred = Signal()

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(look, "Reply", parent)
        self.painted_in = False
        self.setObjectName("reply")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def sizeHint(self) -> QSize:
        return QSize(
            round(QFontMetricsF(font(13, QFont.Weight.DemiBold)).horizontalAdvance(self.text())) + 2 * _LINK_PAD, 24
        )

    @property
    def calm(self) -> bool:
        """Whether nothing lights up in it, so that the comment may paint it as part of its body."""
        return not (self.hovered or self.isDown() or self.ringed)

    def paint_in(self, painter: QPainter) -> None:
        """Paint it into the picture of its comment, which stands for it until it stirs."""
        painter.save()
        painter.translate(self.pos())
        self._paint_face(painter)
        painter.restore()
        self.painted_in = True

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.painted_in and self.calm:
            return
        if self.painted_in:
            self.painted_in = False
            self.stirred.emit()
        self._paint_face(QPainter(self))

    def _paint_face(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = not self.calm
        painter.setFont(font(13, QFont.Weight.DemiBold))
        painter.setPen(self.look.theme.color("accent" if lit else "muted"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        if self.ringed:
            focus_ring(painter, QRectF(self.rect()), self.height() / 2, self.look.theme)


class CommentButtons(QObject):
    """`acted(name)` when one is pressed; names as in `CommentView`. `stirred` when one no longer looks as painted."""

    acted = Signal(str)
    stirred = Signal()

    def __init__(self, look: Look, icons: Icons, comment: QWidget) -> None:
        super().__init__(comment)
        self._look = look
        self._icons = icons
        self._comment = comment
        self._made: dict[str, PaintedButton] = {}
        self._shown: tuple[str, ...] = ()
        self.menu = ActionButton(look, icons, "menu", "More", ("dots-three-bold", "dots-three-bold"), "accent", comment)
        self.menu.show_state(None)
        self.menu.clicked.connect(self._pressed)
        self.menu.stirred.connect(self.stirred)

    def paint_calm(self, painter: QPainter) -> None:
        """Paint menu and Reply into the comment's picture, where nothing lights up in them."""
        if not self.menu.isHidden() and self.menu.calm:
            self.menu.paint_in(painter)
        else:
            self.menu.leave_out()
        link = self._made.get("reply")
        if isinstance(link, ReplyLink):
            link.painted_in = False
            if not link.isHidden() and link.calm:
                link.paint_in(painter)

    def show(self, plan: CommentLayout, foot: Foot, mark: Mark | None, *, has_menu: bool) -> None:
        """Offer what belongs to the row's state, in its place."""
        names = _names(foot, mark)
        for name in self._shown:
            if name not in names:
                self._made[name].hide()
        self._shown = names
        self.menu.setVisible(has_menu)
        self.menu.setGeometry(
            round(plan.header.right()) - _MENU + 6, round(plan.header.center().y()) - HEIGHT // 2, _MENU, HEIGHT
        )
        left = plan.foot.left() + self.words_width(plan, foot, mark)
        for name in names:
            button = self._button(name)
            size = button.sizeHint()
            if name == "reply":
                left -= _LINK_PAD
            button.setGeometry(round(left), round(plan.foot.center().y() - size.height() / 2), *size.toTuple())
            button.show()
            left += size.width() + _GAP

    def words_width(self, plan: CommentLayout, foot: Foot, mark: Mark | None) -> float:
        """How much room the words before the buttons of the foot may take, with a gap after them."""
        if foot not in ("mark", "question"):
            return 0.0
        buttons = sum(self._button(name).sizeHint().width() + _GAP for name in _names(foot, mark))
        words = QUESTION if foot == "question" else mark.words if mark is not None else ""
        needed = QFontMetricsF(font(13, QFont.Weight.DemiBold)).horizontalAdvance(words) + 34
        return max(40.0, min(needed, plan.text_width - buttons))

    def reset(self) -> None:
        """Forget the row: no hover, press or ring stays."""
        self.menu.reset()
        for button in self._made.values():
            button.setDown(False)
            button.ringed = False
            button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)

    def in_order(self) -> list[PaintedButton]:
        """The buttons that can be used now, in the order in which they are seen."""
        foot: list[PaintedButton] = [self._made[name] for name in self._shown]
        return [self.menu, *foot] if not self.menu.isHidden() else foot

    def named(self, control: str) -> PaintedButton | None:
        """The button with this name, None if it cannot be used now."""
        return next((button for button in self.in_order() if button.objectName() == control), None)

    def _button(self, name: str) -> PaintedButton:
        made = self._made.get(name)
        if made is None and name == "reply":
            link = ReplyLink(self._look, self._comment)
            link.clicked.connect(self._pressed)
            link.stirred.connect(self.stirred)
            made = self._made[name] = link
        elif made is None:
            words, kind = _WORDS[name]
            made = PillButton(
                self._look,
                self._icons,
                words,
                kind=kind,  # type: ignore[arg-type]  # the table above holds kinds of buttons only
                px=12,
                height=24,
                parent=self._comment,
            )
            made.setObjectName(name)
            made.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            made.clicked.connect(self._pressed)
            self._made[name] = made
        return made

    def _pressed(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.acted.emit(sender.objectName())


def _names(foot: Foot, mark: Mark | None) -> tuple[str, ...]:
    match foot:
        case "plain":
            return ("reply",)
        case "question":
            return ("delete now", "keep")
        case "mark" if mark is not None:
            return tuple(action.name for action in mark.actions)
        case _:
            return ()
