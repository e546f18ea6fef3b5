"""The panel at the right: the search field and, below it, the sync card on its shelf."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.icons import Icons
from ui.search_field import SearchField
from ui.sync_card.card import SyncCard
from ui.sync_card.shelf import SyncShelf
from ui.theme import Look

_LEFT_PX = 10
_RIGHT_PX = 18


class SidePanel(QWidget):
    """Holds the search field always, and the sync card while it is not shown elsewhere."""

    def __init__(self, look: Look, icons: Icons, sync_card: SyncCard, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = SearchField(look, icons, self)
        self.shelf = SyncShelf(sync_card, self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(_LEFT_PX, 16, _RIGHT_PX, 0)
        self._column.setSpacing(16)
        self._column.addWidget(self.search)
        self._dock: QWidget | None = None
        self.take_back()

    @property
    def dock(self) -> QWidget | None:
        """What stands between the search field and the sync card."""
        return self._dock

    def set_dock(self, dock: QWidget | None) -> None:
        """Put something between the search field and the sync card, or take it away."""
        if self._dock is not None:
            self._column.removeWidget(self._dock)
            self._dock.hide()
            self._dock.deleteLater()
        self._dock = dock
        if dock is not None:
            self._column.insertWidget(1, dock)
            dock.show()

    def take_back(self) -> None:
        """Hold the sync card again, after it was shown elsewhere."""
        self._column.addWidget(self.shelf, 1)
        self.shelf.show()
