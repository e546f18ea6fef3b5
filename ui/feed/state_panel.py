"""What stands in a feed without posts: that there are none and what to do about it, or that reading failed."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.read_model.documents import Timeline
from ui.buttons import PillButton
from ui.feed.reading import FeedSpec
from ui.feed.source import FeedSource
from ui.icons import Icons
from ui.theme import Look
from ui.words import Words

_DISC_PX = 64
_TOP_PX = 120


@dataclass(frozen=True)
class Emptiness:
    """What to say where there is nothing; `actions` are (name, words), the first one stands out."""

    icon: str
    title: str
    sentence: str
    actions: tuple[tuple[str, str], ...] = ()


_WRITE = ("new_post", "Write your first post")
_FILL = ("fill_demo", "Fill with demo data")

EMPTY: dict[Timeline, Emptiness] = {
    "home": Emptiness(
        "waves",
        "Low water",
        "Your own posts and those of people you follow come ashore here. Write one, or let others move in.",
        (_WRITE, _FILL),
    ),
    "home_pictures": Emptiness("image", "No pictures yet", "Posts with pictures gather here."),
    "everyone": Emptiness(
        "waves",
        "Nobody has posted yet",
        "Be the first, or fill the feed with people who have a lot to say.",
        (_WRITE, _FILL),
    ),
    "everyone_pictures": Emptiness("image", "No pictures yet", "Posts with pictures gather here."),
    "author": Emptiness("note-blank", "No posts yet", "What they write will stand here."),
    "tag": Emptiness("hash", "No posts with this tag", "A post that uses it will stand here."),
    "likes": Emptiness("heart", "Nothing liked yet", "Press l on a post to like it."),
    "bookmarks": Emptiness(
        "bookmark-simple", "No bookmarks yet", "Press b on a post, or use the ribbon at its right, to keep it here."
    ),
}

OWN_EMPTY = Emptiness("note-pencil", "You have not posted yet", "Your posts stand here, newest first.", (_WRITE,))


def failed(problem: str) -> Emptiness:
    """What to say when the posts cannot be read."""
    return Emptiness("warning-circle", "The posts cannot be shown", problem, (("retry", "Retry"),))


def emptiness_of(source: FeedSource, spec: FeedSpec | None, viewer: int) -> Emptiness | None:
    """What to say instead of posts, None where there are some or they are still being read."""
    if spec is None:
        return None
    if source.state == "failed" and not source.window.rows:
        return failed(source.problem)
    if not source.empty:
        return None
    return OWN_EMPTY if spec.timeline == "author" and spec.owner == viewer else EMPTY[spec.timeline]


class StatePanel(QWidget):
    """Shows an `Emptiness` in the middle; `acted(name)` when one of its buttons is pressed."""

    acted = Signal(str)

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._icons = icons
        self.shown: Emptiness | None = None
        self._title = Words(look, "", 18, bold=True)
        self._sentence = Words(look, "", 15, ink="muted")
        self._first = PillButton(look, icons, "", kind="accent", px=14, height=38)
        self._second = PillButton(look, icons, "", px=14, height=38)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, _TOP_PX + _DISC_PX, 24, 24)
        column.setSpacing(8)
        for label in (self._title, self._sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addStretch(1)
        for at, button in enumerate((self._first, self._second)):
            button.clicked.connect(lambda _checked=False, at=at: self._pressed(at))
            row.addWidget(button)
        row.addStretch(1)
        column.addSpacing(10)
        column.addLayout(row)
        column.addStretch(1)
        look.changed.connect(self.update)
        self.hide()

    def show_emptiness(self, emptiness: Emptiness | None) -> None:
        """Say this, or nothing."""
        if emptiness == self.shown:
            return
        self.shown = emptiness
        self.setVisible(emptiness is not None)
        if emptiness is None:
            return
        self._title.setText(emptiness.title)
        self._sentence.setText(emptiness.sentence)
        self.setAccessibleName(f"{emptiness.title}. {emptiness.sentence}")
        for at, button in enumerate((self._first, self._second)):
            offered = at < len(emptiness.actions)
            button.setVisible(offered)
            if offered:
                button.setObjectName(emptiness.actions[at][0])
                button.show_as(emptiness.actions[at][1])
        self.update()

    @property
    def buttons(self) -> list[PillButton]:
        """The buttons that are offered."""
        return [button for button in (self._first, self._second) if not button.isHidden()]

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.shown is None:
            return
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = QRectF((self.width() - _DISC_PX) / 2, self._title.y() - _DISC_PX - 18, _DISC_PX, _DISC_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent_button", 0.7))
        painter.drawEllipse(disc)
        self._icons.paint(painter, self.shown.icon, disc.adjusted(17, 17, -17, -17), theme.color("accent"))

    def _pressed(self, at: int) -> None:
        if self.shown is not None and at < len(self.shown.actions):
            self.acted.emit(self.shown.actions[at][0])
