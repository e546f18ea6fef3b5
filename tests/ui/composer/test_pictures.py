"""Pictures of a post: taken in many ways, prepared in the pool, described, ordered, refused with a sentence."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.commands import CreatePost
from tests.ui.shore import Shore
from ui.composer.composer import Composer

COPY, MOVE = Qt.DropAction.CopyAction, Qt.DropAction.MoveAction
LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def image_of(color: str) -> QImage:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor(color))
    return image


def file_of(path: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    return data


def drop(data: QMimeData) -> QDropEvent:
    return QDropEvent(QPointF(20, 20), MOVE | COPY, data, LEFT, PLAIN)


def prepared(composer: Composer, qtbot: QtBot, count: int) -> None:
    qtbot.waitUntil(lambda: len(composer.tray.items) == count and not composer.tray.preparing)


def test_a_picture_goes_with_the_post_with_its_description(
    composer: Composer, shore: Shore, photograph: Path, qtbot: QtBot
) -> None:
    composer.open_new()
    composer.field.insertPlainText("Look")
    composer.tray.add([photograph])
    assert not composer.send.isEnabled()
    assert "being prepared" in composer.send.accessibleDescription()
    prepared(composer, qtbot, 1)
    QTest.keyClicks(composer.tray.alt, "The harbour at noon")
    composer.writer.send()
    command = shore.sent[0][0]
    assert isinstance(command, CreatePost)
    (item,) = command.media
    assert (item.alt, item.width, item.height) == ("The harbour at noon", 320, 200)
    assert shore.pictures.exists(item.sha256)
    assert not composer.tray.items


def test_a_picture_is_dropped_as_a_file_and_pasted_as_a_picture(
    composer: Composer, photograph: Path, qtbot: QtBot
) -> None:
    composer.open_new()
    dropped = file_of(photograph)
    QApplication.sendEvent(composer, QDragEnterEvent(QPoint(20, 20), COPY, dropped, LEFT, PLAIN))
    QApplication.sendEvent(composer, drop(dropped))
    prepared(composer, qtbot, 1)
    pasted = QMimeData()
    pasted.setImageData(image_of("#c04020"))
    composer.field.insertFromMimeData(pasted)
    prepared(composer, qtbot, 2)
    assert composer.field.words == ""


@pytest.mark.parametrize("over", ["the sheet", "the words"])
def test_a_file_is_taken_as_a_copy_since_its_owner_would_delete_what_is_moved(
    composer: Composer, photograph: Path, over: str
) -> None:
    composer.open_new()
    target = composer if over == "the sheet" else composer.field.viewport()
    data, at, actions, button, plain = file_of(photograph), QPoint(20, 20), MOVE | COPY, LEFT, PLAIN
    for event in (
        QDragEnterEvent(at, actions, data, button, plain),
        QDragMoveEvent(at, actions, data, button, plain),
        drop(data),
    ):
        event.setDropAction(MOVE)
        QApplication.sendEvent(target, event)
        assert event.isAccepted()
        assert event.dropAction() == COPY
        assert composer.drop_frame.isHidden() is (type(event) is QDropEvent)
    assert composer.field.hasFocus(), "one goes on writing"


def test_what_leaves_again_takes_its_frame_with_it(composer: Composer, photograph: Path) -> None:
    composer.open_new()
    data = file_of(photograph)
    QApplication.sendEvent(composer, QDragEnterEvent(QPoint(20, 20), COPY, data, LEFT, PLAIN))
    assert composer.drop_frame.geometry() == composer.rect()
    QApplication.sendEvent(composer, QDragLeaveEvent())
    assert composer.drop_frame.isHidden()


def test_a_fifth_picture_is_refused_with_a_sentence_that_stays(
    composer: Composer, photograph: Path, qtbot: QtBot
) -> None:
    composer.open_new()
    composer.tray.add([photograph] * 5)
    assert len(composer.tray.tiles()) == 4
    prepared(composer, qtbot, 4)
    assert composer.problem.words == "A post carries at most 4 pictures; this one was not added."


def test_a_text_file_named_png_is_refused_and_the_others_stay(
    composer: Composer, photograph: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    words = tmp_path / "words.png"
    words.write_text("no picture at all")
    composer.open_new()
    composer.tray.add([words, photograph])
    prepared(composer, qtbot, 1)
    assert "none of them by its content" in composer.problem.words
    assert len(composer.tray.tiles()) == 1


def test_what_cannot_be_used_keeps_no_place_from_what_can(
    composer: Composer, photograph: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    words = tmp_path / "words.png"
    words.write_text("no picture at all")
    composer.open_new()
    composer.tray.add([words, words, photograph, photograph, photograph, photograph, photograph])
    prepared(composer, qtbot, 4)


def test_pictures_change_places_by_button_by_keyboard_and_by_dragging(composer: Composer, qtbot: QtBot) -> None:
    composer.open_new()
    composer.tray.add([image_of(color) for color in ("#ff0000", "#00ff00", "#0000ff")])
    prepared(composer, qtbot, 3)
    red, green, blue = composer.tray.items
    tiles = composer.tray.tiles()
    tiles[0].right.click()
    assert composer.tray.items == (green, red, blue)
    QTest.keyClick(composer.tray.tiles()[2], Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert composer.tray.items == (green, blue, red)
    first = composer.tray.tiles()[0]
    first.dragged.emit(5_000.0)
    first.dropped.emit()
    assert composer.tray.items == (blue, red, green)
    assert first.left.isVisible()
    assert first.right.isHidden()


def test_a_picture_is_taken_out_by_button_or_by_delete_and_the_focus_stays_near(
    composer: Composer, qtbot: QtBot
) -> None:
    composer.open_new()
    composer.tray.add([image_of("#ff0000"), image_of("#00ff00")])
    prepared(composer, qtbot, 2)
    red, green = composer.tray.items
    first, second = composer.tray.tiles()
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Delete)
    assert composer.tray.items == (green,)
    assert composer.window().focusWidget() is second
    second.remove.click()
    assert composer.tray.isHidden()
    assert red != green


def test_a_picture_without_description_is_reminded_of_and_never_forced(
    composer: Composer, shore: Shore, photograph: Path, qtbot: QtBot
) -> None:
    composer.open_new()
    composer.field.insertPlainText("Look")
    composer.tray.add([photograph, photograph])
    prepared(composer, qtbot, 2)
    assert composer.describe.text() == "Describe 2 pictures"
    assert composer.tray.tiles()[0].accessibleName() == "Picture 1 of 2, no description yet"
    composer.describe.click()
    assert composer.window().focusWidget() is composer.tray.alt
    QTest.keyClicks(composer.tray.alt, "A boat")
    assert composer.tray.tiles()[0].accessibleName() == "Picture 1 of 2, A boat"
    assert composer.describe.text() == "Describe the picture"
    assert composer.writer.send()
    assert [item.alt for item in shore.sent[0][0].media] == ["A boat", ""]  # type: ignore[union-attr]


def test_pictures_alone_are_no_post(composer: Composer, photograph: Path, qtbot: QtBot) -> None:
    composer.open_new()
    composer.tray.add([photograph])
    prepared(composer, qtbot, 1)
    assert "needs words beside its pictures" in composer.send.accessibleDescription()


def test_a_picture_that_arrives_after_it_was_taken_out_stays_out(
    composer: Composer, photograph: Path, qtbot: QtBot
) -> None:
    composer.open_new()
    composer.tray.add([photograph])
    composer.tray.tiles()[0].remove.click()
    qtbot.waitUntil(lambda: composer.keeper.idle)
    assert not composer.tray.items
