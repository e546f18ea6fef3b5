"""A command beside a window that has paused the read side: what it wrote is safe, and why it is not shown is said."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.projections.lock import ProjectorLock
from app.read_side import PAUSED
from tests.cli.conftest import Cli


@pytest.fixture
def window(cli: Cli, maya: str, folder: Path) -> Iterator[ProjectorLock]:
    """The lock as a window holds it, in which somebody has pressed Pause."""
    lock = ProjectorLock(folder)
    assert lock.acquire()
    lock.say(PAUSED)
    yield lock
    lock.release()


def test_a_post_is_saved_and_its_receipt_printed_at_once(cli: Cli, window: ProjectorLock) -> None:
    ran = cli("post", "While it is paused", "--as", "maya")
    assert ran.status == 4
    assert ran.json["position"] == 2
    assert ran.err == (
        f"Saved, and not in the feeds yet: the read side is paused in process {os.getpid()}; "
        "it comes when that goes on.\n"
    )
    window.release()
    assert cli("project").json["applied"] == 1


def test_a_file_of_posts_is_saved_too(cli: Cli, window: ProjectorLock, tmp_path: Path) -> None:
    (tmp_path / "lines.txt").write_text("One\nTwo\n", encoding="utf-8")
    ran = cli("post", "--lines", str(tmp_path / "lines.txt"), "--as", "maya")
    assert (ran.status, ran.json["posted"]) == (4, 2)
    assert ran.err.startswith("Saved, and not in the feeds yet")
    assert window.held


def test_stats_say_who_has_paused_it(cli: Cli, window: ProjectorLock) -> None:
    assert cli("stats").json["read_side"] == f"paused in process {os.getpid()}"
    assert f"read side: paused in process {os.getpid()}" in cli("stats", json_wanted=False).out
    window.say("slowed by 3 s")
    assert cli("stats").json["read_side"] == f"slowed by 3 s in process {os.getpid()}"
    window.release()
    assert cli("stats").json["read_side"] == ""
