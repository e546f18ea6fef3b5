"""The projection of posts and people into the search index, with a checkpoint of its own.

Events tell it *what* may have changed; what it indexes is the document as the read store has it by then. So the
index never knows more than the documents, an event that is parked for them is parked for the index too, and a retry,
in whatever order, ends in the same index: events that the read store holds back are kept with the checkpoint, and
once it no longer does, their post or person is read again. A payload that cannot be read still names its
aggregate, so nothing can fail here but a store.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from app import events
from app.clock import Clock
from app.errors import StoreUnusable
from app.projections.search_walk import SearchWalk
from app.read_model.documents import PostCard, Profile, Snapshot
from app.read_model.search_checkpoint import IndexCheckpoint
from app.read_model.search_index import SearchIndex
from app.read_model.search_moment import Kind
from app.read_model.store import ReadStore
from app.signals import Signals

SEARCHED: Final = (
    events.PersonRegistered,
    events.ProfileUpdated,
    events.PostCreated,
    events.PostEdited,
    events.PostDeleted,
)
IGNORED: Final = (
    events.AddressUpdated,
    events.CommentAdded,
    events.CommentEdited,
    events.CommentDeleted,
    events.PostLiked,
    events.PostUnliked,
    events.PostReposted,
    events.PostUnreposted,
    events.PostBookmarked,
    events.PostUnbookmarked,
    events.PersonFollowed,
    events.PersonUnfollowed,
    events.PersonMuted,
    events.PersonUnmuted,
)
"""Events that change nothing which can be searched for."""

CALM_COMMITS_MS = 200.0
BUSY_COMMITS_MS = 1_000.0
"""How far apart commits are while the index keeps up, and while it does not; one costs some 10 ms."""
EMPTY_COMMITS_MS = 5_000.0
"""How far apart those are that change nothing to be found: they only spare a restart the same way again."""
BATCH = 1_000


class SearchProjector:
    """Keeps `index` at what `store` holds of the events in `log`. Called by one thread at a time.

    The index is made again from the documents, in slices, when it is damaged or ahead, or belongs to another database
    or another generation of them. `signals.indexed` rings whenever `position` has moved.
    """

    def __init__(
        self, log: events.EventLog, store: ReadStore, index: SearchIndex, clock: Clock, signals: Signals | None = None
    ) -> None:
        self._log = log
        self._store = store
        self._index = index
        self._clock = clock
        self._signals = signals
        self._database_id = log.database_id()
        self._last_commit_ms = clock.monotonic_ms() - EMPTY_COMMITS_MS
        self._uncommitted_since_ms: float | None = None
        self._has_more = False
        self._walk: SearchWalk | None = None
        self._saved = index.checkpoint()
        self._taken = self._saved.position
        self._awaited = dict(self._saved.awaited)

    @property
    def position(self) -> int:
        """Everything up to here that concerns search can be found; 0 while the index is made again."""
        return self._index.position()

    def rebuilding(self) -> tuple[int, int] | None:
        """How many documents of how many are indexed again; None if the index is not being made again."""
        return None if self._walk is None else (self._walk.done, self._walk.total)

    def due_in_ms(self) -> float | None:
        """When `step` should be called again although nothing has happened; None if it need not."""
        if self._walk is not None or self._has_more:
            return 0.0
        if self._uncommitted_since_ms is None:
            return None
        return max(0.0, self._last_commit_ms + CALM_COMMITS_MS - self._clock.monotonic_ms())

    def step(self, max_events: int = BATCH) -> int:
        """Take in at most `max_events` that the documents have, and commit if it is time; 0 if there was nothing to do.

        While the index is made again, documents are taken instead. Raises StoreFull or StoreUnusable; after
        these and any other error the next call goes on from the last commit.
        """
        try:
            snapshot = self._store.snapshot()
            if self._walk is None and not self._fits(snapshot):
                self._begin_walk()
            if self._walk is not None:
                return self._walk_on(self._walk, max_events)
            taken = self._take(snapshot, max_events)
            self._commit_if_due(caught_up=self._taken >= snapshot.position)
        except Exception:
            self._start_over()
            raise
        return taken

    def drain(self) -> int:
        """Take in all that the documents have and commit it; the position then. Raises as `step` does."""
        while self.step():
            pass
        self.flush()
        return self.position

    def flush(self) -> None:
        """Commit what has been taken in, whether or not it is time; nothing while the index is made again."""
        if self._walk is None and (self._uncommitted_since_ms is not None or self._taken > self._saved.position):
            self._commit()

    def close(self) -> None:
        """Commit, and let go of the index's writer; also when that fails."""
        try:
            self.flush()
        finally:
            self._index.close()

    def _fits(self, snapshot: Snapshot) -> bool:
        made_from = (self._saved.database_id, self._saved.generation)
        fits = made_from == (self._database_id, snapshot.generation) and self._taken <= snapshot.position
        return fits and not self._index.damaged

    def _take(self, snapshot: Snapshot, max_events: int) -> int:
        touched = {self._awaited.pop(seq) for seq in list(self._awaited) if seq not in snapshot.exceptions}
        wanted = min(max_events, snapshot.position - self._taken)
        batch = self._log.read(self._taken, wanted) if wanted > 0 else ()
        if batch and batch[0].seq != self._taken + 1:
            # The log no longer keeps what comes next; the documents have it.
            self._begin_walk()
            return 1
        for stored in batch:
            if _concerns_search(stored):
                touched.add(stored.aggregate)
                if stored.seq in snapshot.exceptions:
                    self._awaited[stored.seq] = stored.aggregate
        if batch:
            self._taken = batch[-1].seq
        self._has_more = bool(batch) and self._taken < snapshot.position
        if touched:
            self._put(touched)
            if self._uncommitted_since_ms is None:
                self._uncommitted_since_ms = self._clock.monotonic_ms()
        return len(batch)

    def _put(self, aggregates: Iterable[str]) -> None:
        """Index the posts and people as the documents have them now, and forget those that are no more."""
        posts, people = _ids_in(aggregates, "post"), _ids_in(aggregates, "person")
        with self._store.reading() as (generation, txn):
            cards = generation.table("cards", PostCard).fetch_many(txn, posts)
            profiles = generation.table("profiles", Profile).fetch_many(txn, people)
        for post_id, card in zip(posts, cards, strict=True):
            if card is None:
                self._index.drop("post", post_id)
            else:
                self._index.put_post(card)
        for person_id, profile in zip(people, profiles, strict=True):
            if profile is None:
                self._index.drop("person", person_id)
            else:
                self._index.put_person(profile)

    def _commit_if_due(self, *, caught_up: bool) -> None:
        now = self._clock.monotonic_ms()
        if self._uncommitted_since_ms is not None:
            calm = caught_up and now - self._last_commit_ms >= CALM_COMMITS_MS
            if calm or now - self._uncommitted_since_ms >= BUSY_COMMITS_MS:
                self._commit()
        elif self._taken > self._index.position():
            self._index.note_position(self._taken)
            self._ring()
            if now - self._last_commit_ms >= EMPTY_COMMITS_MS:
                self._commit()

    def _commit(self) -> None:
        awaited = tuple(sorted(self._awaited.items()))
        checkpoint = IndexCheckpoint(self._taken, self._database_id, self._saved.generation, awaited)
        try:
            self._index.commit(checkpoint)
        except StoreUnusable:
            self._start_over()
            raise
        self._committed(checkpoint)

    def _begin_walk(self) -> None:
        self._index.note_position(0)
        self._uncommitted_since_ms = None
        self._walk = SearchWalk(self._store, self._index)

    def _walk_on(self, walk: SearchWalk, limit: int) -> int:
        found = walk.step(limit)
        if found:
            return found
        self._committed(walk.finish(self._database_id))
        self._walk = None
        return 1

    def _committed(self, checkpoint: IndexCheckpoint) -> None:
        self._saved = checkpoint
        self._taken = checkpoint.position
        self._awaited = dict(checkpoint.awaited)
        self._uncommitted_since_ms = None
        self._last_commit_ms = self._clock.monotonic_ms()
        self._ring()

    def _start_over(self) -> None:
        """Forget what was not committed: the next step takes it in again."""
        self._index.close()
        self._has_more = False
        self._walk = None
        self._taken = self._saved.position
        self._awaited = dict(self._saved.awaited)
        self._uncommitted_since_ms = None

    def _ring(self) -> None:
        if self._signals is not None:
            self._signals.indexed.send(self)


def _concerns_search(stored: events.StoredEvent) -> bool:
    try:
        return isinstance(events.decode(stored), SEARCHED)
    except msgspec.MsgspecError:
        return True


def _ids_in(aggregates: Iterable[str], kind: Kind) -> list[int]:
    split = [aggregate.partition(":") for aggregate in aggregates]
    return [int(identifier) for name, _, identifier in split if name == kind and identifier.isdecimal()]
