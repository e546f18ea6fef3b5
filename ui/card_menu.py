"""What a card's menu offers beyond reading and editing: muting its author, and taking a deletion back as a new post."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu

from app.commands import SetMute
from app.consistency.visible import VisibleItem
from ui.icons import Icons
from ui.ports import Program


def add_mute(menu: QMenu, item: VisibleItem, program: Program, icons: Icons) -> None:
    """Offer to mute the author of another's post; it shows in the home at once, and their profile takes it back."""
    card = item.item.card
    if card.author_id == program.session.viewer:
        return
    menu.addSeparator()
    action = menu.addAction(icons.icon("speaker-slash"), f"Mute @{card.handle}")
    action.setObjectName("mute")
    action.setToolTip("Their posts and reposts stay out of your home. Their profile takes it back.")
    author_id = card.author_id
    action.triggered.connect(lambda: mute(program, author_id))


def mute(program: Program, person_id: int) -> None:
    """Keep a person's posts out of the acting person's home."""
    session = program.session
    session.perform(SetMute(command_id=program.ids.next_id(), actor_id=session.viewer, person_id=person_id, muted=True))


class Deletions(QObject):
    """Remembers the post deleted last, so that its words and pictures can be written again.

    `deleted(sentence)` when there is one: its comments and likes are gone for good, and the sentence says so.
    """

    deleted = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.last: VisibleItem | None = None

    def remember(self, item: object) -> None:
        """A post was deleted."""
        if isinstance(item, VisibleItem):
            self.last = item
            self.deleted.emit("The post is deleted, with its comments and likes. Its words can be posted again.")
