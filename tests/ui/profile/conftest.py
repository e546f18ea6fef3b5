"""A profile view over a program in memory."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from app.read_model.documents import Address, format_address
from app.text import find_spans
from tests.ui.shore import LENA, ME
from tests.ui.stage import Stage, set_up
from ui.profile.view import ProfileView

BIO = "Walks the mud flats. #lowwater https://example.org/tides"
ADDRESS = Address("Am Leuchtturm 4", "Büsum", "25761", "Germany")


@pytest.fixture
def stage(tmp_path: Path, qtbot: QtBot) -> Iterator[Stage]:
    with set_up(tmp_path, qtbot, height=900) as stage:
        queries = stage.shore.queries
        queries.people_by_id[ME] = replace(
            queries.people_by_id[ME],
            bio=BIO,
            bio_spans=find_spans(BIO),
            address=ADDRESS,
            display_address=format_address(ADDRESS),
            followers=1_204,
        )
        for number in range(4):
            queries.post(100 + number, ME if number % 2 else LENA, f"Post {number}")
        yield stage


@pytest.fixture
def view(stage: Stage) -> ProfileView:
    view = ProfileView(*stage.parts)
    view.setGeometry(stage.window.rect())
    view.show()
    return view


def shown(view: ProfileView, qtbot: QtBot, who: str | int) -> None:
    """Show a profile and wait until it is there."""
    view.show_profile(who)
    qtbot.waitUntil(lambda: view.source.state != "loading" and not view.busy)
