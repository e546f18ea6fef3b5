"""The experiment on a real program: writes through the bus and the projector are what is measured."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap import Tideline
from app.clock import ManualClock
from app.commands import CreatePost, Receipt, RegisterPerson
from app.lab.model import Slowing


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def program(tmp_path: Path, clock: ManualClock) -> Iterator[Tideline]:
    with Tideline(tmp_path, clock=clock) as program:
        program.execute(RegisterPerson(command_id=1, actor_id=1, handle="maya", name="Maya"))
        program.read_side.catch_up()
        yield program


def _post(program: Tideline, number: int) -> None:
    answer = program.execute(CreatePost(command_id=number, actor_id=1, post_id=number, text="Low water."))
    assert isinstance(answer, Receipt)


def _post_slowly(program: Tideline, clock: ManualClock, first: int, lag_ms: float) -> None:
    for number in range(first, first + 6):
        _post(program, number)
        clock.advance(lag_ms)
        program.read_side.catch_up()
        clock.advance(100)


def test_writes_through_the_real_pipeline_are_measured_and_predicted(program: Tideline, clock: ManualClock) -> None:
    program.lag_meter.under("a test")
    _post_slowly(program, clock, 10, 8)
    _post(program, 20)
    reading = program.lab.staleness.reading()
    assert (reading.measured.writes, reading.measured.waiting, reading.lag) == (7, 1, 1)
    assert reading.measured.at(7.9).fresh == 0
    assert reading.measured.at(8).fresh == pytest.approx(1, abs=0.2)
    assert {round(time) for time, share in reading.predicted if share} == {8}


def test_another_way_of_slowing_begins_the_measurement_anew(program: Tideline, clock: ManualClock) -> None:
    _post_slowly(program, clock, 10, 8)
    program.read_side.set_slowing(Slowing("fixed", 50))
    assert program.lab.staleness.reading().measured.writes == 0
    _post_slowly(program, clock, 20, 50)
    reading = program.lab.staleness.reading()
    assert reading.measured.writes == 6
    assert reading.measured.at(49).fresh == 0
    program.read_side.set_slowing(Slowing("fixed", 50))
    assert program.lab.staleness.reading().measured.writes == 6
