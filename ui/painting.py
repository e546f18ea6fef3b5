"""What several views paint with: the soft shadow of a card, round pictures of people, rounded photographs."""

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QImage, QLinearGradient, QPainter, QPixmap

from ui.theme import CARD_RADIUS, Theme, font

SHADOW_REACH = 34
"""How far, in pixels, a card's shadow may be seen beyond its edge (below; less on the other sides)."""

# (blur, dy) of the two layers, outer first; their strengths are the theme's.
_LAYERS = ((22.0, 8.0), (5.0, 1.5))
_CORNER = CARD_RADIUS + SHADOW_REACH
_SIDE = 512

_AVATAR_PAIRS = (
    ("#ee7a4f", "#b3652a"),
    ("#49d0e6", "#2a6ab3"),
    ("#7a4fe6", "#b31fa6"),
    ("#34b98a", "#1c6f7d"),
    ("#f0719b", "#a63a8e"),
    ("#6a8cf5", "#4a3fb8"),
    ("#d9a02c", "#a8552a"),
    ("#5fae3f", "#2b7a56"),
)


def paint_shadow(painter: QPainter, card: QRectF, theme: Theme, dpr: float, strength: float = 1.0) -> None:
    """Paint the shadow of a card that will be painted at `card` over it; nothing is painted under its middle."""
    if strength <= 0:
        return
    top, bottom, left, right = _shadow_strips(theme.shadow, round(card.width()), round(dpr * 100) / 100)
    inner_top = card.top() - SHADOW_REACH + _CORNER
    inner_height = max(0.0, card.height() - 2 * (_CORNER - SHADOW_REACH))
    outer_left = card.left() - SHADOW_REACH
    opacity = painter.opacity()
    painter.setOpacity(opacity * strength)
    painter.drawPixmap(QPointF(outer_left, card.top() - SHADOW_REACH), top)
    painter.drawPixmap(QPointF(outer_left, card.bottom() + SHADOW_REACH - _CORNER), bottom)
    done = 0.0
    while done < inner_height:
        height = min(float(_SIDE), inner_height - done)
        part = QRectF(0, 0, SHADOW_REACH * dpr, height * dpr)
        painter.drawPixmap(QRectF(outer_left, inner_top + done, SHADOW_REACH, height), left, part)
        painter.drawPixmap(QRectF(card.right(), inner_top + done, SHADOW_REACH, height), right, part)
        done += height
    painter.setOpacity(opacity)


@lru_cache(maxsize=8)
def _shadow_strips(
    shadow: tuple[str, float, float], width: int, dpr: float
) -> tuple[QPixmap, QPixmap, QPixmap, QPixmap]:
    """What lies around a card `width` wide: above, below (corners included), and pieces of its sides."""
    patch = _shadow_patch(shadow, dpr)
    corner, reach = float(_CORNER), float(SHADOW_REACH)
    whole = width + 2 * reach
    made: list[QPixmap] = []
    for source_top in (0.0, corner + 1):
        strip = _blank(whole, corner, dpr)
        over = QPainter(strip)
        for target, from_x, from_width in (
            (QRectF(0, 0, corner, corner), 0.0, corner),
            (QRectF(corner, 0, whole - 2 * corner, corner), corner, 1.0),
            (QRectF(whole - corner, 0, corner, corner), corner + 1, corner),
        ):
            source = QRectF(from_x * dpr, source_top * dpr, from_width * dpr, corner * dpr)
            over.drawPixmap(target, patch, source)
        over.end()
        made.append(strip)
    for source_left in (0.0, 2 * corner + 1 - reach):
        side = _blank(reach, _SIDE, dpr)
        over = QPainter(side)
        over.drawPixmap(
            QRectF(0, 0, reach, _SIDE), patch, QRectF(source_left * dpr, corner * dpr, reach * dpr, 1.0 * dpr)
        )
        over.end()
        made.append(side)
    return made[0], made[1], made[2], made[3]


def _blank(width: float, height: float, dpr: float) -> QPixmap:
    made = QPixmap(math.ceil(width * dpr), math.ceil(height * dpr))
    made.setDevicePixelRatio(dpr)
    made.fill(Qt.GlobalColor.transparent)
    return made


@lru_cache(maxsize=8)
def _shadow_patch(shadow: tuple[str, float, float], dpr: float) -> QPixmap:
    """Corners and one-pixel edges of the shadow. A blur is drawn as rings whose alpha follows the error function."""
    side = 2 * _CORNER + 1
    patch = QImage(round(side * dpr), round(side * dpr), QImage.Format.Format_ARGB32_Premultiplied)
    patch.setDevicePixelRatio(dpr)
    patch.fill(Qt.GlobalColor.transparent)
    over = QPainter(patch)
    card = QRectF(SHADOW_REACH, SHADOW_REACH, side - 2 * SHADOW_REACH, side - 2 * SHADOW_REACH)
    for (blur, down), alpha in zip(_LAYERS, shadow[1:], strict=True):
        layer = QImage(patch.size(), patch.format())
        layer.setDevicePixelRatio(dpr)
        layer.fill(Qt.GlobalColor.transparent)
        rings = QPainter(layer)
        rings.setRenderHint(QPainter.RenderHint.Antialiasing)
        rings.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        rings.setPen(Qt.PenStyle.NoPen)
        steps = round(blur * 1.2 * 2)
        for step in range(steps, -steps, -1):
            distance = step / 2
            color = QColor(shadow[0])
            color.setAlphaF(alpha * 0.5 * math.erfc(distance / (blur / 2 * math.sqrt(2))))
            rings.setBrush(color)
            radius = max(1.0, CARD_RADIUS + distance)
            moved = card.translated(0, down)
            rings.drawRoundedRect(moved.adjusted(-distance, -distance, distance, distance), radius, radius)
        rings.end()
        over.drawImage(QPointF(0, 0), layer)
    over.end()
    return QPixmap.fromImage(patch)


def initials(name: str) -> str:
    """The one or two letters that stand for a person without a picture; '?' if the name has no letter or digit."""
    words = [word for word in name.split() if any(map(str.isalnum, word))]
    chosen = [words[0], words[-1]] if len(words) > 1 else words
    letters = [next(filter(str.isalnum, word)) for word in chosen]
    return "".join(letters).upper()[:2] or "?"


@lru_cache(maxsize=256)
def avatar(person_id: int, name: str, px: int, dpr: float) -> QPixmap:
    """A person without a picture: initials on a gradient that is always the same for that person."""
    made = _blank(px, px, dpr)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    first, second = _AVATAR_PAIRS[person_id % len(_AVATAR_PAIRS)]
    gradient = QLinearGradient(px * 0.2, 0, px * 0.8, px)
    gradient.setColorAt(0, QColor(first))
    gradient.setColorAt(1, QColor(second))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(gradient)
    painter.drawEllipse(QRectF(0, 0, px, px))
    painter.setPen(QColor("#ffffff"))
    painter.setFont(font(px * 0.37, QFont.Weight.DemiBold))
    painter.drawText(QRect(0, 0, px, px), Qt.AlignmentFlag.AlignCenter, initials(name))
    painter.end()
    return made


def covering(source_width: int, source_height: int, width: int, height: int) -> tuple[int, int]:
    """The size to scale a picture to, so that it covers `width` x `height` and keeps its proportions."""
    if source_width <= 0 or source_height <= 0:
        return width, height
    scale = max(width / source_width, height / source_height)
    return max(width, round(source_width * scale)), max(height, round(source_height * scale))


def rounded(image: QImage, width: int, height: int, radius: float) -> QImage:
    """The middle of `image`, `width` x `height` device pixels, with corners cut round; safe on any thread."""
    made = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrushOrigin(QPointF((width - image.width()) / 2, (height - image.height()) / 2))
    painter.setBrush(QBrush(image))
    painter.drawRoundedRect(QRectF(0, 0, width, height), radius, radius)
    painter.end()
    return made
