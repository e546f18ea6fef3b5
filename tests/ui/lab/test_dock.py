"""The small path beside the feed: kept by a setting, gone by its cross, and at rest while nobody sees it."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.commands import CreatePost
from tests.ui.shore import ME, Shore
from ui.app_bridge import AppBridge
from ui.dock_keeper import DockKeeper
from ui.icons import Icons
from ui.lab.dock import PathDock
from ui.preferences import Preferences
from ui.side_panel import SidePanel
from ui.sync_card.card import SyncCard
from ui.theme import Look


def test_it_stands_beside_the_feed_as_long_as_it_is_wanted(
    shore: Shore, bridge: AppBridge, look: Look, icons: Icons, preferences: Preferences, qtbot: QtBot
) -> None:
    side = SidePanel(look, icons, SyncCard(shore, bridge, look, icons))
    qtbot.addWidget(side)
    side.resize(300, 800)
    side.show()
    opened: list[bool] = []
    keeper = DockKeeper(shore, look, icons, preferences, side, lambda: opened.append(True))
    assert not side.findChildren(PathDock)
    preferences.change(path_beside_feed=True)
    dock = side.dock
    assert isinstance(dock, PathDock)
    assert dock.isVisible()
    QTest.mouseClick(dock, Qt.MouseButton.LeftButton)
    QTest.keyClick(dock, Qt.Key.Key_Return)
    assert opened == [True, True]
    QTest.mouseClick(dock.close_button, Qt.MouseButton.LeftButton)
    keeper.refresh()
    assert side.findChildren(PathDock) in ([], [dock]), "the one that was there, at most, on its way out"
    assert not dock.isVisible()
    assert not preferences.value.path_beside_feed


def test_it_says_what_waits_and_rests_while_hidden(shore: Shore, look: Look, icons: Icons, qtbot: QtBot) -> None:
    dock = PathDock(shore, look, icons)
    qtbot.addWidget(dock)
    shore.trace.begin(CreatePost(command_id=1, actor_id=ME, post_id=1, text="Low water"), "pressed", 0.0)
    dock.show()
    assert dock.accessibleDescription() == "0 on the way, write 0, read 0"
    assert dock._timer.isActive()
    assert not dock.grab().isNull()
    dock.hide()
    assert not dock._timer.isActive()
