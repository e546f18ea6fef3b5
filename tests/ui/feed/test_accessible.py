"""The feed as a screen reader finds it: a list of items with named buttons, in the order in which they are seen."""

from PySide6.QtGui import QAccessible, QAccessibleInterface
from pytestqt.qtbot import QtBot

from tests.ui.feed.conftest import ShowFeed, add_posts, write
from tests.ui.shore import Shore
from ui.feed.view import FeedView


def children(interface: QAccessibleInterface) -> list[QAccessibleInterface]:
    return [interface.child(at) for at in range(interface.childCount())]


def name(interface: QAccessibleInterface) -> str:
    return interface.text(QAccessible.Text.Name)


def items(feed: FeedView) -> list[QAccessibleInterface]:
    found = children(QAccessible.queryAccessibleInterface(feed))
    return [one for one in found if one.role() == QAccessible.Role.ListItem]


def test_the_feed_is_a_list_of_its_cards_from_the_top(feed: FeedView) -> None:
    listing = QAccessible.queryAccessibleInterface(feed)
    assert listing.role() == QAccessible.Role.List
    assert name(listing) == "Feed"
    assert [name(item) for item in items(feed)] == [card.accessibleName() for card in feed.shelf.cards]
    tops = [item.rect().top() for item in items(feed)]
    assert tops == sorted(tops)


def test_a_card_knows_its_list_and_its_buttons(feed: FeedView) -> None:
    item = items(feed)[0]
    assert item.parent().object() is feed
    assert QAccessible.queryAccessibleInterface(feed).indexOfChild(item) >= 0
    buttons = children(item)
    assert [name(button) for button in buttons] == ["More", "Comment, 0", "Repost, 0", "Like, 0", "Bookmark"]
    assert item.indexOfChild(buttons[3]) == 3


def test_a_like_can_be_pressed_and_has_a_state(feed: FeedView, shore: Shore, qtbot: QtBot) -> None:
    like = children(items(feed)[0])[3]
    assert like.state().checkable
    assert not like.state().checked
    action = like.actionInterface()
    action.doAction(action.pressAction())
    qtbot.waitUntil(lambda: bool(children(items(feed)[0])[3].state().checked))
    assert name(children(items(feed)[0])[3]) == "Like, 1"
    assert len(shore.sent) == 1


def test_the_tree_stays_right_while_cards_are_recycled(shore: Shore, show_feed: ShowFeed, qtbot: QtBot) -> None:
    add_posts(shore, 60)
    feed = show_feed()
    for _ in range(40):
        feed.scroll_pixels(150)
    names = [name(item) for item in items(feed)]
    assert names == [card.accessibleName() for card in feed.shelf.cards]
    assert len(set(names)) == len(names)


def test_buoy_and_pill_are_in_the_tree_with_whole_sentences(feed: FeedView) -> None:
    feed.source.newer.emit(3)
    names = [name(one) for one in children(QAccessible.queryAccessibleInterface(feed))]
    assert any(words.startswith("All ashore") for words in names)
    assert "3 new posts. Show them." in names


def test_a_refused_post_is_an_item_that_says_why(feed: FeedView, shore: Shore, qtbot: QtBot) -> None:
    write(shore, "Low water tomorrow")
    qtbot.waitUntil(lambda: len(feed.source.standing) == 1)
    shore.fill_the_disk()
    qtbot.waitUntil(lambda: name(items(feed)[0]).startswith("Not saved"))
    assert "Low water tomorrow" in name(items(feed)[0])
    assert [name(button) for button in children(items(feed)[0])] == ["Edit", "Try again"]


def test_the_keyboards_card_is_selected(feed: FeedView) -> None:
    feed.activateWindow()
    feed.setFocus()
    feed.keyboard.walk(1)
    states = [bool(item.state().selected) for item in items(feed)]
    assert states[0]
    assert sum(states) == 1


def test_an_index_outside_gives_nothing(feed: FeedView) -> None:
    assert QAccessible.queryAccessibleInterface(feed).child(999) is None
