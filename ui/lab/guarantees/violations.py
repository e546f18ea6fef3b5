"""The violations as they happen, newest first: a model that inserts what is new, and how a row is painted."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.consistency.verdicts import TERMS, Violation
from ui.buttons import focus_ring
from ui.icons import Icons
from ui.lab.guarantees.wording import BROKEN, LANE_WORDS, row_line
from ui.theme import Look, font

ROW_PX = 60
VIOLATION_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_Index = QModelIndex | QPersistentModelIndex


class ViolationModel(QAbstractListModel):
    """Holds violations, newest first. `show_violations` inserts, changes and removes, so that a selection stays."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._violations: list[Violation] = []

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._violations)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        violation = self._violations[index.row()]
        if role == VIOLATION_ROLE:
            return violation
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{BROKEN[violation.guarantee]}, {LANE_WORDS[violation.lane].lower()}. {violation.sentence}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{TERMS[violation.guarantee]}: {violation.sentence}"
        return None

    def show_violations(self, violations: Sequence[Violation], *, anew: bool = False) -> None:
        """List these (given oldest first); `anew` if they are another history's."""
        wanted = list(reversed(violations))
        known = self._violations[0].number if self._violations else 0
        added = sum(violation.number > known for violation in wanted)
        if anew or len(wanted) < len(self._violations) or added == len(wanted):
            if wanted != self._violations:
                self.beginResetModel()
                self._violations = wanted
                self.endResetModel()
            return
        kept = len(wanted) - added
        if kept < len(self._violations):
            self.beginRemoveRows(QModelIndex(), kept, len(self._violations) - 1)
            del self._violations[kept:]
            self.endRemoveRows()
        if added:
            self.beginInsertRows(QModelIndex(), 0, added - 1)
            self._violations[:0] = wanted[:added]
            self.endInsertRows()
        changed = [row for row, one in enumerate(wanted) if one is not self._violations[row]]
        if changed:
            self._violations = wanted
            self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))


class _Rows(QStyledItemDelegate):
    """Paints a row: what was broken, where, and what was missing."""

    def __init__(self, look: Look, icons: Icons, parent: QListView) -> None:
        super().__init__(parent)
        self._list = parent
        self._look = look
        self._icons = icons

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(200, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        violation: Violation = index.data(VIOLATION_ROLE)
        theme = self._look.theme
        state: QStyle.StateFlag = option.state
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_button", 0.55))
            painter.drawRoundedRect(rect.adjusted(8, 1, -8, -1), 10, 10)
            if self._list.hasFocus():
                focus_ring(painter, rect.adjusted(8, 1, -8, -1), 10, theme)
        else:
            painter.setPen(QPen(theme.color("border"), 1))
            painter.drawLine(QPointF(rect.left() + 52, rect.bottom()), QPointF(rect.right() - 20, rect.bottom()))
        self._icons.paint(painter, "warning", QRectF(rect.left() + 20, rect.top() + 20, 20, 20), theme.color("badge"))
        lane = LANE_WORDS[violation.lane].lower()
        painter.setFont(font(13))
        painter.setPen(theme.color("muted"))
        room = painter.fontMetrics().horizontalAdvance(lane)
        painter.drawText(rect.adjusted(0, 9, -20, -31), _RIGHT, lane)
        line = QRectF(rect.left() + 52, rect.top() + 9, rect.width() - 72, 20)
        painter.drawText(
            line.translated(0, 21),
            _LEFT,
            painter.fontMetrics().elidedText(row_line(violation), Qt.TextElideMode.ElideRight, round(line.width())),
        )
        painter.setFont(font(14, QFont.Weight.DemiBold))
        painter.setPen(theme.color("text"))
        words = painter.fontMetrics().elidedText(
            BROKEN[violation.guarantee], Qt.TextElideMode.ElideRight, round(line.width() - room - 8)
        )
        painter.drawText(line, _LEFT, words)
        painter.restore()


class ViolationList(QListView):
    """The list itself, with keys and selection of its own."""

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.violations = ViolationModel(self)
        self.setModel(self.violations)
        self.setItemDelegate(_Rows(look, icons, self))
        self.setUniformItemSizes(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName("Broken promises")

    @property
    def chosen(self) -> Violation | None:
        """The violation that is chosen."""
        index = self.currentIndex()
        return index.data(VIOLATION_ROLE) if index.isValid() else None


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
