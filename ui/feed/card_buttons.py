"""The buttons of a card, in the order in which they are seen: menu or mark's buttons, then the row under the post."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from app.consistency.visible import Change, VisibleItem
from ui.buttons import PaintedButton
from ui.feed.action_button import HEIGHT, ICON_LEFT, ICON_PX, ActionButton
from ui.feed.card_layout import CardLayout
from ui.feed.marks import Mark
from ui.feed.small_button import SmallButton
from ui.icons import Icons
from ui.theme import Look

_MENU = 36
_SMALL_GAP = 8
_MARK_GAP = 10


class CardButtons(QObject):
    """Owns the buttons of one card; `acted(name)` when one is pressed, `stirred` when the card's picture is stale."""

    acted = Signal(str)
    stirred = Signal()

    def __init__(self, look: Look, icons: Icons, card: QWidget) -> None:
        super().__init__(card)
        self._look = look
        self._icons = icons
        self._card = card
        self.menu = ActionButton(look, icons, "menu", "More", ("dots-three-bold", "dots-three-bold"), "accent", card)
        self.reply = ActionButton(look, icons, "reply", "Comment", ("chat-circle", "chat-circle"), "accent", card)
        self.repost = ActionButton(look, icons, "repost", "Repost", ("repeat", "repeat-bold"), "repost", card)
        self.like = ActionButton(look, icons, "like", "Like", ("heart", "heart-fill"), "like", card)
        self.bookmark = ActionButton(
            look, icons, "bookmark", "Bookmark", ("bookmark-simple", "bookmark-simple-fill"), "accent", card
        )
        self._small: dict[str, SmallButton] = {}
        self._shown_small: tuple[str, ...] = ()
        for button in (self.repost, self.like, self.bookmark):
            button.setCheckable(True)
        for button in (self.menu, self.reply, self.repost, self.like, self.bookmark):
            button.clicked.connect(self._pressed)
            button.stirred.connect(self.stirred)

    def paint_calm(self, painter: QPainter) -> None:
        """Paint the buttons in which nothing moves into the card's picture."""
        for button in (self.menu, self.reply, self.repost, self.like, self.bookmark):
            if not button.isHidden() and button.calm:
                button.paint_in(painter)
            else:
                button.leave_out()

    def show(self, item: VisibleItem, plan: CardLayout, mark: Mark | None, waves: Mapping[str, Change]) -> None:
        """Show the state of a row and put everything in its place."""
        card, marks = item.item.card, item.item.marks
        standing = item.in_water
        for button in (self.reply, self.repost, self.like, self.bookmark):
            button.setEnabled(not standing and not item.removed)
        self.reply.show_state(None if standing else card.comments, change=waves.get("comments"))
        reposts = None if standing else card.reposts
        self.repost.show_state(reposts, on=marks.reposted, change=waves.get("reposts") or waves.get("reposted"))
        likes = None if standing else card.likes
        self.like.show_state(likes, on=marks.liked, change=waves.get("likes") or waves.get("liked"))
        self.bookmark.show_state(None, on=marks.bookmarked, change=waves.get("bookmarked"))
        self.menu.show_state(None)
        self._show_small(mark)
        self.menu.setVisible(not standing and not (mark is not None and mark.alone))
        self._place(plan)

    def reset(self) -> None:
        """Forget the row: no button keeps motion, hover or press."""
        for button in (self.menu, self.reply, self.repost, self.like, self.bookmark):
            button.reset()

    def actions_width(self) -> float:
        """How much of the header's right the mark's own buttons take."""
        widths = [self._small[name].sizeHint().width() for name in self._shown_small]
        return sum(widths) + _SMALL_GAP * (len(widths) - 1) + _MARK_GAP if widths else 0.0

    def in_order(self) -> list[PaintedButton]:
        """The buttons that can be used now, in the order in which they are seen."""
        row = [self.reply, self.repost, self.like, self.bookmark]
        everything = [self.menu, *(self._small[name] for name in self._shown_small), *row]
        return [button for button in everything if not button.isHidden() and button.isEnabled()]

    def named(self, control: str) -> PaintedButton | None:
        """The button that can be used now under this name, None if there is none."""
        return next((button for button in self.in_order() if button.objectName() == control), None)

    def _show_small(self, mark: Mark | None) -> None:
        wanted = tuple(action.name for action in mark.actions) if mark is not None else ()
        if wanted == self._shown_small:
            return
        for name in self._shown_small:
            self._small[name].setVisible(name in wanted)
        for name in wanted:
            self._small_button(name).show()
        self._shown_small = wanted

    def _small_button(self, name: str) -> SmallButton:
        made = self._small.get(name)
        if made is None:
            made = SmallButton(self._look, self._icons, name, self._card)
            made.clicked.connect(self._pressed)
            self._small[name] = made
        return made

    def _place(self, plan: CardLayout) -> None:
        left = plan.metrics.text_left - ICON_LEFT - 2
        right = plan.metrics.text_left + round(plan.text_width)
        top = round(plan.actions_y) - HEIGHT // 2
        for index, button in enumerate((self.reply, self.repost, self.like)):
            _move(button, QRect(left + index * plan.action_step, top, button.fitted_width(), HEIGHT))
        _move(self.bookmark, QRect(right + 1 - ICON_PX - ICON_LEFT, top, _MENU, HEIGHT))
        middle = round(plan.header.center().y())
        _move(self.menu, QRect(right - 9 - _MENU // 2, middle - HEIGHT // 2, _MENU, HEIGHT))
        for name in reversed(self._shown_small):
            small = self._small[name]
            size = small.sizeHint()
            _move(small, QRect(right - size.width(), middle - 13, size.width(), size.height()))
            right -= size.width() + _SMALL_GAP

    def _pressed(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.acted.emit(sender.objectName())


def _move(button: QWidget, rect: QRect) -> None:
    if button.geometry() != rect:
        button.setGeometry(rect)
