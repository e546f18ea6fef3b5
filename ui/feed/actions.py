"""What the parts of a card do: commands through the session, or a wish that the window fulfils."""

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from app.commands import DeletePost, SetBookmark, SetLike, SetRepost
from app.consistency.visible import VisibleItem
from app.text import Span
from ui.card_menu import add_mute
from ui.icons import Icons
from ui.ports import Program
from ui.question import ask

_ASK = "Its comments, likes and pictures go with it. This cannot be taken back."


class CardActions(QObject):
    """Shared by every view that shows cards.

    Signals: `open_thread(post_id)`, `open_profile(handle)`, `open_tag(tag)`, `open_link(address)`,
    `reply_to(VisibleItem)`, `edit(VisibleItem)`, `picture(VisibleItem, index)`, `deleted(VisibleItem)`; ids are
    Python ints in `object`.
    """

    open_thread = Signal(object)
    open_profile = Signal(object)
    open_tag = Signal(str)
    open_link = Signal(str)
    reply_to = Signal(object)
    edit = Signal(object)
    picture = Signal(object, int)
    deleted = Signal(object)

    def __init__(self, program: Program, icons: Icons, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._program = program
        self._icons = icons

    def act(self, name: str, item: VisibleItem, where: QWidget) -> None:
        """Do what the control `name` of a card stands for; `where` is the control or card, for menus."""
        card = item.item.card
        match name:
            case "open":
                if not item.in_water:
                    self.open_thread.emit(card.id)
            case "author":
                self.open_profile.emit(card.handle)
            case "source":
                self.open_profile.emit(item.item.via_handle)
            case "reply":
                self.reply_to.emit(item)
            case "like" | "repost" | "bookmark":
                self._toggle(name, item)
            case "menu":
                self.open_menu(item, where)
            case "edit":
                self.edit.emit(item)
            case "delete":
                self._ask_to_delete(item, where)
            case "copy":
                QGuiApplication.clipboard().setText(card.text)
            case _:
                self._follow_up(name, item)

    def follow(self, span: Span) -> None:
        """Go where a tag, mention or link leads."""
        if span.kind == "tag":
            self.open_tag.emit(span.target)
        elif span.kind == "mention":
            self.open_profile.emit(span.target)
        else:
            self.open_link.emit(span.target)

    def open_menu(self, item: VisibleItem, where: QWidget, at: QPoint | None = None) -> QMenu:
        """Open the menu of a card below `where`, or at a global position."""
        menu = self.menu_for(item, where)
        menu.popup(at if at is not None else where.mapToGlobal(QPoint(0, where.height())))
        return menu

    def menu_for(self, item: VisibleItem, where: QWidget) -> QMenu:
        """The menu of a card: what is in its text, its author, and for own posts edit and delete."""
        menu = QMenu(where)
        menu.aboutToHide.connect(menu.deleteLater)
        card = item.item.card
        rows = [("copy", "Copy text", "copy"), ("author", f"Profile of {card.name}", "user")]
        if item.item.via_handle:
            rows.append(("source", f"Profile of {item.item.via_name}", "repeat"))
        if not item.in_water:
            rows.insert(0, ("open", "Open thread", "chats"))
        for name, words, icon in rows:
            action = menu.addAction(self._icons.icon(icon), words.replace("&", "&&"))
            action.setObjectName(name)
            action.triggered.connect(lambda _checked=False, name=name: self.act(name, item, where))
        for span in dict.fromkeys(card.spans):
            icon = {"tag": "hash", "mention": "at"}.get(span.kind, "link-simple")
            action = menu.addAction(self._icons.icon(icon), card.text[span.start : span.end].replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, span=span: self.follow(span))
        if card.author_id == self._program.session.viewer and not item.removed:
            menu.addSeparator()
            for name, words, icon in (("edit", "Edit", "pencil-simple"), ("delete", "Delete…", "trash")):
                action = menu.addAction(self._icons.icon(icon), words)
                action.setObjectName(name)
                action.triggered.connect(lambda _checked=False, name=name: self.act(name, item, where))
        add_mute(menu, item, self._program, self._icons)
        return menu

    def _toggle(self, name: str, item: VisibleItem) -> None:
        program, card, marks = self._program, item.item.card, item.item.marks
        about = {"command_id": program.ids.next_id(), "actor_id": program.session.viewer, "post_id": card.id}
        if name == "like":
            program.session.perform(SetLike(**about, liked=not marks.liked))
        elif name == "repost":
            made = None if marks.reposted else program.ids.next_id()
            program.session.perform(SetRepost(**about, reposted=not marks.reposted, reaction_id=made))
        else:
            program.session.perform(SetBookmark(**about, bookmarked=not marks.bookmarked))

    def _ask_to_delete(self, item: VisibleItem, where: QWidget) -> None:
        ask(where.window(), "Delete this post?", _ASK, "Delete", lambda: self._delete(item))

    def _delete(self, item: VisibleItem) -> None:
        program = self._program
        command = DeletePost(
            command_id=program.ids.next_id(), actor_id=program.session.viewer, post_id=item.item.card.id
        )
        program.session.perform(command)
        self.deleted.emit(item)

    def _follow_up(self, name: str, item: VisibleItem) -> None:
        operation = item.operation
        if operation is None:
            return
        session = self._program.session
        if name in ("retry", "again"):
            session.retry(operation.op_id)
        elif name == "discard":
            session.discard(operation.op_id)
        elif name == "dismiss":
            session.dismiss(operation.op_id)
