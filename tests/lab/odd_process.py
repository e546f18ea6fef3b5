"""A process of the lab whose jobs are odd: each does the one thing that a test wants to see the end of."""

import os
import sys
import time
from pathlib import Path

from app.errors import GapInLog, InvalidInput
from app.lab import worker_process
from app.lab.jobs import JOBS, Line
from app.lab.workers import Workers

NAME = "tests.lab.odd_process"


def number(_line: Line) -> int:
    """The process's own."""
    return os.getpid()


def echo(line: Line, *words: str) -> str:
    """Tell each word, and give the last one back."""
    for word in words:
        line.tell(word)
    return words[-1]


def heed(line: Line) -> object:
    """Wait to be told something."""
    line.tell("here")
    while line.said is None and not line.wait(0.002):
        continue
    return line.said


def find(_line: Line, folder: Path) -> Path:
    """Where a folder is."""
    return folder.resolve(strict=True)


def refuse(_line: Line) -> None:
    """As an experiment refuses what it is given."""
    raise InvalidInput("reads", "The lanes need more reads; nothing was started.")


def miss(_line: Line) -> None:
    """As a projector stops at a gap."""
    raise GapInLog(4, 6)


def fail(_line: Line) -> None:
    """As a mistake of ours."""
    raise KeyError("tide")


def chatter(_line: Line) -> int:
    """As a library that prints."""
    sys.stdout.write("Low water\n")
    sys.stdout.flush()
    os.write(1, b"High water\n")
    return 1


def die(_line: Line) -> None:
    """As the system ends a process that wants too much memory."""
    os._exit(9)


def tidy(line: Line, pipe: Path, folder: Path) -> None:
    """Work in a scratch folder until nobody wants it any longer. The pipe stays open as long as the process lives."""
    os.open(pipe, os.O_RDWR)  # to write it alone would wait for a reader
    folder.mkdir()
    line.tell(os.getpid())
    line.wait(100)
    folder.rmdir()


def cling(line: Line, pipe: Path) -> None:
    """Heed nothing."""
    os.open(pipe, os.O_RDWR)  # to write it alone would wait for a reader
    line.tell(os.getpid())
    time.sleep(100)


def abandoned(pipe: Path, folder: Path) -> None:
    """What a program does that is killed while an experiment runs: it begins one."""
    Workers(NAME).job("tidy", pipe, folder).result(lambda pid: sys.stdout.write(f"{pid}\n") and sys.stdout.flush())


if __name__ == "__main__" and len(sys.argv) > 2:
    abandoned(Path(sys.argv[1]), Path(sys.argv[2]))
elif __name__ == "__main__":
    for job in (number, echo, heed, find, refuse, miss, fail, chatter, die, tidy, cling):
        JOBS[job.__name__] = job
    worker_process.main()
