"""What a person does through a session, and what becomes of it."""

import pytest

from app.consistency.actions import NOT_ANSWERED, OUR_MISTAKE
from app.errors import Stopped, StoreFull, StoreUnusable
from tests.consistency.builders import (
    ME,
    OTHER,
    comment,
    create,
    delete_comment,
    edit,
    item,
    like,
    mute,
    parked,
    profile,
)
from tests.consistency.shore import Shore


def test_a_like_shows_before_it_is_sent_and_follows_its_answer_to_the_read_store(shore: Shore) -> None:
    shore.reads.rows = [item(likes=4)]
    seen_while_sending: list[bool] = []
    shore.signals.operations.connect(lambda _: seen_while_sending.append(not shore.bus.sent), weak=False)
    operation = shore.session.perform(like())
    assert seen_while_sending == [True]
    page = shore.session.feed("everyone")
    assert page.rows[0].item.card.likes == 5
    shore.commit(3)
    assert (shore.now(operation).stage, shore.now(operation).position) == ("committed", 3)
    shore.clock.advance(7)
    shore.project(3)
    assert (shore.now(operation).stage, shore.now(operation).lag_ms) == ("reached", 7)


def test_a_broken_rule_is_shown_where_it_happened(shore: Shore) -> None:
    operation = shore.session.perform(create(50))
    shore.bus.reject("Too long.", "text")
    now = shore.now(operation)
    assert (now.stage, now.field, now.reason, now.can_retry) == ("rejected", "text", "Too long.", False)
    assert shore.session.retry(operation.op_id) is False


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (StoreFull("The disk is full."), "The disk is full."),
        (StoreUnusable("The database cannot be written."), "The database cannot be written."),
        (Stopped("Tideline is closing."), "Tideline is closing."),
        (ZeroDivisionError(), OUR_MISTAKE),
    ],
)
def test_a_command_that_could_not_be_saved_says_why_and_can_be_tried_again(
    shore: Shore, error: Exception, sentence: str
) -> None:
    operation = shore.session.perform(create(50))
    shore.bus.fail(error)
    assert (shore.now(operation).stage, shore.now(operation).reason) == ("rejected", sentence)
    assert shore.now(operation).can_retry


def test_a_bus_that_refuses_at_once_is_a_failure_like_any_other(shore: Shore) -> None:
    shore.bus.raises = Stopped("Tideline is closing.")
    operation = shore.session.perform(create(50))
    assert shore.now(operation).reason == "Tideline is closing."


def test_a_command_that_was_never_answered_was_not_saved(shore: Shore) -> None:
    operation = shore.session.perform(create(50))
    shore.bus.sent[0][1].cancel()
    assert shore.now(operation).reason == NOT_ANSWERED


def test_a_retry_sends_the_same_command_so_that_a_lost_receipt_cannot_double_it(shore: Shore) -> None:
    operation = shore.session.perform(create(50))
    shore.bus.fail(StoreFull("The disk is full."))
    assert shore.session.retry(operation.op_id)
    (first, _), (second, _) = shore.bus.sent
    assert first == second
    shore.commit(3)
    assert shore.now(operation).stage == "committed"


def test_the_same_command_while_it_is_on_its_way_is_sent_once(shore: Shore) -> None:
    command = create(50)
    assert shore.session.perform(command) == shore.session.perform(command)
    assert len(shore.bus.sent) == 1


def test_retrying_and_discarding_what_is_held_back_go_to_the_projector(shore: Shore) -> None:
    operation = shore.session.perform(edit())
    shore.commit(3)
    shore.project(4, parked(3, "post:10"))
    assert shore.session.retry(operation.op_id)
    assert shore.valve.retried == [3]
    assert shore.session.discard(operation.op_id)
    assert shore.valve.discarded == [3]
    assert shore.now(operation).stage == "rejected"


def test_what_waits_behind_a_parked_event_is_retried_by_retrying_that_one(shore: Shore) -> None:
    operation = shore.session.perform(edit())
    shore.commit(3)
    behind = parked(3, "post:10")
    shore.project(4, type(behind)(seq=3, aggregate="post:10", reason="Waits.", parked_ms=0, blocked_by=2))
    shore.session.retry(operation.op_id)
    assert shore.valve.retried == [2]


def test_there_is_nothing_to_discard_of_what_is_not_held(shore: Shore) -> None:
    assert not shore.session.discard(shore.session.perform(like()).op_id)


def test_the_tide_tells_what_is_not_ashore(shore: Shore) -> None:
    saving, committed, reached = (shore.session.perform(like(post_id)) for post_id in (1, 2, 3))
    shore.commit(4, index=2)
    shore.project(4)
    shore.commit(5, index=1)
    shore.clock.advance(30)
    tide = shore.session.tide()
    assert [operation.op_id for operation in tide.operations] == [saving.op_id, committed.op_id]
    assert (tide.read, tide.write, tide.waiting, tide.oldest_ms) == (4, 5, 1, 30)
    assert shore.now(reached).stage == "reached"


def test_the_tide_tells_what_is_held_and_that_the_projector_has_stopped(shore: Shore) -> None:
    shore.project(4, parked(3, "post:10"))
    shore.session.read_side(stopped="The projector has stopped.")
    assert (shore.session.tide().held, shore.session.tide().stopped) == (1, "The projector has stopped.")
    shore.session.read_side()
    assert shore.session.tide().stopped == ""


def test_the_reading_counts_pending_commands_and_parked_events(shore: Shore) -> None:
    shore.session.perform(like())
    shore.project(4, parked(3, "post:10"))
    assert (shore.session.reading().pending, shore.session.reading().parked) == (1, 1)


def test_marks_fade_when_their_time_is_over(shore: Shore) -> None:
    operation = shore.session.perform(like())
    shore.commit(1)
    shore.project(1)
    assert shore.session.next_deadline_ms() == 1_800
    shore.wait(1_800)
    assert shore.overlay.operation(operation.op_id) is None
    assert shore.session.next_deadline_ms() is None


def test_acting_as_another_shows_that_persons_operations_and_keeps_the_first_ones(shore: Shore) -> None:
    shore.reads.profiles[OTHER] = profile(OTHER)
    shore.session.perform(create(50))
    shore.session.acting_as(OTHER)
    assert shore.session.feed("everyone").standing == ()
    assert shore.session.tide().operations == ()
    shore.session.acting_as(ME)
    assert [row.item.card.id for row in shore.session.feed("everyone").standing] == [50]


def test_deleting_a_comment_that_was_seen_counts_on_its_post(shore: Shore) -> None:
    shore.reads.rows = [item(10, comments=2)]
    shore.reads.comments = [comment(70, author=ME)]
    shore.session.thread(10)
    shore.session.perform(delete_comment(70))
    assert shore.session.feed("everyone").rows[0].item.card.comments == 1


def test_muting_hides_what_the_person_reposted_too(shore: Shore) -> None:
    shore.reads.profiles[OTHER] = profile(OTHER)
    shore.reads.rows = [item(1, author=3, via="p2"), item(2, author=3)]
    shore.session.perform(mute(OTHER))
    assert [row.item.card.id for row in shore.session.feed("home", ME).rows] == [2]


def test_an_answer_may_come_before_perform_returns(shore: Shore) -> None:
    shore.bus.answers_at = 3
    operation = shore.session.perform(create(50))
    assert (shore.now(operation).stage, shore.now(operation).position) == ("committed", 3)
