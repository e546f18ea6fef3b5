"""Where everything in a card lies, and its laid-out text. The dear part of showing a post, so layouts are kept."""

from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from app.read_model.documents import FeedItem, PostCard
from ui.feed.body_text import BodyText
from ui.feed.media_grid import media_grid
from ui.theme import LINE_PX, Theme

NARROW_PX = 520
"""A card narrower than this has smaller margins."""
MEDIA_TOP = 11
ACTIONS_DROP = 28
"""From the end of text or pictures down to the middle of the buttons."""
BOTTOM = 27
VIA_HEIGHT = 22
KEPT_LAYOUTS = 400


@dataclass(frozen=True)
class Metrics:
    """The measures of cards of one width, in pixels."""

    padding: int
    avatar: int
    avatar_top: int
    text_left: int
    header_top: int
    text_top: int


WIDE = Metrics(padding=18, avatar=44, avatar_top=18, text_left=74, header_top=16, text_top=44)
NARROW = Metrics(padding=16, avatar=40, avatar_top=15, text_left=68, header_top=13, text_top=41)


def metrics_for(width: float) -> Metrics:
    """The measures for cards `width` pixels wide."""
    return NARROW if width < NARROW_PX else WIDE


class CardLayout:
    """One post at one width in one theme: rectangles from the card's top left, and its text."""

    def __init__(self, card: PostCard, via_name: str, width: int, theme: Theme) -> None:
        self.width = width
        self.metrics = metrics_for(width)
        self.via_height = VIA_HEIGHT if via_name else 0
        measures = self.metrics
        self.text_width = width - measures.text_left - measures.padding
        self.avatar = QRectF(measures.padding, measures.avatar_top + self.via_height, measures.avatar, measures.avatar)
        self.header_top = float(measures.header_top + self.via_height)
        self.text_origin = QPointF(measures.text_left, measures.text_top + self.via_height)
        self.body = BodyText(card.text, card.spans, self.text_width, theme)
        bottom = self.text_origin.y() + self.body.height
        top = bottom + (MEDIA_TOP if card.text else 4)
        self.media = media_grid(card.media, measures.text_left, top, self.text_width)
        if self.media:
            bottom = max(rect.bottom() for rect in self.media)
        elif not card.text:
            bottom += LINE_PX
        self.actions_y = bottom + ACTIONS_DROP
        self.height = round(self.actions_y + BOTTOM)

    @property
    def header(self) -> QRectF:
        """The line of name, handle and time, up to the card's right margin."""
        return QRectF(self.metrics.text_left, self.header_top, self.text_width, LINE_PX)

    @property
    def action_step(self) -> int:
        """From one button to the next."""
        return min(112, round(self.text_width * 0.2285))


class LayoutCache:
    """The layouts of the last 400 cards by what is laid out: the row, its words and pictures, the width, the theme."""

    def __init__(self, size: int = KEPT_LAYOUTS) -> None:
        self._size = size
        self._kept: OrderedDict[tuple[object, ...], CardLayout] = OrderedDict()
        self._last: dict[int, tuple[PostCard, bool, int, Theme, CardLayout]] = {}
        self.made = 0

    def get(self, item: FeedItem, width: int, theme: Theme) -> CardLayout:
        """The layout of a row, made if it is not kept."""
        last = self._last.get(item.entry_id)
        if last is not None:
            card, via, its_width, its_theme, layout = last
            if card is item.card and via == bool(item.via_name) and its_width == width and its_theme is theme:
                return layout  # asked several times a frame: comparing words would cost more than the rest
        layout = self._by_content(item, width, theme)
        if len(self._last) >= self._size:
            self._last.clear()
        self._last[item.entry_id] = (item.card, bool(item.via_name), width, theme, layout)
        return layout

    def _by_content(self, item: FeedItem, width: int, theme: Theme) -> CardLayout:
        card = item.card
        key = (item.entry_id, hash((card.text, card.spans, card.media)), bool(item.via_name), width, theme.name)
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            return kept
        made = CardLayout(card, item.via_name, width, theme)
        self.made += 1
        self._kept[key] = made
        if len(self._kept) > self._size:
            self._kept.popitem(last=False)
        return made

    def __len__(self) -> int:
        return len(self._kept)
