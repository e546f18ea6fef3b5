"""Text as cards, comments and profiles show it: wrapped, with links, in its own reading direction, selectable.

Positions are code points of the whole text. Nothing here knows posts; drawing needs only a painter.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFont,
    QPainter,
    QPainterPath,
    QPainterPathStroker,
    QTextCharFormat,
    QTextLayout,
    QTextLine,
    QTextOption,
)

from app.text import Span
from ui.theme import LINE_PX, TEXT_PX, Theme, font

_CUT_PX = 3.4
"""How wide the wave is cut where a descender crosses it."""
_DEEP_PX = 2.2
"""A glyph that reaches this far below the baseline is a descender."""
_MAX_WIDE = 0xFFFF


@dataclass(frozen=True)
class Stretch:
    """A part of one line: where glyphs lie, for waves under them. Pixels from the text's top left."""

    left: float
    width: float
    baseline: float
    descenders: QPainterPath


class _Paragraph:
    """One paragraph with its layout; `units` maps code points to UTF-16 where the two differ."""

    def __init__(self, text: str, start: int, spans: Sequence[Span], width: float, theme: Theme, used: QFont) -> None:
        self.text = text
        self.start = start
        self.units = _units(text)
        self.layout = QTextLayout(text, used)
        rtl = text_is_rtl(text)
        option = QTextOption(
            Qt.AlignmentFlag.AlignAbsolute | (Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft)
        )
        option.setTextDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.layout.setTextOption(option)
        self.layout.setCacheEnabled(True)
        formats = [self._format(span, theme) for span in spans]
        if formats:
            self.layout.setFormats(formats)
        self.layout.beginLayout()
        self.lines: list[QTextLine] = []
        while (line := self.layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, len(self.lines) * LINE_PX + (LINE_PX - line.height()) / 2))
            self.lines.append(line)
        self.layout.endLayout()
        self.height = max(1, len(self.lines)) * LINE_PX

    def unit(self, point: int) -> int:
        """The UTF-16 offset of the code point at `point` of this paragraph."""
        point = max(0, min(point, len(self.text)))
        return point if self.units is None else self.units[point]

    def point(self, unit: int) -> int:
        """The code point at a UTF-16 offset."""
        return unit if self.units is None else max(0, bisect_right(self.units, unit) - 1)

    def _format(self, span: Span, theme: Theme) -> QTextLayout.FormatRange:
        made = QTextLayout.FormatRange()
        first, last = self.unit(span.start - self.start), self.unit(span.end - self.start)
        made.start = first
        made.length = last - first
        style = QTextCharFormat()
        style.setForeground(theme.color("accent"))
        made.format = style
        return made


class BodyText:
    """A laid-out text `width` pixels wide in lines of 22 px; `height` is what it needs. Made and used on one thread."""

    def __init__(self, text: str, spans: Sequence[Span], width: float, theme: Theme, used: QFont | None = None) -> None:
        self.text = text
        self.spans = tuple(spans)
        self.width = width
        self._theme = theme
        self._paragraphs: list[_Paragraph] = []
        self._tops: list[float] = []
        self._stretches: dict[tuple[tuple[int, int], ...], tuple[Stretch, ...]] = {}
        self.height = 0.0
        if text:
            self._lay_out(used or font(TEXT_PX))

    def _lay_out(self, used: QFont) -> None:
        start = 0
        for part in self.text.split("\n"):
            end = start + len(part)
            spans = [span for span in self.spans if span.start >= start and span.end <= end]
            self._paragraphs.append(_Paragraph(part, start, spans, self.width, self._theme, used))
            self._tops.append(self.height)
            self.height += self._paragraphs[-1].height
            start = end + 1

    @property
    def lines(self) -> int:
        """How many lines it takes."""
        return round(self.height / LINE_PX)

    def draw(self, painter: QPainter, origin: QPointF, selection: tuple[int, int] | None = None) -> None:
        """Draw the text with its top left at `origin`; `selection` is shown in the accent colour."""
        painter.setPen(self._theme.color("text"))
        for paragraph, top in zip(self._paragraphs, self._tops, strict=True):
            chosen = self._selected(paragraph, selection)
            paragraph.layout.draw(painter, origin + QPointF(0, top), chosen)

    def position_at(self, point: QPointF) -> int:
        """The code point nearest to a place in the text."""
        if not self._paragraphs:
            return 0
        index = max(0, bisect_right(self._tops, point.y()) - 1)
        paragraph, top = self._paragraphs[index], self._tops[index]
        line = paragraph.lines[max(0, min(len(paragraph.lines) - 1, int((point.y() - top) // LINE_PX)))]
        unit = line.xToCursor(point.x(), QTextLine.CursorPosition.CursorBetweenCharacters)
        return paragraph.start + paragraph.point(unit)

    def span_at(self, point: QPointF) -> Span | None:
        """The link, tag or mention at a place in the text, None between them."""
        for span in self.spans:
            for stretch in self.stretches(((span.start, span.end),)):
                top = stretch.baseline - TEXT_PX
                if QRectF(stretch.left, top, stretch.width, LINE_PX).contains(point):
                    return span
        return None

    def word_at(self, position: int) -> tuple[int, int]:
        """The word around a code point, for selecting it whole."""
        start = end = max(0, min(position, len(self.text)))
        while start > 0 and _in_word(self.text[start - 1]):
            start -= 1
        while end < len(self.text) and _in_word(self.text[end]):
            end += 1
        return start, end

    def stretches(self, ranges: tuple[tuple[int, int], ...]) -> tuple[Stretch, ...]:
        """Where the glyphs of these ranges lie, line by line."""
        known = self._stretches.get(ranges)
        if known is None:
            known = tuple(stretch for start, end in ranges for stretch in self._between(start, end))
            self._stretches[ranges] = known
        return known

    def _between(self, start: int, end: int) -> list[Stretch]:
        found: list[Stretch] = []
        for paragraph, top in zip(self._paragraphs, self._tops, strict=True):
            if end <= paragraph.start or start > paragraph.start + len(paragraph.text):
                continue
            first, last = paragraph.unit(start - paragraph.start), paragraph.unit(end - paragraph.start)
            for line in paragraph.lines:
                found.extend(_on_line(paragraph, line, top, first, last))
        return found

    def _selected(self, paragraph: _Paragraph, selection: tuple[int, int] | None) -> list[QTextLayout.FormatRange]:
        if selection is None:
            return []
        first = paragraph.unit(selection[0] - paragraph.start)
        last = paragraph.unit(selection[1] - paragraph.start)
        if first >= last:
            return []
        made = QTextLayout.FormatRange()
        made.start = first
        made.length = last - first
        style = QTextCharFormat()
        style.setBackground(self._theme.color("accent"))
        style.setForeground(self._theme.color("on_accent"))
        made.format = style
        return [made]


def text_is_rtl(text: str) -> bool:
    """Whether a text reads from right to left: decided by its first letter that has a direction."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind == "L":
            return False
        if kind in ("R", "AL"):
            return True
    return False


def _on_line(paragraph: _Paragraph, line: QTextLine, top: float, first: int, last: int) -> list[Stretch]:
    begin = max(first, line.textStart())
    finish = min(last, line.textStart() + line.textLength())
    if begin >= finish:
        return []
    one, other = _x_of(line, begin), _x_of(line, finish)
    baseline = top + line.y() + line.ascent()
    left = min(one, other)
    width = min(abs(other - one), line.x() + line.naturalTextRect().right() - left)
    return [Stretch(left, width, baseline, _descenders(paragraph.layout, begin, finish - begin, top, baseline))]


def _x_of(line: QTextLine, unit: int) -> float:
    placed: Any = line.cursorToX(unit)  # the stub says object; it is the x and the unit that it is for
    return float(placed[0])


def _descenders(layout: QTextLayout, start: int, length: int, top: float, baseline: float) -> QPainterPath:
    area = QPainterPath()
    stroker = QPainterPathStroker()
    stroker.setWidth(_CUT_PX)
    for run in layout.glyphRuns(start, length):
        raw = run.rawFont()
        for glyph, place in zip(run.glyphIndexes(), run.positions(), strict=True):
            outline = raw.pathForGlyph(glyph)
            if outline.boundingRect().bottom() > _DEEP_PX and not outline.isEmpty():
                outline.translate(place.x(), place.y() + top)
                deep = QPainterPath()
                deep.addRect(outline.boundingRect().adjusted(-4, 0, 4, 0))
                keep = QPainterPath()
                keep.addRect(QRectF(-1e4, baseline + 1, 3e4, 30))
                area = area.united(stroker.createStroke(outline).united(outline).intersected(deep).intersected(keep))
    return area


def _units(text: str) -> list[int] | None:
    if text.isascii() or max(text, default="") <= chr(_MAX_WIDE):
        return None
    units, at = [0], 0
    for letter in text:
        at += 2 if ord(letter) > _MAX_WIDE else 1
        units.append(at)
    return units


def _in_word(letter: str) -> bool:
    return letter.isalnum() or letter in "_'’"
