"""What a feed shows in place of cards: nothing to show, nothing readable, and what to do then."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.errors import StoreUnusable
from tests.ui.feed.conftest import ShowFeed, add_posts, texts, write
from tests.ui.shore import JONAS, ME, Shore
from ui.app_bridge import AppBridge
from ui.feed.reading import FeedSpec
from ui.feed.view import FeedView


@pytest.mark.parametrize(
    ("spec", "title"),
    [
        (FeedSpec("home", ME), "Low water"),
        (FeedSpec("author", ME), "You have not posted yet"),
        (FeedSpec("author", JONAS), "No posts yet"),
        (FeedSpec("bookmarks", ME), "No bookmarks yet"),
        (FeedSpec("tag", 5), "No posts with this tag"),
    ],
)
def test_an_empty_feed_says_so_and_what_to_do(show_feed: ShowFeed, spec: FeedSpec, title: str) -> None:
    feed = show_feed(spec)
    assert feed.panel.isVisible()
    assert feed.panel.shown is not None
    assert feed.panel.shown.title == title


def test_an_empty_home_invites_to_write_and_to_fill(show_feed: ShowFeed, qtbot: QtBot) -> None:
    feed = show_feed(FeedSpec("home", ME))
    write_button, fill_button = feed.panel.buttons
    with qtbot.waitSignal(feed.new_post):
        QTest.mouseClick(write_button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(feed.fill_demo):
        QTest.mouseClick(fill_button, Qt.MouseButton.LeftButton)


def test_a_feed_that_cannot_be_read_says_why_and_retries(shore: Shore, show_feed: ShowFeed, qtbot: QtBot) -> None:
    add_posts(shore, 3)
    shore.queries.blocked = StoreUnusable("The read store cannot be read.")
    feed = show_feed()
    assert feed.panel.shown is not None
    assert feed.panel.shown.sentence == "The read store cannot be read."
    shore.queries.blocked = None
    QTest.mouseClick(feed.panel.buttons[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(feed.shelf.cards) == 3)
    assert not feed.panel.isVisible()


def test_a_feed_that_nobody_sees_reads_what_has_changed_when_it_is_seen_again(
    feed: FeedView, shore: Shore, bridge: AppBridge, qtbot: QtBot
) -> None:
    card = feed.shelf.cards[1]
    post = shore.queries.cards[card.entry_id]
    feed.hide()
    shore.queries.cards[post.id] = replace(post, likes=41)
    shore.queries.position += 1
    with qtbot.waitSignal(bridge.projected):
        shore.tell({post.id})
    assert not feed.source.busy
    feed.show()
    qtbot.waitUntil(lambda: card.buttons.like.accessibleName() == "Like, 41")


def test_a_feed_that_nobody_sees_shows_own_posts_when_it_is_seen_again(
    feed: FeedView, shore: Shore, bridge: AppBridge, qtbot: QtBot
) -> None:
    feed.hide()
    with qtbot.waitSignal(bridge.operations):
        write(shore, "Written elsewhere")
    assert not feed.source.standing
    assert not feed.tideway.watch.tide.operations
    feed.show()
    assert [row.item.card.text for row in feed.source.standing] == ["Written elsewhere"]
    assert len(feed.tideway.watch.tide.operations) == 1
    qtbot.waitUntil(lambda: texts(feed)[0] == "Written elsewhere")
