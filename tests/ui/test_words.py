"""Labels keep the colour they were given and take the height that their width asks for."""

from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.theme import LIGHT, Look
from ui.words import Words


def test_words_keep_their_colour_inside_a_scroll_area(qtbot: QtBot) -> None:
    area = QScrollArea()
    qtbot.addWidget(area)
    words = Words(Look("light"), "No posts yet", ink="muted", parent=area.viewport())
    assert words.palette().color(words.foregroundRole()) == LIGHT.color("muted")


def test_words_that_fit_into_one_line_take_one(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    words = Words(Look("light"), "Everything that feeds show, made anew from what was saved.", 13)
    column = QVBoxLayout(host)
    column.addWidget(words)
    assert words.sizeHint().height() > words.heightForWidth(600)
    assert column.heightForWidth(624) < words.sizeHint().height() + 24
