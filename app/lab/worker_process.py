"""The process in which experiments run: it takes orders on its standard input and answers on its standard output.

Started by `app.lab.workers` as `python -m app.lab.worker_process`. It ends when its input ends, so with who started it.
"""

import contextlib
import os
import pickle
import queue
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any, BinaryIO, Final

from app.errors import Mistake, Stopped, TidelineError
from app.lab.jobs import JOBS

GRACE_S: Final = 10.0
"""What a job is given to clean up, once nobody waits for it any longer."""
NICE: Final = 5
"""The window goes first where all cores are busy."""


class OpenLine:
    """Implements `app.lab.jobs.Line` over the two pipes."""

    def __init__(self, answers: BinaryIO) -> None:
        self._answers = answers
        self._stopping = threading.Event()
        self.said: Any = None

    def tell(self, what: object) -> None:
        """Tell who asked."""
        self.answer("told", what)

    def go_on(self) -> bool:
        """Whether the job is still wanted."""
        return not self._stopping.is_set()

    def wait(self, seconds: float) -> bool:
        """Rest for so long; True, and at once, if the job is no longer wanted."""
        return self._stopping.wait(seconds)

    def answer(self, kind: str, what: object) -> None:
        """Send one answer. Who asked may be gone: then the job is no longer wanted."""
        try:
            self._answers.write(pickle.dumps((kind, what)))
            self._answers.flush()
        except OSError:
            self._stopping.set()

    def begin(self) -> None:
        """Another job begins."""
        self._stopping.clear()
        self.said = None

    def stop(self) -> None:
        """The job is no longer wanted."""
        self._stopping.set()


def serve(orders: BinaryIO, answers: BinaryIO, at_end: Callable[[], None] = lambda: None) -> None:
    """Do one job after another until the orders end; `at_end` is called then, beside what is still being done."""
    line = OpenLine(answers)
    jobs: queue.SimpleQueue[tuple[str, tuple[Any, ...]] | None] = queue.SimpleQueue()

    def listen() -> None:
        with contextlib.suppress(EOFError, OSError, pickle.UnpicklingError):
            while True:
                kind, what = pickle.load(orders)  # noqa: S301 - from the program that started this process
                if kind == "begin":
                    line.begin()
                    jobs.put(what)
                elif kind == "stop":
                    line.stop()
                else:
                    line.said = what
        line.stop()
        jobs.put(None)
        at_end()

    threading.Thread(target=listen, name="orders", daemon=True).start()
    while (job := jobs.get()) is not None:
        line.answer(*_outcome(line, *job))


def _outcome(line: OpenLine, name: str, arguments: tuple[Any, ...]) -> tuple[str, object]:
    try:
        if not line.go_on():
            return "failed", Stopped("It was stopped before it began; nothing was changed.")
        return "done", JOBS[name](line, *arguments)
    except TidelineError as error:
        return "failed", error
    except Exception as error:  # noqa: BLE001 - told to who asked, whatever went wrong
        mistake = Mistake(f"The experiment failed by a mistake of Tideline ({error!r}); your data is as it was.")
        mistake.add_note(traceback.format_exc())
        return "failed", mistake


def main() -> None:
    """Serve who started this process, in the folder that was named: a path means the same to both.

    What libraries print goes nowhere, since the answers have the output.
    """
    with os.fdopen(os.dup(0), "rb") as orders, os.fdopen(os.dup(1), "wb") as answers:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1):
            os.dup2(nowhere, descriptor)
        for folder in sys.argv[1:]:
            os.chdir(folder)
        if hasattr(os, "nice"):
            os.nice(NICE)
        serve(orders, answers, _end_in_time)


def _end_in_time() -> None:
    """End the process even if its job does not."""
    time.sleep(GRACE_S)
    os._exit(1)


if __name__ == "__main__":
    main()
