"""The times of commands: what is followed, what a mark changes, and what is kept."""

from app.clock import ManualClock
from app.commands import CreatePost, SetLike
from app.consistency.trace import NOTHING_NEW, TraceLog


def _post(number: int) -> CreatePost:
    return CreatePost(command_id=number, actor_id=1, post_id=number, text="Low water")


def test_a_command_is_followed_from_the_press_to_the_paint() -> None:
    log = TraceLog()
    log.begin(_post(7), "pressed", 10.0, strategy="optimistic")
    log.mark(7, "dispatched", 11.0)
    log.committed(7, 3, 12.5, delay_ms=3_000)
    log.mark_positions([2, 3], "picked_up", 3_013.0)
    trace = log.get(7)
    assert trace is not None
    assert (trace.kind, trace.words, trace.position, trace.strategy) == ("post", "New post", 3, "optimistic")
    assert (trace.at("pressed"), trace.at("committed"), trace.at("picked_up")) == (10.0, 12.5, 3_013.0)
    assert trace.at("painted") is None
    assert (trace.began_ms, trace.delay_ms) == (10.0, 3_000)


def test_the_first_mark_of_a_stage_counts() -> None:
    log = TraceLog()
    log.begin(_post(7), "pressed", 10.0)
    log.mark(7, "painted", 20.0)
    before = log.version
    log.mark(7, "painted", 30.0)
    trace = log.get(7)
    assert trace is not None
    assert trace.at("painted") == 20.0
    assert log.version == before


def test_marks_of_commands_that_are_not_followed_are_passed_over() -> None:
    log = TraceLog()
    log.mark(1, "painted", 1.0)
    log.committed(1, 1, 1.0)
    log.mark_positions([1], "applied", 2.0)
    assert log.newest() == ()


def test_the_oldest_traces_make_room_for_new_ones() -> None:
    log = TraceLog(kept=3)
    for number in range(1, 6):
        log.begin(_post(number), "dispatched", float(number))
        log.committed(number, number, float(number))
    assert [trace.command_id for trace in log.newest()] == [5, 4, 3]
    log.mark_positions([1], "applied", 9.0)
    assert log.get(1) is None


def test_what_waits_is_told_oldest_first_until_the_projector_picks_it_up() -> None:
    log = TraceLog(kept=5)
    for number in range(1, 7):
        log.begin(_post(number), "dispatched", float(number))
        log.committed(number, number, float(number))
    assert [trace.position for trace in log.waiting(3)] == [2, 3, 4], "the first is not kept any more"
    log.mark_positions([1, 2, 3], "picked_up", 9.0)
    assert [trace.position for trace in log.waiting(9)] == [4, 5, 6]


def test_what_was_picked_up_before_its_commit_was_told_does_not_wait() -> None:
    log = TraceLog()
    log.begin(_post(7), "dispatched", 10.0)
    log.mark_positions([7], "picked_up", 11.0)
    log.committed(7, 7, 12.0)
    assert log.waiting(9) == ()


def test_what_changed_nothing_takes_no_position_from_the_event_before_it() -> None:
    log = TraceLog()
    for number in (7, 8):
        log.begin(_post(number), "dispatched", 10.0)
    log.unchanged(8)
    log.committed(7, 3, 12.0)
    log.committed(8, 3, 12.0)
    log.mark_positions([3], "picked_up", 20.0)
    made, nothing = log.get(7), log.get(8)
    assert made is not None
    assert nothing is not None
    assert made.at("picked_up") == 20.0
    assert (nothing.position, nothing.rejected, nothing.at("committed")) == (0, NOTHING_NEW, None)


def test_a_refusal_is_kept_with_its_reason() -> None:
    log = TraceLog()
    log.begin(SetLike(command_id=1, actor_id=1, post_id=2, liked=True), "pressed", ManualClock().monotonic_ms())
    log.rejected(1, "The post is gone.")
    trace = log.get(1)
    assert trace is not None
    assert trace.rejected == "The post is gone."
