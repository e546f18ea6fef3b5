"""Pictures for painting: decoded at the size they are shown at in the window's pool, kept while there is room."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QImageReader, QPixmap

from app.errors import EnvironmentFault, TidelineError
from app.media import THUMBNAIL_WIDTHS
from ui.app_bridge import AppBridge, Task
from ui.painting import covering, rounded
from ui.ports import Pictures

BUDGET_BYTES = 40 * 1024 * 1024


@dataclass(frozen=True)
class Want:
    """A picture as it is to be shown: sizes and radius in device pixels, cropped to cover them."""

    sha256: str
    width: int
    height: int
    radius: int
    dpr: float


class ImageLoader:
    """Hands out ready pixmaps, and loads what is missing. Used on the GUI thread; only `QImage`s cross threads."""

    def __init__(self, pictures: Pictures, bridge: AppBridge, budget: int = BUDGET_BYTES) -> None:
        self._pictures = pictures
        self._bridge = bridge
        self._budget = budget
        self._used = 0
        self._ready: OrderedDict[Want, QPixmap] = OrderedDict()
        # Qt loads its image plugins with the first reader. On a pool thread, which holds the interpreter meanwhile,
        # that was seen to stand still against the GUI thread; here it takes some 20 ms once.
        QImageReader.supportedImageFormats()

    def ready(self, want: Want) -> QPixmap | None:
        """The picture if it is kept, else None."""
        found = self._ready.get(want)
        if found is not None:
            self._ready.move_to_end(want)
        return found

    def load(self, want: Want, then: Callable[[QPixmap], None], failed: Callable[[Exception], None]) -> "Task[QImage]":
        """Decode in the pool, then hand over the pixmap; cancel the task when its place shows something else."""

        def arrived(image: QImage) -> None:
            then(self._keep(want, image))

        return self._bridge.run(lambda: decoded(self._pictures, want), arrived, failed)

    @property
    def used_bytes(self) -> int:
        """How much the kept pictures take."""
        return self._used

    def _keep(self, want: Want, image: QImage) -> QPixmap:
        image.setDevicePixelRatio(want.dpr)
        pixmap = QPixmap.fromImage(image)
        if want not in self._ready:
            self._used += want.width * want.height * 4
        self._ready[want] = pixmap
        while self._used > self._budget and len(self._ready) > 1:
            gone, _pixmap = self._ready.popitem(last=False)
            self._used -= gone.width * gone.height * 4
        return pixmap


def decoded(pictures: Pictures, want: Want) -> QImage:
    """Read the smallest file that is large enough; any thread. Raises `TidelineError` if there is no such picture."""
    reader = QImageReader()
    for width in (*THUMBNAIL_WIDTHS, 0):
        path = pictures.thumbnail(want.sha256, width) if width else pictures.path(want.sha256)
        reader.setFileName(str(path))
        reader.setDecideFormatFromContent(True)
        size = reader.size()
        if size.isValid() and ((size.width() >= want.width and size.height() >= want.height) or width == 0):
            break
    size = reader.size()
    reader.setScaledSize(QSize(*covering(size.width(), size.height(), want.width, want.height)))
    image = reader.read()
    if image.isNull():
        raise EnvironmentFault(f"A picture cannot be read ({reader.errorString()}); the post itself is safe.")
    return rounded(image, want.width, want.height, want.radius)


def sentence_of(error: Exception) -> str:
    """What to tell about a picture that did not come."""
    return str(error) if isinstance(error, TidelineError) else "The picture cannot be shown."
