"""'Acting as': found by typing, chosen by keyboard or mouse, and another person can be registered."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.shore import LENA, ME, Shore
from ui.app_bridge import AppBridge
from ui.feed.images import ImageLoader
from ui.icons import Icons
from ui.people_menu import PeopleMenu
from ui.theme import Look


@pytest.fixture
def menu(shore: Shore, bridge: AppBridge, look: Look, icons: Icons, host: QWidget, qtbot: QtBot) -> PeopleMenu:
    menu = PeopleMenu(shore, bridge, look, icons, ImageLoader(shore.pictures, bridge), host)
    menu.resize(menu.sizeHint())
    menu.show()
    qtbot.waitUntil(lambda: menu.list.count() == 3)
    return menu


def test_who_acts_now_stands_first(menu: PeopleMenu) -> None:
    said = menu.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Maya Okafor, @maya, acting now"


def test_a_sheet_gives_it_all_the_height_it_asks_for(menu: PeopleMenu) -> None:
    assert not menu.hasHeightForWidth()
    assert menu.sizeHint().height() == 500


def test_typing_finds_and_enter_chooses(menu: PeopleMenu, qtbot: QtBot) -> None:
    QTest.keyClicks(menu.filter, "@len")
    with qtbot.waitSignal(menu.chosen) as chosen:
        QTest.keyClick(menu.filter, Qt.Key.Key_Return)
    assert chosen.args == [LENA, "Lena Fischer", "lena"]


def test_choosing_who_acts_already_only_closes(menu: PeopleMenu, shore: Shore, qtbot: QtBot) -> None:
    place = menu.list.visualItemRect(menu.list.item(0)).center()
    with qtbot.waitSignal(menu.close_asked), qtbot.assertNotEmitted(menu.chosen):
        QTest.mouseClick(menu.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert shore.session.viewer == ME


def test_another_person_is_registered_here(menu: PeopleMenu, shore: Shore, qtbot: QtBot) -> None:
    QTest.mouseClick(menu.register, Qt.MouseButton.LeftButton)
    assert menu.form.isVisible()
    QTest.keyClicks(menu.form.name, "Anna Grau")
    with qtbot.waitSignal(menu.chosen) as chosen:
        QTest.mouseClick(menu.form.submit, Qt.MouseButton.LeftButton)
        shore.commit()
    assert chosen.args is not None
    assert chosen.args[1:] == ["Anna Grau", "anna"]
