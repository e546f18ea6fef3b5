"""'Four lanes' for a window: played by a process of its own, the same run as without a window."""

from collections.abc import Callable

from app.lab.readings.lanes import LanesFrame, LanesResult, LanesSetup, OwnAct
from app.lab.workers import Workers


class LanesPlayer:
    """Plays runs; each call waits on a pool thread."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers

    def play(self, setup: LanesSetup, heard: Callable[[LanesFrame, tuple[OwnAct, ...]], bool]) -> LanesResult:
        """As `app.lab.lanes.lanes.FourLanes.play`."""
        job = self._workers.job("lanes", setup)
        frames: list[LanesFrame] = []

        def told(said: tuple[LanesFrame, tuple[OwnAct, ...]]) -> None:
            frames.append(said[0])
            if not heard(*said):
                job.stop()

        last, acts = job.result(told)
        return LanesResult(setup, acts, (*frames[:-1], last))
