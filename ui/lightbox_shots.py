"""Decodes the pictures of the lightbox in the pool, and keeps the few that are looked at."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QImageReader

from app.errors import EnvironmentFault, TidelineError
from ui.app_bridge import AppBridge
from ui.ports import Pictures

MOST_PIXELS: Final = 24_000_000
"""A larger picture is decoded smaller, so that one picture does not take hundreds of megabytes."""
_KEPT: Final = 4


@dataclass(frozen=True)
class Shot:
    """A picture decoded for showing: fitted into `box` device pixels, or whole with `box` None."""

    sha256: str
    box: tuple[int, int] | None


class Shots:
    """Used on the GUI thread; `changed` is called when a picture came or could not come."""

    def __init__(self, pictures: Pictures, bridge: AppBridge, changed: Callable[[], None]) -> None:
        self._pictures = pictures
        self._bridge = bridge
        self._changed = changed
        self._ready: OrderedDict[Shot, QImage] = OrderedDict()
        self._asked: set[Shot] = set()
        self._problems: dict[str, str] = {}

    def get(self, shot: Shot) -> QImage | None:
        """The picture, None if it has not come."""
        return self._ready.get(shot)

    def problem(self, sha256: str) -> str:
        """Why a picture cannot be shown, '' if it can."""
        return self._problems.get(sha256, "")

    def ask(self, shots: Iterable[Shot], dpr: float) -> None:
        """Have these decoded, the first ones first; whole pictures that are not asked for any more are dropped."""
        wanted = list(shots)
        for kept in [kept for kept in self._ready if kept.box is None and kept not in wanted]:
            del self._ready[kept]
        for shot in wanted:
            if shot not in self._ready and shot not in self._asked:
                self._asked.add(shot)
                work = partial(decoded, self._pictures, shot, dpr)
                self._bridge.run(work, partial(self._came, shot), partial(self._missing, shot))

    def clear(self) -> None:
        """Forget all; what is under way is dropped when it comes."""
        self._ready.clear()
        self._asked.clear()
        self._problems.clear()

    def _came(self, shot: Shot, image: QImage) -> None:
        if shot not in self._asked:
            return
        self._asked.discard(shot)
        self._ready[shot] = image
        while len(self._ready) > _KEPT:
            self._ready.popitem(last=False)
        self._changed()

    def _missing(self, shot: Shot, error: Exception) -> None:
        self._asked.discard(shot)
        self._problems[shot.sha256] = (
            str(error) if isinstance(error, TidelineError) else "This picture cannot be shown."
        )
        self._changed()


def decoded(pictures: Pictures, shot: Shot, dpr: float) -> QImage:
    """Read a picture for showing; any thread. Raises `EnvironmentFault` if there is none."""
    reader = QImageReader(str(pictures.path(shot.sha256)))
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    if shot.box is not None:
        reader.setScaledSize(QSize(*shot.box))
    elif size.width() * size.height() > MOST_PIXELS:
        scale = (MOST_PIXELS / (size.width() * size.height())) ** 0.5
        reader.setScaledSize(QSize(round(size.width() * scale), round(size.height() * scale)))
    image = reader.read()
    if image.isNull():
        raise EnvironmentFault(f"This picture cannot be read ({reader.errorString()}); the post itself is safe.")
    image.convertTo(QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(dpr)
    return image
