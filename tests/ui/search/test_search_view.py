"""Searching: people and posts as words are typed, an honest word about the index, keys, and what can go wrong."""

import threading

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.commands import DeletePost, SetLike
from app.consistency.visible import VisibleSearch
from app.errors import StoreUnusable
from tests.ui.shore import ME
from tests.ui.stage import Stage
from ui.search.view import SearchView


def searched(view: SearchView, qtbot: QtBot, words: str) -> None:
    view.search(words)
    qtbot.waitUntil(lambda: view.source.state == "ready" and view.source.found_for == words and not view.busy)


def post_ids(view: SearchView) -> list[int]:
    return [row.item.card.id for row in view.source.posts]


def test_people_stand_before_posts_and_a_screen_reader_finds_both(view: SearchView, qtbot: QtBot) -> None:
    searched(view, qtbot, "low")
    rows = view.column.people.rows()
    assert rows[0].accessibleName() == "Lowell 0, @low_0. Boats and bread"
    assert view.column.shelf.cards[0].y() > view.column.people.geometry().bottom()
    listing = QAccessible.queryAccessibleInterface(view.column)
    assert listing.role() == QAccessible.Role.List
    assert listing.childCount() == len(rows) + len(view.column.shelf.cards)
    assert view.count.text() == "6 people · 20+ posts"


def test_the_first_search_begins_with_the_people(view: SearchView, qtbot: QtBot) -> None:
    searched(view, qtbot, "low")
    assert view.column.scrolled == 0
    assert view.column.people.y() >= 0


def test_only_a_few_people_stand_there_until_more_are_asked_for(view: SearchView, qtbot: QtBot) -> None:
    searched(view, qtbot, "low")
    assert len(view.column.people.rows()) == 3
    assert view.column.people.more.text() == "Show 3 more"
    view.column.people.more.click()
    assert len(view.column.people.rows()) == 6
    assert view.window().focusWidget() is view.column.people.rows()[3]


def test_pressing_a_person_leads_to_them(view: SearchView, qtbot: QtBot) -> None:
    searched(view, qtbot, "low")
    with qtbot.waitSignal(view.card_actions.open_profile) as led:
        view.column.people.rows()[1].click()
    assert led.args == ["low_1"]


def test_what_is_typed_last_counts_whatever_comes_first(
    view: SearchView, stage: Stage, qtbot: QtBot, monkeypatch: object
) -> None:
    gate = threading.Event()
    search = stage.shore.session.search

    def slow(query: str, limit: int = 20, order: str = "best") -> VisibleSearch:
        if query == "low":
            gate.wait(5)
        return search(query, limit, order)  # type: ignore[arg-type]

    stage.shore.session.search = slow  # type: ignore[method-assign]
    view.search("low")
    view.search("high")
    qtbot.waitUntil(lambda: view.source.found_for == "high")
    gate.set()
    qtbot.waitUntil(lambda: not stage.bridge.busy)
    assert post_ids(view) == [500]


def test_best_and_newest_are_asked_of_the_index(view: SearchView, stage: Stage, qtbot: QtBot) -> None:
    searched(view, qtbot, "low")
    QTest.mouseClick(view.order.segment("newest"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: stage.shore.queries.asked[-1] == "search low newest")
    assert view.order.segment("newest").accessibleName() == "Order: Newest"


def test_more_posts_are_found_as_the_reader_comes_near_the_end(view: SearchView, qtbot: QtBot) -> None:
    searched(view, qtbot, "low")
    view.column.setFocus()
    for _ in range(4):
        QTest.keyClick(view.column, Qt.Key.Key_End)
        qtbot.waitUntil(lambda: not view.busy)
    assert len(view.source.posts) == 30
    assert len(view.column.shelf.bound) < 12


def test_how_far_the_index_is_behind_is_told_and_it_is_asked_again_when_it_knows_more(
    view: SearchView, stage: Stage, qtbot: QtBot
) -> None:
    stage.shore.meter.committed(3)
    searched(view, qtbot, "low")
    assert view.behind.text() == "The index is 3 events behind."
    stage.shore.queries.position = 3
    stage.shore.signals.indexed.send(stage.shore)
    qtbot.waitUntil(lambda: view.behind.text() == "")


def test_nothing_found_says_for_which_words(view: SearchView, qtbot: QtBot) -> None:
    searched(view, qtbot, "xyzzy")
    assert "Nothing found for “xyzzy”" in view.panel.accessibleName()
    assert not view.count.isVisible()
    assert not view.order.isVisible()


def test_without_words_it_says_what_can_be_searched_for(view: SearchView, qtbot: QtBot) -> None:
    assert view.hints.isVisible()
    with qtbot.waitSignal(view.asked) as asked:
        view.hints.buttons[3].click()
    assert asked.args == ["has:pictures"]
    searched(view, qtbot, "low")
    assert view.hints.isHidden()
    view.search("  ")
    assert view.hints.isVisible()
    assert view.source.posts == ()


def test_an_index_that_does_not_answer_is_told_and_asked_again(view: SearchView, stage: Stage, qtbot: QtBot) -> None:
    stage.shore.queries.blocked = StoreUnusable("The search index is damaged.")
    view.search("low")
    qtbot.waitUntil(lambda: view.source.state == "failed")
    assert "The search index is damaged." in view.panel.accessibleName()
    stage.shore.queries.blocked = None
    view.panel.buttons[0].click()
    qtbot.waitUntil(lambda: view.source.state == "ready")


def test_a_like_shows_at_once_and_the_order_stays(view: SearchView, stage: Stage, qtbot: QtBot) -> None:
    searched(view, qtbot, "low")
    before = post_ids(view)
    view.column.setFocus()
    QTest.keyClick(view.column, Qt.Key.Key_J)
    QTest.keyClick(view.column, Qt.Key.Key_L)
    command = stage.shore.sent[0][0]
    assert isinstance(command, SetLike)
    assert command.post_id == before[0]
    qtbot.waitUntil(lambda: view.source.posts[0].item.marks.liked)
    assert post_ids(view) == before


def test_a_deleted_post_leaves_the_results(view: SearchView, stage: Stage, qtbot: QtBot) -> None:
    searched(view, qtbot, "low")
    gone = post_ids(view)[1]
    session, ids = stage.shore.session, stage.shore.ids
    session.perform(DeletePost(command_id=ids.next_id(), actor_id=ME, post_id=gone))
    stage.shore.commit()
    stage.shore.project()
    qtbot.waitUntil(lambda: gone not in post_ids(view))


def test_results_that_nobody_sees_are_brought_up_to_date_when_they_are_seen(
    view: SearchView, stage: Stage, qtbot: QtBot
) -> None:
    searched(view, qtbot, "low")
    gone = post_ids(view)[1]
    view.hide()
    session, ids = stage.shore.session, stage.shore.ids
    session.perform(DeletePost(command_id=ids.next_id(), actor_id=ME, post_id=gone))
    stage.shore.commit()
    with qtbot.waitSignal(stage.bridge.projected):
        stage.shore.project()
    assert gone in post_ids(view)
    view.show()
    qtbot.waitUntil(lambda: gone not in post_ids(view))


def test_j_and_k_walk_over_the_posts_and_enter_opens_the_thread(view: SearchView, qtbot: QtBot) -> None:
    searched(view, qtbot, "low")
    view.column.setFocus()
    QTest.keyClick(view.column, Qt.Key.Key_J)
    QTest.keyClick(view.column, Qt.Key.Key_J)
    QTest.keyClick(view.column, Qt.Key.Key_K)
    first = post_ids(view)[0]
    assert view.column.focus.current == first
    with qtbot.waitSignal(view.card_actions.open_thread) as led:
        QTest.keyClick(view.column, Qt.Key.Key_Return)
    assert led.args == [first]


def test_tab_goes_over_the_people_to_the_posts(view: SearchView, qtbot: QtBot) -> None:
    searched(view, qtbot, "low")
    rows = view.column.people.rows()
    rows[0].setFocus(Qt.FocusReason.TabFocusReason)
    seen = []
    for _ in range(4):
        focused = view.window().focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        seen.append(view.window().focusWidget())
    assert seen == [rows[1], rows[2], view.column.people.more, view.column]


def test_new_words_begin_at_the_top(view: SearchView, qtbot: QtBot) -> None:
    searched(view, qtbot, "low")
    view.column.verticalScrollBar().setValue(800)
    searched(view, qtbot, "water")
    assert view.column.scrolled == 0


def test_people_who_are_found_too_stand_in_view_over_posts_found_before(view: SearchView, qtbot: QtBot) -> None:
    searched(view, qtbot, "number")
    searched(view, qtbot, "low")
    assert view.column.scrolled == 0
