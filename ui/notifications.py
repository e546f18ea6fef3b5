"""The view of what others did that concerns the acting person, and the count of what is new."""

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListView, QStackedLayout, QWidget

from app.read_model.documents import Notification, NotificationPage
from app.signals import Projected
from ui.app_bridge import AppBridge, Lane
from ui.feed.images import ImageLoader
from ui.feed.state_panel import Emptiness, StatePanel
from ui.icons import Icons
from ui.notification_rows import NotificationPainter, NotificationRows
from ui.ports import Program
from ui.preferences import Preferences
from ui.theme import Look

PAGE = 50
NOTHING = Emptiness("bell", "Nothing yet", "Likes, replies, follows and mentions will gather here.")
MOST_COUNTED = 99


class Unread(QObject):
    """How many notifications the acting person has not seen; `changed(count)` when it differs."""

    changed = Signal(int)

    def __init__(self, program: Program, bridge: AppBridge, preferences: Preferences, parent: QObject) -> None:
        super().__init__(parent)
        self._program = program
        self._preferences = preferences
        self._lane = Lane(bridge)
        self._count = -1
        bridge.projected.connect(self._projected)
        preferences.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Count anew."""
        viewer = self._program.session.viewer
        if viewer:
            queries, seen = self._program.queries, seen_by(self._preferences, viewer)
            self._lane.run(lambda: queries.unread_notifications(viewer, seen), self._counted, lambda _error: None)
        else:
            self._counted(0)

    def _projected(self, what: Projected) -> None:
        if what.posts or what.people or what.everything:
            self.refresh()

    def _counted(self, count: int) -> None:
        if count != self._count:
            self._count = count
            self.changed.emit(count)


def seen_by(preferences: Preferences, viewer: int) -> int:
    """The newest notification that this person has seen."""
    return preferences.value.notifications_seen.get(str(viewer), 0)


def badge_words(count: int) -> str:
    """The count as a badge: '', '7' or '99+'."""
    if not count:
        return ""
    return str(count) if count <= MOST_COUNTED else f"{MOST_COUNTED}+"


class NotificationsView(QWidget):
    """A list that pages by itself; opening a row leads to the post or the person."""

    open_thread = Signal(object)
    open_profile = Signal(object)

    def __init__(
        self,
        program: Program,
        bridge: AppBridge,
        look: Look,
        icons: Icons,
        images: ImageLoader,
        preferences: Preferences,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._program = program
        self._preferences = preferences
        self._newest = Lane(bridge)
        self._older = Lane(bridge)
        self._viewer = 0
        self._next: int | None = None
        self.rows = NotificationRows(program.clock)
        self.list = _List(self)
        self.list.setModel(self.rows)
        self._painter = NotificationPainter(self.rows, program.clock, look, icons, images, self.list)
        self.list.setItemDelegate(self._painter)
        self.empty = StatePanel(look, icons, self)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        self.setFocusProxy(self.list)
        self._show(NOTHING)
        self.empty.acted.connect(lambda _name: self.refresh())
        self.list.chosen.connect(self._open)
        self.list.verticalScrollBar().valueChanged.connect(self._scrolled)
        bridge.projected.connect(self._projected)
        look.changed.connect(self.list.viewport().update)

    def refresh(self) -> None:
        """Read the newest page for the acting person."""
        viewer = self._program.session.viewer
        if viewer != self._viewer:
            self._viewer = viewer
            self.rows.clear()
            self._next = None
            self.rows.seen_before = seen_by(self._preferences, viewer)
        if viewer:
            session = self._program.session
            self._newest.run(lambda: session.notifications(PAGE), self._arrived, self._failed)

    def open_view(self) -> None:
        """The view comes to the front: what was new before stays marked while it is looked at."""
        self.rows.seen_before = seen_by(self._preferences, self._program.session.viewer)
        self.list.viewport().update()
        self.refresh()

    def set_margin(self, margin: int) -> None:
        """How far the column's edge is from the view's, at least."""
        self._painter.margin = margin
        self.list.viewport().update()

    def _arrived(self, page: NotificationPage) -> None:
        if self.rows.replace(page.items):
            self._next = page.next
        if page.items:
            self._stack.setCurrentWidget(self.list)
        else:
            self._show(NOTHING)
        if page.items and self.isVisible():
            seen = {**self._preferences.value.notifications_seen, str(self._viewer): page.items[0].id}
            self._preferences.change(notifications_seen=seen)

    def _failed(self, error: Exception) -> None:
        if not self.rows.rowCount():
            retry = (("retry", "Try again"),)
            self._show(Emptiness("warning-circle", "Notifications cannot be shown", str(error), retry))

    def _show(self, emptiness: Emptiness) -> None:
        self.empty.show_emptiness(emptiness)
        self._stack.setCurrentWidget(self.empty)

    def _projected(self, what: Projected) -> None:
        if self.isVisible() and (what.posts or what.people or what.everything):
            self.refresh()

    def _scrolled(self) -> None:
        bar = self.list.verticalScrollBar()
        if self._next is not None and bar.value() > bar.maximum() - 2 * self.list.height():
            before, self._next = self._next, None
            session = self._program.session
            self._older.run(lambda: session.notifications(PAGE, before), self._older_arrived, self._failed)

    def _older_arrived(self, page: NotificationPage) -> None:
        self._next = page.next
        self.rows.append(page.items)

    def _open(self, item: Notification) -> None:
        if item.post_id:
            self.open_thread.emit(item.post_id)
        else:
            self.open_profile.emit(item.actor_id)


class _List(QListView):
    """The list itself: `chosen(Notification)` by click or Enter."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Notifications")
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self.clicked.connect(self._choose)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._choose(self.currentIndex())
            return
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        super().keyPressEvent(event)

    def _choose(self, index: QModelIndex) -> None:
        item = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(item, Notification):
            self.chosen.emit(item)
