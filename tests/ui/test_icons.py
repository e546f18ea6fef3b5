"""Icons: the names we use exist, they wear the theme, and the package behind them is never imported."""

import subprocess
import sys

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from ui.icons import Icons
from ui.theme import DARK, Look

NAMES = ["heart", "heart-fill", "ph.chat-circle", "repeat", "bookmark-simple", "dots-three", "clock", "pause-fill"]


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_has_ink_of_the_colour_asked_for(qtbot: QtBot, name: str) -> None:
    image = Icons(Look("light")).pixmap(name, 20, QColor("#ff0000"), 2.0).toImage()
    assert image.width() == 40
    ink = [image.pixelColor(x, y) for x in range(40) for y in range(40) if image.pixelColor(x, y).alpha() > 250]
    assert ink
    assert all(color.red() == 255 and color.green() == 0 for color in ink)


def test_the_same_icon_is_drawn_once(qtbot: QtBot) -> None:
    icons = Icons(Look("light"))
    first = icons.pixmap("heart", 20, QColor("#102030"))
    assert icons.pixmap("heart", 20, QColor("#102030")).cacheKey() == first.cacheKey()


def test_a_button_icon_follows_the_theme(qtbot: QtBot) -> None:
    look = Look("light")
    icon = Icons(look).icon("house-fill", "accent")
    look.set_choice("dark")
    image = icon.pixmap(QSize(24, 24)).toImage()
    colors = {
        image.pixelColor(x, y).name() for x in range(24) for y in range(24) if image.pixelColor(x, y).alpha() == 255
    }
    assert DARK.accent in colors
    look.set_choice("light")


def test_an_unknown_name_is_a_mistake_told_at_once(qtbot: QtBot) -> None:
    with pytest.raises(KeyError):
        Icons(Look("light")).icon("no-such-icon")


def test_drawing_an_icon_does_not_import_qtawesome() -> None:
    script = (
        "import sys\nfrom PySide6.QtGui import QColor\nfrom PySide6.QtWidgets import QApplication\n"
        "app = QApplication([])\nfrom ui.icons import Icons\nfrom ui.theme import Look\n"
        "assert not Icons(Look('light')).pixmap('heart', 20, QColor('red')).isNull()\n"
        "sys.exit('qtawesome' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
