"""The feed: scrolling any distance, holding the reader's place, and the tide on its top."""

from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.commands import EditPost, SetLike
from app.consistency.visible import VisibleItem
from app.read_model.documents import Snapshot
from app.signals import Projected
from tests.ui.feed.conftest import MINUTE, ShowFeed, add_posts, at_rest, texts, write
from tests.ui.shore import JONAS, LENA, ME, Shore
from ui.app_bridge import AppBridge
from ui.feed.sunk_row import SunkRow
from ui.feed.view import FeedView
from ui.preferences import Preferences
from ui.theme import Look


def places(feed: FeedView) -> dict[int, int]:
    return {key: widget.y() for key, widget in feed.shelf.bound.items()}


def moved_rows(before: dict[int, int], after: dict[int, int]) -> set[int]:
    return {key for key in before.keys() & after.keys() if before[key] != after[key]}


def test_the_first_card_stands_at_104_and_cards_are_16_apart(feed: FeedView) -> None:
    first, second = feed.shelf.cards[:2]
    assert first.y() == 104
    assert second.y() == first.y() + first.height() + 16


def test_only_what_is_in_view_has_a_widget(shore: Shore, show_feed: ShowFeed) -> None:
    add_posts(shore, 3_000)
    feed = show_feed()
    for number in (0, 900, 2_500):
        feed.bar.setValue(number * 512)
    assert feed.shelf.made_count < 15


def test_scrolling_down_and_up_again_ends_at_the_same_pixels(feed: FeedView, qtbot: QtBot) -> None:
    before = places(feed)
    for _ in range(20):
        feed.scroll_pixels(97)
    at_rest(feed, qtbot)
    assert places(feed) != before
    for _ in range(20):
        feed.scroll_pixels(-97)
    assert places(feed) == before


def test_a_card_below_the_view_is_painted_before_it_comes_into_view(
    shore: Shore, show_feed: ShowFeed, qtbot: QtBot
) -> None:
    add_posts(shore, 40)
    feed = show_feed()
    below = feed.viewport().height()
    while all(card.y() < below for card in feed.shelf.cards):
        feed.scroll_pixels(30)
    waiting = [card for card in feed.shelf.cards if card.y() >= below]
    qtbot.waitUntil(lambda: all(card.prepared for card in waiting))
    assert all(card.y() >= below for card in waiting)


def test_calm_buttons_are_passed_by_until_something_happens_to_them(feed: FeedView, qtbot: QtBot) -> None:
    card = feed.shelf.cards[1]
    qtbot.waitUntil(lambda: card.prepared)
    like = card.buttons.like
    assert not like.updatesEnabled()
    QTest.mousePress(like, Qt.MouseButton.LeftButton)
    assert like.updatesEnabled()
    QTest.mouseRelease(like, Qt.MouseButton.LeftButton)


def test_the_wheel_scrolls_smoothly_unless_motion_is_reduced(feed: FeedView, look: Look, qtbot: QtBot) -> None:
    feed.wheelEvent(_wheel(feed, -120))
    assert feed.position.offset == 100
    look.set_reduced_motion(False)
    feed.wheelEvent(_wheel(feed, -120))
    assert feed.smooth.remaining == 100
    qtbot.waitUntil(lambda: abs(feed.smooth.remaining) < 0.01)
    assert feed.shelf.cards[0].item is not None


def _wheel(feed: FeedView, turn: int) -> QWheelEvent:
    return QWheelEvent(
        QPointF(300, 300),
        feed.mapToGlobal(QPointF(300, 300)),
        QPoint(),
        QPoint(0, turn),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )


def test_the_scrollbar_jumps_to_the_middle_and_the_end_of_a_long_feed(
    shore: Shore, show_feed: ShowFeed, qtbot: QtBot
) -> None:
    made = add_posts(shore, 5_000)
    feed = show_feed()
    feed.bar.setValue(feed.bar.maximum() // 2)
    at_rest(feed, qtbot)
    middle = feed.shelf.cards[0].entry_id
    assert abs(made.index(middle) - 2_500) < 100
    feed.bar.setValue(feed.bar.maximum())
    at_rest(feed, qtbot)
    assert feed.shelf.cards[-1].entry_id == made[-1]
    feed.bar.setValue(0)
    at_rest(feed, qtbot)
    assert feed.shelf.cards[0].entry_id == made[0]


def test_the_areas_own_scrollbar_does_the_same(shore: Shore, show_feed: ShowFeed, qtbot: QtBot) -> None:
    made = add_posts(shore, 2_000)
    feed = show_feed()
    feed.verticalScrollBar().setValue(feed.verticalScrollBar().maximum())
    at_rest(feed, qtbot)
    assert feed.shelf.cards[-1].entry_id == made[-1]


def test_new_posts_of_others_are_counted_on_the_pill_and_move_nobody(
    feed: FeedView, shore: Shore, qtbot: QtBot
) -> None:
    feed.scroll_pixels(300)
    before = places(feed)
    said: list[str] = []
    feed.announced.connect(said.append)
    fresh = add_posts(shore, 3, LENA, ahead=10)
    shore.signals.projected.send(shore, what=Projected(1, frozenset(fresh), entries_added=3))
    qtbot.waitUntil(feed.tideway.pill.isVisible)
    assert feed.tideway.pill.text() == "3 new posts"
    assert said == ["3 new posts"]
    assert places(feed) == before
    QTest.mouseClick(feed.tideway.pill, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: feed.position.at_top and feed.shelf.cards[0].entry_id == fresh[0])
    assert not feed.tideway.pill.isVisible()


def test_a_like_refolds_one_row_and_moves_none(feed: FeedView, shore: Shore, qtbot: QtBot) -> None:
    feed.scroll_pixels(260)
    before, made = places(feed), feed.scene.layouts.made
    card = feed.shelf.cards[2]
    QTest.mouseClick(card.buttons.like, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(card.buttons.like.isChecked)
    assert card.buttons.like.accessibleName() == "Like, 1"
    assert moved_rows(before, places(feed)) == set()
    assert feed.scene.layouts.made == made
    assert isinstance(shore.sent[0][0], SetLike)


def test_a_refused_like_returns_to_the_true_count_and_says_why(feed: FeedView, shore: Shore, qtbot: QtBot) -> None:
    card = feed.shelf.cards[1]
    QTest.mouseClick(card.buttons.like, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(card.buttons.like.isChecked)
    shore.reject("post_id", "This post was deleted.")
    qtbot.waitUntil(lambda: not card.buttons.like.isChecked())
    assert card.buttons.like.accessibleName() == "Like, 0"
    assert card.mark is not None
    assert card.mark.words == "Not saved: this post was deleted."


def test_an_own_post_stands_in_the_water_and_then_goes_ashore(
    feed: FeedView, shore: Shore, look: Look, qtbot: QtBot
) -> None:
    neighbour = feed.shelf.cards[0]
    own = write(shore)
    qtbot.waitUntil(lambda: own in feed.shelf.bound)
    standing = feed.shelf.bound[own]
    assert standing.y() == 66
    assert neighbour.y() == 66 + standing.height() + 54
    below = neighbour.y()
    shore.commit()
    shore.project()
    qtbot.waitUntil(lambda: not feed.source.standing)
    assert feed.shelf.bound[own] is standing, "the row keeps its widget"
    assert standing.y() == 66 + 38
    assert neighbour.y() == below
    assert feed.tideway.buoy.text() == "all ashore"


def test_going_ashore_is_a_glide_of_240_ms(feed: FeedView, shore: Shore, look: Look, qtbot: QtBot) -> None:
    own = write(shore)
    qtbot.waitUntil(lambda: own in feed.shelf.bound)
    shore.commit()
    look.set_reduced_motion(False)
    seen: set[int] = set()
    feed.tideway.glide._animation.valueChanged.connect(lambda _value: seen.add(feed.shelf.bound[own].y()))
    shore.project()
    qtbot.waitUntil(lambda: feed.shelf.bound[own].y() == 104 and not feed.tideway.glide.running)
    assert feed.tideway.glide._animation.duration() == 240
    assert len([y for y in seen if 66 < y < 104]) >= 2


def test_a_refused_post_sinks_into_its_reason_and_can_be_tried_again(
    feed: FeedView, shore: Shore, qtbot: QtBot
) -> None:
    own = write(shore, "Low water tomorrow")
    qtbot.waitUntil(lambda: own in feed.shelf.bound)
    shore.fill_the_disk()
    qtbot.waitUntil(lambda: isinstance(feed.shelf.bound.get(own), SunkRow))
    sunk = feed.shelf.bound[own]
    assert isinstance(sunk, SunkRow)
    assert (sunk.y(), sunk.height()) == (66, 54)
    assert sunk.short_reason == "Not saved: the disk is full."
    assert "everything saved before is safe" in sunk.accessibleName()
    assert feed.tideway.buoy.text() == "1 not saved"
    again = sunk.named("again")
    assert again is not None
    QTest.mouseClick(again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: own in feed.shelf.bound and not isinstance(feed.shelf.bound[own], SunkRow))
    assert len(shore.sent) == 1


def test_editing_a_refused_post_asks_for_the_composer(feed: FeedView, shore: Shore, qtbot: QtBot) -> None:
    own = write(shore, "Low water tomorrow")
    qtbot.waitUntil(lambda: own in feed.shelf.bound)
    shore.reject("text", "This is too long.")
    qtbot.waitUntil(lambda: isinstance(feed.shelf.bound.get(own), SunkRow))
    sunk = feed.shelf.bound[own]
    assert isinstance(sunk, SunkRow)
    edit = sunk.named("edit")
    assert edit is not None
    with qtbot.waitSignal(feed.card_actions.edit) as asked:
        QTest.mouseClick(edit, Qt.MouseButton.LeftButton)
    assert asked.args is not None
    assert isinstance(asked.args[0], VisibleItem)


def test_an_own_post_brings_the_writer_to_the_top(feed: FeedView, shore: Shore, qtbot: QtBot) -> None:
    feed.scroll_pixels(1_500)
    own = write(shore)
    qtbot.waitUntil(lambda: feed.position.at_top and own in feed.shelf.bound)


def test_a_post_going_ashore_moves_nobody_who_reads_further_down(feed: FeedView, shore: Shore, qtbot: QtBot) -> None:
    own = write(shore)
    qtbot.waitUntil(lambda: own in feed.shelf.bound)
    feed.scroll_pixels(900)
    before = places(feed)
    shore.commit()
    shore.project()
    qtbot.waitUntil(lambda: not feed.source.standing)
    assert moved_rows(before, places(feed)) == set()


def test_a_deleted_row_above_moves_nobody(feed: FeedView, shore: Shore, qtbot: QtBot) -> None:
    feed.scroll_pixels(1_200)
    before = places(feed)
    first = feed.source.row(0)
    assert first is not None
    del shore.queries.cards[first.item.entry_id]
    shore.queries.position += 1
    shore.tell({first.item.entry_id})
    qtbot.waitUntil(lambda: feed.source.row(0) != first)
    assert moved_rows(before, places(feed)) == set()


def test_deep_water_lies_behind_the_cards_and_moves_none(feed: FeedView, shore: Shore, qtbot: QtBot) -> None:
    before = places(feed)
    for position in range(1, 32):
        shore.meter.committed(position)
    shore.clock.advance(2_000)
    feed.tideway.watch.refresh()
    assert feed.scene.geometry.depth == 60
    assert feed.tideway.buoy.text() == "31 on the way · 2.0 s"
    assert places(feed) == before
    assert feed.tideway.buoy.y() + feed.tideway.buoy.height() < feed.shelf.cards[0].y()


def test_scrolled_away_the_line_docks_with_its_buoy(feed: FeedView) -> None:
    assert feed.tideway.dock.covered == 0
    feed.scroll_pixels(600)
    assert 50 < feed.tideway.dock.covered < 66
    assert 40 < feed.tideway.buoy.y() < 66
    feed.to_top()
    assert feed.tideway.dock.covered == 0


def test_the_buoy_opens_the_sync_card_by_enter_too(feed: FeedView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(feed.sync):
        QTest.mouseClick(feed.tideway.buoy, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(feed.sync):
        QTest.keyClick(feed.tideway.buoy, Qt.Key.Key_Return)


def test_edited_words_wear_a_wave_and_no_row_moves(shore: Shore, show_feed: ShowFeed, qtbot: QtBot) -> None:
    add_posts(shore, 5, JONAS)
    own = shore.queries.post(shore.ids.next_id(), ME, "From the pier.", created_ms=shore.clock.now_ms())
    feed = show_feed()
    before = places(feed)
    command = EditPost(command_id=shore.ids.next_id(), actor_id=ME, post_id=own.id, text="From the old pier.")
    shore.session.perform(command)
    qtbot.waitUntil(lambda: "From the old pier." in texts(feed))
    item = feed.shelf.cards[0].item
    assert item is not None
    assert [change.field for change in item.changes] == ["text"]
    assert moved_rows(before, places(feed)) == set()


def test_the_place_is_kept_and_found_again(shore: Shore, bridge: AppBridge, show_feed: ShowFeed, qtbot: QtBot) -> None:
    add_posts(shore, 400)
    preferences = Preferences(shore.settings, bridge)
    feed = show_feed(preferences=preferences)
    feed.bar.setValue(200 * 512)
    at_rest(feed, qtbot)
    feed.scroll_pixels(61)
    feed.save_place()
    anchor = feed.anchor()
    assert anchor is not None
    again = show_feed(preferences=preferences)
    assert again.anchor() == (anchor[0], round(anchor[1]))


def test_the_hook_names_each_card_painted_and_the_state_it_shows(
    shore: Shore, show_feed: ShowFeed, qtbot: QtBot
) -> None:
    made = add_posts(shore, 2)
    shore.queries.position = 7
    feed = show_feed()
    painted: list[tuple[int, Snapshot | None]] = []
    feed.on_painted = lambda item, snapshot: painted.append((item.item.entry_id, snapshot))
    feed.viewport().repaint()
    assert {entry for entry, _snapshot in painted} == set(made)
    assert painted[0][1] == Snapshot(7)


def test_resizing_keeps_the_reader_at_the_same_row(feed: FeedView, qtbot: QtBot) -> None:
    feed.scroll_pixels(1_000)
    anchor = feed.anchor()
    feed.resize(520, 700)
    again = feed.anchor()
    assert anchor is not None
    assert again is not None
    assert again[0] == anchor[0]
    assert abs(again[1] - anchor[1]) <= 1


def test_a_theme_switch_paints_the_same_rows_in_other_colours(feed: FeedView, look: Look) -> None:
    before, light = places(feed), feed.grab().toImage()
    look.set_choice("dark")
    QApplication.processEvents()
    assert places(feed) == before
    assert feed.grab().toImage() != light
    look.set_choice("light")


def test_shapes_stand_in_for_cards_when_reading_takes_a_moment(shore: Shore, show_feed: ShowFeed, qtbot: QtBot) -> None:
    add_posts(shore, 3)
    feed = show_feed()
    feed.source.state = "loading"
    feed.relayout()
    assert not feed._skeletons
    qtbot.waitUntil(lambda: feed._skeletons)
    feed.source.state = "ready"
    feed.relayout()
    assert not feed._skeletons


def test_ages_grow_while_one_reads(feed: FeedView, shore: Shore) -> None:
    shore.clock.advance(5 * MINUTE)
    feed._tell_ages()
    assert "5 min" in feed.shelf.cards[0].line.meta


def test_a_card_changed_by_others_is_read_again_in_place(feed: FeedView, shore: Shore, qtbot: QtBot) -> None:
    before = places(feed)
    card = feed.shelf.cards[1]
    post = shore.queries.cards[card.entry_id]
    shore.queries.cards[post.id] = replace(post, likes=41)
    shore.queries.position += 1
    shore.tell({post.id})
    qtbot.waitUntil(lambda: card.buttons.like.accessibleName() == "Like, 41")
    assert places(feed) == before
