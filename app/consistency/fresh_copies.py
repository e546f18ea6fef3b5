"""What was read from the write model for 'read your own writes', kept until a page has reached it.

Without that, the next page from the read store would take the change back again.
"""

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable
from typing import Generic, TypeVar

import msgspec

from app.clock import Clock
from app.commands import AddComment, DeleteComment, EditComment, SetFollow, SetMute
from app.consistency.folding import FreshComment, FreshItem, Key, key_of
from app.consistency.reached import is_reached
from app.consistency.reads import FreshReads
from app.consistency.visible import Operation
from app.read_model.documents import ProfileView, Snapshot

COPIES_AT_MOST = 64

Document = TypeVar("Document")


class Copy(msgspec.Struct, Generic[Document], frozen=True):
    """A document as the write model had it at `position`, read for the own changes at the positions `needs`."""

    document: Document
    position: int
    needs: frozenset[int]

    def is_in(self, snapshot: Snapshot) -> bool:
        """Whether a page of `snapshot` shows all of it."""
        return snapshot.position >= self.position and all(is_reached(position, snapshot) for position in self.needs)


class _Shelf(Generic[Document]):
    """The copies of one kind, the oldest dropped beyond `COPIES_AT_MOST`."""

    def __init__(self) -> None:
        self.copies: OrderedDict[tuple[int, int], Copy[Document]] = OrderedDict()

    def put(self, key: tuple[int, int], copy: Copy[Document]) -> None:
        kept = self.copies.get(key)
        if kept is None or kept.position <= copy.position:
            self.copies[key] = copy
            self.copies.move_to_end(key)
        if len(self.copies) > COPIES_AT_MOST:
            self.copies.popitem(last=False)


class FreshCopies:
    """Copies by kind, id and viewer; `refresh` reads (call it from the pool), all else only looks."""

    def __init__(self, reads: FreshReads, clock: Clock) -> None:
        self._reads = reads
        self._clock = clock
        self._lock = threading.Lock()
        self._items: _Shelf[FreshItem] = _Shelf()
        self._comments: _Shelf[FreshComment] = _Shelf()
        self._profiles: _Shelf[ProfileView] = _Shelf()

    def refresh(self, operations: Iterable[Operation], snapshot: Snapshot, viewer: int, window_ms: float) -> None:
        """Read what own operations with this strategy changed and a page of `snapshot` does not show.

        For `window_ms` after the commit each call reads anew; later only if the page has gone past the copy.
        """
        wanted = self._wanted(operations, snapshot, viewer, window_ms)
        posts = {key[1]: needs for key, needs in wanted.items() if key[0] == "post"}
        comments = {key[1]: needs for key, needs in wanted.items() if key[0] == "comment"}
        if posts:
            page = self._reads.items(posts.keys(), viewer)
            found = {item.card.id: item for item in page.items}
            at = page.snapshot.position
            self._put(self._items, viewer, {one: (FreshItem(found.get(one), at), posts[one]) for one in posts}, at)
        if comments:
            thread = self._reads.comments(comments.keys())
            there = {comment.id: comment for comment in thread.comments}
            at = thread.snapshot.position
            read = {one: (FreshComment(there.get(one), at), comments[one]) for one in comments}
            self._put(self._comments, viewer, read, at)
        for (kind, person_id), needs in wanted.items():
            if kind == "person":
                view = self._reads.profile(person_id, viewer)
                self._put(self._profiles, viewer, {person_id: (view, needs)}, view.snapshot.position)

    def items(self, snapshot: Snapshot, viewer: int) -> dict[int, FreshItem]:
        """The rows that a page of `snapshot` has to take from here."""
        return self._for(self._items, snapshot, viewer)

    def comments(self, snapshot: Snapshot, viewer: int) -> dict[int, FreshComment]:
        """The comments that a page of `snapshot` has to take from here."""
        return self._for(self._comments, snapshot, viewer)

    def profile(self, person_id: int, snapshot: Snapshot, viewer: int) -> ProfileView | None:
        """The profile that a view of `snapshot` has to take from here, None if its own is as new."""
        return self._for(self._profiles, snapshot, viewer).get(person_id)

    def _wanted(
        self, operations: Iterable[Operation], snapshot: Snapshot, viewer: int, window_ms: float
    ) -> dict[Key, frozenset[int]]:
        now = self._clock.monotonic_ms()
        needs: dict[Key, set[int]] = {}
        young: set[Key] = set()
        for operation in operations:
            if operation.strategy != "fresh" or operation.position is None or operation.stage == "rejected":
                continue
            if operation.command.actor_id != viewer or is_reached(operation.position, snapshot):
                continue
            for key in _touched(operation):
                needs.setdefault(key, set()).add(operation.position)
                if now - operation.stage_ms <= window_ms:
                    young.add(key)
        with self._lock:
            return {
                key: frozenset(positions)
                for key, positions in needs.items()
                if key in young or self._is_behind(key, positions, snapshot, viewer)
            }

    def _is_behind(self, key: Key, positions: Collection[int], snapshot: Snapshot, viewer: int) -> bool:
        kind, identifier = key
        place = (identifier, viewer)
        kept: Copy[FreshItem] | Copy[FreshComment] | Copy[ProfileView] | None
        if kind == "post":
            kept = self._items.copies.get(place)
        elif kind == "comment":
            kept = self._comments.copies.get(place)
        else:
            kept = self._profiles.copies.get(place)
        return kept is None or kept.position < max(snapshot.position, *positions)

    def _put(
        self,
        shelf: _Shelf[Document],
        viewer: int,
        read: dict[int, tuple[Document, frozenset[int]]],
        position: int,
    ) -> None:
        with self._lock:
            for identifier, (document, needs) in read.items():
                shelf.put((identifier, viewer), Copy(document, position, needs))

    def _for(self, shelf: _Shelf[Document], snapshot: Snapshot, viewer: int) -> dict[int, Document]:
        with self._lock:
            return {
                identifier: copy.document
                for (identifier, whose), copy in shelf.copies.items()
                if whose == viewer and not copy.is_in(snapshot)
            }


def _touched(operation: Operation) -> tuple[Key, ...]:
    """The documents that the operation changes and that can be read anew."""
    command = operation.command
    match command:
        case AddComment():
            return key_of(command), ("post", command.post_id)
        case EditComment() | DeleteComment():
            return (key_of(command),)
        case SetFollow() | SetMute():
            return key_of(command), ("person", command.actor_id)
        case _:
            return (key_of(command),)
