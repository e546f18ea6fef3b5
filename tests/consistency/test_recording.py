"""What the running session tells the history: nothing while it is off, and then each write, apply and read."""

import pytest

from app.commands import AnyCommand
from app.consistency.history import Apply, Read, Record, Rollback, SeenRead, Write
from app.consistency.strategies import KINDS, Strategies, strategies_from
from app.consistency.visible import Strategy
from app.read_model.documents import Snapshot
from tests.consistency.builders import ME, OTHER, address, comment, create, edit, item, like, profile
from tests.consistency.shore import Shore


def everything_by(strategy: Strategy) -> Strategies:
    return strategies_from(dict.fromkeys(KINDS, strategy), deadline_ms=2_000, fresh_ms=3_000)


def recording(strategy: Strategy) -> Shore:
    shore = Shore(everything_by(strategy))
    shore.session.tape.start(Snapshot(0), 0)
    return shore


def broken(shore: Shore) -> set[tuple[str, str]]:
    return {(count.guarantee, count.lane) for count in shore.session.tape.verdict().counts if count.broken}


def kinds(shore: Shore) -> list[type[Record]]:
    return [type(record) for record in shore.session.tape.history.records()]


def test_nothing_is_recorded_while_it_is_off(shore: Shore) -> None:
    shore.session.perform(like(10))
    shore.commit(1)
    shore.project(1)
    shore.session.feed("everyone")
    assert shore.session.tape.history.records() == ()


def test_a_write_its_apply_and_its_read_are_recorded_in_this_order() -> None:
    shore = recording("optimistic")
    shore.reads.rows = [item(10)]
    shore.session.perform(like(10))
    shore.wait(5)
    shore.commit(1)
    shore.project(1)
    shore.session.feed("everyone")
    assert kinds(shore)[2:] == [Write, Apply, Read, SeenRead]
    write, _, read, _ = shore.session.tape.history.records()[2:]
    assert write == Write(f"person:{ME}", 1, ("post:10",), 0.0, 5.0)
    assert read == Read(f"person:{ME}", "read store", ("post:10", "feed:everyone:0"), 5.0, 5.0, 1)
    assert not broken(shore)


def test_without_a_strategy_an_own_write_is_missed_in_the_store_and_in_what_was_seen() -> None:
    shore = recording("none")
    shore.reads.rows = [item(10)]
    shore.session.perform(like(10))
    shore.commit(1)
    shore.session.feed("everyone")
    assert broken(shore) == {("ryw", "store"), ("ryw", "seen")}


def test_the_overlay_mends_it_only_in_what_was_seen() -> None:
    shore = recording("optimistic")
    shore.reads.rows = [item(10)]
    for command in (like(10), create(20), edit(10, "new words")):
        shore.session.perform(command)
        shore.commit(shore.lag.positions[1] + 1)
    shore.session.feed("everyone")
    assert broken(shore) == {("ryw", "store")}


def test_a_profile_that_waits_for_its_new_value_has_not_been_seen_yet() -> None:
    shore = recording("wait")
    shore.session.perform(address("Bergen"))
    shore.commit(1)
    shore.session.profile(ME)
    assert broken(shore) == {("ryw", "store")}
    shore.wait(2_001)
    shore.session.profile(ME)
    assert broken(shore) == {("ryw", "store"), ("ryw", "seen")}


def test_falling_back_to_the_write_model_goes_back_in_time_at_the_next_read_of_the_store() -> None:
    shore = recording("fresh")
    shore.fresh.position = 1
    shore.fresh.profiles[ME] = profile(ME)
    shore.session.perform(address("Bergen"))
    shore.commit(1)
    shore.session.profile(ME)
    shore.session.profile(ME)
    assert ("mr", "store") in broken(shore)
    assert not {found for found in broken(shore) if found[1] == "seen"}


@pytest.mark.parametrize("command", [like(10), edit(10, "other words")])
def test_a_refused_change_that_was_shown_ahead_is_a_rollback_and_no_violation(command: AnyCommand) -> None:
    shore = recording("optimistic")
    shore.reads.rows = [item(10)]
    shore.session.perform(command)
    shore.session.feed("everyone")
    shore.bus.reject()
    shore.session.feed("everyone")
    assert kinds(shore).count(Rollback) == 1
    assert shore.session.tape.verdict().rollbacks == 1
    assert not broken(shore)


def test_a_command_that_changed_nothing_is_no_write() -> None:
    shore = recording("optimistic")
    shore.session.perform(like(10))
    shore.commit(1)
    shore.session.perform(like(10))
    shore.commit(1)
    assert kinds(shore).count(Write) == 1


def test_a_write_held_back_while_a_later_one_is_applied_breaks_the_order_of_writes() -> None:
    shore = recording("optimistic")
    for position, post in enumerate((10, 11), start=1):
        shore.session.perform(like(post))
        shore.commit(position)
    shore.project(2, exceptions=(1,))
    assert broken(shore) == {("mw", "store")}


def test_threads_notifications_and_search_are_reads_too() -> None:
    shore = recording("optimistic")
    shore.reads.rows = [item(10)]
    shore.reads.comments = [comment(30)]
    shore.session.thread(10)
    shore.session.notifications()
    shore.session.search("boat")
    keys = [record.keys for record in shore.session.tape.history.records() if isinstance(record, Read)]
    assert keys == [
        ("post:10", "comment:30", "thread:10"),
        (f"notifications:{ME}",),
        ("post:10",),
        ("search",),
    ]


def test_writes_of_others_are_recorded_through_the_tape() -> None:
    shore = recording("optimistic")
    send = shore.session.tape.sending(shore.bus)
    send(like(10, actor=OTHER))
    shore.commit(1)
    assert shore.session.tape.verdict().writes == 1


def test_a_command_that_changed_nothing_does_not_show_the_write_whose_position_it_got() -> None:
    shore = recording("optimistic")
    shore.reads.rows = [item(10)]
    send = shore.session.tape.sending(shore.bus)
    for position, liked in enumerate((True, False), start=1):
        send(like(10, liked=liked, actor=OTHER))
        shore.commit(position)
    shore.session.perform(like(10))
    shore.commit(2)
    shore.session.feed("everyone")
    assert not broken(shore)


def test_an_operation_that_vanishes_from_a_page_that_had_shown_it_counts_as_seen_anew() -> None:
    shore = recording("optimistic")
    shore.reads.rows = [item(10)]
    operation = shore.session.perform(like(10))
    shore.commit(1)
    page = shore.session.feed("everyone")
    shore.session.refold(page)
    assert kinds(shore).count(SeenRead) == 1
    shore.overlay.abandon([operation.op_id])
    shore.session.refold(page)
    assert kinds(shore).count(SeenRead) == 2
    assert broken(shore) == {("ryw", "store"), ("ryw", "seen"), ("mr", "seen")}
