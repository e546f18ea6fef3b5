"""Keeps a data folder from growing without end: old events leave the log, and pictures that nothing shows are removed.

Made by the composition root and done in small steps while nothing else is to do: on the writer's thread in a window,
between other work by a headless command.
"""

import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Protocol

from app.clock import Clock
from app.commands import CreatePost, UpdateProfile
from app.consistency.visible import Operation
from app.drafts import DraftFolder
from app.errors import EnvironmentFault

if TYPE_CHECKING:
    from app.write_model.outbox import Outbox
    from app.write_model.pictures import UnusedPictures

_log = logging.getLogger(__name__)

KEPT_EVENTS = 100_000
"""The newest events that stay in the log whatever has followed it, so that what happened can be looked at again."""
YOUNG_MS = 3_600_000
"""A picture stored so short a time before the program began may be on its way into a post: it is not looked at."""
FIRST_TURN_MS = 10_000.0
"""How long after its start a program first looks: a start has better things to do."""
TURN_MS = 1_000.0
"""How often it looks whether there is something to tidy."""


class Readers(Protocol):
    """What upkeep asks of the read side."""

    def lowest_needed_position(self) -> int:
        """The lowest position that may still be read from the log, 0 if that cannot be told."""
        ...

    def is_level(self, position: int) -> bool:
        """Whether the documents hold everything up to `position`, without an exception."""
        ...


class Upkeep:
    """Does one small piece of it with each `step`; called from one thread at a time.

    The log is looked at with each step, the pictures once: what this run stores is never old enough, so whatever is
    chosen in a window and not sent yet is safe. `kept` is asked, with a position, before the events up to it go; where
    it says no, it has done a small piece of work of its own towards it and is asked again.
    """

    def __init__(
        self,
        outbox: "Outbox",
        pictures: "UnusedPictures",
        readers: Readers,
        clock: Clock,
        kept: Callable[[int], bool] = lambda _position: True,
    ) -> None:
        self._outbox = outbox
        self._kept = kept
        self._pictures = pictures
        self._readers = readers
        self._before_ms = clock.now_ms() - YOUNG_MS
        self._shelves: list[str] | None = None

    def step(self) -> bool:
        """Do one small piece; whether another one may follow at once. A folder that is busy is left for later."""
        try:
            return self._prune() or self._remove_pictures()
        except EnvironmentFault as busy:
            _log.info("Upkeep waits: %s", busy)
            return False

    def _prune(self) -> bool:
        """Whole batches only, so that a quiet program does not commit for each event that grows old."""
        up_to = min(self._outbox.last_position() - KEPT_EVENTS, self._readers.lowest_needed_position() - 1)
        last = self._outbox.next_piece(up_to, whole=True)
        if not last:
            return False
        return not self._kept(last) or self._outbox.prune_some(last, whole=True) > 0

    def _remove_pictures(self) -> bool:
        """Pictures of deleted posts, once no card shows them either."""
        if self._shelves is None:
            self._shelves = list(self._pictures.shelves())
        if not self._shelves or not self._readers.is_level(self._outbox.last_position()):
            return False
        if not self._pictures.remove_some(self._shelves[-1], self._before_ms):
            self._shelves.pop()
        return bool(self._shelves)


def pictures_in_hand(drafts: DraftFolder, operations: Iterable[Operation]) -> set[str]:
    """The sha-256 of the pictures that a draft names, or a command on its way or refused."""
    named = drafts.pictures()
    for operation in operations:
        command = operation.command
        if isinstance(command, CreatePost):
            named.update(picture.sha256 for picture in command.media)
        elif isinstance(command, UpdateProfile) and command.avatar is not None:
            named.add(command.avatar.sha256)
    return named


class Turns:
    """When upkeep has its turn in a program that goes on. `tick` is called often and works nothing itself."""

    def __init__(self, clock: Clock, when_idle: Callable[[Callable[[], None]], None], step: Callable[[], bool]) -> None:
        self._clock = clock
        self._when_idle = when_idle
        self._step = step
        self._due_ms = clock.monotonic_ms() + FIRST_TURN_MS

    def tick(self) -> None:
        """Ask for a step once one is due."""
        now = self._clock.monotonic_ms()
        if now >= self._due_ms:
            self._due_ms = now + TURN_MS
            self._when_idle(self._turn)

    def _turn(self) -> None:
        if self._step():
            self._due_ms = self._clock.monotonic_ms()
