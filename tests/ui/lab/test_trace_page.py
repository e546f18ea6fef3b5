"""The trace page: what it lists, what it says, and where its scale is cut."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.commands import CreatePost, SetLike
from app.consistency.trace import STAGES, Trace
from tests.ui.shore import ME, Shore
from ui.app_bridge import AppBridge
from ui.icons import Icons
from ui.lab.page import LabSurroundings
from ui.lab.trace.page import TracePage
from ui.lab.trace.scale import CUT_PX, scale_of, scale_ticks
from ui.lab.trace.wording import headline, seen_of
from ui.theme import Look

SLOWED = (100.0, 106.0, 100.3, 100.7, 103.1, 103.2, 3_103.2, 3_103.6, 3_105.4, 3_106.0, 3_112.0)


def _trace(number: int, times: tuple[float, ...] = SLOWED, delay: float = 3_000) -> Trace:
    filled = (*times, *(None,) * (len(STAGES) - len(times)))
    return Trace(number, "post", "New post", ME, number, "optimistic", delay_ms=delay, times=filled)


@pytest.fixture
def page(shore: Shore, bridge: AppBridge, look: Look, icons: Icons, qtbot: QtBot) -> TracePage:
    page = TracePage(LabSurroundings(shore, shore.lab, bridge, look, icons))
    qtbot.addWidget(page)
    page.resize(1_116, 743)
    return page


def _do(shore: Shore, number: int) -> None:
    shore.trace.begin(
        CreatePost(command_id=number, actor_id=ME, post_id=number, text="Low water"), "pressed", 10.0 * number
    )
    shore.trace.committed(number, number, 10.0 * number + 3)


def test_the_newest_command_is_followed_until_another_is_chosen(shore: Shore, page: TracePage) -> None:
    page.show()
    assert page.headline == "Nothing was done yet in this window"
    _do(shore, 1)
    _do(shore, 2)
    page._read()
    assert page.list.chosen is not None
    assert page.list.chosen.command_id == 2
    page.show_command(1)
    _do(shore, 3)
    page._read()
    assert page.list.chosen.command_id == 1
    assert page.headline == "Your new post is saved, and on its way to the feeds"


def test_a_search_finds_commands_by_kind_and_position(shore: Shore, page: TracePage) -> None:
    _do(shore, 1)
    shore.trace.begin(SetLike(command_id=2, actor_id=ME, post_id=1, liked=True), "pressed", 30.0)
    page.show()
    page.search.asked.emit("like")
    assert page.list.items.rowCount() == 1
    page.search.asked.emit("nobody")
    assert page.list.items.rowCount() == 0
    assert page.headline == "No command is called “nobody”"
    page.search.left.emit()
    assert page.list.items.rowCount() == 2


def test_a_search_ends_when_its_words_are_deleted(shore: Shore, page: TracePage, qtbot: QtBot) -> None:
    _do(shore, 1)
    page.show()
    QTest.keyClicks(page.search, "zz")
    qtbot.waitUntil(lambda: page.list.items.rowCount() == 0)
    for _letter in range(2):
        QTest.keyClick(page.search, Qt.Key.Key_Backspace)
    assert page.list.items.rowCount() == 1


def test_the_export_is_written_and_said(page: TracePage, tmp_path: Path, qtbot: QtBot) -> None:
    page.show()
    page.export_to(tmp_path / "trace.json")
    qtbot.waitUntil(lambda: "trace.json" in page.headline)
    assert json.loads((tmp_path / "trace.json").read_text()) == {}


def test_a_long_wait_is_cut_out_of_the_scale_and_both_sides_keep_one_scale() -> None:
    scale = scale_of(_trace(1), 100.0, 500.0)
    assert scale.cut_stage == "picked_up"
    assert scale.cut is not None
    assert scale.x(0) == 100.0
    assert scale.x(scale.whole_ms) == pytest.approx(600.0)
    assert scale.x(scale.cut[1]) - scale.x(scale.cut[0]) == pytest.approx(CUT_PX)
    assert scale.x(2) - scale.x(1) == pytest.approx(scale.x(3_012) - scale.x(3_011))
    assert not [tick for tick in scale_ticks(scale) if scale.cut[0] < tick < scale.cut[1]]


def test_an_even_way_is_not_cut() -> None:
    times = (0.0, 6.0, 0.3, 0.7, 3.1, 3.2, 4.2, 4.6, 6.4, 7.0, 13.0)
    scale = scale_of(_trace(1, times, delay=0), 0.0, 400.0)
    assert scale.cut is None
    assert scale_ticks(scale)[0] == 0


def test_the_headline_says_how_much_was_waited_on_purpose() -> None:
    assert headline(_trace(1), ME) == (
        "3,012 ms from your click to the feed",
        "3,000 ms of it waited on purpose. The work itself took 12 ms.",
    )


def test_what_is_on_its_way_is_seen_ahead_until_it_arrives() -> None:
    seen = seen_of(_trace(1, SLOWED[:6]))
    assert [one.kind for one in seen] == ["old", "marked"]


def test_a_held_command_says_where_it_is_and_what_lets_it_go() -> None:
    held = replace(_trace(1, SLOWED[:7]), held=True)
    assert headline(held, ME)[1] == "It is held back at the projector. The pipeline lets it go."


def test_what_was_seen_is_old_then_marked_then_new() -> None:
    seen = seen_of(_trace(1))
    assert [one.kind for one in seen] == ["old", "marked", "new"]
    assert (seen[1].start_ms, round(seen[1].end_ms, 3)) == (6.0, 3_012.0)
