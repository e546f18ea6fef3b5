"""A feed over a program in memory: posts a minute apart, the newest now, shown in a column 668 pixels wide."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.commands import CreatePost
from app.ids import first_id_at
from tests.ui.shore import JONAS, LENA, ME, Shore
from ui.app_bridge import AppBridge
from ui.feed.images import ImageLoader
from ui.feed.reading import FeedSpec
from ui.feed.view import FeedView
from ui.icons import Icons
from ui.theme import Look

MINUTE = 60_000
EVERYONE = FeedSpec("everyone", 0, "everyone")


def add_posts(shore: Shore, count: int, author: int = LENA, ahead: int = 0) -> list[int]:
    """Posts a minute apart, newest first; `ahead` minutes after the clock's now. Gives their ids."""
    now = shore.clock.now_ms() + ahead * MINUTE
    ids = []
    for at in range(count):
        moment = now - at * MINUTE
        made = shore.queries.post(first_id_at(moment) + 1, author, f"Post {at} of the harbour", created_ms=moment)
        ids.append(made.id)
    return ids


def write(shore: Shore, text: str = "Low water tomorrow at 06:42") -> int:
    """The acting person posts; the command waits to be answered. Gives the post's id."""
    post_id = shore.ids.next_id()
    shore.session.perform(CreatePost(command_id=shore.ids.next_id(), actor_id=ME, post_id=post_id, text=text))
    return post_id


ShowFeed = Callable[..., FeedView]


@pytest.fixture
def show_feed(shore: Shore, bridge: AppBridge, look: Look, icons: Icons, images: ImageLoader, qtbot: QtBot) -> ShowFeed:
    """Makes a feed, shows it and waits until it has read what it shows."""

    def show(spec: FeedSpec = EVERYONE, **more: object) -> FeedView:
        feed = FeedView(shore, bridge, look, icons, images, **more)  # type: ignore[arg-type]
        qtbot.addWidget(feed)
        feed.resize(668, 800)
        feed.set_room(32, 52)
        feed.show()
        feed.show_feed(spec)
        at_rest(feed, qtbot)
        return feed

    return show


@pytest.fixture
def feed(shore: Shore, show_feed: ShowFeed) -> FeedView:
    add_posts(shore, 30, JONAS)
    return show_feed()


def at_rest(feed: FeedView, qtbot: QtBot) -> None:
    """Wait until nothing that was asked for is missing."""
    qtbot.waitUntil(lambda: feed.source.state != "loading" and not feed.source.busy and not feed.view.gaps)


def texts(feed: FeedView) -> list[str]:
    """The words of the cards in view, from the top."""
    return [card.item.item.card.text for card in feed.shelf.cards if card.item is not None]
