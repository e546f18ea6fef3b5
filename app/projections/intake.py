"""What becomes of each stored event: it is applied, or parked with the reason, or held, and later retried or discarded.

Called by the projector, within its transaction.
"""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from app.clock import Clock
from app.events import AnyEvent, StoredEvent, decode
from app.projections.applier import Applier
from app.projections.changes import Missing
from app.projections.fan_out import SLICE_ROWS
from app.projections.parking import FAN_OUT, Parking, reason_of, reason_to_wait, summary_of
from app.read_model.documents import ParkedEvent
from app.read_model.transaction import STORE_FAULTS

PRUNED = "It is no longer in the event log, so it cannot be tried again; rebuild the read store, nothing is lost."

ReadAt = Callable[[Sequence[int]], Sequence[StoredEvent]]


class Intake:
    """Takes events in for one applier. `read_at` reads parked events again from the log.

    `applied` is told each position whose event is applied, be it at once or when it is let go.
    """

    def __init__(
        self, applier: Applier, read_at: ReadAt, clock: Clock, applied: Callable[[int], object] | None = None
    ) -> None:
        self.parking = Parking(applier.changes)
        self.holds: dict[str, str] = {}
        self._applier = applier
        self._read_at = read_at
        self._clock = clock
        self._applied = applied

    def exceptions(self) -> set[int]:
        """The positions that are not reached though the checkpoint is past them."""
        return self.parking.positions() | self._applier.fan_out.positions()

    def take(self, stored: StoredEvent) -> None:
        """Apply an event, or park it."""
        if self.parking.is_empty and not self.holds:
            self._try(stored)
            return
        root = self.parking.before(stored.aggregate, stored.seq)
        held = self.holds.get(stored.aggregate) or self.holds.get(str(stored.seq))
        if root is not None:
            self._park(stored, _readable(stored), reason_to_wait(root), root)
        elif held is not None:
            self._park(stored, _readable(stored), held, by_hand=True)
        else:
            self._try(stored)

    def retry(self, seq: int) -> None:
        """Try a parked event again, as the log has it now, and then what waits behind it.

        For one that waits itself, it is the one it waits for that is tried.
        """
        parked = self.parking.get(seq)
        if parked is None:
            return
        seq = parked.blocked_by or seq
        if self._applier.fan_out.resume(seq):
            self.parking.release(seq)
            return
        self.holds.pop(str(seq), None)
        found = self._read_at([seq])
        if not found:
            self._give_up(seq)
            return
        self.parking.release(seq)
        if self._try(found[0]):
            self._release_behind(seq)

    def discard(self, seq: int) -> None:
        """Drop one parked event for good, and try what waits behind it."""
        if self.parking.get(seq) is None:
            return
        self.holds.pop(str(seq), None)
        self._applier.fan_out.abandon(seq)
        self.parking.release(seq)
        self._release_behind(seq)

    def hold(self, target: str, reason: str) -> None:
        """Park what comes next of an aggregate, or at a position given in digits, until it is released."""
        self.holds[target] = reason

    def release(self, target: str) -> None:
        """Hold no longer, and try what was held."""
        self.holds.pop(target, None)
        for seq in sorted(self.parking.positions()):
            parked = self.parking.get(seq)
            if parked is not None and parked.by_hand and target in (parked.aggregate, str(seq)):
                self.retry(seq)

    def go_on(self, rows: int = SLICE_ROWS) -> bool:
        """Do a slice of an unfinished fan-out; False if there is none to go on with. One that fails is parked."""
        fan_out = self._applier.fan_out
        job = fan_out.next_job()
        if job is None:
            return False
        try:
            fan_out.advance(job, rows)
            self._applier.changes.settle()
        except STORE_FAULTS:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a projection raises parks its event, and is shown
            self._applier.undo()
            fan_out.fail(job, reason_of(error))
            self._park_fan_out(job.position, reason_of(error))
            self._applier.changes.settle()
        return True

    def _try(self, stored: StoredEvent) -> bool:
        event: AnyEvent | None = None
        try:
            event = decode(stored)
            self._applier.apply(event, stored.seq)
        except STORE_FAULTS:
            raise
        except Missing as error:
            root = self.parking.before(error.aggregate, stored.seq)
            self._park(stored, event, reason_of(error) if root is None else reason_to_wait(root), root or 0)
            return False
        except Exception as error:  # noqa: BLE001 - whatever a projection raises parks its event, and is shown
            self._park(stored, event, reason_of(error))
            return False
        if self._applied is not None:
            self._applied(stored.seq)
        return True

    def _park(
        self,
        stored: StoredEvent,
        event: AnyEvent | None,
        reason: str,
        blocked_by: int = 0,
        *,
        by_hand: bool = False,
    ) -> None:
        self.parking.park(
            ParkedEvent(
                stored.seq,
                stored.aggregate,
                reason,
                self._clock.now_ms(),
                blocked_by,
                by_hand,
                summary_of(event),
            )
        )
        self._applier.changes.settle()

    def _park_fan_out(self, seq: int, reason: str) -> None:
        found = self._read_at([seq])
        summary = summary_of(_readable(found[0]) if found else None)
        self.parking.park(ParkedEvent(seq, f"{FAN_OUT}:{seq}", reason, self._clock.now_ms(), summary=summary))

    def _release_behind(self, root: int) -> None:
        waiting = self.parking.behind(root)
        found = {stored.seq: stored for stored in self._read_at([one.seq for one in waiting])} if waiting else {}
        for one in waiting:
            earlier = self.parking.before(one.aggregate, one.seq)
            if one.seq not in found:
                self._give_up(one.seq)
            elif earlier is not None:
                self.parking.wait_behind(one.seq, earlier)
            else:
                self.parking.release(one.seq)
                self._try(found[one.seq])

    def _give_up(self, seq: int) -> None:
        parked = self.parking.get(seq)
        if parked is not None:
            self.parking.park(replace(parked, reason=PRUNED, blocked_by=0))


def _readable(stored: StoredEvent) -> AnyEvent | None:
    try:
        return decode(stored)
    except ValueError:
        return None
