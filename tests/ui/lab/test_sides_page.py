"""Both sides in the window: what differs is said and framed, fades as it catches up, and the slider leads back."""

import threading

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.lab.model import ReadSideState, slowed_by
from app.lab.readings.sides import Cell, ChangedDocument, Field, Past, RowCount, RowTable, Sides, TravelState, Waiting
from tests.harbour import PATIENCE_S
from tests.ui.shore import LENA, ME, Shore
from ui.app_bridge import AppBridge
from ui.icons import Icons
from ui.lab.page import LabSurroundings
from ui.lab.sides.chooser import ChoiceList
from ui.lab.sides.document_panel import DocumentPanel, new_parts
from ui.lab.sides.page import BothSidesPage, handles
from ui.lab.sides.rows_panel import bringer_of, shared_out
from ui.lab.sides.travel_slider import TravelSlider
from ui.lab.sides.wording import difference, headline, others, past_head, subline, told, visible
from ui.theme import Look

OLD, NEW = "12 Harbour Street", "48 Rua das Flores"
WAITS = Waiting(9, "address", "A changed address", committed_ms=1_000)


def _sides(*, differs: bool, identifier: int = ME) -> Sides:
    address = Field("display_address", f'"{OLD}"', f'"{NEW}"', differs=True, position=9) if differs else None
    street = Cell("street", NEW, OLD if differs else "", differs)
    return Sides(
        "person",
        identifier,
        "Maya Okafor",
        "profiles / maya",
        written=9,
        read=8 if differs else 9,
        saved=True,
        shown=True,
        tables=(RowTable("addresses", ((Cell("person_id", "…0001"), street),)),),
        counts=(RowCount("posts", "posts", 3),),
        fields=(Field("handle", '"maya"'), address or Field("display_address", f'"{NEW}"'), Field("posts", "3")),
        waiting=(WAITS,) if differs else (),
    )


@pytest.fixture
def page(shore: Shore, bridge: AppBridge, look: Look, icons: Icons, qtbot: QtBot) -> BothSidesPage:
    shore.lab.sides.known["person", ME] = _sides(differs=True)
    shore.lab.travel.state = TravelState(2, 8, 8)
    page = BothSidesPage(LabSurroundings(shore, shore.lab, bridge, look, icons))
    qtbot.addWidget(page)
    page.resize(1_116, 743)
    page.show()
    qtbot.waitUntil(lambda: page.seen is not None)
    return page


def test_the_acting_person_is_shown_with_what_differs(page: BothSidesPage) -> None:
    assert page.headline == "One field differs: the address"
    assert "Right, what people are shown" in page.subline
    assert "street was 12 Harbour Street, is 48 Rua das Flores" in page.rows.accessibleDescription()
    assert "will be" in page.document.accessibleDescription()
    assert page.connector.accessibleName() == "A changed address waits, at position 9"


def test_both_sides_are_there_while_time_travel_is_still_being_made(
    page: BothSidesPage, shore: Shore, qtbot: QtBot
) -> None:
    made = threading.Event()

    def catch_up() -> TravelState:
        assert made.wait(PATIENCE_S)
        return TravelState(2, 9, 9)

    shore.lab.travel.catch_up = catch_up  # type: ignore[method-assign]  # one that takes its time
    qtbot.waitUntil(lambda: page.travelling)
    shore.lab.sides.known["person", ME] = _sides(differs=False)
    page.refresh()
    qtbot.waitUntil(lambda: page.headline == "Both sides agree")
    made.set()
    qtbot.waitUntil(lambda: page.seen is not None and page.seen.travel.last == 9)


def test_each_table_names_the_event_that_changed_its_own_cells() -> None:
    name = Field("name", '"Maya"', '"Maya R."', differs=True, position=8)
    address = Field("display_address", f'"{OLD}"', f'"{NEW}"', differs=True, position=9)
    people = RowTable("people", ((Cell("name", "Maya R.", "Maya", changed=True),),))
    addresses = RowTable("addresses", ((Cell("street", NEW, OLD, changed=True),),))
    renamed = replace(WAITS, position=8)
    sides = replace(_sides(differs=True), tables=(people, addresses), fields=(name, address), waiting=(renamed, WAITS))
    assert bringer_of(people, sides) == renamed
    assert bringer_of(addresses, sides) == WAITS


def test_columns_find_room_together_and_the_widest_give_way() -> None:
    assert shared_out([40, 50, 60], 200) == [40, 50, 60]
    assert shared_out([40, 300, 200], 240) == [40, 100, 100]
    assert sum(shared_out([72, 72, 120, 80, 300], 310)) <= 310


def test_the_words_of_both_handles_never_cover_one_another(look: Look, qtbot: QtBot) -> None:
    slider = TravelSlider(look)
    qtbot.addWidget(slider)
    slider.resize(700, 110)
    slider.show_range(0, 4_000, 0, ())
    for shown, compare in ((4_000, 3_990), (3_990, 4_000), (0, 3), (2_000, 2_010), (2_000, 2_000), (10, 3_000)):
        slider.show_handles(shown, compare)
        first, second = slider._pills().values()
        assert not first.intersects(second), (shown, compare)
        assert first.left() >= 0
        assert second.right() <= slider.width()


def test_what_is_not_in_the_list_can_be_looked_for(look: Look, qtbot: QtBot) -> None:
    chooser = ChoiceList(look)
    qtbot.addWidget(chooser)
    chooser.open_at(QPoint(400, 40))
    assert chooser.hint.isHidden()
    with qtbot.waitSignal(chooser.asked) as asked:
        QTest.keyClicks(chooser.filter, "3676697093400300")
        assert chooser.hint.isVisible()
        QTest.keyClick(chooser.filter, Qt.Key.Key_Return)
    assert asked.args == ["3676697093400300"]


def test_another_acting_person_is_followed_until_one_chooses(shore: Shore, page: BothSidesPage, qtbot: QtBot) -> None:
    shore.lab.sides.known["person", LENA] = replace(_sides(differs=False, identifier=LENA), title="Lena Fischer")
    shore.session.acting_as(LENA)
    qtbot.waitUntil(lambda: page.seen is not None and page.seen.sides.identifier == LENA)
    page.show_subject("person", ME)
    qtbot.waitUntil(lambda: page.seen is not None and page.seen.sides.identifier == ME)
    page.refresh()
    assert page._choice == ("person", ME)


def test_both_sides_agree_once_it_has_caught_up(shore: Shore, page: BothSidesPage, qtbot: QtBot) -> None:
    shore.lab.sides.known["person", ME] = _sides(differs=False)
    qtbot.waitUntil(lambda: page.headline == "Both sides agree")
    assert page.connector.accessibleName() == ""


def test_a_field_that_caught_up_fades_unless_motion_is_reduced(look: Look, icons: Icons, qtbot: QtBot) -> None:
    panel = DocumentPanel(look, icons)
    qtbot.addWidget(panel)
    for reduced, fading in ((True, frozenset()), (False, frozenset({"display_address"}))):
        look.set_reduced_motion(reduced)
        panel.show_document("profiles / maya", 8, _sides(differs=True).fields)
        panel.show_document("profiles / maya", 9, _sides(differs=False).fields)
        assert panel.fading == fading
    panel._faded()
    assert panel.fading == frozenset()
    look.set_reduced_motion(True)


def test_the_slider_shows_the_past_and_the_end_follows_again(shore: Shore, page: BothSidesPage, qtbot: QtBot) -> None:
    shore.lab.travel.fields[4] = (Field("posts", "2", "3", differs=True),)
    page.travel.slider.setValue(4)
    qtbot.waitUntil(lambda: page.headline == "The read store as it was at position 4")
    assert page.subline.startswith("4 events ago")
    assert "posts 2" in page.document.accessibleDescription()
    assert page.connector.accessibleName() == ""
    page.travel.slider.setValue(8)
    qtbot.waitUntil(lambda: page.headline == "One field differs: the address")


def test_a_step_goes_one_position_back(page: BothSidesPage, qtbot: QtBot) -> None:
    assert not page.travel.on.isEnabled()
    QTest.mouseClick(page.travel.back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.headline.endswith("position 7"))
    assert page.travel.on.isEnabled()


def test_while_the_log_is_replayed_the_slider_is_away_and_the_page_is_busy(
    shore: Shore, page: BothSidesPage, qtbot: QtBot
) -> None:
    shore.lab.travel.state = TravelState(2, 8, 900)
    qtbot.waitUntil(lambda: page.busy and not page.travel.slider.isVisible())
    shore.lab.travel.state = TravelState(2, 900, 900)
    qtbot.waitUntil(page.travel.slider.isVisible)


def test_somebody_who_is_not_there_is_one_sentence(page: BothSidesPage, qtbot: QtBot) -> None:
    page.show_subject("post", 77)
    qtbot.waitUntil(lambda: page.headline == "There is nothing to show")
    assert page.subline == "There is no post with the id 77; choose one from the list."


def test_another_person_is_found_by_what_is_typed(shore: Shore, page: BothSidesPage, qtbot: QtBot) -> None:
    shore.lab.sides.known["person", LENA] = _sides(differs=False, identifier=LENA)
    QTest.mouseClick(page.chooser, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.choices.list.count() == 3)
    QTest.keyClicks(page.choices.filter, "nobody")
    QTest.keyClick(page.choices.filter, Qt.Key.Key_Return)
    qtbot.waitUntil(page.choices.problem.isVisible)
    assert page.choices.problem.text() == "Nobody here is called @nobody; choose one from the list."
    page.choices.filter.setText("lena")
    QTest.keyClick(page.choices.filter, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.seen is not None and page.seen.sides.identifier == LENA)
    assert not page.choices.isVisible()


def test_nobody_at_all_is_said(shore: Shore, bridge: AppBridge, look: Look, icons: Icons, qtbot: QtBot) -> None:
    shore.session.acting_as(0)
    page = BothSidesPage(LabSurroundings(shore, shore.lab, bridge, look, icons))
    qtbot.addWidget(page)
    page.refresh()
    assert page.headline == "Nobody is here yet"


@pytest.mark.parametrize("width", [396, 480, 668, 1_116])
def test_every_part_has_its_room_at_each_width(page: BothSidesPage, width: int) -> None:
    page.resize(width, 543)
    assert page.rows.height() >= page.rows.needed_height()
    assert page.document.height() >= page.document.needed_height()
    assert page.travel.geometry().bottom() <= page.body.height()
    assert page.travel.y() >= page.document.geometry().bottom() - 20
    page.grab()


def test_the_open_handle_is_moved_by_shift_and_arrows(look: Look, qtbot: QtBot) -> None:
    slider = TravelSlider(look)
    qtbot.addWidget(slider)
    slider.show_range(1, 40, 3, (WAITS,))
    slider.show_handles(30, 10)
    with qtbot.waitSignal(slider.compared):
        QTest.keyClick(slider, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    with qtbot.waitSignal(slider.valueChanged):
        QTest.keyClick(slider, Qt.Key.Key_Left)
    assert (slider.value(), slider.compare) == (29, 11)
    assert slider.position_at(slider.x_of(17)) == 17
    assert slider.accessibleDescription() == "compared with 11"


def test_the_nearer_handle_is_dragged(look: Look, qtbot: QtBot) -> None:
    slider = TravelSlider(look)
    qtbot.addWidget(slider)
    slider.resize(800, slider.height())
    slider.show_range(0, 100, 0, ())
    slider.show_handles(90, 20)
    for begin, end in ((20, 40), (90, 60)):
        points = [slider.rect().center() for _ in range(2)]
        points[0].setX(round(slider.x_of(begin)))
        points[1].setX(round(slider.x_of(end)))
        QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=points[0])
        QTest.mouseMove(slider, points[1])
        QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=points[1])
    assert (slider.value(), slider.compare) == (60, 40)


def test_the_line_says_when_they_agree_again() -> None:
    sides = _sides(differs=True)
    slowed = ReadSideState(slowing=slowed_by(3_000))
    assert subline(sides, slowed, 1_900).startswith("They agree again in 2.1 s.")
    assert subline(sides, ReadSideState(), 1_900).startswith("They agree again in a moment.")
    assert subline(sides, ReadSideState(paused=True), 1_900).startswith("They agree again when the read side goes on.")


def test_the_headline_counts_and_names_what_differs() -> None:
    names = ("likes", "text", "comments")
    fields = tuple(Field(name, "1", "2", differs=True) for name in names)
    three = Sides("post", 1, "", "", 2, 1, True, True, fields=fields)
    assert headline(three) == "3 fields differ: the likes, the text and more"
    assert headline(Sides("post", 1, "", "", 2, 1, True, False)) == "The post is saved, and not shown yet"
    assert headline(Sides("post", 1, "", "", 2, 1, False, True)) == "The post is deleted, and still shown"


def test_a_difference_is_said_in_the_order_of_positions() -> None:
    fields = (Field("posts", "214", "212", differs=True), Field("bio", '"a"', '"b"', differs=True))
    assert difference(Past(2, 9, True, fields, (), 0)) == "posts 212 → 214, bio"
    assert difference(Past(9, 2, True, fields, (), 0)) == "posts 214 → 212, bio"
    assert difference(Past(2, 9, False, (), (), 0)) == "not there"
    changed = ChangedDocument("cards", 4, "Low water", "changed", (Field("likes", "2", "3", differs=True),))
    assert told(changed) == "Post “Low water”: likes 2 → 3"
    assert others(Past(2, 9, True, (), (changed,), 3, more=5)) == "More than 1 document changed"
    assert past_head(Past(2, 3, False, (), (), 0), 9)[0] == "At position 3 it did not exist yet"


def test_ids_and_what_is_not_there_take_no_line() -> None:
    fields = (Field("id", "…1"), Field("avatar", "none"), Field("name", '"Maya"'), Field("media", "none", "1", True))
    assert [field.name for field in visible(fields)] == ["name", "media"]


def test_the_words_that_are_new_are_marked() -> None:
    assert new_parts("12 Quay, Porto", "14 Quay, Porto") == [(0, 2)]
    assert new_parts("a b", "a b") == []


def test_handles_stay_where_versions_are_kept() -> None:
    assert handles(TravelState(10, 90, 90), None, None) == (90, 45)
    assert handles(TravelState(80, 90, 90), 3, 200) == (80, 90)
