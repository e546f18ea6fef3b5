"""Words of other scripts in a thread."""

from pytestqt.qtbot import QtBot

from tests.ui.shore import LENA
from tests.ui.stage import Stage
from ui.thread.comment_view import CommentView
from ui.thread.view import ThreadView


def test_right_to_left_words_are_laid_out_from_the_right(stage: Stage, view: ThreadView, qtbot: QtBot) -> None:
    stage.shore.queries.comment(401, 100, LENA, "مرحبا بالبحر")
    stage.shore.tell({100})
    qtbot.waitUntil(lambda: 401 in view.column.bound)
    row = view.column.bound[401]
    assert isinstance(row, CommentView)
    assert row.plan is not None
    (stretch,) = row.plan.body.stretches(((0, 12),))
    assert stretch.left > row.plan.text_width / 2
