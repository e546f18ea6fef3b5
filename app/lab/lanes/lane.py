"""One lane of four: a session with one strategy, its looks at the screen, and the judge that counts them."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from app.commands import CommandId
from app.consistency.reached import is_reached
from app.consistency.reads import FreshReads
from app.consistency.strategies import KINDS, Strategies
from app.consistency.visible import Operation, Strategy, VisibleFeed, VisibleItem, VisibleProfile
from app.lab.lanes.judge import Committed, Concern, CountedReads, Held, Judge
from app.lab.lanes.traffic import READER, Act
from app.lab.readings.lanes import LaneLook, LaneName, LaneRow, LanesSetup, Screen, Seen
from app.lab.rig import Rig
from app.read_model.documents import Snapshot

ROWS_SHOWN: Final = 4
ROWS_SEEN: Final = 3
"""So many rows a lane's view has room for at least."""
ROWS_READ: Final = 50


class _Waiting(msgspec.Struct):
    """A read that has begun and waits: since when, with what committed, and up to which own change."""

    since_ms: float
    screen: Screen
    begun_with: tuple[Committed, ...]
    until: int


class Lane:
    """One reader. `ledger` is the run's list of what is committed, `plan` every act of it by command id."""

    def __init__(
        self, rig: Rig, name: LaneName, setup: LanesSetup, ledger: Sequence[Committed], plan: Mapping[CommandId, Act]
    ) -> None:
        self.name = name
        self._rig = rig
        self._ledger = ledger
        self._plan = plan
        self._watched: list[CountedReads] = []
        self.session = rig.reader(READER, strategies_of(name, setup), self._watch)
        self._reads = self._watched[0]
        self._judge = Judge()
        self._waiting: list[_Waiting] = []
        self._moved_ms = rig.clock.monotonic_ms()

    @property
    def waits(self) -> bool:
        """Whether a read of it has not ended."""
        return bool(self._waiting)

    def time_has_passed(self) -> None:
        """Count the time for which the reader stood waiting."""
        now = self._rig.clock.monotonic_ms()
        if self._waiting:
            self._judge.waiting_ms += now - self._moved_ms
        self._moved_ms = now

    def changed(self) -> None:
        """Something was pressed, committed, refused or projected: note what the view shows now, and end waits."""
        operations = self.session.tide().operations
        self._judge.taken_back(
            one.op_id for one in operations if one.strategy == "optimistic" and one.stage == "rejected"
        )
        self._note_versions(self._held(self._rig.store.snapshot(), operations))
        for screen in {one.screen for one in self._waiting}:
            self._end_waits(screen)

    def look(self, screen: Screen, last: Act | None) -> LaneLook:
        """Read the screen now. A read that has to wait is counted when it ends."""
        visible = self._read(screen)
        if visible.waiting and not self._holds_all(visible, screen):
            own = [one.position for one in self._ledger if one.act.own and screen in one.act.screens]
            now = self._rig.clock.monotonic_ms()
            self._waiting.append(_Waiting(now, screen, tuple(self._ledger), max(own, default=0)))
        else:
            self._count(screen, self._ledger, visible)
        look = LaneLook(
            lane=self.name,
            seen=self._seen(visible, last),
            note=visible.note,
            hidden=visible.waiting,
            counts=self._judge.counts(self._reads.count),
        )
        return _with_screen(look, visible, getattr(last.command, "post_id", 0) if last is not None else 0)

    def final(self, look: LaneLook) -> LaneLook:
        """The look with the counts as they are when everything has ended."""
        return msgspec.structs.replace(look, counts=self._judge.counts(self._reads.count))

    def _watch(self, reads: FreshReads) -> FreshReads:
        watched = CountedReads(reads)
        self._watched.append(watched)
        return watched

    def _read(self, screen: Screen) -> VisibleProfile | VisibleFeed:
        if screen == "profile":
            return self.session.profile(READER)
        return self.session.feed("home", READER, limit=ROWS_READ)

    def _end_waits(self, screen: Screen) -> None:
        """End those reads of the screen that have what they wait for, or whose deadline has passed."""
        visible = self._read(screen)
        now = self._rig.clock.monotonic_ms()
        for one in [one for one in self._waiting if one.screen == screen]:
            reached = is_reached(one.until, visible.snapshot)
            if reached or not visible.waiting:
                self._waiting.remove(one)
                self._judge.waited(now - one.since_ms, timed_out=not reached)
                self._count(screen, one.begun_with, visible)

    def _count(self, screen: Screen, begun_with: Sequence[Committed], visible: VisibleProfile | VisibleFeed) -> None:
        held = self._held(visible.snapshot, self.session.tide().operations)
        self._judge.read(screen, begun_with, held, told=bool(visible.note))

    def _holds_all(self, visible: VisibleProfile | VisibleFeed, screen: Screen) -> bool:
        """Whether every acknowledged own change is there: what is only being saved is not waited for."""
        own = (one for one in self._ledger if one.act.own and screen in one.act.screens)
        return all(is_reached(one.position, visible.snapshot) for one in own)

    def _held(self, snapshot: Snapshot, operations: Sequence[Operation]) -> Held:
        ahead = tuple(
            one.command.command_id
            for one in operations
            if one.strategy == "optimistic" and one.stage in ("saving", "committed") and not one.reason
        )
        return Held(snapshot, ahead, self._reads.positions)

    def _note_versions(self, held: Held) -> None:
        """The version of each value is the last change of it that is shown."""
        shown: dict[Concern, CommandId] = {}
        for change in self._ledger:
            if held.has(change):
                shown[change.act.concerns] = change.command_id
        for command_id in held.ahead:
            shown[self._plan[command_id].concerns] = command_id
        for concern in {act.concerns for act in self._plan.values()}:
            self._judge.shows(concern, shown.get(concern, "as it was"))

    def _seen(self, visible: VisibleProfile | VisibleFeed, last: Act | None) -> Seen:
        if last is None:
            return "new"
        change = next((one for one in self._ledger if one.command_id == last.command.command_id), None)
        operations = self.session.tide().operations
        held = self._held(visible.snapshot, operations)
        if change is not None and is_reached(change.position, visible.snapshot):
            return "new"
        if last.command.command_id in held.ahead:
            return "marked"
        if any(one.command.command_id == last.command.command_id and one.stage == "rejected" for one in operations):
            return "refused"
        if change is not None and held.has(change):
            return "fetched"
        if visible.waiting:
            return "waiting"
        return "told" if visible.note else "old"


def strategies_of(name: LaneName, setup: LanesSetup) -> Strategies:
    """One strategy for every kind of action; only acceptance tells the age of what others changed."""
    strategy: Strategy = setup.own_by if name == "own" else name
    chosen: dict[str, Strategy] = dict.fromkeys(KINDS, strategy)
    chosen["counts"] = "acceptance" if name == "acceptance" else "none"
    return msgspec.convert({**chosen, "deadline_ms": setup.deadline_ms}, Strategies)


def _with_screen(look: LaneLook, visible: VisibleProfile | VisibleFeed, acted_on: int) -> LaneLook:
    """The look with what is on the screen; a feed is scrolled so that the post acted on last is seen."""
    if isinstance(visible, VisibleProfile):
        if visible.profile is None:
            return look
        return msgspec.structs.replace(
            look,
            address=visible.profile.display_address,
            address_changes=tuple(one for one in visible.changes if one.field == "display_address"),
            followers=visible.profile.followers,
        )
    rows = [_row(one, ahead=True) for one in visible.standing if one.in_water]
    rows += [_row(one, ahead=False) for one in visible.rows]
    at = next((number for number, row in enumerate(rows) if row.post_id == acted_on), 0)
    first = at - 1 if at >= ROWS_SEEN else 0
    return msgspec.structs.replace(look, rows=tuple(rows[first : first + ROWS_SHOWN]))


def _row(visible: VisibleItem, *, ahead: bool) -> LaneRow:
    card = visible.item.card
    return LaneRow(
        post_id=card.id,
        author_id=card.author_id,
        name=card.name,
        text=card.text,
        likes=card.likes,
        liked=visible.item.marks.liked,
        ahead=ahead,
        changes=visible.changes,
    )
