"""Movement in the feed: rows that glide to their new place, and scrolling that is smooth. Reduced motion: at once."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation

from ui.feed.placed import Placed, Shown
from ui.feed.tide import Shape
from ui.theme import GLIDE_MS, SCROLL_MS, SINK_MS, Look

FARTHEST_PX = 600
"""What would glide farther than this is put in its place at once."""


class Glide(QObject):
    """Rows slide from where they were to where they belong, and the water with them; `moved` is called on the way."""

    def __init__(self, look: Look, moved: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._look = look
        self._offsets: dict[int, float] = {}
        self._growths: dict[int, float] = {}
        self._surfacing: set[int] = set()
        self._targets: dict[int, tuple[float, bool, bool]] = {}
        self._from: Shape | None = None
        self._to: Shape | None = None
        self._left = 0.0
        self._animation = QVariantAnimation(self, duration=GLIDE_MS, startValue=1.0, endValue=0.0)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._ticked)
        self._animation.finished.connect(self._finished)
        self._moved = moved

    @property
    def running(self) -> bool:
        """Whether anything is on its way."""
        return self._left > 0

    def offset(self, key: int) -> float:
        """How far a row still is from its place, in pixels."""
        return self._offsets.get(key, 0.0) * self._left

    def ashore(self, key: int) -> float:
        """How far a row that came out of the water has got its shadow: 0 to 1."""
        return 1.0 - self._left if key in self._surfacing else 1.0

    def shape(self) -> Shape | None:
        """The water as it is now, None before it was first told."""
        if self._from is None or self._to is None:
            return self._to
        return self._from.toward(self._to, 1.0 - self._left)

    def growth(self, key: int) -> float:
        """How much higher than its place a sinking row still is, in pixels."""
        return self._growths.get(key, 0.0) * self._left

    def go(self, before: Mapping[int, Shown], placed: Mapping[int, Placed], shape: Shape) -> None:
        """Begin: rows come from where they were shown `before` to where they are `placed`, the water to `shape`."""
        offsets: dict[int, float] = {}
        growths: dict[int, float] = {}
        surfacing: set[int] = set()
        for key, one in placed.items():
            was = before.get(key)
            if was is None:
                continue
            if 0.5 < abs(was.y - one.y) <= FARTHEST_PX:
                offsets[key] = was.y - one.y
            if one.plan is None and was.height - one.height > 1:
                growths[key] = was.height - one.height
            if was.in_water and not one.item.in_water and one.plan is not None:
                surfacing.add(key)
        targets = {key: (one.y, one.plan is None, one.item.in_water) for key, one in placed.items()}
        same, self._targets = targets == self._targets, targets
        if shape == self._to and (same or not (offsets or growths or surfacing)):
            return  # what is under way goes on; starting it again would make it longer
        self._from = self.shape()
        self._to = shape
        self._offsets, self._growths, self._surfacing = offsets, growths, surfacing
        if self._look.reduced_motion or self._from is None:
            self.stop()
            return
        self._animation.stop()
        self._animation.setDuration(SINK_MS if growths else GLIDE_MS)
        self._left = 1.0
        self._animation.start()

    def place(self, shape: Shape) -> None:
        """The water is at once like this."""
        if shape != self._to:
            self._to = shape
            if not self.running:
                self._from = shape

    def stop(self) -> None:
        """Everything is in its place."""
        self._animation.stop()
        self._finished()

    def _ticked(self, value: float) -> None:
        self._left = value
        self._moved()

    def _finished(self) -> None:
        self._left = 0.0
        self._offsets, self._growths, self._surfacing = {}, {}, set()
        self._from = self._to


class SmoothScroll(QObject):
    """Turns a distance into small steps over 120 ms; distances add up while one is under way."""

    def __init__(self, look: Look, step: Callable[[float], None], parent: QObject) -> None:
        super().__init__(parent)
        self._look = look
        self._step = step
        self._distance = 0.0
        self._done = 0.0
        self._animation = QVariantAnimation(self, duration=SCROLL_MS, startValue=0.0, endValue=1.0)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._ticked)

    @property
    def remaining(self) -> float:
        """How far it still goes, in pixels."""
        return self._distance - self._done

    def by(self, pixels: float) -> None:
        """Scroll `pixels` further down, up if negative."""
        if self._look.reduced_motion:
            self._step(pixels)
            return
        self._distance = self.remaining + pixels
        self._done = 0.0
        self._animation.stop()
        self._animation.start()

    def stop(self) -> None:
        """Stay here."""
        self._animation.stop()
        self._distance = self._done = 0.0

    def _ticked(self, value: float) -> None:
        part = self._distance * value - self._done
        self._done += part
        if part:
            self._step(part)
