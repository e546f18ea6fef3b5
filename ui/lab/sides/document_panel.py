"""The read store's side: the document as it is kept, each field with its value, and framed what it will be."""

import difflib

from PySide6.QtCore import QPointF, QRectF, Qt, QVariantAnimation
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.lab.readings.sides import Field
from ui.icons import Icons
from ui.lab.panel import PADDING_PX
from ui.lab.sides.side_panel import HEAD_PX, LEFT, SidePanel, elided
from ui.lab.sides.wording import visible
from ui.painting_wave import TEXT_DROP, paint_wave
from ui.theme import Look, font

FIELD_PX, FRAMED_PX, NAME_PX, BRACE_PX = 28, 62, 27, 22
FADE_MS = 900
_FRAMED_AT_MOST = 3
"""So many fields are framed; where all of a document is missing, the others take one line each."""


class DocumentPanel(SidePanel):
    """Shows the fields of a document. One that has caught up since fades from amber to what it is."""

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(look, icons, "Read store", "document", "book-open", "read_side", parent)
        self._fields: tuple[Field, ...] = ()
        self._document = ""
        self._position = ""
        self._label = "will be"
        self._showing: tuple[object, ...] = ()
        self._empty = ""
        self._past = False
        self._fading: set[str] = set()
        self._fade = QVariantAnimation(self, duration=FADE_MS, startValue=1.0, endValue=0.0)
        self._fade.valueChanged.connect(self.update)
        self._fade.finished.connect(self._faded)
        self.setToolTip("The one document that the views show, ready as it is (TinyDB on LMDB).")

    def show_document(
        self,
        document: str,
        position: int,
        fields: tuple[Field, ...],
        *,
        compared: int | None = None,
        empty: str = "",
    ) -> None:
        """Show these: of the present, or beside those of the position `compared`; `empty` says that there are none."""
        past = compared is not None
        if (document, position, fields, compared, empty) == self._showing:
            return
        self._showing = (document, position, fields, compared, empty)
        shown = visible(fields)
        if not past and not self._past and document == self._document:
            before = {field.name for field in self._fields if field.differs}
            self._let_fade(before - {field.name for field in shown if field.differs})
        self._fields, self._document, self._past, self._empty = shown, document, past, empty
        self._position = f"position {position:,}"
        self._label = "will be" if compared is None else f"at {compared:,}"
        told = [
            f"{field.name} {field.value}" + (f", {self._label} {field.will_be}" if field.differs else "")
            for field in shown
        ]
        self.setAccessibleDescription("; ".join([self._position, *told]) or empty)
        self.update()

    def needed_height(self) -> int:
        """What the fields take."""
        framed = min(_FRAMED_AT_MOST, sum(field.differs for field in self._fields))
        plain = len(self._fields) - framed
        return HEAD_PX + NAME_PX + 2 * BRACE_PX + framed * (FRAMED_PX + 6) + plain * FIELD_PX + 36

    def anchor_of(self) -> QPointF | None:
        """Where the line from the other side ends: at the first frame; None if there is none."""
        card = self.card()
        y = card.top() + HEAD_PX + NAME_PX + 8 + BRACE_PX
        for field in self._fields:
            if field.differs:
                return QPointF(card.left() + PADDING_PX + 9, y + 2 + FRAMED_PX / 2)
            y += FIELD_PX
        return None

    @property
    def fading(self) -> frozenset[str]:
        """The fields that have just caught up."""
        return frozenset(self._fading)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self.look.theme
        inner = self.paint_head(painter, self._position)
        painter.setFont(font(14, QFont.Weight.DemiBold))
        painter.setPen(theme.color("read_side"))
        painter.drawText(QRectF(inner.left(), inner.top() - 4, inner.width(), 22), LEFT, self._document)
        box = QRectF(inner.left(), inner.top() + NAME_PX, inner.width(), inner.height() - NAME_PX + 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("hover"))
        painter.drawRoundedRect(box, 10, 10)
        painter.setFont(font(14, QFont.Weight.Medium))
        painter.setPen(theme.color("muted"))
        if self._empty:
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._empty)
            return
        y = box.top() + 8
        painter.drawText(QRectF(box.left() + 14, y, 40, BRACE_PX), LEFT, "{")
        y += BRACE_PX
        framed = 0
        for field in self._fields:
            if field.differs and framed < _FRAMED_AT_MOST:
                framed += 1
                y = self._paint_framed(painter, box, y, field)
            else:
                y = self._paint_plain(painter, box, y, field)
        painter.setFont(font(14, QFont.Weight.Medium))
        painter.setPen(theme.color("muted"))
        painter.drawText(QRectF(box.left() + 14, y, 40, BRACE_PX), LEFT, "}")

    def _paint_plain(self, painter: QPainter, box: QRectF, y: float, field: Field) -> float:
        theme = self.look.theme
        line = QRectF(box.left() + 22, y, box.width() - 36, FIELD_PX)
        if field.name in self._fading:
            strength = float(self._fade.currentValue() or 0.0)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("read_side", round(0.22 * strength, 2)))
            painter.drawRoundedRect(line.adjusted(-12, 1, 8, -1), 8, 8)
        value = self._paint_name(painter, line, field.name, "muted")
        painter.setFont(font(14, QFont.Weight.Medium))
        painter.setPen(theme.color("badge" if field.differs else "text"))
        words = field.will_be if field.differs and not field.value else field.value
        painter.drawText(value, LEFT, elided(painter, words, value.width()))
        return y + FIELD_PX

    def _paint_framed(self, painter: QPainter, box: QRectF, y: float, field: Field) -> float:
        theme = self.look.theme
        ink, ground = ("read_side", theme.color("read_side", 0.08)) if self._past else ("badge", theme.color("strip"))
        frame = QRectF(box.left() + 9, y + 2, box.width() - 18, FRAMED_PX)
        painter.setPen(QPen(theme.color(ink), 1.5))
        painter.setBrush(ground)
        painter.drawRoundedRect(frame, 9, 9)
        line = QRectF(box.left() + 22, frame.top() + 4, box.width() - 36, FIELD_PX)
        value = self._paint_name(painter, line, field.name, ink)
        painter.setFont(font(14, QFont.Weight.Medium))
        painter.setPen(theme.color(ink))
        painter.drawText(value, LEFT, elided(painter, field.value or "not there", value.width()))
        value.translate(0, FIELD_PX - 2)
        painter.setFont(font(13))
        painter.setPen(theme.color("muted"))
        painter.drawText(value, LEFT, self._label)
        value.setLeft(value.left() + painter.fontMetrics().horizontalAdvance(self._label) + 10)
        self._paint_coming(painter, value, field)
        return y + FRAMED_PX + 6

    def _paint_name(self, painter: QPainter, line: QRectF, name: str, ink: str) -> QRectF:
        """Paint a field's name; the room of its value."""
        weight = QFont.Weight.Medium if ink == "muted" else QFont.Weight.DemiBold
        painter.setFont(font(14, weight if ink != "muted" else QFont.Weight.Normal))
        painter.setPen(self.look.theme.color(ink))
        names = min(128.0, line.width() * 0.38)
        painter.drawText(line, LEFT, elided(painter, name, names - 6))
        return line.adjusted(names, 0, 0, 0)

    def _paint_coming(self, painter: QPainter, rect: QRectF, field: Field) -> None:
        """What it will be, a wave under the words that are new."""
        theme = self.look.theme
        made = font(14, QFont.Weight.Medium)
        metrics = QFontMetricsF(made)
        words = field.will_be.strip('"') or ("empty" if field.will_be else "gone")
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
        painter.setFont(made)
        painter.setPen(theme.color("text"))
        painter.drawText(rect, LEFT, shown)
        if self._past:
            return
        baseline = rect.center().y() + (metrics.ascent() - metrics.descent()) / 2
        for first, last in new_parts(field.value.strip('"'), words):
            left = metrics.horizontalAdvance(shown[:first])
            width = metrics.horizontalAdvance(shown[: min(last, len(shown))]) - left
            paint_wave(painter, rect.left() + left, width, baseline + TEXT_DROP, theme.color("accent"))

    def _let_fade(self, names: set[str]) -> None:
        if names and not self.look.reduced_motion:
            self._fading |= names
            self._fade.stop()
            self._fade.start()

    def _faded(self) -> None:
        self._fading.clear()
        self.update()


def new_parts(before: str, after: str) -> list[tuple[int, int]]:
    """Where `after` has words that `before` has not: the first character of each part, and the one behind it."""
    old, new = before.split(" "), after.split(" ")
    starts, at = [], 0
    for word in new:
        starts.append(at)
        at += len(word) + 1
    parts = []
    for tag, _, _, first, last in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag in ("replace", "insert") and last > first:
            end = starts[last - 1] + len(new[last - 1].rstrip(","))
            parts.append((starts[first], end))
    return parts
