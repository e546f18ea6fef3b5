"""The projector's turns on a scenario's clock: when it looks, how long a batch takes, and what a fault does to it.

Each turn is the real projector's own `step`, made when its service time is over.
"""

import itertools
from collections.abc import Callable
from typing import Final

from app.errors import GapInLog
from app.lab.faults.wrappers import Crash, CrashingStore, FaultyLog
from app.lab.rig import Rig
from app.lab.scenarios.clock import Timeline, Times
from app.lab.scenarios.judge import Change
from app.lab.slowing import OVERTAKEN, delay_of
from app.projections.projector import Projector
from app.signals import Projected

BATCH_EVENTS: Final = 100
LOOK_EVERY_MS: Final = 1_000
"""Without a doorbell the projector looks by itself that often."""
AGAIN_MS: Final = 20
"""After a refused delivery it asks again."""


class Turns:
    """Makes the turns. `changes` are the committed commands by position; `around(stage)` is called before and after
    each turn, with the number of events taken in.
    """

    def __init__(self, rig: Rig, rows: int, changes: dict[int, Change], around: Callable[[str], None]) -> None:
        self._rig = rig
        self._rows = rows
        self._changes = changes
        self._around = around
        self.log = FaultyLog(rig.log)
        self.store = CrashingStore(rig.store)
        self.down_ms = 0.0
        self.refused = 0
        self.restarts = 0
        self._busy = False
        self._down = False
        self._events = BATCH_EVENTS
        self._wake_at: float | None = None
        self._make_projector()

    def begin(self, timeline: Timeline, times: Times) -> None:
        """From now on turns take time."""
        self._timeline = timeline
        self.times = times

    def wake(self, *, forced: bool = False) -> None:
        """Look whether there is something to do; `forced` takes a turn even if nothing seems due."""
        if self._busy or self._down:
            return
        due, next_ms = self._due()
        if due or forced:
            self._busy = True
            # What comes during the turn is for the next one, unless it has to be looked for among later events.
            in_order = due and not self._rig.log.state.slowing.overtake
            self._events = due if in_order else BATCH_EVENTS
            self._timeline.after(self.times.batch(due), self._turn)
        elif next_ms is not None:
            self._wake_by(next_ms)

    def look_later(self) -> None:
        """The bell was lost: look at the next whole second."""
        now = self._timeline.now
        self._timeline.at((now // LOOK_EVERY_MS + 1) * LOOK_EVERY_MS, self.wake)

    def _turn(self) -> None:
        self._busy = False
        self._around("before")
        try:
            step = self._rig.step(self._events)
        except Crash:
            self._down = True
            self._timeline.after(self.down_ms, self._revive)
            return
        except GapInLog:
            self.refused += 1
            self._timeline.after(AGAIN_MS, lambda: self.wake(forced=True))
            return
        self._around("after")
        if step.unfinished and not step.applied:
            self._busy = True
            self._timeline.after(self.times.stretch(), self._turn)
            return
        later = self._rig.log.next_due_ms()
        if later is not None:
            self._wake_by(self._timeline.now + later, forced=True)
        self.wake(forced=bool(step.unfinished))

    def _due(self) -> tuple[int, float | None]:
        """How many events may be taken in now, at most a batch, and when the next one may."""
        state, now = self._rig.log.state, self._timeline.now
        read = self._rig.store.snapshot().position
        ahead = list(itertools.takewhile(lambda position: position > read, reversed(self._changes)))
        delays = state.slowing.delays
        due_at = [
            self._changes[position].at_ms + (delay_of(state.slowing, position) if delays else 0.0)
            for position in reversed(ahead)
        ]
        if state.paused or not due_at:
            return 0, None
        if state.slowing.overtake:
            due_at.sort()
        early = next((number for number, at in enumerate(due_at) if at > now), len(due_at))
        return min(early, BATCH_EVENTS), due_at[early] if early < len(due_at) else None

    def _wake_by(self, moment: float, *, forced: bool = False) -> None:
        if self._wake_at is not None and self._timeline.now < self._wake_at <= moment and not forced:
            return
        self._wake_at = moment
        self._timeline.at(max(moment, self._timeline.now + 1), lambda: self.wake(forced=forced))

    def _make_projector(self) -> None:
        rig = self._rig
        projector = Projector(
            self.log, self.store, rig.clock, rig.signals, budget_rows=self._rows, slice_rows=self._rows
        )
        rig.projector = projector
        rig.log.let_overtake(lambda seq: projector.hold(seq, OVERTAKEN), projector.release)

    def _revive(self) -> None:
        """A new projector reads the checkpoint, as one does at each start, and the windows are told of it."""
        self._down = False
        self.restarts += 1
        self._make_projector()
        self._around("before")
        self._rig.signals.projected.send(self, what=Projected(position=self._rig.store.snapshot().position))
        self._around("after")
        self.wake(forced=True)
