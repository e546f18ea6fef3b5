"""One command's way as a waterfall: what each span took, on a scale with a cut where it only waited."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QToolTip, QWidget

from app.consistency.spans import Percentiles, Span, spans_of
from app.consistency.trace import READ_STAGES, STAGES, Stage, Trace
from ui.icons import Icons
from ui.lab.kinds import paint_dot
from ui.lab.layer import Layer
from ui.lab.panel import PADDING_PX, Panel
from ui.lab.trace.cut import hatch, paint_cut
from ui.lab.trace.scale import Scale, scale_of, scale_ticks
from ui.lab.trace.wording import STAGE_WORDS, STRATEGY_WORDS, milliseconds, seen_of
from ui.theme import Look, Theme, font

ROW_PX = (32, 54)
"""A row takes what room there is, between these."""
BAR_SHARE = 0.56
SMALLEST_BAR_PX = 4
WINDOW: tuple[Stage, ...] = ("overlay_painted", "painted")
_LABELS_PX = 166
_FIGURES_PX = 164
_TRUE_TOP = 62
_ROWS_TOP = 152
_NARROW_PX = 560
"""Below this width the legend has a line of its own."""
LEGEND_PX = 30
_BELOW_PX = 112
"""What stands below the rows."""
_LEGEND = (("Your delay", "strip"), ("Read side", "read_side"), ("Write side", "accent"), ("Window", "muted"))
NOTHING = "From the press to the painted feed, step by step."


class Waterfall(Panel):
    """Shows a trace and the usual length of each span beside it (`usual`: percentiles by stage)."""

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(look, parent=parent)
        self._icons = icons
        self._trace: Trace | None = None
        self._usual: dict[Stage, Percentiles] = {}
        self._whole: Percentiles | None = None
        self._ground = Layer(self)
        self.setAccessibleName("Spans of the chosen command")

    def show_trace(self, trace: Trace | None, usual: dict[Stage, Percentiles], whole: Percentiles | None) -> None:
        """Show this trace, or none."""
        self._trace, self._usual, self._whole = trace, usual, whole
        spans = spans_of(trace) if trace is not None else ()
        told = [f"{STAGE_WORDS[span.stage][0]} {milliseconds(span.took_ms)} ms" for span in spans]
        self.setAccessibleDescription(", ".join(told))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(760, 640)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = (event.pos().y() - self.card().top() - self._rows_top) // self._row
            if 0 <= row < len(STAGES):
                QToolTip.showText(event.globalPos(), STAGE_WORDS[STAGES[int(row)]][1], self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        inner = self.card().adjusted(PADDING_PX, 0, -PADDING_PX, 0)
        still = (self.look.theme.name, self._trace is None)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._ground.picture(still, lambda ground: self._paint_ground(ground, inner)))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._trace is None:
            painter.setFont(font(14))
            painter.setPen(self.look.theme.color("muted"))
            painter.drawText(QRectF(inner.left(), inner.top() + 20, inner.width(), 26), _LEFT, NOTHING)
            return
        plot_left = inner.left() + _LABELS_PX
        scale = scale_of(self._trace, plot_left, max(80.0, inner.right() - _FIGURES_PX - plot_left))
        spans = {span.stage: span for span in spans_of(self._trace)}
        self._paint_title(painter, inner, self._trace)
        self._paint_true_scale(painter, inner, scale, spans)
        self._paint_ticks(painter, inner, scale)
        for row, stage in enumerate(STAGES):
            self._paint_row(painter, inner, row, stage, spans.get(stage), scale)
        foot = self._foot(inner)
        if scale.cut is not None:
            paint_cut(painter, scale, inner.top() + self._rows_top - 4, foot, self.look.theme)
        self._paint_seen(painter, inner, foot, self._trace, scale)
        self._paint_usual(painter, inner, foot + 58)

    @property
    def _legend_room(self) -> int:
        return LEGEND_PX if self.card().width() < _NARROW_PX else 0

    @property
    def _rows_top(self) -> float:
        return _ROWS_TOP + self._legend_room

    @property
    def _row(self) -> float:
        """How high a row is."""
        room = self.card().height() - self._rows_top - _BELOW_PX
        return min(max(room / len(STAGES), ROW_PX[0]), ROW_PX[1])

    def _line_of(self, inner: QRectF, row: int) -> QRectF:
        return QRectF(inner.left() - 8, inner.top() + self._rows_top + row * self._row, inner.width() + 16, self._row)

    def _foot(self, inner: QRectF) -> float:
        """Where the rows end."""
        return inner.top() + self._rows_top + self._row * len(STAGES)

    def _true_top(self, inner: QRectF) -> float:
        return inner.top() + _TRUE_TOP + self._legend_room

    def _true_bar(self, inner: QRectF) -> QRectF:
        return QRectF(inner.left(), self._true_top(inner) + 20, inner.width(), 22)

    def _title_end(self, inner: QRectF) -> float:
        return inner.right() if self._legend_room else _legend_places(inner)[-1][0] - 16

    def _paint_ground(self, painter: QPainter, inner: QRectF) -> None:
        """What is the same for every trace: the card, the legend, the stripes of the rows and the headings."""
        self.paint_card(painter)
        if self._trace is None:
            return
        theme = self.look.theme
        painter.setPen(QPen(theme.color("border"), 1))
        foot = self._foot(inner)
        painter.drawLine(QPointF(inner.left(), foot + 10.5), QPointF(inner.right(), foot + 10.5))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("hover"))
        painter.drawRoundedRect(self._true_bar(inner), 3, 3)
        painter.setBrush(theme.color("hover", 0.6))
        for row in range(0, len(STAGES), 2):
            painter.drawRoundedRect(self._line_of(inner, row), 8, 8)
        self._paint_legend(painter, inner)
        top = inner.top() + self._rows_top - 28
        painter.setFont(font(13, QFont.Weight.DemiBold))
        painter.setPen(theme.color("text"))
        painter.drawText(QRectF(inner.left(), self._true_top(inner) - 2, inner.width(), 18), _LEFT, "True scale")
        painter.drawText(QRectF(inner.left(), top, _LABELS_PX, 20), _LEFT, "Magnified, in ms")
        painter.setFont(font(13))
        painter.setPen(theme.color("muted"))
        painter.drawText(QRectF(inner.right() - 130, top, 70, 20), _RIGHT, "took")
        painter.drawText(QRectF(inner.right() - 70, top, 70, 20), _RIGHT, "usual")
        painter.setFont(font(14, QFont.Weight.DemiBold))
        painter.setPen(theme.color("text"))
        painter.drawText(QRectF(inner.left(), foot + 20, inner.width(), 30), _LEFT, "What you saw")

    def _paint_title(self, painter: QPainter, inner: QRectF, trace: Trace) -> None:
        theme = self.look.theme
        centre = QPointF(inner.left() + 11, inner.top() + 33)
        paint_dot(painter, centre, trace.kind, theme, self._icons, committed=trace.position > 0)
        bold = font(17, QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(theme.color("text"))
        line = QRectF(inner.left() + 34, inner.top() + 20, self._title_end(inner) - inner.left() - 46, 26)
        taken = painter.boundingRect(line, _LEFT, trace.words)
        painter.drawText(line, _LEFT, trace.words)
        strategy = STRATEGY_WORDS.get(trace.strategy, "from elsewhere")
        place = f"position {trace.position:,}, " if trace.position else ""
        painter.setFont(font(14))
        painter.setPen(theme.color("muted"))
        rest = line.adjusted(taken.width() + 10, 0, 0, 0)
        told = painter.fontMetrics().elidedText(place + strategy, _ELIDE, max(0, round(rest.width())))
        painter.drawText(rest, _LEFT, told)

    def _paint_legend(self, painter: QPainter, inner: QRectF) -> None:
        """The colours and their words, from the right, beside the title or on a line of their own."""
        theme, top = self.look.theme, inner.top() + 22 + self._legend_room
        painter.setFont(font(13))
        for x, words, ink in _legend_places(inner):
            painter.setPen(theme.color("muted"))
            painter.drawText(QRectF(x + 22, top, 120, 22), _LEFT, words)
            bar = QRectF(x, top + 5, 15, 12)
            self._paint_bar(painter, bar, theme.color(ink), hatched=ink == "strip", radius=3)

    def _paint_true_scale(self, painter: QPainter, inner: QRectF, scale: Scale, spans: dict[Stage, Span]) -> None:
        theme = self.look.theme
        painter.setFont(font(13, QFont.Weight.DemiBold))
        painter.setPen(theme.color("text"))
        line = QRectF(inner.left(), self._true_top(inner) - 2, inner.width(), 18)
        painter.drawText(line, _RIGHT, f"{milliseconds(scale.whole_ms)} ms")
        bar = self._true_bar(inner)
        for stage, span in spans.items():
            if stage == "overlay_painted":
                continue
            left = bar.left() + bar.width() * span.start_ms / scale.whole_ms
            width = max(2.0, bar.width() * span.took_ms / scale.whole_ms)
            part = QRectF(min(left, bar.right() - 2), bar.top(), width, bar.height()).intersected(bar)
            self._paint_bar(painter, part, self._colour(stage), hatched=span.delayed_ms > 0, radius=2)
            if span.delayed_ms > 0 and part.width() > 240:
                why = "it was held back" if stage == "applied" else "is the delay you set"
                self._paint_pill(painter, part, f"{milliseconds(span.delayed_ms)} ms {why}")

    def _paint_pill(self, painter: QPainter, over: QRectF, words: str) -> None:
        theme = self.look.theme
        made = font(13, QFont.Weight.DemiBold)
        painter.setFont(made)
        width = painter.fontMetrics().horizontalAdvance(words) + 24
        pill = QRectF(over.center().x() - width / 2, over.center().y() - 9, width, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("card"))
        painter.drawRoundedRect(pill, 9, 9)
        painter.setPen(theme.color("badge"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_ticks(self, painter: QPainter, inner: QRectF, scale: Scale) -> None:
        theme = self.look.theme
        top = inner.top() + self._rows_top - 28
        painter.setFont(font(13))
        foot = self._foot(inner)
        for tick in scale_ticks(scale):
            x = round(scale.x(tick)) + 0.5
            painter.setPen(QPen(theme.color("border"), 1))
            painter.drawLine(QPointF(x, top + 24), QPointF(x, foot))
            painter.setPen(theme.color("muted"))
            words = f"{tick:,.0f}" if tick == round(tick) else f"{tick:g}"
            painter.drawText(QRectF(x - 40, top, 80, 20), Qt.AlignmentFlag.AlignCenter, words)

    def _paint_row(
        self, painter: QPainter, inner: QRectF, row: int, stage: Stage, span: Span | None, scale: Scale
    ) -> None:
        theme = self.look.theme
        line = self._line_of(inner, row)
        painter.setFont(font(14, QFont.Weight.Medium))
        painter.setPen(theme.color("text" if span is not None else "muted"))
        painter.drawText(line.adjusted(8, 0, 0, 0), _LEFT, STAGE_WORDS[stage][0])
        usual = self._usual.get(stage)
        painter.setFont(font(14))
        painter.setPen(theme.color("muted"))
        if usual is not None:
            painter.drawText(line.adjusted(0, 0, -8, 0), _RIGHT, milliseconds(usual.p50))
        if span is None:
            painter.drawText(QRectF(inner.right() - 130, line.top(), 70, line.height()), _RIGHT, "–")
            return
        painter.setFont(font(14, QFont.Weight.DemiBold))
        painter.setPen(theme.color("badge" if span.delayed_ms else "text"))
        painter.drawText(QRectF(inner.right() - 130, line.top(), 70, line.height()), _RIGHT, milliseconds(span.took_ms))
        left, right = scale.x(span.start_ms), scale.x(span.end_ms)
        thick = round(line.height() * BAR_SHARE)
        bar = QRectF(left, line.center().y() - thick / 2, max(SMALLEST_BAR_PX, right - left), thick)
        if stage == "pressed":
            centre = QPointF(scale.left, line.center().y())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("text"))
            diamond = [QPointF(0, -6), QPointF(6, 0), QPointF(0, 6), QPointF(-6, 0)]
            painter.drawPolygon(QPolygonF([centre + corner for corner in diamond]))
            return
        self._paint_bar(painter, bar, self._colour(stage), hatched=span.delayed_ms > 0)

    def _paint_seen(self, painter: QPainter, inner: QRectF, top: float, trace: Trace, scale: Scale) -> None:
        theme = self.look.theme
        line = QRectF(inner.left(), top + 20, inner.width(), 30)
        painter.setFont(font(13, QFont.Weight.DemiBold))
        told = seen_of(trace)
        for seen in told:
            left = scale.x(seen.start_ms)
            right = inner.right() if seen is told[-1] else scale.x(seen.end_ms)
            part = QRectF(left + 1, line.top(), right - left - 2, line.height())
            if part.width() < 3:
                continue
            ink, fill = {
                "old": ("muted", theme.color("hover")),
                "marked": ("accent", theme.color("accent_button", 0.6)),
                "new": ("read_side", theme.color("read_side", 0.12)),
            }[seen.kind]
            painter.setPen(QPen(theme.color("accent"), 1.2, Qt.PenStyle.DashLine) if seen.kind == "marked" else _NONE)
            painter.setBrush(fill)
            painter.drawRoundedRect(part, 8, 8)
            painter.setPen(theme.color(ink))
            if painter.fontMetrics().horizontalAdvance(seen.words) + 8 < part.width():
                painter.drawText(part, Qt.AlignmentFlag.AlignCenter, seen.words)

    def _paint_usual(self, painter: QPainter, inner: QRectF, top: float) -> None:
        if self._whole is None:
            return
        theme = self.look.theme
        painter.setPen(QPen(theme.color("border"), 1))
        painter.drawLine(QPointF(inner.left(), top + 4.5), QPointF(inner.right(), top + 4.5))
        line = QRectF(inner.left(), top + 14, inner.width(), 24)
        painter.setFont(font(14, QFont.Weight.DemiBold))
        painter.setPen(theme.color("text"))
        painter.drawText(line, _LEFT, "All of its kind" if self._whole.count > 1 else "The only one yet")
        x = inner.left() + _LABELS_PX
        for name, value in (("p50", self._whole.p50), ("p95", self._whole.p95), ("p99", self._whole.p99)):
            painter.setFont(font(14))
            painter.setPen(theme.color("muted"))
            painter.drawText(QRectF(x, line.top(), 40, 24), _LEFT, name)
            painter.setFont(font(14, QFont.Weight.DemiBold))
            painter.setPen(theme.color("text"))
            painter.drawText(QRectF(x + 32, line.top(), 90, 24), _LEFT, f"{milliseconds(value)} ms")
            x += 112
        painter.setFont(font(13))
        painter.setPen(theme.color("muted"))
        if inner.right() - x > 130:
            painter.drawText(line, _RIGHT, "without the delay")

    def _paint_bar(
        self, painter: QPainter, rect: QRectF, colour: QColor, *, hatched: bool = False, radius: float = 4
    ) -> None:
        theme = self.look.theme
        if hatched:
            hatch(painter, rect, theme, radius)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(rect, radius, radius)

    def _colour(self, stage: Stage) -> QColor:
        return side_colour(stage, self.look.theme)


def _legend_places(inner: QRectF) -> list[tuple[float, str, str]]:
    """Left edge, words and colour of each part of the legend, from the right."""
    metrics, x, found = QFontMetricsF(font(13)), inner.right(), []
    for words, token in _LEGEND:
        x -= metrics.horizontalAdvance(words) + 22
        found.append((x, words, token))
        x -= 16
    return found


def side_colour(stage: Stage, theme: Theme) -> QColor:
    """The colour of the side on which a span's work is done."""
    if stage in WINDOW:
        return theme.color("muted")
    return theme.color("read_side" if stage in READ_STAGES else "accent")


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ELIDE = Qt.TextElideMode.ElideRight
_NONE = QPen(Qt.PenStyle.NoPen)
