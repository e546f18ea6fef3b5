"""The pictures of one card while it shows one row: asked for, awaited, faded in, dropped when the row leaves."""

from collections.abc import Callable

from PySide6.QtCore import QVariantAnimation
from PySide6.QtGui import QImage, QPixmap

from app.read_model.documents import PostCard
from ui.app_bridge import Task
from ui.feed.card_layout import CardLayout
from ui.feed.images import ImageLoader, Want, sentence_of
from ui.feed.media_grid import RADIUS
from ui.theme import Look

FADE_MS = 160
_FACE = -1


class CardPictures:
    """Pictures by their index, and the author's `face` (None: initials).

    `changed` is called when one has come whole, `fading` while those in `arriving` fade in.
    Replies carry the generation in which they were asked for; those of a row that has left are dropped.
    """

    def __init__(
        self, images: ImageLoader, look: Look, changed: Callable[[], None], fading: Callable[[], None]
    ) -> None:
        self._images = images
        self._look = look
        self._changed = changed
        self._generation = 0
        self._wanted: dict[int, Want] = {}
        self._ready: dict[int, QPixmap] = {}
        self._tasks: list[Task[QImage]] = []
        self.arriving: set[int] = set()
        self._fade = QVariantAnimation(duration=FADE_MS, startValue=0.0, endValue=1.0)
        self._fade.valueChanged.connect(lambda _value: fading())
        self._fade.finished.connect(self._arrived_whole)
        self.missing: dict[int, str] = {}

    @property
    def face(self) -> QPixmap | None:
        """The author's picture, None if there is none or it has not come yet."""
        return self._ready.get(_FACE)

    def at(self, index: int) -> tuple[QPixmap | None, float]:
        """A picture of the post and how far it has faded in."""
        faded = self._fade.currentValue() if index in self.arriving else 1.0
        return self._ready.get(index), float(faded)

    def show(self, card: PostCard, plan: CardLayout, dpr: float) -> None:
        """Ask for what this card shows at this layout; what is ready stays."""
        wanted = {
            index: Want(item.sha256, round(rect.width() * dpr), round(rect.height() * dpr), round(RADIUS * dpr), dpr)
            for index, (item, rect) in enumerate(zip(card.media, plan.media, strict=False))
        }
        if card.avatar:
            side = round(plan.avatar.width() * dpr)
            wanted[_FACE] = Want(card.avatar, side, side, side // 2, dpr)
        if wanted == self._wanted:
            return
        self.clear()
        self._wanted = wanted
        for index, want in wanted.items():
            self._ask(index, want)

    def clear(self) -> None:
        """Show nothing and drop what is under way."""
        self._generation += 1
        for task in self._tasks:
            task.cancel()
        self._tasks.clear()
        self._wanted, self._ready = {}, {}
        self.missing = {}
        self._fade.stop()
        self.arriving.clear()

    def _ask(self, index: int, want: Want) -> None:
        pixmap = self._images.ready(want)
        if pixmap is not None:
            self._ready[index] = pixmap
            return
        generation = self._generation

        def arrived(loaded: QPixmap) -> None:
            if generation == self._generation:
                self._arrived(index, loaded)

        def failed(error: Exception) -> None:
            if generation == self._generation:
                self.missing[index] = sentence_of(error)
                self._changed()

        self._tasks.append(self._images.load(want, arrived, failed))

    def _arrived(self, index: int, pixmap: QPixmap) -> None:
        self._ready[index] = pixmap
        if self._look.reduced_motion or index == _FACE:
            self._changed()
        elif not self.arriving:
            self.arriving.add(index)
            self._fade.start()
        else:
            self.arriving.add(index)

    def _arrived_whole(self) -> None:
        self.arriving.clear()
        self._changed()
