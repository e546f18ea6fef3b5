"""Lets the pages of an LMDB file that became free rest for a while, so that a commit writes pages that lie together.

LMDB copies each page that it changes into a free one. Reused soon, free pages are scattered over the file, and a disk
writes scattered pages some seven times slower than the same number in a row. While a snapshot is held nothing that was
freed since is reused, and new pages come from the end of the file, in a row. So one is held until the file has grown by
a share of what it holds. From then on there are so many free pages, reused oldest first, that each rests for long.
"""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.errors import ReadStoreOutdated
from app.read_model.lmdb_environment import GROWS, Reading, Txn
from app.read_model.lmdb_storage import LmdbStorage

if TYPE_CHECKING:
    from lmdb import _Database as Handle

LEAST_BYTES = 16 << 20
MOST_BYTES = 1 << 30
"""How much of the file may be free: as much as is in use, but within these."""


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
        self._enough = 0

    @property
    def is_holding(self) -> bool:
        """Whether pages rest now."""
        return self._held is not None

    def after_commit(self) -> None:
        """Hold on, or let go once the file has grown enough for what it holds.

        Raises `ReadStoreOutdated` if the file was deleted: what is open still works, but would end with the process.
        """
        try:
            size = os.stat(self._file).st_size  # noqa: PTH116 - a third of the time of Path.stat, for each commit
        except FileNotFoundError as gone:
            raise ReadStoreOutdated(
                f"The files of the read store in {self._file.parent} were deleted; nothing is lost, "
                "it has to be rebuilt."
            ) from gone
        if GROWS or size == self._size or (self._held is not None and size <= self._enough):
            return
        self._size = size
        with self._storage.reading() as txn:
            used = self._bytes_in_use(txn)
        self._enough = used + min(max(used, LEAST_BYTES), MOST_BYTES)
        if size > self._enough:
            self.end()
        elif self._held is None:
            held = self._storage.reading()
            held.__enter__()
            self._held = held

    def end(self) -> None:
        """Let everything go."""
        if self._held is not None:
            self._held.__exit__(None, None, None)
            self._held = None

    def _bytes_in_use(self, txn: Txn) -> int:
        facts = [txn.stat(handle) for handle in self._handles]
        return sum(
            fact["psize"] * (fact["leaf_pages"] + fact["branch_pages"] + fact["overflow_pages"]) for fact in facts
        )
