"""The rows of a timeline: read off the GUI thread, page by page, by jump, anew, without ever moving the reader."""

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from app.commands import SetLike
from app.errors import StoreUnusable
from app.settings import ScrollPlace
from app.signals import Projected
from tests.ui.feed.conftest import EVERYONE, add_posts, write
from tests.ui.shore import JONAS, ME, Shore
from ui.app_bridge import AppBridge
from ui.feed.reading import PAGE_ROWS, FeedSpec
from ui.feed.source import FeedSource


@pytest.fixture
def source(shore: Shore, bridge: AppBridge) -> FeedSource:
    return FeedSource(shore, bridge)


def opened(source: FeedSource, qtbot: QtBot, place: ScrollPlace | None = None, spec: FeedSpec = EVERYONE) -> None:
    source.open(spec, place)
    settle(source, qtbot)


def settle(source: FeedSource, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: source.state != "loading" and not source.busy)


def ids(source: FeedSource) -> list[int]:
    return [row.item.entry_id for row in source.window.rows]


def test_the_newest_page_comes_first(shore: Shore, source: FeedSource, qtbot: QtBot) -> None:
    made = add_posts(shore, 120)
    opened(source, qtbot)
    assert ids(source) == made[:PAGE_ROWS]
    assert source.window.at_top
    assert not source.window.at_end
    assert source.total == 120


def test_an_empty_timeline_is_empty_and_not_loading(source: FeedSource, qtbot: QtBot) -> None:
    opened(source, qtbot)
    assert source.empty
    assert source.total == 0


def test_rows_below_are_read_before_they_are_seen(shore: Shore, source: FeedSource, qtbot: QtBot) -> None:
    made = add_posts(shore, 120)
    opened(source, qtbot)
    source.want(40, 45, 12)
    settle(source, qtbot)
    assert ids(source) == made[:100]
    source.want(90, 95, 12)
    settle(source, qtbot)
    assert ids(source) == made
    assert source.window.at_end
    assert source.total == 120


def test_a_jump_reads_around_its_goal_and_rows_above_follow(shore: Shore, source: FeedSource, qtbot: QtBot) -> None:
    made = add_posts(shore, 1_000)
    opened(source, qtbot)
    source.want(600, 606, 12)
    settle(source, qtbot)
    first = source.row(600)
    assert first is not None
    assert abs(made.index(first.item.entry_id) - 600) < 30
    source.want(600, 606, 12)
    settle(source, qtbot)
    found = ids(source)
    assert found == sorted(found, reverse=True)
    at = made.index(found[0])
    assert found == made[at : at + len(found)], "no row is missing between pages"
    assert source.row(600) == first, "rows keep their numbers when others come above"


def test_the_end_of_a_long_timeline_is_its_oldest_row(shore: Shore, source: FeedSource, qtbot: QtBot) -> None:
    made = add_posts(shore, 700)
    opened(source, qtbot)
    source.want(695, 699, 12)
    settle(source, qtbot)
    assert ids(source)[-1] == made[-1]
    assert source.window.at_end
    assert source.window.end == source.total
    assert abs(source.total - 700) < 40


def test_reading_up_ends_at_the_very_top_with_numbers_from_0(shore: Shore, source: FeedSource, qtbot: QtBot) -> None:
    made = add_posts(shore, 400)
    opened(source, qtbot, ScrollPlace(made[130], 0))
    for _ in range(6):
        source.want(source.window.base, source.window.base + 5, 12)
        settle(source, qtbot)
    assert source.window.at_top
    assert source.window.base == 0
    found = ids(source)
    assert found == made[: len(found)]


def test_memory_is_bounded_however_far_one_reads(shore: Shore, source: FeedSource, qtbot: QtBot) -> None:
    add_posts(shore, 2_000)
    opened(source, qtbot)
    for number in range(40, 1_900, 40):
        source.want(number, number + 6, 12)
        settle(source, qtbot)
    assert len(source.window.rows) <= 650
    assert not source.window.at_top


def test_posts_of_others_are_counted_and_left_out(shore: Shore, source: FeedSource, qtbot: QtBot) -> None:
    made = add_posts(shore, 10)
    opened(source, qtbot)
    counts: list[int] = []
    source.newer.connect(counts.append)
    fresh = add_posts(shore, 3, JONAS, ahead=5)
    shore.signals.projected.send(shore, what=Projected(1, frozenset(fresh), entries_added=3))
    qtbot.waitUntil(lambda: counts == [3])
    assert ids(source) == made


def test_the_left_out_posts_come_when_asked_for(shore: Shore, source: FeedSource, qtbot: QtBot) -> None:
    add_posts(shore, 10)
    opened(source, qtbot)
    fresh = add_posts(shore, 3, JONAS, ahead=5)
    source.to_top()
    settle(source, qtbot)
    assert ids(source)[:3] == fresh


def test_an_own_post_comes_ashore_past_those_that_are_left_out(shore: Shore, source: FeedSource, qtbot: QtBot) -> None:
    add_posts(shore, 10)
    opened(source, qtbot)
    own = write(shore)
    qtbot.waitUntil(lambda: len(source.standing) == 1)
    assert source.standing[0].in_water
    add_posts(shore, 2, JONAS, ahead=5)
    shore.commit()
    shore.project()
    qtbot.waitUntil(lambda: own in ids(source))
    assert not source.standing
    assert len(ids(source)) == 11


def test_a_changed_card_is_read_again_and_a_deleted_one_goes(shore: Shore, source: FeedSource, qtbot: QtBot) -> None:
    made = add_posts(shore, 60)
    opened(source, qtbot)
    shore.queries.cards[made[3]] = replace(shore.queries.cards[made[3]], likes=77)
    del shore.queries.cards[made[4]]
    shore.queries.position += 1
    shore.tell({made[3], made[4]})
    qtbot.waitUntil(lambda: made[4] not in ids(source))
    row = source.row(3)
    assert row is not None
    assert row.item.card.likes == 77
    assert len(ids(source)) == PAGE_ROWS - 1 or ids(source)[-1] == made[PAGE_ROWS - 1]


def test_operations_fold_what_is_seen_at_once_and_the_rest_when_wanted(
    shore: Shore, source: FeedSource, qtbot: QtBot
) -> None:
    made = add_posts(shore, 120)
    opened(source, qtbot)
    source.want(40, 45, 12)
    settle(source, qtbot)
    source.want(0, 5, 12)
    for post_id in (made[2], made[90]):
        shore.session.perform(SetLike(command_id=shore.ids.next_id(), actor_id=ME, post_id=post_id, liked=True))
    qtbot.waitUntil(lambda: _liked(source, 2))
    assert not _liked(source, 90)
    assert source.want(86, 92, 12)
    assert _liked(source, 90)


def _liked(source: FeedSource, number: int) -> bool:
    row = source.row(number)
    return row is not None and row.item.marks.liked


def test_a_read_that_fails_says_why_and_can_be_retried(shore: Shore, source: FeedSource, qtbot: QtBot) -> None:
    made = add_posts(shore, 5)
    shore.queries.blocked = StoreUnusable("The read store cannot be read; nothing is lost.")
    opened(source, qtbot)
    assert source.state == "failed"
    assert source.problem == "The read store cannot be read; nothing is lost."
    shore.queries.blocked = None
    source.retry()
    settle(source, qtbot)
    assert ids(source) == made


def test_a_failure_further_down_keeps_what_is_shown_and_goes_on_when_asked(
    shore: Shore, source: FeedSource, qtbot: QtBot
) -> None:
    made = add_posts(shore, 120)
    opened(source, qtbot)
    shore.queries.blocked = StoreUnusable("The read store cannot be read.")
    source.want(40, 45, 12)
    qtbot.waitUntil(lambda: source.problem == "The read store cannot be read.")
    assert source.state == "ready"
    assert ids(source) == made[:PAGE_ROWS]
    asked = len(shore.queries.asked)
    source.want(40, 45, 12)
    assert len(shore.queries.asked) == asked, "it does not ask again by itself"
    shore.queries.blocked = None
    source.retry()
    qtbot.waitUntil(lambda: ids(source) == made[:100])
    assert source.problem == ""


def test_a_place_that_is_gone_opens_at_the_next_older_row(shore: Shore, source: FeedSource, qtbot: QtBot) -> None:
    made = add_posts(shore, 200)
    del shore.queries.cards[made[100]]
    opened(source, qtbot, ScrollPlace(made[100], 7))
    number = source.window.nearest(made[100])
    assert number is not None
    row = source.row(number)
    assert row is not None
    assert row.item.entry_id == made[101]


def test_all_that_is_in_memory_is_read_again_when_the_home_has_been_filled(
    shore: Shore, source: FeedSource, qtbot: QtBot
) -> None:
    made = add_posts(shore, 3)
    opened(source, qtbot)
    written = shore.queries.post(made[1] - 5, JONAS, "Written before").id
    shore.signals.projected.send(shore, what=Projected(1, homes=frozenset({JONAS})))
    settle(source, qtbot)
    assert ids(source) == made
    shore.signals.projected.send(shore, what=Projected(2, homes=frozenset({ME})))
    qtbot.waitUntil(lambda: written in ids(source))
