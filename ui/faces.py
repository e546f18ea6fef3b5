"""People's pictures for delegates that paint rows: ready ones at once, others when they have been read."""

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QAbstractItemView

from ui.feed.images import ImageLoader, Want
from ui.painting import avatar


class Faces:
    """Faces of `px` pixels for the rows of one list, which is repainted when a picture comes."""

    def __init__(self, images: ImageLoader, px: int, view: QAbstractItemView) -> None:
        self._images = images
        self._px = px
        self._view = view
        self._asked: set[Want] = set()

    def pixmap(self, person_id: int, name: str, picture: str) -> QPixmap:
        """The picture with this sha-256, or the initials while there is none."""
        dpr = self._view.devicePixelRatioF()
        if picture:
            side = round(self._px * dpr)
            want = Want(picture, side, side, side // 2, dpr)
            ready = self._images.ready(want)
            if ready is not None:
                return ready
            if want not in self._asked:
                self._asked.add(want)
                self._images.load(want, lambda _pixmap: self._view.viewport().update(), lambda _error: None)
        return avatar(person_id, name, self._px, dpr)
