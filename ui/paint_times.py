"""When the window has been told of a change, and when it has painted it: the last marks of each command's trace.

A top-level window paints all its widgets while it handles one UpdateRequest, so the end of that is the paint's end.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.clock import Clock
from app.consistency.trace import TraceLog
from app.signals import Projected
from ui.app_bridge import AppBridge


class PaintTimes(QObject):
    """Marks `trace`. `reading` tells whether what is shown is being read anew: its paint is then still to come.

    Made after the views, so that they have folded anew, or asked for what changed, when the bridge's signals come here.
    """

    def __init__(
        self, trace: TraceLog, clock: Clock, bridge: AppBridge, reading: Callable[[], bool], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._trace = trace
        self._clock = clock
        self._reading = reading
        self._folded_ms: float | None = None
        self._to_paint = False
        bridge.operations.connect(self._operations)
        bridge.projected.connect(self._projected)

    def window_painted(self) -> None:
        """The window has painted what it shows."""
        if not self._trace.on:
            return
        now = self._clock.monotonic_ms()
        if self._folded_ms is not None:
            self._trace.overlay_painted(self._folded_ms, now)
            self._folded_ms = None
        if self._to_paint and not self._reading():
            self._to_paint = False
            self._trace.painted(now)

    def _operations(self) -> None:
        if self._trace.on:
            self._folded_ms = self._clock.monotonic_ms()

    def _projected(self, what: Projected) -> None:
        if not self._trace.on:
            return
        self._to_paint = True
        self._trace.delivered(what.position, self._clock.monotonic_ms())
