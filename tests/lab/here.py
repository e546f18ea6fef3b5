"""Workers without a process: each job is done on the thread that waits for it, so no test waits for Python's start."""

import threading
from collections.abc import Callable
from typing import Any

from app.lab.jobs import JOBS
from app.lab.workers import Job, Told, Workers


class Here(Workers):
    """Does the jobs of `app.lab.jobs`, or those given instead: a store can be open once in a process only."""

    def __init__(self, **instead: Callable[..., object]) -> None:
        super().__init__()
        self._jobs = {**JOBS, **instead}

    def job(self, name: str, *arguments: object) -> Job:
        return HereJob(self, self._jobs[name], arguments)


class HereJob(Job):
    """A job, and the line that it is given."""

    def __init__(self, workers: Workers, work: Callable[..., object], arguments: tuple[object, ...]) -> None:
        super().__init__(workers, "here", arguments)
        self._work = work
        self._arguments = arguments
        self._ending = threading.Event()
        self.tell: Told = lambda _what: None
        self.said: Any = None

    def result(self, told: Told = lambda _what: None) -> Any:
        self.tell = told
        return self._work(self, *self._arguments)

    def stop(self) -> None:
        self._ending.set()

    def say(self, what: object) -> None:
        self.said = what

    def go_on(self) -> bool:
        return not self._ending.is_set()

    def wait(self, seconds: float) -> bool:
        return self._ending.wait(seconds)
