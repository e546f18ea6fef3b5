"""A thread as a person reads it: nested comments, keys, menus, marks, pages, and everything that can go wrong."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.commands import DeleteComment, EditComment, SetLike
from app.errors import StoreUnusable
from app.text import Span
from tests.ui.shore import JONAS, LENA, ME, Shore
from tests.ui.stage import Stage
from ui.feed.card import CardView
from ui.thread.comment_view import CommentView
from ui.thread.geometry import HEAD
from ui.thread.rows import ThreadRow
from ui.thread.view import ThreadView


def comment(view: ThreadView, comment_id: int) -> CommentView:
    found = view.column.bound[comment_id]
    assert isinstance(found, CommentView)
    return found


def press(view: ThreadView, key: Qt.Key) -> None:
    QTest.keyClick(view.column, key)


def own_row(view: ThreadView, qtbot: QtBot, text: str, stage: str) -> ThreadRow:
    """The row of an own comment once it has come this far."""

    def found() -> ThreadRow | None:
        for row in view.column.source.rows:
            operation = row.visible.operation
            if row.visible.comment.text == text and operation is not None and operation.stage == stage:
                return row
        return None

    qtbot.waitUntil(lambda: found() is not None)
    row = found()
    assert row is not None
    return row


def long_thread(shore: Shore, count: int) -> None:
    for number in range(count):
        shore.queries.comment(
            1_000 + number, 100, LENA, f"Comment number {number} " + "with some words " * (number % 5)
        )


def test_the_post_and_its_comments_stand_in_reading_order_further_in_for_answers(view: ThreadView) -> None:
    head = view.column.bound[HEAD]
    assert isinstance(head, CardView)
    lefts = [comment(view, one).plan.text_origin.x() for one in (201, 202, 203, 204)]  # type: ignore[union-attr]
    tops = [comment(view, one).y() for one in (201, 202, 203, 204)]
    assert lefts[0] < lefts[1] < lefts[2]
    assert lefts[3] == lefts[0]
    assert tops == sorted(tops)
    assert head.geometry().bottom() < tops[0]


def test_a_screen_reader_finds_a_list_whose_items_say_author_age_words_and_depth(view: ThreadView) -> None:
    listing = QAccessible.queryAccessibleInterface(view.column)
    assert listing.role() == QAccessible.Role.List
    items = [listing.child(at) for at in range(listing.childCount())]
    assert all(item.role() == QAccessible.Role.ListItem for item in items)
    names = [item.text(QAccessible.Text.Name) for item in items]
    assert names[0].startswith("Jonas Reiter")
    assert "And print it large" in names[2]
    assert "Reply, level 1" in names[2]
    buttons = [items[1].child(at).text(QAccessible.Text.Name) for at in range(items[1].childCount())]
    assert buttons == ["More", "Reply"]


def test_j_and_k_walk_over_post_and_comments_and_say_where_they_are(view: ThreadView) -> None:
    view.column.setFocus()
    for _ in range(3):
        press(view, Qt.Key.Key_J)
    assert view.column.focus.current == 202
    assert comment(view, 202).current
    press(view, Qt.Key.Key_K)
    assert view.column.focus.current == 201
    press(view, Qt.Key.Key_Down)
    assert view.column.focus.current == 202


def test_r_answers_the_current_comment_and_escape_goes_back_a_step_at_a_time(view: ThreadView) -> None:
    view.column.setFocus()
    press(view, Qt.Key.Key_J)
    press(view, Qt.Key.Key_J)
    press(view, Qt.Key.Key_R)
    assert view.window().focusWidget() is view.reply.field
    assert view.reply.whom.text() == "Answering Lena Fischer"
    assert view.reply.field.accessibleName() == "Answer Lena Fischer"
    QTest.keyClick(view.reply.field, Qt.Key.Key_Escape)
    assert view.reply.whom.isHidden()
    QTest.keyClick(view.reply.field, Qt.Key.Key_Escape)
    assert view.window().focusWidget() is view.column


def test_letters_do_nothing_when_a_person_turned_them_off(view: ThreadView, stage: Stage) -> None:
    settings = stage.shore.settings
    settings.value = type(settings.value)(letter_keys=False)
    view.column.setFocus()
    press(view, Qt.Key.Key_J)
    assert view.column.focus.current is None
    press(view, Qt.Key.Key_Down)
    assert view.column.focus.current == HEAD


def test_tab_passes_the_current_comments_controls_and_then_leaves(view: ThreadView) -> None:
    view.column.setFocus()
    press(view, Qt.Key.Key_J)
    press(view, Qt.Key.Key_J)
    seen = []
    for _ in range(3):
        focused = view.window().focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        after = view.window().focusWidget()
        assert after is not None
        seen.append(after.accessibleName())
    assert seen == ["More", "Reply", "Write a comment"]


def test_an_own_comment_stands_in_the_water_at_once_and_comes_ashore(
    view: ThreadView, stage: Stage, qtbot: QtBot
) -> None:
    view.reply.answer(stage.shore.queries.comments[201])
    view.reply.field.insertPlainText("Me too")
    view.reply.writer.send()
    new = own_row(view, qtbot, "Me too", "saving")
    assert (new.level, new.visible.in_water) == (1, True)
    stage.shore.clock.advance(200)
    comment(view, new.id).refresh()
    assert "Saving…" in comment(view, new.id).accessibleName()
    stage.shore.commit()
    stage.shore.clock.advance(200)
    own_row(view, qtbot, "Me too", "committed")
    stage.shore.project()
    qtbot.waitUntil(lambda: not view.column.source.rows[3].visible.in_water and not view.busy)
    assert view.reply.field.words == ""
    assert [row.id for row in view.column.source.rows] == [201, 202, 203, new.id, 204]


def test_a_refused_comment_keeps_its_words_and_offers_edit(view: ThreadView, stage: Stage, qtbot: QtBot) -> None:
    view.reply.field.insertPlainText("Too bold")
    view.reply.writer.send()
    stage.shore.reject("text", "That word is not for here.")
    new = own_row(view, qtbot, "Too bold", "rejected")
    row = comment(view, new.id)
    assert "Not saved: that word is not for here." in row.accessibleName()
    with qtbot.waitSignal(view.edit_refused) as asked:
        button = row.buttons.named("edit")
        assert button is not None
        button.click()
    assert asked.args is not None
    assert asked.args[0].command.text == "Too bold"
    dismiss = row.buttons.named("dismiss")
    assert dismiss is not None
    dismiss.click()
    qtbot.waitUntil(lambda: len(view.column.source.rows) == 4)


def test_a_full_disk_can_be_tried_again(view: ThreadView, stage: Stage, qtbot: QtBot) -> None:
    view.reply.field.insertPlainText("Once more")
    view.reply.writer.send()
    stage.shore.fill_the_disk()
    new = own_row(view, qtbot, "Once more", "rejected")
    again = comment(view, new.id).buttons.named("again")
    assert again is not None
    again.click()
    stage.shore.commit()
    own_row(view, qtbot, "Once more", "committed")


def test_an_edit_shows_a_wave_until_the_read_store_has_it(view: ThreadView, stage: Stage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.edit_comment) as asked:
        view.column.act_on(202, "edit")
    assert asked.args is not None
    assert asked.args[0].id == 202
    session, ids = stage.shore.session, stage.shore.ids
    session.perform(EditComment(command_id=ids.next_id(), actor_id=ME, comment_id=202, text="And print it very large"))
    row = comment(view, 202)
    qtbot.waitUntil(lambda: row.plan is not None and row.plan.body.text == "And print it very large")
    assert row.row is not None
    assert [change.field for change in row.row.visible.changes] == ["text"]
    assert "still holds: And print it large" in row.tip_at(row.plan.text_origin + QPointF(5, 8))  # type: ignore[union-attr]


def test_deleting_asks_in_the_row_and_offers_the_words_again(view: ThreadView, stage: Stage, qtbot: QtBot) -> None:
    view.column.act_on(202, "delete")
    row = comment(view, 202)
    keep, delete = row.buttons.named("keep"), row.buttons.named("delete now")
    assert keep is not None
    assert delete is not None
    assert view.window().focusWidget() is keep
    keep.click()
    assert row.buttons.named("keep") is None
    assert not stage.shore.sent
    view.column.act_on(202, "delete")
    delete = comment(view, 202).buttons.named("delete now")
    assert delete is not None
    delete.click()
    assert isinstance(stage.shore.sent[0][0], DeleteComment)
    assert view.reply.problem.words == "The comment is deleted."
    view.reply.problem.action.click()
    assert view.reply.field.words == "And print it large"


def test_a_deleted_comment_with_answers_keeps_its_place_and_offers_nothing(
    stage: Stage, view: ThreadView, qtbot: QtBot
) -> None:
    stage.shore.queries.comment(300, 100, LENA, "", deleted=True)
    stage.shore.queries.comment(301, 100, ME, "An answer to it", 300)
    stage.shore.tell({100})
    qtbot.waitUntil(lambda: len(view.column.source.rows) == 6)
    gone = comment(view, 300)
    assert gone.accessibleName() == "A comment that was deleted."
    assert gone.buttons.in_order() == []


@pytest.mark.parametrize(("comment_id", "own"), [(201, False), (202, True)])
def test_the_menu_offers_what_this_person_may_do(view: ThreadView, comment_id: int, own: bool) -> None:
    row = comment(view, comment_id)
    assert row.row is not None
    menu = view.column.comment_actions.menu_for(row.row.visible, row)
    names = [action.objectName() for action in menu.actions() if not action.isSeparator()]
    assert names == ["reply", "copy", "author", *(["edit", "delete"] if own else [])]
    menu.deleteLater()


def test_the_menu_copies_the_words(view: ThreadView) -> None:
    row = comment(view, 201)
    assert row.row is not None
    menu: QMenu = view.column.comment_actions.menu_for(row.row.visible, row)
    next(action for action in menu.actions() if action.objectName() == "copy").trigger()
    assert QGuiApplication.clipboard().text().startswith("I would rather know")
    menu.deleteLater()


def test_words_are_selected_with_the_pointer_and_copied(view: ThreadView) -> None:
    row = comment(view, 204)
    assert row.plan is not None
    start = (row.plan.text_origin + QPointF(1, 10)).toPoint()
    QTest.mousePress(row, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(row, start + QPointF(300, 0).toPoint())
    QTest.mouseRelease(
        row, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start + QPointF(300, 0).toPoint()
    )
    row.selection.take_all(row.plan.body)
    view.column.setFocus()
    QTest.keyClick(view.column, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "A second thought"


def test_links_mentions_and_names_lead_on(view: ThreadView, qtbot: QtBot) -> None:
    row = comment(view, 203)
    assert row.plan is not None
    (stretch,) = row.plan.body.stretches(((22, 27),))
    place = row.plan.text_origin + QPointF(stretch.left + 4, stretch.baseline - 4)
    with qtbot.waitSignal(view.card_actions.open_profile) as led:
        QTest.mouseClick(row, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place.toPoint())
    assert led.args == ["maya"]
    with qtbot.waitSignal(view.card_actions.open_profile) as led:
        QTest.mouseClick(
            row, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, row.plan.face.center().toPoint()
        )
    assert led.args == ["jonas_r"]
    with qtbot.waitSignal(view.card_actions.open_tag) as led:
        view.card_actions.follow(Span(0, 4, "tag", "lag"))
    assert led.args == ["lag"]


def test_liking_and_answering_the_post_work_from_here(view: ThreadView, stage: Stage) -> None:
    view.column.setFocus()
    press(view, Qt.Key.Key_L)
    assert isinstance(stage.shore.sent[0][0], SetLike)
    press(view, Qt.Key.Key_R)
    assert view.window().focusWidget() is view.reply.field
    assert view.reply.writer.occasion.parent_id == 0


def test_pages_are_read_as_the_reader_comes_near_and_only_what_is_seen_has_widgets(stage: Stage, qtbot: QtBot) -> None:
    long_thread(stage.shore, 400)
    view = ThreadView(*stage.parts)
    view.setGeometry(stage.window.rect())
    view.show()
    view.show_thread(100)
    qtbot.waitUntil(lambda: not view.busy)
    assert len(view.column.source.rows) <= 100
    for _ in range(12):
        press(view, Qt.Key.Key_End)
        qtbot.waitUntil(lambda: not view.busy)
    assert len(view.column.source.rows) == 404
    assert len(view.column.bound) < 20
    view.flush()


def test_comments_that_come_above_do_not_move_what_is_read(stage: Stage, qtbot: QtBot) -> None:
    long_thread(stage.shore, 60)
    view = ThreadView(*stage.parts)
    view.setGeometry(stage.window.rect())
    view.show()
    view.show_thread(100)
    qtbot.waitUntil(lambda: not view.busy)
    view.column.verticalScrollBar().setValue(1_500)
    qtbot.waitUntil(lambda: not view.busy)
    key, y = view.column.scene.anchor(view.column.scrolled)
    stage.shore.queries.comment(5_000, 100, ME, "Right at the top, and long: " + "words " * 80, 201)
    stage.shore.tell({100})
    qtbot.waitUntil(lambda: any(row.id == 5_000 for row in view.column.source.rows))
    assert view.column.scene.anchor(view.column.scrolled) == (key, y)
    assert comment(view, key).y() == round(y)
    view.flush()


def test_a_widget_that_has_the_focus_gives_it_back_to_its_comment(stage: Stage, qtbot: QtBot) -> None:
    long_thread(stage.shore, 60)
    view = ThreadView(*stage.parts)
    view.setGeometry(stage.window.rect())
    view.show()
    view.show_thread(100)
    qtbot.waitUntil(lambda: not view.busy)
    menu = comment(view, 202).buttons.menu
    menu.setFocus(Qt.FocusReason.TabFocusReason)
    view.column.verticalScrollBar().setValue(3_000)
    assert view.window().focusWidget() is view.column
    view.column.verticalScrollBar().setValue(0)
    focused = view.window().focusWidget()
    assert focused is comment(view, 202).buttons.menu
    view.flush()


def test_a_post_that_is_gone_says_so_and_offers_no_box(stage: Stage, view: ThreadView, qtbot: QtBot) -> None:
    del stage.shore.queries.cards[100]
    stage.shore.tell({100})
    qtbot.waitUntil(lambda: view.column.source.state == "gone")
    assert view.reply.isHidden()
    assert "not here" in view.column.panel.accessibleName()


def test_a_store_that_does_not_answer_is_told_and_asked_again(stage: Stage, qtbot: QtBot) -> None:
    stage.shore.queries.blocked = StoreUnusable("The read store cannot be read.")
    view = ThreadView(*stage.parts)
    view.setGeometry(stage.window.rect())
    view.show()
    view.show_thread(100)
    qtbot.waitUntil(lambda: view.column.source.state == "failed")
    assert "The read store cannot be read." in view.column.panel.accessibleName()
    stage.shore.queries.blocked = None
    view.column.panel.buttons[0].click()
    qtbot.waitUntil(lambda: len(view.column.source.rows) == 4)
    view.flush()


def test_what_is_typed_in_the_box_is_there_when_the_thread_is_opened_again(
    stage: Stage, view: ThreadView, qtbot: QtBot
) -> None:
    stage.shore.queries.post(101, LENA, "Another post")
    view.reply.field.insertPlainText("Half a thought")
    qtbot.waitUntil(lambda: view.reply.keeper.idle)
    view.show_thread(101)
    assert view.reply.field.words == ""
    view.show_thread(100)
    assert view.reply.field.words == "Half a thought"


def test_another_person_acting_reads_the_thread_as_theirs(stage: Stage, view: ThreadView, qtbot: QtBot) -> None:
    stage.shore.session.acting_as(JONAS)
    qtbot.waitUntil(lambda: view.column.source.state == "ready" and not view.busy)
    row = comment(view, 203)
    assert row.row is not None
    menu = view.column.comment_actions.menu_for(row.row.visible, row)
    assert "edit" in [action.objectName() for action in menu.actions()]
    menu.deleteLater()


def test_a_long_name_never_pushes_out_the_time(stage: Stage, view: ThreadView, qtbot: QtBot) -> None:
    stage.shore.queries.person(9, "n" * 30, "Wolfeschlegelsteinhausenbergerdorff " * 3)
    stage.shore.queries.comment(400, 100, 9, "Hello")
    stage.shore.tell({100})
    qtbot.waitUntil(lambda: len(view.column.source.rows) == 5)
    row = comment(view, 400)
    assert row.plan is not None
    assert row._line.width <= row.plan.text_width
    assert row._line.name.endswith("…")
    assert row._line.meta
