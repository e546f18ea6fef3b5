"""The window: navigation, the place where a person is, search and sync card; it folds them to its size.

It wires the views to one another and decides what Esc, the notices and the acting person mean. Everything that
takes long happens in the bridge's pool.
"""

import base64
import sys

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from app.errors import DataFolderUnusable
from app.signals import Projected
from ui.app_bridge import AppBridge
from ui.centre import Centre
from ui.dock_keeper import DockKeeper
from ui.feed.images import ImageLoader
from ui.first_start import WelcomePage
from ui.folding import Folding, fold
from ui.icons import Icons
from ui.layers import Layers
from ui.navigation import Navigation
from ui.notifications import Unread, badge_words
from ui.paint_times import PaintTimes
from ui.places import FEEDS, HOME, PLACES, Place, Trail
from ui.ports import Program
from ui.preferences import Preferences
from ui.side_panel import SidePanel
from ui.sync_card.card import SyncCard
from ui.theme import Look
from ui.views import Views
from ui.window_notices import WindowNotices

SMALLEST = (480, 420)
FIRST_SIZE = (1200, 800)


class MainWindow(QWidget):
    """The one window of a running program; `closed` when it has given everything back."""

    closed = Signal()

    def __init__(self, program: Program, bridge: AppBridge, look: Look, icons: Icons) -> None:
        super().__init__()
        self._program = program
        self._bridge = bridge
        self._look = look
        self._icons = icons
        self._trail = Trail()
        self._closed = False
        self._arranged: tuple[Folding, QSize] | None = None
        self.setWindowTitle("Tideline")
        self.setMinimumSize(*SMALLEST)
        self.resize(*FIRST_SIZE)
        self.preferences = Preferences(program.settings, bridge, self)
        self.images = ImageLoader(program.pictures, bridge)
        self.navigation = Navigation(look, icons, self.images, self)
        self.centre = Centre(look, icons, self)
        self.views = Views(program, bridge, look, icons, self.images, self.preferences, self.centre)
        self.sync_card = SyncCard(program, bridge, look, icons)
        self.side = SidePanel(look, icons, self.sync_card, self)
        self._dock = DockKeeper(
            program, look, icons, self.preferences, self.side, lambda: self.go(Place("lab", "pipeline"))
        )
        self.layers = Layers(program, bridge, look, icons, self.images, self.preferences, self)
        self.notices = WindowNotices(program, bridge, self.preferences, self.centre, self)
        self.unread = Unread(program, bridge, self.preferences, self)
        self.welcome: WelcomePage | None = None
        self._paint_times = PaintTimes(program.trace, program.clock, bridge, lambda: self.views.reading, self)
        self._wire_parts()
        self._wire_program()
        self._add_shortcuts()

    def open_window(self, place: Place = HOME) -> None:
        """Show the acting person's `place`, or ask who is there."""
        self._meet_person()
        self.go(place)
        self._read_side_changed()
        self.unread.refresh()
        if self.welcome is None:
            self.views.take_focus()

    @property
    def here(self) -> Place:
        """The place that is shown."""
        return self._trail.here

    def go(self, place: Place) -> None:
        """Go to a place; Esc leads back."""
        self._trail.go(place)
        self._show_here()

    def back(self) -> None:
        """Go back to where the person was before."""
        self._trail.back()
        self._show_here()

    def restore_geometry(self) -> None:
        """Stand where the window stood when it was last closed."""
        saved = self.preferences.value.geometry
        if saved:
            self.restoreGeometry(QByteArray(base64.b64decode(saved, validate=False)))

    def come_to_front(self) -> None:
        """Be seen: another start was asked for on the same data."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized | Qt.WindowState.WindowActive)
        self.show()
        self.raise_()
        self.activateWindow()

    # Qt's own calls

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.UpdateRequest:
            self._paint_times.window_painted()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._look.theme.color("background"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.escape()
        else:
            super().keyPressEvent(event)

    def escape(self) -> None:
        """The first that applies: close what lies over the window, leave the search, go back."""
        if not self.layers.close_topmost() and self._trail.can_go_back:
            self.back()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._closed:
            self.let_go()
            self._program.close()
        event.accept()
        self.closed.emit()

    def let_go(self) -> None:
        """The window's part of closing, in the order of the design: the draft, the signals, the pool."""
        self._closed = True
        self.setEnabled(False)
        self.layers.flush()
        self.views.flush()
        self.preferences.change(geometry=base64.b64encode(self.saveGeometry().data()).decode())
        self._bridge.close()
        try:
            self.preferences.flush()
        except DataFolderUnusable as error:
            sys.stderr.write(f"{error}\n")  # the window is going: this is the one place left to say it

    # Layout

    @property
    def _folding(self) -> Folding:
        return fold(self.width(), wide=self.here.kind == "lab")

    def _arrange(self) -> None:
        folding, before = self._folding, self._arranged
        self._arranged = (folding, self.size())
        if self._arranged == before:
            return
        for part, (left, width) in (
            (self.navigation, folding.navigation),
            (self.centre, folding.centre),
            (self.side, folding.side),
        ):
            part.setGeometry(left, 0, width, self.height())
            part.setVisible(width > 0)
        self.navigation.set_rail(folding.rail)
        self.centre.set_folding(folding)
        self.views.set_folding(folding)
        self.navigation.offer_sync(offered=folding.side_folded and not folding.rail)
        self.layers.set_folding(folding)
        if not folding.side_folded and not self.layers.shows(self.side.shelf):
            self.side.take_back()
        self.centre.header.offer_search(self.here.kind == "search" and folding.side_folded)
        if self.welcome is not None:
            self.welcome.setGeometry(self.rect())

    # Wiring

    def _wire_parts(self) -> None:
        self.navigation.go.connect(self._go_named)
        self.centre.top_bar.go.connect(self._go_named)
        self.centre.top_bar.menu.connect(self.layers.open_menu)
        for part in (self.navigation, self.centre.top_bar, self.views, self.layers):
            part.new_post.connect(self.layers.compose)
        self.navigation.sync.connect(self._show_sync)
        self.layers.sync.connect(self._show_sync)
        self.navigation.people.connect(self.layers.open_people)
        self.centre.header_took.connect(self.views.set_header_room)
        self.centre.header.back.connect(self.back)
        self.centre.header.back_to_normal.connect(self._back_to_normal)
        self.views.back_to_normal.connect(self._back_to_normal)
        for field in (self.side.search, self.centre.header.search):
            field.asked.connect(lambda words: self.go(Place("search", words)))
            field.left.connect(self._leave_search)
        self.views.went.connect(self.go)
        self.views.reply_to.connect(self.layers.reply)
        self.views.edit.connect(self.layers.edit)
        self.views.edit_comment.connect(self.layers.edit_comment)
        self.views.edit_refused.connect(self.layers.edit_refused)
        self.views.picture.connect(self.layers.show_picture)
        self.views.pictures.connect(self.layers.show_pictures)
        self.views.titled.connect(self._titled)
        self.views.footed.connect(self.centre.set_foot)

        self.views.search.connect(self._search)
        self.views.help.connect(self.layers.open_help)
        self.views.sync.connect(self._show_sync)
        self.views.sync.connect(self.notices.tell_refused)
        self.layers.went.connect(self.go)
        self.layers.acting.connect(self._act_as)
        self.layers.sync_closed.connect(self.side.take_back)
        self.layers.draft_kept.connect(self.navigation.show_draft_kept)
        self.layers.draft_kept.connect(self.centre.top_bar.compose.set_dot)
        self.notices.compose.connect(self.layers.compose)
        self.notices.edit_refused.connect(self.layers.edit_refused)
        self.views.fill_demo.connect(self.notices.fill)
        self.notices.filled.connect(self._filled)
        self.unread.changed.connect(self._show_unread)

    def _wire_program(self) -> None:
        self._bridge.read_side.connect(self._read_side_changed)
        self._bridge.projected.connect(self._projected)
        self._bridge.committed.connect(self._show_waiting)
        self.preferences.changed.connect(self._apply_preferences)

    def _add_shortcuts(self) -> None:
        for keys, act in (
            ("Ctrl+N", self.layers.compose),
            ("Ctrl+F", self._search),
            ("Ctrl+,", lambda: self.go(Place("settings"))),
            ("F1", self.layers.open_help),
            ("Alt+Left", self.back),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(lambda act=act: self._unless_covered(act))

    def _unless_covered(self, act: object) -> None:
        if not self.layers.open and self.welcome is None and callable(act):
            act()

    # Where a person is

    def _go_named(self, name: str) -> None:
        if name == self.here.kind and not self.here.argument:
            self.views.to_top()
        self.go(Place(name))
        if name == "search":
            self._search()

    def _show_here(self) -> None:
        place = self.here
        own = place.kind == "profile" and place.argument in ("", self.views.own_handle)
        named = place.kind in PLACES and (place.kind != "profile" or own)
        self.navigation.show_chosen(place.kind if named else "")
        self.layers.show_chosen(place.kind if named else "")
        state = self._program.read_side.state()
        if state.no_store:
            self.centre.show_view(self.centre.no_store, over=True)
            return
        self._arrange()
        view, title = self.views.show_place(place)
        moves = self.focusWidget() is None or self.centre.views.isAncestorOf(self.focusWidget())
        over = place.kind in (*FEEDS, "profile", "lab")
        self.centre.show_view(view, title, over=over, says=over and place.kind != "profile")
        self.centre.show_read_side(state)
        if moves:
            view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.centre.header.offer_search(place.kind == "search" and self._folding.side_folded)
        if place.kind == "search":
            for field in (self.side.search, self.centre.header.search):
                field.show_words(place.argument)

    def _titled(self, title: str) -> None:
        if self.here.kind == "profile":
            self.centre.header.show_title(title)

    def _search(self) -> None:
        field = self.side.search
        if self._folding.side_folded:
            if self.here.kind != "search":
                self.go(Place("search"))
            field = self.centre.header.search
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        field.selectAll()

    def _back_to_normal(self) -> None:
        self._program.read_side.set_delay(0)
        if self._program.read_side.state().paused:
            self._program.read_side.resume()

    def _leave_search(self) -> None:
        if self.here.kind == "search":
            self.back()
        self.views.take_focus()

    def _show_sync(self) -> None:
        if self._folding.side_folded:
            self.layers.open_sync(self.side.shelf)
        else:
            self.sync_card.slider.setFocus(Qt.FocusReason.TabFocusReason)

    # Who acts

    def _meet_person(self) -> None:
        viewer = self._program.session.viewer
        view = self._program.queries.profile(viewer) if viewer else None
        if view is not None and view.profile is not None:
            self._show_person(viewer, view.profile.name, view.profile.handle, view.profile.avatar)
            self.notices.count_own_posts(view.profile.posts, anew=True)
            return
        people = self._program.queries.people(1)
        if people:
            self._act_as(people[0].id, people[0].name, people[0].handle)
        elif not viewer and not self._program.read_side.state().no_store:
            self._welcome()

    def _welcome(self) -> None:
        page = WelcomePage(self._program, self._bridge, self._look, self._icons, self)
        page.registered.connect(self._act_as)
        page.setGeometry(self.rect())
        page.show()
        page.raise_()
        page.form.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.welcome = page

    def _act_as(self, person_id: int, name: str, handle: str) -> None:
        self.layers.close_topmost()
        self._program.session.acting_as(person_id)
        self.preferences.change(acting_as=person_id)
        profile = self._program.queries.profile(person_id).profile
        self._show_person(person_id, name, handle, "" if profile is None else profile.avatar)
        self.notices.count_own_posts(0 if profile is None else profile.posts, anew=True)
        if self.welcome is not None:
            self.welcome.hide()
            self.welcome.deleteLater()
            self.welcome = None
        self.views.person_changed()
        self._trail = self._trail.of_another_person()
        self._show_here()
        self.views.take_focus()
        self.unread.refresh()

    def _show_person(self, person_id: int, name: str, handle: str, picture: str) -> None:
        self.views.own_handle = handle
        self.navigation.person.show_person(person_id, name, handle, picture)
        self.layers.show_person(person_id, name, handle, picture)

    # What the program tells

    def _projected(self, what: Projected) -> None:
        viewer = self._program.session.viewer
        self._show_waiting()
        if viewer not in what.people and not what.posts and not what.everything:
            return
        profile = self._program.queries.profile(viewer).profile if viewer else None
        if profile is None:
            return
        self._show_person(viewer, profile.name, profile.handle, profile.avatar)
        self.notices.count_own_posts(profile.posts)

    def _read_side_changed(self) -> None:
        state = self._program.read_side.state()
        self.centre.show_read_side(state)
        if state.no_store != (self.centre.views.currentWidget() is self.centre.no_store):
            if self._program.session.viewer == 0 or self.views.own_handle == "":
                self._meet_person()
            self._show_here()
        self.notices.refresh()
        self._show_waiting()

    def _filled(self) -> None:
        """Show what has come: at home, or where it is if the acting person follows nobody who writes."""
        viewer = self._program.session.viewer
        empty = not self._program.queries.feed("home", viewer, viewer, limit=1).items
        if self.here == HOME and empty:
            self.go(Place("everyone"))

    def _show_waiting(self) -> None:
        waiting = self._program.lag.reading().waiting if self.navigation.sync_row.isVisible() else 0
        self.navigation.show_badge("sync", badge_words(waiting))

    def _show_unread(self, count: int) -> None:
        self.navigation.show_badge("notifications", badge_words(count))
        self.layers.show_badge("notifications", badge_words(count))
        self.centre.top_bar.bell.set_dot(count > 0)

    def _apply_preferences(self) -> None:
        value = self.preferences.value
        self._look.set_choice(value.theme)
        self._look.set_reduced_motion(value.reduced_motion)
