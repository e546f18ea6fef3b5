"""The gravest thing is said first, and what heals by itself is only said."""

from app.lab.model import ReadSideState, slowed_by
from ui.notices import Notice, filled_notice, filling_notice, notice_for

FULL = "The disk is full; free some space and try again."


def words(notice: Notice | None) -> str:
    return "" if notice is None else notice.words


def test_all_is_well_and_nothing_is_said() -> None:
    assert notice_for(ReadSideState()) is None


def test_a_write_store_that_cannot_be_used_comes_before_everything() -> None:
    state = ReadSideState(write_problem=FULL, stopped="The projector has stopped.", rebuilding=(1, 2))
    assert words(notice_for(state, invite_to_slow=True, trouble="No settings.")).startswith(FULL)


def test_a_stopped_search_offers_to_restart_and_says_that_feeds_go_on() -> None:
    notice = notice_for(ReadSideState(search_stopped="Tideline made a mistake."))
    assert notice is not None
    assert (notice.key, notice.action) == ("stopped", "Restart")
    assert "Feeds go on" in notice.words


def test_a_stopped_projector_offers_to_restart() -> None:
    notice = notice_for(ReadSideState(stopped="The projector has stopped: the disk is full."))
    assert notice is not None
    assert (notice.key, notice.action) == ("stopped", "Restart")


def test_a_rebuild_says_how_far_it_is_while_the_old_feed_is_read() -> None:
    notice = notice_for(ReadSideState(rebuilding=(1_200, 5_000)))
    assert notice is not None
    assert "position 1,200 of 5,000" in notice.words
    assert (notice.done, notice.total, notice.can_dismiss) == (1_200, 5_000, False)


def test_a_rebuild_without_any_store_has_a_page_of_its_own_and_no_notice() -> None:
    assert notice_for(ReadSideState(rebuilding=(1, 2), no_store=True)) is None


def test_the_invitation_to_slow_can_be_dismissed_and_is_not_made_while_slowed() -> None:
    notice = notice_for(ReadSideState(), invite_to_slow=True)
    assert notice is not None
    assert notice.action == "Slow the read side to 3 s and post again"
    assert notice.can_dismiss
    assert notice_for(ReadSideState(slowing=slowed_by(3_000)), invite_to_slow=True) is None


def test_filling_says_how_far_it_is_and_can_be_cancelled() -> None:
    notice = notice_for(ReadSideState(), filling=filling_notice(0.42, "Writing posts: 4,200 of 10,000"))
    assert notice is not None
    assert (notice.action, notice.done, notice.total) == ("Cancel", 420, 1_000)


def test_what_was_filled_is_told_as_news_and_not_as_trouble() -> None:
    notice = notice_for(ReadSideState(), filling=filled_notice("Done: 40 people and 600 posts of the demo are here."))
    assert notice is not None
    assert (notice.tone, notice.action, notice.can_dismiss, notice.total) == ("accent", "", True, 0)
