"""The feed column: tabs and strip over the water, beside each other or below."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.feed.conftest import add_posts, at_rest
from tests.ui.shore import JONAS, ME, Shore
from ui.app_bridge import AppBridge
from ui.feed.column import FeedColumn
from ui.feed.images import ImageLoader
from ui.feed.reading import FeedSpec
from ui.icons import Icons
from ui.theme import Look


@pytest.fixture
def column(shore: Shore, bridge: AppBridge, look: Look, icons: Icons, images: ImageLoader, qtbot: QtBot) -> FeedColumn:
    add_posts(shore, 20, JONAS)
    column = FeedColumn(shore, bridge, look, icons, images)
    qtbot.addWidget(column)
    column.resize(668, 800)
    column.show()
    column.show_home()
    at_rest(column.feed, qtbot)
    return column


def test_home_has_three_tabs_and_opens_at_the_latest(column: FeedColumn) -> None:
    assert [column.tabs.tabText(at) for at in range(3)] == ["Latest", "Pictures", "Yours"]
    assert column.feed.spec == FeedSpec("home", ME, f"home:latest:{ME}")
    assert column.feed.shelf.cards[0].y() == 104


@pytest.mark.parametrize(
    ("tab", "timeline", "owner"), [("pictures", "home_pictures", ME), ("yours", "author", ME), ("latest", "home", ME)]
)
def test_each_tab_shows_its_timeline(column: FeedColumn, tab: str, timeline: str, owner: int) -> None:
    column.show_tab("pictures" if tab != "pictures" else "yours")
    column.show_tab(tab)
    assert column.feed.spec is not None
    assert (column.feed.spec.timeline, column.feed.spec.owner) == (timeline, owner)


def test_everyone_keeps_a_tab_of_its_own(column: FeedColumn) -> None:
    column.show_tab("pictures")
    column.show_everyone()
    assert column.tabs.value == "latest"
    column.show_home()
    assert column.tabs.value == "pictures"


def test_tabs_are_real_tabs_for_arrows_and_screen_readers(column: FeedColumn, qtbot: QtBot) -> None:
    column.activateWindow()
    column.tabs.setFocus()
    QTest.keyClick(column.tabs, Qt.Key.Key_Right)
    assert column.tabs.value == "pictures"
    interface = QAccessible.queryAccessibleInterface(column.tabs)
    assert interface.role() == QAccessible.Role.PageTabList
    assert interface.child(0).role() == QAccessible.Role.PageTab


def test_pressing_the_same_tab_goes_to_the_top(column: FeedColumn) -> None:
    column.feed.scroll_pixels(900)
    QTest.mouseClick(column.tabs, Qt.MouseButton.LeftButton, pos=column.tabs.tabRect(0).center())
    assert column.feed.position.at_top


def test_a_feed_without_tabs_begins_at_its_top(column: FeedColumn, qtbot: QtBot) -> None:
    column.show_spec(FeedSpec("tag", 7))
    at_rest(column.feed, qtbot)
    assert column.tabs.isHidden()
    assert column.feed.scene.inset == 0


def test_the_strip_tells_of_the_delay_and_leads_back(column: FeedColumn, shore: Shore, qtbot: QtBot) -> None:
    assert column.strip.isHidden()
    shore.read_side.set_delay(3_000)
    qtbot.waitUntil(column.strip.isVisible)
    assert column.strip.words == "Read side slowed by 3 s"
    assert column.strip.y() < column.tabs.geometry().bottom(), "beside the tabs"
    QTest.mouseClick(column.strip.link, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(column.strip.isHidden)
    assert shore.read_side.state().delay_ms == 0


def test_a_pause_is_told_and_ended_the_same_way(column: FeedColumn, shore: Shore, qtbot: QtBot) -> None:
    shore.read_side.pause()
    qtbot.waitUntil(column.strip.isVisible)
    assert column.strip.words == "Read side paused"
    QTest.mouseClick(column.strip.link, Qt.MouseButton.LeftButton)
    assert not shore.read_side.state().paused


def test_in_a_narrow_window_the_strip_lies_below_and_the_feed_begins_below_it(
    column: FeedColumn, shore: Shore, qtbot: QtBot
) -> None:
    column.resize(480, 800)
    column.set_room(14, 54)
    shore.read_side.set_delay(200)
    qtbot.waitUntil(column.strip.isVisible)
    assert column.strip.words == "Read side slowed by 200 ms"
    assert column.strip.y() > column.tabs.geometry().bottom()
    assert (column.strip.x(), column.strip.width()) == (14, 452)
    assert column.feed.shelf.cards[0].y() == column.strip.geometry().bottom() + 1 + 52
    assert column.feed.shelf.cards[0].x() == 14
    assert column.feed.shelf.cards[0].width() == 452


def test_the_column_is_at_most_640_px_and_centred(column: FeedColumn) -> None:
    column.resize(1_000, 800)
    card = column.feed.shelf.cards[0]
    assert (card.width(), card.x()) == (640, 180)
