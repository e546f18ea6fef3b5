"""Pictures: decoded at size in the pool, dropped when their card shows something else, kept within a budget."""

import io

import pytest
from PIL import Image
from PySide6.QtGui import QPixmap
from pytestqt.qtbot import QtBot

from app.errors import EnvironmentFault
from app.media import MediaItem
from app.read_model.documents import PostCard
from tests.ui.shore import LENA, Shore
from ui.app_bridge import AppBridge
from ui.feed.card_layout import CardLayout
from ui.feed.card_pictures import CardPictures
from ui.feed.images import ImageLoader, Want, decoded
from ui.theme import Look


def add_picture(shore: Shore, width: int = 1200, height: int = 800, shade: int = 90) -> MediaItem:
    data = io.BytesIO()
    Image.new("RGB", (width, height), (shade, 120, 200)).save(data, "PNG")
    return shore.pictures.add_bytes(data.getvalue(), "the bay")


def post_with(shore: Shore, *media: MediaItem) -> PostCard:
    return shore.queries.post(900, LENA, "picture", media=media)


def test_a_picture_is_decoded_at_exactly_the_size_it_is_shown_at(shore: Shore) -> None:
    item = add_picture(shore)
    image = decoded(shore.pictures, Want(item.sha256, 512, 300, 12, 1.0))
    assert (image.width(), image.height()) == (512, 300)
    assert image.pixelColor(0, 0).alpha() == 0
    assert image.pixelColor(256, 150).alpha() == 255


def test_a_small_picture_is_enlarged_to_cover_its_place(shore: Shore) -> None:
    item = add_picture(shore, 60, 40)
    image = decoded(shore.pictures, Want(item.sha256, 512, 300, 0, 1.0))
    assert (image.width(), image.height()) == (512, 300)


def test_a_picture_that_is_gone_tells_so_in_a_sentence(shore: Shore) -> None:
    with pytest.raises(EnvironmentFault, match="cannot be read"):
        decoded(shore.pictures, Want("0" * 64, 100, 100, 0, 1.0))


def test_a_card_gets_its_picture_and_keeps_it(shore: Shore, images: ImageLoader, look: Look, qtbot: QtBot) -> None:
    changed: list[int] = []
    pictures = CardPictures(images, look, lambda: changed.append(1), lambda: None)
    card = post_with(shore, add_picture(shore))
    plan = CardLayout(card, "", 604, look.theme)
    pictures.show(card, plan, 1.0)
    assert pictures.at(0) == (None, 1.0)
    qtbot.waitUntil(lambda: pictures.at(0)[0] is not None)
    pixmap = pictures.at(0)[0]
    pictures.show(card, plan, 1.0)
    assert pictures.at(0)[0] is pixmap
    again = CardPictures(images, look, lambda: None, lambda: None)
    again.show(card, plan, 1.0)
    assert again.at(0)[0] is not None, "what is kept is there at once"


def test_a_reply_for_a_row_that_has_left_is_dropped(
    shore: Shore, bridge: AppBridge, images: ImageLoader, look: Look, qtbot: QtBot
) -> None:
    pictures = CardPictures(images, look, lambda: None, lambda: None)
    first, second = (post_with(shore, add_picture(shore, shade=shade)) for shade in (10, 240))
    pictures.show(first, CardLayout(first, "", 604, look.theme), 1.0)
    pictures.show(second, CardLayout(second, "", 604, look.theme), 1.0)
    qtbot.waitUntil(lambda: pictures.at(0)[0] is not None and not bridge.busy)
    shown = pictures.at(0)[0]
    assert isinstance(shown, QPixmap)
    assert shown.toImage().pixelColor(100, 100).red() > 230


def test_a_missing_picture_is_told_in_its_place(shore: Shore, images: ImageLoader, look: Look, qtbot: QtBot) -> None:
    pictures = CardPictures(images, look, lambda: None, lambda: None)
    card = post_with(shore, MediaItem("1" * 64, "image/png", 100, 100, 1, "a lost view"))
    pictures.show(card, CardLayout(card, "", 604, look.theme), 1.0)
    qtbot.waitUntil(lambda: 0 in pictures.missing)
    assert "cannot be read" in pictures.missing[0]


def test_pictures_leave_when_the_budget_is_spent(shore: Shore, bridge: AppBridge, qtbot: QtBot) -> None:
    images = ImageLoader(shore.pictures, bridge, budget=3 * 100 * 100 * 4)
    wants = [Want(add_picture(shore, shade=shade).sha256, 100, 100, 0, 1.0) for shade in (1, 50, 100, 150, 200)]
    for want in wants:
        images.load(want, lambda _pixmap: None, lambda _error: None)
    qtbot.waitUntil(lambda: not bridge.busy)
    assert images.used_bytes <= 3 * 100 * 100 * 4
    assert sum(images.ready(want) is not None for want in wants) == 3
