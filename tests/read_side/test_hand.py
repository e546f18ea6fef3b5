"""What a person may do to the read side."""

import threading
from typing import Any

import pytest

from app.clock import ManualClock
from app.errors import Stopped, StoreFull
from app.projections.lock import ProjectorLock
from app.projections.projector import Projector
from app.projections.search import SearchProjector
from app.read_side import PAUSED, ReadSide
from tests.harbour import PATIENCE_S, Harbour, at


def test_what_is_set_by_hand_is_left_for_the_other_processes(harbour: Harbour) -> None:
    other = ProjectorLock(harbour.folder)
    side = harbour.open(ManualClock())
    assert side.lead()
    side.pause()
    assert other.said_elsewhere() == PAUSED
    side.resume()
    side.set_delay(3_000)
    assert other.said_elsewhere() == "slowed by 3 s"
    side.set_delay(0)
    assert other.said_elsewhere() == ""


@pytest.fixture
def running(harbour: Harbour) -> ReadSide:
    """A read side that projects on its thread, one event in."""
    side = harbour.open()
    harbour.commit()
    with harbour.expecting(harbour.signals.projected, lambda: at(side, 1)):
        side.start()
    return side


def test_controls_before_the_write_side_is_open_do_nothing(harbour: Harbour) -> None:
    side = harbour.open(engaged=False)
    side.set_delay(500)
    side.pause()
    side.step()
    side.resume()
    side.pace(scrolling=True)
    with side.undelayed():
        assert side.state().is_at_full_speed
    assert (side.retry(1), side.discard(1)) == (False, False)


def test_a_pause_holds_events_a_step_lets_one_through_and_resuming_all(harbour: Harbour, running: ReadSide) -> None:
    running.pause()
    assert running.state().paused
    harbour.commit(3)
    with harbour.expecting(harbour.signals.projected, lambda: at(running, 2)):
        running.step()
    with harbour.expecting(harbour.signals.projected, lambda: at(running, 4)):
        running.resume()
    assert running.state().is_at_full_speed


def test_a_delay_is_told_and_what_is_undelayed_passes_it(harbour: Harbour, running: ReadSide) -> None:
    running.set_delay(10_000)
    assert running.state().delay_ms == 10_000
    with harbour.expecting(harbour.signals.projected, lambda: at(running, 3)), running.undelayed():
        harbour.commit(2)


def test_the_index_reads_the_log_without_forgetting_when_the_next_event_is_due(harbour: Harbour) -> None:
    clock = ManualClock()
    side = harbour.open(clock)
    harbour.commit()
    side.catch_up()
    side.set_delay(1_000)
    for _ in range(3):
        clock.advance(600)
        harbour.commit()
        side.catch_up()
    assert at(side, 3)
    assert side.log is not None
    assert side.log.next_due_ms() == 400


@pytest.mark.parametrize("act", ["retry", "discard"])
def test_a_held_event_is_tried_again_or_left_out(harbour: Harbour, running: ReadSide, act: str) -> None:
    running.pause()
    seq = harbour.commit()
    whole = harbour.log.break_at(seq)
    with harbour.expecting(harbour.signals.projected, lambda: bool(running.parked())):
        running.resume()
    assert [event.seq for event in running.parked()] == [seq]
    harbour.log.mend(whole)
    with harbour.expecting(harbour.signals.projected, lambda: not running.parked()):
        assert getattr(running, act)(seq)
    assert len(running.queries.people()) == (2 if act == "retry" else 1)
    assert not getattr(running, act)(seq)


def test_a_rebuild_by_hand_shows_how_far_it_is_and_then_everything(harbour: Harbour, running: ReadSide) -> None:
    shown: list[Any] = []
    before = running.store.generation

    def note(_sender: object, **_told: object) -> None:
        shown.append(running.state().rebuilding)

    harbour.signals.read_side.connect(note)
    with harbour.expecting(harbour.signals.projected, lambda: running.store.generation > before):
        running.rebuild()
    assert (1, 1) in shown
    with harbour.expecting(harbour.signals.projected, lambda: at(running, 2)):
        harbour.commit()


def test_a_cancelled_rebuild_leaves_the_old_store(harbour: Harbour, running: ReadSide) -> None:
    before = running.store.generation
    assert not running.rebuild_now(lambda _done, _total: None, lambda: True)
    assert running.store.generation == before
    assert at(running, 1)


def test_closing_ends_the_first_filling_and_projects_into_nothing(harbour: Harbour) -> None:
    harbour.commit(2)
    side = harbour.open(ManualClock())
    side.stop()
    with pytest.raises(Stopped, match="rebuild was ended"):
        side.catch_up()
    assert side.state().no_store


def test_a_rebuild_that_finds_no_room_is_told_and_can_be_tried_again(harbour: Harbour) -> None:
    harbour.commit(2)
    harbour.retelling_fails = StoreFull("The disk is full.")
    side = harbour.open()
    with harbour.expecting(harbour.signals.read_side, lambda: bool(side.state().stopped)):
        side.start()
    assert side.state().stopped == "The disk is full."
    assert side.state().no_store
    harbour.retelling_fails = None
    with harbour.expecting(harbour.signals.projected, lambda: at(side, 2)):
        side.restart()
    assert side.state().stopped == ""
    assert not side.state().no_store


def test_a_projector_that_has_stopped_is_run_again(
    harbour: Harbour, running: ReadSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Projector, "step", _mistaken)
        with harbour.expecting(harbour.signals.read_side, lambda: bool(running.state().stopped)):
            harbour.commit()
    assert "a mistake of Tideline (no step)" in running.state().stopped
    with harbour.expecting(harbour.signals.projected, lambda: at(running, 2)):
        running.restart()
    assert running.state().stopped == ""


def test_a_search_that_has_stopped_is_run_again_while_the_feeds_go_on(
    harbour: Harbour, running: ReadSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(SearchProjector, "step", _mistaken)
        with harbour.expecting(harbour.signals.read_side, lambda: bool(running.state().search_stopped)):
            harbour.commit()
    with harbour.expecting(harbour.signals.projected, lambda: at(running, 3)):
        harbour.commit()
    assert running.state().stopped == ""
    taken_in = threading.Event()
    step = SearchProjector.step

    def noted(search: SearchProjector, max_events: int = 1_000) -> int:
        taken = step(search, max_events)
        if not taken:
            taken_in.set()
        return taken

    monkeypatch.setattr(SearchProjector, "step", noted)
    running.restart()
    assert taken_in.wait(PATIENCE_S)
    assert running.state().search_stopped == ""
    running.stop()
    assert running.index.position() == 3


def test_a_stopped_read_side_neither_starts_nor_rebuilds(harbour: Harbour) -> None:
    harbour.commit()
    side = harbour.open()
    side.stop()
    side.start()
    side.rebuild()
    side.restart()
    assert harbour.retold == 0
    assert side.state().no_store


def _mistaken(_projector: Projector | SearchProjector, _events: int = 0) -> None:
    raise ValueError("no step")
