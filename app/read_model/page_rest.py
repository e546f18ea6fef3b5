"""Lets the pages of an LMDB file that became free rest for a while, so that a commit writes pages that lie together.

LMDB copies each page that it changes into a free one. Reused at once, free pages are scattered over the file, and a
disk writes scattered pages some seven times slower than the same number in a row. While a snapshot is held nothing that
was freed since is reused, and new pages come from the end of the file; so one is held until the file has grown by a
share of what it holds. Then the rested pages are reused, most of them in rows.
"""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.read_model.lmdb_environment import GROWS, Reading, Txn
from app.read_model.lmdb_storage import LmdbStorage

if TYPE_CHECKING:
    from lmdb import _Database as Handle

LEAST_BYTES = 16 << 20
MOST_BYTES = 512 << 20
"""How much of the file may rest: as much as is in use, but within these."""


class PageRest:
    """Holds the snapshot, for the one thread that writes. `handles` are the tables whose pages are in use.

    Does nothing where a map grows in steps (Windows), since that has to wait for all snapshots to end.
    """

    def __init__(self, storage: LmdbStorage, handles: "Iterable[Handle]") -> None:
        self._storage = storage
        self._handles = list(handles)
        self._file = storage.path / "data.mdb"
        self._held: Reading | None = None
        self._enough_bytes = 0

    def after_commit(self) -> None:
        """Let the pages go that have rested, if the file has grown enough."""
        if GROWS:
            return
        size = os.stat(self._file).st_size  # noqa: PTH116 - a third of the time of Path.stat, for each commit
        if self._held is not None and size <= self._enough_bytes:
            return
        self.end()
        held = self._storage.reading()
        used = self._bytes_in_use(held.__enter__())
        self._held = held
        self._enough_bytes = max(size, used + min(max(used, LEAST_BYTES), MOST_BYTES))

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
