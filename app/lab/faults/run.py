"""One experiment: the same traffic through Tideline and through the naive design, and what the nine faults do to it.

Called by `app.lab.faults.faults`. Everything runs on the calling thread and on the rig's clock.
"""

from collections.abc import Callable, Sequence
from typing import Final

from app.events import StoredEvent
from app.lab.faults.naive import Naive
from app.lab.faults.naive_losses import losses_of
from app.lab.faults.program import FaultProgram
from app.lab.faults.traffic import Act, Cast, acts_of, place_of
from app.lab.readings.faults import Step, StepSide
from app.read_model.documents import Snapshot

BETWEEN_MS: Final = 40
"""From one act to the next."""
SETTLE_MS: Final = 2_000
"""What the read side is given after a fault: one rest and more."""
STEP_MS: Final = 10
RESTART_MS: Final = 400
"""How long a program is gone that died: until a person opens it again."""

Deliver = Callable[[list[StoredEvent]], Sequence[StoredEvent]]
"""What the naive design's signals carry, made of what was committed."""


class FaultRun:
    """The parts of one experiment and what was noted. Close it.

    `position` is the chosen event's, `parked` how many were held back; `waited_ms` counts from the commit to the look
    after which the documents had it.
    """

    def __init__(self, kind: str, which: int, seed: int) -> None:
        self.acts = acts_of(seed)
        self.place = place_of(self.acts, kind, which)  # type: ignore[arg-type]  # it is what checks the kind
        self.chosen = self.acts[self.place]
        self.position = 0
        self.parked = 0
        self.waited_ms: float | None = None
        self.before = self.after = ""
        self.steps: list[Step] = []
        self._struck_ms = 0.0
        self._committed_ms = 0.0
        self.program = FaultProgram(seed, self._looked)
        try:
            self.naive = Naive(self.program.rig.folder / "naive")
        except BaseException:
            self.program.close()
            raise
        self.cast = Cast(self.program.rig.ids)

    def play(self, acts: Sequence[Act]) -> None:
        """Let acts happen as they do every day, one after another."""
        for act in acts:
            self.program.run(BETWEEN_MS)
            self.naive.publish(*self.program.commit([self.cast.command(act)]))
            self.program.run(0)

    def begin(self, told: Callable[[int], None]) -> None:
        """Everything before the chosen act; `told` hears how many acts are done."""
        for command in self.cast.registrations():
            self.naive.publish(*self.program.commit([command]))
        for done, act in enumerate(self.acts[: self.place], 1):
            self.play([act])
            told(done)
        self.program.run(BETWEEN_MS)
        self.before = self.shown()
        self.position = self.program.rig.positions()[1] + 1
        self._struck_ms = self._committed_ms = self.program.now_ms

    def commit(self, *more: Act, deliver: Deliver = list) -> None:
        """Commit the chosen act, and others together with it; the naive design hears of what `deliver` gives."""
        acts = (self.chosen, *more)
        self._committed_ms = self.program.now_ms
        events = self.program.commit([self.cast.command(act) for act in acts])
        self.naive.publish(*deliver(events))

    def also(self, acts: Sequence[Act], deliver: Deliver = list) -> None:
        """Let acts happen after the chosen one, while the fault lasts."""
        for act in acts:
            self.program.run(BETWEEN_MS)
            self.naive.publish(*deliver(self.program.commit([self.cast.command(act)])))

    def until_shown(self) -> None:
        """Let time pass until the documents have the chosen event, or long enough."""
        for _ in range(SETTLE_MS // STEP_MS):
            if self.waited_ms is not None:
                return
            self.program.run(STEP_MS)

    def end(self, told: Callable[[int], None]) -> None:
        """The rest of the day, and a moment for the read side to come level."""
        self.program.run(SETTLE_MS)
        self.after = self.shown()
        for done, act in enumerate(self.acts[self.place + 1 :], self.place + 2):
            self.play([act])
            told(done)
        self.program.run(SETTLE_MS)

    def note(self, side: StepSide, words: str) -> None:
        """Say what happened just now."""
        program, naive = self.program, self.naive
        snapshot, last = program.rig.store.snapshot(), program.rig.outbox.last_position()
        self.steps.append(
            Step(
                program.now_ms - self._struck_ms,
                side,
                words,
                snapshot.position,
                waiting=last - snapshot.position + len(snapshot.exceptions),
                wrong=len(losses_of(naive, program.rig.database)) if naive.runs else None,
            )
        )

    def shown(self) -> str:
        """What the page that the chosen act changes shows of it now."""
        queries, act = self.program.rig.queries, self.chosen
        if act.kind in ("follow", "address"):
            person = self.cast.people[act.other if act.kind == "follow" else act.actor]
            profile = queries.profile(person).profile
            if profile is None:
                return "nothing"
            return f"{profile.followers:,}" if act.kind == "follow" else profile.display_address.replace("\n", ", ")
        card = queries.card(self.cast.posts.get(act.post, 0))
        if act.kind == "post" or card is None:
            return "nothing" if card is None else card.text
        return f"{card.likes if act.kind == 'like' else card.comments:,}"

    def close(self) -> None:
        """End it and remove its folder."""
        self.naive.close()
        self.program.close()

    def _looked(self) -> None:
        if not self.position:
            return
        snapshot = self.program.rig.store.snapshot()
        self.parked = max(self.parked, len(snapshot.exceptions))
        if self.waited_ms is None and _reached(snapshot, self.position):
            self.waited_ms = self.program.now_ms - self._committed_ms


def _reached(snapshot: Snapshot, position: int) -> bool:
    return snapshot.position >= position and position not in snapshot.exceptions
