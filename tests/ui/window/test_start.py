"""Starting: no display is told in a sentence, the write side waits for the first page, an ending session is heard."""

import gc
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.errors import EnvironmentFault
from tests.ui.shore import Shore
from ui import start
from ui.app_bridge import AppBridge
from ui.icons import Icons
from ui.main_window import MainWindow
from ui.start import Beginning, Collector, display_problem, make_application
from ui.theme import Look

ROOT = Path(__file__).resolve().parents[3]

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other platforms always have a display")


@LINUX
@pytest.mark.parametrize(
    ("environment", "can_open"),
    [
        ({}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"QT_QPA_PLATFORM": "offscreen"}, True),
        ({"QT_QPA_PLATFORM": "xcb"}, False),
    ],
)
def test_whether_a_window_can_open_is_known_before_qt_would_abort(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], can_open: bool
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert (display_problem() == "") is can_open


def started(folder: Path, **environment: str) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return subprocess.Popen(
        [sys.executable, "main.py", "--data", str(folder)],
        cwd=ROOT,
        env={**kept, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@LINUX
def test_without_a_display_one_sentence_offers_a_screenshot(tmp_path: Path) -> None:
    told = started(tmp_path / "data", QT_QPA_PLATFORM="xcb")
    _out, error = told.communicate(timeout=60)
    assert told.returncode == EnvironmentFault.exit_status
    assert error.count("\n") == 1
    assert "--screenshot" in error


@LINUX
def test_a_second_start_is_at_an_end_at_once_and_a_terminated_one_closes_properly(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    first = started(folder, QT_QPA_PLATFORM="offscreen")
    try:
        waited = threading.Event()
        while not (folder / "write.db").exists() and first.poll() is None:
            waited.wait(0.02)
        second = started(folder, QT_QPA_PLATFORM="offscreen")
        assert second.communicate(timeout=60)[1].replace("This plugin does not support raise()\n", "") == ""
        assert second.returncode == 0
    finally:
        first.send_signal(signal.SIGTERM)
        first.communicate(timeout=60)
    assert first.returncode == 0
    assert (folder / "settings.json").exists(), "what it had to remember is written"


def test_the_write_side_starts_once_the_first_page_is_there(
    shore: Shore, bridge: AppBridge, look: Look, icons: Icons, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    begun: list[bool] = []
    monkeypatch.setattr(shore, "begin", lambda: begun.append(bridge.busy))
    window = MainWindow(shore, bridge, look, icons)
    window.open_window()
    assert bridge.busy, "the first page is being read"
    beginning = Beginning(shore, bridge, window)
    qtbot.waitUntil(lambda: bool(begun))
    assert begun == [False]
    beginning.stop()
    window.close()
    window.deleteLater()


def test_garbage_is_collected_on_the_gui_thread(host: QWidget, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setattr(start, "_COLLECT_MS", 1)
    collected: list[threading.Thread] = []

    def collect(generation: int = 2) -> int:
        collected.append(threading.current_thread())
        return generation

    with monkeypatch.context() as patch:
        patch.setattr(gc, "collect", collect)
        collector = Collector(host)
        collector.start()
        qtbot.waitUntil(lambda: len(collected) > 2)
        collector.stop()
    assert set(collected) == {threading.main_thread()}


def test_there_is_one_application(qapp: object) -> None:
    assert make_application() is qapp
