"""Which event the fault is done to: a kind, as its dot, and which one of that kind."""

from typing import Final, get_args

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from app.consistency.trace import Kind
from app.lab.readings.faults import EVENTS
from ui.buttons import IconButton, focus_ring, shows_ring, tab_to_chosen
from ui.icons import Icons
from ui.lab.kinds import KIND_WORDS, paint_dot
from ui.theme import Look
from ui.words import Words

DOT_ROOM_PX = 40
STEP_PX = 34
FIRST: Final[Kind] = "like"


class EventChoice(QWidget):
    """`changed` when a person chooses another event."""

    changed = Signal()

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Event")
        self.which = 1
        self.dots: dict[Kind, KindDot] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        kinds = QHBoxLayout()
        kinds.setSpacing(4)
        for kind in get_args(Kind):
            dot = KindDot(look, icons, kind, self)
            dot.clicked.connect(lambda _checked: self._changed(1))
            kinds.addWidget(dot)
            self.dots[kind] = dot
        kinds.addStretch(1)
        column.addLayout(kinds)
        steps = QHBoxLayout()
        steps.setSpacing(4)
        self.fewer = IconButton(look, icons, "The one before", "caret-left-bold", size=STEP_PX, px=14, parent=self)
        self.more = IconButton(look, icons, "The next one", "caret-right-bold", size=STEP_PX, px=14, parent=self)
        self._told = Words(look, "", 14, parent=self)
        self._told.setWordWrap(False)
        self._told.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._told.setMinimumWidth(110)
        self.fewer.clicked.connect(lambda: self._changed(self.which - 1))
        self.more.clicked.connect(lambda: self._changed(self.which + 1))
        steps.addWidget(self.fewer)
        steps.addWidget(self._told)
        steps.addWidget(self.more)
        steps.addStretch(1)
        column.addLayout(steps)
        self.setFixedHeight(DOT_ROOM_PX + STEP_PX + 6)
        self.dots[FIRST].setChecked(True)
        self._show()

    @property
    def kind(self) -> Kind:
        """The kind that is chosen."""
        return next(kind for kind, dot in self.dots.items() if dot.isChecked())

    @property
    def words(self) -> str:
        """What is chosen: 'Like 3 of 14'."""
        return f"{KIND_WORDS[self.kind]} {self.which} of {EVENTS[self.kind]}"

    def choose(self, kind: Kind, which: int) -> None:
        """Mark an event as chosen; rings nothing."""
        self.dots[kind].setChecked(True)
        self.which = which
        self._show()

    def _changed(self, which: int) -> None:
        self.which = min(max(1, which), EVENTS[self.kind])
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        tab_to_chosen(self.dots.values())
        self._told.setText(self.words)
        self.fewer.setEnabled(self.which > 1)
        self.more.setEnabled(self.which < EVENTS[self.kind])


class KindDot(QRadioButton):
    """One kind, as its dot."""

    def __init__(self, look: Look, icons: Icons, kind: Kind, parent: QWidget) -> None:
        super().__init__("", parent)
        self._look = look
        self._icons = icons
        self._kind = kind
        self._ringed = False
        self.setToolTip(KIND_WORDS[kind])
        self.setAccessibleName(KIND_WORDS[kind])
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedSize(DOT_ROOM_PX, DOT_ROOM_PX)
        look.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(DOT_ROOM_PX, DOT_ROOM_PX)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ringed = shows_ring(event.reason(), self._ringed, self._look)
        super().focusInEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QPointF(self.width() / 2, self.height() / 2)
        paint_dot(painter, centre, self._kind, theme, self._icons, selected=self.isChecked())
        if self._ringed and self.hasFocus():
            focus_ring(painter, QRectF(self.rect()), 12, theme)
