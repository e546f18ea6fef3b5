"""Notifications: what is new is counted and marked, rows lead on, and a screen reader hears each."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.errors import StoreUnusable
from app.read_model.documents import Notification
from app.signals import Projected
from tests.ui.shore import JONAS, LENA, ME, Shore
from ui.app_bridge import AppBridge
from ui.feed.images import ImageLoader
from ui.icons import Icons
from ui.notifications import NotificationsView, Unread, badge_words
from ui.preferences import Preferences
from ui.theme import Look


def told(shore: Shore, identifier: int, **more: object) -> Notification:
    fields = {"kind": "like", "actor_id": JONAS, "handle": "jonas_r", "name": "Jonas Reiter", "post_id": 5, **more}
    return Notification(id=identifier, at_ms=shore.clock.now_ms() - 60_000, **fields)  # type: ignore[arg-type]


@pytest.fixture
def view(
    shore: Shore, bridge: AppBridge, look: Look, icons: Icons, preferences: Preferences, host: QWidget
) -> NotificationsView:
    shore.queries.notices = [told(shore, 9, excerpt="Low water tomorrow"), told(shore, 7, kind="follow", post_id=0)]
    images = ImageLoader(shore.pictures, bridge)
    view = NotificationsView(shore, bridge, look, icons, images, preferences, host)
    view.resize(668, 500)
    return view


def opened(view: NotificationsView, qtbot: QtBot) -> None:
    view.show()
    view.open_view()
    qtbot.waitUntil(lambda: view.rows.rowCount() > 0)


def said(view: NotificationsView, row: int) -> str:
    return str(view.rows.data(view.rows.index(row), Qt.ItemDataRole.AccessibleTextRole))


def test_what_is_new_is_marked_while_it_is_looked_at_and_seen_afterwards(
    view: NotificationsView, preferences: Preferences, qtbot: QtBot
) -> None:
    preferences.change(notifications_seen={str(ME): 7})
    opened(view, qtbot)
    assert said(view, 0) == "new, Jonas Reiter liked your post, Low water tomorrow, 1 min"
    assert said(view, 1) == "Jonas Reiter follows you, 1 min"
    assert preferences.value.notifications_seen == {str(ME): 9}


def test_a_row_leads_to_its_post_or_person(view: NotificationsView, qtbot: QtBot) -> None:
    opened(view, qtbot)
    view.list.setCurrentIndex(view.rows.index(0))
    with qtbot.waitSignal(view.open_thread) as went:
        QTest.keyClick(view.list, Qt.Key.Key_Return)
    assert went.args == [5]
    place = view.list.visualRect(view.rows.index(1)).center()
    with qtbot.waitSignal(view.open_profile) as went:
        QTest.mouseClick(view.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert went.args == [JONAS]


def test_another_one_arrives_on_top_and_the_others_stay(view: NotificationsView, shore: Shore, qtbot: QtBot) -> None:
    opened(view, qtbot)
    with qtbot.waitSignal(view.rows.rowsInserted) as inserted:
        shore.queries.notices.insert(0, told(shore, 12, kind="mention", actor_id=LENA, name="Lena Fischer"))
        shore.signals.projected.send(what=Projected(1, posts=frozenset((5,))))
    assert inserted.args is not None
    assert inserted.args[1:] == [0, 0]
    assert [item.id for item in view.rows.items] == [12, 9, 7]


def test_one_that_is_gone_leaves(view: NotificationsView, shore: Shore, qtbot: QtBot) -> None:
    opened(view, qtbot)
    del shore.queries.notices[0]
    shore.signals.projected.send(what=Projected(1, posts=frozenset((5,))))
    qtbot.waitUntil(lambda: [item.id for item in view.rows.items] == [7])


def test_nobody_has_done_anything_yet(view: NotificationsView, shore: Shore, bridge: AppBridge, qtbot: QtBot) -> None:
    shore.queries.notices = []
    view.show()
    view.open_view()
    qtbot.waitUntil(lambda: not bridge.busy)
    assert view.empty.isVisible()
    assert view.empty.accessibleName().startswith("Nothing yet.")


def test_a_read_that_fails_says_why_and_can_be_tried_again(
    view: NotificationsView, shore: Shore, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    def broken(*_anything: object, **_more: object) -> None:
        raise StoreUnusable("The read store cannot be read.")

    with monkeypatch.context() as patch:
        patch.setattr(shore.queries, "notifications", broken)
        view.show()
        view.open_view()
        qtbot.waitUntil(lambda: "cannot be read" in view.empty.accessibleName())
    QTest.mouseClick(view.empty.buttons[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.rows.rowCount() == 2)


def test_the_count_of_what_is_new_follows_the_read_store_and_the_eye(
    shore: Shore, bridge: AppBridge, preferences: Preferences, view: NotificationsView, qtbot: QtBot
) -> None:
    unread = Unread(shore, bridge, preferences, view)
    counts: list[int] = []
    unread.changed.connect(counts.append)
    unread.refresh()
    qtbot.waitUntil(lambda: counts == [2])
    opened(view, qtbot)
    qtbot.waitUntil(lambda: counts == [2, 0])


@pytest.mark.parametrize(("count", "words"), [(0, ""), (1, "1"), (99, "99"), (100, "99+")])
def test_a_badge_stays_short(count: int, words: str) -> None:
    assert badge_words(count) == words
