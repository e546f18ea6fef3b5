"""Paints the water of the tide line: its fill, its light, its edge and the wet sand below it."""

import math
from collections import OrderedDict
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPen, QPixmap

from ui.feed.tide import DEPTH_PER_DOUBLING, Shape, swell_at
from ui.theme import CARD_RADIUS, Theme

OVERHANG = 36
"""How far the water's soft edge reaches beyond the column at each side."""
_SOFT = 24
_LINE_FADE = 60
_SAND_PX = 20
BELOW = 26
"""Pixels below the line that the wet sand and the curve may need."""
_STEP = 8
_DEEP_ALPHA = 0.45
"""How strong the end of deep water is, which cards hide for the most part."""
_RIPPLE_DROP = 5.5
_RIPPLE_INSET = 56


class TidePainter:
    """Keeps the last few waters it painted, so that scrolling only copies them."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], QPixmap] = OrderedDict()

    def paint(self, painter: QPainter, shape: Shape, column: QRectF, theme: Theme, shift: float = 0.0) -> None:
        """Paint the water from the content's top down to the line.

        `column` is the cards' column (its left and width count); `shift` is how far the content has been scrolled up.
        """
        dpr = painter.device().devicePixelRatio()
        water = self._water(shape, round(column.width()), theme, dpr)
        painter.drawPixmap(QPointF(column.left() - OVERHANG, -shift), water)

    def paint_ripple(self, painter: QPainter, card: QRectF, theme: Theme) -> None:
        """Paint what a card standing in the water has instead of a shadow."""
        left, width = card.left() + _RIPPLE_INSET, card.width() - 2 * _RIPPLE_INSET
        if width <= 0:
            return
        fade = QLinearGradient(0, 0, width, 0)
        for at, alpha in ((0.0, 0.0), (0.22, 0.44), (0.78, 0.44), (1.0, 0.0)):
            fade.setColorAt(at, theme.color("accent", alpha))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(fade, 1.0))
        painter.translate(left, card.bottom() + _RIPPLE_DROP)
        painter.drawPath(_curve(round(width), 0.35, 0, round(left)))
        painter.restore()

    def _water(self, shape: Shape, width: int, theme: Theme, dpr: float) -> QPixmap:
        key = (
            round(shape.line_y * 4),
            round(shape.swell * 200),
            round(shape.strength * 200),
            round(shape.line_alpha * 200),
            round(shape.depth * 4),
            width,
            theme.name,
            dpr,
        )
        kept = self._kept.get(key)
        if kept is None:
            kept = _painted(shape, width, theme, dpr)
            self._kept[key] = kept
            if len(self._kept) > 4:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(key)
        return kept


def _painted(shape: Shape, column_width: int, theme: Theme, dpr: float) -> QPixmap:
    """One water. Only pens of one pixel are used: Qt draws those forty times faster than any other width."""
    width = column_width + 2 * OVERHANG
    height = max(1, math.ceil(shape.line_y + BELOW))
    pixmap = QPixmap(math.ceil(width * dpr), math.ceil(height * dpr))
    pixmap.setDevicePixelRatio(dpr)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = _curve(width, shape.swell, 0, -OVERHANG).translated(0, shape.line_y)
    _fill(painter, shape, edge, width, theme)
    _light(painter, shape, width, theme)
    _sand(painter, shape, edge, theme)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    for side in (QRectF(0, 0, _SOFT, height), QRectF(width - _SOFT, 0, _SOFT, height)):
        painter.fillRect(side, _fade(width, _SOFT, smooth=True))
    painter.end()
    if shape.depth:
        _line(pixmap, edge, shape.line_y, _DEEP_ALPHA * min(1.0, shape.depth / DEPTH_PER_DOUBLING), theme)
    _line(pixmap, edge.translated(0, -shape.depth), shape.surface_y, shape.line_alpha, theme)
    return pixmap


def _fill(painter: QPainter, shape: Shape, edge: QPainterPath, width: float, theme: Theme) -> None:
    gradient = QLinearGradient(0, 0, 0, max(1.0, shape.line_y))
    for at, (color, alpha) in zip((0.0, 0.5, 1.0), theme.water, strict=True):
        gradient.setColorAt(at, theme.color(color, alpha * shape.strength))
    straight = max(0.0, math.floor(shape.line_y - 6))
    painter.fillRect(QRectF(0, 0, width, straight), gradient)
    area = QPainterPath(edge)
    area.lineTo(width, straight)
    area.lineTo(0, straight)
    area.closeSubpath()
    painter.fillPath(area, gradient)


def _light(painter: QPainter, shape: Shape, width: int, theme: Theme) -> None:
    color, alpha = theme.caustic
    distance, ripple = 6.0, 0
    while distance < shape.line_y + 6:
        strength = alpha * max(0.1, math.exp(-distance / 110)) * shape.strength
        painter.setPen(QPen(theme.color(color, strength), 1.0))
        painter.drawPath(_curve(width, shape.swell, ripple, -OVERHANG).translated(0, shape.line_y - distance))
        distance += 9 + 2.2 * ripple
        ripple += 1


def _sand(painter: QPainter, shape: Shape, edge: QPainterPath, theme: Theme) -> None:
    for stroke in range(_SAND_PX):
        alpha = 0.085 * (1 - stroke / _SAND_PX) ** 1.6 * min(1.0, shape.strength / 0.45 * 0.7)
        painter.setPen(QPen(theme.color(theme.wet_sand, alpha), 1.0))
        painter.drawPath(edge.translated(0, 1.5 + stroke))


def _line(pixmap: QPixmap, edge: QPainterPath, middle: float, alpha: float, theme: Theme) -> None:
    """The line itself, or the fainter end of deep water: two strokes side by side, their ends faded, over the water."""
    dpr = pixmap.devicePixelRatioF()
    width = pixmap.width() / dpr
    top = math.floor(middle - 8)
    strip = QPixmap(pixmap.width(), math.ceil(16 * dpr))
    strip.setDevicePixelRatio(dpr)
    strip.fill(Qt.GlobalColor.transparent)
    painter = QPainter(strip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("accent"), 1.0))
    for shift in (-0.5, 0.0, 0.5):
        painter.drawPath(edge.translated(0, shift - top))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    for side in (QRectF(0, 0, _LINE_FADE, 16), QRectF(width - _LINE_FADE, 0, _LINE_FADE, 16)):
        painter.fillRect(side, _fade(width, _LINE_FADE, smooth=False))
    painter.end()
    over = QPainter(pixmap)
    over.setOpacity(alpha)
    over.drawPixmap(QPointF(0, top), strip)
    over.end()


def _fade(width: float, reach: float, *, smooth: bool) -> QLinearGradient:
    """A mask that is empty at both ends and full from `reach` pixels on."""
    gradient = QLinearGradient(0, 0, width, 0)
    for step in range(9):
        part = step / 8
        color = QColor(0, 0, 0)
        color.setAlphaF(part * part * (3 - 2 * part) if smooth else part)
        gradient.setColorAt(part * reach / width, color)
        gradient.setColorAt(1 - part * reach / width, color)
    return gradient


@lru_cache(maxsize=128)
def _curve(width: int, swell: float, ripple: int, left: int) -> QPainterPath:
    """The edge's curve around y = 0, from x = 0 to `width`, where 0 lies `left` pixels right of the column's left."""
    path = QPainterPath(QPointF(0, swell * swell_at(left, ripple)))
    for x in range(_STEP, width + _STEP, _STEP):
        path.lineTo(x, swell * swell_at(x + left, ripple))
    return path


def paint_standing_frame(painter: QPainter, card: QRectF, theme: Theme, *, saving: bool) -> None:
    """Paint the opaque body and the border of a card in the water: dashed while saving, solid once committed."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(theme.color("accent", 0.62 if saving else 0.45), 1.2)
    if saving:
        pen.setDashPattern([4.4 / 1.2, 3.8 / 1.2])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.setBrush(theme.color("standing"))
    painter.drawRoundedRect(card.adjusted(0.6, 0.6, -0.6, -0.6), CARD_RADIUS, CARD_RADIUS)
    painter.restore()
