"""Pictures at full size: one after the other, with descriptions, fitted or pixel by pixel, read off this thread."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.media import MediaItem
from tests.ui.stage import Stage, set_up
from ui.lightbox import Lightbox
from ui.lightbox_shots import MOST_PIXELS, Shot, decoded


@pytest.fixture
def stage(tmp_path: Path, qtbot: QtBot) -> Iterator[Stage]:
    with set_up(tmp_path, qtbot, 800, 600) as stage:
        yield stage


@pytest.fixture
def items(stage: Stage, tmp_path: Path) -> tuple[MediaItem, ...]:
    made = []
    for number, (width, height) in enumerate(((1600, 1200), (300, 900), (64, 48))):
        image = QImage(width, height, QImage.Format.Format_RGB32)
        image.fill(QColor.fromHsv(number * 90, 160, 200))
        path = tmp_path / f"{number}.png"
        assert image.save(str(path))
        made.append(stage.shore.pictures.add_file(path))
    return (replace(made[0], alt="The harbour"), made[1], replace(made[2], alt="A buoy"))


@pytest.fixture
def lightbox(stage: Stage) -> Lightbox:
    lightbox = Lightbox(stage.shore, stage.bridge, stage.look, stage.icons, stage.window)
    lightbox.setGeometry(stage.window.rect())
    lightbox.show()
    return lightbox


def opened(lightbox: Lightbox, items: tuple[MediaItem, ...], qtbot: QtBot, index: int = 0) -> None:
    lightbox.open_pictures(items, index)
    qtbot.waitUntil(lambda: not lightbox.busy)


def test_it_opens_at_the_picture_asked_for_and_says_which(
    lightbox: Lightbox, items: tuple[MediaItem, ...], qtbot: QtBot
) -> None:
    with qtbot.waitSignal(lightbox.opened):
        lightbox.open_pictures(items, 2)
    qtbot.waitUntil(lambda: not lightbox.busy)
    assert lightbox.accessibleName() == "Picture 3 of 3: A buoy"
    assert lightbox.window().focusWidget() is lightbox


def test_arrows_go_on_and_stop_at_the_ends(lightbox: Lightbox, items: tuple[MediaItem, ...], qtbot: QtBot) -> None:
    opened(lightbox, items, qtbot)
    assert lightbox.previous.isHidden()
    QTest.keyClick(lightbox, Qt.Key.Key_Left)
    assert lightbox.item == items[0]
    QTest.keyClick(lightbox, Qt.Key.Key_Right)
    assert lightbox.accessibleName() == "Picture 2 of 3, without a description"
    QTest.keyClick(lightbox, Qt.Key.Key_End)
    assert lightbox.item == items[2]
    assert lightbox.next.isHidden()
    lightbox.previous.click()
    assert lightbox.item == items[1]


def test_one_picture_alone_has_no_arrows(lightbox: Lightbox, items: tuple[MediaItem, ...], qtbot: QtBot) -> None:
    opened(lightbox, items[:1], qtbot)
    assert lightbox.accessibleName() == "Picture: The harbour"
    assert lightbox.previous.isHidden()
    assert lightbox.next.isHidden()


def test_a_picture_is_fitted_and_a_small_one_not_blown_up(
    lightbox: Lightbox, items: tuple[MediaItem, ...], qtbot: QtBot
) -> None:
    opened(lightbox, items, qtbot)
    fitted = lightbox._fitted(items[0])
    assert fitted.width() <= 800
    assert fitted.height() <= 600
    assert abs(fitted.width() / fitted.height() - 4 / 3) < 0.01
    small = lightbox._fitted(items[2])
    assert (small.width(), small.height()) == (64, 48)


def test_space_shows_each_pixel_and_dragging_moves_it_within_the_view(
    lightbox: Lightbox, items: tuple[MediaItem, ...], qtbot: QtBot
) -> None:
    opened(lightbox, items, qtbot)
    QTest.keyClick(lightbox, Qt.Key.Key_Space)
    assert lightbox.zoomed
    assert lightbox.zoom.accessibleName() == "Fit into the window"
    qtbot.waitUntil(lambda: lightbox._shots.get(Shot(items[0].sha256, None)) is not None)
    before = QPointF(lightbox._offset)
    QTest.mousePress(lightbox, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(400, 300))
    QTest.mouseMove(lightbox, QPoint(350, 280))
    QTest.mouseRelease(lightbox, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(350, 280))
    assert lightbox.zoomed
    assert lightbox._offset - before == QPointF(-50, -20)
    lightbox._offset = QPointF(9_999, 9_999)
    lightbox._keep_in_view()
    assert lightbox._offset == QPointF(0, 0)
    QTest.keyClick(lightbox, Qt.Key.Key_Space)
    assert lightbox.zoom.accessibleName() == "Show at 100%"
    assert lightbox._shots.get(Shot(items[0].sha256, None)) is None


def test_a_press_on_the_picture_zooms_there_and_one_beside_it_closes(
    lightbox: Lightbox, items: tuple[MediaItem, ...], qtbot: QtBot
) -> None:
    opened(lightbox, items, qtbot, 1)
    middle = lightbox._fitted(items[1]).center().toPoint()
    QTest.mouseClick(lightbox, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
    assert lightbox.zoomed
    QTest.mouseClick(lightbox, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
    assert lightbox.zoom.accessibleName() == "Show at 100%"
    with qtbot.waitSignal(lightbox.closed):
        QTest.mouseClick(lightbox, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(120, 300))


def test_escape_closes_and_gives_the_memory_back(
    lightbox: Lightbox, items: tuple[MediaItem, ...], qtbot: QtBot
) -> None:
    opened(lightbox, items, qtbot)
    with qtbot.waitSignal(lightbox.closed):
        QTest.keyClick(lightbox, Qt.Key.Key_Escape)
    assert lightbox.item is None
    assert not lightbox._shots._ready


def test_a_file_that_is_missing_is_told_in_its_place(
    lightbox: Lightbox, stage: Stage, items: tuple[MediaItem, ...], qtbot: QtBot
) -> None:
    stage.shore.pictures.path(items[0].sha256).unlink()
    opened(lightbox, items, qtbot)
    assert "cannot be read" in lightbox._shots.problem(items[0].sha256)
    QTest.keyClick(lightbox, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: not lightbox.busy)
    assert not lightbox._shots.problem(items[1].sha256)


def test_the_neighbours_are_read_ahead(lightbox: Lightbox, items: tuple[MediaItem, ...], qtbot: QtBot) -> None:
    opened(lightbox, items, qtbot, 1)
    neighbours = [lightbox._shot(items[0], whole=False), lightbox._shot(items[2], whole=False)]
    qtbot.waitUntil(lambda: all(lightbox._shots.get(shot) is not None for shot in neighbours))


def test_a_huge_picture_is_decoded_smaller(stage: Stage, tmp_path: Path) -> None:
    image = QImage(7_000, 6_000, QImage.Format.Format_RGB32)
    image.fill(QColor("#3080c0"))
    path = tmp_path / "huge.png"
    assert image.save(str(path))
    item = stage.shore.pictures.add_file(path)
    whole = decoded(stage.shore.pictures, Shot(item.sha256, None), 1.0)
    assert whole.width() * whole.height() <= MOST_PIXELS * 1.01


def test_every_button_has_a_name(lightbox: Lightbox, items: tuple[MediaItem, ...], qtbot: QtBot) -> None:
    opened(lightbox, items, qtbot, 1)
    names = [
        button.accessibleName() for button in (lightbox.previous, lightbox.next, lightbox.zoom, lightbox.close_button)
    ]
    assert names == ["Previous picture", "Next picture", "Show at 100%", "Close"]


def test_nothing_is_offered_to_enlarge_once_it_has_room_enough(
    stage: Stage, items: tuple[MediaItem, ...], qtbot: QtBot
) -> None:
    lightbox = Lightbox(stage.shore, stage.bridge, stage.look, stage.icons, stage.window)
    lightbox.setGeometry(0, 0, 200, 150)
    opened(lightbox, items, qtbot, 1)
    lightbox.show()
    assert lightbox.zoom.isVisible()
    lightbox.resize(1_400, 1_200)
    assert not lightbox.zoom.isVisible()
