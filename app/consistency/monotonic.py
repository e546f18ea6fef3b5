"""Monotonic reads: whoever has read the store at one position never reads it at an earlier one after that."""

import threading
from collections.abc import Callable
from typing import Protocol, TypeVar

from app.consistency.reached import NOWHERE, covers
from app.read_model.documents import Snapshot

READS_AT_MOST = 5


class HasSnapshot(Protocol):
    """A page of documents that says how far the store was."""

    @property
    def snapshot(self) -> Snapshot:
        """How far the store was when the page was read."""
        ...


Page = TypeVar("Page", bound=HasSnapshot)


class MonotonicReads:
    """Remembers the newest snapshot that was read, and reads again what was overtaken; safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._floor = NOWHERE

    def read(self, query: Callable[[], Page]) -> Page:
        """The page that `query` gives, read again while another thread has meanwhile read a newer state.

        A read that begins after the newer one ended cannot be older, so this ends, but for a store that was
        put back: after `READS_AT_MOST` what it holds is taken as it is.
        """
        page = query()
        for _ in range(READS_AT_MOST - 1):
            if self._takes(page.snapshot):
                return page
            page = query()
        with self._lock:
            self._floor = page.snapshot
        return page

    def floor(self) -> Snapshot:
        """The newest snapshot that was read."""
        with self._lock:
            return self._floor

    def _takes(self, snapshot: Snapshot) -> bool:
        with self._lock:
            if not covers(snapshot, self._floor):
                return False
            self._floor = snapshot
            return True
