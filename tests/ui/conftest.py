"""What the parts of the window are tested with: a program in memory, a bridge, a look, icons and pictures.

Every test of the window collects garbage as the window does: on this thread alone, and not while it works.
"""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.shore import Shore
from ui.app_bridge import AppBridge
from ui.feed.images import ImageLoader
from ui.icons import Icons
from ui.preferences import Preferences
from ui.theme import Look


@pytest.fixture(scope="session", autouse=True)
def everything_so_far_is_kept() -> Iterator[None]:
    """What imports have made is never looked at again, so that collecting after each test is quick."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def garbage_stays_on_this_thread() -> Iterator[None]:
    """A widget that a thread of the pool collects, as part of a cycle, would crash the process."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture
def shore(tmp_path: Path) -> Shore:
    return Shore(tmp_path)


@pytest.fixture
def bridge(shore: Shore, qtbot: QtBot) -> Iterator[AppBridge]:
    bridge = AppBridge(shore)
    yield bridge
    bridge.close()


@pytest.fixture
def look(qapp: QApplication) -> Look:
    look = Look("light", reduced_motion=True)
    look.wear(qapp)
    return look


@pytest.fixture
def icons(look: Look) -> Icons:
    return Icons(look)


@pytest.fixture
def images(shore: Shore, bridge: AppBridge) -> ImageLoader:
    return ImageLoader(shore.pictures, bridge)


@pytest.fixture
def preferences(shore: Shore, bridge: AppBridge) -> Preferences:
    return Preferences(shore.settings, bridge)


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    """A window in which a part stands."""
    host = QWidget()
    host.resize(900, 800)
    qtbot.addWidget(host)
    host.show()
    return host
