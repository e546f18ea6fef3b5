"""The rig is a whole program on one thread: the same calls give the same positions, ids and documents."""

import errno
from pathlib import Path

import pytest

from app.commands import CreatePost, Receipt, RegisterPerson, UpdateAddress
from app.consistency.strategies import Strategies
from app.errors import EnvironmentFault, Mistake, StoreFull
from app.lab.faults.program import FaultProgram
from app.lab.rig import Rig


def _story(seed: int) -> tuple[int, tuple[int, int], str]:
    with Rig(seed) as rig:
        ada = rig.ids.next_id()
        rig.execute(RegisterPerson(command_id=1, actor_id=ada, handle="ada", name="Ada"))
        rig.catch_up()
        reader = rig.reader(ada, Strategies())
        reader.perform(
            UpdateAddress(command_id=2, actor_id=ada, street="1 Quay", city="Porto", postal_code="", country="PT")
        )
        rig.commit()
        before = rig.positions()
        rig.catch_up()
        shown = reader.profile(ada).profile
        assert shown is not None
        assert rig.verify().differences == ()
        return ada, before, shown.display_address


def test_the_same_seed_gives_the_same_ids_positions_and_documents() -> None:
    first = _story(7)
    assert first == _story(7)
    assert first[0] != _story(8)[0]
    assert first[1] == (1, 2), "committed, and not projected before it is asked to be"


def test_what_is_submitted_waits_for_the_commit_and_then_for_the_step() -> None:
    with Rig() as rig:
        ada = rig.ids.next_id()
        answers = [
            rig.submit(RegisterPerson(command_id=1, actor_id=ada, handle="ada", name="Ada")),
            rig.submit(CreatePost(command_id=2, actor_id=ada, post_id=rig.ids.next_id(), text="Low water")),
        ]
        assert not any(answer.done() for answer in answers)
        assert rig.commit() == 2
        assert all(isinstance(answer.result(), Receipt) for answer in answers)
        assert rig.positions() == (0, 2)
        assert rig.step(1).applied == 1
        assert rig.positions() == (1, 2)


def test_a_slowed_read_side_lets_events_through_when_their_time_has_come() -> None:
    with Rig() as rig:
        rig.log.set_delay(3_000)
        rig.execute(RegisterPerson(command_id=1, actor_id=rig.ids.next_id(), handle="ada", name="Ada"))
        rig.pass_time(2_999)
        assert rig.catch_up() == 0
        rig.pass_time(1)
        assert rig.catch_up() == 1


def test_a_bus_whose_thread_runs_is_not_driven_by_hand() -> None:
    with Rig() as rig:
        rig.bus.start()
        with pytest.raises(Mistake):
            rig.bus.work()


def _fails(*_: object, **__: object) -> None:
    raise StoreFull("The disk is full.")


@pytest.mark.parametrize("part", ["Database", "ReadStore", "CommandBus"])
def test_a_rig_that_cannot_be_made_leaves_no_folder(part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.lab.rig.MEMORY", str(tmp_path))
    monkeypatch.setattr(f"app.lab.rig.{part}", _fails)
    with pytest.raises(StoreFull):
        Rig()
    assert list(tmp_path.iterdir()) == []


def test_a_faulty_program_that_cannot_be_made_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.lab.rig.MEMORY", str(tmp_path))
    monkeypatch.setattr("app.lab.faults.program.ReadStore", _fails)
    with pytest.raises(StoreFull):
        FaultProgram(7, lambda: None)
    assert list(tmp_path.iterdir()) == []


def test_without_room_for_a_scratch_folder_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("app.lab.rig.tempfile.mkdtemp", no_room)
    with pytest.raises(EnvironmentFault, match="No scratch folder could be made"):
        Rig()
