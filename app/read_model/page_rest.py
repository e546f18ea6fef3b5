"""Lets the pages of an LMDB file that became free rest for a while, so that a commit writes pages that lie together.

LMDB copies each page that it changes into a free one, and takes the free ones commit by commit, in the order in which
they became free. So they are scattered over the file, and a disk writes scattered pages some seven times slower than
the same number in a row. While a snapshot is held nothing that was freed since is reused, and when nothing else is left
new pages come from the end of the file, in a row. So one is held until the file has grown by a share of what it holds.
Then what is free is gathered, whichever commit freed it, into one list in the order of the file, and a new snapshot is
held: the commits sweep through that list from the beginning of the file to its end, until it is used up.
"""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.errors import ReadStoreOutdated
from app.read_model.lmdb_environment import GROWS, Reading, Txn
from app.read_model.lmdb_storage import LmdbStorage

if TYPE_CHECKING:
    from lmdb import _Database as Handle

FREE_SHARE = 2
LEAST_BYTES = 64 << 20
MOST_BYTES = 1 << 30
"""How much of the file may be free: twice as much as is in use, but within these."""
MOST_COMMITS = 3_000
"""Commits between two gatherings at most: each leaves a list of its own, and merging them takes the square of that."""

ROOM = "room"
ROOM_BYTES = 4 << 20
"""Kept in `meta`, and longer than what lies free in a row elsewhere."""


class PageRest:
    """Holds the snapshot, for the one thread that writes. `handles` are the tables whose pages are in use.

    Does nothing where a map grows in steps (Windows), since that has to wait for all snapshots to end.
    """

    def __init__(self, storage: LmdbStorage, handles: "Iterable[Handle]") -> None:
        self._storage = storage
        self._handles = list(handles)
        self._file = storage.path / "data.mdb"
        self._held: Reading | None = None
        self._size = 0
        self._enough = self._most = 0
        self._commits = 0

    @property
    def is_holding(self) -> bool:
        """Whether pages rest now."""
        return self._held is not None

    def before_write(self) -> None:
        """Hold on, or gather what is free: when that was used up and the file may grow no more, or after many commits.

        Raises `StoreFull` or `StoreUnusable`, and `ReadStoreOutdated` if the file was deleted.
        """
        self._commits += 1
        if GROWS or not (self._is_used_up() or self._commits > MOST_COMMITS):
            return
        if self._size > self._enough:
            self._set_bounds()
        if self._commits > MOST_COMMITS or (self._held is not None and self._size > self._enough):
            self.end()
            self._gather()
        # Each time that all is used up the file grows by a commit. That has an end as well: then nothing is held.
        if self._size <= self._most:
            self._hold()

    def end(self) -> None:
        """Let everything go."""
        if self._held is not None:
            self._held.__exit__(None, None, None)
            self._held = None

    def _hold(self) -> None:
        if self._held is None:
            held = self._storage.reading()
            held.__enter__()
            self._held = held

    def _is_used_up(self) -> bool:
        """Whether the file has grown since this was asked last."""
        before, self._size = self._size, self._file_bytes()
        return self._size != before

    def _gather(self) -> None:
        """Make one list of all that is free, in the order of the file.

        LMDB does so when it looks for room in a row: it merges list after list until it has enough. What nothing else
        can give it is the room that was given up last, and it may take that only two commits later.
        """
        storage = self._storage
        # Before it is done, so that a full disk does not have it tried before each commit.
        self._commits = 0
        with storage.writing() as txn:
            storage.meta_discard(txn, ROOM)
        with storage.writing() as txn:
            storage.meta_put(txn, ROOM, b"")
        with storage.writing() as txn:
            storage.meta_put(txn, ROOM, bytes(ROOM_BYTES))
        self._size = self._file_bytes()

    def _set_bounds(self) -> None:
        with self._storage.reading() as txn:
            used = self._bytes_in_use(txn)
        free = ROOM_BYTES + min(max(FREE_SHARE * used, LEAST_BYTES), MOST_BYTES)
        self._enough = used + free
        self._most = self._enough + free // 4

    def _file_bytes(self) -> int:
        try:
            return os.stat(self._file).st_size  # noqa: PTH116 - a third of the time of Path.stat, for each commit
        except FileNotFoundError as gone:
            # What is open still works, but would end with the process.
            raise ReadStoreOutdated(
                f"The files of the read store in {self._file.parent} were deleted; nothing is lost, "
                "it has to be rebuilt."
            ) from gone

    def _bytes_in_use(self, txn: Txn) -> int:
        facts = [txn.stat(handle) for handle in self._handles]
        return sum(
            fact["psize"] * (fact["leaf_pages"] + fact["branch_pages"] + fact["overflow_pages"]) for fact in facts
        )
