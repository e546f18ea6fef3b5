"""Keeps what is typed on disk: at most a quarter of a second behind the keys, off the GUI thread, in order."""

import threading
from collections import OrderedDict
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.drafts import Draft
from app.errors import EnvironmentFault
from ui.app_bridge import AppBridge
from ui.ports import Drafts

KEEP_WITHIN_MS: Final = 250
"""How long after a key its draft is on its way to the disk, also while typing goes on."""


class DraftKeeper(QObject):
    """`kept` when everything asked for is on disk; `failed(sentence)` when the disk refuses, and it is tried again."""

    kept = Signal()
    failed = Signal(str)

    def __init__(self, drafts: Drafts, bridge: AppBridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drafts = drafts
        self._bridge = bridge
        self._lock = threading.Lock()
        self._order = threading.Lock()
        self._wanted: OrderedDict[str, Draft | None] = OrderedDict()
        self._in_hand: tuple[str, Draft | None] | None = None
        self._writing = False
        self._soon = QTimer(self, singleShot=True, interval=KEEP_WITHIN_MS)
        self._soon.timeout.connect(self._write_soon)

    @property
    def idle(self) -> bool:
        """Whether everything asked for is on disk."""
        with self._lock:
            return not self._wanted and not self._writing

    def load(self, target: str) -> Draft | None:
        """The draft for `target` as it was asked for last, whether or not it is on disk yet."""
        with self._lock:
            if target in self._wanted:
                return self._wanted[target]
            if self._in_hand is not None and self._in_hand[0] == target:
                return self._in_hand[1]
        return self._drafts.load(target)

    def keep(self, draft: Draft) -> None:
        """Have this draft on disk soon, in place of the one before; one with nothing in it is forgotten."""
        empty = not draft.text.strip() and not draft.media
        self._want(draft.target, None if empty else draft)

    def forget(self, target: str) -> None:
        """Have no draft for this target."""
        self._want(target, None)

    def move(self, draft: Draft, old_target: str) -> None:
        """Keep `draft` under its own target instead of the old one; a kill in between leaves both, never none."""
        self._want(draft.target, draft)
        if old_target != draft.target:
            self._want(old_target, None)
        self._soon.stop()
        self._write_soon()

    def flush(self) -> None:
        """Write what is not on disk yet, on this thread: for the very end. Raises `DataFolderUnusable`."""
        self._soon.stop()
        self._write_all()

    def _want(self, target: str, draft: Draft | None) -> None:
        with self._lock:
            self._wanted.pop(target, None)
            self._wanted[target] = draft
        if not self._soon.isActive():
            self._soon.start()

    def _write_soon(self) -> None:
        if self._writing:
            return
        self._writing = True
        self._bridge.run(self._write_all, lambda _none: self._written(), self._not_written)

    def _write_all(self) -> None:
        with self._order:
            while (taken := self._take()) is not None:
                target, draft = taken
                try:
                    if draft is None:
                        self._drafts.remove(target)
                    else:
                        self._drafts.save(draft)
                except EnvironmentFault:
                    self._put_back(target, draft)
                    raise
                finally:
                    with self._lock:
                        self._in_hand = None

    def _take(self) -> tuple[str, Draft | None] | None:
        with self._lock:
            self._in_hand = self._wanted.popitem(last=False) if self._wanted else None
            return self._in_hand

    def _put_back(self, target: str, draft: Draft | None) -> None:
        with self._lock:
            if target not in self._wanted:
                self._wanted[target] = draft
                self._wanted.move_to_end(target, last=False)

    def _written(self) -> None:
        self._writing = False
        if self.idle:
            self.kept.emit()
        elif not self._soon.isActive():
            self._write_soon()

    def _not_written(self, error: Exception) -> None:
        self._writing = False
        self.failed.emit(str(error))
