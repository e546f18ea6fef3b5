"""A thread says where own changes are, for a strategy that does not show them ahead, and how old it is."""

from pytestqt.qtbot import QtBot

from app.commands import AddComment
from app.consistency.strategies import Strategies
from tests.ui.shore import LENA, ME
from tests.ui.stage import Stage
from tests.ui.thread.conftest import POST
from ui.thread.view import ThreadView


def test_a_thread_says_which_position_it_waits_for(view: ThreadView, stage: Stage, qtbot: QtBot) -> None:
    shore = stage.shore
    shore.session.strategies = Strategies(comments="wait")
    shore.session.perform(AddComment(command_id=9, actor_id=ME, comment_id=300, post_id=100, text="Low water"))
    shore.commit()
    qtbot.waitUntil(lambda: view.note.words == f"Waiting for position {shore.position}")
    assert view.note.isVisible()
    assert view.note.geometry().bottom() < view.reply.geometry().top()
    shore.project()
    qtbot.waitUntil(lambda: not view.note.words)
    assert not view.note.isVisible()


def test_a_thread_grows_older_while_anything_is_behind(view: ThreadView, stage: Stage, qtbot: QtBot) -> None:
    shore = stage.shore
    shore.meter.committed(shore.position + 1)
    shore.signals.committed.send(shore)
    qtbot.waitUntil(view.column.source._ages.isActive)
    shore.clock.advance(3_000)
    view.column.source._grow_older()
    assert view.note.words == "3 s old"


def test_a_thread_that_nobody_sees_is_read_again_when_it_is_seen(view: ThreadView, stage: Stage, qtbot: QtBot) -> None:
    view.hide()
    stage.shore.queries.comment(400, POST, LENA, "Said meanwhile")
    with qtbot.waitSignal(stage.bridge.projected):
        stage.shore.tell({POST})
    assert not view.busy
    view.show()
    qtbot.waitUntil(lambda: len(view.column.source.rows) == 5)
