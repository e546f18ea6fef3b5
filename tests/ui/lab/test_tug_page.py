"""The Tug of War's page: what it says before, while and after measuring, and where the rope's mark goes."""

import pytest
from pytestqt.qtbot import QtBot

from app.errors import InvalidInput, Stopped
from app.lab.readings.tug import Locking, Moment, PeopleReading, Room, Timing, TugReading, Waiting, WriteCost
from app.settings import ThemeChoice
from tests.ui.shore import LENA, ME, Shore
from ui.app_bridge import AppBridge
from ui.icons import Icons
from ui.lab.page import LabSurroundings
from ui.lab.tug.bars import scale_of, share_of, tick_words
from ui.lab.tug.page import TugPage
from ui.lab.tug.rope import HIGHEST, LOWEST, value_of
from ui.lab.tug.wording import (
    bytes_words,
    even_words,
    headline,
    ms_words,
    people_words,
    ratio_words,
    timing_words,
    winner_words,
)
from ui.theme import Look

READING = TugReading(
    page_rows=50,
    idle=Moment(Timing(310, 355, 5), Timing(2.1, 4.8, 400), Timing(0.2, 0.6, 400)),
    busy=Moment(Timing(340, 420, 4), Timing(2.6, 9.0, 380), Timing(0.24, 1.4, 380), 40),
    room=Room(5_100_000, 7_300_000, 17_800_000),
    write=WriteCost(1.4, 7.6, 12.0, 0.2, 5.5, 80),
    locking=Locking(Waiting(28, 73, 80, 604, 9), Waiting(0.03, 0.2, 2.2, 559, 11)),
    copied_bytes=45_000_000,
)


@pytest.fixture
def page(shore: Shore, bridge: AppBridge, look: Look, icons: Icons, qtbot: QtBot) -> TugPage:
    page = TugPage(LabSurroundings(shore, shore.lab, bridge, look, icons))
    qtbot.addWidget(page)
    page.resize(1_116, 743)
    page.show()
    qtbot.waitUntil(lambda: not page.busy)
    return page


def test_it_asks_before_anything_is_measured(page: TugPage) -> None:
    assert page.headline == "Who reads your page fastest?"
    assert page.measure.isEnabled()


def test_a_measurement_is_followed_and_its_result_said(shore: Shore, page: TugPage, qtbot: QtBot) -> None:
    tug = shore.lab.tug
    page.measure.click()
    assert ("measure", ME) in tug.told
    assert page.headline == "Reading, nobody writes …"
    assert page.measure.text() == "Stop"
    tug.last, tug.progress = READING, type(tug.progress)()
    tug.asked.set_result(READING)
    qtbot.waitUntil(lambda: page.measure.text() == "Measure")
    assert page.headline == "Your page: 0.20 ms from documents, 2.1 ms from the best SQL, 310 ms from one big join"
    assert "one big join 310 ms" in page.bars.accessibleDescription()
    assert "the longest 80 ms" in page.waits.accessibleDescription()
    assert "Documents pay from: 4 reads a write" in page.bill.accessibleDescription()


def test_the_figures_of_one_persons_page_are_not_shown_to_another(shore: Shore, page: TugPage, qtbot: QtBot) -> None:
    page.measure.click()
    shore.lab.tug.last, shore.lab.tug.progress = READING, type(shore.lab.tug.progress)()
    shore.lab.tug.asked.set_result(READING)
    qtbot.waitUntil(lambda: page.headline.startswith("Your page"))
    shore.session.acting_as(LENA)
    page.refresh()
    assert page.headline == "Who reads your page fastest?"
    shore.session.acting_as(ME)
    page.refresh()
    assert page.headline.startswith("Your page")


def test_a_press_while_it_measures_stops_it_without_a_complaint(shore: Shore, page: TugPage, qtbot: QtBot) -> None:
    tug = shore.lab.tug
    page.measure.click()
    page.measure.click()
    assert tug.told[-1] == "cancel"
    tug.progress = type(tug.progress)()
    tug.asked.set_exception(Stopped("The measurement was stopped; nothing was changed."))
    qtbot.waitUntil(lambda: page.measure.text() == "Measure")
    assert page.headline == "Who reads your page fastest?"


def test_too_little_data_is_said(shore: Shore, page: TugPage, qtbot: QtBot) -> None:
    page.measure.click()
    shore.lab.tug.progress = type(shore.lab.tug.progress)()
    shore.lab.tug.asked.set_exception(InvalidInput("data", "Your home is empty."))
    qtbot.waitUntil(lambda: page.headline == "Nothing was measured")
    assert page.subline == "Your home is empty."


def test_the_slider_names_the_winner_and_tells_people_the_ratio(shore: Shore, page: TugPage) -> None:
    shore.lab.tug.last = READING
    page.refresh()
    page.rope.slider.setValue(value_of(1_000))
    assert page.rope.ratio == pytest.approx(1_000)
    assert shore.lab.tug.told[-1] == ("ratio", 1_000.0)
    assert "Documents win: 10 times cheaper" in page.rope.accessibleDescription()
    page.rope.slider.setValue(value_of(1))
    assert "SQL wins: 3.7 times cheaper" in page.rope.accessibleDescription()
    assert (page.rope.slider.minimum(), page.rope.slider.maximum()) == (LOWEST, HIGHEST)


def test_people_come_and_go_by_one_button_and_go_when_the_page_is_left(shore: Shore, page: TugPage) -> None:
    tug = shore.lab.tug
    page.rope.people.click()
    assert tug.told[-1] == ("people", 100.0, ME)
    tug.now = PeopleReading("on", 100.0, 12.0, 203, 2, 400.0, 60.0, 164.0, 24.0)
    page.refresh()
    assert page.rope.people.text() == "Stop"
    page.rope.people.click()
    assert tug.told.count("stop") == 1
    tug.told.clear()
    page.hide()
    assert tug.told == ["stop"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1_116, 743), (716, 543), (480, 743)])
def test_it_paints_with_and_without_figures_at_any_size(
    shore: Shore, page: TugPage, look: Look, theme: ThemeChoice, size: tuple[int, int]
) -> None:
    look.set_choice(theme)
    page.resize(*size)
    empty = page.grab().toImage()
    shore.lab.tug.last = READING
    shore.lab.tug.now = PeopleReading("on", 100.0, 12.0, 203, 2, 400.0, 60.0, 164.0, 24.0)
    page.refresh()
    assert page.grab().toImage() != empty


def test_the_scale_has_whole_decades_around_every_bar() -> None:
    low, high = scale_of(READING)
    assert (low, high) == (0.1, 1_000.0)
    assert share_of(10, low, high) == pytest.approx(0.5)
    assert share_of(0.01, low, high) == 0
    assert share_of(1e6, low, high) == 1
    assert [tick_words(value) for value in (0.1, 10, 1_000)] == ["0.1 ms", "10 ms", "1 s"]


def test_figures_are_said_with_the_digits_that_count() -> None:
    assert [ms_words(value) for value in (0.000_4, 0.0052, 0.236, 1.41, 24.4, 996, 3_000, 312_000)] == [
        "under 1 µs", "5 µs", "0.24 ms", "1.4 ms", "24 ms", "1.0 s", "3.0 s", "312 s",
    ]  # fmt: skip
    assert timing_words(Timing(3_000, 3_000, 1, cut_off=True)) == "over 3.0 s"
    assert [bytes_words(size) for size in (812_300, 5_136_384, 1_200_000_000)] == ["812 KB", "5.1 MB", "1.2 GB"]
    assert [ratio_words(value) for value in (0.01, 0.25, 1, 4.1, 100, 9_976)] == [
        "1 read in 100 writes",
        "1 read in 4 writes",
        "1 read a write",
        "4.1 reads a write",
        "100 reads a write",
        "10,000 reads a write",
    ]


def test_where_documents_never_pay_it_says_so() -> None:
    slow = Moment(Timing(3, 3, 5), Timing(0.2, 0.3, 5), Timing(0.2, 0.3, 5))
    never = TugReading(50, slow, slow, READING.room, READING.write, READING.locking, 1)
    assert even_words(never) == ("never", "here SQL reads as fast as documents")
    assert winner_words(never, 1).startswith("SQL wins")


def test_the_headline_is_shorter_where_the_page_is_narrow() -> None:
    assert headline(READING, 716) == "Documents 0.20 ms, SQL 2.1 ms, one join 310 ms"
    assert headline(READING, 480) == "0.20 ms against SQL's 2.1 ms"


def test_what_people_do_is_said_in_each_state() -> None:
    assert people_words(PeopleReading()).startswith("Let simulated people")
    assert people_words(PeopleReading("copying")).startswith("Copying")
    assert people_words(PeopleReading("failed", problem="No room.")) == "No room."
    assert people_words(PeopleReading("over", 1, 60, 10, 1)) == "Over after 60 s: 10 reads, 1 write"
