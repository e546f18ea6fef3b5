"""What folds away in a narrow window, and comes back in a wide one."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.main_window import MainWindow
from ui.places import Place


def test_in_a_narrow_window_a_bar_offers_everything(at_home: MainWindow, qtbot: QtBot) -> None:
    at_home.resize(480, 800)
    assert not at_home.navigation.isVisible()
    assert not at_home.side.isVisible()
    assert at_home.centre.top_bar.isVisible()
    QTest.mouseClick(at_home.centre.top_bar.places, Qt.MouseButton.LeftButton)
    assert at_home.layers.shows(at_home.layers.drawer)
    QTest.mouseClick(at_home.layers.drawer.navigation.rows["everyone"], Qt.MouseButton.LeftButton)
    assert at_home.here == Place("everyone")
    assert not at_home.layers.open


def test_the_sync_card_opens_as_a_layer_while_its_panel_is_folded_and_returns(at_home: MainWindow) -> None:
    at_home.resize(800, 600)
    assert at_home.navigation.sync_row.isVisible()
    QTest.mouseClick(at_home.navigation.sync_row, Qt.MouseButton.LeftButton)
    assert at_home.layers.shows(at_home.side.shelf)
    assert at_home.sync_card.isVisible()
    at_home.resize(1_200, 800)
    assert not at_home.layers.open
    assert at_home.side.isAncestorOf(at_home.sync_card)
    assert at_home.sync_card.isVisible()


def test_in_a_narrow_search_the_field_stands_over_the_results(at_home: MainWindow) -> None:
    at_home.resize(480, 800)
    QTest.mouseClick(at_home.centre.top_bar.search, Qt.MouseButton.LeftButton)
    assert at_home.centre.header.search.isVisible()
    assert at_home.focusWidget() is at_home.centre.header.search


def test_a_drawer_closes_when_the_window_grows(at_home: MainWindow) -> None:
    at_home.resize(480, 800)
    at_home.layers.open_menu()
    at_home.resize(1_000, 800)
    assert not at_home.layers.open
    assert at_home.navigation.isVisible()
