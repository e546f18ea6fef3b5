"""Notifications as rows of a list: the model that pages them, and the delegate that paints them."""

from typing import NamedTuple

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.clock import Clock
from app.read_model.documents import Notification, NotificationKind
from ui.buttons import focus_ring
from ui.faces import Faces
from ui.feed.images import ImageLoader
from ui.feed.moment import exact_time, relative_time
from ui.icons import Icons
from ui.theme import CARD_PADDING, CARD_RADIUS, COLUMN_MAX_PX, Look, font

ROW_PX = 76
GAP_PX = 8
AVATAR_PX = 40


class Telling(NamedTuple):
    """How a kind of notification is told: what the person did, the icon and its colour token."""

    words: str
    icon: str
    ink: str


TELLINGS: dict[NotificationKind, Telling] = {
    "like": Telling("liked your post", "heart-fill", "like"),
    "repost": Telling("reposted your post", "repeat", "repost"),
    "comment": Telling("commented on your post", "chat-circle", "accent"),
    "reply": Telling("replied to your comment", "arrow-bend-up-left", "accent"),
    "follow": Telling("follows you", "user-plus", "accent"),
    "mention": Telling("mentioned you", "at", "accent"),
}

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class NotificationRows(QAbstractListModel):
    """The notifications loaded so far, newest first; those after `seen_before` are new."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._items: list[Notification] = []
        self.seen_before = 0

    @property
    def items(self) -> tuple[Notification, ...]:
        """All that are loaded."""
        return tuple(self._items)

    def replace(self, newest: tuple[Notification, ...]) -> bool:
        """Show this newest page; False if it only adds rows on top of what is shown, True if all began anew."""
        known = {item.id for item in self._items}
        fresh = [item for item in newest if item.id not in known]
        rest = list(newest[len(fresh) :])
        if list(newest[: len(fresh)]) == fresh and rest == self._items[: len(rest)] and (rest or not self._items):
            if fresh:
                self.beginInsertRows(_NOWHERE, 0, len(fresh) - 1)
                self._items[:0] = fresh
                self.endInsertRows()
            return len(fresh) == len(self._items)
        self.beginResetModel()
        self._items = list(newest)
        self.endResetModel()
        return True

    def append(self, items: tuple[Notification, ...]) -> None:
        """Add an older page at the end."""
        if items:
            first = len(self._items)
            self.beginInsertRows(_NOWHERE, first, first + len(items) - 1)
            self._items.extend(items)
            self.endInsertRows()

    def clear(self) -> None:
        """Show none."""
        self.beginResetModel()
        self._items.clear()
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self._items):
            return None
        item = self._items[index.row()]
        match role:
            case Qt.ItemDataRole.UserRole:
                return item
            case Qt.ItemDataRole.DisplayRole:
                return f"{item.name} {TELLINGS[item.kind].words}"
            case Qt.ItemDataRole.ToolTipRole:
                return f"@{item.handle} · {exact_time(item.at_ms)}"
            case Qt.ItemDataRole.AccessibleTextRole:
                new = "new, " if item.id > self.seen_before else ""
                when = relative_time(item.at_ms, self._clock.now_ms())
                said = f", {item.excerpt}" if item.excerpt else ""
                return f"{new}{item.name} {TELLINGS[item.kind].words}{said}, {when}"
            case _:
                return None


class NotificationPainter(QStyledItemDelegate):
    """Paints a notification as a row of the column, centred in the list's width."""

    def __init__(
        self, rows: NotificationRows, clock: Clock, look: Look, icons: Icons, images: ImageLoader, list_view: QListView
    ) -> None:
        super().__init__(list_view)
        self._rows = rows
        self._clock = clock
        self._look = look
        self._icons = icons
        self._list = list_view
        self._faces = Faces(images, AVATAR_PX, list_view)
        self.margin = 32

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, ROW_PX + GAP_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(item, Notification):
            return
        theme = self._look.theme
        bounds: QRect = option.rect
        state: QStyle.StateFlag = option.state
        whole = self._list.width()  # with the scrollbar, which must not push the column aside
        width = min(COLUMN_MAX_PX, whole - 2 * self.margin)
        card = QRectF(bounds.left() + (whole - width) / 2, bounds.top() + GAP_PX / 2, width, ROW_PX)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        new = item.id > self._rows.seen_before
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color("hover" if over else "standing" if new else "card"))
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), CARD_RADIUS, CARD_RADIUS)
        self._paint_person(painter, card, item)
        self._paint_words(painter, card, item, new=new)
        if bool(state & QStyle.StateFlag.State_HasFocus) and bool(state & QStyle.StateFlag.State_Selected):
            focus_ring(painter, card, CARD_RADIUS, theme)
        painter.restore()

    def _paint_person(self, painter: QPainter, card: QRectF, item: Notification) -> None:
        theme = self._look.theme
        left, top = round(card.left()) + CARD_PADDING, round(card.top()) + 18
        painter.drawPixmap(left, top, self._faces.pixmap(item.actor_id, item.name, item.avatar))
        telling = TELLINGS[item.kind]
        disc = QRectF(left + 25, top + 24, 21, 21)
        painter.setPen(QPen(theme.color("card"), 2))
        painter.setBrush(theme.color("accent_button" if telling.ink == "accent" else "danger_button"))
        if telling.ink == "repost":
            painter.setBrush(theme.color("hover"))
        painter.drawEllipse(disc)
        self._icons.paint(painter, telling.icon, disc.adjusted(4.5, 4.5, -4.5, -4.5), theme.color(telling.ink))

    def _paint_words(self, painter: QPainter, card: QRectF, item: Notification, *, new: bool) -> None:
        theme = self._look.theme
        left, right = card.left() + 74, card.right() - (34 if new else 18)
        name_font, said_font = font(15, QFont.Weight.DemiBold), font(15)
        when = f" · {relative_time(item.at_ms, self._clock.now_ms())}"
        told = f" {TELLINGS[item.kind].words}"
        when_width = QFontMetricsF(font(14)).horizontalAdvance(when)
        told_width = QFontMetricsF(said_font).horizontalAdvance(told)
        name = QFontMetricsF(name_font).elidedText(
            item.name, Qt.TextElideMode.ElideRight, max(60.0, right - left - told_width - when_width)
        )
        top = card.top() + (14 if item.excerpt else 26)
        x = left
        for words, made, ink in ((name, name_font, "text"), (told, said_font, "text"), (when, font(14), "muted")):
            painter.setFont(made)
            painter.setPen(theme.color(ink))
            painter.drawText(QRectF(x, top, right - x, 24), _LEFT, words)
            x += QFontMetricsF(made).horizontalAdvance(words)
        if item.excerpt:
            painter.setFont(font(14))
            painter.setPen(theme.color("muted"))
            words = QFontMetricsF(font(14)).elidedText(
                item.excerpt.replace("\n", " "), Qt.TextElideMode.ElideRight, right - left
            )
            painter.drawText(QRectF(left, top + 24, right - left, 22), _LEFT, words)
        if new:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent"))
            painter.drawEllipse(QRectF(card.right() - 24, card.center().y() - 4, 8, 8))


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
