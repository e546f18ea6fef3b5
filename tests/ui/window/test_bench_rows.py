"""The measurements in the window: what they count is what a person at the window sees."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.commands import CreatePost
from app.errors import EnvironmentFault, InvalidInput, StoreFull
from app.lab.readings.lanes import LanesSetup
from tests.ui.shore import LENA, Shore
from ui import bench_lab, bench_rows, bench_window
from ui.app_bridge import AppBridge
from ui.bench_hands import Hands
from ui.bench_stamps import Stamps
from ui.bench_window import MEASURES
from ui.icons import Icons
from ui.main_window import MainWindow
from ui.theme import Look

POSTS = 30


@pytest.fixture
def hands(shore: Shore, look: Look, icons: Icons, qtbot: QtBot) -> Iterator[Hands]:
    """A person at a window that shows thirty posts."""
    for number in range(1, POSTS + 1):
        shore.queries.post(number, LENA, f"number {number}")
    bridge = AppBridge(shore)
    window = MainWindow(shore, bridge, look, icons)
    qtbot.addWidget(window)
    window.open_window()
    window.show()
    window.activateWindow()
    hands = Hands(window, shore)
    hands.go("everyone")
    hands.wait_until(lambda: hands.feed.source.state == "ready" and not bridge.busy)
    yield hands
    window.close()


def test_each_step_of_scrolling_moves_the_feed_and_paints_cards(hands: Hands) -> None:
    before = hands.feed.anchor()
    taken = hands.scroll(5)
    assert len(taken) == 5
    assert all(milliseconds > 0 for milliseconds in taken)
    assert hands.painted >= 5
    assert hands.feed.anchor() != before
    assert hands.feed.on_painted is None


def test_a_step_that_paints_nothing_is_no_measurement(hands: Hands) -> None:
    hands.go("settings")
    with pytest.raises(EnvironmentFault, match="painted nothing"):
        hands.scroll(3)


def test_a_post_is_written_in_the_composer_and_sent(hands: Hands, shore: Shore) -> None:
    hands.write_post("low water at noon")
    (command, _), *_ = shore.sent
    assert isinstance(command, CreatePost)
    assert command.text.strip() == "low water at noon"


def test_stamps_are_late_by_as_long_as_the_window_was_busy(qtbot: QtBot) -> None:
    stamps = Stamps()
    qtbot.waitUntil(lambda: len(stamps.late) > 3)
    stamps.stop()
    assert all(late >= 0 for late in stamps.late)


def test_the_window_is_timed_beside_each_experiment(
    hands: Hands, shore: Shore, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(bench_lab, "OPENS_MS", 0)
    monkeypatch.setattr(shore.lab.lanes, "play", lambda setup, _heard: asked.append(setup))
    monkeypatch.setattr(shore.lab, "run_fault", lambda fault, *_: asked.append(fault))
    monkeypatch.setattr(shore.lab.scenarios, "play", asked.append)
    assert all(late >= 0 for late in bench_lab.beside_experiments(hands))
    assert asked == [LanesSetup(), "poison", bench_lab.STORY]


def test_an_experiment_that_fails_is_no_measurement(
    hands: Hands, shore: Shore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench_lab, "OPENS_MS", 0)
    monkeypatch.setattr(shore.lab.lanes, "play", lambda _setup, _heard: None)
    shore.lab.refuses = "The disk is full."
    with pytest.raises(StoreFull):
        bench_lab.beside_experiments(hands)


def test_the_memory_is_that_of_this_process() -> None:
    assert 1 < bench_window.memory("RssAnon") < 10_000
    with pytest.raises(EnvironmentFault, match="does not tell RssNothing"):
        bench_window.memory("RssNothing")


def test_the_rows_of_the_window_are_those_that_bench_asks_for() -> None:
    assert set(MEASURES) | {bench_rows.FIRST_CARD} == {
        "commit_to_painted",
        "start_to_first_card",
        "scroll_idle",
        "scroll_saturated",
        "gui_stall",
        "lab_frames",
        "private_memory",
    }


def test_a_row_that_there_is_not_is_refused_before_a_window_opens(tmp_path: Path) -> None:
    def never(_on_commit: object) -> Shore:
        raise AssertionError("no program may be opened")

    with pytest.raises(InvalidInput, match="no row 'waves'"):
        bench_rows.measure("waves", tmp_path, never)


def test_a_measurement_prints_one_line_and_closes_the_window(
    hands: Hands, capfd: pytest.CaptureFixture[str], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(MEASURES, "scroll_idle", lambda hands, _commits: {"unit": "ms", "samples": hands.scroll(2)})
    with qtbot.waitSignal(hands.window.closed):
        bench_window.run_in(hands.window, hands.program, {}, "scroll_idle")
    row = json.loads(capfd.readouterr().out)
    assert row["unit"] == "ms"
    assert len(row["samples"]) == 2
