"""Plays a scenario without a window: one thread, a virtual clock, seeded ids and service times, the real bus and step.

The same scenario with the same seed gives the same outcome, value by value.
"""

import random
from collections.abc import Callable
from functools import partial

import msgspec
from msgspec.structs import replace

from app.commands import AnyCommand, CommandId, UpdateProfile
from app.consistency.session import Session
from app.consistency.strategies import Strategies, kind_of
from app.errors import Mistake
from app.lab.faults.wrappers import NEXT
from app.lab.readings.scenarios import Outcome
from app.lab.rig import Rig
from app.lab.scenarios.cast import Cast
from app.lab.scenarios.clock import LAST, Timeline, Times
from app.lab.scenarios.judge import FEED, Change, Place, Score, shows_at
from app.lab.scenarios.model import (
    BeatTable,
    FaultTable,
    LookTable,
    OrderTable,
    Scenario,
    StepTable,
    TrafficKind,
    TrafficTable,
)
from app.lab.scenarios.notes import Notes, balance_in
from app.lab.scenarios.turns import Turns
from app.read_model.documents import Profile


def play(scenario: Scenario, name: str, seed: int | None = None) -> Outcome:
    """Play it to its end and measure. Raises `EnvironmentFault` if no scratch folder can be made."""
    return _Run(scenario, name, scenario.seed if seed is None else seed).play()


class _Run:
    """One run: who acts and reads when, and what waits for something."""

    def __init__(self, scenario: Scenario, name: str, seed: int) -> None:
        self._scenario = scenario
        self._name = name
        self._seed = seed
        self._rig = Rig(seed, on_commit=self._on_commit)
        self._cast = Cast(scenario, self._rig)
        self._changes: dict[int, Change] = {}
        self._commands: dict[CommandId, AnyCommand] = {}
        self._positions: dict[str, int] = {}
        self._keys: dict[CommandId, str] = {}
        self._poison: set[str] = set()
        self._sessions: dict[str, Session] = {}
        self._blocked: list[tuple[float, str, Callable[[], bool], Callable[[], None]]] = []
        self._writing = False
        self._lose_bell = False
        self._turns = Turns(self._rig, scenario.service.rows, self._changes, self._around_turn)
        self._notes = Notes(self._rig, self._turns, self._changes, self._sessions)

    def play(self) -> Outcome:
        """Set the scene, let everything happen, and tell what came of it."""
        with self._rig:
            self._set_scene()
            self._schedule()
            self._timeline.run()
            return self._notes.outcome(self._scenario, self._name, self._seed)

    def _set_scene(self) -> None:
        for command in self._cast.opening():
            self._rig.submit(command)
        self._rig.commit()
        self._rig.catch_up()
        for person in self._scenario.people:
            chosen = msgspec.to_builtins(person.strategies) | {"deadline_ms": person.deadline_ms}
            strategies = msgspec.convert(chosen, Strategies)
            self._sessions[person.handle] = self._rig.reader(self._cast.people[person.handle], strategies)
            self._notes.scores[person.handle] = Score(person.handle)
        self._rig.pass_time(1_000)
        self._timeline = Timeline(self._rig, self._next_deadline, self._expired)
        self._turns.begin(self._timeline, Times(self._scenario.service, random.Random(self._rig.rng.random())))
        self._notes.begin(self._timeline)

    def _schedule(self) -> None:
        at, scenario = self._timeline.at, self._scenario
        for order in scenario.read_side:
            at(order.at_ms, partial(self._order, order))
        for fault in scenario.faults:
            at(fault.at_ms, partial(self._break, fault))
        for step in scenario.steps:
            at(step.at_ms, partial(self._act, step))
        for traffic in scenario.traffic:
            self._schedule_traffic(traffic)
        for look in scenario.looks:
            self._schedule_looks(look)
        for beat in scenario.narration:
            at(beat.at_ms, partial(self._tell, beat), LAST)

    def _schedule_traffic(self, traffic: TrafficTable) -> None:
        rng, moment = self._rig.rng, traffic.from_ms
        kinds, shares = list(traffic.mix), list(traffic.mix.values())
        while (moment := moment + rng.expovariate(traffic.per_s / 1_000)) < traffic.to_ms:
            (kind,) = rng.choices(kinds, shares)
            self._timeline.at(moment, partial(self._guest, traffic, kind))

    def _schedule_looks(self, look: LookTable) -> None:
        moment, to_ms = look.from_ms, look.from_ms if look.to_ms is None else look.to_ms
        while moment <= to_ms:
            self._timeline.at(moment, partial(self._look, look))
            if look.per_s is not None:
                moment += self._rig.rng.expovariate(look.per_s / 1_000)
            else:
                moment += look.every_ms or to_ms + 1

    # The write side

    def _act(self, step: StepTable) -> None:
        session = self._sessions[step.who]
        if step.does == "spend":
            self._spend(session, step)
            return
        command = self._cast.command(step)
        if step.key:
            self._keys[command.command_id] = step.key
        self._perform(session, command, step)

    def _perform(self, session: Session, command: AnyCommand, step: StepTable) -> None:
        if step.strategy is not None:
            session.strategies = replace(session.strategies, **{kind_of(command): step.strategy})
        self._commands[command.command_id] = command
        session.perform(command)
        self._submitted()

    def _guest(self, traffic: TrafficTable, kind: TrafficKind) -> None:
        command = self._cast.guest(traffic, kind)
        self._commands[command.command_id] = command
        self._notes.follow(self._rig.submit(command))
        self._submitted()

    def _submitted(self) -> None:
        self._notes.saving += 1
        self._notes.sample()
        if not self._writing:
            self._writing = True
            self._timeline.after(self._turns.times.commit(), self._commit)

    def _commit(self) -> None:
        """What has gathered by now is committed together."""
        self._writing = False
        before = len(self._changes)
        self._rig.commit()
        self._notes.saving = 0
        self._notes.sample()
        if len(self._changes) > before:
            if self._lose_bell:
                self._lose_bell = False
                self._notes.bells_lost += 1
                self._turns.look_later()
            else:
                self._turns.wake()
        self._settle()

    def _on_commit(self, command_id: CommandId, position: int, _at_ms: float) -> None:
        command = self._commands.get(command_id)
        if command is None or position <= self._notes.write:
            return
        self._notes.committed(Change(position, self._timeline.now, command, shows_at(command, self._cast.post_of)))
        key = self._keys.get(command_id)
        if key is not None:
            self._positions[key] = position
            if key in self._poison:
                self._turns.log.poison(position)

    def _spend(self, session: Session, step: StepTable) -> None:
        """A payment: look at the balance, and write what is left of it if it is enough."""
        target = self._rig.outbox.last_position() if step.waits_for_newest else 0

        def pay() -> None:
            profile = session.profile(session.viewer).profile
            if profile is None:
                raise Mistake(f"The scenario's {step.who} has no profile.")
            self._notes.read(step.who, session, ("profile", session.viewer))
            left = balance_in(profile.bio) - step.amount
            if left < 0:
                self._notes.declined += 1
                return
            self._notes.pay(session.viewer, balance_in(profile.bio), step.amount)
            self._perform(session, self._payment(profile, left), step)

        self._when(lambda: self._rig.store.snapshot().position >= target, step.who, pay)

    def _payment(self, profile: Profile, left: int) -> UpdateProfile:
        return UpdateProfile(
            command_id=self._cast.command_id(), actor_id=profile.id, name=profile.name, bio=f"Balance {left}"
        )

    # The read side

    def _look(self, look: LookTable) -> None:
        """Read a page; one who waits for an own write gets it when it is there, or when the deadline is over."""
        session = self._sessions[look.who]
        self._when(lambda: not self._notes.waits_for_own(session), look.who, partial(self._read, look, session))

    def _read(self, look: LookTable, session: Session) -> None:
        kind, _, name = look.at.partition(":")
        place: Place = FEED
        if kind == "profile":
            place = ("profile", self._cast.people[name])
        elif kind == "post":
            place = ("post", self._cast.posts.get(name, 0))
        self._notes.read(look.who, session, place)

    def _order(self, order: OrderTable) -> None:
        log = self._rig.log
        match order.does:
            case "slow":
                log.set_slowing(order.slowing)
            case "pause":
                log.pause()
            case "resume":
                log.resume()
            case "step":
                log.allow(order.events)
            case "drain":
                log.drain()
        self._turns.wake(forced=order.does != "pause")

    def _break(self, fault: FaultTable) -> None:
        turns = self._turns
        match fault.kind:
            case "crash_before_commit" | "crash_after_commit":
                turns.down_ms = fault.down_ms
                turns.store.crash_next(committed=fault.kind == "crash_after_commit")
            case "lost_doorbell":
                self._lose_bell = True
            case "duplicate":
                turns.log.give_twice(NEXT)
            case "out_of_order":
                turns.log.give_late(NEXT)
            case "poison":
                self._poison.add(fault.on)
            case "mend":
                position = self._positions.get(fault.on, 0)
                turns.log.mend(position)
                self._rig.projector.retry(position)
                turns.wake(forced=True)

    def _around_turn(self, stage: str) -> None:
        if stage == "after":
            self._notes.reached()
        self._notes.sample()
        if stage == "after":
            self._settle()

    # Waiting

    def _when(self, ready: Callable[[], bool], who: str, call: Callable[[], None]) -> None:
        if ready():
            call()
        else:
            self._blocked.append((self._timeline.now, who, ready, call))

    def _settle(self) -> None:
        """Let go of those whose wait is over."""
        self._notes.look_for_rollbacks()
        blocked, self._blocked = self._blocked, []
        for since, who, ready, call in blocked:
            if ready():
                self._notes.waited(who, self._timeline.now - since)
                call()
            else:
                self._blocked.append((since, who, ready, call))

    def _next_deadline(self) -> float | None:
        if not self._blocked:
            return None
        due = [session.next_deadline_ms() for session in self._sessions.values()]
        return min((at for at in due if at is not None), default=None)

    def _expired(self) -> None:
        for session in self._sessions.values():
            session.expire()
        self._settle()

    def _tell(self, beat: BeatTable) -> None:
        self._notes.tell(beat)
