"""The bridge: whatever rings on another thread arrives on the GUI thread, merged, and never after the end."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future

import pytest
from pytestqt.qtbot import QtBot

from app.signals import Projected, Signals
from ui.app_bridge import AppBridge, Lane


class Ringing:
    """A program that has signals and nothing else."""

    def __init__(self) -> None:
        self.signals = Signals()


@pytest.fixture
def ringing() -> Ringing:
    return Ringing()


@pytest.fixture
def bridge(ringing: Ringing, qtbot: QtBot) -> Iterator[AppBridge]:
    bridge = AppBridge(ringing)
    yield bridge
    bridge.close()


def on_another_thread(work: object) -> None:
    thread = threading.Thread(target=work)  # type: ignore[arg-type]
    thread.start()
    thread.join()


def test_many_projections_between_two_frames_arrive_as_one(ringing: Ringing, bridge: AppBridge, qtbot: QtBot) -> None:
    seen: list[Projected] = []
    bridge.projected.connect(seen.append)

    def project() -> None:
        for position in range(1, 101):
            what = Projected(position, posts=frozenset((position,)), entries_added=1, parked=position == 7)
            ringing.signals.projected.send(what=what)

    on_another_thread(project)
    assert not seen, "nothing is delivered on the sender's thread"
    qtbot.waitUntil(lambda: bool(seen))
    assert len(seen) == 1
    assert seen[0] == Projected(100, posts=frozenset(range(1, 101)), entries_added=100, parked=True)


def test_a_second_change_in_the_same_frame_waits_for_the_next(
    ringing: Ringing, bridge: AppBridge, qtbot: QtBot
) -> None:
    seen: list[str] = []
    bridge.operations.connect(lambda: seen.append("operations"))
    with qtbot.waitSignal(bridge.operations):
        ringing.signals.operations.send()
    ringing.signals.operations.send()
    ringing.signals.operations.send()
    with qtbot.waitSignal(bridge.operations):
        pass
    assert seen == ["operations", "operations"]


def test_what_was_projected_does_not_wait_for_the_frame_of_what_was_committed(
    ringing: Ringing, bridge: AppBridge, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.app_bridge.FRAME_MS", 60_000)
    with qtbot.waitSignal(bridge.committed):
        ringing.signals.committed.send()
    with qtbot.waitSignal(bridge.projected):
        ringing.signals.projected.send(what=Projected(1))


def test_each_kind_of_doorbell_has_its_own_signal(ringing: Ringing, bridge: AppBridge, qtbot: QtBot) -> None:
    with qtbot.waitSignals([bridge.committed, bridge.read_side, bridge.indexed]):
        ringing.signals.committed.send()
        ringing.signals.read_side.send()
        ringing.signals.indexed.send()


def test_work_runs_in_the_pool_and_its_result_comes_back_to_the_window(bridge: AppBridge, qtbot: QtBot) -> None:
    window = threading.current_thread()
    got: list[tuple[threading.Thread, threading.Thread]] = []
    bridge.run(threading.current_thread, lambda worker: got.append((worker, threading.current_thread())))
    qtbot.waitUntil(lambda: bool(got))
    worker, deliverer = got[0]
    assert worker is not window
    assert deliverer is window
    assert not worker.daemon
    assert not bridge.busy


def test_an_error_in_the_pool_reaches_the_one_who_asked(bridge: AppBridge, qtbot: QtBot) -> None:
    errors: list[Exception] = []
    bridge.run(lambda: 1 // 0, lambda _result: None, errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], ZeroDivisionError)


def test_a_cancelled_task_says_nothing_more(bridge: AppBridge, qtbot: QtBot) -> None:
    future: Future[int] = Future()
    got: list[int] = []
    bridge.follow(future, got.append).cancel()
    later: Future[int] = Future()
    bridge.follow(later, got.append)
    later.set_result(2)
    qtbot.waitUntil(lambda: bool(got))
    assert got == [2]


def test_a_lane_delivers_only_its_newest_work(bridge: AppBridge, qtbot: QtBot) -> None:
    lane = Lane(bridge)
    gate = threading.Event()
    got: list[str] = []

    def slow() -> str:
        gate.wait(5)
        return "old"

    lane.run(slow, got.append)
    lane.run(lambda: "new", got.append)
    qtbot.waitUntil(lambda: bool(got))
    gate.set()
    qtbot.waitUntil(lambda: not bridge.busy)
    assert got == ["new"]


def test_one_failing_call_does_not_swallow_the_next(bridge: AppBridge, qtbot: QtBot) -> None:
    got: list[int] = []

    def deliver() -> None:
        bridge.deliver(lambda: dict[str, None]().__getitem__("missing"))
        bridge.deliver(lambda: got.append(1))

    with qtbot.captureExceptions() as errors:
        on_another_thread(deliver)
        qtbot.waitUntil(lambda: bool(got))
    assert [type(error[1]) for error in errors] == [KeyError]


def test_nothing_arrives_after_the_bridge_is_closed(ringing: Ringing, qtbot: QtBot) -> None:
    bridge = AppBridge(ringing)
    seen: list[object] = []
    bridge.operations.connect(lambda: seen.append("operations"))
    ringing.signals.operations.send()
    bridge.close()
    ringing.signals.operations.send()
    bridge.deliver(lambda: seen.append("call"))
    bridge.run(lambda: seen.append("work"), seen.append)
    qtbot.wait(1)
    assert not seen
