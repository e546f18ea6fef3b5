"""A click presses a button and leaves the keyboard where it was; Tab still reaches the button."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from app.settings import ThemeChoice
from ui.buttons import Kind, PillButton, keeps_ring, shows_ring, tab_to_chosen
from ui.icons import Icons
from ui.segmented import Segmented
from ui.sync_card.delay_slider import DelaySlider
from ui.theme import Look

REASON = Qt.FocusReason
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


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("kind", "ink", "y"), [("plain", "accent", 1), ("accent", "on_accent", 4)])
def test_the_ring_is_seen_on_every_kind_of_button(
    kind: Kind, ink: str, y: int, theme: ThemeChoice, qtbot: QtBot
) -> None:
    look = Look(theme, reduced_motion=True)
    button = PillButton(look, Icons(look), "Run", kind=kind, height=46)
    qtbot.addWidget(button)
    button.resize(button.sizeHint())
    button.show()
    button.activateWindow()
    qtbot.waitUntil(button.hasFocus)
    button.clearFocus()
    button.setFocus(REASON.TabFocusReason)
    at = QPoint(button.width() // 2, y)
    assert button.grab().toImage().pixelColor(at) == look.theme.color(ink)


def test_a_menu_gives_the_focus_back_as_it_was() -> None:
    for before in (True, False):
        assert shows_ring(REASON.PopupFocusReason, before) is before
        assert keeps_ring(REASON.PopupFocusReason, before) is before
    assert not shows_ring(REASON.MouseFocusReason, before=True)
    assert shows_ring(REASON.TabFocusReason, before=False)
    assert not keeps_ring(REASON.TabFocusReason, before=True)


def test_tab_comes_to_the_chosen_one_of_a_group_or_to_the_first(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    group = [QRadioButton(host) for _ in range(3)]
    stops = []
    for chosen in (None, 2, 1):
        if chosen is not None:
            group[chosen].setChecked(True)
        tab_to_chosen(group)
        stops.append([at for at, one in enumerate(group) if one.focusPolicy() & Qt.FocusPolicy.TabFocus])
    assert stops == [[0], [2], [1]]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_and_space_press_the_button_that_has_the_focus(key: Qt.Key, qtbot: QtBot) -> None:
    look = Look("light", reduced_motion=True)
    button = PillButton(look, Icons(look), "Run")
    qtbot.addWidget(button)
    button.show()
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    QTest.keyClick(button, key)
    assert len(pressed) == 1
    QTest.keyClick(button, key, Qt.KeyboardModifier.ControlModifier)
    assert len(pressed) == (2 if key == Qt.Key.Key_Space else 1), "Ctrl+Enter sends what is written"
