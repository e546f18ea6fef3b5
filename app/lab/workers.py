"""Experiments run in processes of their own: an interpreter runs one thread at a time, and the window needs its own.

A process is started with the first job that finds none idle, does one job at a time, and one is kept for the next. It
is a plain child with two pipes: when this program ends, however that happens, its input ends, and so does it.
"""

import contextlib
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from app.errors import EnvironmentFault, Mistake, Stopped

ROOT: Final = Path(__file__).parents[2]
PROCESS: Final = "app.lab.worker_process"
PATIENCE_S: Final = 5.0
"""What a process is given to end before it is killed."""
_WITHOUT_CONSOLE: Final = getattr(subprocess, "CREATE_NO_WINDOW", 0)
_NOTHING: Final = object()

Told = Callable[[Any], object]


class Workers:
    """Has the jobs of `app.lab.jobs` done, on as many processes as there are jobs at once. Close it."""

    def __init__(self, process: str = PROCESS) -> None:
        self._process = process
        self._lock = threading.Lock()
        self._idle: list[Child] = []
        self._children: set[Child] = set()
        self._closed = False

    def job(self, name: str, *arguments: object) -> "Job":
        """A job to be done; `Job.result` begins it."""
        return Job(self, name, arguments)

    def stop(self) -> None:
        """Have every job and process end soon, for good. Who waits for a result is told that it was stopped."""
        with self._lock:
            self._closed = True
            children = tuple(self._children)
        for child in children:
            child.hang_up()

    def close(self) -> None:
        """As `stop`, and wait for it; a process that does not end is killed."""
        self.stop()
        with self._lock:
            children, idle = tuple(self._children), tuple(self._idle)
            self._idle.clear()
        for child in children:
            child.wait()
        for child in idle:
            self.end(child)

    def take(self) -> "Child":
        """A process for one job; `give_back` or `end` it. Raises `Stopped` after `close`, and `EnvironmentFault`."""
        with self._lock:
            if self._closed:
                raise Stopped("The lab is closed; nothing was begun.")
            while self._idle:
                child = self._idle.pop()
                if child.lives:
                    return child
                self._children.discard(child)
                child.end()
            child = Child(self._process)
            self._children.add(child)
            return child

    def give_back(self, child: "Child") -> None:
        """Its job is done."""
        with self._lock:
            if not self._closed and not self._idle:
                self._idle.append(child)
                return
        self.end(child)

    def end(self, child: "Child") -> None:
        """It is of no more use."""
        child.end()
        with self._lock:
            self._children.discard(child)


class Job:
    """Something to be done once. Any thread but the window's may wait for `result`; any may `stop` it and `say`."""

    def __init__(self, workers: Workers, name: str, arguments: tuple[object, ...]) -> None:
        self._workers = workers
        self._order = (name, arguments)
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._said: object = _NOTHING
        self._stopped = False

    def result(self, told: Told = lambda _what: None) -> Any:
        """Do it, and wait for what comes of it; `told` hears on this thread what it tells meanwhile.

        Raises what the job raised, `Stopped` if it was stopped or its process has ended, and `EnvironmentFault`.
        """
        child = self._workers.take()
        try:
            self._begin(child)
            kind, what = child.answer()
            while kind == "told":
                told(what)
                kind, what = child.answer()
        except BaseException:
            self._forget()
            self._workers.end(child)
            raise
        self._forget()
        self._workers.give_back(child)
        if kind == "failed":
            raise what
        return what

    def stop(self) -> None:
        """Have it end soon, if it is not over, without a result."""
        with self._lock:
            self._stopped = True
            if self._child is not None:
                self._child.order("stop")

    def say(self, what: object) -> None:
        """Let it have this from now on."""
        with self._lock:
            self._said = what
            if self._child is not None:
                self._child.order("say", what)

    def _begin(self, child: "Child") -> None:
        with self._lock:
            if self._stopped:
                raise Stopped("It was stopped before it began; nothing was changed.")
            child.order("begin", self._order)
            if self._said is not _NOTHING:
                child.order("say", self._said)
            self._child = child

    def _forget(self) -> None:
        """The process is no longer this job's."""
        with self._lock:
            self._child = None


class Child:
    """One process and its two pipes. While a thread waits in `answer`, others may `order` and `hang_up`."""

    def __init__(self, process: str) -> None:
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this program's own module
                [sys.executable, "-m", process, str(Path.cwd())],
                cwd=ROOT,  # where its modules are found; it goes on from there to where this program is
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=_WITHOUT_CONSOLE,
                start_new_session=True,  # Ctrl+C in the terminal is for the window, which ends this one properly
            )
        except OSError as error:
            raise EnvironmentFault(
                f"No process could be started for the experiment ({error.strerror}); your data is as it was."
            ) from error
        if self._process.stdin is None or self._process.stdout is None:
            raise Mistake("A process was started without its pipes.")
        self._orders, self._answers = self._process.stdin, self._process.stdout
        self._lock = threading.Lock()

    @property
    def lives(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def order(self, kind: str, what: object = None) -> None:
        """Send an order. If nobody reads it any longer, `answer` tells that."""
        data = pickle.dumps((kind, what))
        with self._lock, contextlib.suppress(OSError, ValueError):
            self._orders.write(data)
            self._orders.flush()

    def answer(self) -> tuple[str, Any]:
        """Wait for the next answer. Raises `Stopped` if there is none."""
        try:
            kind, what = pickle.load(self._answers)  # noqa: S301 - from this program's own process
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise Stopped("The experiment's process has ended; your data is as it was. Try it again.") from error
        return kind, what

    def hang_up(self) -> None:
        """End its orders: it stops its job, cleans up and ends."""
        with self._lock, contextlib.suppress(OSError):
            self._orders.close()

    def wait(self) -> None:
        """Wait until it has ended, and kill it if it does not."""
        try:
            self._process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def end(self) -> None:
        """End it and let go of the pipes. Nobody may be waiting for an answer."""
        self.hang_up()
        self.wait()
        self._answers.close()
