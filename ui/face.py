"""A person's picture as a widget of its own: round, or their initials while there is none."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from ui.app_bridge import Task
from ui.feed.images import ImageLoader, Want
from ui.painting import avatar


class Face(QWidget):
    """`show_person` says whose; `px` is its size. It is an ornament: the name stands beside it."""

    def __init__(self, images: ImageLoader, px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images = images
        self._px = px
        self._person = (0, "", "")
        self._pixmap: QPixmap | None = None
        self._loading: Task[object] | None = None
        self.setFixedSize(px, px)

    def show_person(self, person_id: int, name: str, picture: str) -> None:
        """Show this person; `picture` is the sha-256 of theirs, '' if they have none."""
        if (person_id, name, picture) == self._person:
            return
        self._person = (person_id, name, picture)
        self._pixmap = None
        if self._loading is not None:
            self._loading.cancel()
            self._loading = None
        if picture:
            dpr = self.devicePixelRatioF()
            side = round(self._px * dpr)
            want = Want(picture, side, side, side // 2, dpr)
            self._pixmap = self._images.ready(want)
            if self._pixmap is None:
                self._loading = self._images.load(want, self._arrived, self._missing)  # type: ignore[assignment]
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._px, self._px)

    def paintEvent(self, _event: QPaintEvent) -> None:
        person_id, name, _picture = self._person
        pixmap = self._pixmap or avatar(person_id, name, self._px, self.devicePixelRatioF())
        QPainter(self).drawPixmap(0, 0, pixmap)

    def _arrived(self, pixmap: QPixmap) -> None:
        self._pixmap = pixmap
        self.update()

    def _missing(self, _error: Exception) -> None:
        """The initials stand in."""
        self.update()
