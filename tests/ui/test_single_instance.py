"""A second window on the same data raises the first; one that was killed leaves nothing in the way."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.errors import AlreadyRunning
from ui import single_instance
from ui.single_instance import SingleInstance, runtime_folder

SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from ui.single_instance import SingleInstance
application = QCoreApplication(sys.argv)
instance = SingleInstance(Path(sys.argv[1]))
print("first" if instance.claim() else "second", flush=True)
if len(sys.argv) > 2:
    sys.stdin.read()
"""


@pytest.fixture
def first(tmp_path: Path, qapp: object) -> Iterator[SingleInstance]:
    instance = SingleInstance(tmp_path)
    assert instance.claim()
    yield instance
    instance.release()


def start(folder: Path, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SECOND, str(folder), *more],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )


def test_a_second_start_raises_the_first_window_and_goes(first: SingleInstance, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(first.raise_asked, timeout=20_000):
        second = start(tmp_path)
    assert second.communicate(timeout=20)[0] == "second\n"


def test_windows_on_different_data_do_not_meet(first: SingleInstance, tmp_path: Path) -> None:
    other = SingleInstance(tmp_path / "other")
    assert other.claim()
    other.release()


def test_the_socket_is_the_owners_alone(first: SingleInstance) -> None:
    folder = runtime_folder()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    sockets = [path for path in folder.iterdir() if path.is_socket()]
    assert sockets
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in sockets)


def test_what_a_killed_window_left_is_no_obstacle(tmp_path: Path, qapp: object) -> None:
    killed = start(tmp_path, "stay")
    assert killed.stdout is not None
    assert killed.stdout.readline() == "first\n"
    killed.send_signal(signal.SIGKILL)
    killed.communicate(timeout=20)
    instance = SingleInstance(tmp_path)
    assert instance.claim()
    instance.release()


def test_a_window_that_does_not_answer_is_named(
    first: SingleInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single_instance, "ANSWER_MS", 300)
    with pytest.raises(AlreadyRunning, match="does not answer"):
        SingleInstance(tmp_path).claim()
