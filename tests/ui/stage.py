"""What a view needs to stand on: a program in memory, the bridge, the look, a window."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.shore import Shore
from ui.app_bridge import AppBridge
from ui.feed.images import ImageLoader
from ui.icons import Icons
from ui.theme import Look


@dataclass(frozen=True)
class Stage:
    """Everything that a view is made with."""

    shore: Shore
    bridge: AppBridge
    look: Look
    icons: Icons
    images: ImageLoader
    window: QWidget

    @property
    def parts(self) -> tuple[Shore, AppBridge, Look, Icons, ImageLoader, QWidget]:
        """The arguments that every view takes, in their order."""
        return self.shore, self.bridge, self.look, self.icons, self.images, self.window


@contextmanager
def set_up(folder: Path, qtbot: QtBot, width: int = 720, height: int = 800) -> Iterator[Stage]:
    """A stage with an open window of this size; struck afterwards."""
    shore = Shore(folder)
    bridge = AppBridge(shore)
    look = Look("light", reduced_motion=True)
    window = QWidget()
    window.resize(width, height)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    yield Stage(shore, bridge, look, Icons(look), ImageLoader(shore.pictures, bridge), window)
    bridge.close()
