"""A layer is painted once, and anew when what it shows or its widget's size has changed."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.lab.layer import Layer


def _colour(picture: QPixmap, x: int) -> str:
    return picture.toImage().pixelColor(QPoint(x, 5)).name()


def test_it_paints_again_only_for_another_key_or_size(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(40, 10)
    layer = Layer(widget)
    painted: list[int] = []
    for key, width in ((1, 40), (1, 40), (2, 40), (2, 60), (2, 60)):
        widget.resize(width, 10)
        picture = layer.picture(key, lambda painter: painted.append(painter.device().width()))
        assert picture.width() == width
    assert painted == [40, 40, 60]


def test_what_lies_under_it_shows_through_and_what_was_there_before_is_gone(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(40, 10)
    ground, above = Layer(widget), Layer(widget)

    def blue(painter: QPainter) -> None:
        painter.fillRect(0, 0, 35, 10, Qt.GlobalColor.blue)

    def red_at(left: int) -> QPixmap:
        under = ground.picture("still", blue)
        return above.picture(left, lambda painter: painter.fillRect(left, 0, 10, 10, Qt.GlobalColor.red), under)

    assert [_colour(red_at(0), x) for x in (5, 25)] == ["#ff0000", "#0000ff"]
    assert [_colour(red_at(20), x) for x in (5, 25)] == ["#0000ff", "#ff0000"]
    assert _colour(ground.picture("still", blue), 25) == "#0000ff"
    assert red_at(0).toImage().pixelColor(QPoint(37, 5)).alpha() == 0, "what is behind the widget shows there"
