"""The list of what the person did in this run and how far each of it has come: the overlay of Optimistic UI.

It holds operations, never documents and never copies of them: pages are folded with what they have not
reached, so a refusal only takes its operation out. Safe from any thread.
"""

import itertools
import threading
from collections import deque
from collections.abc import Collection, Mapping, Sequence

from msgspec.structs import replace

from app.clock import Clock
from app.commands import AnyCommand, CommandId, SetBookmark, SetFollow, SetLike, SetMute, SetRepost
from app.consistency.folding import Folding, FreshComment, FreshItem, folding_for, key_of
from app.consistency.patches import Prediction
from app.consistency.reached import NOWHERE
from app.consistency.stages import settled
from app.consistency.visible import Operation, Strategy
from app.read_model.documents import ParkedEvent, Snapshot
from app.signals import Signals

SHOWN_MS = 1_500
FADE_MS = 300
"""How long 'In feeds after 7 ms' stands, and how long it fades, before it is dismissed by itself."""

FIRST_TURN = 1 << 40
"""What was done in earlier runs comes before all that is done in this one."""

KEPT_FOR_OLD_PAGES = 256
"""How many dismissed operations stay foldable, for pages that were read before they were reached."""

NOT_SHOWN_AHEAD = "This change is kept, but cannot be shown before the read store has it."
DISCARDED = "You discarded this event: the change is saved, but feeds will show it only after a rebuild."

_TOGGLES = (SetLike, SetRepost, SetBookmark, SetFollow, SetMute)


class Overlay:
    """Pending operations in the order in which they were asked for. Each change rings `signals.operations` once."""

    def __init__(self, clock: Clock, signals: Signals) -> None:
        self._clock = clock
        self._signals = signals
        self._lock = threading.Lock()
        self._op_ids = itertools.count(1)
        self._turns = itertools.count(1)
        self._earlier_turns = itertools.count(-FIRST_TURN)
        self._active: dict[int, Prediction] = {}
        self._settled: deque[Prediction] = deque(maxlen=KEPT_FOR_OLD_PAGES)
        self._settled_up_to = 0
        self._snapshot = NOWHERE
        self._parked: dict[int, ParkedEvent] = {}

    def begin(
        self, command: AnyCommand, strategy: Strategy = "optimistic", *, post_id: int = 0, handle: str = ""
    ) -> Operation:
        """Register the command before it is dispatched.

        `post_id` is the post of a command that names a comment only, `handle` that of the person it is about.
        A toggle takes the place of a refused one of the same kind on the same thing.
        """
        now = self._clock.monotonic_ms()
        operation = Operation(next(self._op_ids), command, strategy, "saving", started_ms=now, stage_ms=now)
        with self._lock:
            for op_id in self._refused_before(command):
                del self._active[op_id]
            self._active[operation.op_id] = Prediction(
                operation, next(self._turns), self._clock.now_ms(), post_id=post_id, handle=handle
            )
        self._ring()
        return operation

    def restore(
        self, command: AnyCommand, strategy: Strategy, position: int, committed_ms: int, *, post_id: int = 0
    ) -> Operation:
        """Register a command of an earlier run that was committed at `committed_ms` (wall time)."""
        age = max(0, self._clock.now_ms() - committed_ms)
        at = self._clock.monotonic_ms() - age
        operation = Operation(
            next(self._op_ids), command, strategy, "committed", started_ms=at, stage_ms=at, position=position
        )
        with self._lock:
            self._active[operation.op_id] = Prediction(
                operation, next(self._earlier_turns), committed_ms, committed_ms=at, post_id=post_id
            )
            self._settle_known()
        self._ring()
        return operation

    def committed(self, op_id: int, position: int) -> None:
        """The command is committed: everything up to `position` holds its effect."""
        with self._lock:
            prediction = self._active.get(op_id)
            if prediction is None:
                return
            now = self._clock.monotonic_ms()
            operation = replace(prediction.operation, stage="committed", stage_ms=now, position=position)
            self._active[op_id] = replace(prediction, operation=operation, committed_ms=now)
            self._settle_known()
        self._ring()

    def rejected(self, op_id: int, field: str, reason: str) -> None:
        """A rule refused the command; the same words cannot pass."""
        self._refuse([op_id], reason, field=field, can_retry=False)

    def failed(self, op_id: int, sentence: str, *, can_retry: bool = True) -> None:
        """The command was not saved for a reason outside of it, such as a full disk."""
        self._refuse([op_id], sentence, can_retry=can_retry)

    def discarded(self, position: int) -> None:
        """The person discarded the parked event at `position`: what it says will not come into feeds."""
        with self._lock:
            held = [one.operation.op_id for one in self._active.values() if one.operation.position == position]
        self._refuse(held, DISCARDED, can_retry=False)

    def retrying(self, op_id: int) -> Operation | None:
        """A refused operation is sent again, behind those that were asked for meanwhile; None if it is not refused."""
        with self._lock:
            prediction = self._active.get(op_id)
            if prediction is None or prediction.operation.stage != "rejected" or not prediction.operation.can_retry:
                return None
            del self._active[op_id]
            operation = replace(
                prediction.operation, stage="saving", stage_ms=self._clock.monotonic_ms(), field="", reason=""
            )
            self._active[op_id] = replace(prediction, operation=operation, turn=next(self._turns))
        self._ring()
        return operation

    def dismiss(self, op_id: int) -> None:
        """Take the operation off the list: its mark is not wanted any more. Undoes nothing; one being saved stays."""
        with self._lock:
            prediction = self._active.get(op_id)
            if prediction is None or prediction.operation.stage == "saving":
                return
            del self._active[op_id]
            if prediction.operation.stage != "rejected":
                self._keep_for_old_pages(prediction)
        self._ring()

    def abandon(self, op_ids: Collection[int]) -> None:
        """Replay these no more: it failed. They go on as operations, and say why their change is not shown ahead."""
        with self._lock:
            for op_id in op_ids:
                prediction = self._active.get(op_id)
                if prediction is not None:
                    operation = replace(prediction.operation, reason=NOT_SHOWN_AHEAD)
                    self._active[op_id] = replace(prediction, operation=operation, abandoned=True)
        self._ring()

    def settle(self, snapshot: Snapshot, parked: Sequence[ParkedEvent] = ()) -> None:
        """The read store has committed `snapshot`, holding back `parked`."""
        with self._lock:
            self._snapshot = snapshot
            self._parked = {event.seq: event for event in parked}
            changed = self._settle_known()
        if changed:
            self._ring()

    def expire(self, now_ms: float | None = None) -> None:
        """Dismiss what was reached long enough before `now_ms` (`Clock.monotonic_ms`, None: now)."""
        now = self._clock.monotonic_ms() if now_ms is None else now_ms
        with self._lock:
            over = [
                op_id
                for op_id, prediction in self._active.items()
                if prediction.operation.stage == "reached" and prediction.operation.stage_ms + SHOWN_MS + FADE_MS <= now
            ]
            for op_id in over:
                self._keep_for_old_pages(self._active.pop(op_id))
        if over:
            self._ring()

    def next_expiry_ms(self) -> float | None:
        """When the next mark is to be dismissed (`Clock.monotonic_ms`), None if none is."""
        with self._lock:
            reached = [one.operation.stage_ms for one in self._active.values() if one.operation.stage == "reached"]
        return min(reached) + SHOWN_MS + FADE_MS if reached else None

    def operations(self, actor_id: int | None = None) -> tuple[Operation, ...]:
        """All operations on the list, or those of one person, in the order in which they were asked for."""
        with self._lock:
            everything = [prediction.operation for prediction in self._active.values()]
        return tuple(one for one in everything if actor_id is None or one.command.actor_id == actor_id)

    def operation(self, op_id: int) -> Operation | None:
        """One operation, None if it is not on the list any more."""
        with self._lock:
            prediction = self._active.get(op_id)
        return None if prediction is None else prediction.operation

    def with_command(self, command_id: CommandId) -> Operation | None:
        """The operation that this command is, None if it is not on the list."""
        with self._lock:
            found = [one for one in self._active.values() if one.operation.command.command_id == command_id]
        return found[0].operation if found else None

    def parked_event(self, op_id: int) -> ParkedEvent | None:
        """The event that holds this operation back, None if none does."""
        with self._lock:
            prediction = self._active.get(op_id)
            position = None if prediction is None else prediction.operation.position
            return None if position is None else self._parked.get(position)

    @property
    def parked_count(self) -> int:
        """How many events the read side holds back, whoever they are from."""
        with self._lock:
            return len(self._parked)

    def folding(
        self,
        snapshot: Snapshot,
        viewer: int,
        fresh_items: Mapping[int, FreshItem] | None = None,
        fresh_comments: Mapping[int, FreshComment] | None = None,
    ) -> Folding:
        """What a page of `snapshot` has to fold, as `viewer` sees it."""
        with self._lock:
            predictions = list(self._active.values())
            if self._settled and (self._settled_up_to > snapshot.position or snapshot.exceptions):
                predictions.extend(self._settled)
        predictions.sort(key=_turn)
        return folding_for(predictions, snapshot, viewer, fresh_items, fresh_comments)

    def _refuse(self, op_ids: Collection[int], reason: str, *, field: str = "", can_retry: bool) -> None:
        """Take operations out of every fold; each stays on the list, with its reason, until it is dismissed."""
        now = self._clock.monotonic_ms()
        with self._lock:
            for prediction in [self._active[op_id] for op_id in op_ids if op_id in self._active]:
                operation = replace(
                    prediction.operation,
                    stage="rejected",
                    stage_ms=now,
                    field=field,
                    reason=reason,
                    can_retry=can_retry,
                )
                self._active[operation.op_id] = replace(prediction, operation=operation)
        self._ring()

    def _settle_known(self) -> bool:
        """Bring all stages up to the newest snapshot; the lock is held. True if one changed."""
        now = self._clock.monotonic_ms()
        changed = False
        for op_id, prediction in self._active.items():
            brought = settled(prediction, self._snapshot, self._parked, now)
            if brought is not prediction:
                self._active[op_id] = brought
                changed = True
        return changed

    def _keep_for_old_pages(self, prediction: Prediction) -> None:
        position = prediction.operation.position
        if position is not None:
            self._settled.append(replace(prediction, dismissed=True))
            self._settled_up_to = max(self._settled_up_to, position)

    def _refused_before(self, command: AnyCommand) -> list[int]:
        if not isinstance(command, _TOGGLES):
            return []
        about = (type(command), command.actor_id, key_of(command))
        return [
            op_id
            for op_id, prediction in self._active.items()
            if prediction.operation.stage == "rejected"
            and (type(prediction.operation.command), prediction.operation.command.actor_id) == about[:2]
            and key_of(prediction.operation.command) == about[2]
        ]

    def _ring(self) -> None:
        """Outside the lock: a receiver may ask for the operations."""
        self._signals.operations.send(self)


def _turn(prediction: Prediction) -> int:
    return prediction.turn
