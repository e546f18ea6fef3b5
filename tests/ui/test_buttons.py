"""A click presses a button and leaves the keyboard where it was; Tab still reaches the button, and rings it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QCursor, QImage, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from app.settings import ThemeChoice
from ui.buttons import IconButton, PillButton, keeps_ring, shows_ring, tab_to_chosen
from ui.icons import Icons
from ui.lab.pipeline.shapes import ShapeChoice
from ui.segmented import Segmented
from ui.switch import Switch
from ui.sync_card.delay_slider import DelaySlider
from ui.theme import Look

REASON = Qt.FocusReason
Make = Callable[[Look, QWidget], QWidget]

CONTROLS: dict[str, Make] = {
    "a pill": lambda look, host: PillButton(look, Icons(look), "Pause", parent=host),
    "a segment": lambda look, host: Segmented(look, "Company", [("off", "Off")], host).segment("off"),
    "the slider": DelaySlider,
}


def _switched_on(look: Look, host: QWidget) -> QWidget:
    switch = Switch(look, "Keep order", host)
    switch.setChecked(True)
    return switch


def _chosen_tile(look: Look, host: QWidget) -> QWidget:
    choice = ShapeChoice(look, host)
    choice.show_shape("fixed")
    return choice.tiles["fixed"]


def _seen(control: QWidget, look: Look) -> QImage:
    """The control as it is painted on a card."""
    image = QImage(control.size(), QImage.Format.Format_RGB32)
    image.fill(look.theme.color("card"))
    control.render(image, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
    return image


def _contrast(one: QColor, other: QColor) -> float:
    """As the accessibility guidelines for the web define it."""

    def light(colour: QColor) -> float:
        parts = (colour.redF(), colour.greenF(), colour.blueF())
        red, green, blue = (one / 12.92 if one <= 0.04045 else float((one + 0.055) / 1.055) ** 2.4 for one in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


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


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "make",
    [
        lambda look, host: PillButton(look, Icons(look), "Save", kind="accent", parent=host),
        lambda look, host: IconButton(look, Icons(look), "Save", "x", kind="accent", parent=host),
        _switched_on,
        _chosen_tile,
    ],
    ids=["a pill", "a round button", "a switch that is on", "the chosen distribution"],
)
def test_the_ring_is_seen_also_on_the_accent(make: Make, theme: ThemeChoice, qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    look = Look(theme, reduced_motion=True)
    control = make(look, host)
    control.resize(control.sizeHint())
    field = QLineEdit(host)
    host.show()
    host.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    without = _seen(control, look)
    control.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(control.hasFocus)
    ringed = _seen(control, look)
    differing = sum(
        _contrast(without.pixelColor(x, y), ringed.pixelColor(x, y)) >= 3
        for x in range(without.width())
        for y in range(without.height())
    )
    assert differing >= control.width(), "a line of a contrast that can be seen"


def test_a_menu_gives_the_focus_back_as_it_was() -> None:
    look = Look("light", reduced_motion=True)
    for before in (True, False):
        assert shows_ring(REASON.PopupFocusReason, before, look) is before
        assert keeps_ring(REASON.PopupFocusReason, before) is before
    assert not shows_ring(REASON.MouseFocusReason, True, look)
    assert shows_ring(REASON.TabFocusReason, False, look)
    assert not keeps_ring(REASON.TabFocusReason, True)


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
