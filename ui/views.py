"""The views of the window's centre: which one shows a place, and what each asks of the others."""

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.ids import key_of_name
from ui.app_bridge import AppBridge
from ui.feed.actions import CardActions
from ui.feed.column import FeedColumn
from ui.feed.images import ImageLoader
from ui.feed.reading import FeedSpec
from ui.folding import Folding
from ui.icons import Icons
from ui.notifications import NotificationsView
from ui.places import HOME, PLACES, Place
from ui.ports import Program
from ui.preferences import Preferences
from ui.settings.view import SettingsView
from ui.theme import Look
from ui.view_header import HEIGHT_PX as HEADER_PX


class Views(QObject):
    """Makes a view when it is first gone to. `went(Place)` when one leads elsewhere; the rest is for the layers."""

    went = Signal(object)
    new_post = Signal()
    reply_to = Signal(object)
    edit = Signal(object)
    picture = Signal(object, int)
    fill_demo = Signal()
    search = Signal()
    help = Signal()
    sync = Signal()

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
        self._notifications: NotificationsView | None = None
        self._settings: SettingsView | None = None
        self.own_handle = ""
        self.column = FeedColumn(program, bridge, look, icons, images, preferences, parent)
        self._wire_feed()

    def show_place(self, place: Place) -> tuple[QWidget, str]:
        """The view of a place, showing it, and its title ('' for the feeds with tabs)."""
        view, title = self._view_of(place)
        self._shown = view
        self._headed = bool(title)
        self._make_room()
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
        for view in (self._notifications, self._settings):
            if view is not None:
                view.set_margin(folding.margin)

    def flush(self) -> None:
        """Remember what is to be remembered: for the very end."""
        self.column.feed.save_place()

    def _view_of(self, place: Place) -> tuple[QWidget, str]:
        viewer = self._program.session.viewer
        match place.kind:
            case "everyone":
                self.column.show_everyone()
                return self.column, ""
            case "bookmarks":
                self.column.show_spec(FeedSpec("bookmarks", viewer, f"bookmarks:{viewer}"))
                return self.column, PLACES["bookmarks"][0]
            case "likes":
                self.column.show_spec(FeedSpec("likes", viewer))
                return self.column, "Likes"
            case "tag":
                self.column.show_spec(FeedSpec("tag", key_of_name(place.argument)))
                return self.column, f"#{place.argument}"
            case "notifications":
                return self._show_notifications(), PLACES["notifications"][0]
            case "settings":
                return self._show_settings(), PLACES["settings"][0]
            case _:
                self.column.show_home()
                return self.column, ""

    def _show_notifications(self) -> NotificationsView:
        if self._notifications is None:
            view = NotificationsView(
                self._program, self._bridge, self._look, self._icons, self._images, self._preferences, self._parent
            )
            view.open_thread.connect(self._open_thread)
            view.open_profile.connect(self._open_profile)
            self._notifications = view
            self._fold(view)
        self._notifications.open_view()
        return self._notifications

    def _show_settings(self) -> SettingsView:
        if self._settings is None:
            view = SettingsView(self._program, self._bridge, self._look, self._icons, self._preferences, self._parent)
            view.help.connect(self.help)
            self._settings = view
            self._fold(view)
        self._settings.refresh()
        return self._settings

    def _make_room(self) -> None:
        """Leave room over the column for what lies over its water."""
        if self._folding is not None:
            top = self._folding.top + (HEADER_PX if self._headed else 0)
            self.column.set_room(self._folding.margin, top)

    def _fold(self, view: NotificationsView | SettingsView) -> None:
        if self._folding is not None:
            view.set_margin(self._folding.margin)

    def _wire_feed(self) -> None:
        feed = self.column.feed
        feed.new_post.connect(self.new_post)
        feed.fill_demo.connect(self.fill_demo)
        feed.search.connect(self.search)
        feed.help.connect(self.help)
        feed.sync.connect(self.sync)
        feed.go.connect(lambda name: self.went.emit(Place(name)))
        self._wire_cards(feed.card_actions)

    def _wire_cards(self, actions: CardActions) -> None:
        actions.open_thread.connect(self._open_thread)
        actions.open_profile.connect(self._open_profile)
        actions.open_tag.connect(lambda tag: self.went.emit(Place("tag", tag.lower())))
        actions.open_link.connect(lambda address: QDesktopServices.openUrl(QUrl(address)))
        actions.reply_to.connect(self.reply_to)
        actions.edit.connect(self.edit)
        actions.picture.connect(self.picture)

    def _open_thread(self, post_id: object) -> None:
        self.went.emit(Place("thread", str(post_id)))

    def _open_profile(self, who: object) -> None:
        """Go to a person by handle, or by id, whose handle is looked up."""
        if isinstance(who, int):
            profile = self._program.queries.profile(who).profile
            who = profile.handle if profile is not None else ""
        self.went.emit(Place("profile", str(who)) if who else HOME)
