"""The feed by keyboard: letters and arrows, focus that belongs to rows, Tab that leaves, and what is said."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.commands import AnyCommand, SetBookmark, SetLike
from app.settings import Settings
from tests.ui.feed.conftest import ShowFeed, add_posts, at_rest, write
from tests.ui.shore import Shore
from ui.feed.keys import FeedKeys
from ui.feed.sunk_row import SunkRow
from ui.feed.view import FeedView


@pytest.fixture
def feed(shore: Shore, show_feed: ShowFeed, qtbot: QtBot) -> FeedView:
    add_posts(shore, 40)
    feed = show_feed()
    feed.activateWindow()
    feed.setFocus()
    qtbot.waitUntil(feed.hasFocus)
    return feed


def press(feed: FeedView, key: Qt.Key | str) -> None:
    target = QApplication.focusWidget() or feed
    if isinstance(key, str):
        QTest.keyClicks(target, key)
    else:
        QTest.keyClick(target, key)


def rows(feed: FeedView) -> list[int]:
    return [row.item.entry_id for row in feed.source.window.rows]


@pytest.mark.parametrize(("down", "up"), [("j", "k"), (Qt.Key.Key_Down, Qt.Key.Key_Up)])
def test_j_k_and_arrows_walk_from_row_to_row(feed: FeedView, down: Qt.Key | str, up: Qt.Key | str) -> None:
    press(feed, down)
    assert feed.focus.current == rows(feed)[0]
    for _ in range(5):
        press(feed, down)
    assert feed.focus.current == rows(feed)[5]
    press(feed, up)
    assert feed.focus.current == rows(feed)[4]
    current = feed.shelf.bound[rows(feed)[4]]
    assert current.current
    assert current.y() >= feed.clear_top
    assert current.y() + current.height() <= feed.viewport().height()


def test_walking_reads_on_and_comes_back_to_the_top(feed: FeedView, qtbot: QtBot) -> None:
    for _ in range(30):
        press(feed, "j")
        at_rest(feed, qtbot)
    assert feed.focus.current == rows(feed)[29]
    for _ in range(29):
        press(feed, "k")
    assert feed.focus.current == rows(feed)[0]
    assert feed.shelf.bound[rows(feed)[0]].y() >= 52


def test_each_step_says_author_text_time_and_state(feed: FeedView) -> None:
    said: list[str] = []
    feed.announced.connect(said.append)
    press(feed, "j")
    press(feed, "j")
    assert said == ["Lena Fischer, now. Post 0 of the harbour.", "Lena Fischer, 1 minute ago. Post 1 of the harbour."]


def test_walking_up_enters_the_water(feed: FeedView, shore: Shore, qtbot: QtBot) -> None:
    own = write(shore)
    qtbot.waitUntil(lambda: own in feed.shelf.bound)
    press(feed, "j")
    assert feed.focus.current == own
    press(feed, "j")
    assert feed.focus.current == rows(feed)[0]
    press(feed, "k")
    assert feed.focus.current == own


@pytest.mark.parametrize(("letter", "command"), [("l", SetLike), ("b", SetBookmark)])
def test_letters_act_on_the_current_row(
    feed: FeedView, shore: Shore, letter: str, command: type[AnyCommand], qtbot: QtBot
) -> None:
    press(feed, "j")
    press(feed, "j")
    press(feed, letter)
    assert [type(sent) for sent, _future in shore.sent] == [command]
    assert shore.sent[0][0].post_id == rows(feed)[1]  # type: ignore[union-attr]


def test_letters_raise_the_wishes_that_the_window_fulfils(feed: FeedView, qtbot: QtBot) -> None:
    press(feed, "j")
    for letter, signal in (("n", feed.new_post), ("/", feed.search), ("?", feed.help)):
        with qtbot.waitSignal(signal):
            press(feed, letter)
    with qtbot.waitSignal(feed.card_actions.reply_to):
        press(feed, "r")
    with qtbot.waitSignal(feed.go) as went:
        press(feed, "gh")
    assert went.args == ["home"]
    with qtbot.waitSignal(feed.card_actions.open_thread) as opened:
        press(feed, Qt.Key.Key_Return)
    assert opened.args == [rows(feed)[0]]


def test_letters_can_be_turned_off_and_arrows_stay(feed: FeedView, shore: Shore, qtbot: QtBot) -> None:
    shore.settings.value = Settings(letter_keys=False)
    press(feed, "jl")
    assert not shore.sent
    walked = [feed.focus.current]
    press(feed, Qt.Key.Key_Down)
    assert [*walked, feed.focus.current] == [None, rows(feed)[0]]


def test_home_end_and_pages(feed: FeedView, qtbot: QtBot) -> None:
    press(feed, Qt.Key.Key_End)
    at_rest(feed, qtbot)
    assert feed.shelf.cards[-1].entry_id == rows(feed)[-1]
    visited = []
    for key in (Qt.Key.Key_PageUp, Qt.Key.Key_Home, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
        press(feed, key)
        visited.append(feed.position.at_top)
    assert visited == [False, True, False, True]


def test_escape_is_left_to_the_window(feed: FeedView) -> None:
    event = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    feed.keyPressEvent(event)
    assert not event.isAccepted()


def test_shortcuts_with_control_are_not_the_feeds() -> None:
    event = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier, "l")
    assert FeedKeys().intent(event, letters=True) is None


def test_g_waits_for_h_only(feed: FeedView) -> None:
    keys = FeedKeys()
    for text, meant in (("g", None), ("j", "next"), ("h", None), ("g", None), ("h", "home")):
        event = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key(ord(text.upper())), Qt.KeyboardModifier.NoModifier, text)
        assert keys.intent(event, letters=True) == meant


def test_copying_takes_the_selected_words(feed: FeedView, qtbot: QtBot) -> None:
    press(feed, "j")
    QTest.keyClick(feed, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(feed, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "Post 0 of the harbour"


def test_tab_passes_the_current_cards_controls_and_then_leaves(shore: Shore, show_feed: ShowFeed, qtbot: QtBot) -> None:
    add_posts(shore, 5)
    feed = show_feed()
    host = QWidget()
    qtbot.addWidget(host)
    column = QVBoxLayout(host)
    before, after = QPushButton("before"), QPushButton("after")
    before.setObjectName("before")
    after.setObjectName("after")
    feed.setObjectName("feed")
    for widget in (before, feed, after):
        column.addWidget(widget)
    host.resize(700, 900)
    host.show()
    host.activateWindow()
    before.setFocus()
    qtbot.waitUntil(before.hasFocus)
    visited = []
    for _ in range(8):
        press(feed, Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        visited.append(focused.objectName() if focused is not None else "nothing")
    assert visited == ["buoy", "feed", "menu", "reply", "repost", "like", "bookmark", "after"]
    press(feed, Qt.Key.Key_Backtab)
    back = QApplication.focusWidget()
    assert back is not None
    assert back.objectName() == "bookmark"
    feed.setParent(None)


def test_focus_belongs_to_the_row_and_survives_recycling(feed: FeedView, qtbot: QtBot) -> None:
    press(feed, "j")
    like = feed.shelf.cards[0].buttons.like
    like.setFocus(Qt.FocusReason.TabFocusReason)
    key = feed.shelf.cards[0].entry_id
    feed.scroll_pixels(2_500)
    at_rest(feed, qtbot)
    assert key not in feed.shelf.bound
    assert feed.hasFocus(), "no neighbour's button has taken it"
    assert feed.focus.held == (key, "like")
    feed.to_top()
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.objectName() == "like"
    assert feed.focus.row_of(focused) == key


def test_space_after_scrolling_away_likes_nobody(feed: FeedView, shore: Shore, qtbot: QtBot) -> None:
    feed.shelf.cards[0].buttons.like.setFocus()
    feed.scroll_pixels(2_500)
    at_rest(feed, qtbot)
    press(feed, Qt.Key.Key_Space)
    assert not shore.sent


def test_enter_presses_the_focused_control(feed: FeedView, shore: Shore, qtbot: QtBot) -> None:
    feed.shelf.cards[1].buttons.like.setFocus()
    press(feed, Qt.Key.Key_Return)
    assert [type(sent) for sent, _future in shore.sent] == [SetLike]


def test_down_on_a_focused_button_goes_to_the_next_row(feed: FeedView) -> None:
    press(feed, "j")
    feed.shelf.cards[0].buttons.like.setFocus()
    press(feed, Qt.Key.Key_Down)
    assert feed.hasFocus()
    assert feed.focus.current == rows(feed)[1]


def test_a_button_that_goes_away_gives_its_focus_to_the_feed(feed: FeedView, shore: Shore, qtbot: QtBot) -> None:
    own = write(shore)
    qtbot.waitUntil(lambda: own in feed.shelf.bound)
    shore.fill_the_disk()
    qtbot.waitUntil(lambda: feed.tideway.buoy.text() == "1 not saved")
    sunk = feed.shelf.bound[own]
    assert isinstance(sunk, SunkRow)
    again = sunk.named("again")
    assert again is not None
    again.setFocus()
    QTest.keyClick(again, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: len(shore.sent) == 1)
    qtbot.waitUntil(feed.hasFocus)


def test_a_click_makes_a_row_current_without_a_ring(feed: FeedView) -> None:
    card = feed.shelf.cards[2]
    QTest.mousePress(card, Qt.MouseButton.LeftButton, pos=card.rect().center())
    assert feed.focus.current == card.entry_id
    assert not card.current
