"""Where each command was when: the times that one command is measured at, from the press to the paint.

Marks come from every thread; the lab reads them. Switched off, a mark costs one attribute check at its place.
"""

import itertools
import threading
from collections import OrderedDict
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
    what somebody had set the read side to when it was committed; `strategy` is how the window answered for it.
    """

    command_id: CommandId
    kind: Kind
    words: str
    actor_id: int
    position: int = 0
    strategy: str = ""
    rejected: str = ""
    delay_ms: float = 0.0
    times: tuple[float | None, ...] = (None,) * len(STAGES)

    def at(self, stage: Stage) -> float | None:
        """When it came to `stage`, None if that was not measured (yet)."""
        return self.times[STAGES.index(stage)]

    @property
    def began_ms(self) -> float | None:
        """Its first time of all."""
        return min((time for time in self.times if time is not None), default=None)

    @property
    def newest(self) -> Stage | None:
        """The last stage of the path that it has come to."""
        done = [stage for stage, time in zip(STAGES, self.times, strict=True) if time is not None]
        return done[-1] if done else None


def matches(trace: Trace, words: str) -> bool:
    """Whether every word is found in what a trace is called: its command, kind, position, ids, strategy or reason."""
    facts = (trace.words, trace.kind, trace.position, trace.command_id, trace.strategy, trace.rejected)
    told = " ".join(str(fact) for fact in facts).casefold()
    return all(word in told for word in words.casefold().replace(",", "").split())


class TraceLog:
    """The traces of the newest commands. `on` is looked at before each mark; safe from any thread."""

    def __init__(self, kept: int = KEPT) -> None:
        self.on = False
        self._kept = kept
        self._lock = threading.Lock()
        self._traces: OrderedDict[CommandId, Trace] = OrderedDict()
        self._commands: dict[int, CommandId] = {}
        self._unseen: dict[int, None] = {}
        self._unpainted: dict[CommandId, None] = {}
        self._version = 0

    @property
    def version(self) -> int:
        """Grows with each mark: a view that has seen this number need not read again."""
        return self._version

    def begin(self, command: AnyCommand, stage: Stage, at_ms: float, strategy: str = "") -> None:
        """Follow `command` from now on; a second time only adds the mark."""
        with self._lock:
            if command.command_id not in self._traces:
                kind, words = KINDS[type(command)]
                self._traces[command.command_id] = Trace(command.command_id, kind, words, command.actor_id)
                self._forget()
                if stage == "pressed":
                    self._unpainted[command.command_id] = None
            self._change(command.command_id, stage, at_ms, strategy=strategy)

    def mark(self, command_id: CommandId, stage: Stage, at_ms: float) -> None:
        """A followed command came to `stage`; the first mark counts. Others are passed over."""
        with self._lock:
            self._change(command_id, stage, at_ms)

    def committed(self, command_id: CommandId, position: int, at_ms: float, delay_ms: float = 0.0) -> None:
        """A followed command is committed as `position`, while the read side was slowed by `delay_ms`.

        One that changed nothing is passed over: the position in its receipt is that of an event before it.
        """
        with self._lock:
            trace = self._traces.get(command_id)
            if trace is not None and not trace.rejected:
                self._commands[position] = command_id
                self._unseen[position] = None
                self._change(command_id, "committed", at_ms, position=position, delay_ms=delay_ms)

    def rejected(self, command_id: CommandId, reason: str) -> None:
        """A followed command was refused."""
        with self._lock:
            self._change(command_id, None, 0.0, rejected=reason)

    def unchanged(self, command_id: CommandId) -> None:
        """A followed command was answered without an event: its trace ends here."""
        self.rejected(command_id, NOTHING_NEW)

    def mark_positions(self, positions: Iterable[int], stage: Stage, at_ms: float) -> None:
        """The events at these positions came to `stage`."""
        with self._lock:
            for position in positions:
                command_id = self._commands.get(position)
                if command_id is not None:
                    self._change(command_id, stage, at_ms)

    def seen_up_to(self, position: int, stage: Stage, at_ms: float) -> None:
        """The window was told of everything up to `position`, or has painted it. Only what documents have counts."""
        with self._lock:
            for waiting in list(self._unseen):
                trace = self._traces.get(self._commands.get(waiting, 0))
                if trace is None or trace.at("painted") is not None:
                    self._unseen.pop(waiting, None)
                elif waiting <= position and trace.at("documents_committed") is not None:
                    self._change(trace.command_id, stage, at_ms)

    def overlay_painted(self, pressed_before_ms: float, at_ms: float) -> None:
        """The window has painted what it predicts of the commands pressed before `pressed_before_ms`."""
        with self._lock:
            for command_id in list(self._unpainted):
                trace = self._traces.get(command_id)
                pressed = trace.at("pressed") if trace is not None else None
                if pressed is None or pressed <= pressed_before_ms:
                    self._unpainted.pop(command_id, None)
                    self._change(command_id, "overlay_painted", at_ms)

    def get(self, command_id: CommandId) -> Trace | None:
        """One trace, None if it is not kept (any more)."""
        with self._lock:
            return self._traces.get(command_id)

    def newest(self, limit: int = KEPT) -> tuple[Trace, ...]:
        """The newest traces, newest first."""
        with self._lock:
            return tuple(itertools.islice(reversed(self._traces.values()), limit))

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._traces.clear()
            self._commands.clear()
            self._unseen.clear()
            self._unpainted.clear()
            self._version += 1

    def _change(self, command_id: CommandId, stage: Stage | None, at_ms: float, **fields: object) -> None:
        """Put in a time, the first one only, and other fields that are not empty; the lock is held."""
        trace = self._traces.get(command_id)
        if trace is None:
            return
        if stage is not None:
            index = STAGES.index(stage)
            if trace.times[index] is None:
                fields["times"] = (*trace.times[:index], at_ms, *trace.times[index + 1 :])
        changes = {name: value for name, value in fields.items() if value}
        if changes:
            self._traces[command_id] = msgspec.structs.replace(trace, **changes)
            self._version += 1

    def _forget(self) -> None:
        while len(self._traces) > self._kept:
            command_id, trace = self._traces.popitem(last=False)
            self._commands.pop(trace.position, None)
            self._unseen.pop(trace.position, None)
            self._unpainted.pop(command_id, None)
