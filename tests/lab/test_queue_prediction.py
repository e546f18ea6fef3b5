"""P(fresh), predicted: the closed form with writes far apart, and the queue's own curve when they are not."""

import random

import pytest

from app.lab.staleness.latency import Exponential, Fixed, Latency, Uniform
from app.lab.staleness.queue_prediction import (
    Conditions,
    due_times,
    own_times,
    p_fresh,
    p_fresh_of_one_projector,
    predicted_lags,
    readable_times,
)

AT_ONCE = Latency.of(Fixed(0))
FAR_APART = [10_000.0 * at for at in range(2_000)]
EVERY_FIVE = [5.0 * at for at in range(2_000)]


def _exponential(mean_ms: float) -> Latency:
    return Latency.of(Exponential(1 / mean_ms))


def test_one_projector_in_closed_form_gives_the_known_answers() -> None:
    assert p_fresh_of_one_projector(0, 20, 5) == pytest.approx(0.200, abs=0.0005)
    assert p_fresh_of_one_projector(20, 20, 5) == pytest.approx(0.706, abs=0.0005)


def test_writes_far_apart_meet_no_queue_so_the_simulation_gives_the_closed_form() -> None:
    lags = predicted_lags(FAR_APART, Conditions(_exponential(20)), (0,), seed=7, runs=30)
    times = (0, 5, 20, 60)
    simulated = p_fresh(lags, times, _exponential(5), seed=7)
    for time, share in zip(times, simulated, strict=True):
        assert share == pytest.approx(p_fresh_of_one_projector(time, 20, 5), abs=0.01)


def test_a_delay_kept_in_order_gives_the_curve_of_the_queue_and_overtaking_the_exponential_one() -> None:
    conditions = Conditions(_exponential(20))
    free = Conditions(_exponential(20), in_order=False)
    kept, overtaking = (
        p_fresh(predicted_lags(EVERY_FIVE, set_to, (0,), seed=7), (20,), AT_ONCE, seed=7)
        for set_to in (conditions, free)
    )
    assert overtaking[0] == pytest.approx(0.632, abs=0.01)
    assert kept[0] < 0.45


def test_a_fixed_delay_is_latency_and_not_rate() -> None:
    lags = predicted_lags(EVERY_FIVE, Conditions(Latency.of(Fixed(3_000))), (0.5,), seed=7, runs=1)
    assert lags[0] == lags[-1] == 3_000.5


def test_what_becomes_due_while_the_projector_works_is_taken_in_one_batch() -> None:
    assert readable_times([0, 1, 2, 30], lambda: 10) == [10, 20, 20, 40]


def test_what_overtakes_is_readable_before_what_was_committed_earlier() -> None:
    free, kept = Conditions(AT_ONCE, in_order=False), Conditions(AT_ONCE)
    assert readable_times(due_times([0, 10], [50, 1], free), lambda: 0) == [50, 11]
    assert readable_times(due_times([0, 10], [50, 1], kept), lambda: 0) == [50, 50]


def test_readable_times_are_those_of_a_slow_obvious_queue() -> None:
    rng = random.Random(7)
    commits, delays = [4.0 * at for at in range(200)], [rng.expovariate(1 / 9) for _ in range(200)]
    expected: list[float] = []
    free, at = 0.0, 0
    due = [max(c + d for c, d in zip(commits[: i + 1], delays[: i + 1], strict=True)) for i in range(200)]
    while at < 200:
        begin = max(free, due[at])
        taken = sum(1 for one in due[at:] if one <= begin)
        free = begin + 3
        expected += [free] * taken
        at += taken
    assert readable_times(due_times(commits, delays, Conditions(AT_ONCE)), lambda: 3) == expected


def test_a_speed_limit_makes_a_crowd_pass_one_by_one() -> None:
    assert due_times([0, 0, 0], [0, 0, 0], Conditions(AT_ONCE, gap_ms=100)) == [0, 100, 200]


def test_jitter_is_added_and_a_heavy_tail_ends() -> None:
    rng = random.Random(7)
    jittered = [Conditions(Latency.of(Fixed(5)), jitter_ms=4, longest_ms=8).draw(rng) for _ in range(1_000)]
    assert 5 <= min(jittered) < 5.1
    assert max(jittered) == 8


def test_the_projectors_own_time_is_what_it_took_beyond_waiting_and_delay() -> None:
    rng = random.Random(7)
    took = [rng.uniform(1, 3) for _ in EVERY_FIVE]
    due = due_times(EVERY_FIVE, [rng.expovariate(1 / 20) for _ in EVERY_FIVE], Conditions(_exponential(20)))
    drawn = iter(took)
    own = own_times(due, readable_times(due, lambda: next(drawn)))
    assert own == pytest.approx(took[: len(own)])


def test_the_same_seed_predicts_the_same() -> None:
    first, again = (
        predicted_lags(EVERY_FIVE, Conditions(Latency.of(Uniform(1, 9))), (0,), seed=3, runs=2) for _ in range(2)
    )
    assert first == again
