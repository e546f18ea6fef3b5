"""The nine faults as a list of radio buttons, in plain words; the exact term is the tooltip."""

from typing import Final

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QRadioButton, QVBoxLayout, QWidget

from app.lab.readings.faults import FAULTS, Fault, FaultName, Station
from ui.buttons import focus_ring, shows_ring, tab_to_chosen
from ui.icons import Icons
from ui.theme import Look, font

ROW_PX = 36
ROOMY_ROW_PX = 44
WIDE_ROW_PX = 52
STATION_ICONS: Final[dict[Station, str]] = {
    "writes": "database",
    "doorbell": "bell",
    "log": "tray",
    "projector": "stack",
    "documents": "book-open",
    "view": "eye",
}
READ_STATIONS: Final[tuple[Station, ...]] = ("projector", "documents", "view")


class FaultList(QWidget):
    """`chosen(name)` when a person chooses another."""

    chosen = Signal(str)

    def __init__(self, look: Look, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Faults")
        self.rows: dict[FaultName, FaultRow] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for fault in FAULTS:
            row = FaultRow(look, icons, fault, self)
            row.clicked.connect(lambda _checked, name=fault.name: self.chosen.emit(name))
            column.addWidget(row)
            self.rows[fault.name] = row
        self.choose(FAULTS[0].name)

    @property
    def name(self) -> FaultName:
        """The one that is chosen."""
        return next(name for name, row in self.rows.items() if row.isChecked())

    def set_row_height(self, height: int) -> None:
        """How high each row is, in pixels."""
        for row in self.rows.values():
            row.setFixedHeight(height)

    def choose(self, name: FaultName) -> None:
        """Mark a fault as chosen; rings nothing."""
        self.rows[name].setChecked(True)
        tab_to_chosen(self.rows.values())


class FaultRow(QRadioButton):
    """One fault: the station it strikes as an icon in its side's colour, and its words."""

    def __init__(self, look: Look, icons: Icons, fault: Fault, parent: QWidget) -> None:
        super().__init__(fault.words, parent)
        self._look = look
        self._icons = icons
        self._fault = fault
        self._ringed = False
        self.setToolTip(fault.term)
        self.setAccessibleDescription(fault.term)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        look.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(180, ROW_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, ROW_PX)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ringed = shows_ring(event.reason(), self._ringed, self._look)
        super().focusInEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0, 1, 0, -1)
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent_button", 0.55) if self.isChecked() else theme.color("hover"))
            painter.drawRoundedRect(rect, 10, 10)
        side = "read_side" if self._fault.strikes in READ_STATIONS else "accent"
        icon = QRectF(rect.left() + 12, rect.center().y() - 8, 16, 16)
        self._icons.paint(painter, STATION_ICONS[self._fault.strikes], icon, theme.color(side))
        painter.setFont(font(14, QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Normal))
        painter.setPen(theme.color("text"))
        line = rect.adjusted(40, 0, -8, 0)
        words = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, round(line.width()))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        if self._ringed and self.hasFocus():
            focus_ring(painter, QRectF(self.rect()), 10, theme)
