"""A kill -9 in the middle of a paint: what the window showed as saved is there exactly once, and both sides agree."""

from pathlib import Path

import pytest

from tests.journeys.killed_window import MOMENTS
from tests.journeys.kills import killed, prove_saved_once, with_maya


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_window_killed_while_it_paints_loses_nothing_and_doubles_nothing(tmp_path: Path, moment: str) -> None:
    folder = with_maya(tmp_path)
    acknowledged = killed("killed_window", folder, moment)
    assert acknowledged or moment == "sent"
    prove_saved_once(folder, acknowledged)
