"""What the read store lawfully lacks is told as exceptions, and excuses nothing else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from app import commands
from app.projections.projector import Projector
from app.verify import verify
from tests.histories import fill_every_table
from tests.whole_path import WholePath


@pytest.fixture
def path(tmp_path: Path) -> Iterator[WholePath]:
    made = WholePath(tmp_path)
    fill_every_table(made)
    made.project()
    yield made
    made.close()


def test_what_is_not_projected_yet_is_an_exception_and_no_difference(path: WholePath) -> None:
    before = path.log.last_position()
    ana = path.person("late")
    first = path.keys("cards")[0]
    path.post(ana, "late #kelp with @bo")
    path.like(ana, first)
    path.follow(ana, path.keys("profiles")[0])
    path.mute(path.keys("profiles")[0], ana)
    report = verify(path.database, path.store, path.index)
    assert report.differences == ()
    assert report.exceptions == tuple(range(before + 1, path.log.last_position() + 1))
    path.project()
    assert verify(path.database, path.store, path.index).exceptions == ()


def test_an_exception_excuses_nothing_but_what_it_touches(path: WholePath) -> None:
    path.like(path.keys("profiles")[0], path.keys("cards")[0])
    key, document = path.documents("profiles")[0]
    path.put_document("profiles", key, replace(document, name="Wrong"))
    (found,) = verify(path.database, path.store, path.index).differences
    assert (found.table, found.field) == ("profiles", "name")


@pytest.mark.parametrize("unreadable", [False, True])
def test_parked_events_are_exceptions(path: WholePath, unreadable: bool) -> None:
    ana, bo, *_ = path.keys("profiles")
    first, *_ = path.keys("cards")
    broken = [
        path.post(ana, "parked #kelp @bo") and path.log.last_position(),
        path.edit(ana, first, "parked"),
        path.follow(ana, path.person("eve")),
        path.send(commands.UpdateProfile, actor_id=bo, name="Parked", bio="").position,
    ]
    for seq in broken:
        if unreadable:
            path.break_event(seq)
        else:
            path.projector.hold(seq, "held by hand")
    path.project()
    report = verify(path.database, path.store, path.index)
    assert report.differences == ()
    assert set(broken) <= set(report.exceptions)


def test_a_parked_event_that_the_log_no_longer_has_still_excuses_its_aggregate(path: WholePath) -> None:
    ana, *_ = path.keys("profiles")
    path.break_event(path.post(ana, "parked") and path.log.last_position())
    path.project()
    path.log.prune(path.log.last_position())
    report = verify(path.database, path.store, path.index)
    assert report.differences == ()
    assert report.exceptions == (path.log.last_position(),)


def test_a_fan_out_under_way_is_an_exception(path: WholePath) -> None:
    ana, _, cy, di = path.keys("profiles")
    slow = Projector(path.log, path.store, path.clock, path.signals, budget_rows=1, slice_rows=1)
    path.send(commands.UpdateProfile, actor_id=ana, name="Anna Renamed", bio="")
    path.follow(di, ana)
    path.mute(cy, ana)
    path.delete(ana, path.keys("cards")[0])
    slow.step()
    path.search.drain()
    report = verify(path.database, path.store, path.index)
    assert report.differences == ()
    assert report.exceptions
    slow.drain()
    report = verify(path.database, path.store, path.index)
    assert report.exceptions == ()
    assert report.differences == ()
