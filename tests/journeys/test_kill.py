"""Whatever step a kill -9 falls on, every acknowledged command is there exactly once and both sides agree."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.bootstrap import Tideline
from app.cli.work import verify
from app.commands import CreatePost, Receipt, RegisterPerson
from tests.journeys.killed_child import KEY, POST_ID, STEPS

ROOT = Path(__file__).parents[2]
MAYA = 3_675_281_817_600_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Tideline(tmp_path) as program:
        answer = program.execute(RegisterPerson(command_id=1, actor_id=MAYA, handle="maya", name="Maya"))
        assert isinstance(answer, Receipt)
        program.catch_up(answer.position)
    return tmp_path


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_loses_nothing_and_doubles_nothing(folder: Path, step: str) -> None:
    child = subprocess.run(
        [sys.executable, "-m", "tests.journeys.killed_child", str(folder), step, str(MAYA)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert child.returncode == -signal.SIGKILL, child.stderr
    acknowledged = child.stdout.strip()
    with Tideline(folder) as program:
        # The client that never saw its receipt sends the same command again.
        again = program.execute(CreatePost(command_id=KEY, actor_id=MAYA, post_id=POST_ID, text="Never lost #words"))
        assert isinstance(again, Receipt)
        if acknowledged:
            assert again.position == int(acknowledged)
        program.catch_up(again.position)
        shown = program.queries.feed("home", MAYA, MAYA).items
        assert [item.card.id for item in shown] == [POST_ID]
        assert len(program.queries.search("never lost", MAYA).posts) == 1
        report = verify(program)
        assert report.differences == ()
        assert report.exceptions == ()
