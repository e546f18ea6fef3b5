"""Where each command was when: the times that one command is measured at, from the press to the paint.

Marks come from every thread; the lab reads them. Switched off, a mark costs one attribute check at its place.
"""

import itertools
import threading
from collections import OrderedDict, deque
from collections.abc import Iterable
from typing import Final, Literal

import msgspec

from app.commands import (
    AddComment,
    AnyCommand,
    CommandId,
    CreatePost,
    DeleteComment,
    DeletePost,
    EditComment,
    EditPost,
    RegisterPerson,
    SetBookmark,
    SetFollow,
    SetLike,
    SetMute,
    SetRepost,
    UpdateAddress,
    UpdateProfile,
)

KEPT: Final = 10_000
"""Commands whose times are kept; the oldest goes first."""

NOTHING_NEW: Final = "It was so already, so there was nothing to save."
"""Why a command that was answered without an event of its own is followed no further."""

Stage = Literal[
    "pressed",
    "overlay_painted",
    "dispatched",
    "validated",
    "committed",
    "doorbell",
    "picked_up",
    "applied",
    "documents_committed",
    "delivered",
    "painted",
]
STAGES: Final[tuple[Stage, ...]] = (
    "pressed",
    "overlay_painted",
    "dispatched",
    "validated",
    "committed",
    "doorbell",
    "picked_up",
    "applied",
    "documents_committed",
    "delivered",
    "painted",
)
"""In the order of the path. `overlay_painted` may come at any time after `pressed`: the window does not wait."""

_INDEX: Final[dict[Stage, int]] = {stage: index for index, stage in enumerate(STAGES)}

READ_STAGES: Final[tuple[Stage, ...]] = STAGES[STAGES.index("picked_up") :]

Kind = Literal["post", "like", "comment", "follow", "address"]

KINDS: Final[dict[type, tuple[Kind, str]]] = {
    CreatePost: ("post", "New post"),
    EditPost: ("post", "Edit post"),
    DeletePost: ("post", "Delete post"),
    SetLike: ("like", "Like"),
    SetRepost: ("like", "Repost"),
    SetBookmark: ("like", "Bookmark"),
    AddComment: ("comment", "Comment"),
    EditComment: ("comment", "Edit comment"),
    DeleteComment: ("comment", "Delete comment"),
    SetFollow: ("follow", "Follow"),
    SetMute: ("follow", "Mute"),
    UpdateAddress: ("address", "Save address"),
    UpdateProfile: ("address", "Save profile"),
    RegisterPerson: ("address", "New person"),
}
"""Each kind of command: the colour it is drawn in, and its words."""


class Trace(msgspec.Struct, frozen=True):
    """One command and its times (`Clock.monotonic_ms`) in the order of `STAGES`, None for what was not measured.

    `position` is 0 until it is committed; `rejected` is the reason if it was refused, or `NOTHING_NEW`; `delay_ms` is
    what somebody had set the read side to when it was committed; `held` says that the projector parked it before it
    was applied; `strategy` is how the window answered for it.
    """

    command_id: CommandId
    kind: Kind
    words: str
    actor_id: int
    position: int = 0
    strategy: str = ""
    rejected: str = ""
    delay_ms: float = 0.0
    held: bool = False
    times: tuple[float | None, ...] = (None,) * len(STAGES)

    def at(self, stage: Stage) -> float | None:
        """When it came to `stage`, None if that was not measured (yet)."""
        return self.times[_INDEX[stage]]

    @property
    def began_ms(self) -> float | None:
        """Its first time of all."""
        return min((time for time in self.times if time is not None), default=None)


def matches(trace: Trace, words: str) -> bool:
    """Whether every word is found in what a trace is called: its command, kind, position, ids, strategy or reason."""
    facts = (trace.words, trace.kind, trace.position, trace.command_id, trace.strategy, trace.rejected)
    told = " ".join(str(fact) for fact in facts).casefold()
    return all(word in told for word in words.casefold().replace(",", "").split())


class _Record:
    """A trace while it is being made: marks come often and reads seldom, so a mark only fills in a place."""

    __slots__ = ("_made", "_trace", "delay_ms", "held", "position", "rejected", "strategy", "times")

    def __init__(self, command: AnyCommand) -> None:
        kind, words = KINDS[type(command)]
        self._trace = Trace(command.command_id, kind, words, command.actor_id)
        self._made: Trace | None = None
        self.position = 0
        self.strategy = ""
        self.rejected = ""
        self.delay_ms = 0.0
        self.held = False
        self.times: list[float | None] = [None] * len(STAGES)

    def mark(self, index: int, at_ms: float) -> bool:
        """Fill in a time, unless there is one; whether it was filled in."""
        if self.times[index] is not None:
            return False
        self.times[index] = at_ms
        self._made = None
        return True

    def changed(self) -> None:
        """Something else was filled in."""
        self._made = None

    def trace(self) -> Trace:
        """As it is now; the same object as long as nothing has changed."""
        made = self._made
        if made is None:
            made = self._made = msgspec.structs.replace(
                self._trace,
                position=self.position,
                strategy=self.strategy,
                rejected=self.rejected,
                delay_ms=self.delay_ms,
                held=self.held,
                times=tuple(self.times),
            )
        return made


class TraceLog:
    """The traces of the newest commands. `on` is looked at before each mark; safe from any thread."""

    def __init__(self, kept: int = KEPT) -> None:
        self.on = False
        self._kept = kept
        self._lock = threading.Lock()
        self._records: OrderedDict[CommandId, _Record] = OrderedDict()
        self._at: dict[int, _Record] = {}
        self._waiting: dict[int, _Record] = {}
        self._picked_up = 0
        self._undelivered: deque[_Record] = deque(maxlen=kept)
        self._delivered: deque[_Record] = deque(maxlen=kept)
        self._unpainted: deque[_Record] = deque(maxlen=kept)
        self._version = 0

    @property
    def version(self) -> int:
        """Grows with each mark: a view that has seen this number need not read again."""
        return self._version

    def begin(self, command: AnyCommand, stage: Stage, at_ms: float, strategy: str = "") -> None:
        """Follow `command` from now on; a second time only adds the mark."""
        with self._lock:
            record = self._records.get(command.command_id)
            if record is None:
                record = self._records[command.command_id] = _Record(command)
                if stage == "pressed":
                    self._unpainted.append(record)
                self._forget()
            if strategy:
                record.strategy = strategy
            self._fill(record, stage, at_ms)

    def mark(self, command_id: CommandId, stage: Stage, at_ms: float) -> None:
        """A followed command came to `stage`; the first mark counts. Others are passed over."""
        with self._lock:
            record = self._records.get(command_id)
            if record is not None:
                self._fill(record, stage, at_ms)

    def committed(self, command_id: CommandId, position: int, at_ms: float, delay_ms: float = 0.0) -> None:
        """A followed command is committed as `position`, while the read side was slowed by `delay_ms`.

        One that changed nothing is passed over: the position in its receipt is that of an event before it.
        """
        with self._lock:
            record = self._records.get(command_id)
            if record is not None and not record.rejected:
                record.position, record.delay_ms = position, delay_ms
                self._at[position] = record
                if position > self._picked_up:  # the projector may have been quicker than this mark
                    self._waiting[position] = record
                self._fill(record, "committed", at_ms)

    def rejected(self, command_id: CommandId, reason: str) -> None:
        """A followed command was refused."""
        with self._lock:
            record = self._records.get(command_id)
            if record is not None:
                record.rejected = reason
                record.changed()
                self._version += 1

    def unchanged(self, command_id: CommandId) -> None:
        """A followed command was answered without an event: its trace ends here."""
        self.rejected(command_id, NOTHING_NEW)

    def mark_positions(self, positions: Iterable[int], stage: Stage, at_ms: float) -> None:
        """The events at these positions came to `stage`."""
        with self._lock:
            for position in positions:
                self._waiting.pop(position, None)
                self._picked_up = max(self._picked_up, position)
                record = self._at.get(position)
                if record is not None:
                    self._fill(record, stage, at_ms)
                    if stage == "documents_committed":
                        self._undelivered.append(record)

    def held(self, positions: Iterable[int]) -> None:
        """The events at these positions were picked up and parked: they are applied when they are let go."""
        with self._lock:
            for position in positions:
                record = self._at.get(position)
                if record is not None:
                    record.held = True
                    record.changed()
                    self._version += 1

    def delivered(self, position: int, at_ms: float) -> None:
        """The window was told of everything up to `position`. Only what the documents have counts."""
        with self._lock:
            while self._undelivered and self._undelivered[0].position <= position:
                record = self._undelivered.popleft()
                self._fill(record, "delivered", at_ms)
                self._delivered.append(record)

    def painted(self, at_ms: float) -> None:
        """The window has painted everything that it was told of."""
        with self._lock:
            while self._delivered:
                self._fill(self._delivered.popleft(), "painted", at_ms)

    def overlay_painted(self, pressed_before_ms: float, at_ms: float) -> None:
        """The window has painted what it predicts of the commands pressed before `pressed_before_ms`."""
        with self._lock:
            while self._unpainted and (self._unpainted[0].times[0] or 0.0) <= pressed_before_ms:
                self._fill(self._unpainted.popleft(), "overlay_painted", at_ms)

    def get(self, command_id: CommandId) -> Trace | None:
        """One trace, None if it is not kept (any more)."""
        with self._lock:
            record = self._records.get(command_id)
            return None if record is None else record.trace()

    def newest(self, limit: int = KEPT) -> tuple[Trace, ...]:
        """The newest traces, newest first. One that has not changed is the same object as before."""
        with self._lock:
            return tuple(record.trace() for record in itertools.islice(reversed(self._records.values()), limit))

    def waiting(self, limit: int) -> tuple[Trace, ...]:
        """The traces that are committed and that the projector has not picked up, in the order of their commits."""
        with self._lock:
            return tuple(record.trace() for record in itertools.islice(self._waiting.values(), limit))

    def at(self, positions: Iterable[int]) -> tuple[Trace, ...]:
        """The traces of the events at these positions, as far as they are kept."""
        with self._lock:
            return tuple(self._at[position].trace() for position in positions if position in self._at)

    def _fill(self, record: _Record, stage: Stage, at_ms: float) -> None:
        """Fill in a time; the lock is held."""
        if record.mark(_INDEX[stage], at_ms):
            self._version += 1

    def _forget(self) -> None:
        while len(self._records) > self._kept:
            _command_id, record = self._records.popitem(last=False)
            self._at.pop(record.position, None)
            self._waiting.pop(record.position, None)
