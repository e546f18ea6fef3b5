"""What a trace says in durations: known times give known spans."""

from app.commands import CreatePost
from app.consistency.spans import percentiles_of, spans_of, whole_ms, whole_percentiles
from app.consistency.trace import STAGES, Trace, TraceLog


def _trace(*times: float | None, delay: float = 0.0, number: int = 1) -> Trace:
    filled = (*times, *(None,) * (len(STAGES) - len(times)))
    return Trace(number, "post", "New post", 1, position=number, delay_ms=delay, times=filled)


WHOLE = (100.0, 106.0, 100.3, 100.7, 103.1, 103.2, 3_103.2, 3_103.6, 3_105.4, 3_106.0, 3_112.0)


def test_each_span_begins_where_the_one_before_it_on_the_path_ended() -> None:
    spans = {span.stage: span for span in spans_of(_trace(*WHOLE, delay=3_000))}
    assert round(spans["overlay_painted"].took_ms, 3) == 6.0
    assert round(spans["committed"].took_ms, 3) == 2.4
    assert (spans["picked_up"].took_ms, spans["picked_up"].delayed_ms) == (3_000.0, 3_000.0)
    assert round(spans["painted"].start_ms, 3) == 3_006.0
    assert spans["pressed"].took_ms == 0
    assert round(whole_ms(_trace(*WHOLE)) or 0, 3) == 3_012.0


def test_a_span_whose_beginning_was_not_measured_begins_at_the_last_one_that_was() -> None:
    spans = spans_of(_trace(None, None, 10.0, None, 14.0))
    assert [(span.stage, span.start_ms, span.end_ms) for span in spans] == [
        ("dispatched", 0.0, 0.0),
        ("committed", 0.0, 4.0),
    ]
    assert spans_of(_trace()) == ()


def test_a_delay_set_by_hand_is_no_part_of_what_is_usual() -> None:
    found = percentiles_of([_trace(*WHOLE, delay=3_000)])
    assert found["picked_up"].p99 == 0
    assert "pressed" not in found
    whole = whole_percentiles([_trace(*WHOLE, delay=3_000), _trace(1.0, number=2)])
    assert whole is not None
    assert (round(whole.p50, 3), whole.count) == (12.0, 1)


def test_no_more_than_what_it_waited_is_taken_from_the_whole_way() -> None:
    quick = _trace(*(float(at) for at in range(11)), delay=3_000)
    whole = whole_percentiles([quick])
    assert whole is not None
    assert whole.p50 == 9.0


def test_what_was_held_back_is_waiting_too_and_no_work() -> None:
    log = TraceLog()
    log.begin(CreatePost(command_id=1, actor_id=1, post_id=1, text="Low water"), "dispatched", 0.0)
    log.committed(1, 7, 3.0)
    log.mark_positions([7], "picked_up", 4.0)
    log.held([7])
    log.mark_positions([7], "applied", 5_004.0)
    trace = log.get(1)
    assert trace is not None
    assert trace.held
    applied = next(span for span in spans_of(trace) if span.stage == "applied")
    assert (applied.took_ms, applied.delayed_ms) == (5_000.0, 5_000.0)
    assert percentiles_of([trace])["applied"].p99 == 0


def test_percentiles_are_values_that_were_measured() -> None:
    traces = [_trace(0.0, None, float(at), number=at) for at in range(1, 101)]
    dispatched = percentiles_of(traces)["dispatched"]
    assert (dispatched.p50, dispatched.p95, dispatched.p99, dispatched.count) == (50, 95, 99, 100)


def test_the_window_is_told_and_paints_only_what_the_documents_have() -> None:
    log = TraceLog()
    for number in (1, 2):
        log.begin(CreatePost(command_id=number, actor_id=1, post_id=number, text="Low water"), "pressed", 0.0)
        log.committed(number, number, 1.0)
    log.mark_positions([1], "documents_committed", 2.0)
    log.delivered(2, 3.0)
    log.painted(4.0)
    first, second = log.get(1), log.get(2)
    assert first is not None
    assert second is not None
    assert (first.at("delivered"), first.at("painted")) == (3.0, 4.0)
    assert (second.at("delivered"), second.at("painted")) == (None, None)
