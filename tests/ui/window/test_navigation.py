"""The navigation says where one is and what is new, to the eye and to a screen reader."""

import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.shore import Shore
from ui.app_bridge import AppBridge
from ui.feed.images import ImageLoader
from ui.icons import Icons
from ui.navigation import Navigation
from ui.places import PLACES
from ui.theme import Look


@pytest.fixture
def navigation(shore: Shore, bridge: AppBridge, look: Look, icons: Icons, host: QWidget) -> Navigation:
    navigation = Navigation(look, icons, ImageLoader(shore.pictures, bridge), host)
    navigation.setGeometry(0, 0, 232, 800)
    navigation.show()
    return navigation


def test_every_place_is_a_button_that_leads_there(navigation: Navigation, qtbot: QtBot) -> None:
    for place, row in navigation.rows.items():
        with qtbot.waitSignal(navigation.go) as went:
            QTest.mouseClick(row, Qt.MouseButton.LeftButton)
        assert went.args == [place]
    assert list(navigation.rows) == list(PLACES)


def test_a_press_alone_does_not_move_the_mark(navigation: Navigation, qtbot: QtBot) -> None:
    navigation.show_chosen("home")
    QTest.mouseClick(navigation.rows["everyone"], Qt.MouseButton.LeftButton)
    assert [place for place, row in navigation.rows.items() if row.isChecked()] == ["home"]


def test_places_without_a_row_mark_none(navigation: Navigation) -> None:
    navigation.show_chosen("home")
    navigation.show_chosen("thread")
    assert not any(row.isChecked() for row in navigation.rows.values())


def test_a_screen_reader_hears_names_counts_and_state(navigation: Navigation) -> None:
    navigation.show_chosen("home")
    navigation.show_badge("notifications", "2")
    home = QAccessible.queryAccessibleInterface(navigation.rows["home"])
    assert home.text(QAccessible.Text.Name) == "Home"
    assert home.state().checked
    bell = QAccessible.queryAccessibleInterface(navigation.rows["notifications"])
    assert bell.text(QAccessible.Text.Name) == "Notifications, 2 new"
    assert not bell.state().checked


def test_the_person_at_the_foot_is_named(navigation: Navigation, qtbot: QtBot) -> None:
    navigation.person.show_person(1, "Maya Okafor", "maya")
    person = QAccessible.queryAccessibleInterface(navigation.person)
    assert person.text(QAccessible.Text.Name) == "Acting as Maya Okafor, @maya"
    with qtbot.waitSignal(navigation.people):
        QTest.mouseClick(navigation.person, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("height", [800, 600, 480, 420])
@pytest.mark.parametrize("sync", [False, True])
def test_nothing_overlaps_in_a_low_window(navigation: Navigation, height: int, sync: bool) -> None:
    navigation.resize(232, height)
    navigation.offer_sync(offered=sync)
    stack = [*navigation.rows.values(), *([navigation.sync_row] if sync else []), navigation.compose, navigation.person]
    tops = [widget.y() for widget in stack]
    assert tops == sorted(tops)
    for above, below in itertools.pairwise(stack):
        assert above.geometry().bottom() < below.geometry().top()
    assert stack[-1].geometry().bottom() < height


def test_tab_goes_down_the_rows_as_they_are_seen(navigation: Navigation, host: QWidget, qtbot: QtBot) -> None:
    host.activateWindow()
    order = [*navigation.rows.values(), navigation.compose, navigation.person]
    navigation.person.show_person(1, "Maya Okafor", "maya")
    order[0].setFocus()
    for expected in order:
        assert host.focusWidget() is expected
        QTest.keyClick(expected, Qt.Key.Key_Tab)
