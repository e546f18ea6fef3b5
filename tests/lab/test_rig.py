"""The rig is a whole program on one thread: the same calls give the same positions, ids and documents."""

import pytest

from app.commands import CreatePost, Receipt, RegisterPerson, UpdateAddress
from app.consistency.strategies import Strategies
from app.errors import Mistake
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
