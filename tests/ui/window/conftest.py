"""The window over a program in memory with thirty posts."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.shore import JONAS, LENA, ME, Shore
from ui.app_bridge import AppBridge
from ui.icons import Icons
from ui.main_window import MainWindow
from ui.theme import Look


@pytest.fixture
def window(shore: Shore, bridge: AppBridge, look: Look, icons: Icons, qtbot: QtBot) -> Iterator[MainWindow]:
    for number in range(1, 31):
        shore.queries.post(number, (ME, LENA, JONAS)[number % 3], f"Low water is at {number}.")
    window = MainWindow(shore, bridge, look, icons)
    window.resize(1_200, 800)
    window.show()
    window.activateWindow()
    yield window
    window.layers.close_topmost()
    window.close()
    window.deleteLater()


def opened(window: MainWindow, bridge: AppBridge, qtbot: QtBot) -> None:
    window.open_window()
    qtbot.waitUntil(lambda: not bridge.busy)


@pytest.fixture
def at_home(window: MainWindow, bridge: AppBridge, qtbot: QtBot) -> MainWindow:
    opened(window, bridge, qtbot)
    return window
