"""'Four lanes': the same seeded traffic, at the same instant, shown to four readers, each with a strategy of their own.

All four are one person at four windows over one rig: real bus, real projector, real sessions, a clock of its own.
"""

import heapq
import itertools
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Literal

import msgspec

from app.commands import Answer, CommandId, Receipt
from app.errors import InvalidInput, Mistake
from app.lab.lanes.judge import Committed
from app.lab.lanes.lane import Lane
from app.lab.lanes.traffic import Act, Traffic
from app.lab.readings.lanes import LANES, LanesFrame, LanesResult, LanesSetup, OwnAct, Screen
from app.lab.rig import Rig

SAVING_MS = 60
"""How long a command takes from the press to the commit."""
DELAY_AT_MOST_MS = 60_000
READS_AT_MOST = 2_000

Heard = Callable[[LanesFrame, tuple[OwnAct, ...]], bool]
"""Called with each frame and what the reader has done by then; whether to go on."""


class FourLanes:
    """Plays runs on the calling thread; each makes a rig of its own."""

    def play(self, setup: LanesSetup, heard: Heard = lambda _frame, _acts: True) -> LanesResult:
        """Play a run to its end; `heard` gets each frame as it is made.

        The same setup gives the same result. Raises `InvalidInput` for a setup that cannot be played, and `Mistake`
        if it is stopped because `heard` says so.
        """
        _check(setup)
        with Rig(setup.seed) as rig:
            return _Run(rig, setup, heard).play()


class _Run:
    """One run: an agenda of what happens when, in whole milliseconds since its beginning."""

    def __init__(self, rig: Rig, setup: LanesSetup, heard: Heard) -> None:
        self._rig = rig
        self._setup = setup
        self._heard = heard
        self._stopped = False
        traffic = Traffic(setup, rig.ids.next_id)
        rig.execute_many(traffic.opening())
        rig.catch_up()
        self._acts = traffic.acts()
        self._opened_at = rig.outbox.last_position()
        self._ledger: list[Committed] = []
        self._asked: list[tuple[Act, Future[Answer]]] = []
        plan: dict[CommandId, Act] = {act.command.command_id: act for act in self._acts}
        self._lanes = [Lane(rig, name, setup, self._ledger, plan) for name in LANES]
        self._own: dict[CommandId, OwnAct] = {}
        self._last: Act | None = None
        self._screen: Screen = "profile"
        self._frames: list[LanesFrame] = []
        self._begun_ms = rig.clock.monotonic_ms()
        self._tickets = itertools.count()
        self._agenda: list[tuple[int, int, Callable[[], None]]] = []
        rig.log.set_delay(setup.delay_ms)

    def play(self) -> LanesResult:
        """Let it all happen, and what is waited for at the end be reached."""
        for act in self._acts:
            self._at(act.at_ms, partial(self._press, act))
        for number in range(self._setup.reads):
            self._at(number * self._setup.every_ms, self._look)
        while self._agenda or any(lane.waits for lane in self._lanes):
            if self._stopped:
                raise Mistake("The lanes were stopped before their end; nothing of them is kept.")
            self._go_to(self._next_ms())
            while self._agenda and self._agenda[0][0] <= self._now_ms:
                heapq.heappop(self._agenda)[2]()
        last = self._frames[-1]
        looks = tuple(lane.final(look) for lane, look in zip(self._lanes, last.looks, strict=True))
        self._frames[-1] = msgspec.structs.replace(last, looks=looks)
        return LanesResult(self._setup, tuple(self._own.values()), tuple(self._frames))

    @property
    def _now_ms(self) -> float:
        return self._rig.clock.monotonic_ms() - self._begun_ms

    def _at(self, at_ms: int, do: Callable[[], None]) -> None:
        heapq.heappush(self._agenda, (at_ms, next(self._tickets), do))

    def _next_ms(self) -> float:
        """When something happens next: what is planned, an event that comes due, or a wait that ends."""
        now = self._now_ms
        times = [float(self._agenda[0][0])] if self._agenda else []
        due = self._rig.log.next_due_ms()
        if due is not None:
            times.append(now + due)
        deadlines = (lane.session.next_deadline_ms() for lane in self._lanes if lane.waits)
        times += [at - self._begun_ms for at in deadlines if at is not None]
        if not times:
            raise Mistake("A lane waits for something that never comes.")
        return max(now, min(times))

    def _go_to(self, at_ms: float) -> None:
        self._rig.pass_time(at_ms - self._now_ms)
        for lane in self._lanes:
            lane.time_has_passed()
        applied = self._rig.catch_up()
        if applied or any(lane.waits for lane in self._lanes):
            self._changed()

    def _changed(self) -> None:
        for lane in self._lanes:
            lane.changed()

    def _press(self, act: Act) -> None:
        """Ask for it: the reader in all four windows, others on the bus; the commit comes a moment later."""
        if act.while_shown and self._rig.queries.card(act.while_shown) is None:
            return
        answer = self._rig.submit(act.command)
        if act.kind is not None:
            for lane in self._lanes:
                lane.session.perform(act.command)
            self._last = act
            self._screen = "profile" if act.kind == "address" else "feed"
            self._own[act.command.command_id] = OwnAct(act.kind, act.words, self._now_ms)
            self._changed()
        self._asked.append((act, answer))
        self._at(round(self._now_ms) + SAVING_MS, self._commit)

    def _commit(self) -> None:
        """Commit all that was asked for by now, as the bus does with what waits together."""
        if not self._rig.commit():
            return
        asked, self._asked = self._asked, []
        for act, answer in asked:
            got = answer.result()
            newest = self._ledger[-1].position if self._ledger else self._opened_at
            if isinstance(got, Receipt) and got.position > newest:
                self._ledger.append(Committed(got.position, got.command_id, act))
            if act.own:
                self._answered(act, "" if isinstance(got, Receipt) else got.reason)
        self._rig.catch_up()
        self._changed()

    def _answered(self, act: Act, refused: str) -> None:
        known = self._own[act.command.command_id]
        now = self._now_ms
        reached = now + self._setup.delay_ms
        self._own[act.command.command_id] = (
            msgspec.structs.replace(known, refused=refused)
            if refused
            else msgspec.structs.replace(known, committed_ms=now, reached_ms=reached)
        )

    def _look(self) -> None:
        frame = LanesFrame(
            at_ms=self._now_ms,
            screen=self._screen,
            own_acts=sum(one.act.own for one in self._ledger),
            changes=len(self._ledger),
            looks=tuple(lane.look(self._screen, self._last) for lane in self._lanes),
        )
        self._frames.append(frame)
        if not self._heard(frame, tuple(self._own.values())):
            self._stopped = True


def _check(setup: LanesSetup) -> None:
    """Raises `InvalidInput` for the first part that is out of its range."""
    ranges: tuple[tuple[Literal["delay_ms", "reads", "every_ms"], int, int, str], ...] = (
        ("delay_ms", 0, DELAY_AT_MOST_MS, "a delay from 0 to 60 s"),
        ("reads", 1, READS_AT_MOST, "1 to 2,000 reads a lane"),
        ("every_ms", 50, 10_000, "50 ms to 10 s between two reads"),
    )
    for field, low, high, words in ranges:
        if not low <= getattr(setup, field) <= high:
            raise InvalidInput(field, f"The lanes need {words}; nothing was started.")
