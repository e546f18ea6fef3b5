"""Queries answer from one snapshot: pages of timelines, threads, profiles, notifications and people."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.read_model.documents import Comment, Marks, Relation
from app.read_model.queries import Queries
from app.read_model.store import ReadStore
from tests.projections.reading_side import ReadingSide

NOBODY = 0
EVERYONE = 0
PICTURE, NO_PICTURE = 0, 1


@pytest.fixture
def side(tmp_path: Path) -> Iterator[ReadingSide]:
    store = ReadStore(tmp_path / "read")
    yield ReadingSide(store)
    store.close()


@pytest.fixture
def queries(side: ReadingSide) -> Queries:
    assert isinstance(side.store, ReadStore)
    return Queries(side.store)


def posts_of(side: ReadingSide, author: int, count: int) -> list[int]:
    """Write posts; their ids, newest first."""
    made = [side.post(author, words=number) for number in range(count)]
    side.projector.drain()
    return made[::-1]


def ids(queries: Queries, owner: int, **options: int) -> list[int]:
    return [item.entry_id for item in queries.feed("author", owner, NOBODY, **options).items]


def test_a_page_is_newest_first_and_says_how_to_go_on(side: ReadingSide, queries: Queries) -> None:
    (ana,) = side.people(1)
    posts = posts_of(side, 0, 5)
    page = queries.feed("author", ana, NOBODY, limit=2)
    assert [item.entry_id for item in page.items] == posts[:2]
    assert page.next == posts[1]
    assert ids(queries, ana, limit=2, before=posts[1]) == posts[2:4]


def test_the_last_page_says_that_it_is(side: ReadingSide, queries: Queries) -> None:
    (ana,) = side.people(1)
    posts_of(side, 0, 2)
    assert queries.feed("author", ana, NOBODY, limit=2).next is None
    assert queries.feed("author", ana + 1, NOBODY).items == ()


def test_the_rows_after_an_entry_are_those_next_to_it(side: ReadingSide, queries: Queries) -> None:
    (ana,) = side.people(1)
    posts = posts_of(side, 0, 6)
    assert ids(queries, ana, after=posts[3]) == posts[:3]
    assert ids(queries, ana, after=posts[4], limit=2) == posts[2:4]
    assert ids(queries, ana, after=posts[4], before=posts[0]) == posts[1:4]


def test_the_rows_between_two_entries_are_read_downwards(side: ReadingSide, queries: Queries) -> None:
    (ana,) = side.people(1)
    posts = posts_of(side, 0, 6)
    page = queries.feed("author", ana, NOBODY, before=posts[0], after=posts[4], limit=2)
    assert [item.entry_id for item in page.items] == posts[1:3]
    assert page.next == posts[2]
    assert queries.feed("author", ana, NOBODY, before=posts[2], after=posts[4], limit=2).next is None


def test_pages_walked_up_and_down_show_every_row_once(side: ReadingSide, queries: Queries) -> None:
    (ana,) = side.people(1)
    posts = posts_of(side, 0, 7)
    up: list[int] = []
    after: int | None = 0
    while after is not None:
        page = queries.feed("author", ana, NOBODY, limit=3, after=after)
        up = [item.entry_id for item in page.items] + up
        after = page.next
    assert up == posts


def test_a_row_carries_the_viewers_marks_and_who_brought_it(side: ReadingSide, queries: Queries) -> None:
    ana, bo, cy = side.people(3)
    side.act("follow", 2, 1)
    post = side.post(0)
    side.act("repost", 1, 0)
    side.act("like", 2, 0)
    side.act("bookmark", 2, 0)
    side.projector.drain()
    (item,) = queries.feed("home", cy, cy).items
    assert (item.card.id, item.card.author_id, item.via_name, item.via_handle) == (post, ana, "Name 1", "p1")
    assert item.marks == Marks(liked=True, bookmarked=True)
    assert queries.feed("home", cy, bo).items[0].marks == Marks(reposted=True)
    assert queries.feed("home", cy, NOBODY).items[0].marks == Marks()


def test_a_row_whose_post_is_gone_is_left_out_but_not_counted_as_the_end(side: ReadingSide, queries: Queries) -> None:
    ana, bo = side.people(2)
    posts_of(side, 0, 2)
    side.act("like", 1, 0)
    side.act("like", 1, 1)
    side.projector.drain()
    assert isinstance(side.store, ReadStore)
    side.store.db.table("cards").remove(doc_ids=[max(side.world.posts)])
    page = queries.feed("likes", bo, bo, limit=1)
    assert page.items == ()
    assert page.next is not None
    assert [item.card.author_id for item in queries.feed("likes", bo, bo, before=page.next).items] == [ana]


def test_newer_rows_are_counted_up_to_a_limit(side: ReadingSide, queries: Queries) -> None:
    (ana,) = side.people(1)
    posts = posts_of(side, 0, 6)
    assert queries.newer_count("author", ana, posts[4]) == 4
    assert queries.newer_count("author", ana, posts[4], at_most=3) == 3
    assert queries.newer_count("author", ana, posts[0]) == 0
    assert queries.newer_count("everyone", EVERYONE, 0) == 6


def test_the_edges_of_a_timeline(side: ReadingSide, queries: Queries) -> None:
    (ana,) = side.people(1)
    assert queries.edges("author", ana) is None
    posts = posts_of(side, 0, 3)
    assert queries.edges("author", ana) == (posts[-1], posts[0])


def test_posts_by_id_leave_out_what_does_not_exist(side: ReadingSide, queries: Queries) -> None:
    (ana,) = side.people(1)
    first, second = posts_of(side, 0, 2)
    assert set(queries.items([first, 5, second], ana)) == {first, second}
    assert queries.item(5, ana) is None
    assert queries.card(5) is None
    assert queries.card(first) == queries.items([first], ana)[first].card


def test_a_thread_is_read_in_reading_order_page_by_page(side: ReadingSide, queries: Queries) -> None:
    side.people(2)
    post = side.post(0)
    side.post(1)
    for parent in (0, 0, 1, 2, 5):
        side.act("comment", 1, 0, parent)
    side.projector.drain()
    whole = queries.thread(post, NOBODY)
    assert whole.head is not None
    assert whole.head.card.id == post
    assert whole.next is None
    assert len(whole.comments) == 5
    for one, following in zip(whole.comments, whole.comments[1:], strict=False):
        assert following.depth <= one.depth + 1
        assert following.depth == 0 or following.parent_id in [row.id for row in whole.comments]
    pages: list[Comment] = []
    after: int | None = None
    while True:
        page = queries.thread(post, NOBODY, limit=2, after=after)
        pages += page.comments
        if page.next is None:
            break
        after = page.next
    assert tuple(pages) == whole.comments


def test_a_thread_without_a_post_has_no_head(queries: Queries) -> None:
    assert queries.thread(5, NOBODY).head is None


def test_a_profile_by_id_and_by_handle_in_any_case(side: ReadingSide, queries: Queries) -> None:
    ana, bo = side.people(2)
    side.act("follow", 1, 0)
    side.act("mute", 1, 0)
    side.projector.drain()
    view = queries.profile(ana, viewer=bo)
    assert view.profile is not None
    assert (view.profile.followers, view.relation) == (1, Relation(following=True, muted=True))
    assert queries.profile_by_handle("P0", viewer=bo) == view
    assert queries.profile(ana).relation == Relation()
    assert queries.profile_by_handle("nobody").profile is None


def test_one_acts_as_real_people_unless_simulated_ones_are_asked_for(side: ReadingSide, queries: Queries) -> None:
    everyone = side.people(4)
    side.projector.drain()
    real = [number for number in everyone if not side.world.people[number]["simulated"]]
    assert [person.id for person in queries.people()] == real
    assert [person.id for person in queries.people(include_simulated=True)] == [*real, everyone[2]]
    assert [person.id for person in queries.people(limit=2, include_simulated=True)] == real[:2]


def test_a_notification_shows_the_words_of_the_post_as_they_are_now(side: ReadingSide, queries: Queries) -> None:
    ana, _bo = side.people(2)
    side.post(0, words=0)
    side.act("like", 1, 0)
    side.act("comment", 1, 0, 1)
    side.act("edit", 0, 3)
    side.projector.drain()
    comment, like = queries.notifications(ana).items
    assert (like.kind, like.excerpt) == ("like", "hello @p1 and @p2")
    assert (comment.kind, comment.excerpt) == ("comment", "#kelp drifts")


def test_a_mention_in_a_comment_shows_the_words_of_the_comment(side: ReadingSide, queries: Queries) -> None:
    _ana, bo = side.people(2)
    side.post(0, words=0)
    side.world.comment(0, 0, 4)
    side.commit()
    side.projector.drain()
    (mention,) = queries.notifications(bo).items
    assert (mention.kind, mention.excerpt) == ("mention", "#kelp #Foam @p1")


def test_notifications_come_in_pages_and_are_counted(side: ReadingSide, queries: Queries) -> None:
    (ana, *_others) = side.people(5)
    for number in range(1, 5):
        side.act("follow", number, 0)
    side.projector.drain()
    page = queries.notifications(ana, limit=3)
    assert [one.kind for one in page.items] == ["follow"] * 3
    assert page.next == page.items[-1].id
    rest = queries.notifications(ana, limit=3, before=page.next)
    assert (len(rest.items), rest.next) == (1, None)
    assert queries.unread_notifications(ana, after_id=rest.items[0].id) == 3


def test_without_an_index_a_search_finds_nothing(side: ReadingSide, queries: Queries) -> None:
    side.people(1)
    page = queries.search("p0", NOBODY)
    assert (page.people, page.posts, page.index_position) == ((), (), 0)


def test_a_page_says_how_far_the_store_was_when_it_was_read(side: ReadingSide, queries: Queries) -> None:
    (ana,) = side.people(1)
    posts_of(side, 0, 1)
    assert queries.feed("author", ana, NOBODY).snapshot == queries.snapshot()
    assert queries.snapshot().position == 2
    side.log.break_at(side.act("like", 0, 0).seq)
    side.projector.drain()
    assert queries.profile(ana).snapshot.exceptions == {3}


def test_statistics_count_the_documents_of_every_table(side: ReadingSide, queries: Queries) -> None:
    side.people(2)
    posts_of(side, 0, 3)
    counts = queries.statistics()
    assert (counts["cards"], counts["profiles"], counts["marks"]) == (3, 2, 0)
