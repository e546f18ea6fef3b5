"""The read model as it was at any kept position: the log is replayed by the real projections, and each version kept.

Built a piece at a time by whoever asks (`catch_up`), once: what was built stays in the data folder, and later only what
is new is added. Before events leave the log, `keep_horizon` takes them in, so that travelling begins where the log did.
"""

import shutil
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Literal, Protocol

from app.clock import Clock
from app.errors import InvalidInput, ReadStoreOutdated, Stopped, StoreUnusable
from app.events import EventLog, StoredEvent
from app.lab.event_kinds import told
from app.lab.readings.sides import ChangedDocument, Moment, Past, Subject, TravelState
from app.lab.sides.document_text import compared
from app.lab.sides.travel_store import NAMES, Reach, TravelStore, Writing, place_of
from app.projections.applier import Applier
from app.projections.intake import Intake
from app.projections.rebuild import ALL_ROWS
from app.read_model.keys import key
from app.read_model.lmdb_environment import Txn
from app.read_model.schema import TABLES, State
from app.read_model.store import ReadStore

EVENTS_A_PIECE: Final = 250
"""What one call of `catch_up` replays: some 30 ms."""
AT_ONCE: Final = 25
"""So many new events are replayed where they are asked for: some 3 ms."""
HORIZON_PIECE: Final = 50
"""What one call of `keep_horizon` replays, or trims: it stands between commands."""
LOOKED_AT: Final = 1_000
"""Events that a difference looks at for the documents it names."""
NAMED: Final = 60
"""Documents that a difference names."""
MOMENTS: Final = 400
ROWS_AT_ONCE: Final = 5_000
FOLDER: Final = "1"

TABLE_OF: Final[dict[Subject, str]] = {"person": "profiles", "post": "cards"}


class KeptLog(EventLog, Protocol):
    """The log, which knows how far back it goes."""

    def first_kept(self) -> int:
        """The lowest position whose event is still kept, the next one to be given if none is."""
        ...


class TimeTravel:
    """Travels in `folder`, which is made when it is first used; `store` gives the documents to begin with where older
    events have left the log. `build`, if given, lets another process replay some more: it makes the store, and does
    whatever is more than a few events. Any thread may call; those marked 'pool' take longer than a frame. All raise
    `StoreUnusable`, and those that take a position `InvalidInput` if it is not kept.
    """

    def __init__(
        self,
        folder: Path,
        log: Callable[[], KeptLog],
        store: ReadStore,
        clock: Clock,
        build: Callable[[], object] | None = None,
    ) -> None:
        self._folder = folder
        self._open_log = log
        self._documents = store
        self._clock = clock
        self._build = build
        self._building = False
        self._changing = threading.RLock()
        self._store: TravelStore | None = None
        self._log: KeptLog | None = None
        self._applier = Applier(ALL_ROWS)
        self._intake: Intake | None = None
        self._closed = False
        self._tip = -1
        self._rows_so_far = 0

    @property
    def was_used(self) -> bool:
        """Whether anybody has travelled in this data folder: until then nothing is kept for it."""
        return self._folder.is_dir()

    def catch_up(self, events: int = EVENTS_A_PIECE) -> TravelState:
        """Replay some more of what the documents have; how far it is then. Pool. Call it again until it `is_built`."""
        if self._build is not None and self._is_far():
            self._building = True
            try:
                self._build()
            finally:
                self._building = False
            events = 0
        with self._changing:
            store = self._opened()
            self._look(store)
            wanted = self._documents.snapshot().position
            if events and self._tip < wanted:
                self._replay(store, self._events(min(events, wanted - self._tip)))
            reach = store.reach()
            return TravelState(reach.first, self._tip, max(wanted, self._tip), reach.cut)

    def past(self, subject: Subject, identifier: int, compare: int, shown: int) -> Past:
        """One document at `shown` beside what it was at `compare`, and what else differs between the two. Pool."""
        store = self._opened()
        place = place_of(TABLE_OF[subject], key(identifier))
        low, high = min(compare, shown), max(compare, shown)
        with store.generation.reading() as txn:
            self._refuse(store, low, high)
            there, before = store.document(txn, place, shown), store.document(txn, place, compare)
            changed, looked_at = self._changed(store, txn, low, high)
            rows = store.rows_so_far(txn, high) - store.rows_so_far(txn, low)
        fields = compared(there, there if before is None else before) if there is not None else ()
        return Past(compare, shown, there is not None, fields, changed, rows, high - low - looked_at)

    def moments(self, subject: Subject, identifier: int, low: int, high: int) -> Sequence[Moment]:
        """What happened from `low` to `high`, in order: every event if they are few, else those of one document."""
        store = self._opened()
        place = place_of(TABLE_OF[subject], key(identifier))
        with store.generation.reading() as txn:
            own = set(store.positions_of(txn, place, low, high, MOMENTS))
            positions = range(low, high + 1) if high - low < MOMENTS else sorted(own)
            found = ((position, store.moment(txn, position)) for position in positions)
            return [Moment(at, row.kind, row.words, at in own) for at, row in found if row is not None]

    def document(self, table: str, row_key: bytes, position: int) -> object:
        """Any document as it was at a position, None if there was none."""
        store = self._opened()
        with store.generation.reading() as txn:
            self._refuse(store, position, position)
            return store.document(txn, place_of(table, row_key), position)

    def keep_horizon(self, up_to: int) -> bool:
        """Called before the events up to `up_to` leave the log: whether they may, since what they did is kept.

        Otherwise one small piece was done towards it. Where nobody has ever travelled, nothing is kept.
        """
        if not self.was_used:
            return True
        if self._building:
            return False
        with self._changing:
            store = self._opened()
            if self._tip < up_to:
                self._replay(store, self._events(min(HORIZON_PIECE, up_to - self._tip)))
                return False
            with store.writing() as writing:
                done = writing.drop_before(up_to, HORIZON_PIECE)
                if done:
                    writing.set_reach(Reach(max(up_to, store.reach().first), cut=store.reach().cut))
            if done:
                store.flush()
            return done

    def close(self) -> None:
        """Let go of the files, for good. Nobody may be travelling."""
        with self._changing:
            self._closed = True
            if self._store is not None:
                self._store.close()
                self._store = None

    def _is_far(self) -> bool:
        """Whether there is more to do than a few events, or all of it."""
        with self._changing:
            if self._store is None and not self._closed:
                found = self._found(self._open_log())
                if found is None:
                    return True
                self._take_up(found)
            self._look(self._opened())
            return self._documents.snapshot().position - self._tip > AT_ONCE

    def _opened(self) -> TravelStore:
        with self._changing:
            if self._closed:
                raise Stopped("Time travel has ended with the program; nothing was lost.")
            if self._store is None:
                log = self._open_log()
                return self._take_up(self._found(log) or self._begun(log))
            return self._store

    def _take_up(self, store: TravelStore) -> TravelStore:
        self._store, self._log = store, self._open_log()
        self._intake = Intake(self._applier, self._log.read_at, self._clock)
        self._applier.forget()
        self._tip = -1
        self._look(store)
        return store

    def _found(self, log: KeptLog) -> TravelStore | None:
        """What earlier runs have built, if the log goes on where it ends."""
        if not self.was_used:
            return None
        try:
            found = TravelStore(self._folder / FOLDER)
        except ReadStoreOutdated:
            return None
        follows = log.first_kept() - 1 <= found.tip() <= log.last_position()
        if follows and found.generation.identity.database_id == log.database_id():
            return found
        found.close()
        return None

    def _begun(self, log: KeptLog) -> TravelStore:
        """A new one: empty where the whole log is kept, else with the documents as they are now."""
        shutil.rmtree(self._folder, ignore_errors=True)
        made = TravelStore(self._folder / FOLDER, create=True, database_id=log.database_id())
        if log.first_kept() > 1:
            self._copy_documents(made)
        return made

    def _copy_documents(self, made: TravelStore) -> None:
        with self._documents.reading() as (generation, txn), made.writing() as writing:
            snapshot = generation.snapshot_in(txn)
            for name in TABLES:
                table = generation.tables[name]
                low = 0
                while rows := table.rows(txn, low, table.last_key, ROWS_AT_ONCE):
                    writing.begin_with(name, snapshot.position, rows)
                    low = int.from_bytes(rows[-1][0], "big") + 1
            writing.transaction.set_state(State(snapshot.position, tuple(sorted(snapshot.exceptions))))
            writing.set_reach(Reach(snapshot.position, cut=True))

    def _events(self, at_most: int) -> Sequence[StoredEvent]:
        if self._log is None:
            return ()
        events = self._log.read(self._tip, at_most)
        if events and events[0].seq != self._tip + 1:
            raise StoreUnusable(
                f"Time travel ends at position {self._tip:,}, and what followed has left the log; "
                "nothing is lost. Open it again to begin anew."
            )
        return events

    def _look(self, store: TravelStore) -> None:
        """Follow another process that has built here too."""
        tip = store.tip()
        if tip != self._tip:
            self._applier.forget()
            self._tip = tip
            with store.generation.reading() as txn:
                self._rows_so_far = store.rows_so_far(txn, tip)

    def _replay(self, store: TravelStore, events: Sequence[StoredEvent]) -> None:
        """Apply these, each by itself, and keep what it changed."""
        try:
            with store.writing() as writing:
                if not events or self._intake is None or writing.transaction.state().position != self._tip:
                    return
                self._take(writing, self._intake, events)
        except BaseException:
            self._applier.forget()
            raise
        finally:
            self._look(store)

    def _take(self, writing: Writing, intake: Intake, events: Sequence[StoredEvent]) -> None:
        self._begin(writing, intake)
        rows = self._rows_so_far
        for stored in events:
            intake.take(stored)
            self._applier.finish()
            kind, words, _ = told(stored)
            rows = writing.keep(stored.seq, kind, words, rows)
        writing.transaction.set_state(State(events[-1].seq, tuple(sorted(intake.exceptions()))))
        self._rows_so_far, self._tip = rows, events[-1].seq

    def _begin(self, writing: Writing, intake: Intake) -> None:
        anew = not self._applier.is_loaded
        self._applier.begin(writing.rows)
        if anew:
            intake.parking.load()
            while intake.go_on(ALL_ROWS):
                continue

    def _refuse(self, store: TravelStore, low: int, high: int) -> None:
        first = store.reach().first
        if low < first:
            raise InvalidInput("position", f"Position {low:,} is no longer kept; the oldest one is {first:,}.")
        if high > self._tip:
            raise InvalidInput("position", f"Position {high:,} is not there yet; the newest one is {self._tip:,}.")

    def _changed(self, store: TravelStore, txn: Txn, low: int, high: int) -> tuple[tuple[ChangedDocument, ...], int]:
        """The documents that differ, the latest change first, and how many events were looked at for them."""
        seen: set[bytes] = set()
        found: list[ChangedDocument] = []
        looked_at = 0
        for position in range(high, max(low, high - LOOKED_AT), -1):
            moment = store.moment(txn, position)
            looked_at += 1
            for place in moment.changed if moment is not None else ():
                if place not in seen:
                    seen.add(place)
                    changed = _change_of(store, txn, place, low, high)
                    if changed is not None:
                        found.append(changed)
            if len(found) >= NAMED:
                break
        return tuple(found[:NAMED]), looked_at


def _change_of(store: TravelStore, txn: Txn, place: bytes, low: int, high: int) -> ChangedDocument | None:
    before, after = store.document(txn, place, low), store.document(txn, place, high)
    if before == after:
        return None
    there = before if after is None else after
    title = there.name if place[0] == NAMES.index("profiles") else there.text
    how: Literal["new", "gone", "changed"] = "new" if before is None else "gone" if after is None else "changed"
    fields = tuple(field for field in compared(before, after) if field.differs) if how == "changed" else ()
    return ChangedDocument(NAMES[place[0]], there.id, title, how, fields)
