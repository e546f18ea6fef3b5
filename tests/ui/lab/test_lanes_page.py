"""The four lanes and the table of strategies, used as a person uses them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.consistency.strategies import KINDS, Strategies
from app.lab.readings.lanes import LanesSetup
from tests.ui.shore import Shore
from ui.app_bridge import AppBridge
from ui.icons import Icons
from ui.lab.lanes.page import LanesPage
from ui.lab.page import LabSurroundings
from ui.settings.explanations import offered
from ui.theme import Look

SHORT = LanesSetup(reads=40)
"""10 s."""


@pytest.fixture
def page(shore: Shore, bridge: AppBridge, look: Look, icons: Icons, qtbot: QtBot) -> LanesPage:
    look.set_reduced_motion(True)
    page = LanesPage(LabSurroundings(shore, shore.lab, bridge, look, icons))
    qtbot.addWidget(page)
    page.resize(1_116, 743)
    page._begin(SHORT)
    page.show()
    _made(page, qtbot)
    return page


def _made(page: LanesPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.busy, timeout=20_000)


def test_with_reduced_motion_it_stands_still_at_the_address_story(page: LanesPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.cards[3].accessibleDescription().startswith("12 Harbour"))
    assert not page.player.playing
    assert page.headline == "You saved “48 Rua das Flores” 1.2 s ago. Who sees it?"
    said = [card.accessibleDescription() for card in page.cards]
    assert said[0].startswith("12 Harbour Street, 4050-100 Porto; nothing says it is old")
    assert said[1].startswith("48 Rua das Flores, 4050-262 Porto; Saved, not in feeds yet")
    assert said[2].startswith("Waiting for position ")
    assert said[3].startswith("12 Harbour Street, 4050-100 Porto; 0.9 s old")
    assert [card.accessibleName() for card in page.cards][:2] == ["None", "Optimistic UI"]


def test_the_slider_goes_to_another_time(page: LanesPage) -> None:
    page.transport.slider.setValue(500)
    assert page.player.at_ms == 500
    assert page.headline == "You are about to save a new address"
    page.transport.slider.setValue(1_000)
    assert "0.0 s ago" in page.headline


def test_save_look_again_tells_the_story_from_its_beginning(page: LanesPage) -> None:
    page.player.go_to(9_000)
    page.again.click()
    assert page.player.at_ms == 1_000
    assert page.player.playing


def test_play_goes_on_and_rests_at_the_end(page: LanesPage) -> None:
    page.transport.play.click()
    assert page.transport.play.accessibleName() == "Pause"
    page.player.pass_time(250)
    assert page.player.at_ms == 2_450
    page.player.pass_time(1e6)
    assert page.player.at_ms == SHORT.length_ms
    page._show()
    assert page.transport.play.accessibleName() == "Play"
    page.transport.play.click()
    assert page.player.at_ms == 0


def test_another_delay_and_another_way_make_another_run(page: LanesPage, qtbot: QtBot) -> None:
    page.transport.delay_chosen.emit(0)
    _made(page, qtbot)
    assert page.transport.delay.text() == "No delay"
    page.player.go_to(SHORT.length_ms)
    frame = page.player.frame
    assert frame is not None
    assert [look.counts.stale for look in frame.looks] == [0, 0, 0, 0]
    page.numbers.own_by_chosen.emit("fresh")
    _made(page, qtbot)
    assert page.player.setup == LanesSetup(reads=40, delay_ms=0, own_by="fresh")


def test_all_numbers_unfold_below(page: LanesPage) -> None:
    assert not page.numbers.isVisible()
    page.transport.numbers.click()
    assert page.numbers.isVisible()
    assert page.transport.numbers.text() == "Fewer numbers"
    assert page.numbers.accessibleDescription().count("\n") == 3
    assert "Went back in time 0" in page.numbers.accessibleDescription()


@pytest.mark.parametrize(("width", "columns"), [(1_116, 4), (716, 2), (480, 1)])
def test_the_lanes_stand_in_as_many_columns_as_fit(page: LanesPage, width: int, columns: int) -> None:
    page.resize(width, 543)
    assert len({card.x() for card in page.cards}) == columns
    boxes = [card.card().translated(card.pos().toPointF()) for card in page.cards]
    assert not any(one.intersects(other) for one in boxes for other in boxes if one is not other)
    assert all(card.geometry().right() <= page.body.width() for card in page.cards)
    assert page.transport.geometry().top() >= max(card.geometry().bottom() for card in page.cards) - 1


def test_a_page_hidden_while_its_run_is_made_makes_it_anew_when_it_is_shown(page: LanesPage, qtbot: QtBot) -> None:
    page._restart(LanesSetup(reads=60))
    page.hide()
    qtbot.waitUntil(lambda: not page.around.bridge.busy, timeout=20_000)
    assert not page.player.made
    page.show()
    _made(page, qtbot)
    assert page.player.setup == LanesSetup(reads=60)
    assert page.player.made_ms == 15_000


def test_what_cannot_be_played_is_said_and_nothing_hangs(page: LanesPage, qtbot: QtBot) -> None:
    page._restart(LanesSetup(delay_ms=-1))
    _made(page, qtbot)
    assert page.headline == "The lanes could not be played"
    assert page.subline == "The lanes need a delay from 0 to 60 s; nothing was started."


def test_the_table_switches_what_the_window_does_and_leaves_the_settings(page: LanesPage, shore: Shore) -> None:
    page.show_part("window")
    assert page.headline == "This window follows your settings"
    assert not page.cards[0].isVisible()
    kept = shore.settings.value
    QTest.mouseClick(page.table.cells["address", "none"], Qt.MouseButton.LeftButton)
    assert shore.session.strategies.address == "none"
    assert page.headline == "This window does otherwise after: Address"
    assert shore.settings.value == kept
    page.table.back.click()
    assert shore.session.strategies == Strategies()
    page.strategies.click()
    assert page.cards[0].isVisible()


def test_a_strategy_for_every_kind_spares_those_it_does_not_suit(page: LanesPage, shore: Shore) -> None:
    page.show_part("window")
    page.table.heads["wait"].click()
    strategies = shore.session.strategies
    assert {getattr(strategies, kind) for kind in KINDS if kind != "counts"} == {"wait"}
    assert strategies.counts == "acceptance"
    assert set(page.table.cells) == {(kind, one) for kind in KINDS for one in offered(kind)}


def test_every_cell_says_the_kind_and_what_it_does(page: LanesPage) -> None:
    cell = page.table.cells["likes", "optimistic"]
    assert cell.accessibleName() == "Likes: Optimistic"
    assert cell.toolTip()
    assert cell.isChecked() == (page.around.program.session.strategies.likes == "optimistic")


def test_tab_goes_through_the_table_as_the_eye_does_one_stop_a_kind(page: LanesPage, qtbot: QtBot) -> None:
    page.show_strategies(shown=True)
    page.activateWindow()
    page.again.setFocus()
    qtbot.waitUntil(page.again.hasFocus)
    gone: list[QWidget] = [page.again]
    for _stop in range(len(page.table.heads) + len(KINDS)):
        QTest.keyClick(gone[-1], Qt.Key.Key_Tab)
        found = QApplication.focusWidget()
        assert found is not None
        gone.append(found)
    strategies = Strategies()
    cells = [page.table.cells[kind, getattr(strategies, kind)] for kind in KINDS]
    assert gone[1:] == [*page.table.heads.values(), *cells]
