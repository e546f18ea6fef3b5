"""The list of traced commands, newest first: a model that only tells what changed, and how a row is painted."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.commands import CommandId
from app.consistency.spans import whole_ms
from app.consistency.trace import NOTHING_NEW, Trace
from ui.buttons import focus_ring
from ui.icons import Icons
from ui.lab.kinds import paint_dot
from ui.lab.trace.wording import milliseconds
from ui.theme import Look, font

ROW_PX = 56
TRACE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_Index = QModelIndex | QPersistentModelIndex


class TraceModel(QAbstractListModel):
    """Holds traces, newest first. `show_traces` inserts, changes and removes rows, so that a selection stays."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._traces: list[Trace] = []

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._traces)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        trace = self._traces[index.row()]
        if role == TRACE_ROLE:
            return trace
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return ", ".join((trace.words, place_of(trace), took_of(trace)))
        return None

    def row_of(self, command_id: CommandId) -> int:
        """The row of a command, -1 if it is not listed."""
        return next((row for row, trace in enumerate(self._traces) if trace.command_id == command_id), -1)

    def show_traces(self, traces: Sequence[Trace]) -> None:
        """List these."""
        if not self._continues(traces):
            self.beginResetModel()
            self._traces = list(traces)
            self.endResetModel()
            return
        if len(self._traces) > len(traces) - self._added:
            first = len(traces) - self._added
            self.beginRemoveRows(QModelIndex(), first, len(self._traces) - 1)
            del self._traces[first:]
            self.endRemoveRows()
        if self._added:
            self.beginInsertRows(QModelIndex(), 0, self._added - 1)
            self._traces[:0] = traces[: self._added]
            self.endInsertRows()
        changed = [row for row, trace in enumerate(traces) if trace is not self._traces[row]]
        if changed:
            self._traces = list(traces)
            self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))

    def _continues(self, traces: Sequence[Trace]) -> bool:
        """Whether these are the ones listed, with others before them and the oldest left out perhaps."""
        self._added = 0
        if not self._traces:
            return False
        head = self._traces[0].command_id
        self._added = next((at for at, trace in enumerate(traces) if trace.command_id == head), -1)
        if self._added < 0:
            return False
        both = zip(traces[self._added :], self._traces, strict=False)
        fewer = len(traces) - self._added <= len(self._traces)
        return fewer and all(new.command_id == old.command_id for new, old in both)


class TraceRows(QStyledItemDelegate):
    """Paints a row: the dot of its kind, its words, its position, and how long it took."""

    def __init__(self, look: Look, icons: Icons, parent: QListView) -> None:
        super().__init__(parent)
        self._list = parent
        self._look = look
        self._icons = icons

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(200, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        trace: Trace = index.data(TRACE_ROLE)
        theme = self._look.theme
        state: QStyle.StateFlag = option.state
        rect = QRectF(option.rect)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_button", 0.55))
            painter.drawRoundedRect(rect.adjusted(8, 1, -8, -1), 10, 10)
            if self._list.hasFocus():
                focus_ring(painter, rect.adjusted(8, 1, -8, -1), 10, theme)
        else:
            painter.setPen(QPen(theme.color("border"), 1))
            painter.drawLine(QPointF(rect.left() + 56, rect.bottom()), QPointF(rect.right() - 16, rect.bottom()))
        centre = QPointF(rect.left() + 34, rect.center().y())
        committed = trace.position > 0
        paint_dot(painter, centre, trace.kind, theme, self._icons, committed=committed, selected=chosen)
        took = took_of(trace)
        painter.setFont(font(14, QFont.Weight.DemiBold if chosen else QFont.Weight.Normal))
        painter.setPen(theme.color("text" if chosen else "like" if trace.rejected else "muted"))
        room = painter.fontMetrics().horizontalAdvance(took)
        painter.drawText(rect.adjusted(0, 0, -16, 0), _RIGHT, took)
        words = QRectF(rect.left() + 56, rect.top() + 8, rect.width() - 56 - room - 24, 20)
        for told, px, weight, token in (
            (trace.words, 14, QFont.Weight.DemiBold, "text"),
            (place_of(trace), 13, QFont.Weight.Normal, "muted"),
        ):
            painter.setFont(font(px, weight))
            painter.setPen(theme.color(token))
            elided = painter.fontMetrics().elidedText(told, Qt.TextElideMode.ElideRight, round(words.width()))
            painter.drawText(words, _LEFT, elided)
            words.translate(0, 20)
        painter.restore()


class TraceList(QListView):
    """The list itself, with keys and selection of its own."""

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.traces = TraceModel(self)
        self.setModel(self.traces)
        self.setItemDelegate(TraceRows(look, icons, self))
        self.setUniformItemSizes(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName("Traced commands")

    @property
    def chosen(self) -> Trace | None:
        """The command that is chosen."""
        index = self.currentIndex()
        return index.data(TRACE_ROLE) if index.isValid() else None

    def choose(self, command_id: CommandId) -> bool:
        """Choose a command; False if it is not listed."""
        row = self.traces.row_of(command_id)
        if row >= 0:
            self.setCurrentIndex(self.traces.index(row))
        return row >= 0


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
