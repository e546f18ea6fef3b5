"""A choice of a few words side by side, of which one applies: real radio buttons in a rounded trough."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from ui.buttons import focus_ring, keeps_ring, shows_ring, tab_to_chosen
from ui.theme import Look, font


class Segmented(QWidget):
    """A row of (value, words); `chosen(value)` when a person chooses another. `show_value` rings nothing.

    `on_ground` for one that stands on the window's own background instead of on a card.
    """

    chosen = Signal(str)

    def __init__(
        self,
        look: Look,
        name: str,
        options: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
        *,
        on_ground: bool = False,
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._on_ground = on_ground
        self.setAccessibleName(name)
        self._segments: dict[str, Segment] = {}
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 2, 3, 2)
        row.setSpacing(0)
        for value, words in options:
            segment = Segment(look, words, name, self)
            segment.clicked.connect(self._clicked)
            self._segments[value] = segment
            row.addWidget(segment, 1)
        tab_to_chosen(self._segments.values())
        look.changed.connect(self.update)

    @property
    def value(self) -> str:
        """The value that applies, '' if none does."""
        return next((value for value, segment in self._segments.items() if segment.isChecked()), "")

    def show_value(self, value: str) -> None:
        """Mark `value` as the one that applies."""
        if value in self._segments:
            self._segments[value].setChecked(True)
            tab_to_chosen(self._segments.values())

    def segment(self, value: str) -> "Segment":
        """The radio button of `value`."""
        return self._segments[value]

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        theme = self._look.theme
        painter.setBrush(theme.color(("card" if theme.dark else "chosen") if self._on_ground else "background"))
        radius = self.height() / 2
        painter.drawRoundedRect(self.rect(), radius, radius)

    def _clicked(self) -> None:
        self.chosen.emit(self.value)


class Segment(QRadioButton):
    """One of the choices; arrow keys move between siblings, as in every group of radio buttons."""

    def __init__(self, look: Look, words: str, group: str, parent: QWidget) -> None:
        super().__init__(words, parent)
        self._look = look
        self._ringed = False
        self.setAccessibleName(f"{group}: {words}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.toggled.connect(self.update)
        look.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        width = QFontMetricsF(font(12.5, QFont.Weight.DemiBold)).horizontalAdvance(self.text())
        return QSize(round(width) + 16, 26)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ringed = shows_ring(event.reason(), self._ringed, self._look)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ringed = keeps_ring(event.reason(), self._ringed)
        super().focusOutEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        self.update()
        super().changeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._look.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        radius = rect.height() / 2
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen if theme.dark else QPen(theme.color("border"), 1))
            painter.setBrush(theme.color("border" if theme.dark else "card"))
            painter.drawRoundedRect(rect, radius, radius)
        chosen = self.isChecked() and self.isEnabled()
        painter.setFont(font(12.5, QFont.Weight.DemiBold if chosen else QFont.Weight.Medium))
        over = self.underMouse() and self.isEnabled()
        painter.setPen(theme.color("text" if chosen or over else "muted"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self.text())
        if self._ringed and self.hasFocus():
            focus_ring(painter, QRectF(self.rect()), self.height() / 2, theme)
