"""The page without a read store: how far the feeds are made, or whom it waits for, and always that all is safe."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.shore import Shore
from ui.app_bridge import AppBridge
from ui.icons import Icons
from ui.main_window import MainWindow
from ui.no_store import NoStorePage
from ui.theme import Look


@pytest.fixture
def page(look: Look, host: QWidget) -> NoStorePage:
    made = NoStorePage(look, host)
    made.resize(host.size())
    made.show()
    return made


def test_how_far_the_feeds_are_made_is_told(page: NoStorePage) -> None:
    page.show_progress((1_200, 5_000))
    assert page.accessibleName() == (
        "Making your feeds. Position 1,200 of 5,000. Everything you saved is safe; feeds are made anew from it."
    )


def test_who_may_not_make_them_says_whom_it_waits_for_without_a_bar(page: NoStorePage) -> None:
    page.show_progress(None)
    with_bar = page.grab().toImage()
    page.show_progress(None, elsewhere=True)
    assert page.accessibleName().startswith(
        "Waiting for the other Tideline. Another Tideline works on this data folder"
    )
    assert "Everything you saved is safe" in page.accessibleName()
    assert page.grab().toImage() != with_bar
    page.show_progress((10, 100))
    assert page.accessibleName().startswith("Making your feeds. Position 10 of 100.")


def test_the_window_tells_one_from_the_other_and_goes_on_to_the_feed(
    shore: Shore, bridge: AppBridge, look: Look, icons: Icons, qtbot: QtBot
) -> None:
    window = MainWindow(shore, bridge, look, icons)
    shore.read_side.become(no_store=True, elsewhere=True)
    window.open_window()
    no_store = window.centre.no_store
    assert window.centre.views.currentWidget() is no_store
    assert no_store.accessibleName().startswith("Waiting")
    shore.read_side.become(elsewhere=False, rebuilding=(10, 100))
    qtbot.waitUntil(lambda: no_store.accessibleName().startswith("Making"))
    shore.read_side.become(no_store=False, rebuilding=None)
    qtbot.waitUntil(lambda: window.centre.views.currentWidget() is window.views.column)
    window.close()
    window.deleteLater()
