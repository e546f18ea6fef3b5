"""The violations as they happen, newest first: what was broken, where, and what was missing."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QWidget

from app.consistency.verdicts import TERMS, Violation
from ui.icons import Icons
from ui.lab.growing_list import PlainList, PlainRows
from ui.lab.guarantees.wording import BROKEN, LANE_WORDS, row_line
from ui.theme import Look, font


class _Rows(PlainRows):
    row_px = 60
    line_px = (52, 20)

    def __init__(self, look: Look, icons: Icons, parent: "ViolationList") -> None:
        super().__init__(look, parent)
        self._icons = icons

    def paint_item(self, painter: QPainter, rect: QRectF, item: Violation, *, chosen: bool) -> None:
        theme = self.look.theme
        self._icons.paint(painter, "warning", QRectF(rect.left() + 20, rect.top() + 20, 20, 20), theme.color("badge"))
        lane = LANE_WORDS[item.lane].lower()
        painter.setFont(font(13))
        painter.setPen(theme.color("muted"))
        room = painter.fontMetrics().horizontalAdvance(lane)
        painter.drawText(rect.adjusted(0, 9, -20, -31), _RIGHT, lane)
        line = QRectF(rect.left() + 52, rect.top() + 9, rect.width() - 72, 20)
        painter.drawText(
            line.translated(0, 21),
            _LEFT,
            painter.fontMetrics().elidedText(row_line(item), Qt.TextElideMode.ElideRight, round(line.width())),
        )
        painter.setFont(font(14, QFont.Weight.DemiBold))
        painter.setPen(theme.color("text"))
        words = painter.fontMetrics().elidedText(
            BROKEN[item.guarantee], Qt.TextElideMode.ElideRight, round(line.width() - room - 8)
        )
        painter.drawText(line, _LEFT, words)


class ViolationList(PlainList[Violation]):
    """The violations of one history, told apart by their numbers."""

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        role = Qt.ItemDataRole
        super().__init__(
            look,
            "Broken promises",
            lambda one: one.number,
            {
                role.DisplayRole: _said,
                role.AccessibleTextRole: _said,
                role.ToolTipRole: lambda one: f"{TERMS[one.guarantee]}: {one.sentence}",
            },
            parent,
        )
        self.setItemDelegate(_Rows(look, icons, self))


def _said(violation: Violation) -> str:
    return f"{BROKEN[violation.guarantee]}, {LANE_WORDS[violation.lane].lower()}. {violation.sentence}"


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
