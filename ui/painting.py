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
    patch = _shadow_patch(theme.shadow, round(dpr * 100) / 100)
    reach, corner = float(SHADOW_REACH), float(_CORNER)
    xs = (card.left() - reach, card.left() - reach + corner, card.right() + reach - corner, card.right() + reach)
    ys = (card.top() - reach, card.top() - reach + corner, card.bottom() + reach - corner, card.bottom() + reach)
    sources = (0.0, corner, corner + 1.0, 2 * corner + 1.0)
    painter.save()
    painter.setOpacity(painter.opacity() * strength)
    for row in range(3):
        for column in range(3):
            if row == column == 1:
                continue
            target = QRectF(xs[column], ys[row], xs[column + 1] - xs[column], ys[row + 1] - ys[row])
            source = QRectF(
                sources[column] * dpr,
                sources[row] * dpr,
                (sources[column + 1] - sources[column]) * dpr,
                (sources[row + 1] - sources[row]) * dpr,
            )
            painter.drawPixmap(target, patch, source)
    painter.restore()


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
    made = QPixmap(math.ceil(px * dpr), math.ceil(px * dpr))
    made.setDevicePixelRatio(dpr)
    made.fill(Qt.GlobalColor.transparent)
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
