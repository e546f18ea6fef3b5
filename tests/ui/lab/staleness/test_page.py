"""The tab 'Staleness' in a window: live curves, the marker by mouse and keys, and questions about copies."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.lab.readings.staleness import CopiesAsked
from tests.ui.lab.staleness.readings import measured
from tests.ui.shore import Shore
from ui.app_bridge import AppBridge
from ui.icons import Icons
from ui.lab.page import LabSurroundings
from ui.lab.staleness.copies_panel import OWN_EXAMPLE
from ui.lab.staleness.fresh_chart import steps
from ui.lab.staleness.page import StalenessPage
from ui.theme import Look


@pytest.fixture
def page(shore: Shore, bridge: AppBridge, look: Look, icons: Icons, qtbot: QtBot) -> StalenessPage:
    shore.lab.staleness.now = measured(waiting=3)
    page = StalenessPage(LabSurroundings(shore, shore.lab, bridge, look, icons))
    qtbot.addWidget(page)
    page.resize(1_116, 743)
    page.show()
    qtbot.waitUntil(lambda: not page.busy)
    return page


def _shown(page: StalenessPage, qtbot: QtBot, words: str) -> None:
    qtbot.waitUntil(lambda: page.headline == words)


def test_what_is_measured_is_shown_and_read_anew(page: StalenessPage, shore: Shore, qtbot: QtBot) -> None:
    assert page.headline == "100 ms after a write, almost every reader sees it"
    assert page.chart.accessibleDescription().endswith("3 writes still on the way")
    assert page.verdict.accessibleName() == "Read side: Keeps up, looked 300 ms ago"
    shore.lab.staleness.now = replace(measured(), paused=True)
    _shown(page, qtbot, "Paused: no reader sees what is written")


def test_the_marker_follows_the_mouse_and_the_arrow_keys(page: StalenessPage, qtbot: QtBot) -> None:
    axes = page.chart.axes
    at = axes.at(20, 0.5)
    # Sent by itself: where the pointer of the machine already lies there, moving it would ring nothing.
    none = Qt.MouseButton.NoButton
    over = page.chart.mapToGlobal(at)
    move = QMouseEvent(QEvent.Type.MouseMove, at, over, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(page.chart, move)
    _shown(page, qtbot, "20 ms after a write, 2 of 10 readers see it")
    page.chart.setFocus()
    QTest.keyClick(page.chart, Qt.Key.Key_Right)
    _shown(page, qtbot, "22 ms after a write, 2 of 10 readers see it")
    QTest.keyClick(page.chart, Qt.Key.Key_Home)
    _shown(page, qtbot, "Right after a write, no reader sees it yet")
    assert "the newest: 0%" in page.versions.accessibleDescription()


def test_a_step_asks_anew_and_neither_r_nor_w_can_pass_n(page: StalenessPage, shore: Shore, qtbot: QtBot) -> None:
    asked = shore.lab.staleness.asked
    assert asked == [CopiesAsked()]
    copies = page.copies
    copies.w.setFocus()
    QTest.keyClick(copies.w, Qt.Key.Key_Right)
    QTest.keyClick(copies.w, Qt.Key.Key_Right)
    QTest.keyClick(copies.w, Qt.Key.Key_Right)
    assert copies.question == CopiesAsked(3, 3, 1, "disk", OWN_EXAMPLE)
    QTest.mouseClick(copies.n, Qt.MouseButton.LeftButton, pos=QPoint(12, copies.n.height() - 18))
    qtbot.waitUntil(lambda: not page.busy)
    assert asked[-1] == CopiesAsked(2, 2, 1, "disk", OWN_EXAMPLE)
    assert copies.accessibleDescription().startswith("43.9% fresh at 0 ms, 92.5% fresh at 10 ms")


def test_own_latencies_are_typed_and_a_mistake_is_told_in_its_place(
    page: StalenessPage, shore: Shore, qtbot: QtBot
) -> None:
    copies = page.copies
    copies.speeds.segment("own").click()
    assert copies.own.isVisible()
    shore.lab.staleness.refuses = "Your text, w: the weights p sum to 0.9, not to 1."
    copies.own.setPlainText("w = []")
    qtbot.waitUntil(lambda: copies.question.own == "w = []")
    qtbot.waitUntil(lambda: copies.accessibleDescription() == shore.lab.staleness.refuses)
    copies.speeds.segment("ssd").click()
    assert copies.own.isHidden()


@pytest.mark.parametrize("width", [396, 480, 720, 1_116, 1_916])
def test_every_part_finds_its_place(page: StalenessPage, width: int) -> None:
    page.resize(width, 600)
    body = page.body.rect()
    for part in (page.chart, page.versions, page.copies):
        assert body.contains(part.geometry()), part
    for inner in (page.copies.n, page.copies.r, page.copies.speeds, page.copies.own):
        assert page.copies.rect().contains(inner.geometry()), inner


def test_a_curve_that_is_not_known_to_the_end_of_the_axis_ends_where_it_is_known() -> None:
    _low, fresh, _high = steps(measured().measured, 200, 100)
    assert fresh[-1] == (100.0, 1.0)
    assert steps(measured().measured, 50, 100)[1][-1][1] == pytest.approx(0.5)
