"""Simulated people who read and write at a chosen ratio, on a scratch copy, while both designs' costs are added up."""

import logging
import random
import threading
import time
from collections import deque
from pathlib import Path
from typing import NamedTuple

from app.errors import TidelineError
from app.lab.bench.figures import timed
from app.lab.company import Company
from app.lab.jobs import Line
from app.lab.readings.tug import MOST_READS, PeopleReading, PeopleState
from app.lab.tug.copy import ScratchCopy, TugParts
from app.lab.tug.reads import Sides, sides
from app.lab.workers import Job, Workers

MOST_SECONDS = 60.0
"""After that they stop by themselves."""
READS_PER_S = 170.0
"""At most, so that within the time there is a write at 10,000 reads for each. After each act they rest as long as it
took: the machine has other things to do."""
WRITES_PER_S = 20.0
WINDOW_S = 1.0
LOOK_S = 0.25
TELL_S = 0.05

_FAILED = "They could not go on; your data is as it was, and they may try again."
_log = logging.getLogger(__name__)


class _Spent(NamedTuple):
    """What one read or write took in both designs, and when it ended (seconds since the start)."""

    at: float
    sql_ms: float
    document_ms: float


class TugPeople:
    """`start` has them begin in a process of their own, `stop` ends it; `reading` is what they did so far.

    One run at a time, waited for on a thread.
    """

    def __init__(self, folder: Path, resources: Path, workers: Workers) -> None:
        self._folder = folder
        self._resources = resources
        self._workers = workers
        self._job: Job | None = None
        self._stopped = False
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._reading = PeopleReading()
        self._ratio = 1.0

    def start(self, reads_per_write: float, viewer: int) -> None:
        """Begin, reading the home of `viewer`; while they are at work only the ratio changes."""
        self.set_ratio(reads_per_write)
        if self._thread is not None and self._thread.is_alive():
            return
        self._stopped = False
        self._tell(PeopleReading("copying", self._ratio))
        self._job = self._workers.job("people", self._folder, viewer, self._ratio, self._resources)
        self._thread = threading.Thread(target=self._wait, args=(self._job,), name="tug-people")
        self._thread.start()

    def set_ratio(self, reads_per_write: float) -> None:
        """From now on so many reads for each write."""
        self._ratio = min(MOST_READS, max(1 / MOST_READS, reads_per_write))
        if self._job is not None:
            self._job.say(self._ratio)

    def stop(self, *, wait: bool = False) -> None:
        """End after the act under way."""
        self._stopped = True
        if self._job is not None:
            self._job.stop()
        if wait and self._thread is not None:
            self._thread.join()

    def reading(self) -> PeopleReading:
        """What they did so far."""
        with self._lock:
            return self._reading

    def _wait(self, job: Job) -> None:
        try:
            job.result(self._tell)
        except Exception as error:  # noqa: BLE001 - told to the person, whatever went wrong
            if not isinstance(error, TidelineError):
                _log.exception("The simulated people stopped.")
            problem = str(error) if isinstance(error, TidelineError) else _FAILED
            state: PeopleState = "off" if self._stopped else "failed"
            self._tell(PeopleReading(state, self._ratio, problem="" if self._stopped else problem))

    def _tell(self, reading: PeopleReading) -> None:
        with self._lock:
            self._reading = reading


def let_people_work(parts: TugParts, viewer: int, ratio: float, resources: Path, line: Line) -> None:
    """Let them work on a copy until they are stopped, or for their time.

    `ratio` is how many reads they make for each write, until `line` says another; it is told readings.
    """
    with ScratchCopy(parts, line.go_on) as copy, sides(copy.database, copy.queries, viewer) as ways:
        company = Company(
            copy.bus.submit, copy.queries, parts.clock, copy.ids, random.Random(7), resources, lambda: viewer
        )
        work = _Work(copy, ways, company)
        told_s = 0.0
        while line.go_on() and work.seconds < MOST_SECONDS:
            ratio = line.said or ratio
            work.turn(ratio, line)
            if work.seconds - told_s > TELL_S:
                told_s = work.seconds
                line.tell(work.reading("on", ratio))
        line.tell(work.reading("over" if line.go_on() else "off", ratio))


class _Work:
    """The reads and writes of one run, and what they took."""

    def __init__(self, copy: ScratchCopy, ways: Sides, company: Company) -> None:
        self._copy = copy
        self._ways = ways
        self._company = company
        self._began = time.perf_counter()
        self._recent: deque[_Spent] = deque()
        self._owed = 0.0
        self._due = 0.0
        self.reads = 0
        self.writes = 0
        self.sql_ms = 0.0
        self.document_ms = 0.0
        company.set_level("lively")
        ways.document()
        ways.planned()

    @property
    def seconds(self) -> float:
        """Since the start."""
        return time.perf_counter() - self._began

    def turn(self, ratio: float, line: Line) -> None:
        """Wait for what is due next and do it: a write, or a read in both designs."""
        reads_per_s = min(READS_PER_S, WRITES_PER_S * ratio)
        acts_per_s = reads_per_s * (1 + 1 / ratio)
        self._due = max(self._due, self.seconds - WINDOW_S)
        # A long pause is cut into looks, so that a new ratio is soon heeded.
        if (wait := self._due - self.seconds) > 0 and line.wait(min(wait, LOOK_S)):
            return
        if self._due > self.seconds:
            return
        began = self.seconds
        self._due += 1 / acts_per_s
        self._owed += 1 / (1 + ratio)
        if self._owed >= 1:
            self._owed -= 1
            self._write()
        else:
            self._read()
        self._due = max(self._due, 2 * self.seconds - began)

    def reading(self, state: PeopleState, ratio: float) -> PeopleReading:
        """What was done so far."""
        now = self.seconds
        while self._recent and self._recent[0].at < now - WINDOW_S:
            self._recent.popleft()
        over = min(max(now, LOOK_S), WINDOW_S)
        return PeopleReading(
            state=state,
            reads_per_write=ratio,
            seconds=now,
            reads=self.reads,
            writes=self.writes,
            sql_ms=self.sql_ms,
            document_ms=self.document_ms,
            sql_ms_per_s=sum(spent.sql_ms for spent in self._recent) / over,
            document_ms_per_s=sum(spent.document_ms for spent in self._recent) / over,
        )

    def _read(self) -> None:
        self.reads += 1
        self._ways.renew()
        self._spent(timed(self._ways.planned), timed(self._ways.document))

    def _write(self) -> None:
        """Somebody of the company acts; both designs save it, and only the documents have to be brought up to date."""
        last = self._copy.log.last_position()
        self._company.set_level("lively")  # due at once
        self._company.tick()
        self._copy.bus.work()
        if self._copy.log.last_position() > last:
            self.writes += 1
            self._spent(0.0, timed(self._copy.projector.drain))

    def _spent(self, sql_ms: float, document_ms: float) -> None:
        self.sql_ms += sql_ms
        self.document_ms += document_ms
        self._recent.append(_Spent(self.seconds, sql_ms, document_ms))
