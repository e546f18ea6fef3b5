"""The experiment of the tab 'Staleness': the running program measured and predicted, and what replicas would do.

Both questions take longer than a frame, so they are asked in the pool.
"""

import math
import threading
import time
from collections.abc import Sequence
from typing import Protocol

from app.clock import Clock
from app.consistency.fresh_curve import WriteTimes, measured_curve, versions_curve
from app.consistency.lag_verdicts import LagSample, VerdictWindow, is_dead
from app.consistency.staleness import LagMeter
from app.errors import InvalidInput
from app.lab.model import ReadSideState, Slowing
from app.lab.readings.staleness import VERSIONS, CopiesAsked, CopiesReading, FreshReading, nice
from app.lab.slowing import LONGEST_MS, delay_of, latency_of
from app.lab.staleness.latency import FITS, Discrete, Fixed, Latency, Legs
from app.lab.staleness.latency_toml import legs_from_toml
from app.lab.staleness.queue_prediction import Conditions, due_times, own_times, predicted_lags
from app.read_model.documents import Snapshot

SEED = 7
DRAWS = 1_000_000
POINTS = 120
RUNS = 8
FEWEST_WRITES = 5
PREDICT_EVERY_MS = 1_500.0
"""The prediction takes some 20 ms, so it is made anew less often than the measurement."""

SPANS = (1.5, 3.0, 6.0)
"""The axes of replicas end at such numbers, since a third of each is a round one."""


class ReadSideView(Protocol):
    """What the experiment asks the read side."""

    def state(self) -> ReadSideState:
        """What is set."""
        ...


class ReadsSnapshot(Protocol):
    """What the experiment asks the queries."""

    def snapshot(self) -> Snapshot:
        """How far the read store is."""
        ...


class FreshParts(Protocol):
    """The parts of the running program that are measured."""

    @property
    def clock(self) -> Clock:
        """The clock of all measured times."""
        ...

    @property
    def lag_meter(self) -> LagMeter:
        """Commits and when they were readable."""
        ...

    @property
    def read_side(self) -> ReadSideView:
        """What is set."""
        ...

    @property
    def queries(self) -> ReadsSnapshot:
        """The read store."""
        ...


class Freshness:
    """Measures and predicts; safe from any thread."""

    def __init__(self, parts: FreshParts) -> None:
        self._parts = parts
        self._lock = threading.Lock()
        self._window = VerdictWindow()
        self._predicted: tuple[tuple[float, float], ...] = ()
        self._predicted_for: tuple[ReadSideState, float] | None = None

    def reading(self) -> FreshReading:
        """The program as it stands now (pool)."""
        meter, now = self._parts.lag_meter, self._parts.clock.monotonic_ms()
        writes, lag = meter.writes(), meter.reading()
        state = self._parts.read_side.state()
        if lag.heartbeat_ms is not None:
            looked = LagSample(lag.read, now - lag.heartbeat_ms, lag.waiting, lag.write)
            self._window.note(looked, self._parts.queries.snapshot().generation)
        return FreshReading(
            measured=measured_curve(writes, now),
            predicted=self._prediction(writes, state, now),
            versions=tuple(versions_curve(writes, now, k) for k in VERSIONS),
            lag=lag.waiting,
            oldest_ms=lag.oldest_ms,
            heartbeat_ms=lag.heartbeat_ms,
            dead=is_dead(lag.heartbeat_ms),
            verdict=self._window.judge(now, end_now=lag.write),
            paused=state.paused,
        )

    def copies(self, asked: CopiesAsked) -> CopiesReading:
        """What so many copies would do (pool). Raises `InvalidInput` in a sentence."""
        from app.lab.staleness.wars import Cluster, simulate  # noqa: PLC0415 - numpy is loaded when the first question is asked

        cluster = Cluster(n=asked.n, r=asked.r, w=asked.w, legs=self._legs(asked))
        began = time.perf_counter()
        outcome = simulate(cluster, DRAWS, SEED)
        took_s = time.perf_counter() - began
        t99 = outcome.t_visibility(0.99)
        span = nice(max(1.0, 1.2 * t99), SPANS)
        times = tuple(span * at / POINTS for at in range(POINTS + 1))
        at_commit, at_mark = outcome.p_consistent((0.0, span / 3))
        return CopiesReading(
            points=tuple(zip(times, outcome.p_consistent(times), strict=True)),
            span_ms=span,
            mark_ms=span / 3,
            at_commit=at_commit,
            at_mark=at_mark,
            t99_ms=t99,
            draws=outcome.draws,
            took_s=took_s,
            seed=SEED,
        )

    def _legs(self, asked: CopiesAsked) -> Legs:
        if asked.speed == "own":
            return legs_from_toml(asked.own.encode(), "Your text")
        if asked.speed != "measured":
            return FITS[asked.speed]
        lags = lags_of(self._parts.lag_meter.writes())
        if not lags:
            raise InvalidInput("measured", "No write has become readable yet; do something, or choose another speed.")
        at_once = Latency.of(Fixed(0.0))
        return Legs(w=Latency.of(Discrete(lags)), a=at_once, r=at_once, s=at_once)

    def _prediction(
        self, writes: Sequence[WriteTimes], state: ReadSideState, now: float
    ) -> tuple[tuple[float, float], ...]:
        with self._lock:
            before = self._predicted_for
            fresh = before is not None and before[0] == state.by_hand and now - before[1] < PREDICT_EVERY_MS
            if self._predicted and fresh:
                return self._predicted
            self._predicted_for = (state.by_hand, now)
            self._predicted = () if state.paused else predict(writes, state.slowing)
            return self._predicted


def conditions_of(slowing: Slowing) -> Conditions:
    """What is set, as the queue is simulated with it."""
    return Conditions(
        latency_of(slowing) or Latency.of(Fixed(0.0)),
        jitter_ms=slowing.jitter_ms if slowing.delays else 0.0,
        longest_ms=LONGEST_MS,
        in_order=not slowing.overtake,
        gap_ms=1_000 / slowing.per_s if slowing.per_s else 0.0,
    )


def lags_of(writes: Sequence[WriteTimes]) -> tuple[float, ...]:
    """How long the writes took that are readable."""
    return tuple(max(0.0, write.readable_ms - write.committed_ms) for write in writes if write.readable_ms is not None)


def predict(writes: Sequence[WriteTimes], slowing: Slowing) -> tuple[tuple[float, float], ...]:
    """P(fresh) of the same commits slowed alike, by a projector as fast as this one was; empty for too few.

    How fast it was is known in spite of the slowing: an event's delay is drawn from its position, so each is known.
    """
    conditions = conditions_of(slowing)
    commits = [write.committed_ms for write in writes]
    delays = [delay_of(slowing, write.position) if slowing.delays else 0.0 for write in writes]
    due = due_times(commits, delays, conditions)
    done = [(at, write.readable_ms) for at, write in zip(due, writes, strict=True) if write.readable_ms is not None]
    if len(done) < FEWEST_WRITES:
        return ()
    own = own_times([at for at, _after in done], [after for _at, after in done])
    lags = predicted_lags(commits, conditions, own, seed=SEED, runs=RUNS)
    last = math.ceil(0.999 * len(lags)) - 1
    begin = ((0.0, 0.0),) if lags[0] > 0 else ()
    places = sorted({round(at * last / POINTS) for at in range(POINTS + 1)})
    return (*begin, *((lags[place], (place + 1) / len(lags)) for place in places))
