"""One person in one run of the program: the object through which a window acts and reads.

`perform`, `refold` and `tide` return at once and may be called on the GUI thread; what reads a page is called
from a pool. `projected` and `indexed` are called by the read side after each of its commits.
"""

import threading
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from typing import overload

from app.commands import (
    AddComment,
    AnyCommand,
    DeleteComment,
    EditComment,
    SetFollow,
    SetMute,
    SetRepost,
    UpdateProfile,
)
from app.consistency.actions import Actions
from app.consistency.brought import BroughtPosts
from app.consistency.fresh_copies import FreshCopies
from app.consistency.monotonic import MonotonicReads
from app.consistency.reads import SearchOrder
from app.consistency.recording import RecordedFreshReads, Recording, recorded
from app.consistency.restoring import from_events
from app.consistency.seeing import Seeing
from app.consistency.strategies import Strategies
from app.consistency.surroundings import Surroundings
from app.consistency.tape import READ_STORE, SEARCHED, Tape
from app.consistency.visible import (
    FeedPlace,
    FeedTide,
    LagReading,
    Operation,
    ProfilePlace,
    ThreadPlace,
    VisibleFeed,
    VisibleProfile,
    VisibleSearch,
    VisibleThread,
)
from app.consistency.waits import WaitOutcome
from app.errors import TidelineError
from app.events import StoredEvent
from app.read_model.documents import (
    FeedPage,
    NotificationPage,
    ParkedEvent,
    Relation,
    Snapshot,
    Timeline,
)

SEARCH_WAIT_MS = 500
ITEM_READS_AT_MOST = 5
POSTS_REMEMBERED = 4_096
"""For how many comments the session knows the post: a command to delete one names only the comment."""


class Session:
    """What one person does and sees. `strategies` may be replaced while it runs."""

    def __init__(self, viewer: int, surroundings: Surroundings, strategies: Strategies | None = None) -> None:
        self.strategies = strategies or Strategies()
        self._viewer = viewer
        self._around = surroundings
        self._overlay = surroundings.overlay
        self.tape = surroundings.tape or Tape(surroundings.clock)
        send = self.tape.sending(surroundings.send, lambda command: self.strategies.of(command) == "optimistic")
        self._actions = Actions(send, self._overlay, surroundings.waits, surroundings.signals, surroundings.parking)
        fresh = surroundings.fresh_reader
        self._copies = None if fresh is None else FreshCopies(RecordedFreshReads(fresh, self.tape), surroundings.clock)
        self._brought = BroughtPosts(surroundings.queries, self._items)
        self._seeing = Seeing(
            self._overlay,
            surroundings.lag,
            self._actions.outcomes,
            self._copies,
            lambda: self.strategies,
            self._brought,
        )
        self.recording = Recording(self.tape, self._seeing)
        self._monotonic = MonotonicReads()
        self._posts_of_comments: dict[int, int] = {}
        self._searchable = 0
        self._stopped = ""

    # Acting

    @property
    def viewer(self) -> int:
        """The acting person."""
        return self._viewer

    def acting_as(self, person_id: int) -> None:
        """Act as another local person. Operations go on, each seen by the person whose it is."""
        self._viewer = person_id
        self._around.signals.operations.send(self)

    def perform(self, command: AnyCommand) -> Operation:
        """Register the command in the overlay by its strategy, send it, and follow the answer.

        The same command again while it is on the list is not sent twice.
        """
        known = self._overlay.with_command(command.command_id)
        if known is not None and known.stage != "rejected":
            return known
        if isinstance(command, AddComment):
            self._remember(command.comment_id, command.post_id)
        if isinstance(command, SetRepost) and command.reposted:
            # An unreadable read store shows no rows either; the command must go on its way.
            with suppress(TidelineError):
                self._brought.read({command.post_id}, command.actor_id)
        post_id = 0
        if isinstance(command, EditComment | DeleteComment):
            post_id = self._posts_of_comments.get(command.comment_id, 0)
        trace = self._around.trace
        if trace is not None and trace.on:
            trace.begin(command, "pressed", self._around.clock.monotonic_ms(), self.strategies.of(command))
        operation = self._overlay.begin(
            command, self.strategies.of(command), post_id=post_id, handle=self._handle_for(command)
        )
        self._dispatch(operation)
        return operation

    def retry(self, op_id: int) -> bool:
        """Try again what was refused, as the same command, or what is held back; False if there is nothing to try."""
        operation = self._overlay.retrying(op_id)
        if operation is None:
            return self._actions.retry_parked(op_id)
        self._dispatch(operation)
        return True

    def discard(self, op_id: int) -> bool:
        """Leave the held back event of this operation out of the read store for good."""
        return self._actions.discard_parked(op_id)

    def dismiss(self, op_id: int) -> None:
        """Take the operation's mark away; nothing is undone."""
        self._overlay.dismiss(op_id)

    def restore(self, stored_events: Iterable[StoredEvent], people: Collection[int]) -> int:
        """After a restart: fold anew what `people` did and the read store has not reached; how many operations."""
        made = from_events(self._overlay, stored_events, self._around.queries.snapshot(), people, self.strategies)
        for operation in made:
            self._acknowledged(operation.command, operation.position or 0)
            if operation.strategy == "wait" and operation.position is not None:
                late = WaitOutcome("timed_out", operation.position, self._around.waits.snapshot(), 0.0)
                self._actions.outcomes[operation.op_id] = late
        return len(made)

    # Reading, from a pool

    @recorded
    def feed(
        self,
        timeline: Timeline,
        owner: int = 0,
        limit: int = 50,
        before: int | None = None,
        after: int | None = None,
    ) -> VisibleFeed:
        """A page of a timeline; own new posts stand above it unless it is a later page (`before`)."""
        viewer = self._viewer
        page = self._monotonic.read(
            lambda: self._around.queries.feed(timeline, owner, viewer, limit=limit, before=before, after=after)
        )
        self._prepare(page.snapshot, viewer)
        return self._seeing.feed(page, FeedPlace(timeline, owner, viewer, top=before is None))

    @recorded
    def items(self, post_ids: Collection[int]) -> VisibleFeed:
        """Rows by post id, newest first, with what is pending; those that do not exist are left out."""
        viewer = self._viewer
        page = self._monotonic.read(lambda: self._items(post_ids, viewer))
        self._prepare(page.snapshot, viewer)
        return self._seeing.feed(page, FeedPlace("everyone", 0, viewer, top=False))

    @recorded
    def thread(self, post_id: int, limit: int = 50, after: int | None = None) -> VisibleThread:
        """A post and a page of its comments."""
        viewer = self._viewer
        page = self._monotonic.read(lambda: self._around.queries.thread(post_id, viewer, limit=limit, after=after))
        for comment in page.comments:
            self._remember(comment.id, post_id)
        self._prepare(page.snapshot, viewer)
        return self._seeing.thread(page, ThreadPlace(post_id, viewer, first=after is None))

    @recorded
    def profile(self, person_id: int) -> VisibleProfile:
        """A person's profile; `note` says where own changes of it are if it does not show them."""
        viewer = self._viewer
        page = self._monotonic.read(lambda: self._around.queries.profile(person_id, viewer))
        self._prepare(page.snapshot, viewer)
        relations = self._pending_relations(page.snapshot, viewer) if person_id == viewer else ()
        return self._seeing.profile(page, ProfilePlace(person_id, viewer, relations))

    def profile_by_handle(self, handle: str) -> VisibleProfile:
        """The profile with this handle; one without a profile if there is none."""
        viewer = self._viewer
        found = self._monotonic.read(lambda: self._around.queries.profile_by_handle(handle, viewer)).profile
        if found is not None:
            return self.profile(found.id)
        own = self.profile(viewer)
        if own.profile is not None and own.profile.handle == handle.lower():
            return own
        return VisibleProfile(profile=None, relation=Relation(), snapshot=own.snapshot)

    @recorded
    def notifications(self, limit: int = 50, before: int | None = None) -> NotificationPage:
        """What others did that concerns the acting person."""
        viewer = self._viewer
        return self._monotonic.read(lambda: self._around.queries.notifications(viewer, limit=limit, before=before))

    @recorded
    def search(self, query: str, limit: int = 20, order: SearchOrder = "best") -> VisibleSearch:
        """People and posts that match. Own newest words are waited for, up to half a second; then `note` says so."""
        viewer = self._viewer
        page = self._monotonic.read(lambda: self._around.queries.search(query, viewer, limit=limit, order=order))
        if page.index_position < self._searchable:
            self._await_index(self._searchable)
            page = self._monotonic.read(lambda: self._around.queries.search(query, viewer, limit=limit, order=order))
        behind = max(0, self._around.lag.positions[1] - page.index_position)
        missing = page.index_position < self._searchable
        return VisibleSearch(
            people=page.people,
            posts=self._seeing.items(page.posts, page.snapshot, viewer),
            snapshot=page.snapshot,
            index_position=page.index_position,
            behind=behind,
            note=f"Search is {_events(behind)} behind; your newest words may be missing." if missing else "",
            page=page,
        )

    # Folding again, on any thread

    @overload
    def refold(self, visible: VisibleFeed) -> VisibleFeed: ...
    @overload
    def refold(self, visible: VisibleThread) -> VisibleThread: ...
    @overload
    def refold(self, visible: VisibleProfile) -> VisibleProfile: ...
    def refold(
        self, visible: VisibleFeed | VisibleThread | VisibleProfile
    ) -> VisibleFeed | VisibleThread | VisibleProfile:
        """The same page with the operations as they are now; reads nothing."""
        folded = self._seeing.again(visible)
        if self.tape.on:
            self.recording.folded_again(folded, self._viewer)
        return folded

    def tide(self) -> FeedTide:
        """Everything the tide line is drawn from."""
        lag = self._around.lag
        read, write = lag.positions
        own = tuple(one for one in self._overlay.operations(self._viewer) if one.stage != "reached")
        return FeedTide(
            read=read,
            write=write,
            oldest_ms=lag.oldest_ms(),
            operations=own,
            held=self._overlay.parked_count,
            stopped=self._stopped,
        )

    def reading(self) -> LagReading:
        """What the sync card shows."""
        pending = sum(operation.stage == "saving" for operation in self._overlay.operations())
        return self._around.lag.reading(pending=pending, parked=self._overlay.parked_count)

    # Told by the read side and by the clock

    def projected(self, snapshot: Snapshot, parked: Sequence[ParkedEvent] = ()) -> None:
        """The read store has committed `snapshot`, holding back `parked`. Quick; called on the projector's thread."""
        if self.tape.on:
            self.tape.applied(READ_STORE, snapshot)
        self._around.lag.projected(snapshot)
        self._overlay.settle(snapshot, parked)
        self._around.waits.advance(snapshot, {event.seq: event.reason for event in parked})

    def indexed(self, position: int) -> None:
        """The search index has committed everything up to `position`."""
        if self.tape.on:
            self.tape.indexed(position)
        self._around.waits.advance(Snapshot(position), store="search")

    def read_side(self, *, stopped: str = "", rebuilding: bool = False) -> None:
        """The projector has stopped, for the reason in `stopped`, is rebuilding, or (neither) runs."""
        self._stopped = stopped
        self._around.waits.read_side(stopped=stopped, rebuilding=rebuilding)

    def expire(self, now_ms: float | None = None) -> None:
        """End the waits and marks whose time is over at `now_ms` (`Clock.monotonic_ms`, None: now)."""
        self._around.waits.expire(now_ms)
        self._overlay.expire(now_ms)
        self._actions.forget()

    def next_deadline_ms(self) -> float | None:
        """When `expire` has something to do next (`Clock.monotonic_ms`), None if nothing is due."""
        due = [at for at in (self._around.waits.next_deadline_ms(), self._overlay.next_expiry_ms()) if at is not None]
        return min(due) if due else None

    def _dispatch(self, operation: Operation) -> None:
        self._actions.dispatch(operation, self.strategies, self._acknowledged)

    def _acknowledged(self, command: AnyCommand, position: int) -> None:
        if isinstance(command, SEARCHED):
            self._searchable = max(self._searchable, position)

    def _prepare(self, snapshot: Snapshot, viewer: int) -> None:
        """Read what folding this page will look up: who the viewer is, and the copies of the strategy 'fresh'."""
        author = self._around.queries.profile(viewer, viewer)
        self._seeing.authors[viewer] = author
        operations = self._overlay.operations(viewer)
        self._brought.refresh(operations, viewer)
        if self._copies is not None:
            self._copies.refresh(operations, snapshot, viewer, self.strategies.fresh_ms)

    def _items(self, post_ids: Collection[int], viewer: int) -> FeedPage:
        """The rows with the position they are of: read again while a commit falls in between."""
        queries = self._around.queries
        before = queries.snapshot()
        found = queries.items(post_ids, viewer)
        for _ in range(ITEM_READS_AT_MOST - 1):
            after = queries.snapshot()
            if after == before:
                break
            before, found = after, queries.items(post_ids, viewer)
        newest_first = sorted(found.values(), key=lambda item: item.entry_id, reverse=True)
        return FeedPage(items=tuple(newest_first), snapshot=before)

    def _pending_relations(self, snapshot: Snapshot, viewer: int) -> tuple[tuple[int, Relation], ...]:
        """How the viewer stands, in the same snapshot, to those whose follow is on its way."""
        people = {
            operation.command.person_id
            for operation in self._overlay.operations(viewer)
            if isinstance(operation.command, SetFollow) and operation.stage != "rejected"
        }
        views = [(person_id, self._around.queries.profile(person_id, viewer)) for person_id in sorted(people)]
        return tuple((person_id, view.relation) for person_id, view in views if view.snapshot == snapshot)

    def _handle_for(self, command: AnyCommand) -> str:
        """The handle that rows show of whom the command is about, '' if it is not known."""
        if not isinstance(command, SetMute | UpdateProfile):
            return ""
        person_id = command.person_id if isinstance(command, SetMute) else command.actor_id
        try:
            profile = self._around.queries.profile(person_id).profile
        except TidelineError:
            # An unreadable read store shows no rows either; the command must go on its way.
            return ""
        return "" if profile is None else profile.handle

    def _remember(self, comment_id: int, post_id: int) -> None:
        if len(self._posts_of_comments) >= POSTS_REMEMBERED:
            self._posts_of_comments.pop(next(iter(self._posts_of_comments)), None)
        self._posts_of_comments[comment_id] = post_id

    def _await_index(self, position: int) -> None:
        waits, done = self._around.waits, threading.Event()
        waits.wait_for(position, "search", SEARCH_WAIT_MS).add_done_callback(lambda _: done.set())
        self._around.clock.wait(done, SEARCH_WAIT_MS)
        waits.expire()


def _events(count: int) -> str:
    return "1 event" if count == 1 else f"{count:,} events"
