"""What the controls of a comment do: commands through the session, or a wish that the thread or the window fulfils."""

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from app.commands import DeleteComment
from app.consistency.visible import VisibleComment
from ui.feed.actions import CardActions
from ui.icons import Icons
from ui.ports import Program


class CommentActions(QObject):
    """`reply_to(Comment)`, `edit(Comment)`, `edit_refused(Operation)`; `asking(comment_id)`: ask whether to delete it,
    0: no longer; `deleted(Comment)` when it was. Profiles, tags and links go through `cards`.
    """

    reply_to = Signal(object)
    edit = Signal(object)
    edit_refused = Signal(object)
    asking = Signal(object)
    deleted = Signal(object)

    def __init__(self, program: Program, icons: Icons, cards: CardActions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._program = program
        self._icons = icons
        self._cards = cards

    def act(self, name: str, visible: VisibleComment, where: QWidget) -> None:
        """Do what the control `name` stands for; `where` is the comment, for menus."""
        comment = visible.comment
        match name:
            case "author":
                self._cards.open_profile.emit(comment.handle)
            case "reply":
                self.reply_to.emit(comment)
            case "menu":
                self.open_menu(visible, where)
            case "copy":
                QGuiApplication.clipboard().setText(comment.text)
            case "delete":
                self.asking.emit(comment.id)
            case "keep":
                self.asking.emit(0)
            case "delete now":
                self._delete(visible)
            case "edit":
                self._edit(visible)
            case _:
                self._follow_up(name, visible)

    def open_menu(self, visible: VisibleComment, where: QWidget, at: QPoint | None = None) -> QMenu:
        """Open the menu of a comment below its button, or at a global position."""
        menu = self.menu_for(visible, where)
        menu.popup(at if at is not None else where.mapToGlobal(QPoint(where.width() - 190, 36)))
        return menu

    def menu_for(self, visible: VisibleComment, where: QWidget) -> QMenu:
        """Reply, copy, author, what is in the words; for own comments edit and delete."""
        menu = QMenu(where)
        menu.aboutToHide.connect(menu.deleteLater)
        comment = visible.comment
        rows = [
            ("reply", "Reply", "arrow-bend-up-left"),
            ("copy", "Copy text", "copy"),
            ("author", f"Profile of {comment.name}", "user"),
        ]
        if comment.author_id == self._program.session.viewer:
            rows += [("", "", ""), ("edit", "Edit", "pencil-simple"), ("delete", "Delete…", "trash")]
        for name, words, icon in rows:
            if not name:
                menu.addSeparator()
                continue
            action = menu.addAction(self._icons.icon(icon), words.replace("&", "&&"))
            action.setObjectName(name)
            action.triggered.connect(lambda _checked=False, name=name: self.act(name, visible, where))
        return menu

    def _edit(self, visible: VisibleComment) -> None:
        operation = visible.operation
        if operation is not None and operation.stage == "rejected":
            self.edit_refused.emit(operation)
        else:
            self.edit.emit(visible.comment)

    def _delete(self, visible: VisibleComment) -> None:
        program = self._program
        self.asking.emit(0)
        program.session.perform(
            DeleteComment(
                command_id=program.ids.next_id(), actor_id=program.session.viewer, comment_id=visible.comment.id
            )
        )
        self.deleted.emit(visible.comment)

    def _follow_up(self, name: str, visible: VisibleComment) -> None:
        operation = visible.operation
        if operation is None:
            return
        session = self._program.session
        if name in ("retry", "again"):
            session.retry(operation.op_id)
        elif name == "discard":
            session.discard(operation.op_id)
        elif name == "dismiss":
            session.dismiss(operation.op_id)
