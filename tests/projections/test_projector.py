"""A step takes what the log has past the checkpoint, commits it whole, and tells what changed."""

import threading

import pytest

from app.errors import GapInLog, ReadStoreOutdated, StoreFull
from app.events import StoredEvent
from app.projections.projector import Projector
from app.read_model.queries import Queries
from app.read_model.store import ReadStore
from app.signals import Projected
from tests.projections.derived import documents_of
from tests.projections.memory import MemoryStore
from tests.projections.reading_side import ReadingSide


def memory(side: ReadingSide) -> MemoryStore:
    assert isinstance(side.store, MemoryStore)
    return side.store


def test_a_step_takes_at_most_what_it_is_told_and_says_what_is_behind(side: ReadingSide) -> None:
    side.people(5)
    step = side.projector.step(max_events=2)
    assert (step.applied, step.position, step.behind, step.unfinished) == (2, 2, 3, 0)
    assert side.store.snapshot().position == 2


def test_a_step_with_nothing_to_do_commits_and_tells_nothing(side: ReadingSide) -> None:
    side.people(1)
    side.projector.drain()
    commits, told = memory(side).commits, len(side.told)
    assert side.projector.step().applied == 0
    assert (memory(side).commits, len(side.told)) == (commits, told)


def test_many_events_are_one_commit(side: ReadingSide) -> None:
    side.people(9)
    side.projector.step(100)
    assert memory(side).commits == 1


def test_each_commit_tells_what_it_changed(side: ReadingSide) -> None:
    ana, bo = side.people(2)
    post = side.post(0)
    side.projector.drain()
    side.act("like", 1, 0)
    side.act("repost", 1, 0)
    side.projector.drain()
    first, second = side.told
    assert first == Projected(3, posts=frozenset({post}), people=frozenset({ana, bo}), entries_added=1)
    assert second == Projected(5, posts=frozenset({post}), entries_added=1)


def test_whose_home_a_follow_or_a_mute_changes_is_told(side: ReadingSide) -> None:
    ana, bo = side.people(2)
    side.projector.drain()
    for name in ("follow", "mute", "mute"):
        side.act(name, 0, 1)
        side.told.clear()
        side.projector.drain()
        assert set().union(*(what.homes for what in side.told)) == {ana}, name
    side.post(1)
    side.told.clear()
    side.projector.drain()
    assert not any(what.homes for what in side.told)
    assert bo != ana


def test_what_changes_only_a_persons_own_marks_is_told_too(side: ReadingSide) -> None:
    ana, bo = side.people(2)
    post = side.post(0)
    side.projector.drain()
    for kind, told in (
        ("bookmark", Projected(4, posts=frozenset({post}))),
        ("mute", Projected(5, people=frozenset({ana}), homes=frozenset({bo}))),
    ):
        side.act(kind, 1, 0)
        side.projector.drain()
        assert side.told[-1] == told


def test_it_tells_only_after_the_commit(disk: ReadingSide, queries: Queries) -> None:
    seen = []

    def look(_sender: object, **_told: object) -> None:
        seen.append(queries.snapshot().position)

    disk.signals.projected.connect(look)
    disk.people(3)
    disk.projector.drain()
    assert seen == [3]


def test_a_gap_in_the_log_is_never_skipped(side: ReadingSide) -> None:
    side.people(4)
    del side.log.rows[2]
    with pytest.raises(GapInLog) as caught:
        side.projector.step()
    assert (caught.value.expected, caught.value.found) == (3, 4)
    assert side.store.snapshot().position == 0


def test_a_log_pruned_beyond_the_checkpoint_is_a_gap(side: ReadingSide) -> None:
    side.people(4)
    side.log.prune(2)
    with pytest.raises(GapInLog):
        side.projector.step()


def test_a_log_that_ends_before_the_checkpoint_means_another_store(side: ReadingSide) -> None:
    side.people(4)
    side.projector.drain()
    del side.log.rows[2:]
    with pytest.raises(ReadStoreOutdated):
        side.projector.step()


def test_a_full_store_parks_nothing_and_the_next_step_takes_it_all_again(side: ReadingSide) -> None:
    side.people(2)
    side.projector.drain()
    side.post(0)
    side.act("like", 1, 0)
    memory(side).fails.append(StoreFull("full"))
    with pytest.raises(StoreFull):
        side.projector.step()
    assert side.store.snapshot().position == 2
    assert side.projector.step().applied == 2
    assert memory(side).documents() == documents_of(side.world)


def test_an_order_outlives_a_commit_that_failed(side: ReadingSide) -> None:
    side.people(1)
    side.log.break_at(1)
    side.projector.drain()
    side.projector.discard(1)
    memory(side).fails.append(StoreFull("full"))
    with pytest.raises(StoreFull):
        side.projector.step()
    side.projector.step()
    assert side.store.snapshot().exceptions == frozenset()


def test_an_order_rings_the_doorbell(side: ReadingSide) -> None:
    side.projector.hold("post:1", "")
    assert side.projector.doorbell.is_set()


def test_the_documents_on_disk_are_those_in_memory(disk: ReadingSide, queries: Queries) -> None:
    disk.people(3)
    disk.act("follow", 1, 0)
    disk.post(0, words=4)
    disk.act("like", 1, 0)
    disk.act("comment", 2, 0, 3)
    disk.act("repost", 1, 0)
    disk.act("rename", 0, 7)
    disk.projector.drain()
    wanted = documents_of(disk.world)
    assert isinstance(disk.store, ReadStore)
    with disk.store.reading() as (generation, txn):
        for name, table in generation.tables.items():
            rows = dict(table.page(txn, 0, table.last_key, 1_000))
            expected = {int.from_bytes(key, "big"): row for key, row in wanted.get(name, {}).items()}
            assert rows == expected, name
    assert queries.statistics()["cards"] == 1


def test_a_projector_goes_on_where_another_left_off(disk: ReadingSide, queries: Queries) -> None:
    disk.people(2)
    disk.projector.drain()
    post = disk.post(0)
    Projector(disk.log, disk.store, disk.clock, disk.signals).drain()
    card = queries.card(post)
    assert card is not None
    assert card.created_ms == disk.world.posts[post]["created"]


def test_nothing_steps_while_another_has_the_projector_to_itself(side: ReadingSide) -> None:
    side.people(1)
    stepped = threading.Event()

    def step() -> None:
        side.projector.step()
        stepped.set()

    thread = threading.Thread(target=step)
    with side.projector.exclusive():
        thread.start()
        assert side.projector.step().applied == 1
        assert not stepped.is_set()
    thread.join()
    assert stepped.is_set()


def test_a_store_that_was_swapped_is_followed_from_its_own_checkpoint(side: ReadingSide) -> None:
    side.people(3)
    side.projector.drain()
    store = memory(side)
    fresh = MemoryStore()
    Projector(side.log, fresh, side.clock, side.signals).step(2)
    store.number, store.tables, store.state = 2, fresh.tables, fresh.state
    side.projector.drain()
    assert store.snapshot().position == 3
    assert store.documents() == documents_of(side.world)


def test_an_unfinished_fan_out_goes_on_between_events_and_alone() -> None:
    side = ReadingSide(MemoryStore(), budget_rows=1, slice_rows=1)
    side.people(1)
    for _ in range(9):
        side.post(0)
    side.projector.drain()
    rename = side.act("rename", 0, 4)
    step = side.projector.step()
    assert (step.behind, step.unfinished) == (0, 1)
    assert side.store.snapshot().exceptions == {rename.seq}
    assert side.projector.step().applied == 0
    side.projector.drain()
    assert side.store.snapshot().exceptions == frozenset()
    assert memory(side).documents() == documents_of(side.world)


def test_an_event_of_a_kind_from_the_future_is_parked(side: ReadingSide) -> None:
    side.log.rows.append(StoredEvent(1, 1, "post:1", 9, b'{"type":"PostFramed","at_ms":1}'))
    side.projector.drain()
    assert side.store.snapshot().exceptions == {1}


def test_a_comment_counts_as_a_change_of_its_post(side: ReadingSide) -> None:
    side.people(1)
    post = side.post(0)
    side.act("comment", 0, 0, 0)
    side.projector.drain()
    side.act("edit_comment", 0, 1)
    side.projector.drain()
    assert side.told[-1].posts == {post}


def test_what_changed_before_a_deletion_of_another_post_is_told_too(side: ReadingSide) -> None:
    # The deletion walks through comments, which writes those that were changed by then.
    side.people(1)
    kept, gone = side.post(0), side.post(0)
    side.act("comment", 0, 0)
    side.projector.drain()
    side.told.clear()
    side.act("edit_comment", 0, 5)
    side.act("delete", 1)
    side.projector.step()
    assert set().union(*(what.posts for what in side.told)) == {kept, gone}
