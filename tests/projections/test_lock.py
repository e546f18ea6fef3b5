"""One process at a time projects a data folder, and a killed one lets go."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import DataFolderUnusable
from app.projections.lock import FILE_NAME, ProjectorLock

ROOT = Path(__file__).parents[2]
HOLDER = """
import sys
from pathlib import Path
from app.projections.lock import ProjectorLock
lock = ProjectorLock(Path(sys.argv[1]))
print(lock.acquire(), flush=True)
sys.stdin.read()
"""


def start_holder(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_the_first_to_ask_holds_it_and_says_who_it_is(tmp_path: Path) -> None:
    lock = ProjectorLock(tmp_path)
    assert lock.acquire()
    assert lock.held
    assert lock.holder() == os.getpid()
    lock.release()


def test_a_second_one_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    first, second = ProjectorLock(tmp_path), ProjectorLock(tmp_path)
    assert first.acquire()
    assert not second.acquire()
    assert not second.held
    first.release()
    assert second.acquire()
    second.release()


def test_asking_again_while_holding_it_changes_nothing(tmp_path: Path) -> None:
    lock = ProjectorLock(tmp_path)
    assert lock.acquire()
    assert lock.acquire()
    lock.release()
    lock.release()
    assert not lock.held


def test_after_letting_go_nobody_is_named(tmp_path: Path) -> None:
    lock = ProjectorLock(tmp_path)
    assert lock.holder() is None
    lock.acquire()
    lock.release()
    assert lock.holder() is None


def test_another_process_holds_it_and_is_named_and_its_kill_lets_go(tmp_path: Path) -> None:
    with start_holder(tmp_path) as other:
        assert first_line(other) == "True"
        lock = ProjectorLock(tmp_path)
        assert not lock.acquire()
        assert lock.holder() == other.pid
        other.kill()
        other.wait()
        assert lock.acquire()
        assert lock.holder() == os.getpid()
        lock.release()


def test_a_file_left_behind_is_no_lock(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("4242\n")
    lock = ProjectorLock(tmp_path)
    assert lock.acquire()
    lock.release()


def test_a_folder_that_is_missing_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataFolderUnusable, match="cannot be written"):
        ProjectorLock(tmp_path / "missing").acquire()


def test_the_holder_leaves_words_for_the_others_as_long_as_it_holds_it(tmp_path: Path) -> None:
    first, second = ProjectorLock(tmp_path), ProjectorLock(tmp_path)
    assert second.said_elsewhere() == ""
    first.say("paused")
    assert not (tmp_path / FILE_NAME).exists(), "nobody's words"
    assert first.acquire()
    first.say("paused")
    assert second.said_elsewhere() == "paused"
    assert second.holder() == os.getpid()
    assert first.said_elsewhere() == "", "its own words are not another's"
    first.say("")
    assert second.said_elsewhere() == ""
    first.say("paused")
    first.release()
    assert second.said_elsewhere() == ""


def test_words_that_a_killed_holder_left_are_nobodys(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("123\npaused\n", encoding="ascii")
    assert ProjectorLock(tmp_path).said_elsewhere() == ""
