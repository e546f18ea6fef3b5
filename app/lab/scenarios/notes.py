"""Everything that is noted while a scenario is played, and the outcome that is made of it at the end."""

import re
from concurrent.futures import Future
from typing import Final

from app.commands import Answer, Rejected
from app.consistency.reached import is_reached
from app.consistency.session import Session
from app.lab.readings.scenarios import Beat, Frame, Held, Outcome, Proof
from app.lab.rig import Rig
from app.lab.scenarios.checks import PLACEHOLDER
from app.lab.scenarios.clock import Timeline
from app.lab.scenarios.judge import Change, Place, Score, Seen, percentiles_of
from app.lab.scenarios.model import BeatTable, ExpectTable, Scenario
from app.lab.scenarios.turns import Turns

FRAMES_AT_MOST: Final = 600
DOTS_AT_MOST: Final = 40
_BALANCE: Final = re.compile(r"Balance (\d+)")


class Notes:
    """What is known so far. `scores` are the readers' by handle, `saving` the commands before their commit."""

    def __init__(self, rig: Rig, turns: Turns, changes: dict[int, Change], sessions: dict[str, Session]) -> None:
        self._rig = rig
        self._turns = turns
        self._changes = changes
        self._sessions = sessions
        self._waiting: dict[int, Change] = {}
        self._lags: list[float] = []
        self._waits: list[float] = []
        self._frames: list[Frame] = []
        self._beats: list[Beat] = []
        self._seen: dict[str, str] = {}
        self._refused: set[tuple[str, int]] = set()
        self._rollbacks = 0
        self._rejected = 0
        self._timed_out = 0
        self._most = {"behind": 0, "parked": 0}
        self._purses: dict[int, tuple[int, int]] = {}
        self._zero = 0
        self.scores: dict[str, Score] = {}
        self.saving = 0
        self.write = 0
        self.bells_lost = 0
        self.declined = 0

    def begin(self, timeline: Timeline) -> None:
        """Both sides are level; time begins."""
        self._timeline = timeline
        self._zero, self.write = self._rig.positions()
        self.sample()

    def follow(self, answer: "Future[Answer]") -> None:
        """Count a guest's command if it is refused."""

        def answered(done: "Future[Answer]") -> None:
            self._rejected += isinstance(done.result(), Rejected)

        answer.add_done_callback(answered)

    def sample(self) -> None:
        """Keep how both sides stand now."""
        frame = self._frame()
        self._most["behind"] = max(self._most["behind"], frame.behind)
        self._most["parked"] = max(self._most["parked"], frame.held)
        self._frames.append(frame)

    def committed(self, change: Change) -> None:
        """A command is committed, and the read side does not have it yet."""
        self.write = change.position
        self._changes[change.position] = change
        self._waiting[change.position] = change

    def reached(self) -> None:
        """Measure what the read side has taken in since the last turn."""
        snapshot = self._rig.store.snapshot()
        for position in [one for one in self._waiting if is_reached(one, snapshot)]:
            self._lags.append(self._timeline.now - self._waiting.pop(position).at_ms)

    def waits_for_own(self, session: Session) -> bool:
        """Whether this person's view waits for an own write now: its strategy is to wait and its time is not over."""
        now = self._rig.clock.monotonic_ms()
        return any(
            one.strategy == "wait"
            and (
                one.stage == "saving"
                or (one.stage == "committed" and now < one.stage_ms + session.strategies.deadline_ms)
            )
            for one in session.tide().operations
        )

    def waited(self, who: str, milliseconds: float) -> None:
        """Somebody's wait is over."""
        self._waits.append(milliseconds)
        self.scores[who].waits.append(milliseconds)
        own = self._sessions[who].tide().operations
        self._timed_out += any(one.strategy == "wait" and one.stage == "committed" for one in own)

    def look_for_rollbacks(self) -> None:
        """Note what was refused since the last time."""
        for handle, session in self._sessions.items():
            for one in session.tide().operations:
                if one.stage == "rejected" and (handle, one.op_id) not in self._refused:
                    self._refused.add((handle, one.op_id))
                    self._rejected += 1
                    self._rollbacks += one.strategy == "optimistic"

    def read(self, who: str, session: Session, place: Place) -> None:
        """Somebody reads a page."""
        seen = _look(session, place)
        wanted = [change for change in self._waiting.values() if place in change.shows_at]
        self.scores[who].read(seen, session.viewer, wanted, session.tide().operations)
        self._seen[who] = seen.words

    def pay(self, person: int, balance: int, amount: int) -> None:
        """Somebody pays; what they had at first is what the first look says."""
        had, paid = self._purses.get(person, (balance, 0))
        self._purses[person] = (had, paid + amount)

    def tell(self, beat: BeatTable) -> None:
        """A sentence of the narration, with its numbers."""
        self.sample()
        frame = self._frames[-1]
        values = {
            **self.figures(),
            "write": frame.write,
            "read": frame.read,
            "behind": frame.behind,
            "held": frame.held,
            "saving": frame.saving,
        }

        def filled(found: "re.Match[str]") -> str:
            name = found[1]
            if name.startswith("seen:"):
                return self._seen.get(name[5:], "nothing yet")
            return in_words(frame.lag_ms) if name == "lag" else f"{values[name]:,.0f}"

        self._beats.append(Beat(frame.at_ms, PLACEHOLDER.sub(filled, beat.text), beat.pause_ms, frame))

    def figures(self) -> dict[str, float]:
        """All figures so far, by the names that expectations use."""
        scores = self.scores.values()
        read, write = self._rig.positions()
        return {
            "writes": float(len(self._changes)),
            "rejected": float(self._rejected),
            "rollbacks": float(self._rollbacks),
            "reads": float(sum(one.reads for one in scores)),
            "stale_reads": float(sum(one.stale for one in scores)),
            "stale_told": float(sum(one.told for one in scores)),
            "own_missed": float(sum(one.own_missed for one in scores)),
            "waits": float(len(self._waits)),
            "timed_out": float(self._timed_out),
            "lag_p50": percentiles_of(self._lags).p50,
            "lag_p99": percentiles_of(self._lags).p99,
            "parked": float(len(self._rig.store.snapshot().exceptions)),
            "most_parked": float(self._most["parked"]),
            "most_behind": float(self._most["behind"]),
            "restarts": float(self._turns.restarts),
            "refused_deliveries": float(self._turns.refused),
            "doorbells_lost": float(self.bells_lost),
            "declined": float(self.declined),
            "overspent": float(sum(max(0, paid - had) for had, paid in self._purses.values())),
            "write_position": float(write - self._zero),
            "read_position": float(read - self._zero),
        }

    def outcome(self, scenario: Scenario, name: str, seed: int) -> Outcome:
        """What it came to; both sides are compared, document by document."""
        self.sample()
        report = self._rig.verify()
        proof = Proof(report.documents, len(report.differences) + report.more, len(report.exceptions))
        figures = {**self.figures(), "differences": float(proof.differences)}
        return Outcome(
            name,
            scenario.title,
            scenario.shows,
            scenario.moral,
            seed,
            self._timeline.now,
            figures,
            percentiles_of(self._lags),
            percentiles_of(self._waits),
            tuple(score.score for score in self.scores.values() if score.reads),
            proof,
            tuple(_judged(one, figures[one.figure]) for one in scenario.expect),
            tuple(self._beats),
            _thinned(self._frames),
        )

    def _frame(self) -> Frame:
        read, write = self._rig.positions()
        snapshot = self._rig.store.snapshot()
        waiting = self._waiting
        free = [change.at_ms for position, change in waiting.items() if position not in snapshot.exceptions]
        return Frame(
            self._timeline.now,
            write - self._zero,
            read - self._zero,
            tuple(change.kind for change in list(waiting.values())[:DOTS_AT_MOST]),
            len(waiting),
            self.saving,
            len(snapshot.exceptions),
            round(self._timeline.now - min(free), 3) if free else 0.0,
        )


def balance_in(bio: str) -> int:
    """The amount that a purse says it holds."""
    found = _BALANCE.search(bio)
    return int(found[1]) if found else 0


def counted(number: int, one: str) -> str:
    """'1 like', '2 likes'."""
    return f"{number:,} {one}" if number == 1 else f"{number:,} {one}s"


def in_words(milliseconds: float) -> str:
    """A duration as people say it."""
    return f"{milliseconds / 1_000:.1f} s" if milliseconds >= 1_000 else f"{milliseconds:,.0f} ms"


def _look(session: Session, place: Place) -> Seen:
    kind, identifier = place
    if kind == "profile":
        visible = session.profile(identifier)
        profile = visible.profile
        words = "" if profile is None else profile.display_address.replace("\n", ", ") or profile.bio
        return Seen(visible.snapshot, visible.source, visible.note, words or "nothing")
    if kind == "post":
        page = session.items((identifier,))
        cards = [row.item.card for row in (*page.standing, *page.rows)]
        words = f"“{cards[0].text}”, {counted(cards[0].likes, 'like')}" if cards else "no such post"
        return Seen(page.snapshot, page.source, page.note, words)
    feed = session.feed("everyone", limit=20)
    cards = [row.item.card for row in (*feed.standing, *feed.rows)]
    words = f"{cards[0].name}: “{cards[0].text}”" if cards else "an empty feed"
    return Seen(feed.snapshot, feed.source, feed.note, words)


def _judged(expected: ExpectTable, found: float) -> Held:
    for sign, limit, held in (
        ("=", expected.equals, found == expected.equals),
        ("≥", expected.at_least, expected.at_least is not None and found >= expected.at_least),
        ("≤", expected.at_most, expected.at_most is not None and found <= expected.at_most),
    ):
        if limit is not None:
            return Held(expected.figure, f"{sign} {limit:g}", found, held, expected.says)
    return Held(expected.figure, "", found, held=True, says=expected.says)


def _thinned(frames: list[Frame]) -> tuple[Frame, ...]:
    """At most so many: both ends of the deepest falls of the lag, which draw it, and an even choice besides."""
    distinct = [one for number, one in enumerate(frames) if not number or one != frames[number - 1]]
    last = len(distinct) - 1
    if last < FRAMES_AT_MOST:
        return tuple(distinct)
    falls = sorted(range(1, last + 1), key=lambda at: distinct[at].lag_ms - distinct[at - 1].lag_ms)
    kept = {at - end for at in falls[: FRAMES_AT_MOST // 4] for end in (0, 1)}
    kept.update(range(0, last, -(-last // (FRAMES_AT_MOST // 2 - 1))))
    return tuple(distinct[at] for at in sorted(kept | {last}))
