"""The checker that runs along and the one written from the definitions find the same in random histories."""

from hypothesis import given, settings

from app.consistency.history import Record
from app.consistency.session_guarantees import SessionGuarantees
from app.consistency.verdicts import Violation
from tests.consistency.oracle.definitions import Broken, broken_in
from tests.consistency.oracle.histories import histories

ALL = 1_000


def found_in(records: list[Record], checker: SessionGuarantees) -> set[Broken]:
    return {as_broken(violation) for record in records for violation in checker.take(record)}


def as_broken(violation: Violation) -> Broken:
    applied = violation.lane == "store" and violation.guarantee in ("mw", "wfr")
    where = violation.store if applied else violation.record
    return Broken(violation.guarantee, violation.lane, where, violation.missing, violation.without)


@settings(max_examples=150, deadline=None)
@given(histories())
def test_both_checkers_find_the_same_promises_broken_with_the_same_witness(records: list[Record]) -> None:
    assert found_in(records, SessionGuarantees(settled_kept=ALL)) == broken_in(records)


@settings(max_examples=150, deadline=None)
@given(histories(stale=False))
def test_what_every_store_holds_can_be_forgotten_if_no_read_goes_back_behind_it(records: list[Record]) -> None:
    assert found_in(records, SessionGuarantees(settled_kept=0)) == broken_in(records)
