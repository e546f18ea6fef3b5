"""The views of the window's centre: which one shows a place, and what each asks of the others."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.ids import key_of_name
from ui.app_bridge import AppBridge
from ui.feed.actions import CardActions
from ui.feed.column import FeedColumn
from ui.feed.images import ImageLoader
from ui.feed.reading import FeedSpec
from ui.feed.view import FeedView
from ui.folding import Folding
from ui.icons import Icons
from ui.places import HOME, PLACES, Place
from ui.ports import Program
from ui.preferences import Preferences
from ui.theme import Look
from ui.view_header import HEIGHT_PX as HEADER_PX

if TYPE_CHECKING:
    from ui.lab.view import LabView
    from ui.notifications import NotificationsView
    from ui.profile.view import ProfileView
    from ui.search.view import SearchView
    from ui.settings.view import SettingsView
    from ui.thread.view import ThreadView

LOADED_LATER = (
    "ui.lab.view",
    "ui.notifications",
    "ui.profile.view",
    "ui.search.view",
    "ui.settings.view",
    "ui.thread.view",
)
"""The modules of the views that no start shows."""


class Views(QObject):
    """Makes a view, and loads its modules, when it is first gone to.

    `went(Place)` when one leads elsewhere; the rest is for the layers.
    `reply_to(VisibleItem)`, `edit(VisibleItem)`, `edit_comment(Comment)`, `edit_refused(Operation)`,
    `picture(VisibleItem, index)`, `pictures(items, index)`, `searched(words)` when a hint was picked, `titled(title)`
    when it is known only later what is shown; `footed(pixels)`: what the shown view keeps at its foot to write in.
    """

    went = Signal(object)
    new_post = Signal()
    reply_to = Signal(object)
    edit = Signal(object)
    edit_comment = Signal(object)
    edit_refused = Signal(object)
    picture = Signal(object, int)
    pictures = Signal(object, int)
    titled = Signal(str)
    footed = Signal(int)
    fill_demo = Signal()
    search = Signal()
    help = Signal()
    sync = Signal()
    back_to_normal = Signal()

    def __init__(
        self,
        program: Program,
        bridge: AppBridge,
        look: Look,
        icons: Icons,
        images: ImageLoader,
        preferences: Preferences,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._program = program
        self._bridge = bridge
        self._look = look
        self._icons = icons
        self._images = images
        self._preferences = preferences
        self._parent = parent
        self._folding: Folding | None = None
        self._shown: QWidget | None = None
        self._headed = False
        self._header_px = HEADER_PX
        self._thread: ThreadView | None = None
        self._profile: ProfileView | None = None
        self._search: SearchView | None = None
        self._notifications: NotificationsView | None = None
        self._settings: SettingsView | None = None
        self._lab: LabView | None = None
        self.own_handle = ""
        self.column = FeedColumn(program, bridge, look, icons, images, preferences, parent)
        self.column.hide()  # until it is asked for: another view may be the first
        self._wire_feed(self.column.feed)

    def show_place(self, place: Place) -> tuple[QWidget, str]:
        """The view of a place, showing it, and its title ('' for the feeds with tabs)."""
        view, title = self._view_of(place)
        self._shown = view
        self._headed = bool(title)
        self._make_room()
        self._tell_foot()
        return view, title

    def to_top(self) -> None:
        """Go to the top of the feed, when its place is chosen again."""
        self.column.feed.to_top()

    def take_focus(self) -> None:
        """Give the keyboard to what is shown."""
        if self._shown is not None:
            self._shown.setFocus()

    def person_changed(self) -> None:
        """Another person acts: nothing that was read for the one before stays."""
        if self._settings is not None:
            self._settings.refresh()

    def set_folding(self, folding: Folding) -> None:
        """Follow the window's size."""
        self._folding = folding
        self._make_room()

    def set_header_room(self, pixels: int) -> None:
        """How much the header over a profile takes."""
        self._header_px = pixels
        self._make_room()

    def flush(self) -> None:
        """Remember what is to be remembered: for the very end. Raises `DataFolderUnusable`."""
        self.column.feed.save_place()
        if self._thread is not None:
            self._thread.flush()
        if self._lab is not None:
            self._lab.flush()

    @property
    def busy(self) -> bool:
        """Whether what is shown still waits for something that it asked for."""
        views = (self._thread, self._profile, self._search, self._settings, self._lab)
        return any(view.busy for view in views if view is not None and view is self._shown)

    @property
    def reading(self) -> bool:
        """Whether what is shown is being read anew, so that its next paint is still to come."""
        return self.column.feed.source.busy if self._shown is self.column else self.busy

    def _view_of(self, place: Place) -> tuple[QWidget, str]:
        match place.kind:
            case "thread":
                return self._show_thread(int(place.argument)), "Thread"
            case "profile":
                return self._show_profile(place.argument or self._program.session.viewer), PLACES["profile"][0]
            case "search":
                return self._show_search(place.argument), PLACES["search"][0]
            case "notifications":
                return self._show_notifications(), PLACES["notifications"][0]
            case "settings":
                return self._show_settings(), PLACES["settings"][0]
            case "lab":
                return self._show_lab(place.argument), ""
            case _:
                return self.column, self._show_feed(place)

    def _show_feed(self, place: Place) -> str:
        """Show a feed in the column; the title of one without tabs, else ''."""
        viewer = self._program.session.viewer
        match place.kind:
            case "everyone":
                self.column.show_everyone()
                return ""
            case "bookmarks":
                self.column.show_spec(FeedSpec("bookmarks", viewer, f"bookmarks:{viewer}"))
                return PLACES["bookmarks"][0]
            case "likes":
                self.column.show_spec(FeedSpec("likes", viewer))
                return "Likes"
            case "tag":
                self.column.show_spec(FeedSpec("tag", key_of_name(place.argument)))
                return f"#{place.argument}"
            case _:
                self.column.show_home()
                return ""

    def _show_thread(self, post_id: int) -> "ThreadView":
        view = self._thread
        if view is None:
            from ui.thread.view import ThreadView

            view = ThreadView(self._program, self._bridge, self._look, self._icons, self._images, self._parent)
            view.edit_comment.connect(self.edit_comment)
            view.edit_refused.connect(self.edit_refused)
            self._wire_wishes(view)
            self._wire_cards(view.card_actions, replies=False)
            view.foot_changed.connect(self._tell_foot)
            self._thread = view
        view.show_thread(post_id)
        return view

    def _show_profile(self, who: str | int) -> "ProfileView":
        view = self._profile
        if view is None:
            from ui.profile.view import ProfileView

            view = ProfileView(self._program, self._bridge, self._look, self._icons, self._images, self._parent)
            view.picture.connect(self.pictures)
            view.named.connect(self.titled)
            self._wire_feed(view.feed)
            self._profile = view
        view.show_profile(who)
        return view

    def _show_search(self, words: str) -> "SearchView":
        view = self._search
        if view is None:
            from ui.search.view import SearchView

            view = SearchView(self._program, self._bridge, self._look, self._icons, self._images, self._parent)
            view.asked.connect(lambda words: self.went.emit(Place("search", words)))
            view.search_again.connect(self.search)
            view.new_post.connect(self.new_post)
            view.help.connect(self.help)
            view.go.connect(self._go)
            self._wire_cards(view.card_actions)
            self._search = view
        view.search(words)
        return view

    def _show_notifications(self) -> "NotificationsView":
        view = self._notifications
        if view is None:
            from ui.notifications import NotificationsView

            view = NotificationsView(
                self._program, self._bridge, self._look, self._icons, self._images, self._preferences, self._parent
            )
            view.open_thread.connect(self._open_thread)
            view.open_profile.connect(self._open_profile)
            self._notifications = view
        view.open_view()
        return view

    def _show_settings(self) -> "SettingsView":
        view = self._settings
        if view is None:
            from ui.settings.view import SettingsView

            view = SettingsView(self._program, self._bridge, self._look, self._icons, self._preferences, self._parent)
            view.help.connect(self.help)
            view.fill_demo.connect(self.fill_demo)
            self._settings = view
        view.refresh()
        return view

    def _show_lab(self, tab: str) -> "LabView":
        view = self._lab
        if view is None:
            from ui.lab.view import LabView

            view = LabView(self._program, self._bridge, self._look, self._icons, self._parent)
            view.went.connect(lambda name: self.went.emit(Place("lab", name)))
            view.back_to_normal.connect(self.back_to_normal)
            view.kept.connect(lambda kept: self._preferences.change(path_beside_feed=kept))
            self._lab = view
        view.show_kept(self._preferences.value.path_beside_feed)
        view.show_tab(tab)
        return view

    def _make_room(self) -> None:
        """Have the view that is shown follow the window's size; behind a header, leave room for it over the water."""
        folding, shown = self._folding, self._shown
        if folding is None or shown is None:
            return
        if shown is self.column:
            self.column.set_room(folding.margin, folding.top + (HEADER_PX if self._headed else 0))
        elif self._profile is not None and shown is self._profile:
            self._profile.set_room(folding.margin, folding.top + self._header_px)
        elif self._lab is not None and shown is self._lab:
            self._lab.set_room(folding.margin, folding.top)
        for view in (self._thread, self._search, self._notifications, self._settings):
            if view is not None and view is shown:
                view.set_margin(folding.margin)

    def _tell_foot(self) -> None:
        thread = self._thread
        self.footed.emit(thread.foot_px if thread is not None and thread is self._shown else 0)

    def _wire_feed(self, feed: FeedView) -> None:
        feed.fill_demo.connect(self.fill_demo)
        feed.sync.connect(self.sync)
        self._wire_wishes(feed)
        self._wire_cards(feed.card_actions)

    def _wire_wishes(self, view: "FeedView | ThreadView") -> None:
        view.new_post.connect(self.new_post)
        view.search.connect(self.search)
        view.help.connect(self.help)
        view.go.connect(self._go)

    def _wire_cards(self, actions: CardActions, *, replies: bool = True) -> None:
        actions.open_thread.connect(self._open_thread)
        actions.open_profile.connect(self._open_profile)
        actions.open_tag.connect(lambda tag: self.went.emit(Place("tag", tag.lower())))
        actions.open_link.connect(lambda address: QDesktopServices.openUrl(QUrl(address)))
        if replies:
            actions.reply_to.connect(self.reply_to)
        actions.edit.connect(self.edit)
        actions.picture.connect(self.picture)

    def _go(self, name: str) -> None:
        self.went.emit(Place(name))

    def _open_thread(self, post_id: object) -> None:
        self.went.emit(Place("thread", str(post_id)))

    def _open_profile(self, who: object) -> None:
        """Go to a person by handle, or by id, whose handle is looked up."""
        if isinstance(who, int):
            profile = self._program.queries.profile(who).profile
            who = profile.handle if profile is not None else ""
        self.went.emit(Place("profile", str(who)) if who else HOME)
