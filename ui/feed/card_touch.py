"""The pointer in a card: what lies under it, and the selection of text that it drags. Decides, paints nothing."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF

from app.text import Span
from ui.feed.card_layout import CardLayout
from ui.feed.header_line import HeaderLine

Part = Literal["card", "author", "time", "span", "text", "picture", "source"]
_DRAG_PX = 4


@dataclass(frozen=True)
class Spot:
    """A part of a card; `span` for a link, `index` for a picture."""

    part: Part
    span: Span | None = None
    index: int = 0


def spot_at(point: QPointF, layout: CardLayout, line: HeaderLine) -> Spot:
    """What lies at `point` of the card."""
    header = layout.header
    if layout.avatar.contains(point):
        return Spot("author")
    if layout.via_height and point.y() < header.top() and point.x() > layout.metrics.text_left - 24:
        return Spot("source")
    if header.contains(point) and point.x() - header.left() <= line.width:
        ahead = point.x() - header.left() > line.meta_left + line.meta_width * 0.5
        return Spot("time" if ahead else "author")
    words = QRectF(layout.text_origin, layout.text_origin + QPointF(layout.text_width, layout.body.height))
    if words.contains(point):
        span = layout.body.span_at(point - layout.text_origin)
        return Spot("span", span=span) if span is not None else Spot("text")
    for index, rect in enumerate(layout.media):
        if rect.contains(point):
            return Spot("picture", index=index)
    return Spot("card")


class Selection:
    """The selected part of a card's text, in code points; dragged with the pointer, whole words by double click."""

    def __init__(self) -> None:
        self._anchor: int | None = None
        self._pressed = QPointF()
        self._range: tuple[int, int] | None = None
        self.dragged = False

    @property
    def range(self) -> tuple[int, int] | None:
        """What is selected, None if nothing is."""
        return self._range

    def clear(self) -> None:
        """Select nothing."""
        self._anchor, self._range, self.dragged = None, None, False

    def press(self, point: QPointF, layout: CardLayout, *, in_text: bool) -> None:
        """The pointer went down; what was selected is not any more."""
        self.clear()
        self._pressed = point
        if in_text:
            self._anchor = layout.body.position_at(point - layout.text_origin)

    def move(self, point: QPointF, layout: CardLayout) -> None:
        """The pointer moved while down."""
        if self._anchor is None or (not self.dragged and (point - self._pressed).manhattanLength() < _DRAG_PX):
            return
        self.dragged = True
        other = layout.body.position_at(point - layout.text_origin)
        low, high = sorted((self._anchor, other))
        self._range = (low, high) if high > low else None

    def release(self) -> None:
        """The pointer went up; the selection stays."""
        self._anchor = None

    def take_word(self, point: QPointF, layout: CardLayout) -> None:
        """Select the word at `point`."""
        start, end = layout.body.word_at(layout.body.position_at(point - layout.text_origin))
        self._range = (start, end) if end > start else None
        self.dragged = True

    def take_all(self, layout: CardLayout) -> None:
        """Select the whole text."""
        self._range = (0, len(layout.body.text)) if layout.body.text else None

    def words(self, layout: CardLayout) -> str:
        """The selected words, '' if none are."""
        return layout.body.text[self._range[0] : self._range[1]] if self._range else ""
