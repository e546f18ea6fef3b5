"""What a person reads through a session: monotonic, with own changes where the strategy says."""

import pytest

from app.commands import RegisterPerson
from app.consistency.strategies import Strategies
from app.read_model.documents import Relation, Snapshot
from tests.consistency.builders import (
    ME,
    OTHER,
    a_command_id,
    add_comment,
    address,
    comment,
    create,
    delete,
    edit,
    edit_comment,
    follow,
    item,
    like,
    page,
    parked,
    profile,
    rename,
)
from tests.consistency.shore import Shore


def test_a_page_that_was_overtaken_is_read_again(shore: Shore) -> None:
    shore.reads.snapshots = [Snapshot(12), Snapshot(10), Snapshot(12)]
    shore.session.feed("everyone")
    assert shore.session.feed("everyone").snapshot.position == 12
    assert shore.reads.feeds_read == 3


def test_a_store_that_was_put_back_is_taken_as_it_is_after_a_few_tries(shore: Shore) -> None:
    shore.reads.snapshots = [Snapshot(12)]
    shore.session.feed("everyone")
    shore.reads.snapshot_now = Snapshot(10)
    assert shore.session.feed("everyone").snapshot.position == 10


def test_a_rebuilt_store_is_taken_at_once(shore: Shore) -> None:
    shore.reads.snapshots = [Snapshot(12), Snapshot(11, generation=1)]
    shore.session.feed("everyone")
    assert shore.session.feed("everyone").snapshot.generation == 1
    assert shore.reads.feeds_read == 2


def test_rows_by_id_have_the_position_that_they_are_of(shore: Shore) -> None:
    shore.reads.rows = [item(10), item(11), item(12)]
    shore.reads.snapshots = [Snapshot(4), Snapshot(5), Snapshot(6)]
    shore.reads.snapshot_now = Snapshot(6)
    rows = shore.session.items([10, 12, 99])
    assert [row.item.card.id for row in rows.rows] == [12, 10]
    assert rows.snapshot.position == 6


def test_folding_again_reads_nothing_and_shows_what_has_happened_since(shore: Shore) -> None:
    shore.reads.rows = [item(10)]
    feed, thread = shore.session.feed("everyone"), shore.session.thread(10)
    profile_seen, rows = shore.session.profile(OTHER), shore.session.items([10])
    reads = shore.reads.feeds_read
    for command in (like(10), create(50), add_comment(70), follow(OTHER)):
        shore.session.perform(command)
    shore.reads.profiles[OTHER] = profile(OTHER)
    assert shore.session.refold(feed).rows[0].item.marks.liked
    assert [row.item.card.id for row in shore.session.refold(feed).standing] == [50]
    assert [row.comment.id for row in shore.session.refold(thread).comments] == [70]
    assert shore.session.refold(rows).rows[0].item.marks.liked
    assert shore.session.refold(rows).standing == ()
    assert shore.session.refold(profile_seen).profile is None
    assert shore.reads.feeds_read == reads


def test_an_own_post_stands_under_the_name_that_was_just_chosen() -> None:
    shore = Shore(Strategies(profile="optimistic"))
    shore.session.perform(rename("Ada"))
    shore.session.perform(create(50))
    assert shore.session.feed("everyone").standing[0].item.card.name == "Ada"


def test_a_person_who_has_just_registered_can_post_at_once() -> None:
    shore = Shore(Strategies(profile="optimistic"))
    shore.reads.profiles.clear()
    shore.session.perform(RegisterPerson(command_id=a_command_id(), actor_id=ME, handle="ada", name="Ada"))
    shore.session.perform(create(50))
    assert shore.session.feed("home", ME).standing[0].item.card.handle == "ada"
    assert shore.session.profile_by_handle("Ada").profile is not None


def test_a_handle_that_nobody_has_gives_no_profile(shore: Shore) -> None:
    assert shore.session.profile_by_handle("nobody").profile is None
    assert shore.session.profile_by_handle("p1").profile == profile(ME)


def test_ones_own_count_of_people_followed_moves_with_a_follow_on_its_way(shore: Shore) -> None:
    shore.reads.profiles |= {OTHER: profile(OTHER), 3: profile(3)}
    shore.reads.relations[3] = Relation(following=True)
    shore.session.perform(follow(OTHER))
    shore.session.perform(follow(3))
    own = shore.session.profile(ME).profile
    assert own is not None
    assert own.following == 1


def test_waiting_says_for_what_then_that_the_view_is_behind_then_shows_the_new_value(shore: Shore) -> None:
    shore.session.perform(address("Bergen"))
    assert (shore.session.profile(ME).note, shore.session.profile(ME).waiting) == ("Saving…", True)
    shore.commit(1_204)
    waiting = shore.session.profile(ME)
    assert (waiting.note, waiting.source, waiting.waiting) == ("Waiting for position 1,204", "stale", True)
    shore.wait(2_000)
    late = shore.session.refold(waiting)
    assert (late.note, late.source, late.waiting) == ("Saved; this view is behind", "stale", False)
    shore.reads.profiles[ME] = profile(display_address="1 Pier")
    shore.project(1_204)
    arrived = shore.session.profile(ME)
    assert (arrived.note, arrived.source, arrived.profile) == ("", "read store", profile(display_address="1 Pier"))


def test_a_wait_that_ends_rings_so_that_views_can_say_so(shore: Shore) -> None:
    shore.session.perform(address("Bergen"))
    shore.commit(4)
    rings: list[object] = []
    shore.signals.operations.connect(rings.append, weak=False)
    shore.wait(2_000)
    assert len(rings) == 1


@pytest.mark.parametrize(
    ("stopped", "rebuilding", "note"),
    [
        ("It stopped.", False, "Saved; this view is behind, because the read side has stopped"),
        ("", True, "Saved; this view is behind while the read store is rebuilt"),
    ],
)
def test_a_wait_that_nothing_can_end_says_why(shore: Shore, stopped: str, rebuilding: bool, note: str) -> None:
    shore.session.perform(address("Bergen"))
    shore.commit(4)
    shore.session.read_side(stopped=stopped, rebuilding=rebuilding)
    shore.wait(2_000)
    assert shore.session.profile(ME).note == note


def test_a_waited_for_event_that_is_held_back_says_so(shore: Shore) -> None:
    shore.session.perform(address("Bergen"))
    shore.commit(4)
    shore.project(5, parked(4, "person:1"))
    assert shore.session.profile(ME).note == "Saved, but held back: It broke."


def test_an_address_concerns_only_its_own_profile(shore: Shore) -> None:
    shore.reads.profiles[OTHER] = profile(OTHER)
    shore.session.perform(address("Bergen"))
    assert shore.session.profile(OTHER).note == ""
    assert shore.session.feed("everyone").note == ""


def test_with_none_the_old_value_is_shown_as_if_nothing_had_happened() -> None:
    shore = Shore(Strategies(address="none"))
    shore.session.perform(address("Bergen"))
    shore.commit(4)
    seen = shore.session.profile(ME)
    assert (seen.profile, seen.source, seen.note) == (profile(ME), "read store", "")


def test_with_acceptance_the_view_says_how_old_it_is() -> None:
    shore = Shore(Strategies(posts="acceptance"))
    shore.session.perform(create(50))
    shore.commit(4)
    shore.clock.advance(3_400)
    feed = shore.session.feed("everyone")
    assert (feed.standing, feed.source, feed.note) == ((), "stale", "3 s old")


def test_acceptance_of_an_own_change_is_said_within_the_first_second_but_not_at_full_speed() -> None:
    shore = Shore(Strategies(address="acceptance"))
    shore.session.perform(address("Bergen"))
    shore.commit(4)
    shore.clock.advance(50)
    assert shore.session.profile(ME).note == ""
    shore.clock.advance(350)
    assert shore.session.profile(ME).note == "0.4 s old"


def test_a_feed_that_waits_for_a_position_says_that_it_waits() -> None:
    shore = Shore(Strategies(posts="wait"))
    shore.session.perform(create(50))
    shore.commit(4)
    feed = shore.session.feed("everyone")
    assert (feed.note, feed.waiting) == ("Waiting for position 4", True)
    shore.project(4)
    assert not shore.session.feed("everyone").waiting


def test_what_others_did_and_the_page_does_not_have_is_accepted_with_its_age(shore: Shore) -> None:
    shore.lag.committed(9)
    shore.clock.advance(900)
    assert shore.session.feed("everyone").note == ""
    shore.clock.advance(61_000)
    assert shore.session.feed("everyone").note == "1 min old"
    shore.project(9)
    assert shore.session.feed("everyone").note == ""


def fresh_shore() -> Shore:
    every = dict.fromkeys(("posts", "comments", "edits", "follows", "profile", "address"), "fresh")
    return Shore(Strategies(**every))  # type: ignore[arg-type]


def test_a_fresh_profile_comes_from_the_write_model_and_says_so() -> None:
    shore = fresh_shore()
    shore.session.perform(address("Bergen"))
    shore.commit(4)
    shore.fresh.position, shore.fresh.profiles = 4, {ME: profile(display_address="new")}
    seen = shore.session.profile(ME)
    assert seen.profile == profile(display_address="new")
    assert (seen.source, seen.note) == ("write model", "From the write model")
    assert [(change.field, change.stored) for change in seen.changes] == [("display_address", "")]


def test_a_fresh_reading_is_kept_until_the_read_store_has_it_so_that_reads_never_go_back() -> None:
    shore = fresh_shore()
    shore.session.perform(address("Bergen"))
    shore.commit(4)
    shore.fresh.position, shore.fresh.profiles = 4, {ME: profile(display_address="new")}
    shore.session.profile(ME)
    shore.clock.advance(60_000)
    reads = shore.fresh.reads
    assert shore.session.profile(ME).profile == profile(display_address="new")
    assert shore.fresh.reads == reads
    shore.reads.profiles[ME] = profile(display_address="new", posts=1)
    shore.project(4)
    arrived = shore.session.profile(ME)
    assert (arrived.profile, arrived.source) == (profile(display_address="new", posts=1), "read store")


def test_within_the_window_each_look_reads_anew_and_a_page_gone_past_the_copy_does_too() -> None:
    shore = fresh_shore()
    shore.session.perform(address("Bergen"))
    shore.commit(4)
    shore.fresh.position, shore.fresh.profiles = 4, {ME: profile(display_address="new")}
    shore.session.profile(ME)
    shore.session.profile(ME)
    assert shore.fresh.reads == 2
    shore.clock.advance(60_000)
    shore.project(9, exceptions=(4,))
    shore.fresh.position, shore.fresh.profiles = 9, {ME: profile(display_address="new", posts=7)}
    assert shore.session.profile(ME).profile == profile(display_address="new", posts=7)
    assert shore.fresh.reads == 3


def test_fresh_posts_edits_and_deletions_show_in_feeds() -> None:
    shore = fresh_shore()
    shore.reads.rows = [item(10, author=ME, text="was"), item(11, author=ME)]
    for command in (create(50), edit(10, "now"), delete(11)):
        shore.session.perform(command)
    assert shore.session.feed("everyone").standing == ()
    for index in range(3):
        shore.commit(4 + index, index)
    shore.fresh.position = 6
    shore.fresh.rows = {50: item(50, author=ME, text="mine"), 10: item(10, author=ME, text="now", likes=2)}
    feed = shore.session.feed("everyone")
    assert [(row.item.card.text, row.in_water) for row in feed.standing] == [("mine", True)]
    assert (feed.rows[0].item.card.text, feed.rows[0].item.card.likes) == ("now", 2)
    assert feed.rows[1].removed
    assert (feed.source, feed.note) == ("write model", "From the write model")


def test_fresh_comments_show_in_their_thread() -> None:
    shore = fresh_shore()
    shore.reads.rows, shore.reads.comments = [item(10)], [comment(60, author=ME)]
    shore.session.perform(add_comment(70))
    shore.session.perform(edit_comment(60))
    shore.commit(4, 0)
    shore.commit(5, 1)
    shore.fresh.position = 5
    shore.fresh.comments_there = {60: comment(60, author=ME, depth=0), 70: comment(70, author=ME)}
    shore.fresh.rows = {10: item(10, comments=2)}
    thread = shore.session.thread(10)
    assert [row.comment.id for row in thread.comments] == [60, 70]
    assert thread.comments[1].in_water
    assert thread.head is not None
    assert thread.head.item.card.comments == 2


def test_a_fresh_follow_is_read_with_both_profiles() -> None:
    shore = fresh_shore()
    shore.reads.profiles[OTHER] = profile(OTHER)
    shore.session.perform(follow(OTHER))
    shore.commit(4)
    shore.fresh.position = 4
    shore.fresh.profiles = {OTHER: profile(OTHER, followers=1), ME: profile(ME, following=1)}
    shore.fresh.relations = {OTHER: Relation(following=True)}
    assert shore.session.profile(OTHER).relation.following
    own = shore.session.profile(ME).profile
    assert own is not None
    assert own.following == 1


def test_an_own_search_waits_for_the_index_and_finds_itself(shore: Shore, monkeypatch: pytest.MonkeyPatch) -> None:
    shore.session.perform(create(50))
    shore.commit(4)
    shore.reads.rows = [item(50, author=ME)]

    def index_while_it_waits(*_: object) -> bool:
        shore.reads.index_position = 4
        shore.session.indexed(4)
        return True

    monkeypatch.setattr(shore.clock, "wait", index_while_it_waits)
    found = shore.session.search("mine")
    assert (found.index_position, found.behind, found.note) == (4, 0, "")
    assert [row.item.card.id for row in found.posts] == [50]


def test_a_search_that_the_index_is_too_late_for_says_how_far_behind_it_is(shore: Shore) -> None:
    shore.session.perform(create(50))
    shore.commit(4)
    shore.reads.index_position = 1
    found = shore.session.search("mine")
    assert shore.clock.monotonic_ms() == 500
    assert (found.behind, found.note) == (3, "Search is 3 events behind; your newest words may be missing.")


def test_a_search_without_own_news_waits_for_nothing(shore: Shore) -> None:
    shore.lag.committed(9)
    shore.session.perform(like())
    shore.commit(10)
    found = shore.session.search("tide")
    assert (shore.clock.monotonic_ms(), found.note, found.behind) == (0, "", 10)


def test_notifications_are_read_monotonically(shore: Shore) -> None:
    shore.reads.snapshots = [Snapshot(4)]
    shore.session.feed("everyone")
    shore.reads.snapshots = [Snapshot(3), Snapshot(4)]
    assert shore.session.notifications().snapshot.position == 4


def test_pages_hold_what_they_were_folded_from(shore: Shore) -> None:
    shore.reads.rows = [item(10)]
    feed = shore.session.feed("home", ME)
    assert feed.page == page(item(10))
    assert feed.place is not None
    assert (feed.place.timeline, feed.place.owner, feed.place.viewer, feed.place.top) == ("home", ME, ME, True)
    assert shore.session.feed("home", ME, before=10).place != feed.place
