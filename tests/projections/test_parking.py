"""What fails is parked with the reason and what depends on it, the rest goes on, and nothing is lost."""

from collections.abc import Iterable
from typing import Any

import pytest

from app import events as e
from app.events import StoredEvent
from app.projections.applier import PROJECTIONS
from app.projections.projector import Projector
from app.projections.walks import WALKS
from app.read_model import keys
from app.read_model.documents import ParkedEvent
from app.read_model.queries import Queries
from tests.projections.derived import documents_of
from tests.projections.memory import MemoryStore
from tests.projections.reading_side import ReadingSide

NOT_DERIVED = ("jobs", "parked")


def parked(side: ReadingSide) -> dict[int, ParkedEvent]:
    assert isinstance(side.store, MemoryStore)
    found: dict[int, Any] = {keys.id_of(key): row for key, row in side.store.documents().get("parked", {}).items()}
    return found


def documents(side: ReadingSide) -> dict[str, dict[bytes, Any]]:
    assert isinstance(side.store, MemoryStore)
    return side.store.documents(without=NOT_DERIVED)


def restarted(side: ReadingSide) -> None:
    side.projector = Projector(side.log, side.store, side.clock, side.signals)


class Times:
    """Keeps what the projector marks."""

    on = True

    def __init__(self) -> None:
        self.marks: list[tuple[int, str]] = []
        self.parked: list[int] = []

    def mark_positions(self, positions: Iterable[int], stage: str, _at_ms: float) -> None:
        self.marks += [(position, stage) for position in positions]

    def held(self, positions: Iterable[int]) -> None:
        self.parked += positions

    def of(self, position: int) -> list[str]:
        return [stage for at, stage in self.marks if at == position]


@pytest.fixture
def broken(side: ReadingSide) -> tuple[ReadingSide, StoredEvent]:
    """A like that cannot be read, behind it a comment on the same post, and a post of another's."""
    side.people(2)
    side.post(0)
    like = side.act("like", 1, 0)
    side.log.break_at(like.seq)
    side.act("comment", 1, 0, 0)
    side.post(1)
    return side, like


def test_an_unreadable_event_is_parked_with_what_follows_on_its_post_and_the_rest_goes_on(
    broken: tuple[ReadingSide, StoredEvent],
) -> None:
    side, like = broken
    side.projector.drain()
    first, second = parked(side)[like.seq], parked(side)[like.seq + 1]
    assert (first.blocked_by, first.summary) == (0, "An unreadable event")
    assert "cannot be read" in first.reason
    assert (second.blocked_by, second.summary) == (like.seq, "A new comment")
    assert side.store.snapshot().position == len(side.log.rows)
    assert side.store.snapshot().exceptions == {like.seq, like.seq + 1}
    assert len(documents(side)["cards"]) == 2


def test_what_is_held_by_hand_is_marked_as_applied_only_when_it_is_let_go(side: ReadingSide) -> None:
    times = Times()
    side.projector = Projector(side.log, side.store, side.clock, side.signals, times=times)
    side.people(2)
    side.post(0)
    side.projector.drain()
    like = side.act("like", 1, 0)
    behind = side.act("comment", 1, 0, 0)
    side.projector.hold(like.seq, "By hand.")
    side.projector.drain()
    assert times.of(like.seq) == times.of(behind.seq) == ["picked_up"]
    assert times.parked == [like.seq, behind.seq]
    side.projector.release(like.seq)
    side.projector.drain()
    assert times.of(like.seq) == times.of(behind.seq) == ["picked_up", "applied", "documents_committed"]


def test_what_is_discarded_is_never_marked_as_applied(side: ReadingSide) -> None:
    times = Times()
    side.projector = Projector(side.log, side.store, side.clock, side.signals, times=times)
    side.people(2)
    side.post(0)
    like = side.act("like", 1, 0)
    side.projector.hold(like.seq, "By hand.")
    side.projector.drain()
    assert side.projector.discard(like.seq)
    side.projector.drain()
    assert times.of(like.seq) == ["picked_up"]


def test_a_retry_reads_the_log_again_and_applies_what_waited_in_order(
    broken: tuple[ReadingSide, StoredEvent],
) -> None:
    side, like = broken
    side.projector.drain()
    side.log.mend(like)
    assert side.projector.retry(like.seq)
    side.projector.drain()
    assert parked(side) == {}
    assert side.store.snapshot().exceptions == frozenset()
    assert documents(side) == documents_of(side.world)


def test_a_retry_of_one_that_waits_tries_the_one_it_waits_for(broken: tuple[ReadingSide, StoredEvent]) -> None:
    side, like = broken
    side.projector.drain()
    side.log.mend(like)
    assert side.projector.retry(like.seq + 1)
    side.projector.drain()
    assert documents(side) == documents_of(side.world)


def test_a_retry_that_fails_again_keeps_everything_parked(broken: tuple[ReadingSide, StoredEvent]) -> None:
    side, like = broken
    side.projector.drain()
    before = parked(side)
    side.projector.retry(like.seq)
    side.projector.drain()
    assert parked(side) == before


def test_a_retry_of_what_is_not_parked_does_nothing(broken: tuple[ReadingSide, StoredEvent]) -> None:
    side, _ = broken
    side.projector.drain()
    assert not side.projector.retry(1)
    assert not side.projector.discard(1)


def test_a_discard_drops_one_event_and_applies_what_waited(broken: tuple[ReadingSide, StoredEvent]) -> None:
    side, like = broken
    side.projector.drain()
    assert side.projector.discard(like.seq)
    side.projector.drain()
    assert parked(side) == {}
    (card,) = [card for card in documents(side)["cards"].values() if card.comments]
    assert (card.likes, card.comments) == (0, 1)


def test_what_is_parked_stays_so_over_a_restart(broken: tuple[ReadingSide, StoredEvent]) -> None:
    side, like = broken
    side.projector.drain()
    restarted(side)
    side.act("comment", 0, 0, 0)
    side.projector.drain()
    assert parked(side)[len(side.log.rows)].blocked_by == like.seq
    side.log.mend(like)
    side.projector.retry(like.seq)
    side.projector.drain()
    assert documents(side) == documents_of(side.world)


def test_a_projection_that_fails_leaves_nothing_of_its_event(
    side: ReadingSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    side.people(2)
    side.post(0)
    side.projector.drain()
    before = documents(side)
    liked = PROJECTIONS[e.PostLiked]

    def fails_late(event: Any, changes: Any) -> None:
        liked(event, changes)
        changes.likes.scan(b"", limit=10)
        raise RuntimeError("no such luck")

    monkeypatch.setitem(PROJECTIONS, e.PostLiked, fails_late)
    like = side.act("like", 1, 0)
    side.projector.drain()
    assert documents(side) == before
    assert "RuntimeError: no such luck" in parked(side)[like.seq].reason


def test_what_needs_a_parked_person_waits_for_them_across_aggregates(side: ReadingSide) -> None:
    side.people(1)
    side.world.register()
    (registered,) = side.commit()
    side.log.break_at(registered.seq)
    side.post(1)
    side.act("like", 0, 0)
    side.act("follow", 0, 1)
    side.projector.drain()
    assert {one.blocked_by for one in parked(side).values()} == {0, registered.seq}
    assert len(parked(side)) == 4
    side.log.mend(registered)
    side.projector.retry(registered.seq)
    side.projector.drain()
    assert parked(side) == {}
    assert documents(side) == documents_of(side.world)


def test_after_a_discarded_post_what_hangs_on_it_says_what_is_missing(side: ReadingSide) -> None:
    side.people(2)
    side.post(0)
    post = side.log.rows[-1]
    side.log.break_at(post.seq)
    like = side.act("like", 1, 0)
    comment = side.act("comment", 1, 0, 0)
    side.projector.drain()
    side.projector.discard(post.seq)
    side.projector.drain()
    assert "is not in the read store" in parked(side)[like.seq].reason
    assert parked(side)[comment.seq].blocked_by == like.seq


def test_one_that_fails_among_those_released_holds_up_only_its_own_aggregate(side: ReadingSide) -> None:
    side.people(1)
    side.world.register()
    (registered,) = side.commit()
    side.log.break_at(registered.seq)
    side.post(1)
    edit = side.act("edit", 0, 1)
    side.post(1)
    side.projector.drain()
    side.log.mend(registered)
    mended = side.log.break_at(edit.seq)
    side.projector.retry(registered.seq)
    side.projector.drain()
    assert set(parked(side)) == {edit.seq}
    assert len(documents(side)["cards"]) == 2
    side.log.mend(mended)
    side.projector.retry(edit.seq)
    side.projector.drain()
    assert documents(side) == documents_of(side.world)


def test_a_parked_event_that_the_log_no_longer_keeps_says_so(broken: tuple[ReadingSide, StoredEvent]) -> None:
    side, like = broken
    side.projector.drain()
    side.log.prune(like.seq)
    side.projector.retry(like.seq)
    side.projector.drain()
    assert "no longer in the event log" in parked(side)[like.seq].reason


def test_what_is_held_by_hand_waits_until_it_is_released(side: ReadingSide) -> None:
    side.people(2)
    post = side.post(0)
    side.projector.drain()
    side.projector.hold(f"post:{post}", "to look at it")
    side.projector.drain()
    like, comment = side.act("like", 1, 0), side.act("comment", 1, 0, 0)
    side.projector.drain()
    held = parked(side)
    assert (held[like.seq].by_hand, held[like.seq].reason) == (True, "to look at it")
    assert held[comment.seq].blocked_by == like.seq
    side.projector.release(f"post:{post}")
    side.projector.drain()
    assert parked(side) == {}
    assert documents(side) == documents_of(side.world)


def test_a_hold_on_a_position_survives_a_restart_and_ends_with_a_retry(side: ReadingSide) -> None:
    side.people(2)
    side.post(0)
    side.projector.hold(len(side.log.rows) + 1, "by hand")
    side.projector.drain()
    restarted(side)
    like = side.act("like", 1, 0)
    side.projector.drain()
    assert set(parked(side)) == {like.seq}
    side.projector.retry(like.seq)
    side.projector.drain()
    assert parked(side) == {}
    assert isinstance(side.store, MemoryStore)
    assert side.store.held == {}


def test_a_fan_out_that_fails_is_parked_holds_up_nobody_and_goes_on_when_retried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    side = ReadingSide(MemoryStore(), budget_rows=1, slice_rows=1)
    side.people(2)
    for _ in range(3):
        side.post(0)
    side.projector.drain()
    rename = side.act("rename", 0, 2)
    walk = WALKS["rename"][0]

    def fails(*_: object) -> None:
        raise RuntimeError("halfway")

    side.projector.step(1)
    monkeypatch.setitem(WALKS, "rename", (walk._replace(visit=fails), *WALKS["rename"][1:]))
    side.projector.drain()
    assert "halfway" in parked(side)[rename.seq].reason
    assert parked(side)[rename.seq].summary == "A changed profile"
    side.act("move", 0, 1)
    side.projector.drain()
    assert set(parked(side)) == {rename.seq}
    monkeypatch.undo()
    side.projector.retry(rename.seq)
    side.projector.drain()
    assert parked(side) == {}
    assert documents(side) == documents_of(side.world)


def test_a_failed_fan_out_can_be_discarded(monkeypatch: pytest.MonkeyPatch) -> None:
    side = ReadingSide(MemoryStore(), budget_rows=1)
    side.people(1)
    for _ in range(3):
        side.post(0)
    walk = WALKS["rename"][0]
    calls = iter([None])

    def fails_the_second_time(*arguments: Any) -> None:
        next(calls)
        walk.visit(*arguments)

    monkeypatch.setitem(WALKS, "rename", (walk._replace(visit=fails_the_second_time), *WALKS["rename"][1:]))
    rename = side.act("rename", 0, 2)
    side.projector.drain()
    assert side.store.snapshot().exceptions == {rename.seq}
    side.projector.discard(rename.seq)
    side.projector.drain()
    assert side.store.snapshot().exceptions == frozenset()


def test_the_queries_list_what_is_parked_in_order(disk: ReadingSide, queries: Queries) -> None:
    disk.people(2)
    disk.post(0)
    like = disk.act("like", 1, 0)
    disk.log.break_at(like.seq)
    disk.act("comment", 1, 0, 0)
    disk.projector.drain()
    assert [(one.seq, one.blocked_by) for one in queries.parked()] == [(like.seq, 0), (like.seq + 1, like.seq)]
