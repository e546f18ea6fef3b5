"""The guarantees of a running program: broken on purpose, mended, carried out and judged again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.commands import RegisterPerson, UpdateAddress
from app.consistency.session import Session
from app.consistency.strategies import Strategies
from app.errors import Stopped
from app.lab.histories.files import LOOK_EVERY
from app.lab.histories.guarantees import BREAKING_DELAY_MS, Guarantees
from app.lab.model import ReadSideState, Slowing, slowed_by
from app.lab.rig import Rig
from tests.lab.here import Here


class Slowed:
    """A read side that is a rig's delayed log."""

    def __init__(self, rig: Rig) -> None:
        self._rig = rig

    def state(self) -> ReadSideState:
        return self._rig.log.state

    def set_slowing(self, slowing: Slowing) -> None:
        self._rig.log.set_slowing(slowing)


class Watched:
    """A person at a rig whose promises are checked."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.ada = rig.ids.next_id()
        rig.execute(RegisterPerson(command_id="ada", actor_id=self.ada, handle="ada", name="Ada"))
        rig.catch_up()
        self.session: Session = rig.reader(self.ada, Strategies())
        self.side = Slowed(rig)
        self.guarantees = Guarantees(self.session, rig.queries, self.side, rig.index.position, Here())

    def move(self, city: str) -> None:
        """Save an address and look at once."""
        self.session.perform(
            UpdateAddress(command_id=city, actor_id=self.ada, street="1 Quay", city=city, postal_code="", country="")
        )
        self.rig.commit()
        self.session.profile(self.ada)


@pytest.fixture
def watched() -> Iterator[Watched]:
    with Rig() as rig:
        yield Watched(rig)


def test_all_promises_hold_while_the_read_side_keeps_up(watched: Watched) -> None:
    for city in ("Porto", "Bergen"):
        watched.session.perform(
            UpdateAddress(command_id=city, actor_id=watched.ada, street="", city=city, postal_code="", country="")
        )
        watched.rig.commit()
        watched.rig.catch_up()
        watched.session.profile(watched.ada)
    verdict = watched.guarantees.reading().verdict
    assert (verdict.broken, verdict.reads, verdict.writes) == (0, 2, 2)


def test_broken_on_purpose_the_next_own_write_is_missed_and_then_applied(watched: Watched) -> None:
    watched.guarantees.begin_breaking()
    assert watched.guarantees.reading().breaking
    watched.move("Porto")
    verdict = watched.guarantees.reading().verdict
    assert [(one.guarantee, one.lane) for one in verdict.violations] == [("ryw", "store"), ("ryw", "seen")]
    assert verdict.violations[0].steps[-1].at_ms is None
    watched.rig.pass_time(BREAKING_DELAY_MS)
    watched.rig.catch_up()
    last = watched.guarantees.reading().verdict.violations[0].steps[-1]
    assert (last.kind, last.title) == ("apply", "Applied")


def test_put_back_restores_the_delay_and_the_strategies(watched: Watched) -> None:
    watched.side.set_slowing(slowed_by(50))
    watched.guarantees.begin_breaking()
    watched.guarantees.end_breaking()
    assert (watched.side.state().delay_ms, watched.session.strategies) == (50, Strategies())
    assert not watched.guarantees.reading().breaking


def test_another_delay_ends_the_breaking_and_stays(watched: Watched) -> None:
    watched.guarantees.begin_breaking()
    watched.side.set_slowing(slowed_by(0))
    assert not watched.guarantees.reading().breaking
    assert (watched.side.state().delay_ms, watched.session.strategies) == (0, Strategies())


@pytest.mark.parametrize(("form", "broken"), [("json", 2), ("elle-store", 1), ("elle-seen", 1)])
def test_what_is_carried_out_is_judged_alike_elsewhere(
    watched: Watched, tmp_path: Path, form: str, broken: int
) -> None:
    watched.guarantees.begin_breaking()
    watched.move("Porto")
    watched.rig.pass_time(BREAKING_DELAY_MS)
    watched.rig.catch_up()
    watched.session.profile(watched.ada)
    file = tmp_path / ("history.json" if form == "json" else "history.edn")
    watched.guarantees.export(file, form)  # type: ignore[arg-type]  # one of the three literals
    judged = watched.guarantees.check(file, lambda _read, _total: None, lambda: True)
    assert (judged.source, judged.verdict.broken) == (file.name, broken)


def test_a_check_tells_how_far_it_is_and_stops_when_it_is_told_to(watched: Watched, tmp_path: Path) -> None:
    file = tmp_path / "long.json"
    file.write_text("\n" * (3 * LOOK_EVERY), encoding="utf-8")
    heard: list[tuple[int, int]] = []

    def progress(read: int, total: int) -> None:
        heard.append((read, total))

    with pytest.raises(Stopped, match="nothing was changed"):
        watched.guarantees.check(file, progress, lambda: len(heard) < 2)
    assert heard == [(LOOK_EVERY, 3 * LOOK_EVERY), (2 * LOOK_EVERY, 3 * LOOK_EVERY)]
