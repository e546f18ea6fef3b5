"""The menu of a card: muting another's author, and writing a deleted post again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.commands import DeletePost, SetMute
from app.consistency.visible import VisibleItem
from tests.ui.shore import LENA, ME
from tests.ui.stage import Stage, set_up
from ui.card_menu import Deletions
from ui.feed.actions import CardActions


@pytest.fixture
def stage(tmp_path: Path, qtbot: QtBot) -> Iterator[Stage]:
    with set_up(tmp_path, qtbot) as stage:
        stage.shore.queries.post(100, LENA, "Hers")
        stage.shore.queries.post(101, ME, "Mine")
        yield stage


def item(stage: Stage, post_id: int) -> VisibleItem:
    return stage.shore.session.items([post_id]).rows[0]


def names(stage: Stage, post_id: int) -> list[str]:
    actions = CardActions(stage.shore, stage.icons, stage.window)
    menu = actions.menu_for(item(stage, post_id), stage.window)
    found = [action.objectName() for action in menu.actions() if action.objectName()]
    menu.deleteLater()
    return found


def test_anothers_author_can_be_muted_and_oneself_cannot(stage: Stage) -> None:
    assert "mute" in names(stage, 100)
    assert "mute" not in names(stage, 101)


def test_muting_is_a_command_for_the_author(stage: Stage) -> None:
    actions = CardActions(stage.shore, stage.icons, stage.window)
    menu = actions.menu_for(item(stage, 100), stage.window)
    next(action for action in menu.actions() if action.objectName() == "mute").trigger()
    command = stage.shore.sent[0][0]
    assert isinstance(command, SetMute)
    assert (command.person_id, command.muted) == (LENA, True)
    menu.deleteLater()


def test_a_deleted_post_is_remembered_with_its_words(stage: Stage) -> None:
    actions = CardActions(stage.shore, stage.icons, stage.window)
    deletions = Deletions(stage.window)
    said: list[str] = []
    deletions.deleted.connect(said.append)
    actions.deleted.connect(deletions.remember)
    actions._delete(item(stage, 101))
    assert isinstance(stage.shore.sent[0][0], DeletePost)
    assert deletions.last is not None
    assert deletions.last.item.card.text == "Mine"
    assert "can be posted again" in said[0]
