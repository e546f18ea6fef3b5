"""A thread over a program in memory: a post by Jonas, comments by three people."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.shore import JONAS, LENA, ME
from tests.ui.stage import Stage, set_up
from ui.thread.view import ThreadView

POST = 100


@pytest.fixture
def stage(tmp_path: Path, qtbot: QtBot) -> Iterator[Stage]:
    with set_up(tmp_path, qtbot) as stage:
        queries = stage.shore.queries
        queries.post(POST, JONAS, "A number beats a spinner. #lag")
        queries.comment(201, POST, LENA, "I would rather know than guess, see https://example.org/tides")
        queries.comment(202, POST, ME, "And print it large", 201)
        queries.comment(203, POST, JONAS, "With a wave under it, @maya", 202)
        queries.comment(204, POST, LENA, "A second thought")
        yield stage


@pytest.fixture
def view(stage: Stage, qtbot: QtBot) -> Iterator[ThreadView]:
    view = ThreadView(*stage.parts)
    view.setGeometry(stage.window.rect())
    view.show()
    view.show_thread(POST)
    qtbot.waitUntil(lambda: not view.busy)
    yield view
    view.flush()
