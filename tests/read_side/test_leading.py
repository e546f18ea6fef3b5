"""Who projects a folder, and what a process without the lock may not touch."""

import threading

import pytest

from app.clock import ManualClock
from app.errors import Stopped
from app.projections import follower
from app.projections.lock import ProjectorLock
from app.read_model.search_checkpoint import IndexCheckpoint
from app.read_model.search_index import SearchIndex
from app.signals import Projected
from tests.harbour import PATIENCE_S, Harbour, at

# Opening


def test_a_fresh_folder_is_opened_without_a_word_and_without_a_file(harbour: Harbour) -> None:
    side = harbour.open(engaged=False)
    assert not side.state().no_store
    assert side.queries.people() == ()
    assert list(harbour.folder.iterdir()) == []


def test_what_is_saved_first_in_a_fresh_folder_is_projected_from_the_log(harbour: Harbour) -> None:
    side = harbour.open(ManualClock())
    harbour.commit(2)
    assert side.catch_up() == 2
    assert harbour.retold == 0
    assert len(side.queries.people()) == 2


def test_a_missing_store_is_filled_by_the_retelling_with_progress_though_the_log_is_pruned(harbour: Harbour) -> None:
    harbour.log.prune(harbour.commit(3))
    side = harbour.open(ManualClock())
    assert side.state().no_store
    progress: list[tuple[int, int]] = []
    side.catch_up(lambda done, total: progress.append((done, total)))
    assert progress[-1] == (3, 3)
    assert not side.state().no_store
    assert at(side, 3)
    assert harbour.retold == 1


def test_a_window_shows_the_progress_of_filling_a_missing_store(harbour: Harbour) -> None:
    harbour.commit(3)
    side = harbour.open()
    shown: list[tuple[bool, tuple[int, int] | None]] = []

    def note(_sender: object, **_told: object) -> None:
        shown.append((side.state().no_store, side.state().rebuilding))

    harbour.signals.read_side.connect(note)
    with harbour.expecting(harbour.signals.projected, lambda: at(side, 3)):
        side.start()
    assert (True, (3, 3)) in shown
    assert not side.state().no_store


def test_nothing_can_be_projected_before_the_write_side_is_open(harbour: Harbour) -> None:
    with pytest.raises(Stopped, match="not open yet"):
        harbour.open(engaged=False).catch_up()


# Leading and following


def test_who_lacks_the_lock_touches_no_damaged_file(harbour: Harbour, elsewhere: ProjectorLock) -> None:
    harbour.commit(2)
    harbour.projected()
    harbour.damage()
    elsewhere.acquire()
    before = harbour.contents()
    side = harbour.open()
    with harbour.expecting(harbour.signals.read_side, lambda: side.state().elsewhere):
        side.start()
    assert side.state().no_store
    with pytest.raises(Stopped, match="Another Tideline"):
        side.catch_up()
    with pytest.raises(Stopped, match="Another Tideline"):
        side.rebuild_now(lambda _done, _total: None)
    assert side.queries.people() == ()
    assert side.queries.search("p0", 0).people == ()
    side.close()
    assert harbour.contents() == before
    assert harbour.watch.closed


def test_it_opens_what_the_holder_has_put_there(harbour: Harbour, elsewhere: ProjectorLock) -> None:
    harbour.commit(2)
    harbour.projected()
    harbour.damage()
    elsewhere.acquire()
    side = harbour.open()
    told = threading.Event()

    def note(_sender: object, what: Projected) -> None:
        if what.everything and what.position == 2:
            told.set()

    harbour.signals.projected.connect(note)
    side.start()
    by_others = harbour.retold + 1
    harbour.mend()
    assert told.wait(PATIENCE_S)
    assert not side.state().no_store
    assert side.state().elsewhere
    assert len(side.queries.people()) == 2
    assert harbour.retold == by_others


def test_a_store_that_becomes_unreadable_under_a_follower_is_told(harbour: Harbour, elsewhere: ProjectorLock) -> None:
    harbour.commit(2)
    harbour.projected()
    elsewhere.acquire()
    side = harbour.open()
    side.start()
    with harbour.expecting(harbour.signals.read_side, lambda: side.state().no_store):
        (harbour.folder / "read" / "CURRENT").write_text("?")
    assert len(side.queries.people()) == 2, "what was open is read on"


def test_when_the_holder_lets_go_this_one_leads(
    harbour: Harbour, elsewhere: ProjectorLock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower, "TAKE_OVER_LOOKS", 1)
    elsewhere.acquire()
    side = harbour.open()
    with harbour.expecting(harbour.signals.read_side, lambda: side.state().elsewhere):
        side.start()
    with harbour.expecting(harbour.signals.read_side, lambda: not side.state().elsewhere):
        elsewhere.release()
    with harbour.expecting(harbour.signals.projected, lambda: at(side, 1)):
        harbour.commit()


def test_who_takes_over_goes_on_with_the_good_store_that_the_holder_left(
    harbour: Harbour, elsewhere: ProjectorLock
) -> None:
    harbour.commit(2)
    harbour.projected()
    harbour.damage()
    elsewhere.acquire()
    side = harbour.open(ManualClock())
    harbour.mend()
    elsewhere.release()
    by_others = harbour.retold
    harbour.commit()
    assert side.catch_up() == 1
    assert harbour.retold == by_others
    assert [len(side.queries.people(include_simulated=True)), side.index.position()] == [3, 3]


def test_a_damaged_store_is_replaced_by_who_leads(harbour: Harbour) -> None:
    harbour.commit(2)
    harbour.projected()
    harbour.damage()
    side = harbour.open(ManualClock())
    assert side.state().no_store
    side.catch_up()
    assert not side.state().no_store
    assert len(side.queries.search("p0", 0).people) == 1
    assert [path.name for path in (harbour.folder / "read").iterdir() if path.name.isdecimal()] == ["2"]


# Waiting for who projects


def test_the_position_of_the_holder_is_waited_for(harbour: Harbour, elsewhere: ProjectorLock) -> None:
    position = harbour.commit(2)
    elsewhere.acquire()

    class Busy(ManualClock):
        """The holder does its work while this one waits."""

        def wait(self, event: threading.Event, timeout_ms: float) -> bool:
            if self.monotonic_ms() == 3 * follower.FOLLOW_MS:
                harbour.mend()
                SearchIndex.create(harbour.folder / "search", IndexCheckpoint(position, "memory"))
            return super().wait(event, timeout_ms)

    clock = Busy()
    assert harbour.open(clock).wait_for(position)
    assert clock.monotonic_ms() == 4 * follower.FOLLOW_MS


def test_a_holder_that_is_gone_is_not_waited_for(harbour: Harbour) -> None:
    side = harbour.open(ManualClock())
    assert side.wait_for(harbour.commit())
    assert at(side, 1)


def test_the_wait_ends_after_a_minute(harbour: Harbour, elsewhere: ProjectorLock) -> None:
    elsewhere.acquire()
    clock = ManualClock()
    assert not harbour.open(clock).wait_for(harbour.commit())
    assert clock.monotonic_ms() == 60_000
