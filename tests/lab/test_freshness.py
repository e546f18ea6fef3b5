"""The running program's own curve and prediction, its verdict, and the copies that a person asks about."""

import pytest

from app.clock import ManualClock
from app.consistency.fresh_curve import WriteTimes, measured_curve
from app.consistency.staleness import LagMeter
from app.errors import InvalidInput
from app.lab.model import ReadSideState, Slowing
from app.lab.readings.staleness import CopiesAsked, nice
from app.lab.slowing import LONGEST_MS, delay_of
from app.lab.staleness.freshness import Freshness, conditions_of, predict
from app.lab.staleness.latency import FITS, Fixed, Latency
from app.lab.staleness.queue_prediction import Conditions, due_times, readable_times
from app.read_model.documents import Snapshot


class Standing:
    """A program whose times and settings a test sets."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.lag_meter = LagMeter(self.clock)
        self.set = ReadSideState()
        self.read_side = self
        self.queries = self
        self.position = 0

    def state(self) -> ReadSideState:
        return self.set

    def snapshot(self) -> Snapshot:
        return Snapshot(self.position)

    def write(self, *lags_ms: float) -> None:
        """Writes a second apart, each readable after so long."""
        for lag in lags_ms:
            self.position += 1
            self.lag_meter.committed(self.position)
            self.clock.advance(lag)
            self.lag_meter.projected(Snapshot(self.position))
            self.clock.advance(1_000 - lag)


@pytest.fixture
def program() -> Standing:
    return Standing()


@pytest.fixture
def freshness(program: Standing) -> Freshness:
    return Freshness(program)


def test_the_curve_is_that_of_the_writes_and_says_how_many_are_on_their_way(
    program: Standing, freshness: Freshness
) -> None:
    program.write(5, 10, 20, 40)
    program.lag_meter.committed(5)
    reading = freshness.reading()
    assert reading.measured.at(10).fresh == pytest.approx(0.5, abs=0.1)
    assert (reading.measured.writes, reading.measured.waiting, reading.lag) == (5, 1, 1)
    assert len(reading.versions) == 4


def test_before_anything_is_measured_nothing_is_predicted_or_judged(freshness: Freshness) -> None:
    reading = freshness.reading()
    assert (reading.predicted, reading.verdict, reading.heartbeat_ms, reading.dead) == ((), None, None, False)


def test_an_exponential_delay_kept_in_order_is_predicted_as_it_is_measured() -> None:
    slowing = Slowing("exponential", 20)
    commits = [10.0 * at for at in range(400)]
    due = due_times(commits, [delay_of(slowing, position) for position in range(400)], conditions_of(slowing))
    readable = readable_times(due, lambda: 0.4)
    writes = [WriteTimes(commits[at], readable[at], at) for at in range(400)]
    predicted = predict(writes, slowing)
    curve = measured_curve(writes, commits[-1] + 1_000)
    for time in (10, 20, 40, 60):
        share = max(share for at, share in predicted if at <= time)
        assert share == pytest.approx(curve.at(time).fresh, abs=0.06)
    assert curve.at(20).fresh < 0.632 - 0.1


def test_each_way_of_slowing_becomes_conditions_of_the_queue() -> None:
    assert conditions_of(Slowing()) == Conditions(Latency.of(Fixed(0)), longest_ms=LONGEST_MS)
    assert conditions_of(Slowing("fixed", 3_000)).delay == Latency.of(Fixed(3_000))
    jittered = conditions_of(Slowing("fixed", 20, jitter_ms=5, overtake=True, per_s=50))
    assert (jittered.jitter_ms, jittered.in_order, jittered.gap_ms) == (5, False, 20)
    assert conditions_of(Slowing("disk")).delay == FITS["disk"].w


def test_few_writes_are_not_enough_to_predict() -> None:
    assert predict([WriteTimes(0, 1)] * 4, Slowing()) == ()


def test_a_projector_that_has_not_looked_for_long_is_dead_and_one_without_work_is_not(
    program: Standing, freshness: Freshness
) -> None:
    program.write(5, 5)
    assert freshness.reading().verdict is None
    program.clock.advance(2_000)
    program.lag_meter.heartbeat()
    program.clock.advance(2_000)
    quiet = freshness.reading()
    assert (quiet.dead, quiet.verdict) == (False, "OK")
    program.lag_meter.committed(3)
    program.clock.advance(60_000)
    dead = freshness.reading()
    assert (dead.dead, dead.verdict) == (True, "STOP")


def test_a_projector_that_looks_and_takes_nothing_stalls(program: Standing, freshness: Freshness) -> None:
    program.write(5)
    program.lag_meter.committed(2)
    for _ in range(4):
        program.clock.advance(1_000)
        program.lag_meter.heartbeat()
        freshness.reading()
    assert freshness.reading().verdict == "STALL"


def test_while_the_read_side_is_paused_nothing_is_predicted(program: Standing, freshness: Freshness) -> None:
    program.write(*[5.0] * 10)
    assert freshness.reading().predicted != ()
    program.set = ReadSideState(paused=True)
    reading = freshness.reading()
    assert (reading.predicted, reading.paused) == ((), True)


def test_copies_with_the_papers_fit_give_its_known_answers(freshness: Freshness) -> None:
    reading = freshness.copies(CopiesAsked(n=3, w=1, r=1, speed="disk"))
    assert (reading.span_ms, reading.mark_ms) == (30, 10)
    assert reading.at_commit == pytest.approx(0.439, abs=0.005)
    assert reading.at_mark == pytest.approx(0.925, abs=0.005)
    assert reading.points[0] == (0.0, reading.at_commit)
    assert reading.draws == 1_000_000


def test_the_axis_of_copies_has_round_thirds_also_where_every_read_is_fresh(freshness: Freshness) -> None:
    reading = freshness.copies(CopiesAsked(5, 3, 3))
    assert reading.at_commit == 1
    assert (reading.span_ms, reading.mark_ms) == (1.5, 0.5)


def test_copies_as_slow_as_what_was_measured(program: Standing, freshness: Freshness) -> None:
    asked = CopiesAsked(n=3, w=1, r=1, speed="measured")
    with pytest.raises(InvalidInput, match="No write has become readable yet"):
        freshness.copies(asked)
    program.write(10, 10, 40)
    reading = freshness.copies(asked)
    assert 0.6 < reading.at_commit < 0.95
    assert reading.t99_ms == pytest.approx(30)


def test_own_latencies_are_read_as_they_were_typed(freshness: Freshness) -> None:
    with pytest.raises(InvalidInput, match=r"^Your text, w is empty"):
        freshness.copies(CopiesAsked(speed="own", own="w = []\na = []\nr = []\ns = []"))


def test_axes_end_at_round_numbers() -> None:
    assert [nice(value) for value in (0.3, 1, 1.1, 23, 100, 3_005)] == [0.5, 1, 2, 50, 100, 5_000]
