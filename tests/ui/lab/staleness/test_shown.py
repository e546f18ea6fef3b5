"""What the tab 'Staleness' says, from a reading to words."""

import pytest
from msgspec.structs import replace

from app.consistency.fresh_curve import Lifetime, curve_of
from app.consistency.lag_verdicts import Verdict
from tests.ui.lab.staleness.readings import measured
from ui.lab.staleness.shown import (
    NOTHING_YET,
    axis_words,
    headline,
    marker_ms,
    milliseconds,
    percent,
    predicted_at,
    readout,
    span_ms,
    subline,
    verdict_words,
)
from ui.lab.staleness.versions_panel import nested, share_at


@pytest.mark.parametrize(
    ("at_ms", "words"),
    [
        (0, "Right after a write, no reader sees it yet"),
        (2, "2 ms after a write, hardly a reader sees it"),
        (71, "71 ms after a write, 7 of 10 readers see it"),
        (98, "98 ms after a write, almost every reader sees it"),
        (100, "100 ms after a write, every reader sees it"),
    ],
)
def test_the_headline_says_how_many_readers_see_a_write(at_ms: float, words: str) -> None:
    assert headline(measured(), at_ms) == words


def test_the_line_below_says_how_well_that_is_known_and_what_the_model_said() -> None:
    reading = measured()
    assert subline(reading, 20) == "Measured on 100 writes. The model predicted 10.0%."
    assert subline(replace(reading, predicted=()), 20) == "Measured on 100 writes."


def test_before_anything_is_measured_the_tab_says_what_to_do() -> None:
    reading = replace(measured(), measured=curve_of(()), predicted=())
    assert headline(reading, 20) == NOTHING_YET
    assert subline(reading, 20).startswith("Post, like or edit something")


def test_a_paused_and_a_dead_read_side_say_so() -> None:
    paused = replace(measured(waiting=3), paused=True)
    assert headline(paused, 20) == "Paused: no reader sees what is written"
    assert subline(paused, 20) == "Waiting in the outbox: 3 events."
    dead = replace(measured(), dead=True, heartbeat_ms=9_000.0)
    assert headline(dead, 20).startswith("The read side is gone")
    assert subline(dead, 20) == "Its projector last looked for work 9.0 s ago."


def test_a_queue_that_grows_is_told_instead_of_a_curve_that_knows_only_its_beginning() -> None:
    growing = replace(measured(waiting=74), verdict="WARN")
    assert headline(growing, 100) == "Falling behind: 74 changes on the way, the newest longest"
    assert subline(growing, 100).startswith("The curve knows only the changes that came through")
    assert headline(replace(growing, verdict="OK"), 100).startswith("100 ms after a write")


def test_the_marker_says_the_share_its_band_and_what_is_on_its_way() -> None:
    said = readout(measured(waiting=3), 20)
    assert (said.percent, said.title) == ("19%", "fresh at 20 ms")
    assert said.band == "95% sure: 13–28%"
    assert said.waiting == "3 writes still on the way"
    assert said.spoken == "19% fresh at 20 ms, 95% sure: 13–28%, 3 writes still on the way"
    assert readout(measured(), 20).waiting == ""


def test_the_axis_holds_both_curves_and_the_marker_begins_where_most_see_a_write() -> None:
    reading = measured()
    assert span_ms(reading) == 200
    assert span_ms(replace(reading, predicted=())) == 100
    assert marker_ms(reading) == 100
    assert predicted_at(reading, 99) == 0.49


@pytest.mark.parametrize(
    ("verdict", "lag", "words", "trouble"),
    [
        ("OK", 0, "Quiet", False),
        ("OK", 4, "Keeps up", False),
        ("WARN", 4, "Falls behind", True),
        ("STALL", 4, "Stuck", True),
        ("STOP", 4, "Stopped", True),
        ("REWIND", 4, "Went back", True),
    ],
)
def test_each_verdict_has_plain_words_and_its_term_in_the_tooltip(
    verdict: Verdict, lag: int, words: str, trouble: bool
) -> None:
    said = verdict_words(replace(measured(), verdict=verdict, lag=lag, oldest_ms=1_500.0))
    assert said is not None
    assert (said.words, said.trouble, said.heartbeat) == (words, trouble, "looked 300 ms ago")
    assert said.explained.startswith(verdict)
    assert ("4 events wait; the oldest for 1.5 s." in said.explained) == bool(lag)


def test_quiet_and_dead_are_told_apart_by_the_sign_of_life() -> None:
    quiet, dead = measured(), replace(measured(), dead=True, heartbeat_ms=5_000.0)
    said, gone = verdict_words(quiet), verdict_words(dead)
    assert said is not None
    assert gone is not None
    assert (said.words, said.trouble) == ("Quiet", False)
    assert (gone.words, gone.trouble, gone.heartbeat) == ("No sign of life", True, "looked 5.0 s ago")
    assert verdict_words(replace(measured(), heartbeat_ms=None)) is None
    watching = verdict_words(replace(measured(), verdict=None))
    assert watching is not None
    assert watching.words == "Watching"


def test_who_paused_the_read_side_is_not_told_that_it_keeps_up() -> None:
    said = verdict_words(replace(measured(waiting=3), paused=True))
    assert said is not None
    assert (said.words, said.trouble) == ("Paused", True)


def test_shares_and_times_are_short_and_never_round_up_to_all() -> None:
    assert [percent(share) for share in (0, 0.001, 0.706, 0.996, 1)] == ["0%", "< 1%", "71%", "> 99%", "100%"]
    assert [milliseconds(value) for value in (0, 0.5, 20, 1_500)] == ["0", "0.5 ms", "20 ms", "1.5 s"]
    assert [axis_words(100)(value) for value in (0, 50, 100)] == ["0", "50", "100 ms"]
    assert [axis_words(5_000)(value) for value in (0, 1_000, 5_000)] == ["0", "1", "5 s"]


def test_how_many_versions_behind_is_told_only_for_as_long_as_no_write_came_between() -> None:
    overwritten = curve_of([Lifetime(100.0, True), *(Lifetime(250.0, False) for _ in range(9))])
    (points,) = nested([overwritten], 300.0)
    assert points[-1][0] == 250
    assert share_at(points, 200.0) == pytest.approx(0.1)
    assert share_at(points, 260.0) is None
    (whole,) = nested([curve_of([Lifetime(100.0, True)])], 30_000.0)
    assert share_at(whole, 30_000.0) == 1


def test_without_a_write_there_is_no_curve_of_versions() -> None:
    assert nested([curve_of([])], 10.0) == [[]]
    assert share_at([], 1.0) is None
