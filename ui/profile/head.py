"""The head of a profile: who it is, in words and numbers, and what one can do about it."""

from html import escape

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.clock import Clock
from app.consistency.visible import VisibleProfile
from app.read_model.documents import Profile
from app.text import Span
from ui.app_bridge import Task
from ui.buttons import IconButton, PillButton
from ui.feed import marks
from ui.feed.card_painter import paint_mark
from ui.feed.images import ImageLoader, Want
from ui.icons import Icons
from ui.painting import avatar
from ui.profile import head_painter
from ui.profile.head_layout import FACE, HeadLayout, joined_words
from ui.theme import Look

_WAITING_PX = 312
_MARK_BUTTONS = (
    ("edit", "Edit"),
    ("again", "Try again"),
    ("retry", "Retry"),
    ("discard", "Discard"),
    ("dismiss", "Dismiss"),
)
_TOLD = {"name": "name", "bio": "bio", "display_address": "address", "avatar": "picture"}


class ProfileHead(QWidget):
    """`acted(name)`: 'follow', 'edit', 'menu', 'face', 'again', 'retry', 'discard', 'dismiss', 'edit refused';
    `followed(Span)` for links in the bio.
    """

    acted = Signal(str)
    followed = Signal(object)

    def __init__(
        self, look: Look, icons: Icons, images: ImageLoader, clock: Clock, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._icons = icons
        self._images = images
        self._clock = clock
        self._visible: VisibleProfile | None = None
        self._own = False
        self._plan: HeadLayout | None = None
        self._face: QPixmap | None = None
        self._face_of = ""
        self._loading: Task[object] | None = None
        self._mark: marks.Mark | None = None
        self._mark_rect = QRectF()
        self._handle_end = 0.0
        self._pressed: Span | None = None
        self._time = QTimer(self, singleShot=True)
        self._time.timeout.connect(self._refresh)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMouseTracking(True)
        self.follow = PillButton(look, icons, "Follow", kind="accent", px=14, height=36, parent=self)
        self.following = PillButton(look, icons, "Following", icon="check", px=14, height=36, parent=self)
        self.edit = PillButton(look, icons, "Edit profile", px=14, height=36, parent=self)
        self.menu = IconButton(look, icons, "More", "dots-three-bold", size=36, px=20, parent=self)
        for button, name in (
            (self.follow, "follow"),
            (self.following, "follow"),
            (self.edit, "edit"),
            (self.menu, "menu"),
        ):
            button.clicked.connect(lambda _checked=False, name=name: self.acted.emit(name))
        self._small: dict[str, PillButton] = {}
        for name, words in _MARK_BUTTONS:
            small = PillButton(
                look, icons, words, kind="soft" if name == "again" else "plain", px=12, height=24, parent=self
            )
            small.setObjectName(name)
            asked = "edit refused" if name == "edit" else name
            small.clicked.connect(lambda _checked=False, asked=asked: self.acted.emit(asked))
            self._small[name] = small
        look.changed.connect(self._lay_out)
        self._show_buttons()

    @property
    def plan(self) -> HeadLayout | None:
        """Where everything lies, None while nothing is shown."""
        return self._plan

    def small(self, name: str) -> PillButton:
        """One of the buttons of a mark: 'edit', 'again', 'retry', 'discard', 'dismiss'."""
        return self._small[name]

    def show_profile(self, visible: VisibleProfile | None, *, own: bool) -> None:
        """Show a profile, or with None that it is being read."""
        self._visible, self._own = visible, own
        self._load_face()
        self._lay_out()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        profile = self._profile
        if profile is None:
            return _WAITING_PX
        if self._plan is not None and self._plan.width == width:
            return self._plan.height
        return HeadLayout(profile, width, self._look.theme).height

    def sizeHint(self) -> QSize:
        return QSize(600, self.heightForWidth(600))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._plan is None or self._plan.width != self.width():
            self._lay_out()
        else:
            self._place_buttons()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, plan, profile, visible = self._look.theme, self._plan, self._profile, self._visible
        rect = QRectF(self.rect())
        if plan is None or profile is None or visible is None:
            head_painter.paint_waiting(painter, rect, theme)
            return
        head_painter.paint_ground(painter, rect, plan, theme)
        face = self._face or avatar(profile.id, profile.name, FACE, self.devicePixelRatioF())
        self._handle_end = head_painter.paint_person(painter, plan, profile, face, self._rest(visible, profile), theme)
        head_painter.paint_facts(painter, plan, profile, joined_words(profile), self._icons, theme)
        head_painter.paint_counts(painter, plan, theme)
        head_painter.paint_waves(painter, plan, profile, visible.changes, theme)
        head_painter.paint_note(painter, plan, visible, self._icons, theme)
        if self._mark is not None:
            right = plan.handle.right() - self._small_width()
            most = right - self._handle_end - 14
            self._mark_rect = paint_mark(painter, self._mark, right, plan.handle.center().y(), most, theme)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = self._span_at(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is not None and pressed == self._span_at(event.position()):
            self.followed.emit(pressed)
        elif self._plan is not None and self._face_of and self._plan.face.contains(event.position()):
            self.acted.emit("face")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        over_face = self._plan is not None and bool(self._face_of) and self._plan.face.contains(point)
        leads = over_face or self._span_at(point) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if leads else Qt.CursorShape.ArrowCursor)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            words = self.tip_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), f"<qt>{escape(words)}</qt>" if words else "", self)
            return True
        return super().event(event)

    def tip_at(self, point: QPointF) -> str:
        """What to tell about the place under the pointer: exact counts, exact terms, the read store's value."""
        plan, visible = self._plan, self._visible
        if plan is None or visible is None:
            return ""
        if self._mark is not None and self._mark_rect.contains(point):
            return self._mark.term
        stored = {change.field: change.stored for change in visible.changes}
        places = [("name", plan.name), ("bio", plan.bio_rect()), ("display_address", plan.address_rect())]
        for field, rect in places:
            if field in stored and rect.contains(point):
                return f"Not in the read store yet. It still holds: {stored[field] or 'nothing'}"
        for place in plan.counts:
            row = plan.counts_row
            if QRectF(place.left, row.top(), place.width, row.height()).contains(point):
                behind = f" The read store still holds {stored[place.field]}." if place.field in stored else ""
                return f"{place.exact:,} {place.word}.{behind}"
        return visible.note if visible.note and plan.note.contains(point) else ""

    @property
    def _profile(self) -> Profile | None:
        return self._visible.profile if self._visible is not None else None

    def _lay_out(self) -> None:
        profile = self._profile
        width = self.width()
        self._plan = HeadLayout(profile, width, self._look.theme) if profile is not None and width > 100 else None
        self._refresh()
        self.updateGeometry()

    def _refresh(self) -> None:
        visible = self._visible
        operation = visible.operation if visible is not None else None
        now = self._clock.monotonic_ms()
        self._mark = marks.mark_of(operation, now, reduced_motion=self._look.reduced_motion)
        change = marks.next_change_ms(operation, now)
        if change is not None:
            self._time.start(max(1, round(change - now)))
        self._show_buttons()
        self._say()
        self.update()

    def _show_buttons(self) -> None:
        visible = self._visible
        there = visible is not None and visible.profile is not None
        following = visible is not None and visible.relation.following
        self.edit.setVisible(there and self._own)
        self.menu.setVisible(there)
        self.follow.setVisible(there and not self._own and not following)
        self.following.setVisible(there and not self._own and following)
        if there and visible is not None and visible.profile is not None:
            name = visible.profile.name
            self.follow.setAccessibleName(f"Follow {name}")
            self.following.setAccessibleName(f"Following {name}. Press to unfollow")
            self.following.setToolTip("Unfollow")
            ahead = any(change.field == "follows" for change in visible.changes)
            note = "Not in the read store yet" if ahead else ""
            self.follow.setAccessibleDescription(note)
            self.following.setAccessibleDescription(note)
        self._place_buttons()

    def _place_buttons(self) -> None:
        plan = self._plan
        wanted = self._wanted_small()
        for name, small in self._small.items():
            small.setVisible(plan is not None and name in wanted)
        if plan is None:
            return
        right = round(plan.handle.right())
        y = round(plan.buttons_y)
        for button in (self.edit, self.follow, self.following):
            if not button.isHidden():
                size = button.sizeHint()
                button.setGeometry(right - size.width(), y, size.width(), size.height())
                self.menu.move(right - size.width() - 44, y)
        x = right
        for name in reversed(wanted):
            size = self._small[name].sizeHint()
            x -= size.width()
            middle = round(plan.handle.center().y())
            self._small[name].setGeometry(x, middle - size.height() // 2, size.width(), size.height())
            x -= 8

    def _wanted_small(self) -> list[str]:
        mark = self._mark
        if mark is None or self._visible is None or self._visible.operation is None:
            return []
        names = [action.name for action in mark.actions]
        if self._own and self._visible.operation.stage == "rejected" and "edit" not in names:
            names.insert(0, "edit")
        return names

    def _small_width(self) -> float:
        widths = [self._small[name].sizeHint().width() + 8 for name in self._wanted_small()]
        return float(sum(widths) + 6) if widths else 0.0

    def _rest(self, visible: VisibleProfile, profile: Profile) -> str:
        simulated = " · simulated" if profile.simulated else ""
        return f"{simulated}{' · muted' if visible.relation.muted else ''}"

    def _say(self) -> None:
        """Everything in words, for those who do not see it."""
        visible, profile = self._visible, self._profile
        if visible is None or profile is None:
            self.setAccessibleName("A profile is being read")
            return
        counts = f"{profile.posts:,} posts, {profile.followers:,} followers, {profile.following:,} following"
        address = profile.display_address.replace("\n", ", ")
        parts = [f"{profile.name}, @{profile.handle}{self._rest(visible, profile)}", profile.bio, address]
        parts += [joined_words(profile), counts, visible.note, self._mark.words if self._mark is not None else ""]
        ahead = [_TOLD[change.field] for change in visible.changes if change.field in _TOLD]
        if ahead:
            parts.append(f"Not in the read store yet: {', '.join(ahead)}")
        self.setAccessibleName(". ".join(part.rstrip(".") for part in parts if part) + ".")

    def _span_at(self, point: QPointF) -> Span | None:
        plan = self._plan
        if plan is None or not plan.bio_rect().contains(point):
            return None
        return plan.bio.span_at(point - plan.bio_origin)

    def _load_face(self) -> None:
        profile = self._profile
        picture = profile.avatar if profile is not None else ""
        if picture == self._face_of:
            return
        self._face_of, self._face = picture, None
        if self._loading is not None:
            self._loading.cancel()
            self._loading = None
        if picture:
            dpr = self.devicePixelRatioF()
            side = round(FACE * dpr)
            want = Want(picture, side, side, side // 2, dpr)
            self._face = self._images.ready(want)
            if self._face is None:
                self._loading = self._images.load(want, self._face_came, lambda _error: None)  # type: ignore[assignment]

    def _face_came(self, pixmap: QPixmap) -> None:
        self._face = pixmap
        self.update()
