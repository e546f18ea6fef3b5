"""The four session guarantees of Terry et al. (1994), checked record by record while the program runs.

Versions and positions are compared, never values. D(r) is what a read held (`history.Held`), W the acknowledged writes
of a session, H the writes to keys that its reads returned. On two lanes, what a store returned and what the person saw:

- read-your-writes: each own write to a key of r, acknowledged before r began, is in D(r);
- monotonic reads: each write to a key of r that an earlier read of the session held is in D(r);
- monotonic writes: a write is applied after every earlier one of its session (store), and is not shown on the keys of
  a read without them (seen);
- writes-follow-reads: the same for what the session had seen when it issued the write.

One record costs some microseconds for each recent write to its keys.
"""

import math
from bisect import insort
from collections.abc import Iterable
from typing import NamedTuple

from msgspec.structs import replace

from app.consistency.history import LANES, AnyRead, Apply, Held, Lane, Record, Rollback, Write, lane_of
from app.consistency.known_writes import SETTLED_KEPT_A_KEY, WRITES_KEPT, Known, KnownWrites, Reader, StoreState
from app.consistency.missed import Glimpse, Missed, is_cause, missed
from app.consistency.verdicts import GUARANTEES, Count, Verdict, Violation, sentence_for
from app.consistency.witness import steps_of, with_apply

VIOLATIONS_KEPT = 200


class _Place(NamedTuple):
    """Where and when something was missed."""

    lane: Lane
    session: str
    store: str
    cursor: int
    at_ms: float


class SessionGuarantees:
    """Takes the records of a history in their order. Not safe from two threads at once.

    A write is taken before the reads that return it, and the writes of a session in the order of their positions.
    `settled_kept` and `writes_kept` bound what is remembered: see `known_writes`.
    """

    def __init__(self, settled_kept: int = SETTLED_KEPT_A_KEY, writes_kept: int = WRITES_KEPT) -> None:
        self._known = KnownWrites(settled_kept, writes_kept)
        self._stores: dict[str, StoreState] = {}
        self._checked = {(lane, guarantee): 0 for lane in LANES for guarantee in GUARANTEES}
        self._broken = dict.fromkeys(self._checked, 0)
        self._violations: dict[int, Violation] = {}
        self._writes = self._rollbacks = self._records = 0

    def take(self, record: Record) -> list[Violation]:
        """Check one record; the violations that show at it."""
        self._records += 1
        match record:
            case Write():
                return self._write(record)
            case Apply():
                return self._apply(record)
            case Rollback():
                self._rollbacks += 1
                return []
            case _:
                return self._read(record)

    def verdict(self) -> Verdict:
        """Where the check stands."""
        counts = [Count(one, lane, self._checked[lane, one], self._broken[lane, one]) for lane, one in self._checked]
        return Verdict(
            counts=tuple(counts),
            violations=tuple(self._violations.values()),
            reads=max(self._checked[lane, "ryw"] for lane in LANES),
            writes=self._writes,
            rollbacks=self._rollbacks,
            forgotten=self._known.forgotten,
        )

    @property
    def remembered(self) -> int:
        """How many writes are remembered: what bounds the memory."""
        return len(self._known.by_seq)

    # Writes and applies

    def _write(self, write: Write) -> list[Violation]:
        known = self._known.add(write)
        if known is None:
            return []
        self._writes += 1
        found: list[Violation] = []
        for store in self._stores.values():
            if store.order_of(write.seq) is None:
                insort(store.waiting, write.seq)
            else:
                found.extend(self._applied(store, known, write.acknowledged_ms, [*store.held_back, *store.left]))
        return found

    def _apply(self, apply: Apply) -> list[Violation]:
        store = self._stores.get(apply.store)
        if store is None:
            store = self._stores[apply.store] = StoreState(apply.store)
            store.waiting = sorted(self._known.by_seq)
        found: list[Violation] = []
        for seq in store.advance(apply):
            known = self._known.by_seq.get(seq)
            if known is not None:
                self._tell_applied(apply, seq)
                found.extend(self._applied(store, known, apply.at_ms, store.held_back))
        self._known.settle(min(one.complete for one in self._stores.values()))
        return found

    def _applied(self, store: StoreState, known: Known, at_ms: float, suspects: Iterable[int]) -> list[Violation]:
        """Monotonic writes and writes-follow-reads, at the moment at which a write has come into a store.

        `suspects` are the only positions that can be late: those held back, and, for a write that is recorded after
        its apply, those that were.
        """
        write, found = known.write, []
        known.applied_ms[store.name] = at_ms
        self._checked["store", "mw"] += 1
        self._checked["store", "wfr"] += 1
        place = _Place("store", write.session, store.name, store.seq, at_ms)
        key = write.keys[0] if write.keys else ""
        late = [seq for seq in {*suspects, *write.deps} if not store.is_before(seq, write.seq)]
        others = {seq: self._known.by_seq[seq] for seq in late if seq in self._known.by_seq}
        own = [seq for seq, one in others.items() if seq < write.seq and one.write.session == write.session]
        causes = [seq for seq in late if seq in write.deps or (seq in others and is_cause(others[seq], known))]
        if own:
            found.append(self._violation(place, Missed("mw", max(own), key, without=write.seq)))
        if causes:
            found.append(self._violation(place, Missed("wfr", max(causes), key, without=write.seq)))
        return found

    # Reads

    def _read(self, read: AnyRead) -> list[Violation]:
        lane = lane_of(read)
        for guarantee in GUARANTEES if lane == "seen" else ("ryw", "mr"):
            self._checked[lane, guarantee] += 1
        held = Held(read)
        new, outside = self._looked(read, held, (read.session, lane))
        found: list[Missed] = []
        if outside:
            found = missed(read, lane, Glimpse(self._inside(read, held) if lane == "seen" else {}, outside))
        for known in new:
            known.saw((read.session, lane), read.end_ms)
        place = _Place(lane, read.session, read.store, read.cursor, read.start_ms)
        return [self._violation(place, one) for one in found]

    def _looked(self, read: AnyRead, held: Held, reader: Reader) -> tuple[list[Known], dict[int, tuple[Known, str]]]:
        """The writes that this reader sees for the first time, and those that it misses on some key.

        Of the missed ones only those that can matter: where all is in the order of positions, nobody can see a write
        without an earlier one, and what is left are the reader's own writes and those seen before.
        """
        in_order = reader[1] == "store" or not (read.missing or read.versions or held.shown)
        new: list[Known] = []
        outside: dict[int, tuple[Known, str]] = {}
        cursor, missing, shown = held.cursor, held.missing, held.shown
        for key in read.keys:
            version = read.versions.get(key, 0)
            for seq, known in self._known.of_key(key).items():
                # `held.holds`, spelled out: this runs for each write of each key of each read.
                if seq <= version or (seq <= cursor and seq not in missing) or seq in shown:
                    if known.seen_by.get(reader, math.inf) > read.end_ms:
                        new.append(known)
                elif not in_order or known.write.session == read.session or reader in known.seen_by:
                    outside.setdefault(seq, (known, key))
        return new, outside

    def _inside(self, read: AnyRead, held: Held) -> dict[int, Known]:
        found: dict[int, Known] = {}
        for key in read.keys:
            version = read.versions.get(key, 0)
            found |= {seq: known for seq, known in self._known.of_key(key).items() if held.holds(seq, version)}
        return found

    # Violations

    def _violation(self, place: _Place, found: Missed) -> Violation:
        self._broken[place.lane, found.guarantee] += 1
        violation = Violation(
            number=sum(self._broken.values()),
            guarantee=found.guarantee,
            lane=place.lane,
            session=place.session,
            record=self._records,
            at_ms=place.at_ms,
            store=place.store,
            key=found.key,
            cursor=place.cursor,
            missing=found.missing,
            without=found.without,
            earlier_ms=found.earlier_ms,
        )
        named = [self._known.by_seq.get(seq) for seq in (found.missing, found.without)]
        applied_ms = None if named[0] is None else named[0].applied_ms.get(place.store)
        steps = steps_of(violation, (one.write for one in named if one is not None), applied_ms)
        violation = replace(violation, sentence=sentence_for(violation), steps=steps)
        self._violations[violation.number] = violation
        if len(self._violations) > VIOLATIONS_KEPT:
            del self._violations[next(iter(self._violations))]
        return violation

    def _tell_applied(self, apply: Apply, seq: int) -> None:
        """The write that was missed has come: its witnesses say when."""
        for number, violation in self._violations.items():
            if violation.missing == seq and violation.store == apply.store:
                self._violations[number] = with_apply(violation, apply.at_ms)
