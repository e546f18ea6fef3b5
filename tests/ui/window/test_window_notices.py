"""What was refused is told at the foot of the window too, for the card that says so may be gone with its post."""

import pytest
from PySide6.QtWidgets import QWidget

from app.commands import AddComment, SetLike
from tests.ui.shore import ME, Shore
from ui.app_bridge import AppBridge
from ui.centre import Centre
from ui.icons import Icons
from ui.notices import SHADOW_PX
from ui.preferences import Preferences
from ui.theme import Look
from ui.window_notices import WindowNotices

GONE = "This post no longer exists."
LIKE = SetLike(command_id=1, actor_id=ME, post_id=100, liked=True)
COMMENT = AddComment(command_id=2, actor_id=ME, comment_id=2, post_id=100, text="Too late?")


@pytest.fixture
def centre(look: Look, icons: Icons, host: QWidget) -> Centre:
    return Centre(look, icons, host)


@pytest.fixture
def notices(shore: Shore, bridge: AppBridge, preferences: Preferences, centre: Centre, host: QWidget) -> WindowNotices:
    return WindowNotices(shore, bridge, preferences, centre, host)


def stages(shore: Shore) -> list[str]:
    return [one.stage for one in shore.session.tide().operations]


def test_a_refused_like_of_a_post_that_is_gone_can_be_dismissed(
    shore: Shore, centre: Centre, notices: WindowNotices
) -> None:
    shore.session.perform(LIKE)
    shore.reject("post_id", GONE)
    notices.tell_refused()
    notice = centre.notice.notice
    assert notice is not None
    assert (notice.words, notice.action) == (f"One change was not saved. {GONE}", "")
    centre.notice.close_button.click()
    assert centre.notice.notice is None
    assert stages(shore) == []


def test_a_refused_comment_gives_its_words_back(shore: Shore, centre: Centre, notices: WindowNotices) -> None:
    opened: list[object] = []
    notices.edit_refused.connect(opened.append)
    for command in (LIKE, COMMENT):
        shore.session.perform(command)
        shore.reject("post_id", GONE)
    notices.tell_refused()
    notice = centre.notice.notice
    assert notice is not None
    assert (notice.words, notice.action) == (f"2 changes were not saved. {GONE}", "Open what you wrote")
    centre.notice.action.click()
    assert [getattr(one, "command", None) for one in opened] == [COMMENT]
    assert stages(shore) == ["rejected"], "the words stay until the composer lets them go"


def test_without_anything_refused_nothing_is_told(centre: Centre, notices: WindowNotices) -> None:
    notices.tell_refused()
    assert centre.notice.notice is None


def test_a_notice_stands_over_what_is_written_at_a_views_foot(
    shore: Shore, centre: Centre, notices: WindowNotices
) -> None:
    centre.resize(600, 500)
    notices.tell("The disk is full.")
    usual = centre.notice.geometry().bottom()
    centre.set_foot(90)
    assert centre.notice.geometry().bottom() <= 500 - 90 - 8 + SHADOW_PX, "apart from it"
    centre.set_foot(0)
    assert centre.notice.geometry().bottom() == usual
