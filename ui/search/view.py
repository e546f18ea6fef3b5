"""The view of a search: its order, how far behind the index is, people and posts; or what can be searched for."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.app_bridge import AppBridge
from ui.buttons import PillButton
from ui.feed.images import ImageLoader
from ui.feed.state_panel import Emptiness, StatePanel
from ui.icons import Icons
from ui.ports import Program
from ui.search.column import SearchColumn
from ui.search.source import SearchSource
from ui.segmented import Segmented
from ui.theme import COLUMN_MAX_PX, Look
from ui.words import Words

_BAR_PX: Final = 46
_HINTS_TOP_PX: Final = 290
_HINTS: Final = (
    ("from:maya", "Posts by one person"),
    ("#lowwater", "Posts with a tag"),
    ('"low water"', "These words, in this order"),
    ("has:pictures", "Posts with pictures"),
    ("before:2026-03-01", "Posts before a day; or after:"),
    ("-spinner", "Posts without a word"),
)
_IDLE: Final = Emptiness(
    "magnifying-glass", "Search posts and people", "Beginnings of words are enough. One wrong letter is fine."
)


class SearchView(QWidget):
    """`search(words)` shows what is found. `asked(words)` when a person picks one of the hints; the window's own
    search field should then show them. `card_actions` and the other signals are as in the feed.
    """

    asked = Signal(str)
    new_post = Signal()
    search_again = Signal()
    help = Signal()
    go = Signal(str)

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
        self._margin = 32
        self.setAccessibleName("Search")
        self.source = SearchSource(program, bridge, self)
        self.bar = QWidget(self)
        self.count = Words(look, "", 13, ink="muted", parent=self.bar)
        self.behind = Words(look, "", 13, ink="badge", parent=self.bar)
        self.order = Segmented(look, "Order", (("best", "Best"), ("newest", "Newest")), self.bar, on_ground=True)
        self.column = SearchColumn(program, bridge, look, icons, images, self.source, self)
        self.card_actions = self.column.card_actions
        self.panel = StatePanel(look, icons, self)
        self.hints = Hints(look, icons, self)
        self.setFocusProxy(self.column)
        self._arrange_bar()
        self.order.show_value("best")
        self.order.chosen.connect(self._order_chosen)
        self.hints.chosen.connect(self.asked)
        self.panel.acted.connect(lambda _name: self.source.retry())
        self.column.wished.connect(self._wished)
        self.source.changed.connect(self._show_state)
        self.source.state_changed.connect(self._show_state)
        self._show_state()

    def search(self, words: str) -> None:
        """Show what is found for these words; blank ones show what can be searched for."""
        self.source.search(words)

    def set_margin(self, margin: int) -> None:
        """Keep `margin` pixels at the sides of the column."""
        self._margin = margin
        self.column.set_margin(margin)
        self._arrange()

    @property
    def busy(self) -> bool:
        """Whether something that was asked for has not come yet."""
        return self.source.busy

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.source.rest(resting=False)

    def hideEvent(self, event: QHideEvent) -> None:
        self.source.rest(resting=True)
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange_bar(self) -> None:
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(2, 0, 0, 0)
        row.setSpacing(12)
        for label in (self.count, self.behind):
            label.setWordWrap(False)
            label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row.addWidget(self.count)
        row.addWidget(self.behind, 1)
        row.addWidget(self.order)

    def _arrange(self) -> None:
        width = max(240, min(COLUMN_MAX_PX, self.width() - 2 * self._margin))
        left = (self.width() - width) // 2
        shown = not self.bar.isHidden()
        self.bar.setGeometry(left, 2, width, _BAR_PX - 8)
        top = _BAR_PX if shown else 0
        self.column.setGeometry(0, top, self.width(), max(1, self.height() - top))
        self.panel.setGeometry(left, top, width, 330)
        self.hints.setGeometry(left, top + _HINTS_TOP_PX, width, self.hints.sizeHint().height())

    def _show_state(self) -> None:
        source = self.source
        found = source.found
        self.bar.setVisible(source.state != "idle" and (found is not None or source.state == "failed"))
        self.hints.setVisible(source.state == "idle")
        nothing = source.state == "ready" and found is not None and not found.people and not found.posts
        self.order.setVisible(not nothing)
        if source.state == "idle":
            self.panel.show_emptiness(_IDLE)
        elif source.state == "failed":
            retry = (("retry", "Retry"),)
            self.panel.show_emptiness(Emptiness("warning-circle", "The search did not work", source.problem, retry))
        elif nothing:
            sentence = "Try fewer or other words, or the beginning of one."
            self.panel.show_emptiness(
                Emptiness("magnifying-glass", f"Nothing found for “{source.found_for}”", sentence)
            )
        else:
            self.panel.show_emptiness(None)
        self._show_counts()
        self._arrange()

    def _show_counts(self) -> None:
        found = self.source.found
        if found is None:
            self.count.setText("")
            self.behind.setText("")
            return
        many = "+" if self.source.may_have_more else ""
        posts = f"{len(found.posts)}{many} post{'' if len(found.posts) == 1 and not many else 's'}"
        people = f"{len(found.people)} {'person' if len(found.people) == 1 else 'people'}"
        counted = f"{people} · {posts}" if found.people else posts if found.posts else ""
        self.count.setText(counted)
        self.count.setVisible(bool(counted))
        behind = f"The index is {_events(found.behind)} behind." if found.behind else ""
        self.behind.setText(found.note or behind)
        self.behind.setToolTip(
            f"Index position {found.index_position:,}. It is a projection of its own and trails the write side."
            if found.behind
            else ""
        )

    def _order_chosen(self, value: str) -> None:
        self.source.show_order("newest" if value == "newest" else "best")

    def _wished(self, name: str) -> None:
        match name:
            case "new_post":
                self.new_post.emit()
            case "search":
                self.search_again.emit()
            case "help":
                self.help.emit()
            case _:
                self.go.emit(name)


class Hints(QWidget):
    """What can be searched for: each a button that tries it. `chosen(words)`."""

    chosen = Signal(str)

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: list[PillButton] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 0, 12, 12)
        column.setSpacing(10)
        for words, meaning in _HINTS:
            row = QHBoxLayout()
            row.setSpacing(14)
            button = PillButton(look, icons, words, kind="soft", px=13, height=30, parent=self)
            button.setAccessibleName(f"{words}: {meaning}")
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            button.setMinimumWidth(168)
            button.clicked.connect(lambda _checked=False, words=words: self.chosen.emit(words))
            self.buttons.append(button)
            row.addStretch(1)
            row.addWidget(button)
            label = Words(look, meaning, 14, ink="muted", parent=self)
            label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            label.setFixedWidth(190)
            row.addWidget(label)
            row.addStretch(1)
            column.addLayout(row)


def _events(count: int) -> str:
    return f"{count:,} event{'' if count == 1 else 's'}"
