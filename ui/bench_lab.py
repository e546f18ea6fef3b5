"""The lab's pipeline while events flow: how late the GUI thread is, and how many frames a second are painted."""

import itertools
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QEvent, QObject

from app.commands import AnyCommand
from app.errors import TidelineError
from app.lab.readings.lanes import LanesSetup
from ui.bench_hands import Hands
from ui.bench_stamps import STAMP_MS, Stamps
from ui.ports import Program

EVENTS_A_SECOND = 500
TURN_MS = 10
FLOWS_MS = 8_000
OPENS_MS = 1_500
STORY = "like-storm"


def lab_frames(hands: Hands, commands: Iterator[AnyCommand]) -> dict[str, Any]:
    """A stamp every 4 ms while `commands` come at 500 a second and the pipeline shows each as a dot."""
    hands.go("lab")
    hands.wait(OPENS_MS)
    frames = Frames(hands)
    flow = Flow(hands.program, commands)
    stamps = Stamps()
    before, begun = hands.program.queries.snapshot().position, time.perf_counter()
    hands.wait(FLOWS_MS)
    seconds = time.perf_counter() - begun
    applied = hands.program.queries.snapshot().position - before
    stamps.stop()
    flow.stop()
    frames.stop()
    hands.wait_until(lambda: not hands.program.lag.reading().waiting)
    beside = beside_experiments(hands)
    return {
        "unit": "ms",
        "samples": stamps.late,
        "figures": {
            "max": max(stamps.late),
            "over 16 ms": sum(late > 16 for late in stamps.late),
            "events/s": applied / seconds,
            "frames/s": frames.painted / seconds,
            "p99 beside experiments": sorted(beside)[len(beside) * 99 // 100],
            "max beside experiments": max(beside),
        },
        "note": f"A stamp every {STAMP_MS} ms, the lab's pipeline open, {EVENTS_A_SECOND} commands a second; "
        "and beside four lanes, a fault and a story, with home open.",
    }


def beside_experiments(hands: Hands) -> list[float]:
    """How late the GUI thread is while lanes, a fault and a story run, which is the time of processes of their own."""
    hands.go("home")
    hands.wait(OPENS_MS)
    lab = hands.program.lab
    late: list[float] = []
    with ThreadPoolExecutor(1) as pool:
        for experiment in (
            lambda: lab.lanes.play(LanesSetup(), lambda _frame, _acts: True),
            lambda: lab.run_fault("poison", "comment", 2, lambda _done, _total: None),
            lambda: lab.scenarios.play(STORY),
        ):
            stamps = Stamps()
            running = pool.submit(experiment)
            hands.wait_until(running.done)
            stamps.stop()
            running.result()
            late += stamps.late
    return late


class Frames(QObject):
    """Counts the paints of the window."""

    def __init__(self, hands: Hands) -> None:
        super().__init__()
        self._window = hands.window
        self.painted = 0
        self._window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.UpdateRequest:
            self.painted += 1
        return False

    def stop(self) -> None:
        """Count no more."""
        self._window.removeEventFilter(self)


class Flow:
    """Sends commands from a thread of its own, evenly."""

    def __init__(self, program: Program, commands: Iterator[AnyCommand]) -> None:
        self._program = program
        self._commands = commands
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="flow")
        self._thread.start()

    def stop(self) -> None:
        """Send no more."""
        self._ending.set()
        self._thread.join()

    def _run(self) -> None:
        due = time.perf_counter()
        while not self._ending.is_set():
            try:
                for command in itertools.islice(self._commands, EVENTS_A_SECOND * TURN_MS // 1_000):
                    self._program.send(command)
            except TidelineError:
                return
            due += TURN_MS / 1_000
            self._ending.wait(max(0.0, due - time.perf_counter()))
