"""What the parts of the window are tested with: a program in memory, a bridge, a look and icons."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.shore import Shore
from ui.app_bridge import AppBridge
from ui.icons import Icons
from ui.preferences import Preferences
from ui.theme import Look


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
