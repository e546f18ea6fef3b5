"""What the draws came to: two shares, the curve, and how many draws it took."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from app.lab.readings.staleness import CopiesReading
from ui.lab.chart import axes_in, paint_axes, paint_line, paint_marker
from ui.lab.staleness.shown import axis_words, milliseconds, percent
from ui.theme import Theme, font

_NUMBERS_PX = 76
_FOOT_PX = 26


def spoken(answer: CopiesReading) -> str:
    """The answer as one sentence."""
    return (
        f"{_share(answer.at_commit)} fresh at 0 ms, {_share(answer.at_mark)} fresh at {milliseconds(answer.mark_ms)}, "
        f"99 of 100 reads are fresh after {milliseconds(answer.t99_ms)}"
    )


def paint_answer(painter: QPainter, place: QRectF, answer: CopiesReading, theme: Theme) -> None:
    """Paint the answer into `place`."""
    painter.setPen(QPen(theme.color("border"), 1))
    painter.drawLine(place.topLeft(), place.topRight())
    numbers = (
        (place.left(), answer.at_commit, "fresh at 0 ms", "text"),
        (place.center().x() + 8, answer.at_mark, f"fresh at {milliseconds(answer.mark_ms)}", "accent"),
    )
    for left, share, words, token in numbers:
        painter.setPen(theme.color(token))
        painter.setFont(font(32, QFont.Weight.DemiBold))
        painter.drawText(QRectF(left, place.top() + 10, 150, 44), _LEFT, _share(share))
        painter.setPen(theme.color("muted"))
        painter.setFont(font(14))
        painter.drawText(QRectF(left, place.top() + 50, 150, 22), _LEFT, words)
    chart = place.adjusted(-4, _NUMBERS_PX, 6, -_FOOT_PX)
    axes = axes_in(chart, (0.0, answer.span_ms), (0.0, 1.0))
    third = answer.span_ms / 3
    paint_axes(
        painter,
        axes,
        theme,
        axis_words(answer.span_ms),
        percent,
        y_ticks=(0.0, 0.5, 1.0),
        x_ticks=(0.0, third, 2 * third, answer.span_ms),
    )
    paint_line(painter, axes, answer.points, theme.color("accent"), width=2.0)
    paint_marker(painter, axes.at(0, answer.at_commit), theme.color("text"), theme, 5.5)
    paint_marker(painter, axes.at(answer.mark_ms, answer.at_mark), theme.color("accent"), theme, 6.5)
    painter.setFont(font(13))
    painter.setPen(theme.color("muted"))
    foot = QRectF(place.left(), place.bottom() - 20, place.width(), 20)
    painter.drawText(foot, _LEFT, f"{answer.draws:,} draws in {answer.took_s:.1f} s")
    painter.drawText(foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"Seed {answer.seed}")


def paint_trouble(painter: QPainter, place: QRectF, sentence: str, theme: Theme) -> None:
    """Paint why there is no answer."""
    painter.setPen(QPen(theme.color("border"), 1))
    painter.drawLine(QPointF(place.left(), place.top()), QPointF(place.right(), place.top()))
    painter.setFont(font(14))
    painter.setPen(theme.color("like"))
    wrapped = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    painter.drawText(place.adjusted(0, 14, 0, 0), wrapped, sentence)


def _share(share: float) -> str:
    """'43.9%', '100%' only for all."""
    return "100%" if share >= 1 else f"{min(99.9, 100 * share):.1f}%"


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
