"""A kill -9 in the middle of a paint: what the window showed as saved is there exactly once, and both sides agree."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.bootstrap import Tideline
from app.cli.work import verify
from app.commands import CreatePost, Receipt, RegisterPerson
from tests.journeys.killed_child import KEY, POST_ID
from tests.journeys.killed_window import MOMENTS

ROOT = Path(__file__).parents[2]
MAYA = 3_675_281_817_600_000
PATIENCE_S = 60.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Tideline(tmp_path) as program:
        answer = program.execute(RegisterPerson(command_id=1, actor_id=MAYA, handle="maya", name="Maya"))
        assert isinstance(answer, Receipt)
        program.catch_up(answer.position)
    return tmp_path


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_window_killed_while_it_paints_loses_nothing_and_doubles_nothing(folder: Path, moment: str) -> None:
    window = subprocess.run(
        [sys.executable, "-m", "tests.journeys.killed_window", str(folder), moment, str(MAYA)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )
    assert window.returncode == -signal.SIGKILL, window.stderr
    acknowledged = window.stdout.strip()
    assert acknowledged or moment == "sent"
    with Tideline(folder) as program:
        again = program.execute(CreatePost(command_id=KEY, actor_id=MAYA, post_id=POST_ID, text="Never lost #words"))
        assert isinstance(again, Receipt)
        if acknowledged:
            assert again.position == int(acknowledged)
        program.catch_up(again.position)
        shown = program.queries.feed("home", MAYA, MAYA).items
        assert [item.card.id for item in shown] == [POST_ID]
        report = verify(program)
        assert report.differences == ()
        assert report.exceptions == ()
