"""The theme: texts are readable in both appearances, and the application follows the choice."""

import time

import pytest
from PySide6.QtGui import QColor, QFont, QFontInfo
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from ui.theme import DARK, LIGHT, Look, Theme, font, load_fonts, palette

# (text token, background token): every pair in which words are painted.
PAIRS = [
    ("text", "background"),
    ("muted", "background"),
    ("accent", "background"),
    ("text", "card"),
    ("muted", "card"),
    ("accent", "card"),
    ("like", "card"),
    ("repost", "card"),
    ("badge", "card"),
    ("read_side", "card"),
    ("text", "hover"),
    ("muted", "hover"),
    ("accent", "hover"),
    ("like", "hover"),
    ("text", "chosen"),
    ("muted", "chosen"),
    ("accent", "chosen"),
    ("on_accent", "accent"),
    ("badge", "strip"),
    ("accent", "strip"),
    ("text", "standing"),
    ("muted", "standing"),
    ("accent", "standing"),
    ("badge", "standing"),
    ("repost", "standing"),
    ("like", "danger_button"),
    ("muted", "danger_button"),
    ("text", "danger_button"),
    ("accent", "accent_button"),
]


def luminance(color: QColor) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color.getRgbF()[:3]]  # type: ignore[index]
    return float(0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2])


def contrast(one: QColor, other: QColor) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def over(color: QColor, alpha: float, ground: QColor) -> QColor:
    mixed = [c * alpha + g * (1 - alpha) for c, g in zip(color.getRgbF()[:3], ground.getRgbF()[:3], strict=True)]  # type: ignore[index]
    return QColor.fromRgbF(*mixed)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_words_stand_out_from_their_ground(theme: Theme, text: str, ground: str) -> None:
    assert contrast(theme.color(text), theme.color(ground)) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("text", ["text", "muted"])
def test_tabs_stay_readable_over_the_water(theme: Theme, text: str) -> None:
    for color, alpha in theme.water[:2]:
        water = over(QColor(color), alpha, theme.color("background"))
        assert contrast(theme.color(text), water) >= 4.5


def test_an_unknown_system_appearance_is_light(qtbot: QtBot) -> None:
    assert Look("system").theme is LIGHT


def test_choosing_dark_dresses_the_application_and_rings_once(qtbot: QtBot, qapp: QApplication) -> None:
    look = Look("light")
    look.wear(qapp)
    rung: list[str] = []
    look.changed.connect(lambda: rung.append(look.theme.name))
    look.set_choice("dark")
    look.set_choice("dark")
    assert rung == ["dark"]
    assert qapp.palette().window().color() == DARK.color("background")
    look.set_choice("light")


def test_fields_menus_and_scrollbars_follow_the_theme_and_others_keep_their_rules(
    qtbot: QtBot, qapp: QApplication
) -> None:
    look = Look("light")
    look.wear(qapp)
    field, own = QLineEdit(), QLineEdit()
    own.setStyleSheet("QLineEdit { border: none; }")
    for widget in (field, own):
        qtbot.addWidget(widget)
        widget.show()
    assert LIGHT.border in field.styleSheet()
    look.set_choice("dark")
    assert DARK.border in field.styleSheet()
    assert own.styleSheet() == "QLineEdit { border: none; }"
    assert not qapp.styleSheet()
    look.set_choice("light")


def test_reduced_motion_rings_only_when_it_changes(qtbot: QtBot) -> None:
    look = Look("light", reduced_motion=True)
    rung: list[bool] = []
    look.motion_changed.connect(lambda: rung.append(look.reduced_motion))
    look.set_reduced_motion(True)
    look.set_reduced_motion(False)
    assert rung == [False]


def test_inter_comes_with_the_program_in_real_weights(qtbot: QtBot) -> None:
    assert load_fonts()
    assert QFontInfo(font(15)).family() == "Inter"
    assert QFontInfo(font(15, QFont.Weight.DemiBold)).weight() == QFont.Weight.DemiBold


def test_the_palette_has_a_colour_for_disabled_text(qtbot: QtBot) -> None:
    made = palette(DARK)
    group, role = made.ColorGroup.Disabled, made.ColorRole.Text
    assert made.color(group, role) == DARK.color("muted")


def test_a_switch_of_an_empty_window_takes_no_noticeable_time(qtbot: QtBot, qapp: QApplication) -> None:
    look = Look("light")
    look.wear(qapp)
    started = time.perf_counter()
    look.set_choice("dark")
    assert time.perf_counter() - started < 0.1
    look.set_choice("light")
