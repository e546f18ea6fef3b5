"""Paints the head of a profile: the shore behind it, face, name, words, address, counts, and what is not read yet."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QLinearGradient, QPainter, QPainterPath, QPen, QPixmap

from app.consistency.visible import Change, VisibleProfile
from app.read_model.documents import Profile
from ui.feed.body_text import BodyText
from ui.icons import Icons
from ui.painting_wave import COUNT_DROP, TEXT_DROP, paint_wave
from ui.profile.head_layout import FACE_RING, ICON, ICON_ROOM, NAME_PX, HeadLayout, number_font
from ui.theme import CARD_RADIUS, META_PX, Theme, font

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WAVES = ((0.46, 0.30), (0.62, 0.42), (0.80, 0.60))
"""How far down the banner each wave lies, and how strong it is."""


def paint_ground(painter: QPainter, rect: QRectF, plan: HeadLayout | None, theme: Theme) -> None:
    """Paint the card, and on it the shore that every head has."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("border"), 1))
    painter.setBrush(theme.color("card"))
    card = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(card, CARD_RADIUS, CARD_RADIUS)
    if plan is None:
        return
    painter.save()
    shape = QPainterPath()
    shape.addRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), CARD_RADIUS - 1, CARD_RADIUS - 1)
    painter.setClipPath(shape)
    painter.setClipRect(plan.banner, Qt.ClipOperation.IntersectClip)
    sky = QLinearGradient(0, 0, plan.width, plan.banner.height() * 2)
    for at, (color, alpha) in zip((0.0, 0.5, 1.0), theme.water, strict=True):
        sky.setColorAt(at, _mixed(theme.color("card"), theme.color(color), alpha * (2.4 if theme.dark else 3.2)))
    painter.fillRect(plan.banner, sky)
    for number, (down, strength) in enumerate(_WAVES):
        wave = _wave(plan, plan.banner.height() * down, number)
        color, alpha = theme.caustic
        painter.fillPath(wave, theme.color("accent" if theme.dark else color, strength * min(alpha, 0.2)))
    painter.restore()


def paint_person(
    painter: QPainter, plan: HeadLayout, profile: Profile, face: QPixmap, rest: str, theme: Theme
) -> float:
    """Paint face, name and handle; returns where the handle's line ends."""
    ring = plan.face.adjusted(-FACE_RING, -FACE_RING, FACE_RING, FACE_RING)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("card"))
    painter.drawEllipse(ring)
    painter.drawPixmap(plan.face.topLeft(), face)
    bold = font(NAME_PX, QFont.Weight.Bold)
    painter.setFont(bold)
    painter.setPen(theme.color("text"))
    name = QFontMetricsF(bold).elidedText(profile.name, Qt.TextElideMode.ElideRight, plan.name.width())
    painter.drawText(plan.name, _LEFT, name)
    plain = font(15)
    painter.setFont(plain)
    painter.setPen(theme.color("muted"))
    words = QFontMetricsF(plain).elidedText(
        f"@{profile.handle}{rest}", Qt.TextElideMode.ElideRight, plan.handle.width()
    )
    painter.drawText(plan.handle, _LEFT, words)
    return plan.handle.left() + QFontMetricsF(plain).horizontalAdvance(words)


def paint_facts(painter: QPainter, plan: HeadLayout, profile: Profile, joined: str, icons: Icons, theme: Theme) -> None:
    """Paint the words about the person, the address and since when they are here."""
    plan.bio.draw(painter, plan.bio_origin)
    muted = theme.color("muted")
    if profile.display_address:
        origin = plan.address_origin
        icons.paint(painter, "map-pin", QRectF(origin.x() - ICON_ROOM, origin.y() + 2, ICON, ICON), muted)
        plan.address.draw(painter, origin)
    icons.paint(
        painter, "calendar-blank", QRectF(plan.joined.left() - ICON_ROOM, plan.joined.top() + 2, ICON, ICON), muted
    )
    painter.setFont(font(META_PX))
    painter.setPen(muted)
    painter.drawText(plan.joined, _LEFT, joined)


def paint_counts(painter: QPainter, plan: HeadLayout, theme: Theme) -> None:
    """Paint the counts in their row."""
    row = plan.counts_row
    for place in plan.counts:
        painter.setFont(number_font())
        painter.setPen(theme.color("text"))
        painter.drawText(QRectF(place.left, row.top(), 200, row.height()), _LEFT, place.number)
        painter.setFont(font(META_PX))
        painter.setPen(theme.color("muted"))
        words = QRectF(place.left + place.number_width + 5, row.top(), 200, row.height())
        painter.drawText(words, _LEFT, place.word)


def paint_note(painter: QPainter, plan: HeadLayout, visible: VisibleProfile, icons: Icons, theme: Theme) -> None:
    """Say where what is shown comes from, when it is not simply the read store."""
    if not visible.note:
        return
    used = font(13, QFont.Weight.Medium)
    metrics = QFontMetricsF(used)
    words = metrics.elidedText(visible.note, Qt.TextElideMode.ElideRight, plan.note.width() - 22)
    width = metrics.horizontalAdvance(words) + 22
    left = plan.note.right() - width if plan.note_beside else plan.note.left()
    token = "accent" if visible.source == "write model" else "badge"
    icon = "database" if visible.source == "write model" else "hourglass" if visible.waiting else "clock"
    icons.paint(painter, icon, QRectF(left, plan.note.center().y() - 8, 16, 16), theme.color(token))
    painter.setFont(used)
    painter.setPen(theme.color(token))
    painter.drawText(QRectF(left + 22, plan.note.top(), width, plan.note.height()), _LEFT, words)


def paint_waves(
    painter: QPainter, plan: HeadLayout, profile: Profile, changes: tuple[Change, ...], theme: Theme
) -> None:
    """Paint a wave under everything that the read store does not hold yet."""
    for change in changes:
        color = theme.color("badge" if change.stage == "saving" else "accent")
        if change.field == "bio":
            _wave_under(painter, plan.bio, plan.bio_origin, change, color)
        elif change.field == "display_address":
            _wave_under(painter, plan.address, plan.address_origin, change, color)
        elif change.field == "name":
            metrics = QFontMetricsF(font(NAME_PX, QFont.Weight.Bold))
            width = min(metrics.horizontalAdvance(profile.name), plan.name.width())
            baseline = plan.name.center().y() + metrics.capHeight() / 2
            paint_wave(painter, plan.name.left(), width, baseline + TEXT_DROP + 1, color)
        else:
            for place in plan.counts:
                if place.field == change.field:
                    baseline = plan.counts_row.center().y() + QFontMetricsF(number_font()).capHeight() / 2
                    paint_wave(painter, place.left, place.number_width, baseline + COUNT_DROP, color)


def paint_waiting(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """Paint pale shapes in the places of what is being read."""
    paint_ground(painter, rect, None, theme)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("hover"))
    painter.drawEllipse(QRectF(20, 54, 88, 88))
    for top, share, height in ((156, 0.34, 16), (184, 0.2, 11), (214, 0.86, 11), (236, 0.6, 11), (268, 0.5, 13)):
        painter.drawRoundedRect(QRectF(20, top, (rect.width() - 40) * share, height), height / 2, height / 2)


def _mixed(ground: QColor, color: QColor, share: float) -> QColor:
    """An opaque colour: a gradient of see-through ones would show bands."""
    rest = 1 - share
    return QColor.fromRgbF(
        ground.redF() * rest + color.redF() * share,
        ground.greenF() * rest + color.greenF() * share,
        ground.blueF() * rest + color.blueF() * share,
    )


def _wave(plan: HeadLayout, y: float, number: int) -> QPainterPath:
    path = QPainterPath(QPointF(0, y))
    for x in range(0, plan.width + 8, 8):
        swell = 4.5 * math.sin(2 * math.pi * x / (214 + 40 * number) + 0.9 * number)
        path.lineTo(x, y + swell + 2 * math.sin(2 * math.pi * x / 91 + 1.7 * number))
    path.lineTo(plan.width + 8, plan.banner.bottom())
    path.lineTo(0, plan.banner.bottom())
    path.closeSubpath()
    return path


def _wave_under(painter: QPainter, text: BodyText, origin: QPointF, change: Change, color: QColor) -> None:
    for stretch in text.stretches(change.ranges):
        y = origin.y() + stretch.baseline + TEXT_DROP
        below = stretch.descenders.translated(origin)
        paint_wave(painter, origin.x() + stretch.left, stretch.width, y, color, descenders=below)
