"""Where everything in a comment lies at one width, and its laid-out text; kept, because laying out is the dear part."""

import math
from collections import OrderedDict

from PySide6.QtCore import QPointF, QRectF

from app.read_model.documents import Comment
from ui.feed.body_text import BodyText
from ui.theme import LINE_PX, Theme
from ui.thread.rows import ThreadRow

NARROW_PX = 520
FACE = 32
FOOT = 28
_TOP = 12
_HEADER_TOP = 8
_FACE_GAP = 10
_TEXT_TOP = 31
_BOTTOM = 6
_LEAST_TEXT = 120
KEPT_LAYOUTS = 300


def side(width: float) -> int:
    """The margin at both sides of a column of comments."""
    return 14 if width < NARROW_PX else 18


def step(width: float) -> int:
    """How much further in each level stands."""
    return 16 if width < NARROW_PX else 28


def face_middle(level: int, width: float) -> float:
    """The x of the middle of a face, where the lines of its answers come from."""
    return side(width) + level * step(width) + FACE / 2


class CommentLayout:
    """One comment at one width in one theme; rectangles from the row's top left."""

    def __init__(self, comment: Comment, level: int, width: int, theme: Theme) -> None:
        self.width = width
        self.level = level
        left = side(width) + level * step(width)
        self.face = QRectF(left, _TOP, FACE, FACE)
        text_left = left + FACE + _FACE_GAP
        self.text_width = max(_LEAST_TEXT, width - side(width) - text_left)
        self.header = QRectF(text_left, _HEADER_TOP, self.text_width, LINE_PX)
        self.text_origin = QPointF(text_left, _TEXT_TOP)
        text = "" if comment.deleted else comment.text
        self.body = BodyText(text, comment.spans, self.text_width, theme)
        self.foot = QRectF(text_left, _TEXT_TOP + max(LINE_PX, self.body.height) + 2, self.text_width, FOOT)
        self.height = round(self.foot.bottom()) + _BOTTOM if not comment.deleted else round(self.foot.top()) + 10

    @property
    def words(self) -> QRectF:
        """Where the text lies."""
        return QRectF(self.text_origin.x(), self.text_origin.y(), self.text_width, self.body.height)


def estimated_height(row: ThreadRow, width: int) -> int:
    """The height of a row that has not been laid out, near enough for a scrollbar."""
    comment = row.visible.comment
    room = max(_LEAST_TEXT, width - 2 * side(width) - row.level * step(width) - FACE - _FACE_GAP)
    lines = sum(max(1, math.ceil(len(part) * 7.6 / room)) for part in comment.text.split("\n"))
    return _TEXT_TOP + lines * LINE_PX + 2 + (10 if comment.deleted else FOOT + _BOTTOM)


class CommentLayouts:
    """The last 300 layouts by what is laid out."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], CommentLayout] = OrderedDict()

    def get(self, row: ThreadRow, width: int, theme: Theme) -> CommentLayout:
        """The layout of a row, made if it is not kept."""
        comment = row.visible.comment
        key = (row.shape, width, theme.name)
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            return kept
        made = self._kept[key] = CommentLayout(comment, row.level, width, theme)
        if len(self._kept) > KEPT_LAYOUTS:
            self._kept.popitem(last=False)
        return made
