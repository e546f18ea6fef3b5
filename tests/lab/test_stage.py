"""The stage holds the real pipeline at the moments that scenes show, and lets everything go at its end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap import Tideline, open_stage
from app.clock import Clock
from app.commands import CreatePost, Receipt, RegisterPerson, SetLike
from app.errors import StoreUnusable
from app.lab.stage import Stage

ANA = 7


@pytest.fixture
def stage() -> Iterator[Stage[Tideline]]:
    stage = open_stage(None)
    stage.save(RegisterPerson(command_id=1, actor_id=ANA, handle="ana", name="Ana"))
    stage.save(CreatePost(command_id=2, actor_id=ANA, post_id=100, text="Low water"))
    stage.project()
    stage.program.session.acting_as(ANA)
    yield stage
    stage.close()


def like() -> SetLike:
    return SetLike(command_id=50, actor_id=ANA, post_id=100, liked=True)


def post(number: int) -> CreatePost:
    return CreatePost(command_id=number, actor_id=ANA, post_id=number, text=f"Tide {number}")


def stages(stage: Stage[Tideline]) -> list[str]:
    return [operation.stage for operation in stage.program.session.tide().operations]


def test_nothing_is_projected_until_it_is_told_to(stage: Stage[Tideline]) -> None:
    position = stage.program.queries.snapshot().position
    for number in (201, 202, 203):
        assert isinstance(stage.save(post(number)), Receipt)
    assert stage.program.queries.snapshot().position == position
    assert stage.project(1) == 1
    assert stage.program.queries.snapshot().position == position + 1
    assert stage.project() == 2


def test_time_passes_only_by_steps_so_a_delay_is_exact(stage: Stage[Tideline]) -> None:
    stage.program.read_side.set_delay(3_000)
    stage.save(post(201))
    stage.clock.advance(2_999)
    assert stage.project() == 0
    stage.clock.advance(1)
    assert stage.project() == 1


def test_a_held_writer_keeps_commands_on_their_way(stage: Stage[Tideline]) -> None:
    stage.hold_writer()
    stage.program.session.perform(like())
    assert stages(stage) == ["saving"]


def test_what_is_held_by_hand_is_parked_with_its_reason(stage: Stage[Tideline]) -> None:
    stage.hold("post:100", "To be looked at.")
    stage.program.session.perform(like())
    stage.settle()
    stage.project()
    assert stages(stage) == ["held"]
    assert [event.reason for event in stage.program.queries.parked()] == ["To be looked at."]


def test_a_full_disk_refuses_a_post_and_says_so(stage: Stage[Tideline]) -> None:
    stage.fill_disk()
    stage.program.session.acting_as(ANA)
    stage.settle()
    stage.program.session.perform(post(201))
    stage.settle()
    (operation,) = stage.program.session.tide().operations
    assert operation.stage == "rejected"
    assert "disk is full" in operation.reason


def test_damaged_writes_leave_reading_at_work(stage: Stage[Tideline]) -> None:
    stage.break_writes()
    assert "no database" in stage.program.read_side.state().write_problem
    assert stage.program.queries.card(100) is not None


def test_a_rebuild_stands_still_half_way(stage: Stage[Tideline]) -> None:
    assert stage.save_many(post(1_000 + number) for number in range(7_000)) == 7_000
    stage.project()
    stage.begin_rebuild()
    rebuilding = stage.program.read_side.state().rebuilding
    assert rebuilding is not None
    assert 0 < rebuilding[0] < rebuilding[1]


def test_a_lost_read_store_is_told_as_none(stage: Stage[Tideline]) -> None:
    stage.lose_read_store()
    assert stage.program.read_side.state().no_store


def test_a_projector_that_misses_an_event_stops_and_says_so(stage: Stage[Tideline], caplog: object) -> None:
    for number in (201, 202, 203):
        stage.save(post(number))
    stage.stop_projector()
    assert "expected" in stage.program.read_side.state().stopped


def test_the_scratch_folder_is_gone_at_the_end() -> None:
    stage = open_stage(None)
    folder = stage.program.folder
    assert folder.exists()
    stage.close()
    assert not folder.exists()


def test_a_stage_that_cannot_be_opened_leaves_no_folder_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.lab.stage.MEMORY", tmp_path)

    def fails(_folder: Path, _clock: Clock) -> Tideline:
        raise StoreUnusable("It cannot be opened.")

    with pytest.raises(StoreUnusable):
        Stage(fails)
    assert list(tmp_path.iterdir()) == []
