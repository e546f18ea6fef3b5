"""Whatever step a kill -9 falls on, every acknowledged command is there exactly once and both sides agree."""

from pathlib import Path

import pytest

from tests.journeys.killed_child import STEPS
from tests.journeys.kills import killed, prove_saved_once, with_maya


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_loses_nothing_and_doubles_nothing(tmp_path: Path, step: str) -> None:
    folder = with_maya(tmp_path)
    acknowledged = killed("killed_child", folder, step)
    prove_saved_once(folder, acknowledged)
