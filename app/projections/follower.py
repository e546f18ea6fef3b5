"""Follows what another process projects, until this one may: for the read side of a process without the lock.

It writes nothing. Driven by `look` or, on a thread of its own, by `run`.
"""

import threading
from collections.abc import Callable

from app.clock import Clock
from app.events import EventLog
from app.projections.runner import Watch
from app.read_model.documents import Snapshot
from app.read_model.search_index import SearchIndex
from app.read_model.store import ReadStore
from app.signals import Projected, Signals

FOLLOW_MS = 50.0
"""How often it looks at what the other process has committed."""
TAKE_OVER_LOOKS = 20


class Follower:
    """Follows `store` and `index`, tells `signals` of what is new there, and has `log` told of what is committed.

    `watch` tells of commits to the write side and is closed by `run`. `changed` is called when the store has become
    readable, or unreadable.
    """

    def __init__(
        self,
        store: ReadStore,
        index: SearchIndex,
        log: EventLog,
        watch: Watch,
        signals: Signals,
        changed: Callable[[], None],
    ) -> None:
        self._store = store
        self._index = index
        self._log = log
        self._watch = watch
        self._signals = signals
        self._changed = changed
        self._documents = store.snapshot()
        self._indexed = index.position()
        self._unreadable = store.unreadable
        self._sees_log = False

    def run(self, may_lead: Callable[[], bool], clock: Clock, ending: threading.Event) -> None:
        """Follow until this process may lead, which is asked once a second, or `ending` is set."""
        looks = 0
        try:
            while not ending.is_set():
                if looks % TAKE_OVER_LOOKS == 0 and may_lead():
                    return
                looks += 1
                self.look()
                clock.wait(ending, FOLLOW_MS)
        finally:
            self._watch.close()

    def look(self) -> None:
        """Tell what is new since the last look. Raises `StoreUnusable`."""
        if self._watch.changed() or not self._sees_log:
            self._sees_log = True
            # The log tells of a position that nobody here has committed.
            self._log.last_position()
        self._store.refresh()
        if self._store.unreadable != self._unreadable:
            self._unreadable = self._store.unreadable
            self._changed()
        self._tell(self._store.snapshot(), self._index.position())

    def _tell(self, documents: Snapshot, indexed: int) -> None:
        if documents != self._documents:
            self._documents = documents
            self._signals.projected.send(self, what=Projected(documents.position, everything=True, parked=True))
        if indexed != self._indexed:
            self._indexed = indexed
            self._signals.indexed.send(self)
