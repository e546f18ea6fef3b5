"""The box at the foot of a thread in which an answer is written: to the post, or to the comment it is aimed at."""

from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.consistency.visible import VisibleProfile
from app.limits import POST_CHARACTERS
from app.read_model.documents import Comment
from ui.app_bridge import AppBridge, Lane
from ui.buttons import IconButton, PillButton
from ui.composer.count_ring import CountRing
from ui.composer.draft_keeper import DraftKeeper
from ui.composer.mention_popup import MentionPopup
from ui.composer.occasion import Occasion
from ui.composer.problem_line import ProblemLine
from ui.composer.sender import Sender
from ui.composer.writer import Writer
from ui.composer.writing_field import WritingField
from ui.face import Face
from ui.feed.images import ImageLoader
from ui.icons import Icons
from ui.ports import Program
from ui.theme import CARD_RADIUS, TEXT_PX, Look
from ui.thread.comment_layout import side
from ui.words import Words

_FACE_PX: Final = 32
_LOWEST_PX: Final = 28
_HIGHEST_PX: Final = 152


class ReplyBox(QWidget):
    """`sent(Operation)` when an answer is on its way; `aimed(Comment | None)`; `left` on Esc, back to the comments."""

    sent = Signal(object)
    aimed = Signal(object)
    left = Signal()

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
        self._gone = ""
        self.setAccessibleName("Reply box")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.keeper = DraftKeeper(program.drafts, bridge, self)
        self.face = Face(images, _FACE_PX, self)
        self.field = WritingField(look, px=TEXT_PX, lowest=_LOWEST_PX, highest=_HIGHEST_PX, parent=self)
        self.field.setPlaceholderText("Write a comment")
        self.field.setAccessibleName("Write a comment")
        self.field.takes_pictures = False
        self.whom = Words(look, "", 12, bold=True, ink="muted", parent=self)
        self.whom.setWordWrap(False)
        self.whom.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.unaim = IconButton(look, icons, "Answer the post instead", "x", size=22, px=12, parent=self)
        self.ring = CountRing(look, self)
        self.send = PillButton(look, icons, "Reply", kind="accent", px=13, height=34, parent=self)
        self.problem = ProblemLine(look, icons, self)
        self.mentions = MentionPopup(program, bridge, look, self.field)
        self.writer = Writer(program, bridge, self.field, self.keeper, Sender(program, bridge, self.keeper, self))
        self._column = QVBoxLayout(self)
        self._arrange()
        self.send.clicked.connect(self.writer.send)
        self.unaim.clicked.connect(lambda: self.aim(None))
        self.problem.acted.connect(self._take_back)
        self.writer.changed.connect(self._show_state)
        self.writer.sent.connect(self._sent)
        self.keeper.failed.connect(self.writer.refuse)
        look.changed.connect(self.update)

    def _arrange(self) -> None:
        column = self._column
        column.setContentsMargins(14, 10, 10, 10)
        column.setSpacing(6)
        aim = QHBoxLayout()
        aim.setContentsMargins(_FACE_PX + 10, 0, 0, 0)
        aim.addWidget(self.whom, 1)
        aim.addWidget(self.unaim)
        column.addLayout(aim)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.face, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setContentsMargins(0, 5, 0, 0)
        words.addWidget(self.field)
        row.addLayout(words, 1)
        row.addWidget(self.ring, 0, Qt.AlignmentFlag.AlignBottom)
        self.send.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row.addWidget(self.send, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(row)
        column.addWidget(self.problem)
        for before, after in ((self.field, self.send), (self.send, self.unaim)):
            QWidget.setTabOrder(before, after)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._column.setContentsMargins(side(self.width()), 10, 10, 10)  # its face stands below those of the comments

    def begin(self, post_id: int) -> None:
        """Answer this post, with what was written for it before."""
        if self.writer.occasion.post_id:
            self.writer.keep()
        self._gone = ""
        self.aim(None)
        self.writer.begin(Occasion("reply", post_id))
        self._show_me()

    def aim(self, comment: Comment | None) -> None:
        """Answer a comment of this post, or the post itself."""
        occasion = self.writer.occasion
        parent_id = comment.id if comment is not None else 0
        if occasion.kind == "reply" and occasion.parent_id != parent_id:
            self.writer.aim(Occasion("reply", occasion.post_id, parent_id))
        self.whom.setText(f"Answering {comment.name}" if comment is not None else "")
        self.whom.setVisible(comment is not None)
        self.unaim.setVisible(comment is not None)
        self.field.setAccessibleName(f"Answer {comment.name}" if comment is not None else "Write a comment")
        self.aimed.emit(comment)

    def answer(self, comment: Comment | None) -> None:
        """Aim and give the field the keyboard."""
        self.aim(comment)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def offer_again(self, words: str) -> None:
        """Say that a comment was deleted, and offer its words back."""
        self._gone = words
        self._show_state()

    def flush(self) -> None:
        """Have every word on disk, on this thread: for the very end. Raises `DataFolderUnusable`."""
        if self.writer.occasion.post_id:
            self.writer.keep()
        self.keeper.flush()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.accept()
            if self.unaim.isVisible():
                self.aim(None)
            else:
                self.left.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color("card"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CARD_RADIUS, CARD_RADIUS)

    def _show_state(self) -> None:
        writer = self.writer
        self.ring.show_count(writer.count, POST_CHARACTERS)
        self.ring.setVisible(writer.count > 0)
        reason = writer.in_the_way
        self.send.setEnabled(not reason)
        self.send.setToolTip(reason or "Send (Ctrl+Enter)")
        self.send.setAccessibleDescription(reason)
        if not writer.is_empty:
            self._gone = ""
        if writer.write_problem:
            self.problem.show_problem(f"{writer.write_problem} Your words are kept.")
        elif self._gone:
            self.problem.show_news("The comment is deleted.", "Put its words here")
        else:
            self.problem.show_problem(writer.refusal)

    def _show_me(self) -> None:
        session = self._program.session
        viewer = session.viewer

        def found(visible: VisibleProfile) -> None:
            if visible.profile is not None:
                self.face.show_person(viewer, visible.profile.name, visible.profile.avatar)

        self._who.run(lambda: session.profile(viewer), found, lambda _error: self.face.show_person(viewer, "", ""))

    def _sent(self, operation: object) -> None:
        self.aim(None)
        self.sent.emit(operation)

    def _take_back(self) -> None:
        self.field.insertPlainText(self._gone)
        self.field.setFocus()
