"""Selecting words in a laid-out text with the pointer. Decides, paints nothing."""

from PySide6.QtCore import QPointF

from ui.feed.body_text import BodyText

_DRAG_PX = 4


class TextSelection:
    """The selected part of one text, in code points; `dragged` while and after the pointer selected something."""

    def __init__(self) -> None:
        self._anchor: int | None = None
        self._pressed = QPointF()
        self.range: tuple[int, int] | None = None
        self.dragged = False

    def clear(self) -> None:
        """Select nothing."""
        self._anchor, self.range, self.dragged = None, None, False

    def press(self, point: QPointF, body: BodyText | None) -> None:
        """The pointer went down at `point` of the text, or beside it (no `body`)."""
        had = self.range is not None
        self.clear()
        self.dragged = had
        self._pressed = point
        if body is not None:
            self._anchor = body.position_at(point)

    def move(self, point: QPointF, body: BodyText) -> None:
        """The pointer moved while down."""
        if self._anchor is None or (self.range is None and (point - self._pressed).manhattanLength() < _DRAG_PX):
            return
        self.dragged = True
        low, high = sorted((self._anchor, body.position_at(point)))
        self.range = (low, high) if high > low else None

    def release(self) -> bool:
        """The pointer went up; whether it selected, so that it is no click."""
        self._anchor = None
        dragged, self.dragged = self.dragged, False
        return dragged

    def take_word(self, point: QPointF, body: BodyText) -> None:
        """Select the word at `point`."""
        start, end = body.word_at(body.position_at(point))
        self.range = (start, end) if end > start else None
        self.dragged = True

    def take_all(self, body: BodyText) -> None:
        """Select the whole text."""
        self.range = (0, len(body.text)) if body.text else None

    def words(self, body: BodyText) -> str:
        """The selected words, '' if none are."""
        return body.text[self.range[0] : self.range[1]] if self.range else ""
