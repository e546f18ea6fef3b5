"""Making the search index anew from the documents, in slices between other work. Called by the search projector.

The log is not needed for it: what the index holds is a function of the documents. Those that change while the walk is
under way have events after its start, which are taken in once it has ended.
"""

import sys

from app.read_model.documents import ParkedEvent, PostCard, Profile
from app.read_model.search_checkpoint import IndexCheckpoint
from app.read_model.search_index import SearchIndex
from app.read_model.store import ReadStore


class SearchWalk:
    """One way through all people and posts. Until `finish`, searches find what the index held before.

    `start` is how far the documents were when it began; `awaited` are the events that they held back then.
    """

    def __init__(self, store: ReadStore, index: SearchIndex) -> None:
        self._store = store
        self._index = index
        self._after = 0
        self._posts_reached = False
        self.start = store.snapshot()
        self.done = 0
        with store.reading() as (generation, txn):
            parked = generation.table("parked", ParkedEvent).page(txn, 0, self.start.position, sys.maxsize)
            self.total = sum(generation.tables[name].total(txn) for name in ("profiles", "cards"))
        self.awaited = {seq: event.aggregate for seq, event in parked}
        if index.damaged:
            index.renew(IndexCheckpoint(0, ""))
        index.clear()

    def step(self, limit: int) -> int:
        """Index at most `limit` more documents; how many those were, 0 when all are done.

        A rebuilt store may be swapped in meanwhile: then the index does not fit when it is done, and is made again.
        """
        found = self._index_posts(limit) if self._posts_reached else self._index_people(limit)
        if not found and not self._posts_reached:
            self._posts_reached = True
            self._after = 0
            found = self._index_posts(limit)
        self.done += found
        return found

    def finish(self, database_id: str) -> IndexCheckpoint:
        """Commit it all, as made from this database; the checkpoint. Raises StoreFull or StoreUnusable."""
        awaited = tuple(sorted(self.awaited.items()))
        checkpoint = IndexCheckpoint(self.start.position, database_id, self.start.generation, awaited)
        self._index.commit(checkpoint)
        self._index.close()
        return checkpoint

    def _index_people(self, limit: int) -> int:
        with self._store.reading() as (generation, txn):
            table = generation.table("profiles", Profile)
            found = table.page(txn, 0, table.last_key, limit, after=self._after)
        for self._after, person in found:
            self._index.put_person(person, known=False)
        return len(found)

    def _index_posts(self, limit: int) -> int:
        with self._store.reading() as (generation, txn):
            table = generation.table("cards", PostCard)
            found = table.page(txn, 0, table.last_key, limit, after=self._after)
        for self._after, card in found:
            self._index.put_post(card, known=False)
        return len(found)
