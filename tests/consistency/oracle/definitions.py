"""The four session guarantees as their definitions say, over a whole history at once: slow, and obviously right."""

from collections.abc import Sequence
from typing import NamedTuple

from app.consistency.history import AnyRead, Apply, Read, Record, SeenRead, Write

Orders = dict[str, set[tuple[int, int]]]
"""By promise ('mw', 'wfr'): the pairs of writes of which the first has to come first."""


class Broken(NamedTuple):
    """A promise that was not kept: at record `where` for a read, or at the write `without` in the store `where`."""

    guarantee: str
    lane: str
    where: int | str
    missing: int
    without: int


def broken_in(records: Sequence[Record]) -> set[Broken]:
    """Every promise that the history breaks."""
    orders = {"mw": _session_pairs(records), "wfr": _causal_pairs(records)}
    found: set[Broken] = set()
    for index, record in enumerate(records, start=1):
        if isinstance(record, Read | SeenRead):
            found |= _of_read(records, record, index)
        if isinstance(record, SeenRead):
            found |= _of_what_was_seen(records, record, index, orders)
    for store in {record.store for record in records if isinstance(record, Apply)}:
        found |= _of_store(records, store, orders)
    return found


def _of_read(records: Sequence[Record], read: AnyRead, index: int) -> set[Broken]:
    lane = "seen" if isinstance(read, SeenRead) else "store"
    own = {w.seq for w in _writes(records) if w.session == read.session and w.acknowledged_ms <= read.start_ms}
    outside = _outside(records, read)
    missed = {"ryw": own & outside, "mr": _seen_before(records, read) & outside}
    return {Broken(guarantee, lane, index, max(late), 0) for guarantee, late in missed.items() if late}


def _of_what_was_seen(records: Sequence[Record], read: SeenRead, index: int, orders: Orders) -> set[Broken]:
    inside, outside = _inside(records, read), _outside(records, read)
    found: set[Broken] = set()
    for guarantee, pairs in orders.items():
        late = {(first, second) for first, second in pairs if second in inside and first in outside}
        if late:
            newest = max(first for first, _ in late)
            without = min(second for first, second in late if first == newest)
            found.add(Broken(guarantee, "seen", index, newest, without))
    return found


def _of_store(records: Sequence[Record], store: str, orders: Orders) -> set[Broken]:
    applies = [record for record in records if isinstance(record, Apply) and record.store == store]
    found: set[Broken] = set()
    for guarantee, pairs in orders.items():
        for second in {second for _, second in pairs}:
            at = _applied_at(applies, second)
            firsts = [first for first, other in pairs if other == second]
            if at is None:
                continue
            late = [first for first in firsts if (_applied_at(applies, first) or (len(applies), first)) > at]
            if late:
                found.add(Broken(guarantee, "store", store, max(late), second))
    return found


def _writes(records: Sequence[Record]) -> list[Write]:
    return [record for record in records if isinstance(record, Write)]


def _in_database(read: AnyRead | Apply, seq: int, key: str = "") -> bool:
    """Whether the write at `seq` is in DB(S, t) as the read or the apply describes it."""
    cursor = read.seq if isinstance(read, Apply) else read.cursor
    if seq <= cursor and seq not in read.missing:
        return True
    if isinstance(read, SeenRead) and seq in read.shown:
        return True
    return not isinstance(read, Apply) and seq <= read.versions.get(key, 0)


def _inside(records: Sequence[Record], read: AnyRead) -> set[int]:
    """RelevantWrites(r): the writes to a key of the read that it held."""
    return {w.seq for w in _writes(records) for k in read.keys if k in w.keys and _in_database(read, w.seq, k)}


def _outside(records: Sequence[Record], read: AnyRead) -> set[int]:
    return {w.seq for w in _writes(records) for k in read.keys if k in w.keys and not _in_database(read, w.seq, k)}


def _seen_before(records: Sequence[Record], read: AnyRead) -> set[int]:
    earlier = [
        one
        for one in records
        if isinstance(one, Read | SeenRead)
        and isinstance(one, type(read))
        and one is not read
        and one.session == read.session
        and one.end_ms <= read.start_ms
    ]
    return {seq for one in earlier for seq in _inside(records, one)}


def _session_pairs(records: Sequence[Record]) -> set[tuple[int, int]]:
    """W1 precedes W2 in a session."""
    writes = _writes(records)
    return {(a.seq, b.seq) for a in writes for b in writes if a.session == b.session and a.seq < b.seq}


def _causal_pairs(records: Sequence[Record]) -> set[tuple[int, int]]:
    """The session of W2 had read W1 when it issued W2."""
    pairs = {(dep, write.seq) for write in _writes(records) for dep in write.deps}
    for read in records:
        if isinstance(read, Read | SeenRead):
            inside = _inside(records, read)
            later = [w for w in _writes(records) if w.session == read.session and read.end_ms <= w.issued_ms]
            pairs |= {(seq, write.seq) for seq in inside for write in later}
    return pairs


def _applied_at(applies: Sequence[Apply], seq: int) -> tuple[int, int] | None:
    return next(((turn, seq) for turn, one in enumerate(applies) if _in_database(one, seq)), None)
