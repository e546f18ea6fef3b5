"""Delays as distributions, events that overtake, and a limit to their rate: on the real log and the real projector."""

import random
import statistics

import pytest

from app.commands import CreatePost, RegisterPerson, SetLike
from app.lab.model import Slowing, slowed_by
from app.lab.rig import Rig
from app.lab.slowing import LONGEST_MS, OVERTAKEN, SpeedLimit, delay_of, latency_of


@pytest.fixture
def rig() -> Rig:
    rig = Rig(7)
    projector = rig.projector
    rig.log.let_overtake(lambda seq: projector.hold(seq, OVERTAKEN), projector.release)
    return rig


def _ada(rig: Rig) -> int:
    ada = rig.ids.next_id()
    rig.execute(RegisterPerson(command_id=rig.ids.next_id(), actor_id=ada, handle="ada", name="Ada"))
    rig.catch_up()
    return ada


def _posts(rig: Rig, ada: int, number: int) -> list[int]:
    made = [rig.ids.next_id() for _ in range(number)]
    rig.execute_many(CreatePost(command_id=post, actor_id=ada, post_id=post, text="Low water") for post in made)
    return made


@pytest.mark.parametrize("shape", ["fixed", "uniform", "exponential", "pareto"])
def test_a_delay_is_drawn_from_its_law_and_the_same_for_the_same_position(shape: str) -> None:
    slowing = Slowing(shape, 40.0)  # type: ignore[arg-type]  # the names are the parametrized ones
    drawn = [delay_of(slowing, position) for position in range(1, 4_001)]
    assert drawn == [delay_of(slowing, position) for position in range(1, 4_001)]
    assert max(drawn) <= LONGEST_MS
    tolerance = 8.0 if shape == "pareto" else 2.5
    assert statistics.fmean(drawn) == pytest.approx(40.0, abs=tolerance)


def test_the_fits_of_the_paper_need_no_figure_of_their_own() -> None:
    law = latency_of(Slowing("disk"))
    assert law is not None
    assert law.draw(random.Random(1)) > 0
    assert latency_of(Slowing("none", 40.0)) is None
    assert Slowing("ssd").words == "slowed like a copy on SSD"
    assert Slowing("exponential", 20.0, per_s=5).words == "slowed by about 20 ms and limited to 5 events/s"
    assert Slowing(per_s=1).words == "limited to 1 event/s"


def test_jitter_is_added_and_never_taken_away() -> None:
    drawn = [delay_of(Slowing("fixed", 100.0, jitter_ms=50.0), position) for position in range(1, 200)]
    assert 100.0 <= min(drawn) < max(drawn) <= 150.0


def test_kept_in_order_an_event_waits_for_those_before_it(rig: Rig) -> None:
    with rig:
        ada = _ada(rig)
        slowing = Slowing("exponential", 1_000.0)
        rig.log.set_slowing(slowing)
        _posts(rig, ada, 5)
        first = rig.positions()[0]
        delays = [delay_of(slowing, first + at) for at in range(1, 6)]
        rig.pass_time(max(0.0, delays[0] - 5))
        assert rig.catch_up() == 0
        rig.pass_time(max(delays) + 10)
        assert rig.catch_up() == 5
        assert rig.verify().differences == ()


def test_an_event_overtakes_one_of_another_aggregate_whose_time_has_not_come(rig: Rig) -> None:
    with rig:
        ada = _ada(rig)
        slowing = Slowing("uniform", 5_000.0, overtake=True)
        rig.log.set_slowing(slowing)
        _posts(rig, ada, 6)
        first = rig.positions()[0]
        due = {first + at: delay_of(slowing, first + at) for at in range(1, 7)}
        half = sum(sorted(due.values())[3:5]) / 2
        rig.pass_time(half)
        rig.catch_up()
        snapshot = rig.store.snapshot()
        late = {position for position, at in due.items() if at > half and position <= snapshot.position}
        assert set(snapshot.exceptions) == late
        assert {event.reason for event in rig.queries.parked()} <= {OVERTAKEN}
        rig.pass_time(max(due.values()) - half)
        rig.catch_up()
        rig.catch_up()
        assert not rig.store.snapshot().exceptions
        assert rig.verify().differences == ()


def test_what_is_held_is_let_go_when_order_is_kept_again(rig: Rig) -> None:
    with rig:
        ada = _ada(rig)
        rig.log.set_slowing(Slowing("uniform", 5_000.0, overtake=True))
        posts = _posts(rig, ada, 6)
        rig.execute(SetLike(command_id=rig.ids.next_id(), actor_id=ada, post_id=posts[0], liked=True))
        rig.pass_time(5_000)
        rig.catch_up()
        rig.log.set_slowing(Slowing())
        rig.catch_up()
        rig.catch_up()
        assert not rig.store.snapshot().exceptions
        assert rig.positions()[0] == rig.positions()[1]
        assert rig.verify().differences == ()


def test_a_speed_limit_lets_so_many_events_through_in_a_second(rig: Rig) -> None:
    with rig:
        _posts(rig, _ada(rig), 60)
        rig.log.set_slowing(Slowing(per_s=20.0))
        passed = 0
        for _turn in range(20):
            rig.pass_time(50)
            passed += rig.catch_up()
        assert passed == pytest.approx(20, abs=3)
        assert rig.log.next_due_ms() is not None
        rig.log.set_slowing(Slowing())
        assert rig.catch_up() == 60 - passed


def test_a_limit_saves_nothing_up_for_later() -> None:
    limit = SpeedLimit()
    limit.change(20.0)
    assert limit.room(0.0) == 2
    limit.take(2)
    assert limit.room(60_000.0) == 2, "a minute of quiet gives no burst of 1,200"
    assert limit.next_ms(60_000.0) == 60_000.0


def test_a_plain_delay_is_a_slowing_like_any_other(rig: Rig) -> None:
    with rig:
        rig.log.set_delay(3_000)
        assert rig.log.state.slowing == slowed_by(3_000)
        assert rig.log.state.delay_ms == 3_000
        assert rig.log.state.strip == "Read side slowed by 3 s"
