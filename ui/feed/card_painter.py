"""Paints the body of a card: everything but its buttons, which are widgets of their own."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap

from app.consistency.visible import Change, VisibleItem
from ui.feed.card_layout import CardLayout
from ui.feed.header_line import HeaderLine
from ui.feed.marks import Mark, Sign
from ui.feed.media_grid import RADIUS
from ui.feed.tide_painter import paint_standing_frame
from ui.icons import Icons
from ui.painting_wave import TEXT_DROP, paint_wave
from ui.theme import CARD_RADIUS, META_PX, SMALL_PX, TEXT_PX, Theme, font

MARK_GAP = 6
_SIGN_PX = 12
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass
class Drained:
    """Waves on their way out: what was changed, and how far they have run off (0 to 1)."""

    changes: tuple[Change, ...] = ()
    progress: float = 1.0


def paint_ground(painter: QPainter, rect: QRectF, item: VisibleItem, theme: Theme, *, current: bool) -> None:
    """Paint the card's own surface: standing in the water or ashore; `current` marks the keyboard's card."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if item.in_water:
        saving = item.operation is not None and item.operation.stage == "saving"
        paint_standing_frame(painter, rect, theme, saving=saving)
    else:
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color("card"))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), CARD_RADIUS, CARD_RADIUS)
    if current:
        painter.setPen(QPen(theme.color("accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), CARD_RADIUS - 1, CARD_RADIUS - 1)


def paint_via(painter: QPainter, layout: CardLayout, name: str, icons: Icons, theme: Theme, dpr: float) -> None:
    """Paint 'Lena Fischer reposted' above the header."""
    top = layout.metrics.header_top - 4
    left = layout.metrics.text_left
    color = theme.color("muted")
    painter.drawPixmap(QPointF(left - 22, top + 3), icons.pixmap("repeat", 16, color, dpr))
    painter.setFont(font(13, QFont.Weight.Medium))
    painter.setPen(color)
    words = QFontMetricsF(painter.font()).elidedText(
        f"{name} reposted", Qt.TextElideMode.ElideRight, layout.text_width - 40
    )
    painter.drawText(QRectF(left, top, layout.text_width, 22), _LEFT, words)


def paint_header(
    painter: QPainter, layout: CardLayout, line: HeaderLine, theme: Theme, *, underlined: bool = False
) -> None:
    """Paint name, handle and age."""
    rect = layout.header
    baseline = rect.top() + rect.height() / 2 + QFontMetricsF(font(TEXT_PX)).capHeight() / 2
    painter.setFont(font(TEXT_PX, QFont.Weight.DemiBold))
    painter.setPen(theme.color("text"))
    painter.drawText(QPointF(rect.left(), baseline), line.name)
    if underlined:
        painter.fillRect(QRectF(rect.left(), baseline + 2, line.name_width, 1), theme.color("text"))
    painter.setFont(font(META_PX))
    painter.setPen(theme.color("muted"))
    painter.drawText(QPointF(rect.left() + line.meta_left, baseline), line.meta)


def paint_waves(
    painter: QPainter,
    layout: CardLayout,
    line: HeaderLine,
    changes: tuple[Change, ...],
    theme: Theme,
    drained: float = 0.0,
) -> None:
    """Paint the wave under the changed words of the text, and under a changed name."""
    for change in changes:
        color = theme.color("badge" if change.stage == "saving" else "accent")
        if change.field == "text":
            origin = layout.text_origin
            for stretch in layout.body.stretches(change.ranges):
                paint_wave(
                    painter,
                    origin.x() + stretch.left,
                    stretch.width,
                    origin.y() + stretch.baseline + TEXT_DROP,
                    color,
                    descenders=stretch.descenders.translated(origin),
                    drained=drained,
                )
        elif change.field == "name":
            rect = layout.header
            baseline = rect.top() + rect.height() / 2 + QFontMetricsF(font(TEXT_PX)).capHeight() / 2
            paint_wave(painter, rect.left(), line.name_width, baseline + TEXT_DROP, color, drained=drained)


def paint_picture(painter: QPainter, rect: QRectF, pixmap: QPixmap | None, opacity: float, theme: Theme) -> None:
    """Paint a picture, or the quiet ground that keeps its place."""
    if pixmap is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("hover"))
        painter.drawRoundedRect(rect, RADIUS, RADIUS)
        return
    before = painter.opacity()
    painter.setOpacity(before * opacity)
    painter.drawPixmap(rect.topLeft(), pixmap)
    painter.setOpacity(before)


def paint_missing_picture(painter: QPainter, rect: QRectF, words: str, icons: Icons, theme: Theme) -> None:
    """Say in the place of a picture that it cannot be shown, with its description."""
    icons.paint(painter, "image", QRectF(rect.center().x() - 12, rect.center().y() - 26, 24, 24), theme.color("muted"))
    painter.setFont(font(13))
    painter.setPen(theme.color("muted"))
    box = rect.adjusted(16, rect.height() / 2 + 4, -16, -6)
    flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
    painter.drawText(box, int(flags) | int(Qt.TextFlag.TextWordWrap), words)


def mark_width(mark: Mark) -> float:
    """How wide the sign and the words of a mark are."""
    return _SIGN_PX + MARK_GAP + QFontMetricsF(font(SMALL_PX, QFont.Weight.DemiBold)).horizontalAdvance(mark.words)


def paint_mark(painter: QPainter, mark: Mark, right: float, middle: float, most: float, theme: Theme) -> QRectF:
    """Paint a mark that ends at `right`; its words elide to `most` pixels. Returns where it lies."""
    used = font(SMALL_PX, QFont.Weight.DemiBold)
    words = QFontMetricsF(used).elidedText(mark.words, Qt.TextElideMode.ElideRight, most - _SIGN_PX - MARK_GAP)
    width = QFontMetricsF(used).horizontalAdvance(words) + _SIGN_PX + MARK_GAP
    color = theme.color(mark.token)
    painter.setOpacity(mark.alpha)
    _paint_sign(painter, mark.sign, QRectF(right - width, middle - _SIGN_PX / 2, _SIGN_PX, _SIGN_PX), color)
    painter.setFont(used)
    painter.setPen(color)
    painter.drawText(QRectF(right - width + _SIGN_PX + MARK_GAP, middle - 11, width, 22), _LEFT, words)
    painter.setOpacity(1.0)
    return QRectF(right - width, middle - 11, width, 22)


def _paint_sign(painter: QPainter, sign: Sign, box: QRectF, color: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    middle = box.center()
    match sign:
        case "ring":
            for turn in range(8):
                painter.save()
                painter.translate(middle)
                painter.rotate(turn * 45)
                painter.drawEllipse(QPointF(0, -4.7), 0.95, 0.95)
                painter.restore()
        case "half":
            half = QPainterPath(middle)
            half.arcTo(box.adjusted(1.2, 1.2, -1.2, -1.2), 90, 180)
            painter.drawPath(half)
            painter.setPen(QPen(color, 1.3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(middle, 4.7, 4.7)
        case "dot":
            painter.drawEllipse(middle, 4.4, 4.4)
        case "pause":
            painter.drawRoundedRect(QRectF(middle.x() - 4, middle.y() - 4.5, 3, 9), 0.8, 0.8)
            painter.drawRoundedRect(QRectF(middle.x() + 1, middle.y() - 4.5, 3, 9), 0.8, 0.8)
        case "cross":
            painter.setPen(QPen(color, 1.7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLine(middle - QPointF(4, 4), middle + QPointF(4, 4))
            painter.drawLine(middle + QPointF(-4, 4), middle + QPointF(4, -4))
