"""The four promises, one small history each: what breaks them, what does not, and how little is remembered."""

import pytest

from app.consistency.history import Apply, History, Read, Record, Rollback, SeenRead, Write
from app.consistency.session_guarantees import VIOLATIONS_KEPT, SessionGuarantees
from app.consistency.verdicts import Verdict, thing

BEGIN = (Apply("read store", 0, 0, 0.0), Apply("search", 0, 0, 0.0))


def judged(*records: Record) -> Verdict:
    checker = SessionGuarantees()
    for record in (*BEGIN, *records):
        checker.take(record)
    return checker.verdict()


def told(verdict: Verdict) -> list[tuple[str, str, int, int]]:
    return [(one.guarantee, one.lane, one.missing, one.without) for one in verdict.violations]


def write(seq: int, session: str = "ann", key: str = "post:1", at: float | None = None) -> Write:
    at = float(seq * 10) if at is None else at
    return Write(session, seq, (key,), at, at + 1)


def read(cursor: int, at: float, session: str = "ann", key: str = "post:1", missing: tuple[int, ...] = ()) -> Read:
    return Read(session, "read store", (key,), at, at + 1, cursor, missing)


def apply(seq: int, order: int, at: float, *missing: int) -> Apply:
    return Apply("read store", seq, order, at, missing)


def test_an_own_write_that_a_read_does_not_hold_is_missed() -> None:
    assert told(judged(write(1), read(0, 20))) == [("ryw", "store", 1, 0)]


def test_a_write_of_another_or_of_another_thing_is_not_missed() -> None:
    assert told(judged(write(1, "ben"), write(2, key="post:2"), read(0, 50))) == []


def test_a_write_acknowledged_while_the_read_was_under_way_is_not_missed() -> None:
    assert told(judged(write(1), read(0, 10.5))) == []


def test_of_several_missed_writes_the_newest_is_the_witness() -> None:
    verdict = judged(write(1), write(2), read(0, 50))
    assert told(verdict) == [("ryw", "store", 2, 0)]
    assert verdict.count("ryw", "store").broken == 1


def test_the_overlay_mends_what_was_seen_and_not_what_was_returned() -> None:
    seen = SeenRead("ann", "read store", ("post:1",), 20, 21, 0, shown=(1,))
    assert told(judged(write(1), read(0, 20), seen)) == [("ryw", "store", 1, 0)]


def test_a_parked_write_is_missed_although_the_cursor_has_passed_it() -> None:
    assert told(judged(write(1), apply(2, 1, 15, 1), read(2, 20, missing=(1,)))) == [("ryw", "store", 1, 0)]


def test_a_read_that_goes_back_behind_an_earlier_one_is_told_with_both() -> None:
    verdict = judged(write(1, "ben"), read(1, 20), read(0, 30))
    assert told(verdict) == [("mr", "store", 1, 0)]
    assert verdict.violations[0].earlier_ms == 21


def test_the_write_model_read_for_one_key_and_the_store_behind_it_is_going_back() -> None:
    fresh = Read("ann", "write model", ("post:1",), 20, 21, 5)
    assert told(judged(write(5, "ben", at=10), fresh, read(4, 30))) == [("mr", "store", 5, 0)]


def test_reads_at_the_same_time_do_not_precede_each_other() -> None:
    assert told(judged(write(1, "ben"), read(1, 20), read(0, 20.5))) == []


def test_a_write_applied_before_an_earlier_one_of_its_session_is_out_of_order() -> None:
    assert told(judged(write(1), write(2), apply(2, 1, 30, 1))) == [("mw", "store", 1, 2)]


def test_writes_of_different_sessions_may_be_applied_in_any_order() -> None:
    assert told(judged(write(1), write(2, "ben"), apply(2, 1, 30, 1), apply(2, 2, 31))) == []


def test_an_answer_applied_before_what_its_author_had_read_is_told() -> None:
    fresh = Read("ann", "write model", ("post:1",), 15, 16, 1)
    assert told(judged(write(1, "ben"), fresh, write(2, key="comment:2"), apply(2, 1, 30, 1))) == [
        ("wfr", "store", 1, 2)
    ]


def test_a_promise_holds_in_one_store_and_breaks_in_another() -> None:
    verdict = judged(write(1), write(2), apply(2, 1, 30), Apply("search", 2, 1, 31, (1,)))
    assert [(one.store, one.guarantee) for one in verdict.violations] == [("search", "mw")]


def test_the_witness_says_when_the_missed_write_came_at_last() -> None:
    verdict = judged(write(1), read(0, 20), apply(1, 1, 40))
    assert [(step.kind, step.at_ms) for step in verdict.violations[0].steps] == [
        ("write", 11),
        ("read", 20),
        ("apply", 40),
    ]


def test_a_rollback_is_counted_and_breaks_nothing() -> None:
    verdict = judged(Rollback("ann", ("post:1",), 5.0), read(0, 20))
    assert (verdict.rollbacks, verdict.broken) == (1, 0)


def test_what_every_store_holds_is_forgotten_but_for_the_newest_of_each_key() -> None:
    checker = SessionGuarantees(settled_kept=8)
    for record in BEGIN:
        checker.take(record)
    for seq in range(1, 2_001):
        checker.take(write(seq, f"person:{seq % 7}", f"post:{seq % 5}"))
        checker.take(apply(seq, seq, seq * 10 + 2))
        checker.take(Apply("search", seq, seq, seq * 10 + 3))
    assert checker.remembered == 8 * 5


@pytest.mark.parametrize("reads", [VIOLATIONS_KEPT + 50])
def test_only_the_newest_violations_are_kept_and_all_are_counted(reads: int) -> None:
    verdict = judged(write(1), *(read(0, 20.0 + at) for at in range(reads)))
    assert len(verdict.violations) == VIOLATIONS_KEPT
    assert verdict.broken == reads


def test_writes_that_no_store_takes_in_are_forgotten_beyond_a_bound_and_said_so() -> None:
    checker = SessionGuarantees(settled_kept=1, writes_kept=100)
    for seq in range(1, 301):
        checker.take(write(seq))
    assert checker.remembered == 101
    assert checker.verdict().forgotten == 200


def test_the_ring_keeps_the_newest_records_and_says_how_many_it_dropped() -> None:
    history = History(capacity=3)
    for seq in range(1, 6):
        history.add(write(seq))
    assert [record.seq for record in history.records() if isinstance(record, Write)] == [3, 4, 5]
    assert history.dropped == 2


def test_keys_are_told_in_plain_words() -> None:
    assert [thing(key) for key in ("post:1", "person:2", "x")] == ["a post", "a profile", "x"]
