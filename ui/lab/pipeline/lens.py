"""The lens: measured spans replayed so slowly that an eye can follow. Waiting itself is never slowed.

A command's way through the write side is replayed from its press; then it waits in the outbox for as long as it
really does; its way through the read side is replayed from the moment it was really picked up.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from app.commands import CommandId
from app.consistency.trace import Kind, Stage, Trace

FACTORS: Final = (1, 10, 100, 1_000)

LONGEST_MS: Final = 700.0
"""No single span is replayed for longer than this, whatever the factor: what is shown must not fall far behind."""
SHORTEST_MS: Final = 90.0
"""Nor, while the lens is on, shorter: an eye would miss it."""
ARRIVED_MS: Final = 450.0
"""How long a dot rests in the view."""
REFUSED_MS: Final = 900.0

LAST_WRITE: Final = 2
"""The arrow from the write model to the outbox: what goes along it is committed."""

_WRITE: Final[tuple[tuple[Stage, Stage, int], ...]] = (
    ("pressed", "dispatched", 0),
    ("dispatched", "validated", 1),
    ("validated", "doorbell", 2),
)
_READ: Final[tuple[tuple[Stage, Stage, int], ...]] = (
    ("picked_up", "applied", 3),
    ("applied", "documents_committed", 4),
    ("documents_committed", "painted", 5),
)


class Dot(NamedTuple):
    """A command on its way: `arrow` 0 to 5 and how far along it; None while it waits in the outbox or has arrived."""

    command_id: CommandId
    kind: Kind
    arrow: int | None
    share: float
    committed: bool
    place: str


def dots_of(traces: Iterable[Trace], now_ms: float, factor: int) -> list[Dot]:
    """Where each command is seen at `now_ms` (`Clock.monotonic_ms`) through a lens of this factor.

    `place` is 'moving', 'waiting' (in the outbox), 'arrived' (in the view, for a moment) or 'refused'. Commands whose
    replay is over are left out.
    """
    found = (_dot(trace, now_ms, factor) for trace in traces)
    return [dot for dot in found if dot is not None]


def replay_ms(measured_ms: float, factor: int) -> float:
    """How long a span of so many real milliseconds is shown."""
    if factor == 1:
        return max(0.0, measured_ms)
    return min(LONGEST_MS, max(SHORTEST_MS, measured_ms * factor))


class _Replay(NamedTuple):
    """A trace as it is replayed: when each span of its way ends, in ms of replay, and the arrow it takes meanwhile.

    `write` counts from the first time of the trace, `read` from when it was picked up (None: it has not been). `stuck`
    is the arrow of a span that is not over.
    """

    begin_ms: float
    write: tuple[tuple[float, int], ...]
    write_stuck: int | None
    picked_ms: float | None
    read: tuple[tuple[float, int], ...]
    read_stuck: int | None


@lru_cache(maxsize=4_096)
def _replay_of(trace: Trace, factor: int) -> _Replay | None:
    """Made once for a trace as it is: it is looked at in each frame."""
    begin = trace.began_ms
    if begin is None:
        return None
    write: list[tuple[float, int]] = []
    ends, stuck = 0.0, None
    for first, last, arrow in _WRITE:
        start, end = trace.at(first), trace.at(last)
        if last == "doorbell" and end is None:
            end = trace.at("committed")
        if last == "doorbell" and trace.rejected:
            end = None  # it changed nothing, and the doorbell rang for others of its batch
        if end is None:
            stuck = arrow
            break
        ends += replay_ms(end - (end if start is None else start), factor)
        write.append((ends, arrow))
    read: list[tuple[float, int]] = []
    ends, read_stuck = 0.0, None
    for first, last, arrow in _READ:
        start, end = trace.at(first), trace.at(last)
        if start is None or end is None:
            read_stuck = arrow
            break
        ends += replay_ms(end - start, factor)
        read.append((ends, arrow))
    return _Replay(begin, tuple(write), stuck, trace.at("picked_up"), tuple(read), read_stuck)


def _dot(trace: Trace, now_ms: float, factor: int) -> Dot | None:
    replay = _replay_of(trace, factor)
    if replay is None:
        return None
    along = now_ms - replay.begin_ms
    before = 0.0
    for ends, arrow in replay.write:
        if along < ends:
            return _moving(trace, arrow, (along - before) / (ends - before), committed=arrow == LAST_WRITE)
        before = ends
    if replay.write_stuck is not None:
        return _unfinished(trace, replay.write_stuck, along - before)
    if replay.picked_ms is None:
        return Dot(trace.command_id, trace.kind, None, 0.0, True, "waiting")
    return _reading(trace, replay, min(along - before, now_ms - replay.picked_ms))


def _reading(trace: Trace, replay: _Replay, along: float) -> Dot | None:
    """On the way through the read side, `along` ms of replay after it left the outbox."""
    if along < 0:
        return Dot(trace.command_id, trace.kind, None, 0.0, True, "waiting")
    before = 0.0
    for ends, arrow in replay.read:
        if along < ends:
            return _moving(trace, arrow, (along - before) / (ends - before), committed=True)
        before = ends
    if replay.read_stuck is not None:
        return _moving(trace, replay.read_stuck, 0.5, committed=True)
    if along - before < ARRIVED_MS:
        return Dot(trace.command_id, trace.kind, None, 1.0, True, "arrived")
    return None


def _unfinished(trace: Trace, arrow: int, along: float) -> Dot | None:
    """Before the end of a span that is not over, or over by a refusal."""
    if trace.rejected:
        arrow = min(arrow, LAST_WRITE - 1)
        return Dot(trace.command_id, trace.kind, arrow, 0.9, False, "refused") if along < REFUSED_MS else None
    return _moving(trace, arrow, 0.5, committed=False)


def _moving(trace: Trace, arrow: int, share: float, *, committed: bool) -> Dot:
    return Dot(trace.command_id, trace.kind, arrow, min(1.0, max(0.0, share)), committed, "moving")
