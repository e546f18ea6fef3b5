"""Replicas by Monte Carlo: the paper's known answers, ties, far copies, and what is refused."""

import time

import numpy as np
import pytest

from app.errors import InvalidInput
from app.lab.staleness.latency import FITS, Discrete, Exponential, Fixed, Latency, Law, Legs
from app.lab.staleness.wars import MOST_DRAWS, Cluster, Replicas, p_within_versions, simulate

DRAWS = 200_000
HALF_A_POINT = 0.005


def _same_legs(w: Law, others: Law) -> Legs:
    other = Latency.of(others)
    return Legs(w=Latency.of(w), a=other, r=other, s=other)


def _cluster(n: int = 3, r: int = 1, w: int = 1, legs: Legs = FITS["disk"], remote_ms: float = 0) -> Cluster:
    return Cluster(n=n, r=r, w=w, legs=legs, remote_ms=remote_ms)


@pytest.mark.parametrize(
    ("fit", "n", "time_ms", "known"),
    [
        ("ssd", 3, 0, 0.974),
        ("ssd", 3, 5, 0.99999),
        ("disk", 3, 0, 0.439),
        ("disk", 3, 10, 0.925),
        ("disk", 2, 0, 0.575),
        ("disk", 10, 0, 0.211),
    ],
)
def test_the_known_answers_of_the_paper_come_out(fit: str, n: int, time_ms: float, known: float) -> None:
    outcome = simulate(_cluster(n=n, legs=FITS[fit]), DRAWS, seed=7)
    assert outcome.p_consistent((time_ms,))[0] == pytest.approx(known, abs=HALF_A_POINT)


def test_where_reads_and_writes_overlap_every_read_is_consistent() -> None:
    outcome = simulate(_cluster(r=2, w=2), DRAWS, seed=7)
    assert outcome.p_consistent((0,)) == (1.0,)
    assert outcome.t_visibility(0.999) == 0


def test_the_same_seed_gives_the_same_numbers_and_another_gives_others() -> None:
    first, again, other = (simulate(_cluster(), 50_000, seed=seed) for seed in (7, 7, 8))
    assert first.t_visibility(0.9) == again.t_visibility(0.9) != other.t_visibility(0.9)
    assert first.read_latency == again.read_latency


def test_t_visibility_is_a_quantile_of_the_visibility_time() -> None:
    times = np.arange(1_000, dtype=np.float32)
    outcome = Replicas(times, times, times)
    assert (outcome.t_visibility(0.99), outcome.t_visibility(0.999), outcome.t_visibility(0.5)) == (989, 998, 499)
    assert outcome.p_consistent((989, 988.9)) == (0.99, 0.989)


def test_one_copy_alone_is_never_stale_since_a_commit_waits_for_its_write() -> None:
    outcome = simulate(_cluster(n=1, legs=_same_legs(Fixed(7), Fixed(0))), 1_000, seed=7)
    assert outcome.p_consistent((0,)) == (1.0,)
    assert outcome.write_latency.mean == 7


def test_an_arrival_at_the_very_moment_of_the_request_counts_although_its_figures_are_decimal() -> None:
    legs = _same_legs(Discrete((0.1, 10.1)), Fixed(0))
    outcome = simulate(_cluster(n=40, legs=legs), 20_000, seed=7)
    at_ten, before = outcome.p_consistent((10, 9.99))
    assert at_ten == 1.0
    assert before == pytest.approx(0.5, abs=0.02)


def test_among_copies_that_answer_together_a_read_counts_no_more_than_r() -> None:
    legs = _same_legs(Discrete((0.0, 100.0)), Fixed(1))
    two = simulate(_cluster(n=10, r=2, legs=legs), DRAWS, seed=7)
    assert two.p_consistent((50,))[0] == pytest.approx(0.75, abs=0.01)


def test_a_far_copy_adds_its_delay_each_way_and_the_near_one_changes_with_each_read_and_write() -> None:
    legs = _same_legs(Fixed(1), Fixed(1))
    one = simulate(_cluster(legs=legs, remote_ms=75), DRAWS, seed=7)
    assert (one.read_latency.p999, one.write_latency.p999) == (2, 2)
    assert one.p_consistent((0,))[0] == pytest.approx(1 / 3, abs=HALF_A_POINT)
    assert one.t_visibility(0.99) == 73
    two = simulate(_cluster(r=2, w=2, legs=legs, remote_ms=75), 1_000, seed=7)
    assert (two.read_latency.p50, two.write_latency.p50) == (152, 152)


def test_latencies_are_those_of_the_fastest_copies() -> None:
    outcome = simulate(_cluster(n=3, w=3, legs=_same_legs(Exponential(0.1), Fixed(0))), DRAWS, seed=7)
    assert outcome.write_latency.mean == pytest.approx(10 * (1 + 1 / 2 + 1 / 3), rel=0.02)
    middle = simulate(_cluster(n=3, w=2, legs=_same_legs(Exponential(0.1), Fixed(0))), DRAWS, seed=7)
    assert middle.write_latency.mean == pytest.approx(10 * (1 / 2 + 1 / 3), rel=0.02)


@pytest.mark.parametrize(
    ("n", "r", "w", "k", "known"),
    [
        (3, 1, 1, 2, 0.556),
        (3, 1, 1, 3, 0.704),
        (3, 1, 1, 5, 0.868),
        (3, 1, 1, 10, 0.983),
        (3, 1, 2, 2, 0.889),
        (3, 2, 2, 1, 1),
    ],
)
def test_the_closed_form_of_k_staleness_gives_the_known_answers(n: int, r: int, w: int, k: int, known: float) -> None:
    assert p_within_versions(n, r, w, k) == pytest.approx(known, abs=0.0005)


@pytest.mark.parametrize(
    ("cluster", "draws", "sentence"),
    [
        (_cluster(r=4), 1, "R is 4, more than the N = 3 copies there are."),
        (_cluster(w=9), 1, "W is 9, more than the N = 3 copies there are."),
        (_cluster(r=0), 1, "R is 0; at least one copy has to be read from."),
        (_cluster(w=-1), 1, "W is -1; at least one copy has to be written to."),
        (_cluster(n=0), 1, "N is 0; from 1 to 1,000 copies can be drawn."),
        (_cluster(remote_ms=-5), 1, "The remote delay is -5 ms; take 0 to 1,000,000."),
        (_cluster(), 0, f"0 draws cannot be made; take 1 to {MOST_DRAWS:,}."),
    ],
)
def test_a_cluster_that_cannot_be_is_refused_in_one_sentence(cluster: Cluster, draws: int, sentence: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        simulate(cluster, draws, seed=7)
    assert refused.value.reason == sentence


@pytest.mark.benchmark
def test_a_million_draws_take_at_most_a_second() -> None:
    took = []
    for _ in range(3):
        began = time.perf_counter()
        simulate(_cluster(), 1_000_000, seed=7)
        took.append(time.perf_counter() - began)
    print(f"1,000,000 draws: {min(took):.2f} s at best of {len(took)}")
    assert min(took) <= 1
