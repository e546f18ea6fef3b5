"""A program that is killed while it saves a post, and what must be found in its folder afterwards."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from app.bootstrap import Tideline
from app.cli.work import verify
from app.commands import CreatePost, Receipt, RegisterPerson
from tests.journeys.killed_child import KEY, POST_ID

ROOT = Path(__file__).parents[2]
MAYA = 3_675_281_817_600_000
PATIENCE_S = 60.0


def with_maya(folder: Path) -> Path:
    """The folder, with its author registered and shown."""
    with Tideline(folder) as program:
        answer = program.execute(RegisterPerson(command_id=1, actor_id=MAYA, handle="maya", name="Maya"))
        assert isinstance(answer, Receipt)
        program.catch_up(answer.position)
    return folder


def killed(module: str, folder: Path, moment: str) -> str:
    """Run a module that kills itself at a moment; the position that it had acknowledged by then, or ''."""
    child = subprocess.run(
        [sys.executable, "-m", f"tests.journeys.{module}", str(folder), moment, str(MAYA)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )
    assert child.returncode == -signal.SIGKILL, child.stderr
    return child.stdout.strip()


def prove_saved_once(folder: Path, acknowledged: str) -> None:
    """The client that never saw its receipt sends the command again: one post, found once, and both sides agree."""
    with Tideline(folder) as program:
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
