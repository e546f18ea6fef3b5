"""What the sync card lies on: it scrolls where the window is too low for all of it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ui.sync_card.card import SyncCard

WIDTH_PX = 272


class SyncShelf(QScrollArea):
    """Holds the card at its own height; moves as a whole between the panel and the layer over the window."""

    def __init__(self, card: SyncCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._card = card
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        column.setAlignment(card, Qt.AlignmentFlag.AlignTop)
        self.setWidget(holder)
        holder.setAutoFillBackground(False)  # which `setWidget` turns on: corners would show behind the card's

    def sizeHint(self) -> QSize:
        return QSize(WIDTH_PX, self._card.sizeHint().height())
