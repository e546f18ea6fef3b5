"""A click presses a button and leaves the keyboard where it was; Tab still reaches the button, and rings it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ui.buttons import PillButton
from ui.icons import Icons
from ui.segmented import Segmented
from ui.sync_card.delay_slider import DelaySlider
from ui.theme import Look

Make = Callable[[Look, QWidget], QWidget]

CONTROLS: dict[str, Make] = {
    "a pill": lambda look, host: PillButton(look, Icons(look), "Pause", parent=host),
    "a segment": lambda look, host: Segmented(look, "Company", [("off", "Off")], host).segment("off"),
    "the slider": DelaySlider,
}


@pytest.mark.parametrize("make", CONTROLS.values(), ids=CONTROLS)
def test_a_click_leaves_the_keyboard_where_it_was(make: Make, qtbot: QtBot) -> None:
    look = Look("light", reduced_motion=True)
    host = QWidget()
    qtbot.addWidget(host)
    field = QLineEdit(host)
    control = make(look, host)
    host.show()
    host.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    QTest.mouseClick(control, Qt.MouseButton.LeftButton)
    assert field.hasFocus()
    control.setFocus(Qt.FocusReason.TabFocusReason)
    assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert control.hasFocus()


def test_what_gets_the_focus_wears_a_ring_only_while_the_keyboard_leads(qtbot: QtBot) -> None:
    look = Look("light", reduced_motion=True)
    host = QWidget()
    qtbot.addWidget(host)
    first, second = (PillButton(look, Icons(look), words, parent=host) for words in ("Pause", "Step"))
    host.show()
    host.activateWindow()
    window = host.windowHandle()
    assert window is not None
    look.follow_presses(window)
    QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=QPoint(1, host.height() - 2))
    first.setFocus(Qt.FocusReason.OtherFocusReason)
    assert (first.hasFocus(), first.ringed) == (True, False)
    QTest.keyClick(window, Qt.Key.Key_Tab)
    assert (second.hasFocus(), second.ringed) == (True, True)
    first.setFocus(Qt.FocusReason.OtherFocusReason)
    assert first.ringed


def test_a_button_that_was_moved_from_under_the_pointer_is_hovered_no_more(qtbot: QtBot) -> None:
    look = Look("light", reduced_motion=True)
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(400, 100)
    row = QWidget(host)
    row.resize(200, 40)
    button = PillButton(look, Icons(look), "Back", parent=row)
    host.show()
    QCursor.setPos(button.mapToGlobal(button.rect().center()))
    button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    assert button.hovered
    row.move(200, 50)
    assert not button.hovered


def test_tab_comes_to_the_segment_that_applies(qtbot: QtBot) -> None:
    look = Look("light", reduced_motion=True)
    host = QWidget()
    qtbot.addWidget(host)
    field = QLineEdit(host)
    lens = Segmented(look, "Lens", [("1", "1x"), ("10", "10x"), ("100", "100x")], host)
    lens.show_value("10")
    host.show()
    host.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert lens.segment("10").hasFocus()
    QTest.keyClick(lens.segment("10"), Qt.Key.Key_Right)
    assert lens.segment("100").hasFocus()
    assert lens.value == "100"
