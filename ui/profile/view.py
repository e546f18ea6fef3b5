"""The view of one person: the head, below it their posts, and the form when it is one's own."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QMenu, QWidget

from app.commands import SetFollow, SetMute
from ui.app_bridge import AppBridge
from ui.feed.images import ImageLoader
from ui.feed.reading import FeedSpec
from ui.feed.state_panel import Emptiness, StatePanel
from ui.feed.tabs import HEIGHT as TABS_PX
from ui.feed.tabs import FeedTabs
from ui.feed.view import FeedView
from ui.icons import Icons
from ui.painting import paint_shadow
from ui.ports import Program
from ui.profile.form import ProfileForm
from ui.profile.head import ProfileHead
from ui.profile.pending import with_pending
from ui.profile.source import ProfileSource
from ui.sheet import Sheet
from ui.theme import Look

SKELETON_MS = 150
TABS = (("posts", "Posts"), ("likes", "Likes"))
_TABS_GAP = 12


class HeadPlace(QWidget):
    """Keeps the head's place in the feed. The head itself lies over it, so that Tab reaches its buttons first."""

    def __init__(self, height: Callable[[int], int]) -> None:
        super().__init__()
        self._height = height
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._height(width)

    def sizeHint(self) -> QSize:
        return QSize(600, self._height(600))


class ProfileView(QWidget):
    """`feed` is the `FeedView` of the person's posts; its signals and those of `card_actions` are the view's.

    `picture(items, index)` when the face is pressed; `named(name)` when it is known whose profile this is.
    """

    picture = Signal(object, int)
    named = Signal(str)

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
        self._bridge = bridge
        self._look = look
        self._icons = icons
        self._images = images
        self._inset = 0
        self._sheet: Sheet | None = None
        self._form: ProfileForm | None = None
        self._shown_for: tuple[int, str] = (0, "")
        self.setAccessibleName("Profile")
        self.source = ProfileSource(program, bridge, self)
        self.head = ProfileHead(look, icons, images, program.clock, self)
        self.tabs = FeedTabs(look, TABS, self)
        self.tabs.setAccessibleName("Profile tabs")
        self.feed = FeedView(program, bridge, look, icons, images, None, self)
        self.feed.lower()
        self.card_actions = self.feed.card_actions
        self.panel = StatePanel(look, icons, self)
        self._place = HeadPlace(self._place_height)
        self._place.installEventFilter(self)
        self.feed.set_header(self._place)
        self._patience = QTimer(self, singleShot=True, interval=SKELETON_MS)
        self._patience.timeout.connect(self._show_waiting)
        self.setFocusProxy(self.feed)
        QWidget.setTabOrder(self.head, self.tabs)
        QWidget.setTabOrder(self.tabs, self.feed)
        self.head.acted.connect(self.act)
        self.head.followed.connect(self.card_actions.follow)
        self.tabs.chosen.connect(lambda _value: self._open_feed())
        self.tabs.again.connect(self.feed.to_top)
        self.panel.acted.connect(lambda _name: self.source.retry())
        self.source.changed.connect(self._profile_changed)
        self.source.state_changed.connect(self._show_state)
        look.changed.connect(self.update)

    def show_profile(self, who: str | int) -> None:
        """Show the person with this handle or id."""
        self._shown_for = (0, "")
        self.tabs.show_value("posts")
        self.source.show(who)
        self._show_state()

    def set_room(self, margin: int, top: int = 0) -> None:
        """Keep `margin` pixels at the sides; `top` pixels belong to a bar that lies over the view."""
        self._inset = top
        self.feed.set_room(margin, top)
        self._follow_place()

    @property
    def busy(self) -> bool:
        """Whether something that was asked for has not come yet."""
        return self.source.busy or self.feed.source.busy

    @property
    def form(self) -> ProfileForm | None:
        """The form while it is open, None otherwise."""
        return self._form if self._sheet is not None and self._sheet.content is self._form else None

    def act(self, name: str) -> None:
        """Do what a control of the head stands for."""
        visible = self.source.visible
        profile = visible.profile if visible is not None else None
        if visible is None or profile is None:
            return
        session, operation = self._program.session, visible.operation
        match name:
            case "follow":
                self._follow(wanted=not visible.relation.following)
            case "edit":
                self.open_form()
            case "edit refused":
                self.open_form(refused=True)
            case "menu":
                self.menu().popup(self.head.menu.mapToGlobal(QPoint(0, self.head.menu.height())))
            case "face" if profile.avatar_item is not None:
                self.picture.emit((profile.avatar_item,), 0)
            case "again" | "retry" if operation is not None:
                session.retry(operation.op_id)
            case "discard" if operation is not None:
                session.discard(operation.op_id)
            case "dismiss" if operation is not None:
                session.dismiss(operation.op_id)

    def open_form(self, *, refused: bool = False) -> None:
        """Open the form for one's own profile; with `refused`, on what was not saved."""
        visible = self.source.visible
        profile = visible.profile if visible is not None else None
        if visible is None or profile is None or profile.id != self._program.session.viewer:
            return
        if self._sheet is None or self._form is None:
            self._sheet = Sheet(self._look, self.window())
            self._form = ProfileForm(self._program, self._bridge, self._look, self._icons, self._images, self.window())
            self._form.hide()
            self._form.closed.connect(self._close_form)
            self._sheet.close_asked.connect(self._close_form)
        profile = with_pending(profile, self._program.session.tide().operations)
        operation = visible.operation
        if refused and operation is not None and operation.stage == "rejected":
            self._form.show_refused(profile, operation.command, operation.field, operation.reason)
            self._program.session.dismiss(operation.op_id)
        else:
            self._form.show_profile(profile)
        self._sheet.open_sheet(self._form, "top")
        self._form.fields["name"].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def menu(self) -> QMenu:
        """What else one can do about this person."""
        menu = QMenu(self.head.menu)
        menu.aboutToHide.connect(menu.deleteLater)
        visible = self.source.visible
        profile = visible.profile if visible is not None else None
        if visible is None or profile is None:
            return menu
        handle = profile.handle
        copy = menu.addAction(self._icons.icon("copy"), f"Copy @{handle}")
        copy.setObjectName("copy")
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(f"@{handle}"))
        if profile.id != self._program.session.viewer:
            muted = visible.relation.muted
            words = f"{'Unmute' if muted else 'Mute'} @{handle}"
            mute = menu.addAction(self._icons.icon("speaker-high" if muted else "speaker-slash"), words)
            mute.setObjectName("mute")
            mute.setToolTip("Their posts and reposts stay out of your home.")
            mute.triggered.connect(lambda: self._mute(wanted=not muted))
        return menu

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        moves = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide)
        if watched is self._place and event.type() in moves:
            self._follow_place()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.source.rest(resting=False)

    def hideEvent(self, event: QHideEvent) -> None:
        self.source.rest(resting=True)
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.feed.setGeometry(self.rect())
        self.panel.setGeometry(0, self._inset, self.width(), 360)
        self._follow_place()

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.feed.wheelEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self.head.isHidden():
            painter = QPainter(self)
            paint_shadow(painter, QRectF(self.head.geometry()), self._look.theme, self.devicePixelRatioF())

    # Inside

    @property
    def _own(self) -> bool:
        return self.source.person_id != 0 and self.source.person_id == self._program.session.viewer

    def _place_height(self, width: int) -> int:
        tabs = TABS_PX + _TABS_GAP if self._own else 0
        return self.head.heightForWidth(width) + tabs + (4 if self._inset else 14)

    def _follow_place(self) -> None:
        """Put head and tabs where their place in the feed is."""
        there = self.source.state in ("loading", "ready") and not self._place.isHidden()
        waiting = self.source.state == "loading" and self._patience.isActive()
        self.head.setVisible(there and not waiting)
        self.tabs.setVisible(there and self._own)
        place = self._place.geometry()
        top = place.y() + (4 if self._inset else 14)
        height = self.head.heightForWidth(place.width())
        self.head.setGeometry(place.x(), top, place.width(), height)
        size = self.tabs.sizeHint()
        self.tabs.setGeometry(place.x() + 2, top + height + _TABS_GAP, size.width(), size.height())
        self.update()

    def _show_state(self) -> None:
        state = self.source.state
        if state == "loading":
            self._patience.start()
        else:
            self._patience.stop()
        emptiness = None
        if state == "nobody":
            emptiness = Emptiness(
                "user-circle", "Nobody has this name here", "The handle is misspelt, or not taken yet."
            )
        elif state == "failed":
            retry = (("retry", "Retry"),)
            emptiness = Emptiness("warning-circle", "The profile cannot be shown", self.source.problem, retry)
        self.panel.show_emptiness(emptiness)
        self.feed.setVisible(state == "ready")
        self._profile_changed()

    def _show_waiting(self) -> None:
        width = round(self.feed.column.width())
        self.head.show_profile(None, own=False)
        self.head.setGeometry(round(self.feed.column.left()), self._inset + 14, width, self.head.heightForWidth(width))
        self.head.show()
        self.update()

    def _profile_changed(self) -> None:
        visible = self.source.visible
        if visible is None or visible.profile is None:
            self._follow_place()
            return
        self.head.show_profile(visible, own=self._own)
        self._open_feed()
        self.feed.relayout()
        self._follow_place()
        self.named.emit(visible.profile.name)

    def _open_feed(self) -> None:
        """Open the person's timeline, unless it is open."""
        wanted = (self.source.person_id, self.tabs.value if self._own else "posts")
        if wanted[0] and wanted != self._shown_for:
            self._shown_for = wanted
            self.feed.show_feed(FeedSpec("likes" if wanted[1] == "likes" else "author", wanted[0]))

    def _close_form(self) -> None:
        if self._sheet is not None:
            self._sheet.close_sheet()

    def _follow(self, *, wanted: bool) -> None:
        program = self._program
        program.session.perform(
            SetFollow(
                command_id=program.ids.next_id(),
                actor_id=program.session.viewer,
                person_id=self.source.person_id,
                following=wanted,
            )
        )

    def _mute(self, *, wanted: bool) -> None:
        program = self._program
        program.session.perform(
            SetMute(
                command_id=program.ids.next_id(),
                actor_id=program.session.viewer,
                person_id=self.source.person_id,
                muted=wanted,
            )
        )
