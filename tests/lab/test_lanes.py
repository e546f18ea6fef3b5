"""Four lanes: known answers, by versions and positions, over the real bus, projector and sessions."""

from functools import lru_cache

import pytest

from app.errors import InvalidInput, Mistake
from app.lab.lanes.lanes import SAVING_MS, FourLanes
from app.lab.readings.lanes import (
    LANES,
    LaneCounts,
    LaneLook,
    LaneName,
    LanesFrame,
    LanesResult,
    LanesSetup,
    OwnAct,
    act_at,
    frame_at,
)

SHORT = LanesSetup(reads=80)
"""20 s: three own saves, and one that is refused."""


@lru_cache
def _played(setup: LanesSetup = SHORT) -> LanesResult:
    return FourLanes().play(setup)


def _counts(name: LaneName, setup: LanesSetup = SHORT) -> LaneCounts:
    return next(look.counts for look in _played(setup).frames[-1].looks if look.lane == name)


def _looks(name: LaneName, from_ms: float, to_ms: float) -> list[LaneLook]:
    return [
        look
        for frame in _played().frames
        if from_ms <= frame.at_ms < to_ms
        for look in frame.looks
        if look.lane == name
    ]


def _own_saves() -> int:
    return sum(not act.refused for act in _played().acts)


def test_the_same_seed_gives_the_same_numbers_and_another_others() -> None:
    assert FourLanes().play(SHORT) == _played()
    assert FourLanes().play(LanesSetup(seed=8, reads=80)).frames != _played().frames


def test_without_a_delay_nothing_is_stale_missed_or_waited_for() -> None:
    for look in _played(LanesSetup(reads=80, delay_ms=0)).frames[-1].looks:
        assert look.counts == LaneCounts(reads=80), look.lane


def test_every_lane_makes_the_same_number_of_reads() -> None:
    assert {look.counts.reads for look in _played().frames[-1].looks} == {80}


def test_with_none_every_own_write_that_is_read_within_the_delay_is_missed() -> None:
    counts = _counts("none")
    assert counts.missed == _own_saves() == 3
    within = sum(
        act.committed_ms is not None and act.reached_ms is not None and act.committed_ms <= frame.at_ms < act.reached_ms
        for frame in _played().frames
        for act in _played().acts
        if frame.screen == ("profile" if act.kind == "address" else "feed")
    )
    assert counts.stale_own == within
    assert counts.stale_told == 0, "nothing says that it is old"


def test_optimistic_never_misses_an_own_write_and_lacks_only_what_others_did() -> None:
    counts = _counts("optimistic")
    assert (counts.missed, counts.stale_own, counts.waiting_ms) == (0, 0, 0)
    assert 0 < counts.stale < _counts("none").stale


def test_a_refused_change_that_was_shown_ahead_is_a_rollback_and_a_flicker_of_the_optimistic_lane_alone() -> None:
    refused = [act for act in _played().acts if act.refused]
    assert len(refused) == 1
    assert (_counts("optimistic").rollbacks, _counts("optimistic").flickers) == (1, 1)
    others: tuple[LaneName, ...] = ("none", "own", "acceptance")
    for name in others:
        assert (_counts(name).rollbacks, _counts(name).flickers) == (0, 0)


def test_waiting_never_lacks_an_own_write_and_ends_exactly_when_it_is_reached() -> None:
    counts = _counts("own")
    assert (counts.missed, counts.stale_own, counts.timed_out) == (0, 0, 0)
    expected = []
    for act in _played().acts:
        if act.committed_ms is None or act.reached_ms is None:
            continue
        screen = "profile" if act.kind == "address" else "feed"
        looks = [
            frame.at_ms
            for frame in _played().frames
            if frame.screen == screen and act.committed_ms <= frame.at_ms < act.reached_ms
        ]
        expected += [act.reached_ms - at for at in looks]
    assert counts.waits == len(expected)
    assert counts.wait_p99_ms == max(expected)
    assert counts.wait_median_ms == sorted(expected)[(len(expected) - 1) // 2]


def test_the_waiting_reader_stands_from_the_first_look_until_the_copy_has_it() -> None:
    stood = 0.0
    for act in _played().acts:
        if act.committed_ms is not None and act.reached_ms is not None:
            first = next(frame.at_ms for frame in _played().frames if frame.at_ms >= act.committed_ms)
            stood += act.reached_ms - first
    assert _counts("own").waiting_ms == stood


def test_acceptance_reads_the_same_as_none_and_says_so_wherever_an_own_write_is_missing() -> None:
    none, counts = _counts("none"), _counts("acceptance")
    assert (counts.stale, counts.missed) == (none.stale, none.missed)
    assert none.stale_own <= counts.stale_told <= counts.stale


def test_nobody_goes_back_in_time_with_one_projector_in_order() -> None:
    assert [look.counts.back for look in _played().frames[-1].looks] == [0, 0, 0, 0]


def test_reading_the_write_model_misses_nothing_waits_for_nothing_and_is_counted() -> None:
    fetched = _counts("own", LanesSetup(reads=80, own_by="fresh"))
    assert (fetched.missed, fetched.waiting_ms, fetched.rollbacks) == (0, 0, 0)
    assert fetched.fetched >= _counts("none").stale_own
    assert _counts("own").fetched == 0


def test_the_address_story_is_told_four_ways() -> None:
    story = _played().acts[0]
    assert (story.kind, story.words, story.pressed_ms) == ("address", "48 Rua das Flores", 1_000)
    assert story.committed_ms == 1_000 + SAVING_MS
    assert story.reached_ms == 4_000 + SAVING_MS
    none, optimistic, own, acceptance = (_looks(name, 2_500, 2_501)[0] for name in LANES)
    assert (none.seen, none.note, none.address) == ("old", "", "12 Harbour Street\n4050-100 Porto")
    assert (optimistic.seen, optimistic.address) == ("marked", "48 Rua das Flores\n4050-262 Porto")
    assert [change.stage for change in optimistic.address_changes] == ["committed"]
    assert (own.seen, own.hidden) == ("waiting", True)
    assert own.note.startswith("Waiting for position ")
    assert (acceptance.seen, acceptance.note) == ("told", "1 s old")
    assert {look.seen for name in LANES for look in _looks(name, 4_250, 5_000)} == {"new"}


def test_frames_and_acts_are_found_by_their_time() -> None:
    result = _played()
    assert frame_at((), SHORT, 0) is None
    assert frame_at(result.frames, SHORT, 1_249) == result.frames[4]
    assert frame_at(result.frames, SHORT, 1e9) == result.frames[-1]
    assert act_at(result.acts, 999) is None
    assert act_at(result.acts, 1_000) == result.acts[0]


def test_frames_are_heard_as_they_are_made() -> None:
    heard: list[float] = []

    def hear(frame: LanesFrame, acts: tuple[OwnAct, ...]) -> bool:
        heard.append(frame.at_ms)
        assert all(act.pressed_ms <= frame.at_ms for act in acts)
        return True

    FourLanes().play(LanesSetup(reads=6), hear)
    assert heard == [0, 250, 500, 750, 1_000, 1_250]


def test_who_hears_of_the_frames_may_stop_it() -> None:
    heard: list[float] = []

    def hear(frame: LanesFrame, _acts: tuple[OwnAct, ...]) -> bool:
        heard.append(frame.at_ms)
        return len(heard) < 3

    with pytest.raises(Mistake):
        FourLanes().play(SHORT, hear)
    assert len(heard) == 3


@pytest.mark.parametrize(
    ("setup", "field"),
    [(LanesSetup(delay_ms=-1), "delay_ms"), (LanesSetup(reads=0), "reads"), (LanesSetup(every_ms=1), "every_ms")],
)
def test_a_setup_out_of_range_is_refused_and_named(setup: LanesSetup, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        FourLanes().play(setup)
    assert refused.value.field == field


def test_the_post_that_was_liked_is_on_the_screen_as_long_as_it_is_spoken_of() -> None:
    result = _played(LanesSetup())
    likes = [(number, act) for number, act in enumerate(result.acts) if act.kind == "like" and not act.refused]
    assert likes
    for number, act in likes:
        end = result.acts[number + 1].pressed_ms if number + 1 < len(result.acts) else result.setup.length_ms
        for frame in result.frames:
            if frame.screen == "feed" and act.pressed_ms <= frame.at_ms < end:
                for look in frame.looks:
                    seen = [row.text for row in look.rows[:3]]
                    assert any(text.startswith(act.words[:12]) for text in seen), (frame.at_ms, look.lane)
