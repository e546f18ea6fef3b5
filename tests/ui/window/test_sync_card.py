"""The sync card drives the read side, shows what is parked, and rests while it is hidden."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.consistency.visible import LagReading
from app.read_model.documents import ParkedEvent
from app.signals import Projected
from tests.ui.shore import Shore
from ui.app_bridge import AppBridge
from ui.icons import Icons
from ui.sync_card.card import SyncCard
from ui.sync_card.delay_slider import STOPS_MS
from ui.theme import Look

FAILED = ParkedEvent(1_481, "post:1", "The post it names does not exist.", 0, summary="Jonas likes a post")
BEHIND = ParkedEvent(1_482, "post:1", "", 0, blocked_by=1_481)
OTHER = ParkedEvent(1_490, "post:2", "Its payload is broken.", 0, summary="Lena edits a post")


class Controls:
    """Records what the card asks of the read side."""

    def __init__(self, shore: Shore, monkeypatch: pytest.MonkeyPatch) -> None:
        self.retried: list[int] = []
        self.discarded: list[int] = []
        self.stepped: list[int] = []
        self.held: tuple[ParkedEvent, ...] = ()
        self._shore = shore
        monkeypatch.setattr(shore.read_side, "retry", self.retried.append)
        monkeypatch.setattr(shore.read_side, "discard", self.discarded.append)
        monkeypatch.setattr(shore.read_side, "step", self.stepped.append)
        monkeypatch.setattr(shore.read_side, "parked", self.parked)

    def parked(self) -> Sequence[ParkedEvent]:
        return self.held

    def park(self, *events: ParkedEvent) -> None:
        self.held = events
        self._shore.signals.projected.send(what=Projected(1, parked=True))


@pytest.fixture
def controls(shore: Shore, monkeypatch: pytest.MonkeyPatch) -> Controls:
    return Controls(shore, monkeypatch)


@pytest.fixture
def card(shore: Shore, controls: Controls, bridge: AppBridge, look: Look, icons: Icons, host: QWidget) -> SyncCard:
    card = SyncCard(shore, bridge, look, icons, host)
    card.resize(272, 760)
    card.show()
    return card


def button(card: SyncCard, name: str) -> QPushButton:
    return next(one for one in card.findChildren(QPushButton) if one.accessibleName() == name)


def test_the_slider_slows_the_read_side_at_each_of_its_stops(card: SyncCard, shore: Shore, qtbot: QtBot) -> None:
    seen = [shore.read_side.state().delay_ms]
    for _press in STOPS_MS[1:]:
        QTest.keyClick(card.slider, Qt.Key.Key_Right)
        seen.append(shore.read_side.state().delay_ms)
    assert tuple(seen) == STOPS_MS


def test_a_press_on_the_track_goes_to_the_nearest_stop(card: SyncCard, shore: Shore, qtbot: QtBot) -> None:
    QTest.mouseClick(card.slider, Qt.MouseButton.LeftButton, pos=QPoint(card.slider.width() - 14, 14))
    assert shore.read_side.state().delay_ms == 10_000


def test_a_delay_set_elsewhere_moves_the_slider_and_is_not_set_again(
    card: SyncCard, shore: Shore, qtbot: QtBot
) -> None:
    with qtbot.assertNotEmitted(card.slider.delay_chosen, wait=50):
        shore.read_side.set_delay(3_000)
        qtbot.waitUntil(lambda: card.slider.value() == STOPS_MS.index(3_000))


def test_step_waits_for_pause_and_pause_becomes_resume(
    card: SyncCard, controls: Controls, shore: Shore, qtbot: QtBot
) -> None:
    assert not card.step.isEnabled()
    QTest.mouseClick(card.pause, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(card.step.isEnabled)
    assert card.pause.text() == "Resume"
    QTest.mouseClick(card.step, Qt.MouseButton.LeftButton)
    assert controls.stepped == [1]
    QTest.mouseClick(card.pause, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not card.step.isEnabled())
    assert not shore.read_side.state().paused


def test_while_another_process_projects_its_delay_is_not_ours_to_set(
    card: SyncCard, shore: Shore, qtbot: QtBot
) -> None:
    shore.read_side.become(elsewhere=True)
    qtbot.waitUntil(lambda: not card.slider.isEnabled())


def test_company_is_chosen_among_three(card: SyncCard, shore: Shore, qtbot: QtBot) -> None:
    assert card.company.value == "off"
    QTest.mouseClick(card.company.segment("lively"), Qt.MouseButton.LeftButton)
    assert shore.company.level == "lively"
    lively = QAccessible.queryAccessibleInterface(card.company.segment("lively"))
    assert lively.role() == QAccessible.Role.RadioButton
    assert lively.state().checked


def test_parked_events_are_listed_with_reason_count_and_both_ways_out(
    card: SyncCard, controls: Controls, qtbot: QtBot
) -> None:
    assert not card.parked.isVisible()
    controls.park(FAILED, BEHIND)
    qtbot.waitUntil(card.parked.isVisible)
    QTest.mouseClick(button(card, "Retry: Jonas likes a post"), Qt.MouseButton.LeftButton)
    assert controls.retried == [1_481]
    controls.park()
    qtbot.waitUntil(lambda: not card.parked.isVisible())


def test_discarding_one_that_nothing_waits_for_needs_no_question(
    card: SyncCard, controls: Controls, qtbot: QtBot
) -> None:
    controls.park(OTHER)
    qtbot.waitUntil(card.parked.isVisible)
    QTest.mouseClick(button(card, "Discard: Lena edits a post"), Qt.MouseButton.LeftButton)
    assert controls.discarded == [1_490]


def test_discarding_many_is_asked_first(card: SyncCard, controls: Controls, host: QWidget, qtbot: QtBot) -> None:
    controls.park(FAILED, BEHIND, OTHER)
    qtbot.waitUntil(card.parked.isVisible)
    QTest.mouseClick(button(card, "Discard all"), Qt.MouseButton.LeftButton)
    question = host.findChild(QMessageBox)
    assert isinstance(question, QMessageBox)
    assert controls.discarded == []
    assert "all 2 events" in question.text()
    agree = next(one for one in question.buttons() if one.text() == "Discard 2")
    QTest.mouseClick(agree, Qt.MouseButton.LeftButton)
    assert controls.discarded == [1_481, 1_490]


def test_a_screen_reader_hears_the_figures(card: SyncCard, shore: Shore, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = LagReading(1_482, 1_485, 3, 2_400.0, 3_000.0, 3_400.0, (1.0,), 0, 0)
    monkeypatch.setattr(shore.lag, "reading", lambda: reading)
    card.refresh()
    figures = QAccessible.queryAccessibleInterface(card.figures)
    assert "read position 1,482, write position 1,485" in figures.text(QAccessible.Text.Description)
    slider = QAccessible.queryAccessibleInterface(card.slider)
    assert slider.role() == QAccessible.Role.Slider
    assert slider.text(QAccessible.Text.Name) == "Slow the read side by"


def test_a_hidden_card_asks_for_nothing(
    card: SyncCard, shore: Shore, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    asked: list[int] = []
    reading = shore.lag.reading()

    def read() -> LagReading:
        asked.append(1)
        return reading

    monkeypatch.setattr(shore.lag, "reading", read)
    qtbot.waitUntil(lambda: len(asked) > 1)
    card.hide()
    asked.clear()
    qtbot.wait(300)
    assert not asked
