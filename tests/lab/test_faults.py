"""Each fault, done for real: Tideline's sides agree afterwards, and the naive design loses exactly what it must."""

from typing import Any, get_args

import pytest

from app.consistency.trace import Kind
from app.errors import InvalidInput
from app.lab.faults.faults import run_fault
from app.lab.faults.traffic import acts_of
from app.lab.readings.faults import EVENTS, FAULTS, FaultName, FaultReading, Lost, fault_of

KINDS: tuple[Kind, ...] = get_args(Kind)

MISSED: dict[Kind, dict[str, int]] = {
    "post": {"posts": -1, "post": 0, "Feed": 0},
    "like": {"likes": -1, "heart": 0},
    "comment": {"comments": -1, "Thread": 0},
    "follow": {"following": -1, "followers": -1, "follows": 0},
    "address": {"address": 0},
}
"""What one event is that never arrived: the fields, and what each count lacks."""
TWICE: dict[Kind, dict[str, int]] = {
    "post": {"posts": 1, "Feed": 0},
    "like": {"likes": 1},
    "comment": {"comments": 1, "Thread": 0},
    "follow": {"following": 1, "followers": 1},
    "address": {},
}
SWAPPED: dict[Kind, dict[str, int]] = {
    "post": {"likes": -1},
    "like": {"heart": 0},
    "comment": {"Thread": 0},
    "follow": {"follows": 0},
    "address": {"address": 0},
}
SKIPPED: dict[Kind, dict[str, int]] = {
    "post": {"posts": -1, "post": 0, "Feed": 0, "Thread": 0, "heart": 0},
    "like": {"likes": -1, "heart": 0, "comments": -2, "Thread": 0},
    "comment": {"comments": -3, "Thread": 0},
    "follow": {"following": -1, "followers": -1, "follows": 0},
    "address": {"address": 0, "name": 0},
}
"""The same with the two events that come while nobody listens."""


def _shape(lost: tuple[Lost, ...]) -> dict[str, int]:
    """The fields that differ, and by how much the counts do."""
    shape: dict[str, int] = {}
    for one in lost:
        field = one.item.split()[0] if one.item.startswith(("Feed", "Thread")) else one.field.split()[0]
        counted = one.truth.isdecimal() and one.found.isdecimal()
        shape[field] = int(one.found) - int(one.truth) if counted else 0
    return shape


@pytest.fixture(scope="module")
def done() -> dict[tuple[Any, Any], FaultReading]:
    """Every fault, on an event of every kind; the second of its kind."""
    return {(fault.name, kind): run_fault(fault.name, kind, 2) for fault in FAULTS for kind in KINDS}


def test_the_traffic_has_as_many_events_of_each_kind_as_it_says() -> None:
    for seed in range(20):
        kinds = [act.kind for act in acts_of(seed)]
        assert {kind: kinds.count(kind) for kind in EVENTS} == EVENTS


def test_after_each_fault_both_sides_agree(done: dict[Any, FaultReading]) -> None:
    for which, reading in done.items():
        assert (reading.differences, reading.exceptions) == (0, 0), which
        assert reading.documents > 100


def test_each_step_says_what_either_design_lacked_then(done: dict[Any, FaultReading]) -> None:
    for which, reading in done.items():
        last = reading.steps[-1]
        assert last.waiting == 0, which
        assert last.wrong is None or last.wrong <= len(reading.lost), which
    lost = done["lost_doorbell", "like"]
    assert [(step.waiting, step.wrong) for step in lost.steps] == [(1, 2), (0, 2)]
    killed = done["projector_killed", "like"]
    assert [step.wrong for step in killed.steps] == [None, None, 5]
    assert killed.steps[1].waiting == 3
    assert max(step.waiting for step in done["poison", "like"].steps) == 3


def test_a_naive_design_that_lost_nothing_is_told_why(done: dict[Any, FaultReading]) -> None:
    spared = [reading.naive for reading in done.values() if not reading.lost]
    assert len(spared) >= 5
    assert all(words.startswith("Nothing, this time: ") for words in spared)


def test_each_fault_says_what_happened_and_what_was_done(done: dict[Any, FaultReading]) -> None:
    for which, reading in done.items():
        assert reading.steps[0].side == "fault", which
        assert reading.steps[-1].side == "read", which
        assert reading.headline
        assert reading.seen
        assert reading.naive


@pytest.mark.parametrize("kind", KINDS)
def test_a_naive_design_misses_what_was_not_delivered_or_not_read(kind: Kind, done: dict[Any, FaultReading]) -> None:
    for fault in ("lost_doorbell", "crash_after_commit"):
        assert _shape(done[fault, kind].lost) == MISSED[kind], fault


@pytest.mark.parametrize("kind", KINDS)
def test_a_naive_design_counts_twice_what_it_is_given_twice(kind: Kind, done: dict[Any, FaultReading]) -> None:
    for fault in ("delivered_twice", "crash_before_commit"):
        assert _shape(done[fault, kind].lost) == TWICE[kind], fault


@pytest.mark.parametrize("kind", KINDS)
def test_a_naive_design_believes_what_comes_last(kind: Kind, done: dict[Any, FaultReading]) -> None:
    assert _shape(done["out_of_order", kind].lost) == SWAPPED[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_a_naive_design_never_hears_of_what_happens_while_it_is_dead(kind: Kind, done: dict[Any, FaultReading]) -> None:
    assert _shape(done["projector_killed", kind].lost) == SKIPPED[kind]


@pytest.mark.parametrize("kind", ["like", "comment"])
def test_a_naive_design_passes_over_what_it_cannot_read(kind: Kind, done: dict[Any, FaultReading]) -> None:
    assert _shape(done["poison", kind].lost) == MISSED[kind]


def test_a_naive_design_that_lost_its_documents_believes_that_all_was_done(done: dict[Any, FaultReading]) -> None:
    for kind in KINDS:
        missing = [one for one in done["store_deleted", kind].lost if one.field == "profile"]
        assert len(missing) == 5, "every person was registered before the fault"


def test_a_naive_design_places_by_a_date_that_was_wrong(done: dict[Any, FaultReading]) -> None:
    (moved,) = done["clock_jump", "post"].lost
    assert moved.item == "Feed"
    assert moved.found == "8th"
    for kind in ("like", "follow", "address"):
        assert not done["clock_jump", kind].lost


def test_a_lost_doorbell_costs_a_look_and_no_event(done: dict[Any, FaultReading]) -> None:
    reading = done["lost_doorbell", "like"]
    assert 0 < reading.waited_ms <= 1_000
    assert "Found 1 behind" in reading.steps[-1].words
    assert reading.retold == 0


def test_what_comes_twice_or_too_late_is_refused_by_its_number(done: dict[Any, FaultReading]) -> None:
    twice, late = done["delivered_twice", "like"], done["out_of_order", "like"]
    assert f"{twice.position} came where {twice.position + 1} was due" in twice.steps[1].words
    assert f"{late.position + 1} came where {late.position} was due" in late.steps[1].words
    assert twice.retold > 0
    assert late.retold > 0


def test_a_crash_half_way_leaves_documents_and_checkpoint_as_they_were(done: dict[Any, FaultReading]) -> None:
    reading = done["crash_before_commit", "post"]
    assert [step.position for step in reading.steps] == [reading.position - 1, reading.position - 1, reading.position]


def test_what_cannot_be_read_is_parked_and_what_follows_waits_behind_it(done: dict[Any, FaultReading]) -> None:
    for kind in KINDS:
        reading = done["poison", kind]
        assert reading.parked == 3
        assert "Its content cannot be read" in reading.steps[1].words
        assert "with the 2 behind it" in reading.steps[-1].words


def test_deleted_pages_are_rebuilt_under_way(done: dict[Any, FaultReading]) -> None:
    assert done["store_deleted", "follow"].retold > 0


def test_no_wait_is_counted_by_a_clock_that_can_be_set(done: dict[Any, FaultReading]) -> None:
    assert done["clock_jump", "post"].waited_ms == pytest.approx(1_000, abs=20)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_arguments_give_the_same_reading(seed: int) -> None:
    told: list[tuple[int, int]] = []
    first = run_fault("poison", "comment", 5, seed=seed, progress=lambda done, total: told.append((done, total)))
    assert first == run_fault("poison", "comment", 5, seed=seed)
    assert told[-1] == (40, 40)


@pytest.mark.parametrize(
    ("fault", "kind", "which", "words"),
    [
        ("earthquake", "like", 1, "There is no fault 'earthquake'"),
        ("poison", "dance", 1, "There is no kind 'dance'"),
        ("poison", "like", 0, "choose 1 to 14"),
        ("poison", "address", 5, "choose 1 to 4"),
    ],
)
def test_what_is_not_there_is_refused_in_one_sentence(fault: Any, kind: Any, which: int, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        run_fault(fault, kind, which)


def test_every_fault_is_listed_under_its_name() -> None:
    assert [fault.name for fault in FAULTS] == list(get_args(FaultName))
    assert fault_of("poison").name == "poison"
