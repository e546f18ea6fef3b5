"""What opens over the window, one at a time: composer, picture, people, help, the drawer, the sync card."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.consistency.visible import Operation, VisibleItem
from app.errors import DataFolderUnusable
from app.media import MediaItem
from app.read_model.documents import Comment
from ui.app_bridge import AppBridge
from ui.drawer import Drawer
from ui.feed.images import ImageLoader
from ui.folding import Folding
from ui.icons import Icons
from ui.places import Place
from ui.ports import Program
from ui.preferences import Preferences
from ui.sheet import Sheet, Where
from ui.theme import Look

if TYPE_CHECKING:
    from ui.composer.composer import Composer
    from ui.lightbox import Lightbox

LOADED_LATER = ("ui.composer.composer", "ui.lightbox", "ui.people_menu", "ui.shortcuts_help")
"""The modules of what no start opens."""


class Layers(QObject):
    """Opens layers on the window's sheet.

    From the drawer: `went(Place)`, `new_post`, `sync`. From the people: `acting(person_id, name, handle)`.
    `sync_closed` when the sync card may go back to its panel, `draft_kept(bool)`: whether an unsent post is kept.
    """

    went = Signal(object)
    new_post = Signal()
    sync = Signal()
    acting = Signal(object, str, str)
    sync_closed = Signal()
    draft_kept = Signal(bool)

    def __init__(
        self,
        program: Program,
        bridge: AppBridge,
        look: Look,
        icons: Icons,
        images: ImageLoader,
        preferences: Preferences,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._program = program
        self._bridge = bridge
        self._look = look
        self._icons = icons
        self._images = images
        self._preferences = preferences
        self._window = window
        self._sync_shelf: QWidget | None = None
        self._passing: QWidget | None = None
        self._composer: Composer | None = None
        self._lightbox: Lightbox | None = None
        self.sheet = Sheet(look, window)
        self.sheet.close_asked.connect(self.close_topmost)
        self.drawer = Drawer(look, icons, images, window)
        self.drawer.hide()
        self.drawer.navigation.go.connect(self._go)
        self.drawer.navigation.new_post.connect(self._new_post)
        self.drawer.navigation.people.connect(self.open_people)
        self.drawer.navigation.sync.connect(self._sync_asked)

    @property
    def composer(self) -> "Composer":
        """Where posts are written; made when it is first asked for, as much of it is never needed to read."""
        made = self._composer
        if made is None:
            from ui.composer.composer import Composer

            self._composer = made = Composer(
                self._program, self._bridge, self._look, self._icons, self._images, self._window
            )
            made.hide()
            made.opened.connect(lambda: self._open(made, "top"))
            made.closed.connect(lambda: self._closed(made))
            made.waiting_changed.connect(self.draft_kept)
            made.waiting_changed.connect(self.drawer.navigation.show_draft_kept)
        return made

    @property
    def lightbox(self) -> "Lightbox":
        """Where pictures are shown large; made when it is first asked for."""
        made = self._lightbox
        if made is None:
            from ui.lightbox import Lightbox

            self._lightbox = made = Lightbox(self._program, self._bridge, self._look, self._icons, self._window)
            made.hide()
            made.opened.connect(lambda: self._open(made, "whole"))
            made.closed.connect(lambda: self._closed(made))
        return made

    @property
    def open(self) -> bool:
        """Whether anything lies over the window."""
        return self.sheet.content is not None

    def shows(self, widget: QWidget) -> bool:
        """Whether `widget` is what lies over the window."""
        return self.sheet.content is widget

    def close_topmost(self) -> bool:
        """Close what lies over the window; False if nothing does."""
        content = self.sheet.content
        if content is None:
            return False
        for asked in (self._composer, self._lightbox):
            if content is asked and asked is not None:
                asked.ask_close()
                return True
        self.sheet.close_sheet()
        if content is self._sync_shelf:
            self.sync_closed.emit()
        elif content is self._passing:
            self._passing = None
            content.deleteLater()
        return True

    def compose(self) -> None:
        """Write a new post, or go on with the draft of one."""
        self.composer.open_new()

    def reply(self, item: VisibleItem, comment: Comment | None = None) -> None:
        """Answer a post, or a comment on it."""
        self.composer.open_reply(item, comment)

    def edit(self, item: VisibleItem) -> None:
        """Change the words of an own post, or of one that was refused."""
        self.composer.open_edit(item)

    def show_picture(self, item: VisibleItem, index: int) -> None:
        """Show the pictures of a post, one at a time, over everything."""
        self.lightbox.open_item(item, index)

    def show_pictures(self, items: Sequence[MediaItem], index: int) -> None:
        """Show these pictures, one at a time, over everything."""
        self.lightbox.open_pictures(items, index)

    def edit_comment(self, comment: Comment) -> None:
        """Change the words of an own comment."""
        self.composer.open_edit_comment(comment)

    def edit_refused(self, operation: Operation) -> None:
        """Change what was refused, to send it again."""
        self.composer.open_refused(operation)

    def flush(self) -> None:
        """Have the draft on disk: for the very end."""
        try:
            if self._composer is not None:
                self._composer.flush()
        except DataFolderUnusable as error:
            sys.stderr.write(f"{error}\n")  # the window is going: this is the one place left to say it

    def open_menu(self) -> None:
        """Open the drawer with the places."""
        self._open(self.drawer, "left")

    def open_help(self) -> None:
        """Show the keys."""
        from ui.shortcuts_help import ShortcutsHelp

        page = ShortcutsHelp(self._look, self._icons, letters=self._preferences.value.letter_keys)
        page.close_asked.connect(self.close_topmost)
        self._open(page)
        self._passing = page

    def open_people(self) -> None:
        """Choose who acts."""
        from ui.people_menu import PeopleMenu

        menu = PeopleMenu(self._program, self._bridge, self._look, self._icons, self._images)
        menu.chosen.connect(self.acting)
        menu.close_asked.connect(self.close_topmost)
        self._open(menu)
        self._passing = menu

    def open_sync(self, shelf: QWidget) -> None:
        """Show the sync card on its shelf while its panel is folded away."""
        self._sync_shelf = shelf
        self._open(shelf, "right")

    def set_folding(self, folding: Folding) -> None:
        """Close what has a place of its own again in a wider window."""
        if (not folding.narrow and self.shows(self.drawer)) or (not folding.side_folded and self._shows_sync()):
            self.close_topmost()

    def show_chosen(self, place: str) -> None:
        """Mark the place that is shown."""
        self.drawer.navigation.show_chosen(place)

    def show_person(self, person_id: int, name: str, handle: str, picture: str = "") -> None:
        """Show who acts."""
        self.drawer.navigation.person.show_person(person_id, name, handle, picture)

    def show_badge(self, place: str, words: str) -> None:
        """Show a count beside a place."""
        self.drawer.navigation.show_badge(place, words)

    def _open(self, content: QWidget, where: Where = "middle") -> None:
        self.close_topmost()
        self.sheet.open_sheet(content, where)

    def _closed(self, content: QWidget) -> None:
        if self.shows(content):
            self.sheet.close_sheet()

    def _shows_sync(self) -> bool:
        return self._sync_shelf is not None and self.shows(self._sync_shelf)

    def _go(self, name: str) -> None:
        self.close_topmost()
        self.went.emit(Place(name))

    def _sync_asked(self) -> None:
        self.close_topmost()
        self.sync.emit()

    def _new_post(self) -> None:
        self.close_topmost()
        self.new_post.emit()
