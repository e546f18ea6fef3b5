"""The guarantees page: its headline says what holds now, each violation has its witness, files come and go."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.consistency.history import Apply, Read, Record, SeenRead, Write
from app.consistency.session_guarantees import SessionGuarantees
from app.consistency.verdicts import Verdict
from app.lab.readings.guarantees import GuaranteesReading
from tests.ui.shore import Shore
from ui.app_bridge import AppBridge
from ui.icons import Icons
from ui.lab.guarantees.page import GuaranteesPage
from ui.lab.guarantees.wording import headline
from ui.lab.page import LabSurroundings
from ui.theme import Look

WRITTEN: tuple[Record, ...] = (Apply("read store", 0, 0, 0.0), Write("person:1", 1, ("post:1",), 1.0, 2.0))


def after(*records: Record) -> Verdict:
    checker = SessionGuarantees()
    for record in (*WRITTEN, *records):
        checker.take(record)
    return checker.verdict()


def read(cursor: int, start: float = 3.0) -> Read:
    return Read("person:1", "read store", ("post:1",), start, start + 1, cursor)


def saw(cursor: int, *shown: int, start: float = 3.0) -> SeenRead:
    return SeenRead("person:1", "read store", ("post:1",), start, start + 1, cursor, shown=shown)


@pytest.fixture
def page(shore: Shore, bridge: AppBridge, look: Look, icons: Icons, qtbot: QtBot) -> GuaranteesPage:
    page = GuaranteesPage(LabSurroundings(shore, shore.lab, bridge, look, icons))
    qtbot.addWidget(page)
    page.resize(1_116, 743)
    page.show()
    return page


def tell(shore: Shore, page: GuaranteesPage, verdict: Verdict) -> None:
    shore.lab.guarantees.now = GuaranteesReading(verdict)
    page.refresh()


@pytest.mark.parametrize(
    ("records", "words"),
    [
        ((read(1), saw(1)), "All four promises hold: 1 read checked"),
        ((read(0), saw(0)), "You missed your own write once"),
        ((read(0), saw(0), read(0), saw(0)), "You missed your own write 2 times"),
        ((read(0), saw(0, 1)), "The store broke a promise once, and you saw none of it"),
        ((), "Nothing was read yet"),
    ],
)
def test_the_headline_says_what_holds_now(records: tuple[Record, ...], words: str) -> None:
    assert headline(GuaranteesReading(after(*records)))[0] == words


def test_before_anything_happens_it_says_so_and_offers_to_break_one(shore: Shore, page: GuaranteesPage) -> None:
    assert page.headline == "Nothing was read yet"
    assert page._nothing.isVisible()
    QTest.mouseClick(page.breaking, Qt.MouseButton.LeftButton)
    assert page.headline == "Now like or post something, and look"
    assert page.breaking.text() == "Put back"
    QTest.mouseClick(page.breaking, Qt.MouseButton.LeftButton)
    assert page.breaking.accessibleName() == "Break one"
    assert not shore.lab.guarantees.now.breaking


def test_a_violation_is_listed_with_its_sentence_and_its_witness(shore: Shore, page: GuaranteesPage) -> None:
    tell(shore, page, after(read(0), saw(0), Apply("read store", 1, 1, 9.0)))
    assert page.list.chosen is not None
    assert page.sentence.text() == page.list.chosen.sentence
    assert page.timeline.accessibleName() == "Witness: Saved as 1, Read at 0, +1 ms, Applied 1, +7 ms"
    assert not page._nothing.isVisible()


def test_each_promise_says_how_it_stands_to_a_screen_reader(shore: Shore, page: GuaranteesPage) -> None:
    tell(shore, page, after(read(0), saw(0, 1)))
    names = {cell.accessibleName() for cell in page.promises._cells.values()}
    assert "You see what you saved, the store: broken once, of 1" in names
    assert "You see what you saved, what you saw: holds, 1 checked" in names


def test_a_chosen_violation_stays_chosen_when_another_happens(shore: Shore, page: GuaranteesPage) -> None:
    tell(shore, page, after(read(0), saw(0)))
    page.list.setCurrentIndex(page.list.items.index(1))
    chosen = page.list.chosen
    tell(shore, page, after(read(0), saw(0), read(0, 5.0)))
    assert page.list.chosen == chosen
    assert page.list.items.rowCount() == 3


def test_a_history_from_a_file_is_shown_until_one_goes_back(
    shore: Shore, page: GuaranteesPage, tmp_path: Path, qtbot: QtBot
) -> None:
    tell(shore, page, after(read(1), saw(1)))
    file = tmp_path / "other.edn"
    file.touch()
    page.check_file(file)
    qtbot.waitUntil(lambda: not page.busy)
    assert page.headline == "other.edn: all four promises hold"
    QTest.mouseClick(page.back, Qt.MouseButton.LeftButton)
    assert page.headline == "All four promises hold: 1 read checked"


def test_a_history_is_judged_in_the_head_also_right_after_an_export(
    page: GuaranteesPage, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "other.edn"
    file.touch()
    page.export_to(file, "elle-seen")
    qtbot.waitUntil(lambda: not page.busy)
    page.check_file(file)
    qtbot.waitUntil(lambda: not page.busy)
    assert page.headline.startswith("other.edn: ")


def test_a_file_that_cannot_be_read_is_told_in_the_head(page: GuaranteesPage, tmp_path: Path, qtbot: QtBot) -> None:
    page.check_file(tmp_path / "nothing.json")
    qtbot.waitUntil(lambda: not page.busy)
    assert page.headline == "Nothing was checked or written"
    assert page.subline == "nothing.json cannot be read; nothing was checked."


def test_a_long_check_says_how_far_it_is_and_the_same_button_stops_it(
    shore: Shore, page: GuaranteesPage, tmp_path: Path, qtbot: QtBot
) -> None:
    tell(shore, page, after(read(1), saw(1)))
    shore.lab.guarantees.checks.clear()
    file = tmp_path / "big.json"
    file.touch()
    page.check_file(file)
    qtbot.waitUntil(lambda: page.headline == "Checking big.json: 25% of 1,000 MB")
    tell(shore, page, after(read(1), saw(1), read(1)))
    assert page.headline.startswith("Checking big.json"), "what is read meanwhile does not take its place"
    assert page.import_.text() == "Stop"
    assert not page.export.isEnabled()
    QTest.mouseClick(page.import_, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not page.busy)
    assert page.headline == "All four promises hold: 2 reads checked"
    assert page.import_.text() == "Import…"
    assert page.export.isEnabled()


def test_a_check_under_way_does_not_keep_the_window_from_closing(
    shore: Shore, page: GuaranteesPage, bridge: AppBridge, tmp_path: Path
) -> None:
    shore.lab.guarantees.checks.clear()
    file = tmp_path / "big.json"
    file.touch()
    page.check_file(file)
    bridge.close()
    assert bridge.closed


def test_the_history_is_exported_in_the_chosen_form(
    shore: Shore, page: GuaranteesPage, tmp_path: Path, qtbot: QtBot
) -> None:
    page.export_to(tmp_path / "out.edn", "elle-seen")
    qtbot.waitUntil(lambda: not page.busy)
    assert shore.lab.guarantees.exported == [(tmp_path / "out.edn", "elle-seen")]
    assert page.headline == "The history is in out.edn"


@pytest.mark.parametrize("width", [396, 720, 1_116, 1_816])
def test_nothing_stands_outside_its_panel(shore: Shore, page: GuaranteesPage, width: int) -> None:
    tell(shore, page, after(read(0), saw(0)))
    page.resize(width, 600)
    for panel, parts in (
        (page.promises, [page.breaking, *page.promises._cells.values()]),
        (page._broken, [page.list, page.sentence, page.timeline]),
    ):
        card = panel.card().toRect()
        assert all(card.contains(part.geometry()) for part in parts), width


def test_rollbacks_are_told_beside_the_violations() -> None:
    verdict = replace(after(read(0), saw(0)), rollbacks=1)
    assert "1 change shown ahead, then refused." in headline(GuaranteesReading(verdict))[1]


def test_writes_that_waited_too_long_to_be_checked_are_told() -> None:
    verdict = replace(after(read(1), saw(1)), forgotten=2)
    assert "2 writes forgotten that waited too long" in headline(GuaranteesReading(verdict))[1]
