"""The tour through a story: how it goes on, stops and ends; and what the page says, plays, saves and records."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.shore import Shore
from tests.ui.still_lab import ToldStories
from ui.app_bridge import AppBridge
from ui.icons import Icons
from ui.lab.page import HEAD_PX, LabSurroundings
from ui.lab.scenarios.page import ScenariosPage
from ui.lab.scenarios.tour import SLOWEST_MS, Tour
from ui.theme import Look, font


@pytest.fixture
def page(shore: Shore, bridge: AppBridge, look: Look, icons: Icons, qtbot: QtBot) -> ScenariosPage:
    page = ScenariosPage(LabSurroundings(shore, shore.lab, bridge, look, icons))
    qtbot.addWidget(page)
    page.resize(1_116, 743)
    page.show()
    qtbot.waitUntil(lambda: not page.busy)
    return page


def _tour() -> Tour:
    return Tour(ToldStories().play("tide"))


def _playing(tour: Tour) -> bool:
    return tour.playing


def _played(page: ScenariosPage, qtbot: QtBot) -> Tour:
    page.narrator.play.click()
    qtbot.waitUntil(lambda: not page.busy)
    assert page.tour is not None
    return page.tour


def test_a_tour_glides_to_a_sentence_and_stops_there_to_be_read() -> None:
    tour = _tour()
    tour.play()
    tour.pass_time(350)
    assert (tour.index, tour.at_ms) == (-1, 200.0), "400 ms of the story are stretched to 700"
    tour.pass_time(350)
    assert (tour.index, tour.at_ms) == (0, 400.0)
    assert tour.frame.behind == 2
    tour.pass_time(999)
    assert tour.at_ms == 400.0
    tour.pass_time(1 + 700)
    assert (tour.index, tour.at_ms) == (1, 900.0)
    tour.pass_time(1_000 + SLOWEST_MS)
    assert tour.ended
    assert not _playing(tour)


def test_without_motion_a_tour_jumps_from_sentence_to_sentence() -> None:
    tour = _tour()
    tour.play()
    tour.pass_time(1, glides=False)
    assert tour.index == 0
    tour.pass_time(1_000, glides=False)
    tour.pass_time(1, glides=False)
    assert tour.index == 1


def test_next_and_back_lead_through_and_play_begins_again_after_the_end() -> None:
    tour = _tour()
    tour.next()
    tour.next()
    assert tour.index == 1
    tour.next()
    assert tour.ended
    tour.back()
    assert (tour.index, tour.ended) == (0, False)
    tour.next()
    tour.next()
    tour.play()
    assert (tour.index, tour.at_ms, tour.playing) == (-1, 0.0, True)


def test_choosing_a_story_tells_what_it_shows_and_plays_nothing(page: ScenariosPage) -> None:
    assert page.headline == "A tide"
    assert page.narrator.words.text() == "It comes."
    assert page.tour is None
    assert not page.recorder.report.isEnabled()
    assert not page.narrator.next.isEnabled()


def test_a_played_story_is_told_step_by_step(page: ScenariosPage, qtbot: QtBot) -> None:
    tour = _played(page, qtbot)
    assert _playing(tour)
    page.narrator.play.click()
    assert not _playing(tour)
    page.narrator.next.click()
    assert page.narrator.words.text() == "At 1."
    assert page.headline == "2 changes are saved and not yet in the feeds"
    assert page.subline == "A tide: step 1 of 2, at 0.4 s"
    page.narrator.next.click()
    assert (page.narrator.before.text(), page.narrator.words.text()) == ("At 1.", "At 3.")
    page.narrator.next.click()
    assert page.subline == "It went."
    assert page.narrator.play.text() == "Again"


def test_the_tour_goes_on_by_itself_while_it_is_seen(page: ScenariosPage, shore: Shore, qtbot: QtBot) -> None:
    tour = _played(page, qtbot)
    shore.clock.advance(700)
    page.refresh()
    assert tour.index == 0
    assert shore.lab.scenarios.stands == ("tide", 0)


def test_a_page_made_anew_stands_where_the_tour_stood(
    shore: Shore, bridge: AppBridge, look: Look, icons: Icons, qtbot: QtBot
) -> None:
    shore.lab.scenarios.stands = ("tide", 1)
    page = ScenariosPage(LabSurroundings(shore, shore.lab, bridge, look, icons))
    qtbot.addWidget(page)
    qtbot.waitUntil(lambda: not page.busy and page.tour is not None)
    assert page.narrator.words.text() == "At 3."


def test_enter_plays_the_chosen_story(page: ScenariosPage, qtbot: QtBot) -> None:
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.tour is not None)


def test_a_story_that_cannot_be_played_says_why(page: ScenariosPage, qtbot: QtBot) -> None:
    page.play("broken")
    qtbot.waitUntil(lambda: not page.busy)
    assert (page.headline, page.subline) == ("The story could not be played", "It cannot be played.")
    assert page.narrator.play.isEnabled()


def test_a_recording_is_begun_saved_and_listed(page: ScenariosPage, shore: Shore, qtbot: QtBot, tmp_path: Path) -> None:
    page.recorder.record.click()
    qtbot.waitUntil(lambda: page.headline == "Recording")
    assert page.recorder.record.text() == "Stop"
    page.recorder.stop_to(tmp_path / "mine.toml")
    qtbot.waitUntil(lambda: page.headline == "What you did is a story now")
    qtbot.waitUntil(lambda: not page.busy and page.list.items.rowCount() == 3)
    assert page.recorder.record.text() == "Record"
    assert page.subline == "1 step saved."
    chosen = page.list.chosen
    assert chosen is not None, "it is at hand to be played"
    assert chosen.name == str(tmp_path / "mine.toml")


def test_a_report_of_what_was_played_is_saved(page: ScenariosPage, shore: Shore, qtbot: QtBot, tmp_path: Path) -> None:
    _played(page, qtbot)
    page.recorder.report_to(tmp_path / "out.html")
    qtbot.waitUntil(lambda: page.headline == "The report is saved")
    assert shore.lab.scenarios.written == [tmp_path / "out.html"]


@pytest.mark.parametrize("width", [396, 720, 1_116])
def test_nothing_stands_beyond_the_page_or_upon_another_part(page: ScenariosPage, qtbot: QtBot, width: int) -> None:
    _played(page, qtbot)
    page.resize(width, 600)
    parts = (page._listed, page._sides_panel, page.narrator, page._lag_panel, page.end)
    cards = [part.card().toRect().translated(part.pos()) for part in parts]
    assert [card for card in cards if not page.body.rect().contains(card)] == [], page.body.rect()
    for number, card in enumerate(cards):
        assert not any(card.intersects(other) for other in cards[number + 1 :])


def test_every_control_has_a_name_and_is_reached_by_tab(page: ScenariosPage) -> None:
    controls = (
        page.list,
        page.narrator.back,
        page.narrator.play,
        page.narrator.next,
        page.recorder.record,
        page.recorder.report,
    )
    assert all(control.accessibleName() for control in controls)
    assert all(control.focusPolicy() & control.focusPolicy().TabFocus for control in controls)


@pytest.mark.parametrize("width", [396, 448, 1_116])
def test_the_headline_is_never_cut(page: ScenariosPage, qtbot: QtBot, width: int) -> None:
    _played(page, qtbot)
    page.resize(width, 700)
    for words in ("One change is saved and not yet in the feeds", "A balance: when not to use CQRS"):
        assert page.head_room >= QFontMetricsF(font(15, QFont.Weight.DemiBold)).horizontalAdvance(words)
    head = page.recorder.mapTo(page, page.recorder.rect().topLeft()).y() < HEAD_PX - 20
    assert head is (width > 600)
    assert page.recorder.record.isVisible()
