"""The list of traced commands, newest first: the dot of its kind, its words, its position, and how long it took."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QWidget

from app.consistency.spans import whole_ms
from app.consistency.trace import NOTHING_NEW, Trace
from ui.icons import Icons
from ui.lab.growing_list import PlainList, PlainRows
from ui.lab.kinds import paint_dot
from ui.lab.trace.wording import milliseconds
from ui.theme import Look, font


class _Rows(PlainRows):
    row_px = 56
    line_px = (56, 16)

    def __init__(self, look: Look, icons: Icons, parent: "TraceList") -> None:
        super().__init__(look, parent)
        self._icons = icons

    def paint_item(self, painter: QPainter, rect: QRectF, item: Trace, *, chosen: bool) -> None:
        theme = self.look.theme
        centre = QPointF(rect.left() + 34, rect.center().y())
        committed = item.position > 0
        paint_dot(painter, centre, item.kind, theme, self._icons, committed=committed, selected=chosen)
        took = took_of(item)
        painter.setFont(font(14, QFont.Weight.DemiBold if chosen else QFont.Weight.Normal))
        painter.setPen(theme.color("text" if chosen else "like" if item.rejected else "muted"))
        room = painter.fontMetrics().horizontalAdvance(took)
        painter.drawText(rect.adjusted(0, 0, -16, 0), _RIGHT, took)
        words = QRectF(rect.left() + 56, rect.top() + 8, rect.width() - 56 - room - 24, 20)
        for told, px, weight, token in (
            (item.words, 14, QFont.Weight.DemiBold, "text"),
            (place_of(item), 13, QFont.Weight.Normal, "muted"),
        ):
            painter.setFont(font(px, weight))
            painter.setPen(theme.color(token))
            elided = painter.fontMetrics().elidedText(told, Qt.TextElideMode.ElideRight, round(words.width()))
            painter.drawText(words, _LEFT, elided)
            words.translate(0, 20)


class TraceList(PlainList[Trace]):
    """The traces of the newest commands, told apart by their ids."""

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        role = Qt.ItemDataRole
        super().__init__(
            look,
            "Traced commands",
            lambda trace: trace.command_id,
            {role.DisplayRole: _said, role.AccessibleTextRole: _said},
            parent,
        )
        self.setItemDelegate(_Rows(look, icons, self))


def _said(trace: Trace) -> str:
    return ", ".join((trace.words, place_of(trace), took_of(trace)))


def place_of(trace: Trace) -> str:
    """Where it stands, in words."""
    if trace.rejected:
        return "not saved"
    return f"position {trace.position:,}" if trace.position else "being saved"


def took_of(trace: Trace) -> str:
    """How long it took, or that it still does."""
    whole = whole_ms(trace)
    if trace.rejected:
        return "no change" if trace.rejected == NOTHING_NEW else "refused"
    return f"{milliseconds(whole)} ms" if trace.at("painted") is not None and whole is not None else "on its way"


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
