"""What 'reached' means."""

from app.consistency.reached import covers, is_reached
from app.read_model.documents import Snapshot


def test_a_position_at_the_checkpoint_is_reached() -> None:
    assert is_reached(5, Snapshot(5))


def test_a_position_past_the_checkpoint_is_not_reached() -> None:
    assert not is_reached(6, Snapshot(5))


def test_an_exception_is_not_reached_however_far_the_checkpoint_is() -> None:
    assert not is_reached(3, Snapshot(9, frozenset({3})))


def test_a_newer_snapshot_covers_an_older_one() -> None:
    assert covers(Snapshot(6), Snapshot(5))
    assert not covers(Snapshot(5), Snapshot(6))


def test_an_exception_that_the_reader_had_already_seen_past_is_a_step_back() -> None:
    assert not covers(Snapshot(9, frozenset({3})), Snapshot(5))


def test_an_exception_that_the_reader_knew_or_that_is_newer_is_no_step_back() -> None:
    assert covers(Snapshot(9, frozenset({3, 8})), Snapshot(5, frozenset({3})))


def test_a_rebuilt_store_may_follow_and_the_old_one_may_not_come_back() -> None:
    assert covers(Snapshot(3, generation=2), Snapshot(9, generation=1))
    assert not covers(Snapshot(12, generation=1), Snapshot(3, generation=2))
