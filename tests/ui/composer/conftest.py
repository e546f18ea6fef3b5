"""A composer over a program in memory."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.shore import Shore
from ui.app_bridge import AppBridge
from ui.composer.composer import Composer
from ui.feed.images import ImageLoader
from ui.icons import Icons
from ui.theme import Look


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    window.resize(900, 700)
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def composer(
    shore: Shore, bridge: AppBridge, look: Look, icons: Icons, images: ImageLoader, window: QWidget
) -> Iterator[Composer]:
    made = Composer(shore, bridge, look, icons, images, window)
    made.resize(600, 400)
    made.show()
    yield made
    made.flush()


@pytest.fixture
def photograph(tmp_path: Path) -> Path:
    """A picture file."""
    image = QImage(320, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("#3080c0"))
    path = tmp_path / "harbour.png"
    assert image.save(str(path))
    return path
