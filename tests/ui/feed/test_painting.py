"""What several views paint with: initials, covers, shadows, waves."""

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath
from pytestqt.qtbot import QtBot

from ui.painting import avatar, covering, initials, paint_shadow, rounded
from ui.painting_wave import half_waves, paint_wave
from ui.theme import LIGHT


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Maya Okafor", "MO"),
        ("Jonas von und zu Reiter", "JR"),
        ("lena", "L"),
        ("  ", "?"),
        ("👋 Noa", "N"),
        ("נועה לוי", "נל"),
        ("4ever (young)", "4Y"),
    ],
)
def test_initials_are_of_the_first_and_the_last_name(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_the_same_person_always_looks_the_same(qtbot: QtBot) -> None:
    assert avatar(7, "Maya Okafor", 44, 1.0).cacheKey() == avatar(7, "Maya Okafor", 44, 1.0).cacheKey()
    assert avatar(7, "Maya Okafor", 44, 2.0).width() == 88


@pytest.mark.parametrize(
    ("source", "size"),
    [((1200, 800), (512, 341)), ((800, 1200), (512, 768)), ((10, 10), (512, 512)), ((0, 5), (512, 300))],
)
def test_a_picture_covers_its_place_in_its_own_proportions(source: tuple[int, int], size: tuple[int, int]) -> None:
    width, height = covering(*source, 512, 300)
    assert width >= 512
    assert height >= 300
    assert (width, height) == size


def test_corners_are_cut_round_and_the_middle_is_kept(qtbot: QtBot) -> None:
    image = QImage(100, 80, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    made = rounded(image, 60, 40, 12)
    assert (made.width(), made.height()) == (60, 40)
    assert made.pixelColor(0, 0).alpha() == 0
    assert made.pixelColor(30, 20).red() == 255


def painted(paint: object) -> QImage:
    image = QImage(200, 200, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint(painter)  # type: ignore[operator]
    painter.end()
    return image


def test_a_shadow_falls_below_and_fades_away_from_the_card(qtbot: QtBot) -> None:
    card = QRectF(60, 40, 80, 80)
    image = painted(lambda painter: paint_shadow(painter, card, LIGHT, 1.0))
    below = [image.pixelColor(100, y).alpha() for y in (122, 130, 140, 150)]
    assert below == sorted(below, reverse=True)
    assert below[0] > image.pixelColor(100, 36).alpha() > 0
    assert image.pixelColor(100, 80).alpha() == 0, "nothing is painted under the card"


def test_a_shadow_is_the_same_on_both_sides(qtbot: QtBot) -> None:
    image = painted(lambda painter: paint_shadow(painter, QRectF(60, 40, 80, 80), LIGHT, 1.0))
    for reach in (2, 8, 16):
        left, right = image.pixelColor(59 - reach, 90).alpha(), image.pixelColor(140 + reach, 90).alpha()
        assert abs(left - right) <= 1


@pytest.mark.parametrize(("width", "count"), [(2, 2), (12, 2), (18, 3), (100, 17)])
def test_a_wave_has_whole_half_waves(width: float, count: int) -> None:
    assert half_waves(width) == count


def test_a_wave_leaves_descenders_free_and_drains_from_the_left(qtbot: QtBot) -> None:
    accent = LIGHT.color("accent")
    hole = QPainterPath()
    hole.addRect(QRectF(80, 90, 20, 20))
    whole = painted(lambda painter: paint_wave(painter, 50, 100, 100, accent, descenders=hole))
    assert _ink(whole, 55, 75) > 0
    assert _ink(whole, 83, 97) == 0
    draining = painted(lambda painter: paint_wave(painter, 50, 100, 100, accent, drained=0.5))
    assert _ink(draining, 50, 95) == 0
    assert _ink(draining, 105, 150) > 0


def _ink(image: QImage, left: int, right: int) -> int:
    return sum(
        image.pixelColor(QPointF(x, y).toPoint()).alpha() > 150 for x in range(left, right) for y in range(96, 106)
    )
