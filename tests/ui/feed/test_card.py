"""A card: what it shows, what its parts do, and that nothing of a row is left when it shows another."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.commands import CreatePost, EditPost
from app.consistency.visible import Change, Operation, VisibleItem
from app.read_model.documents import FeedItem, Marks
from app.text import Span
from tests.ui.shore import LENA, Shore
from ui.feed.card import CardView
from ui.feed.card_layout import CardLayout
from ui.feed.images import ImageLoader
from ui.icons import Icons
from ui.theme import Look


@pytest.fixture
def card(shore: Shore, look: Look, icons: Icons, images: ImageLoader, qtbot: QtBot) -> CardView:
    card = CardView(look, icons, images, shore.clock)
    qtbot.addWidget(card)
    card.show()
    return card


def row(shore: Shore, text: str = "Low water at #tides tonight", entry: int = 0, **more: object) -> VisibleItem:
    post_id = entry or 700
    made = shore.queries.post(post_id, LENA, text, created_ms=shore.clock.now_ms() - 18 * 60_000, **more)
    return VisibleItem(FeedItem(post_id, made))


def show(card: CardView, look: Look, item: VisibleItem, width: int = 604) -> None:
    card.show_item(item, CardLayout(item.item.card, item.item.via_name, width, look.theme))


def test_its_height_follows_from_its_lines(card: CardView, shore: Shore, look: Look) -> None:
    show(card, look, row(shore, "one line"))
    assert card.height() == 121
    show(card, look, row(shore, "one\ntwo", 701))
    assert card.height() == 143


def test_counts_are_short_and_exact_in_the_tooltip(card: CardView, shore: Shore, look: Look) -> None:
    show(card, look, row(shore, likes=1_234, comments=9))
    assert card.buttons.like.accessibleName() == "Like, 1,234"
    assert "1,234" in card.buttons.like.toolTip()
    assert card.buttons.reply.accessibleName() == "Comment, 9"


def test_a_like_is_shown_by_state_and_not_by_the_press(card: CardView, shore: Shore, look: Look, qtbot: QtBot) -> None:
    item = row(shore)
    show(card, look, item)
    with qtbot.waitSignal(card.acted) as acted:
        QTest.mouseClick(card.buttons.like, Qt.MouseButton.LeftButton)
    assert acted.args == ["like"]
    assert not card.buttons.like.isChecked()
    show(card, look, replace(item, item=replace(item.item, marks=Marks(liked=True))))
    assert card.buttons.like.isChecked()


def test_a_change_not_yet_in_the_read_store_wears_a_wave_and_tells_the_old_value(
    card: CardView, shore: Shore, look: Look
) -> None:
    shore.clock.advance(500)
    item = replace(row(shore, likes=36), changes=(Change("likes", "committed", "35"),))
    show(card, look, item)
    assert card.buttons.like.wave == "committed"
    assert "still holds 35" in card.buttons.like.toolTip()
    assert "still holds 35" in card.buttons.like.accessibleDescription()


def test_a_press_that_turns_on_lets_the_icon_spring_unless_motion_is_reduced(
    card: CardView, shore: Shore, look: Look, qtbot: QtBot
) -> None:
    show(card, look, row(shore))
    like = card.buttons.like
    like.bounce()
    assert like.calm
    look.set_reduced_motion(False)
    like.bounce()
    qtbot.waitUntil(lambda: not like.calm)
    qtbot.waitUntil(lambda: like.calm)


def test_a_wave_that_is_reached_runs_off(card: CardView, shore: Shore, look: Look, qtbot: QtBot) -> None:
    shore.clock.advance(500)
    look.set_reduced_motion(False)
    plain = row(shore, likes=36)
    show(card, look, replace(plain, changes=(Change("likes", "committed", "35"),)))
    show(card, look, plain)
    assert card.buttons.like.wave == ""
    qtbot.waitUntil(lambda: not card.buttons.like.calm)
    qtbot.waitUntil(lambda: card.buttons.like.calm)


def test_a_wave_waits_100_ms_and_is_amber_until_saved(card: CardView, shore: Shore, look: Look) -> None:
    card.asked_at = lambda _item: shore.clock.monotonic_ms()
    item = replace(row(shore, likes=36), changes=(Change("likes", "saving", "35"),))
    show(card, look, item)
    waves = [str(card.buttons.like.wave)]
    shore.clock.advance(100)
    card.refresh()
    assert [*waves, card.buttons.like.wave] == ["", "saving"]


def test_hovering_changed_words_tells_what_the_read_store_holds(card: CardView, shore: Shore, look: Look) -> None:
    shore.clock.advance(500)
    item = replace(row(shore, "from the old pier"), changes=(Change("text", "committed", "from the pier", ((9, 12),)),))
    show(card, look, item)
    assert card.plan is not None
    point = card.plan.text_origin + QPointF(4, 10)
    assert card.tip_at(point.toPoint()) == "Not in the read store yet. It still holds: from the pier"


def test_the_exact_date_and_the_whole_handle_are_told_on_hover(card: CardView, shore: Shore, look: Look) -> None:
    show(card, look, row(shore))
    assert card.plan is not None
    header = card.plan.header
    assert card.tip_at(QPoint(round(header.left()) + 5, round(header.center().y()))) == "Lena Fischer @lena"
    right = round(header.left() + card.line.width) - 5
    assert "2025" in card.tip_at(QPoint(right, round(header.center().y())))


def test_markup_in_texts_is_shown_and_never_interpreted(card: CardView, shore: Shore, look: Look) -> None:
    show(card, look, row(shore, "<b>bold</b> & <img src=x>"))
    assert "<b>bold</b> & <img src=x>" in card.accessibleName()


def test_a_click_opens_the_thread_and_a_click_on_a_tag_follows_it(
    card: CardView, shore: Shore, look: Look, qtbot: QtBot
) -> None:
    text = "see #tides now"
    show(card, look, row(shore, text, spans=(Span(4, 10, "tag", "tides"),)))
    assert card.plan is not None
    (stretch,) = card.plan.body.stretches(((4, 10),))
    on_tag = (card.plan.text_origin + QPointF(stretch.left + 5, 10)).toPoint()
    with qtbot.waitSignal(card.followed) as followed:
        QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=on_tag)
    assert followed.args is not None
    assert followed.args[0].target == "tides"
    with qtbot.waitSignal(card.acted) as acted:
        QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(400, round(card.plan.actions_y) + 20))
    assert acted.args == ["open"]
    with qtbot.waitSignal(card.acted) as acted:
        QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=card.plan.avatar.center().toPoint())
    assert acted.args == ["author"]


def test_text_is_selected_by_dragging_and_a_drag_opens_nothing(
    card: CardView, shore: Shore, look: Look, qtbot: QtBot
) -> None:
    show(card, look, row(shore, "Walked out to the lighthouse"))
    assert card.plan is not None
    opened: list[str] = []
    card.acted.connect(opened.append)
    start, end = (card.plan.text_origin + QPointF(x, 10) for x in (0, 90))
    QTest.mousePress(card, Qt.MouseButton.LeftButton, pos=start.toPoint())
    card.selection.move(end, card.plan)
    QTest.mouseRelease(card, Qt.MouseButton.LeftButton, pos=end.toPoint())
    words = card.selection.words(card.plan)
    assert words
    assert "Walked out to the lighthouse".startswith(words)
    assert opened == []


def test_a_double_click_selects_a_word(card: CardView, shore: Shore, look: Look, qtbot: QtBot) -> None:
    show(card, look, row(shore, "lighthouse keeper"))
    assert card.plan is not None
    QTest.mouseDClick(card, Qt.MouseButton.LeftButton, pos=(card.plan.text_origin + QPointF(20, 10)).toPoint())
    assert card.selection.words(card.plan) == "lighthouse"


def test_a_card_in_the_water_has_no_counts_and_no_menu(card: CardView, shore: Shore, look: Look) -> None:
    shore.clock.advance(1_000)
    command = CreatePost(command_id=1, actor_id=1, post_id=700, text="x")
    operation = Operation(1, command, "optimistic", "committed", 0.0, 0.0, position=5)
    show(card, look, replace(row(shore), operation=operation, in_water=True))
    assert card.mark is not None
    assert card.mark.words == "Saved, not in feeds yet"
    assert not card.buttons.like.isEnabled()
    assert card.buttons.menu.isHidden()
    assert card.buttons.in_order() == []
    assert "Saved, not in feeds yet" in card.accessibleName()


def test_what_is_held_back_offers_its_buttons_where_the_menu_was(
    card: CardView, shore: Shore, look: Look, qtbot: QtBot
) -> None:
    command = EditPost(command_id=1, actor_id=2, post_id=700, text="x")
    operation = Operation(1, command, "optimistic", "held", 0.0, 0.0, position=5, reason="Broken.")
    show(card, look, replace(row(shore), operation=operation))
    names = [button.objectName() for button in card.buttons.in_order()]
    assert names == ["retry", "discard", "reply", "repost", "like", "bookmark"]
    with qtbot.waitSignal(card.acted) as acted:
        QTest.mouseClick(card.buttons.in_order()[0], Qt.MouseButton.LeftButton)
    assert acted.args == ["retry"]


def test_another_row_finds_no_trace_of_the_one_before(card: CardView, shore: Shore, look: Look) -> None:
    shore.clock.advance(500)
    item = replace(row(shore, "first"), changes=(Change("likes", "committed", "3"),))
    show(card, look, item)
    assert card.plan is not None
    card.selection.take_all(card.plan)
    card.set_current(True)
    card.buttons.like.setDown(True)
    show(card, look, row(shore, "second", 701))
    assert card.selection.range is None
    assert not card.current
    assert not card.buttons.like.isDown()
    assert card.buttons.like.wave == ""
    assert "second" in card.accessibleName()
    assert "first" not in card.accessibleName()


def test_the_accessible_name_has_author_age_text_and_state(card: CardView, shore: Shore, look: Look) -> None:
    item = row(shore, "Low water tonight")
    show(card, look, replace(item, item=replace(item.item, marks=Marks(liked=True))))
    assert card.accessibleName() == "Lena Fischer, 18 minutes ago. Low water tonight. Liked."


def test_simulated_people_are_labelled(card: CardView, shore: Shore, look: Look) -> None:
    show(card, look, row(shore, simulated=True))
    assert card.line.meta.endswith("· simulated")
    assert "Simulated person" in card.accessibleName()


def test_a_repost_says_who_and_leads_there(card: CardView, shore: Shore, look: Look, qtbot: QtBot) -> None:
    item = row(shore)
    via = replace(item, item=replace(item.item, via_name="Jonas Reiter", via_handle="jonas_r"))
    show(card, look, via)
    assert card.height() == 121 + 22
    assert card.accessibleName().startswith("Reposted by Jonas Reiter")
    with qtbot.waitSignal(card.acted) as acted:
        QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(120, 18))
    assert acted.args == ["source"]
