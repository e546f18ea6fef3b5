"""What the lanes say, as plain data."""

import pytest

from app.lab.readings.lanes import LaneCounts, LaneLook, LanesSetup, OwnAct
from ui.lab.lanes.wording import (
    BIG,
    MORE,
    bar_words,
    best_of,
    clock_words,
    duration,
    headline,
    mark_of,
    spoken,
    title_of,
    told_words,
)

SAVED = OwnAct("address", "48 Rua das Flores", 1_000, 1_060, 4_060)


def _look(**counts: float) -> LaneLook:
    return LaneLook("none", "old", "", hidden=False, counts=LaneCounts(**counts), address="12 Harbour Street\nPorto")  # type: ignore[arg-type]


def test_the_headline_says_what_was_done_how_long_ago_and_asks() -> None:
    assert headline(SAVED, 2_200)[0] == "You saved “48 Rua das Flores” 1.2 s ago. Who sees it?"
    assert headline(None, 0)[0] == "You are about to save a new address"
    post = OwnAct("post", "Low water at 06:42. Who is coming?", 1_000)
    assert headline(post, 1_000)[0] == "You posted “Low water at 06:42. Wh…” 0.0 s ago. Who sees it?"
    refused = OwnAct("like", "", 1_000, refused="This post no longer exists.")
    assert headline(refused, 1_500)[0] == "You liked a post that was just deleted, 0.5 s ago"


def test_in_a_narrow_window_the_question_stands_below() -> None:
    assert headline(SAVED, 2_200, short=True) == (
        "You saved “48 Rua das Flores” 1.2 s ago",
        "Who sees it? Only the way of reading differs.",
    )


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (LaneCounts(), "nothing was old"),
        (LaneCounts(stale=31, stale_own=9), "none of them said so"),
        (LaneCounts(stale=31, stale_told=31, stale_own=9), "all of them said so"),
        (LaneCounts(stale=31, stale_told=30, stale_own=9), "30 of them said so"),
        (LaneCounts(stale=22), "others' changes only"),
    ],
)
def test_it_is_said_how_many_stale_reads_said_so(counts: LaneCounts, words: str) -> None:
    assert told_words(counts) == words


def test_the_best_is_the_least_and_nobody_is_best_where_all_are_alike() -> None:
    stale = BIG[0]
    assert best_of(stale, [_look(stale=31), _look(stale=17)]) == 17
    assert best_of(stale, [_look(stale=3), _look(stale=3)]) is None


def test_times_are_written_as_the_scoreboard_writes_them() -> None:
    assert (duration(0), duration(400), duration(26_100)) == ("0 s", "0.4 s", "26.1 s")
    assert (clock_words(0), clock_words(42_699), clock_words(60_000)) == ("0:00.0", "0:42.6", "1:00.0")


def test_a_mark_says_what_the_view_says_of_itself() -> None:
    assert mark_of(_look(), SAVED, 2_200) == "nothing says it is old"
    ahead = LaneLook("optimistic", "marked", "", hidden=False, counts=LaneCounts())
    assert mark_of(ahead, SAVED, 1_030) == "Saving…"
    assert mark_of(ahead, SAVED, 2_200) == "Saved, not in feeds yet"
    told = LaneLook("acceptance", "told", "3 s old", hidden=False, counts=LaneCounts())
    assert mark_of(told, SAVED, 2_200) == "3 s old"


def test_the_third_lane_says_which_of_its_two_ways_it_goes() -> None:
    waits, fetches = LanesSetup(), LanesSetup(own_by="fresh")
    assert title_of("own", waits)[1] != title_of("own", fetches)[1]
    assert (bar_words("own", waits), bar_words("own", fetches)) == ("waiting", "new, fetched")
    assert bar_words("none", fetches) == "old"


def test_a_lane_is_spoken_in_one_line_and_a_kept_place_has_no_address() -> None:
    words = spoken(_look(stale=2, missed=1, stale_own=2), SAVED, 2_200)
    assert words.startswith("12 Harbour Street, Porto; nothing says it is old; stale reads 2")
    hidden = LaneLook("own", "waiting", "Waiting for position 9", hidden=True, counts=LaneCounts(), address="old")
    assert spoken(hidden, SAVED, 2_200).startswith("Waiting for position 9")


def test_every_count_of_a_lane_stands_in_the_table() -> None:
    names = [name for name in LaneCounts.__struct_fields__ if name not in ("reads", "stale_told")]
    for name in names:
        counts = LaneCounts(**{name: 5})
        assert any(figure.value(counts) == 5 for figure in (*BIG, *MORE)), name
