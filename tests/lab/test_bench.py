"""What was measured is told as it was, and judged by the reach of its row."""

import random
import sys
from itertools import islice
from pathlib import Path

import pytest

from app.clock import SystemClock
from app.commands import AddComment, CreatePost, SetLike
from app.ids import IdSource
from app.lab.bench.data import Cast, mixed, spec_for
from app.lab.bench.figures import Measured, few, interleaved, machine, percentile, quiet
from app.lab.bench.reach import DEMO, JOINED, PLANNED, REACHES, STOCK

EXACTLY = {
    "page_of_50",
    "card_by_id",
    "profile_by_handle",
    "projector_batched",
    "projector_single",
    "post_commit",
    "commit_to_readable",
    "commit_to_painted",
    "start_to_first_card",
    "scroll_idle",
    "scroll_saturated",
    "gui_stall",
    "lab_frames",
    "private_memory",
    "rebuild",
}


def row(name: str, *samples: float, **more: object) -> Measured:
    return Measured(name=name, unit="ms", samples=samples, **more)  # type: ignore[arg-type]  # fields by name


def is_met(measured: Measured, posts: int = 10_000) -> bool:
    return REACHES[measured.name].is_met(measured, posts)


def test_the_rows_are_exactly_those_that_were_promised() -> None:
    assert set(REACHES) == EXACTLY


@pytest.mark.parametrize(("share", "expected"), [(50, 50.0), (99, 99.0), (1, 1.0), (100, 100.0), (0, 1.0)])
def test_a_percentile_is_a_sample_that_occurred(share: float, expected: float) -> None:
    samples = tuple(float(number) for number in range(100, 0, -1))
    assert percentile(samples, share) == expected
    assert percentile((3.0,), share) == 3.0


def test_a_ratio_above_one_means_better_than_the_other_side_for_times_and_for_rates() -> None:
    assert row("page_of_50", 2.0, peers={PLANNED: (8.0,)}).ratio(PLANNED) == 4.0
    assert row("projector_batched", 8.0, peers={"x": (2.0,)}, higher_is_better=True).ratio("x") == 4.0
    assert row("page_of_50", 2.0).ratio("not measured") == 0.0


def test_the_slowest_hundredth_of_a_rate_is_the_lowest() -> None:
    rates = row("projector_batched", *map(float, range(1, 101)), higher_is_better=True)
    assert rates.p99 == 1.0


def test_the_sides_take_turns_and_the_warm_up_does_not_count() -> None:
    called: list[str] = []
    found = interleaved({"a": lambda: called.append("a"), "b": lambda: called.append("b")}, 20, each=2)
    assert called[:8] == list("aabbaabb")
    assert {name: len(samples) for name, samples in found.items()} == {"a": 20, "b": 20}
    assert len(called) > 40


def test_a_slow_side_is_sampled_a_few_times_and_a_very_slow_one_once() -> None:
    calls: list[int] = []
    assert len(few(lambda: calls.append(1), at_least=3, at_most=3)) == 3
    assert len(calls) == 4
    assert len(few(lambda: calls.append(1), budget_ms=-1.0)) == 1
    assert len(calls) == 5


def test_afterwards_the_interpreter_is_as_it_was() -> None:
    before = sys.getswitchinterval()
    with quiet():
        assert sys.getswitchinterval() < before
    assert sys.getswitchinterval() == before


def test_the_machine_is_told_with_the_file_system_under_the_data(tmp_path: Path) -> None:
    assert "Python 3." in machine(tmp_path)
    assert machine(Path("/proc")).endswith(("proc", "unknown file system"))


@pytest.mark.parametrize(
    ("measured", "posts", "expected"),
    [
        (row("page_of_50", 0.1), 50_000, True),
        (row("page_of_50", 0.2), 50_000, False),
        (row("page_of_50", 0.1, 0.1, 1.1), 50_000, False),
        (row("page_of_50", 0.1, peers={STOCK: (60.0,)}), 10_000, True),
        (row("page_of_50", 0.1, peers={STOCK: (40.0,)}), 10_000, False),
        (row("page_of_50", 0.1, peers={PLANNED: (0.5,), JOINED: (200.0,)}), 100_000, True),
        (row("page_of_50", 0.1, peers={PLANNED: (0.3,), JOINED: (200.0,)}), 100_000, False),
        (row("page_of_50", 0.1, peers={PLANNED: (0.5,), JOINED: (99.0,)}), 100_000, False),
        (row("card_by_id", 16.0), 10_000, False),
        (row("profile_by_handle", 16.0), 10_000, True),
        (row("gui_stall", 1.0, 2.0, 51.0), 10_000, False),
        (row("scroll_idle", 8.1), 10_000, False),
        (row("scroll_saturated", 8.1), 10_000, True),
        (row("private_memory", 251.0), 10_000, False),
        (row("rebuild", 59.0, peers={DEMO: (599.0,)}), 100_000, True),
        (row("rebuild", 59.0, peers={DEMO: (601.0,)}), 100_000, False),
        (row("rebuild", 7.0, peers={DEMO: (1.0,)}), 10_000, False),
        (row("post_commit", 1.0, figures={"queued commands/s": 2_400}), 10_000, False),
        (
            row("projector_batched", 9e9, figures={"overall": 19_999, "overall in batches of 100": 10_000}),
            10_000,
            False,
        ),
    ],
)
def test_a_row_is_judged_by_its_reach(measured: Measured, posts: int, expected: bool) -> None:
    assert is_met(measured, posts) is expected


def test_the_data_has_ten_likes_and_three_comments_a_post_and_not_ten_million_likes() -> None:
    assert (spec_for(100_000).likes, spec_for(100_000).comments) == (1_000_000, 300_000)
    assert (spec_for(1_000_000).likes, spec_for(1_000_000).comments) == (1_000_000, 300_000)
    assert spec_for(500).people == 200


def test_the_queued_events_are_seven_tenths_likes_and_two_tenths_comments() -> None:
    cast = Cast(tuple(range(1, 201)), tuple(range(1_000, 3_000)), 1)
    commands = list(islice(mixed(cast, IdSource(SystemClock(), random.Random(1)), 3), 5_000))
    shares = [
        sum(isinstance(command, kind) for command in commands) / 5_000 for kind in (SetLike, AddComment, CreatePost)
    ]
    assert shares == pytest.approx([0.7, 0.2, 0.1], abs=0.03)
