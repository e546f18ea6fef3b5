"""Paints what lies under the widgets of a thread: shadows, the surface of the comments, its foot, skeletons."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.feed.skeleton import paint_skeleton
from ui.painting import SHADOW_REACH, paint_shadow
from ui.theme import CARD_RADIUS, META_PX, Look, font
from ui.thread.geometry import FOOT_HEIGHT, HEAD_TOP, RowGeometry
from ui.thread.rows import ThreadRow
from ui.thread.source import ThreadSource

_NO_COMMENTS = "No comments yet. Yours would be the first."
_SKELETON_PX = 143
_CUT_PX = 200
"""How far beyond the view the surface is painted, so that a long thread paints no more than a short one."""


class Surface:
    """Belongs to one `ThreadColumn`."""

    def __init__(self, look: Look) -> None:
        self._look = look

    def paint(
        self,
        painter: QPainter,
        source: ThreadSource,
        scene: RowGeometry[ThreadRow],
        column: QRectF,
        scrolled: int,
        head: QRectF | None,
        *,
        waiting: bool,
    ) -> None:
        """Paint into the viewport; `head` is where the post's card lies, `waiting` shows pale shapes in its place."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._look.theme
        if head is None:
            if waiting:
                for top in (HEAD_TOP, HEAD_TOP + _SKELETON_PX + 16):
                    paint_skeleton(painter, QRectF(column.left(), top, column.width(), _SKELETON_PX), theme)
            return
        dpr, view = painter.device().devicePixelRatioF(), column.height()
        paint_shadow(painter, head, theme, dpr)
        top, bottom = scene.surface_top - scrolled, scene.surface_bottom - scrolled
        if bottom < -SHADOW_REACH or top > view + SHADOW_REACH:
            return
        begins, ends = max(top, -_CUT_PX), min(bottom, view + _CUT_PX)
        surface = QRectF(column.left(), begins, column.width(), ends - begins)
        paint_shadow(painter, surface, theme, dpr)
        painter.setPen(QPen(theme.color("border"), 1))
        painter.setBrush(theme.color("card"))
        painter.drawRoundedRect(surface.adjusted(0.5, 0.5, -0.5, -0.5), CARD_RADIUS, CARD_RADIUS)
        words = _foot_words(source)
        if words:
            painter.setFont(font(META_PX))
            painter.setPen(theme.color("muted"))
            place = QRectF(column.left() + 18, scene.foot_top - scrolled, column.width() - 36, FOOT_HEIGHT)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)


def _foot_words(source: ThreadSource) -> str:
    if source.state == "failed":
        return source.problem
    if not source.at_end:
        return "More comments are being read …"
    return "" if source.rows else _NO_COMMENTS
