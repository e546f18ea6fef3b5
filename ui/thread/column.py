"""The scrolling part of a thread: the post, below it the comments; only what is in view has widgets."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.consistency.visible import VisibleItem
from app.read_model.documents import Comment
from ui.app_bridge import AppBridge
from ui.buttons import PillButton
from ui.feed import accessible as feed_accessible
from ui.feed.actions import CardActions
from ui.feed.card import CardView
from ui.feed.card_layout import LayoutCache
from ui.feed.focus import FocusKeeper
from ui.feed.images import ImageLoader
from ui.feed.state_panel import Emptiness, StatePanel
from ui.icons import Icons
from ui.ports import Program
from ui.theme import Look
from ui.thread import accessible
from ui.thread.comment_actions import CommentActions
from ui.thread.comment_layout import CommentLayouts, estimated_height
from ui.thread.comment_view import CommentView
from ui.thread.geometry import FOOT_HEIGHT, HEAD, HEAD_TOP
from ui.thread.keyboard import ThreadKeyboard
from ui.thread.row_column import RowColumn
from ui.thread.rows import ThreadRow
from ui.thread.source import ThreadSource
from ui.thread.surface import Surface

AHEAD_SCREENS: Final = 2
NEW_AT_ONCE: Final = 8
"""How many widgets of comments are made in one frame."""
_AGES_MS: Final = 20_000
_GONE = Emptiness("note-blank", "This post is not here", "It was deleted, or it has not come ashore yet.")


class ThreadColumn(RowColumn[ThreadRow]):
    """Shows a `ThreadSource`. Wishes go through `card_actions` and `comment_actions`."""

    def __init__(
        self,
        program: Program,
        bridge: AppBridge,
        look: Look,
        icons: Icons,
        images: ImageLoader,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, "Thread", self._measured, self._estimated, AHEAD_SCREENS, parent)
        feed_accessible.install()
        accessible.install()
        self.program = program
        self._icons = icons
        self._images = images
        self._confirming = 0
        self._awaited = 0
        self.aimed = 0
        self.bound: dict[int, CardView | CommentView] = {}
        self._spare: list[CommentView] = []
        self._plans = LayoutCache(8)
        self._layouts = CommentLayouts()
        self.source = ThreadSource(program, bridge, self)
        self.card_actions = CardActions(program, icons, self)
        self.comment_actions = CommentActions(program, icons, self.card_actions, self)
        self.focus = FocusKeeper(self, self.bound)
        self.keyboard = ThreadKeyboard(self)
        self.panel = StatePanel(look, icons, self.viewport())
        self.retry = PillButton(look, icons, "Retry", px=13, height=32, parent=self.viewport())
        self._surface = Surface(look)
        self._head = CardView(look, icons, images, program.clock, self.viewport())
        self._ages = QTimer(self, interval=_AGES_MS)
        self._set_up()

    def _set_up(self) -> None:
        self._head.hide()
        self.retry.hide()
        self._head.acted.connect(self._head_acted)
        self._head.followed.connect(self.card_actions.follow)
        self._head.looked.connect(self._picture_asked)
        self.source.changed.connect(self.relayout)
        self.source.state_changed.connect(self._state_changed)
        self.retry.clicked.connect(self.source.retry)
        self.panel.acted.connect(lambda _name: self.source.retry())
        self.comment_actions.asking.connect(self._ask)
        self._ages.timeout.connect(self._tell_ages)
        self._ages.start()

    # What others ask for

    def show_thread(self, post_id: int) -> None:
        """Show a post with its comments, from the top."""
        self.smooth.stop()
        self._confirming, self.aimed, self._awaited = 0, 0, 0
        self.focus.choose(None, ringed=False)
        self.verticalScrollBar().setValue(0)
        self.source.show(post_id)
        self._state_changed()

    def set_foot_room(self, room: int) -> None:
        """The lowest `room` pixels of the view lie under something else."""
        if room != self.scene.foot_room:
            self.scene.foot_room = room
            self.relayout()

    def aim(self, comment: Comment | None) -> None:
        """Show which comment is being answered."""
        self.aimed = comment.id if comment is not None else 0
        self.relayout()

    def await_comment(self, comment_id: int) -> None:
        """Bring an own comment into view as soon as it has a place."""
        self._awaited = comment_id
        self._meet_awaited()

    def listed(self) -> Sequence[QWidget]:
        """What a screen reader finds, from the top."""
        rows = sorted(self.bound, key=lambda key: self.scene.top_of(key) or 0)
        extra: list[QWidget] = [one for one in (self.panel, self.retry) if not one.isHidden()]
        return [*(self.bound[key] for key in rows), *extra]

    def item_of(self, key: int) -> VisibleItem | None:
        """The post, if `key` is the head's."""
        return self.source.head if key == HEAD else None

    def relayout(self, *, forget: bool = False) -> None:
        """Put everything in its place; what the reader looks at does not move."""
        scene = self.scene
        key, y = scene.anchor(self.scrolled)
        stand_ins = scene.followers(key) if key != HEAD else [HEAD]
        scene.show(self.source.rows, self._head_height(), at_end=self.source.at_end, forget=forget)
        anchor = next((one for one in stand_ins if scene.top_of(one) is not None), HEAD)
        self.place(anchor, y if anchor == key else 0.0)
        self._meet_awaited()

    def act_on(self, key: int, name: str) -> None:
        """Do what a control of a row stands for."""
        row = self.scene.row(key)
        widget = self.bound.get(key)
        if key == HEAD:
            self._head_acted(name)
        elif row is not None:
            self.comment_actions.act(name, row.visible, widget if widget is not None else self)

    def focus_moved(self, new: QWidget | None) -> None:
        self.focus.moved(new)

    def read_on(self) -> None:
        if self.source.state == "ready":
            self.source.more()

    # Placing

    def bind(self) -> None:
        scene, scrolled = self.scene, self.scrolled
        rows = {scene.rows[number].id: scene.rows[number] for number in self.in_view}
        for key in [key for key in self.bound if key != HEAD and key not in rows]:
            self._recycle(key)
        fresh = [key for key in rows if key not in self.bound]
        if len(fresh) - len(self._spare) > NEW_AT_ONCE:
            # Making widgets is dear: the others come with the next turn of the event loop.
            fresh = fresh[: NEW_AT_ONCE + len(self._spare)]
            QTimer.singleShot(0, self, self.bind)
        for key in fresh:
            self.bound[key] = self._take()
        column = self.column
        left, width = round(column.left()), round(column.width())
        for key, row in rows.items():
            widget = self.bound.get(key)
            if isinstance(widget, CommentView):
                plan = self._layouts.get(row, width, self._look.theme)
                widget.show_row(row, plan, confirming=key == self._confirming, aimed=key == self.aimed)
                widget.move(left, (scene.top_of(key) or 0) - scrolled)
                widget.show()
        self._bind_head(left, scrolled)
        self._show_foot(column)
        if fresh:
            self.focus.arrived(fresh)
            self.focus.paint()
        self.viewport().update()

    def _bind_head(self, left: int, scrolled: int) -> None:
        head = self.source.head
        if head is None:
            self.focus.leaving(HEAD, self._head)
            self.bound.pop(HEAD, None)
            self._head.hide()
            return
        self.bound[HEAD] = self._head
        self._head.show_item(head, self._plans.get(head.item, round(self.column.width()), self._look.theme))
        self._head.move(left, HEAD_TOP - scrolled)
        self._head.show()

    def _head_height(self) -> int:
        head = self.source.head
        if head is None:
            return 0
        return self._plans.get(head.item, round(self.column.width()), self._look.theme).height

    def _take(self) -> CommentView:
        if self._spare:
            return self._spare.pop()
        made = CommentView(self._look, self._icons, self._images, self.program.clock, self.viewport())
        made.acted.connect(lambda name: self.act_on(made.comment_id, name))
        made.followed.connect(self.card_actions.follow)
        return made

    def _recycle(self, key: int) -> None:
        widget = self.bound[key]
        self.focus.leaving(key, widget)
        del self.bound[key]
        widget.hide()
        if isinstance(widget, CommentView):
            widget.reset()
            self._spare.append(widget)

    def _show_foot(self, column: QRectF) -> None:
        source = self.source
        emptiness = None
        if source.state == "gone":
            emptiness = _GONE
        elif source.state == "failed" and source.head is None:
            emptiness = Emptiness("warning-circle", "The thread cannot be shown", source.problem, (("retry", "Retry"),))
        self.panel.show_emptiness(emptiness)
        self.panel.setGeometry(round(column.left()), 0, round(column.width()), 360)
        broken = source.state == "failed" and source.head is not None
        self.retry.setVisible(broken)
        size = self.retry.sizeHint()
        y = self.scene.foot_top - self.scrolled + (FOOT_HEIGHT - size.height()) // 2
        self.retry.setGeometry(round(column.right()) - size.width() - 18, y, size.width(), size.height())

    def _measured(self, row: ThreadRow) -> int:
        return self._layouts.get(row, round(self.column.width()), self._look.theme).height

    def _estimated(self, row: ThreadRow) -> int:
        return estimated_height(row, round(self.column.width()))

    # What happens

    def _state_changed(self) -> None:
        self.wait(waiting=self.source.state == "loading" and self.source.head is None)
        self.relayout()

    def _ask(self, comment_id: object) -> None:
        self._confirming = comment_id if isinstance(comment_id, int) else 0
        self.relayout()
        widget = self.bound.get(self._confirming)
        button = widget.buttons.named("keep") if widget is not None else None
        if button is not None:
            button.setFocus(Qt.FocusReason.TabFocusReason)

    def _meet_awaited(self) -> None:
        if self._awaited and self.scene.top_of(self._awaited) is not None:
            awaited, self._awaited = self._awaited, 0
            self.reveal(awaited)

    def _head_acted(self, name: str) -> None:
        head = self.source.head
        if head is not None and name != "open":
            self.card_actions.act(name, head, self._head.buttons.menu if name == "menu" else self._head)

    def _picture_asked(self, index: int) -> None:
        if self.source.head is not None:
            self.card_actions.picture.emit(self.source.head, index)

    def _tell_ages(self) -> None:
        for widget in self.bound.values():
            widget.refresh()

    # Qt

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.source.rest(resting=False)

    def hideEvent(self, event: QHideEvent) -> None:
        self.source.rest(resting=True)
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.keyboard.press(event):
            event.ignore()

    def focusNextPrevChild(self, forward: bool) -> bool:
        return self.focus.step(forward=forward) or super().focusNextPrevChild(forward)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            QTimer.singleShot(0, self, self.focus.paint)
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        head = QRectF(self._head.geometry()) if self.source.head is not None else None
        self._surface.paint(painter, self.source, self.scene, self.column, self.scrolled, head, waiting=self.skeletons)
