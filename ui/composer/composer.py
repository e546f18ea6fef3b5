"""The sheet in which a post, an answer or an edit is written. The window opens it in its layer over everything."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.consistency.visible import Operation, VisibleItem, VisibleProfile
from app.drafts import Draft
from app.limits import POST_CHARACTERS
from app.media import MediaItem
from app.read_model.documents import Comment
from ui.app_bridge import AppBridge, Lane
from ui.buttons import IconButton, PillButton
from ui.composer.answered import Answered
from ui.composer.count_ring import CountRing
from ui.composer.draft_keeper import DraftKeeper
from ui.composer.drop_frame import DropFrame
from ui.composer.mention_popup import MentionPopup
from ui.composer.occasion import NEW_POST, Occasion, Written, sent_target, what_was_written
from ui.composer.picture_tray import PictureTray
from ui.composer.problem_line import ProblemLine
from ui.composer.sender import Sender, left_over
from ui.composer.writer import Writer
from ui.composer.writing_field import WritingField
from ui.face import Face
from ui.feed.images import ImageLoader
from ui.files import PICTURES, Where, ask_which
from ui.icons import Icons
from ui.ports import Program
from ui.theme import CARD_PADDING, CARD_RADIUS, Look
from ui.words import Words

WIDTH_PX: Final = 600
_FACE_PX: Final = 44
_ICON_INSET: Final = 8
"""How far an icon stands inside its button: so far the buttons at the edges reach out, so that icons line up."""
_TITLES: Final = {"post": "New post", "reply": "Reply", "edit post": "Edit post", "edit comment": "Edit comment"}
_SENDS: Final = {"post": "Post", "reply": "Reply", "edit post": "Save", "edit comment": "Save"}
_INVITES: Final = {
    "post": "What is going on?",
    "reply": "Write your answer",
    "edit post": "What should it say?",
    "edit comment": "What should it say?",
}
_FOUND: Final = "This was being sent when Tideline closed, and it is not in your feeds. Send it again or discard it."


class Composer(QWidget):
    """`opened` and `closed` tell the window to show and hide it; `sent(Operation)` when something is on its way.

    Closing keeps the draft. `waiting_changed(bool)`: whether an unsent new post is kept, for a dot on 'New post'.
    """

    opened = Signal()
    closed = Signal()
    sent = Signal(object)
    waiting_changed = Signal(bool)

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
        self._program = program
        self._look = look
        self._who = Lane(bridge)
        self._bridge = bridge
        self._left_over: list[Draft] = []
        self._undo: Written | None = None
        self._dismiss_op: int | None = None
        self._waiting = False
        self._restored = False
        self._is_open = False
        self._unopened = False
        self.setAccessibleName("New post")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.keeper = DraftKeeper(program.drafts, bridge, self)
        self._sender = Sender(program, bridge, self.keeper, self)
        self.title = Words(look, "New post", 17, bold=True, parent=self)
        self.close_button = IconButton(look, icons, "Close, the draft is kept", "x", size=34, px=18, parent=self)
        self.close_button.setToolTip("Close, the draft is kept (Esc)")
        self.answered = Answered(look, self)
        self.face = Face(images, _FACE_PX, self)
        self.field = WritingField(look, parent=self)
        self.drop_frame = DropFrame(look, self.field, self)
        self.tray = PictureTray(program.pictures, bridge, look, icons, images, self)
        self.problem = ProblemLine(look, icons, self)
        self.add_pictures = IconButton(look, icons, "Add pictures", "image", size=38, px=22, parent=self)
        self.note = Words(look, "", 12, ink="muted", parent=self)
        self.note.setAccessibleName("State of the draft")
        self.describe = PillButton(look, icons, "", kind="link", px=12, height=28, parent=self)
        self.discard = IconButton(look, icons, "Discard the draft", "trash", size=38, px=20, parent=self)
        self.ring = CountRing(look, self)
        self.send = PillButton(look, icons, "Post", kind="accent", px=14, height=38, parent=self)
        self.mentions = MentionPopup(program, bridge, look, self.field)
        self.writer = Writer(program, bridge, self.field, self.keeper, self._sender, self.tray)
        self._arrange()
        self._connect()
        look.changed.connect(self.update)

    # What the window calls

    def restore(self) -> None:
        """Look, off the GUI thread, for what an earlier run left unsent: once, after the first paint.

        The first new post does it, too.
        """
        program = self._program
        self._restored = True

        def look() -> tuple[list[Draft], list[Draft], bool]:
            return *left_over(program), self.keeper.load(NEW_POST.target) is not None

        def found(sorted_out: tuple[list[Draft], list[Draft], bool]) -> None:
            arrived, self._left_over, kept = sorted_out
            self._unopened = kept and not self._is_open
            for draft in arrived:
                self.keeper.forget(draft.target)
            if self._is_open and self.writer.occasion == NEW_POST and self.writer.is_empty:
                self._offer_left_over()
            self._tell_waiting()

        self._bridge.run(look, found, lambda error: self.writer.refuse(str(error)))

    def open_new(self, words: str = "") -> None:
        """Write a new post: the draft of one if there is one; `words` begin an empty one."""
        if not self._restored:
            self.restore()
        self._unopened = False
        self._start(Occasion())
        if self.writer.is_empty and not words:
            self._offer_left_over()
        elif self.writer.is_empty:
            self.field.show_words(words)
        self._show_open()

    def open_reply(self, item: VisibleItem, comment: Comment | None = None) -> None:
        """Answer a post, or a comment on it."""
        card = item.item.card
        self._start(Occasion("reply", card.id, comment.id if comment is not None else 0))
        said = comment if comment is not None else card
        self.answered.show_said(said.author_id, said.name, said.handle, said.text)
        self._show_open()

    def open_edit(self, item: VisibleItem) -> None:
        """Change the words of an own post; of one that was refused, before it is sent again."""
        operation = item.operation
        if operation is not None and operation.stage == "rejected" and what_was_written(operation.command):
            self.open_refused(operation)
            return
        card = item.item.card
        self._start(Occasion("edit post", card.id), card.text)
        self._show_open()

    def open_edit_comment(self, comment: Comment) -> None:
        """Change the words of an own comment."""
        self._start(Occasion("edit comment", comment_id=comment.id), comment.text)
        self._show_open()

    def open_refused(self, operation: Operation) -> None:
        """Change what was refused, with its words and pictures as they were; sent again, it takes the place."""
        found = what_was_written(operation.command)
        if found is None:
            return
        occasion, written = found
        self._start(None)
        self._dismiss_op = operation.op_id
        target = self._sender.target_of(operation) or occasion.target
        self.writer.change(occasion, written, target, operation.reason)
        self._show_open()

    def write_again(self, text: str, media: tuple[MediaItem, ...] = ()) -> None:
        """Offer the words and pictures of a deleted post as a new one; the draft of another stays as it is."""
        self._start(None)
        target = sent_target(self._program.ids.next_id(), NEW_POST.target)
        self.writer.change(NEW_POST, Written(text, media), target, "")
        self.writer.keep()
        self._show_open()

    def ask_close(self) -> None:
        """Close, keeping the draft."""
        if not self._is_open:
            return
        self._is_open = False
        if self.writer.is_empty:
            self._dismiss_refused()  # its words were discarded
        self.writer.keep()
        self._tell_waiting()
        self.closed.emit()

    def flush(self) -> None:
        """Have every word on disk, on this thread: for the very end. Raises `DataFolderUnusable`."""
        if self._is_open:
            self.writer.keep()
        self.keeper.flush()

    @property
    def is_open(self) -> bool:
        """Whether something is being written."""
        return self._is_open

    # Qt

    def sizeHint(self) -> QSize:
        return QSize(WIDTH_PX, super().sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color("card"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CARD_RADIUS, CARD_RADIUS)
        line = self.send.y() - 11
        painter.setPen(QPen(theme.color("border"), 1))
        painter.drawLine(CARD_PADDING, line, self.width() - CARD_PADDING, line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.accept()
        if event.key() == Qt.Key.Key_Escape:
            self.ask_close()

    # Inside

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        side = CARD_PADDING - _ICON_INSET
        column.setContentsMargins(side, 12, side, 12)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(_ICON_INSET, 0, 0, 0)
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button)
        column.addLayout(head)
        column.addSpacing(8)
        column.addLayout(_inset(self.answered))
        row = QHBoxLayout()
        row.setContentsMargins(_ICON_INSET, 0, _ICON_INSET, 0)
        row.setSpacing(14)
        row.addWidget(self.face, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setContentsMargins(0, 9, 0, 0)
        words.setSpacing(10)
        words.addWidget(self.field)
        words.addWidget(self.tray)
        row.addLayout(words, 1)
        column.addLayout(row)
        column.addSpacing(8)
        column.addLayout(_inset(self.problem))
        column.addSpacing(22)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, _ICON_INSET, 0)
        foot.setSpacing(4)
        foot.addWidget(self.add_pictures)
        foot.addWidget(self.discard)
        foot.addWidget(self.note)
        foot.addWidget(self.describe)
        foot.addStretch(1)
        foot.addWidget(self.ring)
        foot.addSpacing(8)
        foot.addWidget(self.send)
        column.addLayout(foot)
        for button in (self.describe, self.send):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.note.setWordWrap(False)
        order = (self.field, self.tray.alt, self.add_pictures, self.discard, self.describe, self.send)
        for before, after in zip(order, (*order[1:], self.close_button), strict=True):
            QWidget.setTabOrder(before, after)

    def _connect(self) -> None:
        self.close_button.clicked.connect(self.ask_close)
        self.add_pictures.clicked.connect(self._choose_files)
        self.describe.clicked.connect(self.tray.describe_next)
        self.discard.clicked.connect(self._discard)
        self.send.clicked.connect(self.writer.send)
        self.problem.acted.connect(self._take_back)
        self.writer.changed.connect(self._show_state)
        self.writer.sent.connect(self._sent)
        self.keeper.kept.connect(self._kept)
        self.keeper.failed.connect(self.writer.refuse)

    def _start(self, occasion: Occasion | None, before: str = "") -> None:
        if self._is_open:
            self.writer.keep()
        self._undo = None
        self._dismiss_op = None
        self.answered.hide()
        if occasion is not None:
            self.writer.begin(occasion, before)

    def _offer_left_over(self) -> None:
        for draft in self._left_over:
            self._left_over.remove(draft)
            self.writer.resume(draft)
            self.writer.refuse(_FOUND)
            return

    def _show_open(self) -> None:
        kind = self.writer.occasion.kind
        self.title.setText(_TITLES[kind])
        self.setAccessibleName(_TITLES[kind])
        self.send.show_as(_SENDS[kind])
        self.field.setPlaceholderText(_INVITES[kind])
        self.field.setAccessibleName(_TITLES[kind])
        self.add_pictures.setVisible(self.writer.occasion.takes_pictures)
        self.note.setText("")
        self._show_me()
        self._show_state()
        self._is_open = True
        self.opened.emit()
        self.field.setFocus()

    def _show_me(self) -> None:
        session = self._program.session
        viewer = session.viewer

        def found(visible: VisibleProfile) -> None:
            if visible.profile is not None:
                self.face.show_person(viewer, visible.profile.name, visible.profile.avatar)

        self._who.run(lambda: session.profile(viewer), found, lambda _error: self.face.show_person(viewer, "", ""))

    def _show_state(self) -> None:
        writer = self.writer
        self.ring.show_count(writer.count, POST_CHARACTERS)
        reason = writer.in_the_way
        self.send.setEnabled(not reason)
        self.send.setToolTip(reason or "Send (Ctrl+Enter)")
        self.send.setAccessibleDescription(reason)
        self.field.setAccessibleDescription(self.ring.accessibleName() if self.ring.left < 50 else "")
        missing = self.tray.undescribed
        self.describe.setVisible(bool(missing) and not self.tray.preparing)
        self.describe.show_as("Describe the picture" if missing == 1 else f"Describe {missing} pictures")
        is_edit = writer.occasion.kind in ("edit post", "edit comment")
        self.discard.setVisible(not writer.is_empty and not is_edit)
        if not writer.is_empty:
            self._undo = None
        self.note.setVisible(not self.describe.isVisibleTo(self))
        if writer.write_problem:
            self.problem.show_problem(f"{writer.write_problem} Your words are kept.")
        elif self._undo is not None:
            self.problem.show_news("The draft is discarded.", "Undo")
        else:
            self.problem.show_problem(writer.refusal)

    def _kept(self) -> None:
        if self._is_open:
            self.note.setText("" if self.writer.is_empty else "Draft kept")

    def _discard(self) -> None:
        gone = self.writer.discard()
        self._undo = gone
        self._show_state()
        self.field.setFocus()

    def _take_back(self) -> None:
        if self._undo is not None:
            self.writer.put_back(self._undo)
            self.field.setFocus()

    def _choose_files(self) -> None:
        ask_which(self, "Add pictures", PICTURES, self.tray.add, several=True, where=Where.PicturesLocation)

    def _dismiss_refused(self) -> None:
        if self._dismiss_op is not None:
            self._program.session.dismiss(self._dismiss_op)
            self._dismiss_op = None

    def _sent(self, operation: object) -> None:
        self._dismiss_refused()
        self._is_open = False
        self._tell_waiting()
        self.sent.emit(operation)
        self.closed.emit()

    def _tell_waiting(self) -> None:
        unsent = self.writer.occasion == NEW_POST and not self.writer.is_empty
        waiting = unsent or bool(self._left_over) or self._unopened
        if waiting != self._waiting:
            self._waiting = waiting
            self.waiting_changed.emit(waiting)


def _inset(widget: QWidget) -> QHBoxLayout:
    """A line of its own for a widget, in from where the icon buttons reach."""
    line = QHBoxLayout()
    line.setContentsMargins(_ICON_INSET, 0, _ICON_INSET, 0)
    line.addWidget(widget)
    return line
