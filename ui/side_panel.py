"""The panel at the right: the search field and, below it, the sync card."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ui.icons import Icons
from ui.search_field import SearchField
from ui.sync_card.card import SyncCard
from ui.theme import Look

_LEFT_PX = 10
_RIGHT_PX = 18


class SidePanel(QWidget):
    """Holds the search field always and the sync card while it is not shown elsewhere."""

    def __init__(self, look: Look, icons: Icons, sync_card: SyncCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = SearchField(look, icons, self)
        self._sync_card = sync_card
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.viewport().setAutoFillBackground(False)
        self._holder = QWidget()
        self._holder.setAutoFillBackground(False)
        self._place = QVBoxLayout(self._holder)
        self._place.setContentsMargins(0, 0, _RIGHT_PX, 16)
        self._scroll.setWidget(self._holder)
        column = QVBoxLayout(self)
        column.setContentsMargins(_LEFT_PX, 16, 0, 0)
        column.setSpacing(16)
        field = QVBoxLayout()
        field.setContentsMargins(0, 0, _RIGHT_PX, 0)
        field.addWidget(self.search)
        column.addLayout(field)
        column.addWidget(self._scroll, 1)
        self.take_back()

    def take_back(self) -> None:
        """Hold the sync card again, after it was shown elsewhere."""
        self._place.addWidget(self._sync_card)
        self._place.setAlignment(self._sync_card, Qt.AlignmentFlag.AlignTop)
        self._sync_card.show()
