"""Which write a read missed, promise by promise: of several the newest, so that the witness is one write."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from app.consistency.history import AnyRead, Lane
from app.consistency.known_writes import Known
from app.consistency.verdicts import Guarantee


class Missed(NamedTuple):
    """A write that should have been there; `without` is the later one that was there without it."""

    guarantee: Guarantee
    missing: int
    key: str
    without: int = 0
    earlier_ms: float | None = None


class Glimpse(NamedTuple):
    """The known writes to a read's keys, by position: those it held, and those it did not hold on some key.

    A write may be in both: held on one of its keys, and not on another.
    """

    inside: Mapping[int, Known]
    outside: Mapping[int, tuple[Known, str]]


def own_missed(read: AnyRead, glimpse: Glimpse) -> Missed | None:
    """Read-your-writes: an own write, acknowledged before the read began, was not there."""
    late = [
        seq
        for seq, (known, _) in glimpse.outside.items()
        if known.write.session == read.session and known.write.acknowledged_ms <= read.start_ms
    ]
    return Missed("ryw", max(late), glimpse.outside[max(late)][1]) if late else None


def seen_missed(read: AnyRead, lane: Lane, glimpse: Glimpse) -> Missed | None:
    """Monotonic reads: a write that an earlier read of the session had held was not there."""
    reader = (read.session, lane)
    late = [
        seq
        for seq, (known, _) in glimpse.outside.items()
        if reader in known.seen_by and known.seen_by[reader] <= read.start_ms
    ]
    if not late:
        return None
    known, key = glimpse.outside[max(late)]
    return Missed("mr", max(late), key, earlier_ms=known.seen_by[reader])


def session_order_missed(glimpse: Glimpse) -> Missed | None:
    """Monotonic writes: a write was shown, and an earlier one of the same session was not."""
    newest: dict[str, int] = {}
    for seq, known in glimpse.inside.items():
        newest[known.write.session] = max(seq, newest.get(known.write.session, 0))
    late = [seq for seq, (known, _) in glimpse.outside.items() if seq < newest.get(known.write.session, 0)]
    if not late:
        return None
    known, key = glimpse.outside[max(late)]
    session = known.write.session
    later = [seq for seq, one in glimpse.inside.items() if one.write.session == session and seq > max(late)]
    return Missed("mw", max(late), key, without=min(later))


def causes_missed(glimpse: Glimpse) -> Missed | None:
    """Writes-follow-reads: a write was shown, and one that its author had seen before was not."""
    of_session: dict[str, list[Known]] = {}
    for known in glimpse.inside.values():
        of_session.setdefault(known.write.session, []).append(known)
    told = {dep for known in glimpse.inside.values() for dep in known.write.deps}
    late = [
        seq
        for seq, (cause, _) in glimpse.outside.items()
        if seq in told
        or any(is_cause(cause, one) for session, _ in cause.seen_by for one in of_session.get(session, ()))
    ]
    if not late:
        return None
    cause, key = glimpse.outside[max(late)]
    return Missed(
        "wfr", max(late), key, without=min(seq for seq, one in glimpse.inside.items() if is_cause(cause, one))
    )


def is_cause(cause: Known, effect: Known) -> bool:
    """Whether the author of `effect` had seen `cause` when issuing it."""
    write = effect.write
    return cause.write.seq in write.deps or cause.was_seen(write.session, write.issued_ms)


def missed(read: AnyRead, lane: Lane, glimpse: Glimpse) -> list[Missed]:
    """Everything that a read missed, at most one write a promise."""
    if not glimpse.outside:
        return []
    found: Iterable[Missed | None] = (own_missed(read, glimpse), seen_missed(read, lane, glimpse))
    if lane == "seen" and max(glimpse.inside, default=0) > min(glimpse.outside):
        found = (*found, session_order_missed(glimpse), causes_missed(glimpse))
    return [one for one in found if one is not None]
