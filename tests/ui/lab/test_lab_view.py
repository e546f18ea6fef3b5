"""The lab stands beside a rail of icons, its tabs are real tabs, and its pages rest while nobody sees them."""

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.lab.model import slowed_by
from tests.ui.shore import Shore
from ui.app_bridge import AppBridge
from ui.folding import RAIL_PX, fold
from ui.icons import Icons
from ui.lab.chart import axes_in, ticks
from ui.lab.pipeline.page import PipelinePage
from ui.lab.tabs import LAB_TABS, LabTabs, lab_tabs
from ui.lab.view import LabView
from ui.theme import Look


@pytest.fixture
def view(shore: Shore, bridge: AppBridge, look: Look, icons: Icons, qtbot: QtBot) -> LabView:
    view = LabView(shore, bridge, look, icons)
    qtbot.addWidget(view)
    view.resize(1_116, 800)
    view.show_tab("")
    view.show()
    return view


def test_the_names_of_the_tabs_are_those_that_addresses_take() -> None:
    assert tuple(tab.name for tab in lab_tabs()) == LAB_TABS


def test_an_unknown_tab_shows_the_first(view: LabView) -> None:
    view.show_tab("nothing")
    assert view.tabs.name == LAB_TABS[0]


def test_the_lab_is_found_again_as_it_was_left(view: LabView) -> None:
    view.show_tab("staleness")
    view.show_tab("")
    assert view.tabs.name == "staleness"


def test_every_tab_makes_a_page_that_says_what_is_happening(view: LabView, qtbot: QtBot) -> None:
    for name in LAB_TABS:
        view.show_tab(name)
        qtbot.waitUntil(lambda: not view.busy)
        assert view.page.headline, name


def test_tab_comes_to_the_head_before_the_body(view: LabView, qtbot: QtBot) -> None:
    view.activateWindow()
    view.keep.setFocus()
    for name, first in (("tug", "Measure"), ("scenarios", "Record"), ("faults", "Run")):
        view.show_tab(name)
        qtbot.waitUntil(lambda: not view.busy)
        view.keep.setFocus()
        QTest.keyClick(view.keep, Qt.Key.Key_Tab)
        focused = view.focusWidget()
        assert focused is not None
        assert focused.accessibleName() == first


def _ringed(tabs: LabTabs) -> bool:
    return tabs._ringed


def test_a_clicked_tab_has_the_keyboard_without_a_ring(view: LabView) -> None:
    view.activateWindow()
    view.went.connect(lambda _name: view.setFocus(Qt.FocusReason.OtherFocusReason))
    tabs = view.tabs
    tabs.clearFocus()
    tabs.setFocus(Qt.FocusReason.TabFocusReason)
    assert _ringed(tabs)
    QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(1).center())
    assert tabs.hasFocus()
    assert not _ringed(tabs)
    QTest.keyClick(tabs, Qt.Key.Key_Tab)
    QTest.keyClick(view.focusWidget(), Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert _ringed(tabs)


@pytest.mark.parametrize("width", [396, 480, 720, 1_116, 1_916])
def test_no_tab_stands_beyond_its_bar(view: LabView, width: int) -> None:
    view.resize(width, 600)
    tabs = view.tabs
    shown = [tabs.tabRect(at) for at in range(tabs.count()) if tabs.isTabVisible(at)]
    assert shown[-1].right() <= tabs.width()
    assert tabs.isTabVisible(tabs.currentIndex())
    assert tabs.more.isVisible() == any(not tabs.isTabVisible(at) for at in range(tabs.count()))


def test_the_arrows_go_through_every_tab_also_those_without_room(view: LabView) -> None:
    view.went.connect(view.show_tab)
    view.resize(420, 800)
    view.tabs.setFocus(Qt.FocusReason.TabFocusReason)
    gone = []
    for _step in LAB_TABS[1:]:
        QTest.keyClick(view.tabs, Qt.Key.Key_Right)
        gone.append(view.tabs.name)
    assert tuple(gone) == LAB_TABS[1:]
    QTest.keyClick(view.tabs, Qt.Key.Key_Left)
    assert view.tabs.name == LAB_TABS[-2]


@pytest.mark.parametrize("name", ["pipeline", "sides", "scenarios"])
def test_the_bar_begins_with_its_first_tab_however_it_became_narrow(view: LabView, name: str) -> None:
    view.show_tab(name)
    view.resize(716, 600)
    assert view.tabs.tabRect(0).left() == 0
    view.resize(1_116, 600)
    view.show_tab("pipeline")
    view.resize(716, 600)
    view.show_tab(name)
    assert view.tabs.tabRect(0).left() == 0


def test_tabs_that_had_no_room_stand_in_the_bar_again_when_it_widens(view: LabView) -> None:
    tabs = view.tabs
    before = [tabs.tabRect(at) for at in range(tabs.count())]
    for width in (760, 1_116):
        view.resize(width, 800)
    assert [tabs.tabRect(at) for at in range(tabs.count())] == before


def test_tab_comes_to_the_button_in_the_head_before_the_body(view: LabView, qtbot: QtBot) -> None:
    view.show_tab("pipeline")
    page = view.page
    assert isinstance(page, PipelinePage)
    view.activateWindow()
    page.lens.segment("100").setFocus()
    qtbot.waitUntil(page.lens.segment("100").hasFocus)
    QTest.keyClick(page.lens.segment("100"), Qt.Key.Key_Backtab)
    assert page.tell.hasFocus(), QApplication.focusWidget()
    QTest.keyClick(page.tell, Qt.Key.Key_Backtab)
    assert view.keep.hasFocus()


def test_the_pin_shows_at_once_that_the_path_is_kept(view: LabView) -> None:
    told: list[bool] = []
    view.kept.connect(told.append)
    QTest.mouseClick(view.keep, Qt.MouseButton.LeftButton)
    assert (told, view.keep.dot) == ([True], True)
    QTest.mouseClick(view.keep, Qt.MouseButton.LeftButton)
    assert (told, view.keep.dot) == ([True, False], False)


def test_a_page_rests_while_it_is_hidden(view: LabView) -> None:
    page = view.page
    assert page._timer.isActive() == page.live
    view.hide()
    assert not page._timer.isActive()


def test_the_strip_says_what_is_slowed_and_leads_back(shore: Shore, view: LabView, qtbot: QtBot) -> None:
    shore.read_side.become(slowing=slowed_by(3_000))
    qtbot.waitUntil(view.strip.isVisible)
    with qtbot.waitSignal(view.back_to_normal):
        QTest.mouseClick(view.strip.link, Qt.MouseButton.LeftButton)


def test_a_wide_view_folds_the_navigation_to_a_rail() -> None:
    folding = fold(1_200, wide=True)
    assert folding.rail
    assert folding.navigation == (0, RAIL_PX)
    assert folding.centre == (RAIL_PX, 1_200 - RAIL_PX)
    assert folding.side_folded
    assert fold(480, wide=True).narrow


def test_ticks_are_round_and_inside_their_scale(qapp: QApplication) -> None:
    assert ticks(0, 100) == [0, 20, 40, 60, 80, 100]
    assert ticks(0, 7, 5) == [0, 2, 4, 6]
    assert ticks(3, 3) == [3]


def test_a_value_beyond_the_scale_lies_at_its_end(qapp: QApplication) -> None:
    axes = axes_in(QRectF(0, 0, 400, 300), (0, 10), (0, 1))
    assert axes.at(20, 2) == axes.at(10, 1)
    assert axes.value_at(axes.at(5, 0).x()) == pytest.approx(5)
