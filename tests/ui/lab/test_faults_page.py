"""The faults page: what is chosen, what is run, and what it says of it."""

from typing import get_args

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.consistency.trace import Kind
from app.lab.readings.faults import EVENTS, FAULTS
from tests.ui.shore import Shore
from ui.app_bridge import AppBridge
from ui.icons import Icons
from ui.lab.faults.fault_list import STATION_ICONS
from ui.lab.faults.loss_table import ROWS_SHOWN
from ui.lab.faults.page import FaultsPage
from ui.lab.faults.path import STATION_WORDS
from ui.lab.kinds import KIND_WORDS
from ui.lab.page import LabSurroundings
from ui.theme import Look


@pytest.fixture
def page(shore: Shore, bridge: AppBridge, look: Look, icons: Icons, qtbot: QtBot) -> FaultsPage:
    page = FaultsPage(LabSurroundings(shore, shore.lab, bridge, look, icons))
    qtbot.addWidget(page)
    page.resize(1_116, 743)
    return page


def _run(page: FaultsPage, qtbot: QtBot) -> None:
    if not page.isVisible():
        page.show()
    else:
        page.run()
    qtbot.waitUntil(lambda: not page.busy)


def test_the_first_fault_is_done_when_the_page_is_first_shown(page: FaultsPage, qtbot: QtBot) -> None:
    assert "Press Run" in page.subline
    _run(page, qtbot)
    assert page.headline == "The doorbell was lost. Nothing else was."
    assert page.subline == "Ada's like of 'Low water', event 17 of 45."
    assert page.story.verdict.text() == "verify: 140 documents, 0 differences"
    assert [lost.field for lost in page.loss.table.shown] == ["field 0"]


def test_the_keyboard_stays_on_run(page: FaultsPage, qtbot: QtBot) -> None:
    _run(page, qtbot)
    page.activateWindow()
    page.run_button.setFocus()
    QTest.keyClick(page.run_button, Qt.Key.Key_Return)
    assert page.busy
    qtbot.waitUntil(lambda: not page.busy)
    assert page.run_button.hasFocus()


def test_choosing_another_fault_says_what_it_is_and_waits_for_run(page: FaultsPage, qtbot: QtBot) -> None:
    _run(page, qtbot)
    QTest.mouseClick(page.faults.rows["poison"], Qt.MouseButton.LeftButton)
    assert page.faults.name == "poison"
    assert page.story.verdict.text() == ""
    assert "Like 1 of 14. Press Run." in page.subline
    QTest.mouseClick(page.run_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.reading is not None and page.reading.fault == "poison")


def test_an_event_is_chosen_by_its_kind_and_number(page: FaultsPage, qtbot: QtBot) -> None:
    _run(page, qtbot)
    choice = page.event_choice
    QTest.mouseClick(choice.dots["address"], Qt.MouseButton.LeftButton)
    assert choice.words == "Address 1 of 4"
    assert not choice.fewer.isEnabled()
    for _ in range(EVENTS["address"]):
        QTest.mouseClick(choice.more, Qt.MouseButton.LeftButton)
    assert choice.words == "Address 4 of 4"
    assert not choice.more.isEnabled()
    _run(page, qtbot)
    assert page.reading is not None
    assert (page.reading.kind, page.reading.which) == ("address", 4)


def test_many_losses_are_cut_to_a_few_and_counted(shore: Shore, page: FaultsPage, qtbot: QtBot) -> None:
    shore.lab.naive_losses = ROWS_SHOWN + 9
    _run(page, qtbot)
    assert page.loss.table.more_words == "and 9 more"
    assert len(page.loss.table.shown) == ROWS_SHOWN
    assert "'Low water', field 0: 2 was saved, 1 is shown" in page.loss.table.accessibleDescription()


def test_a_wide_window_shows_more_of_them(shore: Shore, page: FaultsPage, qtbot: QtBot) -> None:
    shore.lab.naive_losses = 11
    _run(page, qtbot)
    assert (len(page.loss.table.shown), page.loss.table.more) == (ROWS_SHOWN, 5)
    page.resize(1_800, 900)
    assert (len(page.loss.table.shown), page.loss.table.more) == (11, 0)
    page.resize(1_116, 743)
    assert page.loss.table.more == 5


def test_a_naive_design_that_lost_nothing_is_said_to(shore: Shore, page: FaultsPage, qtbot: QtBot) -> None:
    shore.lab.naive_losses = 0
    _run(page, qtbot)
    assert page.loss.table.height() == 0
    assert page.loss.accessibleName() == "A naive design"


def test_an_experiment_that_cannot_be_made_says_why(shore: Shore, page: FaultsPage, qtbot: QtBot) -> None:
    shore.lab.refuses = "The disk is full, so nothing was done."
    _run(page, qtbot)
    assert page.headline == "The fault could not be done"
    assert page.subline == "The disk is full, so nothing was done."
    assert page.run_button.isEnabled()


def test_choosing_during_a_run_drops_its_result(page: FaultsPage, qtbot: QtBot, bridge: AppBridge) -> None:
    page.show()
    page.choose("clock_jump")
    qtbot.waitUntil(lambda: not bridge.busy)
    assert page.reading is None
    assert "Press Run" in page.subline


@pytest.mark.parametrize("size", [(1_800, 900), (1_116, 743), (716, 543), (480, 700)])
def test_nothing_lies_over_anything_else(size: tuple[int, int], page: FaultsPage, qtbot: QtBot) -> None:
    page.resize(*size)
    _run(page, qtbot)
    cards = [panel.card().toRect().translated(panel.pos()) for panel in (page._listed, page._picked)]
    results = [panel for panel in (page.story, page.loss, page.compare) if panel.isVisible()]
    cards += [panel.card().toRect().translated(panel.pos()) for panel in results]
    for at, card in enumerate(cards):
        assert card.right() <= page.body.width()
        assert card.bottom() <= page.body.height()
        assert not any(card.intersects(other) for other in cards[at + 1 :])
    assert page.run_button.isVisible()


def test_the_list_does_not_move_under_the_pointer_when_there_is_more_to_show(
    shore: Shore, page: FaultsPage, qtbot: QtBot
) -> None:
    shore.lab.naive_losses = 0
    _run(page, qtbot)
    before = [row.geometry() for row in page.faults.rows.values()]
    shore.lab.naive_losses = ROWS_SHOWN + 9
    _run(page, qtbot)
    assert [row.geometry() for row in page.faults.rows.values()] == before


def test_where_there_is_room_both_designs_stand_side_by_side_moment_by_moment(page: FaultsPage, qtbot: QtBot) -> None:
    page.resize(1_800, 900)
    _run(page, qtbot)
    assert page.compare.isVisible()
    assert page.loss.x() > page.story.x()
    assert page.loss.geometry().bottom() == page.story.geometry().bottom()
    assert page.compare.geometry().bottom() == page._picked.geometry().bottom()
    told = page.compare.accessibleDescription()
    assert "0.0 s: Tideline 1 waits, naive design not running" in told
    assert "1.0 s: Tideline as saved, naive design as saved" in told
    assert told.endswith("at the end: Tideline as saved, naive design 1 wrong")
    page.choose("poison")
    assert page.compare.moments == ()
    page.resize(1_116, 743)
    assert page.compare.isHidden()


def test_every_control_has_a_name_and_can_be_reached(page: FaultsPage) -> None:
    assert [row.text() for row in page.faults.rows.values()] == [fault.words for fault in FAULTS]
    assert all(row.toolTip() for row in page.faults.rows.values())
    assert [dot.accessibleName() for dot in page.event_choice.dots.values()] == [
        KIND_WORDS[kind] for kind in get_args(Kind)
    ]
    rows, dots = page.faults.rows.values(), page.event_choice.dots.values()
    stops = [one for one in (*rows, *dots, page.run_button) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == [page.faults.rows["lost_doorbell"], page.event_choice.dots["like"], page.run_button]
    page.event_choice.choose("address", 2)
    assert page.event_choice.dots["address"].focusPolicy() & Qt.FocusPolicy.TabFocus
    assert not page.event_choice.dots["like"].focusPolicy() & Qt.FocusPolicy.TabFocus


def test_the_arrow_keys_choose_as_a_click_does(page: FaultsPage, qtbot: QtBot) -> None:
    _run(page, qtbot)
    page.activateWindow()
    page.faults.rows["lost_doorbell"].setFocus()
    QTest.keyClick(page.faults.rows["lost_doorbell"], Qt.Key.Key_Down)
    assert page.faults.name == "delivered_twice"
    assert page.headline.startswith("Deliver it twice")
    page.event_choice.dots["like"].setFocus()
    QTest.keyClick(page.event_choice.dots["like"], Qt.Key.Key_Right)
    assert page.event_choice.words == "Comment 1 of 8"
    assert "Comment 1 of 8" in page.subline


def test_every_fault_strikes_a_station_that_is_drawn() -> None:
    assert {fault.strikes for fault in FAULTS} <= set(STATION_WORDS) == set(STATION_ICONS)
