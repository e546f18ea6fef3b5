"""The list of operations and the stages they go through."""

import threading
from collections.abc import Callable

import pytest

from app.commands import AnyCommand
from app.consistency.overlay import DISCARDED, FADE_MS, KEPT_FOR_OLD_PAGES, SHOWN_MS
from app.read_model.documents import Snapshot
from tests.consistency.builders import (
    ME,
    OTHER,
    Pond,
    add_comment,
    address,
    create,
    delete_comment,
    edit,
    follow,
    item,
    like,
    page,
    parked,
)


class Rings:
    """Counts how often the operations were announced."""

    def __init__(self, pond: Pond) -> None:
        self.count = 0
        pond.signals.operations.connect(self.hear)

    def hear(self, _: object) -> None:
        self.count += 1


def test_an_operation_goes_from_saving_to_committed_to_reached_and_fades(pond: Pond) -> None:
    operation = pond.begin(like())
    assert pond.stage(operation) == "saving"
    pond.clock.advance(2)
    pond.overlay.committed(operation.op_id, 5)
    assert pond.stage(operation) == "committed"
    pond.clock.advance(7)
    pond.overlay.settle(Snapshot(5))
    reached = pond.overlay.operation(operation.op_id)
    assert reached is not None
    assert (reached.stage, reached.lag_ms, reached.position) == ("reached", 7.0, 5)
    assert pond.overlay.next_expiry_ms() == 9 + SHOWN_MS + FADE_MS
    pond.clock.advance(SHOWN_MS + FADE_MS)
    pond.overlay.expire()
    assert pond.stage(operation) == "gone"
    assert pond.overlay.next_expiry_ms() is None


def test_a_receipt_that_comes_after_its_projection_finds_itself_reached(pond: Pond) -> None:
    operation = pond.begin(like())
    pond.overlay.settle(Snapshot(5))
    pond.overlay.committed(operation.op_id, 5)
    assert pond.stage(operation) == "reached"


def test_a_parked_event_holds_its_operation_and_a_retry_lets_it_go(pond: Pond) -> None:
    operation = pond.begin(edit(), position=3)
    event = parked(3, "post:10")
    pond.overlay.settle(Snapshot(4, frozenset({3})), (event,))
    held = pond.overlay.operation(operation.op_id)
    assert held is not None
    assert (held.stage, held.reason) == ("held", "It broke.")
    assert pond.overlay.parked_event(operation.op_id) == event
    assert pond.overlay.parked_count == 1
    pond.overlay.settle(Snapshot(4))
    assert pond.stage(operation) == "reached"


def test_a_held_event_whose_fan_out_is_under_way_is_committed_again(pond: Pond) -> None:
    operation = pond.begin(follow(), position=3)
    pond.overlay.settle(Snapshot(4, frozenset({3})), (parked(3, f"follower:{ME}"),))
    pond.overlay.settle(Snapshot(4, frozenset({3})))
    assert pond.stage(operation) == "committed"


@pytest.mark.parametrize(
    ("command", "aggregate"),
    [
        (create(50), "post:50"),
        (like(10), "post:10"),
        (add_comment(70, post=10), "post:10"),
        (delete_comment(70), "post:10"),
        (follow(OTHER), f"follower:{ME}"),
        (address("Oslo"), f"person:{ME}"),
    ],
)
def test_each_command_is_held_by_the_events_of_its_own_aggregate(
    pond: Pond, command: AnyCommand, aggregate: str
) -> None:
    operation = pond.begin(command, position=3)
    pond.overlay.settle(Snapshot(4, frozenset({3})), (parked(3, aggregate),))
    assert pond.stage(operation) == "held"


def test_a_command_that_changed_nothing_is_not_held_by_the_stranger_whose_position_it_was_given(pond: Pond) -> None:
    operation = pond.begin(like(10), position=3)
    pond.overlay.settle(Snapshot(4, frozenset({3})), (parked(3, "post:99"),))
    assert pond.stage(operation) == "reached"


def test_a_discarded_event_says_that_feeds_will_not_show_it(pond: Pond) -> None:
    operation = pond.begin(edit(), position=3)
    pond.overlay.settle(Snapshot(4, frozenset({3})), (parked(3, "post:10"),))
    pond.overlay.discarded(3)
    gone = pond.overlay.operation(operation.op_id)
    assert gone is not None
    assert (gone.stage, gone.reason, gone.can_retry) == ("rejected", DISCARDED, False)
    assert pond.row(page(item(text="was"), position=4)).item.card.text == "was"


def test_a_broken_rule_cannot_be_retried_and_a_full_disk_can(pond: Pond) -> None:
    broken, unlucky = pond.begin(like(1)), pond.begin(like(2))
    pond.overlay.rejected(broken.op_id, "post_id", "No.")
    pond.overlay.failed(unlucky.op_id, "The disk is full.")
    assert pond.overlay.retrying(broken.op_id) is None
    again = pond.overlay.retrying(unlucky.op_id)
    assert again is not None
    assert (again.op_id, again.command, again.stage, again.reason) == (unlucky.op_id, unlucky.command, "saving", "")


def test_only_what_was_refused_is_retried(pond: Pond) -> None:
    assert pond.overlay.retrying(pond.begin(like()).op_id) is None


def test_what_was_refused_stays_until_it_is_dismissed(pond: Pond) -> None:
    operation = pond.begin(create(50))
    pond.overlay.rejected(operation.op_id, "text", "No.")
    pond.clock.advance(3_600_000)
    pond.overlay.expire()
    assert pond.stage(operation) == "rejected"
    pond.overlay.dismiss(operation.op_id)
    assert pond.see(page()).standing == ()


def test_dismissing_a_mark_undoes_nothing(pond: Pond) -> None:
    operation = pond.begin(edit(text="mine"), position=3)
    pond.overlay.dismiss(operation.op_id)
    row = pond.row(page(item(text="was")))
    assert (row.item.card.text, row.operation) == ("mine", None)


def test_what_is_being_saved_cannot_be_dismissed(pond: Pond) -> None:
    operation = pond.begin(edit(text="mine"))
    pond.overlay.dismiss(operation.op_id)
    assert pond.stage(operation) == "saving"


def test_operations_are_listed_in_order_and_by_person(pond: Pond) -> None:
    mine, theirs = pond.begin(like()), pond.begin(like(actor=OTHER))
    assert pond.overlay.operations() == (mine, theirs)
    assert pond.overlay.operations(OTHER) == (theirs,)


def test_each_change_rings_once_and_a_projection_that_changes_nothing_does_not(pond: Pond) -> None:
    rings = Rings(pond)
    operation = pond.begin(like())
    pond.overlay.committed(operation.op_id, 5)
    assert rings.count == 2
    pond.overlay.settle(Snapshot(4))
    assert rings.count == 2
    pond.overlay.settle(Snapshot(5))
    assert rings.count == 3


def test_a_receiver_may_ask_for_the_operations_while_it_is_rung(pond: Pond) -> None:
    seen: list[int] = []

    def ask(_: object) -> None:
        seen.append(len(pond.overlay.operations()))

    pond.signals.operations.connect(ask)
    pond.begin(like())
    assert seen == [1]


def test_an_answer_for_an_operation_that_is_gone_is_passed_over(pond: Pond) -> None:
    pond.overlay.committed(99, 5)
    pond.overlay.rejected(99, "text", "No.")
    assert pond.overlay.operations() == ()


def test_what_is_kept_for_old_pages_is_bounded(pond: Pond) -> None:
    for position in range(1, KEPT_FOR_OLD_PAGES + 50):
        pond.begin(like(position), position=position)
    pond.overlay.settle(Snapshot(10_000))
    pond.clock.advance(SHOWN_MS + FADE_MS)
    pond.overlay.expire()
    folding = pond.overlay.folding(Snapshot(0), ME)
    assert len(folding.posts) == KEPT_FOR_OLD_PAGES


def test_writer_projector_and_views_work_on_it_at_once(pond: Pond) -> None:
    gate = threading.Barrier(3)
    failures: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> threading.Thread:
        def run() -> None:
            gate.wait(10)
            try:
                work()
            except BaseException as error:  # noqa: BLE001 - handed to the test's own thread
                failures.append(error)

        return threading.Thread(target=run)

    def act() -> None:
        for number in range(1, 300):
            operation = pond.overlay.begin(like(number))
            pond.overlay.committed(operation.op_id, number)

    def project() -> None:
        for position in range(300):
            pond.overlay.settle(Snapshot(position))
            pond.overlay.expire(position * 10.0)

    def look() -> None:
        for position in range(300):
            pond.see(page(item(position), position=position))

    threads = [guarded(work) for work in (act, project, look)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    pond.overlay.settle(Snapshot(300))
    assert {operation.stage for operation in pond.overlay.operations()} <= {"reached"}
