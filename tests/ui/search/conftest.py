"""A search view over a program in memory."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.shore import LENA, ME
from tests.ui.stage import Stage, set_up
from ui.search.view import SearchView


@pytest.fixture
def stage(tmp_path: Path, qtbot: QtBot) -> Iterator[Stage]:
    with set_up(tmp_path, qtbot) as stage:
        queries = stage.shore.queries
        for number in range(30):
            queries.post(100 + number, LENA if number % 2 else ME, f"Low water number {number}")
        for number in range(6):
            queries.person(20 + number, f"low_{number}", f"Lowell {number}", bio="Boats and bread")
        queries.post(500, LENA, "High water")
        yield stage


@pytest.fixture
def view(stage: Stage) -> SearchView:
    view = SearchView(*stage.parts)
    view.setGeometry(stage.window.rect())
    view.show()
    return view
