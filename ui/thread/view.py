"""The view of one thread: the post, its comments, and below them the box for an answer."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QLinearGradient, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.commands import AddComment
from app.consistency.visible import Operation, VisibleItem
from app.read_model.documents import Comment
from ui.app_bridge import AppBridge
from ui.feed.buoy import LineNote
from ui.feed.images import ImageLoader
from ui.icons import Icons
from ui.painting import paint_shadow
from ui.ports import Program
from ui.theme import COLUMN_MAX_PX, Look
from ui.thread.column import ThreadColumn
from ui.thread.reply_box import ReplyBox

_FOOT_PX = 14
_FADE_PX = 28
_NOTE_GAP_PX = 8


class Fade(QWidget):
    """Lets the comments fade out under the reply box, and carries the box's shadow."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        look.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        fade = QLinearGradient(0, 0, 0, _FADE_PX)
        fade.setColorAt(0, theme.color("background", 0.0))
        fade.setColorAt(1, theme.color("background"))
        painter.fillRect(QRectF(0, 0, self.width(), self.height()), fade)
        box = QRectF(_FADE_PX, _FADE_PX, self.width() - 2 * _FADE_PX, self.height() - _FADE_PX - _FOOT_PX)
        paint_shadow(painter, box, theme, self.devicePixelRatioF())


class ThreadView(QWidget):
    """`card_actions` carries the wishes that the post raises, but for replies, which are written here.

    `foot_px` is what the box takes at the foot, told by `foot_changed`.
    Signals: `edit_comment(Comment)`, `edit_refused(Operation)`, `new_post`, `search`, `help`, `go(place)`.
    """

    edit_comment = Signal(object)
    edit_refused = Signal(object)
    new_post = Signal()
    search = Signal()
    help = Signal()
    go = Signal(str)
    foot_changed = Signal()

    def __init__(
        self,
        program: Program,
        bridge: AppBridge,
        look: Look,
        icons: Icons,
        images: ImageLoader,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._margin = 32
        self.foot_px = 0
        self.setAccessibleName("Thread")
        self.column = ThreadColumn(program, bridge, look, icons, images, self)
        self._shore = Fade(look, self)
        self.reply = ReplyBox(program, bridge, look, icons, images, self)
        self.note = LineNote(look, self)
        self.card_actions = self.column.card_actions
        self.setFocusProxy(self.column)
        comments = self.column.comment_actions
        self.card_actions.reply_to.connect(self._reply_to_post)
        comments.reply_to.connect(self.reply.answer)
        comments.edit.connect(self.edit_comment)
        comments.edit_refused.connect(self.edit_refused)
        comments.deleted.connect(self._comment_deleted)
        self.reply.aimed.connect(self.column.aim)
        self.reply.sent.connect(self._sent)
        self.reply.left.connect(self.column.setFocus)
        self.column.wished.connect(self._wished)
        self.column.source.state_changed.connect(self._arrange)
        self.column.source.changed.connect(self._arrange_note)
        self.reply.installEventFilter(self)

    def show_thread(self, post_id: int) -> None:
        """Show a post with its comments."""
        self.column.show_thread(post_id)
        self.reply.begin(post_id)
        self._arrange()

    def set_margin(self, margin: int) -> None:
        """Keep `margin` pixels at the sides of the column."""
        self._margin = margin
        self.column.set_margin(margin)
        self._arrange()

    @property
    def busy(self) -> bool:
        """Whether something that was asked for has not come yet."""
        return self.column.source.busy

    def flush(self) -> None:
        """Have every word on disk, on this thread: for the very end. Raises `DataFolderUnusable`."""
        self.reply.flush()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The box grows and shrinks with its words."""
        if watched is self.reply and event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """The box at the foot, as tall as it needs; the comments over it."""
        gone = self.column.source.state == "gone"
        if gone and self.reply.isAncestorOf(QApplication.focusWidget() or self):
            self.column.setFocus(Qt.FocusReason.OtherFocusReason)  # Qt would hand it to the navigation
        self.reply.setHidden(gone)
        width = max(240, min(COLUMN_MAX_PX, self.width() - 2 * self._margin))
        room = self.reply.heightForWidth(width) if self.reply.hasHeightForWidth() else self.reply.sizeHint().height()
        height = 0 if self.reply.isHidden() else min(room, self.height() // 2)
        top = self.height() - height - _FOOT_PX
        left = (self.width() - width) // 2
        self.reply.setGeometry(left, top, width, height)
        self._shore.setVisible(bool(height))
        self._shore.setGeometry(left - _FADE_PX, top - _FADE_PX, width + 2 * _FADE_PX, self.height() - top + _FADE_PX)
        self.column.setGeometry(self.rect())
        self.foot_px = self.height() - top if height else 0
        self.column.set_foot_room(self.foot_px)
        self.foot_changed.emit()
        self._arrange_note()

    def _arrange_note(self) -> None:
        """Over the box: where own changes are, or how old this is."""
        self.note.show_words(self.column.source.note)
        over = self.reply.y() if not self.reply.isHidden() else self.height() - _FOOT_PX
        self.note.move(self.reply.x(), over - self.note.height() - _NOTE_GAP_PX)
        self.note.raise_()

    def _reply_to_post(self, item: object) -> None:
        if isinstance(item, VisibleItem):
            self.reply.answer(None)

    def _comment_deleted(self, comment: object) -> None:
        if isinstance(comment, Comment):
            self.reply.offer_again(comment.text)

    def _sent(self, operation: object) -> None:
        if isinstance(operation, Operation) and isinstance(operation.command, AddComment):
            self.column.await_comment(operation.command.comment_id)

    def _wished(self, name: str) -> None:
        match name:
            case "new_post":
                self.new_post.emit()
            case "search":
                self.search.emit()
            case "help":
                self.help.emit()
            case _:
                self.go.emit(name)
