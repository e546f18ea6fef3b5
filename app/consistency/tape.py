"""The history of the running program, kept and checked as it is made. Off until somebody wants to look.

Hooks look at `on` and do nothing else while it is off. Records come from every thread; each is checked where it is
made, in some microseconds.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial

from app.clock import Clock
from app.commands import (
    AddComment,
    Answer,
    AnyCommand,
    CommandId,
    CreatePost,
    DeletePost,
    EditPost,
    Receipt,
    RegisterPerson,
    SetFollow,
    SetMute,
    UpdateProfile,
)
from app.consistency.folding import key_of
from app.consistency.history import Apply, History, Record, Rollback, Write
from app.consistency.session_guarantees import SessionGuarantees
from app.consistency.verdicts import Verdict
from app.read_model.documents import Snapshot

READ_STORE, SEARCH, WRITE_MODEL = "read store", "search", "write model"
POSITIONS_KEPT = 4_096

Send = Callable[[AnyCommand], "Future[Answer]"]

SEARCHED = (RegisterPerson, UpdateProfile, CreatePost, EditPost, DeletePost)
"""What changes the search index."""

_LISTED = (CreatePost, DeletePost)


class Tape:
    """The ring of the newest records, and the checker that has seen all of them; safe from any thread."""

    def __init__(self, clock: Clock) -> None:
        self.on = False
        self.history = History()
        self._clock = clock
        self._checker = SessionGuarantees()
        self._lock = threading.RLock()
        self._newest = 0
        self._positions: OrderedDict[CommandId, int] = OrderedDict()
        self._applied: dict[str, Apply] = {}

    def start(self, documents: Snapshot, index_position: int) -> None:
        """Begin to record; what the stores hold now is where the history begins. A second time does nothing."""
        with self._lock:
            if not self.on:
                self.applied(READ_STORE, documents)
                self.applied(SEARCH, Snapshot(index_position, documents.exceptions))
                self.on = True

    def now_ms(self) -> float:
        """The time that records carry."""
        return self._clock.monotonic_ms()

    def add(self, record: Record) -> None:
        """Keep and check a record."""
        with self._lock:
            self.history.add(record)
            self._checker.take(record)

    def verdict(self) -> Verdict:
        """Where the check stands."""
        with self._lock:
            return self._checker.verdict()

    def position_of(self, command_id: CommandId) -> int | None:
        """Where a command was committed, known here a moment before the overlay knows it; 0 if it changed nothing."""
        with self._lock:
            return self._positions.get(command_id)

    def applied(self, store: str, snapshot: Snapshot) -> None:
        """A store has committed `snapshot`."""
        with self._lock:
            before = self._applied.get(store)
            missing = tuple(sorted(seq for seq in snapshot.exceptions if seq <= snapshot.position))
            if before is not None and (before.seq, before.missing) == (snapshot.position, missing):
                return
            order = 0 if before is None else before.order + 1
            record = Apply(store, snapshot.position, order, self.now_ms(), missing)
            self._applied[store] = record
            self.add(record)

    def indexed(self, position: int) -> None:
        """The search index has committed everything up to `position` but what the documents hold back, too."""
        with self._lock:
            documents = self._applied.get(READ_STORE)
            self.applied(SEARCH, Snapshot(position, frozenset() if documents is None else frozenset(documents.missing)))

    def sending(self, send: Send, shown_ahead: Callable[[AnyCommand], bool] | None = None) -> Send:
        """`send`, with each command recorded while recording is on.

        `shown_ahead` says which commands a person sees before the answer: a refusal of these is a rollback.
        """

        def sent(command: AnyCommand) -> "Future[Answer]":
            if not self.on:
                return send(command)
            issued_ms = self.now_ms()
            ahead = shown_ahead is not None and shown_ahead(command)
            future = send(command)
            future.add_done_callback(partial(self._answered, command, issued_ms, ahead))
            return future

        return sent

    def _answered(self, command: AnyCommand, issued_ms: float, ahead: bool, future: "Future[Answer]") -> None:
        answer = None if future.cancelled() or future.exception() is not None else future.result()
        session, keys = session_of(command.actor_id), keys_of(command)
        with self._lock:
            if not isinstance(answer, Receipt):
                if ahead:
                    self.add(Rollback(session, keys, self.now_ms()))
                return
            is_write = answer.position > self._newest  # else it changed nothing: the position is another's
            self._positions[command.command_id] = answer.position if is_write else 0
            if len(self._positions) > POSITIONS_KEPT:
                self._positions.popitem(last=False)
            if is_write:
                self._newest = answer.position
                self.add(Write(session, answer.position, keys, issued_ms, self.now_ms()))


def session_of(person_id: int) -> str:
    """The session of a person in this run."""
    return f"person:{person_id}"


def keys_of(command: AnyCommand) -> tuple[str, ...]:
    """What a command changes that a read may return, by name.

    A rename counts for the profile, not for every card; lists of likes, bookmarks and tags are not followed.
    """
    kind, identifier = key_of(command)
    actor = command.actor_id
    keys = [f"{kind}:{identifier}"]
    if isinstance(command, SetFollow | SetMute):
        keys = [f"relation:{actor}:{identifier}"]
    if isinstance(command, AddComment):
        keys += [f"thread:{command.post_id}", f"post:{command.post_id}"]
    if isinstance(command, _LISTED):
        keys += ["feed:everyone:0", f"feed:author:{actor}", f"feed:home:{actor}", f"person:{actor}"]
    if isinstance(command, SEARCHED):
        keys.append("search")
    return tuple(keys)
