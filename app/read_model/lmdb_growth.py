"""Grows an LMDB map in steps where it cannot be large from the start (Windows). Called by the environment.

LMDB forbids growing while the process has a transaction open, and does not notice: so snapshots are counted here.
"""

import threading

import lmdb

STEP_BYTES = 1 << 30
"""The most by which a map grows at once; a smaller one doubles."""


class MapGrowth:
    """Counts the snapshots of one environment and grows its map between them."""

    def __init__(self, environment: lmdb.Environment, page_bytes: int) -> None:
        self._environment = environment
        self._page_bytes = page_bytes
        self._changed = threading.Condition()
        self._inside: dict[int, int] = {}
        self._growing = False

    def enter(self) -> None:
        """The calling thread is about to open a snapshot; waits while the map grows."""
        me = threading.get_ident()
        with self._changed:
            # A thread with a snapshot never waits for a growth that waits for that snapshot.
            self._changed.wait_for(lambda: not self._growing or me in self._inside)
            self._inside[me] = self._inside.get(me, 0) + 1

    def leave(self) -> None:
        """The calling thread has closed a snapshot."""
        me = threading.get_ident()
        with self._changed:
            self._inside[me] -= 1
            if not self._inside[me]:
                del self._inside[me]
            self._changed.notify_all()

    def make_room(self) -> None:
        """Grow when less than a quarter of the map is free. Call with no write transaction open."""
        size, used = self._sizes()
        if used > size * 3 // 4:
            self.grow()

    def grow(self) -> bool:
        """Make the map larger once all snapshots are closed. Call with no write transaction open.

        False if the calling thread has a snapshot itself: nothing is done then.
        """
        # Another process may have filled more than this one has mapped.
        size = max(self._sizes())
        return self._resize(size + min(size, STEP_BYTES))

    def follow(self) -> bool:
        """As `grow`, to the size that another process has given the map."""
        return self._resize(0)

    def _sizes(self) -> tuple[int, int]:
        facts = self._environment.info()
        return facts["map_size"], (facts["last_pgno"] + 1) * self._page_bytes

    def _resize(self, size: int) -> bool:
        with self._changed:
            if threading.get_ident() in self._inside:
                return False
            self._growing = True
            try:
                self._changed.wait_for(lambda: not self._inside)
                self._environment.set_mapsize(size)
            finally:
                self._growing = False
                self._changed.notify_all()
        return True
