"""A person's profile: who they are, their posts, following them, and honest words about what is not read yet."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.commands import SetFollow, SetMute, UpdateAddress, UpdateProfile
from app.consistency.strategies import Strategies
from app.errors import StoreUnusable
from tests.ui.profile.conftest import shown
from tests.ui.shore import LENA, ME, Shore
from tests.ui.stage import Stage
from ui.profile.head_layout import HeadLayout
from ui.profile.view import ProfileView
from ui.theme import LIGHT


def address(shore: Shore, city: str = "Husum") -> UpdateAddress:
    return UpdateAddress(
        command_id=shore.ids.next_id(), actor_id=ME, street="Deich 1", city=city, postal_code="25813", country="Germany"
    )


def test_the_head_says_who_it_is_and_the_feed_below_shows_their_posts(view: ProfileView, qtbot: QtBot) -> None:
    shown(view, qtbot, "lena")
    said = view.head.accessibleName()
    assert said.startswith("Lena Fischer, @lena")
    assert "2 posts" in said
    assert not view.head.edit.isVisible()
    assert view.feed.spec is not None
    assert (view.feed.spec.timeline, view.feed.spec.owner) == ("author", LENA)
    assert not view.tabs.isVisible()


def test_ones_own_profile_offers_the_form_and_the_likes(view: ProfileView, stage: Stage, qtbot: QtBot) -> None:
    shown(view, qtbot, ME)
    assert view.head.edit.isVisible()
    assert not view.head.follow.isVisible()
    assert "Am Leuchtturm 4, 25761 Büsum, Germany" in view.head.accessibleName()
    view.tabs.setCurrentIndex(1)
    assert view.feed.spec is not None
    assert view.feed.spec.timeline == "likes"


def test_counts_are_short_and_exact_under_the_pointer(view: ProfileView, qtbot: QtBot) -> None:
    shown(view, qtbot, "maya")
    plan = view.head.plan
    assert plan is not None
    followers = plan.counts[1]
    assert followers.number == "1.2K"
    assert view.head.tip_at(QPointF(followers.left + 4, plan.counts_row.center().y())) == "1,204 followers."


def test_following_shows_at_once_and_can_be_taken_back(view: ProfileView, stage: Stage, qtbot: QtBot) -> None:
    shown(view, qtbot, "lena")
    view.head.follow.click()
    (command, _answer) = stage.shore.sent[0]
    assert isinstance(command, SetFollow)
    assert command.following
    qtbot.waitUntil(view.head.following.isVisible)
    assert "1 followers" in view.head.accessibleName()
    assert view.head.following.accessibleDescription() == "Not in the read store yet"
    stage.shore.commit()
    stage.shore.project()
    qtbot.waitUntil(lambda: not view.head.following.accessibleDescription())
    view.head.following.click()
    qtbot.waitUntil(view.head.follow.isVisible)


def test_a_refused_follow_returns_and_offers_to_try_again(view: ProfileView, stage: Stage, qtbot: QtBot) -> None:
    shown(view, qtbot, "lena")
    view.head.follow.click()
    stage.shore.fill_the_disk()
    qtbot.waitUntil(lambda: "Not saved: the disk is full" in view.head.accessibleName())
    assert view.head.follow.isVisible()
    view.head.small("again").click()
    qtbot.waitUntil(view.head.following.isVisible)


def test_muting_is_in_the_menu_and_told_beside_the_handle(view: ProfileView, stage: Stage, qtbot: QtBot) -> None:
    shown(view, qtbot, "lena")
    menu = view.menu()
    next(action for action in menu.actions() if action.objectName() == "mute").trigger()
    assert isinstance(stage.shore.sent[0][0], SetMute)
    qtbot.waitUntil(lambda: "muted" in view.head.accessibleName())
    menu.deleteLater()
    menu = view.menu()
    assert [action.text() for action in menu.actions()] == ["Copy @lena", "Unmute @lena"]
    next(action for action in menu.actions() if action.objectName() == "copy").trigger()
    assert QGuiApplication.clipboard().text() == "@lena"
    menu.deleteLater()


def test_an_address_that_is_waited_for_says_so_and_then_stands_there(
    view: ProfileView, stage: Stage, qtbot: QtBot
) -> None:
    shown(view, qtbot, "maya")
    stage.shore.session.perform(address(stage.shore))
    stage.shore.commit()
    qtbot.waitUntil(lambda: "Waiting for position 1" in view.head.accessibleName())
    assert "Büsum" in view.head.accessibleName()
    stage.shore.project()
    qtbot.waitUntil(lambda: "Deich 1, 25813 Husum, Germany" in view.head.accessibleName())
    qtbot.waitUntil(lambda: "Waiting" not in view.head.accessibleName())


def test_the_room_for_the_note_lies_beside_words_also_in_a_narrow_window(view: ProfileView, qtbot: QtBot) -> None:
    shown(view, qtbot, "maya")
    profile = view.source.visible.profile if view.source.visible is not None else None
    assert profile is not None
    wide, narrow, least = (HeadLayout(profile, width, LIGHT) for width in (602, 452, 300))
    assert wide.note.top() == wide.counts_row.top()
    assert narrow.note.top() == narrow.joined.top()
    assert narrow.height == narrow.counts_row.bottom() + 16
    assert least.note.top() > least.counts_row.bottom()


def test_after_the_deadline_the_old_value_is_called_behind(view: ProfileView, stage: Stage, qtbot: QtBot) -> None:
    shown(view, qtbot, "maya")
    stage.shore.session.perform(address(stage.shore))
    stage.shore.commit()
    stage.shore.clock.advance(2_100)
    stage.shore.session.expire()
    qtbot.waitUntil(lambda: "Saved; this view is behind" in view.head.accessibleName())


def test_an_optimistic_address_has_a_wave_and_its_old_value_under_the_pointer(
    view: ProfileView, stage: Stage, qtbot: QtBot
) -> None:
    stage.shore.session.strategies = Strategies(address="optimistic", profile="optimistic")
    shown(view, qtbot, "maya")
    stage.shore.session.perform(address(stage.shore))
    qtbot.waitUntil(lambda: "Husum" in view.head.accessibleName())
    assert "Not in the read store yet: address" in view.head.accessibleName()
    plan = view.head.plan
    assert plan is not None
    assert "still holds: Am Leuchtturm 4" in view.head.tip_at(plan.address_rect().center())


def test_links_in_the_words_lead_on(view: ProfileView, qtbot: QtBot) -> None:
    shown(view, qtbot, "maya")
    plan = view.head.plan
    assert plan is not None
    (stretch,) = plan.bio.stretches(((21, 30),))
    place = plan.bio_origin + QPointF(stretch.left + 5, stretch.baseline - 4)
    with qtbot.waitSignal(view.card_actions.open_tag) as led:
        QTest.mouseClick(view.head, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place.toPoint())
    assert led.args == ["lowwater"]


def test_tab_reaches_the_heads_buttons_before_the_feed(view: ProfileView, qtbot: QtBot) -> None:
    shown(view, qtbot, "maya")
    view.head.edit.setFocus(Qt.FocusReason.TabFocusReason)
    seen = []
    for _ in range(3):
        focused = view.window().focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        after = view.window().focusWidget()
        assert after is not None
        seen.append(after.accessibleName())
    assert seen[:2] == ["More", "Profile tabs"]


def test_the_head_scrolls_with_the_feed(view: ProfileView, stage: Stage, qtbot: QtBot) -> None:
    for number in range(30):
        stage.shore.queries.post(500 + number, LENA, f"More {number}")
    shown(view, qtbot, "lena")
    before = view.head.y()
    view.feed.scroll_pixels(120)
    assert view.head.y() == before - 120
    view.feed.scroll_pixels(5_000)
    assert not view.head.isVisible()


def test_a_handle_that_nobody_has_is_told(view: ProfileView, qtbot: QtBot) -> None:
    shown(view, qtbot, "nobody_here")
    assert "Nobody has this name here" in view.panel.accessibleName()
    assert not view.head.isVisible()
    assert not view.feed.isVisible()


def test_a_store_that_does_not_answer_is_told_and_asked_again(view: ProfileView, stage: Stage, qtbot: QtBot) -> None:
    stage.shore.queries.blocked = StoreUnusable("The read store cannot be read.")
    view.show_profile("lena")
    qtbot.waitUntil(lambda: view.source.state == "failed")
    assert "The read store cannot be read." in view.panel.accessibleName()
    stage.shore.queries.blocked = None
    view.panel.buttons[0].click()
    qtbot.waitUntil(view.head.isVisible)


def test_what_another_does_is_read_again(view: ProfileView, stage: Stage, qtbot: QtBot) -> None:
    shown(view, qtbot, "lena")
    command = UpdateProfile(command_id=9, actor_id=LENA, name="Lena F.", bio="New words")
    stage.shore.queries.apply(command)
    stage.shore.tell(set(), {LENA})
    qtbot.waitUntil(lambda: view.head.accessibleName().startswith("Lena F., @lena"))


def test_a_profile_that_nobody_sees_is_read_again_when_it_is_seen(
    view: ProfileView, stage: Stage, qtbot: QtBot
) -> None:
    shown(view, qtbot, "lena")
    view.hide()
    stage.shore.queries.apply(UpdateProfile(command_id=9, actor_id=LENA, name="Lena F.", bio="New words"))
    with qtbot.waitSignal(stage.bridge.projected):
        stage.shore.tell(set(), {LENA})
    assert not view.source.busy
    view.show()
    qtbot.waitUntil(lambda: view.head.accessibleName().startswith("Lena F., @lena"))


def test_a_long_name_is_elided_and_right_to_left_words_stand_right(
    view: ProfileView, stage: Stage, qtbot: QtBot
) -> None:
    stage.shore.queries.person(9, "omar", "Omar " * 40, bio="مرحبا بالبحر", simulated=True)
    shown(view, qtbot, "omar")
    assert "simulated" in view.head.accessibleName()
    plan = view.head.plan
    assert plan is not None
    assert plan.name.width() <= view.head.width()
    (stretch,) = plan.bio.stretches(((0, 12),))
    assert stretch.left > plan.bio.width / 2
    assert not view.head.grab().isNull()


def test_a_profile_that_is_accepted_as_old_grows_older_by_itself(view: ProfileView, stage: Stage, qtbot: QtBot) -> None:
    shore = stage.shore
    shown(view, qtbot, ME)
    shore.session.strategies = Strategies(address="acceptance")
    shore.session.perform(address(shore))
    shore.commit()
    qtbot.waitUntil(view.source._ages.isActive)
    shore.clock.advance(400)
    view.source._fold()
    assert "0.4 s old" in view.head.accessibleName()
    shore.clock.advance(3_000)
    view.source._fold()
    assert "3 s old" in view.head.accessibleName()
