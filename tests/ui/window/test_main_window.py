"""The window as a whole: where one is, who acts, what Esc means, and how it ends."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.commands import CreatePost
from app.lab.model import slowed_by
from tests.ui.shore import LENA, ME, Shore
from tests.ui.window.conftest import opened
from ui.app_bridge import AppBridge
from ui.icons import Icons
from ui.main_window import MainWindow
from ui.places import HOME, Place
from ui.theme import Look
from ui.window_notices import SLOW_HINT


def press(window: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    focused: QWidget | None = window.focusWidget()
    QTest.keyClick(window if focused is None else focused, key, modifiers)


def chosen(window: MainWindow) -> list[str]:
    return [place for place, row in window.navigation.rows.items() if row.isChecked()]


# Where a person is


def test_it_opens_at_home_with_the_keyboard_in_the_feed(at_home: MainWindow) -> None:
    assert at_home.here == HOME
    assert chosen(at_home) == ["home"]
    assert at_home.focusWidget() is at_home.views.column.feed
    assert at_home.navigation.person.accessibleName() == "Acting as Maya Okafor, @maya"


@pytest.mark.parametrize("place", ["everyone", "notifications", "bookmarks", "settings"])
def test_each_place_of_the_navigation_is_shown_and_left_by_escape(at_home: MainWindow, place: str) -> None:
    QTest.mouseClick(at_home.navigation.rows[place], Qt.MouseButton.LeftButton)
    assert at_home.here == Place(place)
    assert chosen(at_home) == [place]
    view = at_home.centre.views.currentWidget()
    assert view is not None
    assert view.isVisible()
    press(at_home, Qt.Key.Key_Escape)
    assert at_home.here == HOME
    assert chosen(at_home) == ["home"]


def test_a_tag_is_shown_with_its_name_and_a_way_back(at_home: MainWindow) -> None:
    at_home.go(Place("tag", "harbour"))
    assert at_home.centre.header.accessibleName() == "#harbour"
    assert chosen(at_home) == []
    QTest.mouseClick(at_home.centre.header.arrow, Qt.MouseButton.LeftButton)
    assert at_home.here == HOME


def test_the_keyboard_follows_to_the_place_one_goes_to(at_home: MainWindow) -> None:
    at_home.go(Place("settings"))
    view = at_home.centre.views.currentWidget()
    focused = at_home.focusWidget()
    assert view is not None
    assert focused is view or view.isAncestorOf(focused)


# Escape and chords


def test_escape_closes_what_lies_on_top_before_it_goes_back(at_home: MainWindow) -> None:
    at_home.go(Place("settings"))
    at_home.layers.open_help()
    press(at_home, Qt.Key.Key_Escape)
    assert not at_home.layers.open
    assert at_home.here == Place("settings")
    press(at_home, Qt.Key.Key_Escape)
    assert at_home.here == HOME
    press(at_home, Qt.Key.Key_Escape)
    assert at_home.here == HOME, "from home there is nowhere to go back to"


def test_escape_keeps_the_draft_of_the_composer(
    at_home: MainWindow, shore: Shore, bridge: AppBridge, qtbot: QtBot
) -> None:
    press(at_home, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert at_home.layers.shows(at_home.layers.composer)
    QTest.keyClicks(at_home.layers.composer.field, "Half a thought")
    press(at_home, Qt.Key.Key_Escape)
    assert not at_home.layers.open
    qtbot.waitUntil(lambda: shore.drafts.load("") is not None)
    press(at_home, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: at_home.layers.composer.field.words == "Half a thought")


def test_escape_leaves_the_search_field_and_the_search(at_home: MainWindow, qtbot: QtBot) -> None:
    press(at_home, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert at_home.focusWidget() is at_home.side.search
    QTest.keyClicks(at_home.side.search, "low")
    QTest.keyClick(at_home.side.search, Qt.Key.Key_Return)
    assert at_home.here == Place("search", "low")
    QTest.keyClick(at_home.side.search, Qt.Key.Key_Escape)
    assert at_home.here == HOME
    assert at_home.side.search.text() == ""


def test_letters_in_the_search_field_are_letters(at_home: MainWindow) -> None:
    at_home.side.search.setFocus()
    QTest.keyClicks(at_home.side.search, "nr?j/lb")
    assert at_home.side.search.text() == "nr?j/lb"
    assert not at_home.layers.open


def test_chords_do_nothing_under_a_layer(at_home: MainWindow) -> None:
    at_home.layers.open_help()
    press(at_home, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    assert at_home.here == HOME
    assert at_home.layers.open


def test_question_mark_in_the_feed_shows_the_keys(at_home: MainWindow) -> None:
    QTest.keyClick(at_home.views.column.feed, Qt.Key.Key_Question, Qt.KeyboardModifier.ShiftModifier)
    assert at_home.layers.sheet.content is not None
    assert at_home.layers.sheet.content.accessibleName() == "Keyboard shortcuts"


# Who acts


def test_without_anybody_it_asks_who_is_there(
    window: MainWindow, shore: Shore, bridge: AppBridge, qtbot: QtBot
) -> None:
    shore.queries.people_by_id.clear()
    shore.queries.cards.clear()
    shore.session.acting_as(0)
    opened(window, bridge, qtbot)
    assert window.welcome is not None
    assert window.focusWidget() is window.welcome.form.name
    QTest.keyClicks(window.welcome.form.name, "Anna Grau")
    QTest.keyClick(window.welcome.form.handle, Qt.Key.Key_Return)
    new_id = shore.sent[0][0].actor_id
    shore.commit()
    qtbot.waitUntil(lambda: window.welcome is None)
    assert shore.session.viewer == new_id == window.preferences.value.acting_as
    assert window.navigation.person.accessibleName() == "Acting as Anna Grau, @anna"


def test_with_people_but_nobody_acting_the_first_one_acts(
    window: MainWindow, shore: Shore, bridge: AppBridge, qtbot: QtBot
) -> None:
    shore.session.acting_as(0)
    opened(window, bridge, qtbot)
    assert window.welcome is None
    assert shore.session.viewer == ME


def test_acting_as_another_begins_at_their_home(at_home: MainWindow, shore: Shore) -> None:
    at_home.go(Place("settings"))
    at_home.layers.acting.emit(LENA, "Lena Fischer", "lena")
    assert shore.session.viewer == LENA
    assert at_home.here == HOME
    assert at_home.preferences.value.acting_as == LENA
    feed = at_home.views.column.feed.spec
    assert feed is not None
    assert feed.owner == LENA


# What the program tells


def test_what_is_new_is_counted_beside_notifications(at_home: MainWindow, qtbot: QtBot) -> None:
    at_home.unread.changed.emit(3)
    assert at_home.navigation.rows["notifications"].badge == "3"
    assert at_home.centre.top_bar.bell.dot
    at_home.unread.changed.emit(0)
    assert at_home.navigation.rows["notifications"].badge == ""
    assert not at_home.centre.top_bar.bell.dot


def test_the_first_own_post_ashore_invites_to_slow_down_once(at_home: MainWindow, shore: Shore, qtbot: QtBot) -> None:
    def post(identifier: int) -> None:
        shore.session.perform(CreatePost(command_id=identifier, actor_id=ME, post_id=identifier, text="Ahoy"))
        shore.commit()
        shore.project()

    post(1_000)
    qtbot.waitUntil(at_home.centre.notice.isVisible)
    assert at_home.centre.notice.action.text() == "Slow the read side to 3 s and post again"
    QTest.mouseClick(at_home.centre.notice.action, Qt.MouseButton.LeftButton)
    assert shore.read_side.state().delay_ms == 3_000
    assert at_home.layers.shows(at_home.layers.composer)
    assert at_home.preferences.seen(SLOW_HINT)
    at_home.layers.close_topmost()
    shore.read_side.set_delay(0)
    post(1_001)
    qtbot.waitUntil(lambda: at_home.centre.notice.notice is None)


def test_posts_of_before_are_no_first_post(at_home: MainWindow, shore: Shore, bridge: AppBridge, qtbot: QtBot) -> None:
    shore.tell({1}, {ME})
    qtbot.waitUntil(lambda: not bridge.busy)
    assert not at_home.centre.notice.isVisible()


def test_a_stopped_projector_is_told_and_can_be_restarted(
    at_home: MainWindow, shore: Shore, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(shore.read_side, "restart", lambda: asked.append("restart"))
    shore.read_side.become(stopped="The projector has stopped: the disk is full.")
    qtbot.waitUntil(at_home.centre.notice.isVisible)
    QTest.mouseClick(at_home.centre.notice.action, Qt.MouseButton.LeftButton)
    assert asked == ["restart"]


def test_a_rebuild_is_told_over_the_old_feed(at_home: MainWindow, shore: Shore, qtbot: QtBot) -> None:
    shore.read_side.become(rebuilding=(1_200, 5_000))
    qtbot.waitUntil(at_home.centre.notice.isVisible)
    assert "position 1,200 of 5,000" in at_home.centre.notice.accessibleName()
    assert at_home.centre.views.currentWidget() is at_home.views.column
    shore.read_side.become(rebuilding=None)
    qtbot.waitUntil(lambda: not at_home.centre.notice.isVisible())


def test_without_a_read_store_there_is_a_page_of_progress_and_then_the_feed(
    window: MainWindow, shore: Shore, bridge: AppBridge, qtbot: QtBot
) -> None:
    shore.read_side.become(no_store=True, rebuilding=(10, 100))
    opened(window, bridge, qtbot)
    assert window.centre.views.currentWidget() is window.centre.no_store
    assert "Position 10 of 100" in window.centre.no_store.accessibleName()
    shore.read_side.become(no_store=False, rebuilding=None)
    qtbot.waitUntil(lambda: window.centre.views.currentWidget() is window.views.column)


@pytest.mark.parametrize("place", ["settings", "profile"])
def test_back_to_normal_is_offered_on_every_view(at_home: MainWindow, shore: Shore, qtbot: QtBot, place: str) -> None:
    at_home.go(Place(place))
    shore.read_side.become(slowing=slowed_by(3_000), paused=True)
    qtbot.waitUntil(at_home.centre.header.strip.isVisible)
    QTest.mouseClick(at_home.centre.header.strip.link, Qt.MouseButton.LeftButton)
    state = shore.read_side.state()
    assert (state.delay_ms, state.paused) == (0, False)


def test_settings_take_effect_at_once(at_home: MainWindow, look: Look, qtbot: QtBot) -> None:
    at_home.preferences.change(theme="dark", reduced_motion=False)
    assert look.theme.dark
    assert not look.reduced_motion


# What a screen reader finds


@pytest.mark.parametrize("place", ["home", "everyone", "bookmarks", "notifications", "settings", "search"])
@pytest.mark.parametrize("width", [480, 1_200])
def test_every_control_has_a_name_and_a_role(
    at_home: MainWindow, bridge: AppBridge, place: str, width: int, qtbot: QtBot
) -> None:
    at_home.resize(width, 800)
    at_home.go(Place(place))
    qtbot.waitUntil(lambda: not bridge.busy)
    controls = (QAbstractButton, QAbstractSlider, QComboBox, QLineEdit)
    for widget in at_home.findChildren(QWidget):
        if widget.isVisible() and isinstance(widget, controls) and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
            heard = QAccessible.queryAccessibleInterface(widget)
            assert heard.text(QAccessible.Text.Name), widget
            assert heard.role() not in (QAccessible.Role.NoRole, QAccessible.Role.Client), widget


def test_tab_leads_from_the_navigation_through_the_feed_to_the_panel(at_home: MainWindow) -> None:
    parts: list[str] = []
    at_home.navigation.rows["home"].setFocus(Qt.FocusReason.TabFocusReason)
    for _press in range(60):
        focused = at_home.focusWidget()
        for name, part in (("navigation", at_home.navigation), ("centre", at_home.centre), ("side", at_home.side)):
            if part.isAncestorOf(focused) and (not parts or parts[-1] != name):
                parts.append(name)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert parts[:4] == ["navigation", "centre", "side", "navigation"]


# The end


def test_it_closes_in_order_and_remembers_where_it_stood(
    window: MainWindow, shore: Shore, bridge: AppBridge, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    order: list[str] = []
    monkeypatch.setattr(shore, "close", lambda: order.append("program"))
    close_bridge = bridge.close

    def closing() -> None:
        order.append("bridge")
        close_bridge()

    monkeypatch.setattr(bridge, "close", closing)
    opened(window, bridge, qtbot)
    monkeypatch.setattr(shore.lab, "stop", lambda: order.append("experiments"))
    window.go(Place("lab"))
    window.layers.compose()
    QTest.keyClicks(window.layers.composer.field, "Not yet said")
    with qtbot.waitSignal(window.closed):
        window.close()
    assert order == ["experiments", "bridge", "program"]
    draft = shore.drafts.load("")
    assert draft is not None
    assert draft.text == "Not yet said"
    assert shore.settings.load().geometry
    monkeypatch.setattr(bridge, "close", lambda: None)


def test_it_stands_again_where_it_was_closed(
    window: MainWindow, shore: Shore, bridge: AppBridge, look: Look, icons: Icons, qtbot: QtBot
) -> None:
    opened(window, bridge, qtbot)
    window.resize(760, 640)
    window.close()
    shore.settings.load()
    again = MainWindow(shore, AppBridge(shore), look, icons)
    again.restore_geometry()
    assert (again.width(), again.height()) == (760, 640)
    again.close()
    again.deleteLater()


def test_a_second_start_brings_it_to_the_front(at_home: MainWindow, qapp: QApplication) -> None:
    at_home.showMinimized()
    at_home.come_to_front()
    assert not at_home.isMinimized()
    assert at_home.isVisible()
