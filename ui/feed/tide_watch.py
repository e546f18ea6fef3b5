"""Watches how far the read side is behind, for the tide line: asks when something rings, and by the clock."""

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from app.consistency.visible import FeedTide
from ui.app_bridge import AppBridge
from ui.feed.tide import NOTICED_MS
from ui.ports import Program
from ui.resting import Rests

_AGE_MS = 100
"""How often the age on the buoy is told anew."""


class TideWatch(Rests, QObject):
    """`tide` is the newest reading; `noticed` once something has waited long enough to be shown.

    `changed` rings when the water may look different, `aged` when only the age of what waits does.
    """

    changed = Signal()
    aged = Signal()

    def __init__(self, program: Program, bridge: AppBridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._program = program
        self.tide = FeedTide(0, 0)
        self.noticed = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._rang)
        for signal in (bridge.operations, bridge.projected, bridge.committed, bridge.read_side):
            signal.connect(self._rang)

    def _rang(self) -> None:
        if not self.misses():
            self.refresh()

    def catch_up(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Ask the session now."""
        before, noticed_before = self.tide, self.noticed
        self.tide = tide = self._program.session.tide()
        pending = [one for one in tide.operations if one.stage in ("saving", "committed")]
        now = self._program.clock.monotonic_ms()
        age = max([tide.oldest_ms if tide.waiting else 0.0, *(now - one.started_ms for one in pending)])
        under_way = bool(tide.waiting or pending)
        self.noticed = under_way and age >= NOTICED_MS
        if under_way:
            self._timer.start(_AGE_MS if self.noticed else max(1, round(NOTICED_MS - age)))
        else:
            self._timer.stop()
        if self.noticed != noticed_before or replace(tide, oldest_ms=0.0) != replace(before, oldest_ms=0.0):
            self.changed.emit()
        elif tide.oldest_ms != before.oldest_ms:
            self.aged.emit()
