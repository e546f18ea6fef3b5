"""How measurements become words."""

import pytest

from app.consistency.visible import LagReading
from app.lab.model import ReadSideState
from ui.sync_card.readout import DASH, delay_words, duration, percent, spoken, status


def reading(waiting: int = 0, parked: int = 0, pending: int = 0) -> LagReading:
    return LagReading(
        read=1_482,
        write=1_482 + waiting,
        waiting=waiting,
        oldest_ms=2_400.0 if waiting else None,
        median_ms=3_000.0,
        p99_ms=None,
        series=(),
        pending=pending,
        parked=parked,
    )


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [
        (None, DASH),
        (0.0, "0 ms"),
        (7.2, "7 ms"),
        (999.6, "1.0 s"),
        (2_400.0, "2.4 s"),
        (9_960.0, "10 s"),
        (59_600.0, "1 min"),
        (180_000.0, "3 min"),
        (7_200_000.0, "2 h"),
    ],
)
def test_a_duration_is_short_and_never_shows_sixty_seconds(milliseconds: float | None, words: str) -> None:
    assert duration(milliseconds) == words


def test_a_delay_is_told_in_the_unit_it_was_set_in() -> None:
    assert [delay_words(ms) for ms in (0, 50, 500, 1_000, 10_000)] == ["0 ms", "50 ms", "500 ms", "1 s", "10 s"]


@pytest.mark.parametrize(
    ("now", "state", "words"),
    [
        (reading(), ReadSideState(), "nothing waiting"),
        (reading(waiting=3), ReadSideState(), "3 waiting"),
        (reading(waiting=3, parked=1), ReadSideState(), "3 waiting · 1 held back"),
        (reading(parked=1), ReadSideState(), "1 held back"),
        (reading(waiting=1_200), ReadSideState(paused=True), "paused · 1,200 waiting"),
        (reading(), ReadSideState(rebuilding=(45, 100)), "rebuilding 45%"),
        (reading(waiting=3), ReadSideState(stopped="The disk is full."), "stopped"),
    ],
)
def test_the_corner_says_what_matters_most(now: LagReading, state: ReadSideState, words: str) -> None:
    assert status(now, state).words == words


def test_nothing_is_all_done_before_it_is() -> None:
    assert percent(999, 1_000) == "99%"
    assert percent(1_000, 1_000) == "100%"
    assert percent(0, 0) == "0%"


def test_a_screen_reader_hears_the_whole_card() -> None:
    words = spoken(reading(waiting=3, pending=2), ReadSideState())
    assert words == (
        "3 waiting, read position 1,482, write position 1,485, oldest waiting 2.4 s, median lag 3.0 s, "
        "99th percentile not measured, 2 being saved"
    )
