"""Latency distributions: what their draws look like, and what is refused."""

import math
import random

import numpy as np
import pytest

from app.errors import InvalidInput
from app.lab.staleness.latency import (
    FITS,
    Discrete,
    Exponential,
    Fixed,
    Latency,
    Law,
    Pareto,
    Part,
    Uniform,
    checked,
)
from app.lab.staleness.sampling import sample

LAWS = [Pareto(1.05, 3.0), Exponential(0.2), Uniform(2.0, 8.0), Fixed(3.5), Discrete((1.0, 2.0, 9.0))]


@pytest.mark.parametrize("law", LAWS)
def test_draws_have_the_mean_of_their_law(law: Law) -> None:
    latency = Latency.of(law)
    rng = random.Random(7)
    one_by_one = [latency.draw(rng) for _ in range(50_000)]
    together = sample(latency, np.random.default_rng(7), (50_000,))
    assert math.fsum(one_by_one) / len(one_by_one) == pytest.approx(latency.mean_ms, rel=0.03)
    assert float(together.mean(dtype=np.float64)) == pytest.approx(latency.mean_ms, rel=0.03)
    assert min(one_by_one) >= 0
    assert float(together.min()) >= 0


def test_a_mixture_draws_each_part_by_its_weight() -> None:
    latency = Latency((Part(0.2, Fixed(1)), Part(0.5, Fixed(2)), Part(0.3, Fixed(3))))
    rng = random.Random(7)
    one_by_one = [latency.draw(rng) for _ in range(20_000)]
    together = sample(latency, np.random.default_rng(7), (200, 100))
    assert together.shape == (200, 100)
    for value, share in ((1, 0.2), (2, 0.5), (3, 0.3)):
        assert one_by_one.count(value) / 20_000 == pytest.approx(share, abs=0.015)
        assert float((together == value).mean()) == pytest.approx(share, abs=0.015)


def test_one_draw_and_a_million_follow_the_same_distribution() -> None:
    rng = random.Random(7)
    one_by_one = sorted(FITS["disk"].w.draw(rng) for _ in range(40_000))
    together = np.sort(sample(FITS["disk"].w, np.random.default_rng(7), (40_000,)))
    for share in (0.05, 0.25, 0.5, 0.75, 0.95):
        place = int(share * 40_000)
        assert one_by_one[place] == pytest.approx(float(together[place]), rel=0.06)


def test_the_fits_are_those_of_the_paper() -> None:
    ssd, disk = FITS["ssd"], FITS["disk"]
    assert ssd.w == ssd.a == ssd.r == ssd.s == disk.a == disk.r == disk.s
    assert ssd.w.parts == (Part(0.9122, Pareto(0.235, 10.0)), Part(0.0878, Exponential(1.66)))
    assert disk.w.parts == (Part(0.38, Pareto(1.05, 1.51)), Part(0.62, Exponential(0.183)))
    assert all(checked(leg, "leg") is leg for leg in (ssd.w, disk.w))


def test_the_heaviest_tail_that_is_accepted_stays_a_number() -> None:
    drawn = sample(checked(Latency.of(Pareto(1e12, 0.1)), "w"), np.random.default_rng(7), (10_000,))
    assert not np.isnan(drawn).any()
    assert Pareto(1, 1).mean_ms == math.inf


@pytest.mark.parametrize(
    ("latency", "sentence"),
    [
        (Latency(()), "w is empty: give at least one latency."),
        (Latency((Part(0.5, Fixed(1)), Part(0.4, Fixed(2)))), "w: the weights p sum to 0.9, not to 1."),
        (Latency((Part(1.5, Fixed(1)), Part(-0.5, Fixed(2)))), "w[1]: the weight p is 1.5, not between 0 and 1."),
        (Latency((Part(1.0, Fixed(1)), Part(math.nan, Fixed(2)))), "w[2]: the weight p is nan, not between 0 and 1."),
        (Latency.of(Fixed(-3)), "w: fixed = -3 ms is negative."),
        (Latency.of(Fixed(math.nan)), "w: fixed = nan ms is no length of time."),
        (Latency.of(Fixed(math.inf)), "w: fixed = inf ms is no length of time."),
        (Latency.of(Uniform(-1, 4)), "w: low = -1 ms is negative."),
        (Latency.of(Uniform(9, 4)), "w: low is 9, above high, which is 4."),
        (Latency.of(Discrete(())), "w: discrete is empty, so there is nothing to draw from."),
        (Latency.of(Discrete((1, -2))), "w: discrete = -2 ms is negative."),
        (Latency.of(Exponential(0)), "w: rate is 0, not above 0."),
        (Latency.of(Pareto(0, 2)), "w: xm is 0, but a Pareto latency begins above 0 ms."),
        (Latency.of(Pareto(1, -2)), "w: alpha is -2, less than 0.1."),
    ],
)
def test_what_cannot_be_drawn_from_is_refused_in_a_sentence_that_names_the_place(
    latency: Latency, sentence: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked(latency, "w")
    assert refused.value.reason == sentence
