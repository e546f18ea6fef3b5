"""The Tug of War: the page of one person's home by one big join, by the best planned SQL and by documents.

Reading is timed on the person's own stores, which are never written to. What writes cost, and reading beside a writer,
is measured on a scratch copy of both stores with a bus and a projector of its own.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from msgspec.structs import replace

from app.errors import Stopped
from app.lab.readings.tug import PeopleReading, Progress, TugReading
from app.lab.tug.copy import GoOn, ScratchCopy, TugParts
from app.lab.tug.locking import measure_locking
from app.lab.tug.people import TugPeople
from app.lab.tug.reads import measure_moment, sides
from app.lab.tug.writes import busy_writer, commands_on, likes_and_back, measure_room, measure_writes
from app.lab.workers import Job, Workers

OnProgress = Callable[[float, str], None]


def measure(parts: TugParts, viewer: int, progress: OnProgress, go_on: GoOn = lambda: True) -> TugReading:
    """Measure everything, on the home of `viewer`; some seconds. `progress` hears a share and what is done now.

    Raises `InvalidInput` where there is too little data, `Stopped` when `go_on` says so, `EnvironmentFault`.
    """
    progress(0.02, "Reading the page, nobody writes")
    with sides(parts.database, parts.queries, viewer) as ways:
        rows = ways.rows
        idle = measure_moment(ways, go_on, lambda share: progress(0.02 + 0.3 * share, "Reading, nobody writes"))
    room = measure_room(parts.database, parts.store)
    progress(0.34, "Copying your data, to write on the copy")
    with ScratchCopy(parts, go_on) as copy:
        likes = likes_and_back(copy, viewer)
        with busy_writer(copy, parts.clock, likes) as writer, sides(copy.database, copy.queries, viewer) as ways:
            busy = measure_moment(
                ways, go_on, lambda share: progress(0.45 + 0.25 * share, "Reading while a writer works")
            )
        progress(0.7, "Writing")
        write = measure_writes(copy, commands_on(copy, viewer), go_on)
        copied = copy.bytes
    progress(0.82, "Letting readers wait for a writer")
    locking = measure_locking(parts.folder, go_on)
    progress(1.0, "")
    busy = replace(busy, writes_per_s=writer.rate)
    return TugReading(rows, idle, busy, room, write, locking, copied)


class Tug:
    """Has `measure` done by a process of its own when asked, one at a time; so are the simulated people let to work.

    Each is waited for on a thread. `folder` is the data folder.
    """

    def __init__(self, folder: Path, resources: Path, workers: Workers) -> None:
        self._folder = folder
        self._workers = workers
        self._people = TugPeople(folder, resources, workers)
        self._job: Job | None = None
        self._thread: threading.Thread | None = None
        self._progress = Progress()
        self.last: TugReading | None = None
        """What was measured last, in this run of the program."""

    @property
    def progress(self) -> Progress:
        """How far the measurement under way is; from any thread."""
        return self._progress

    def start(self, viewer: int) -> Future[TugReading]:
        """Measure. The future fails as `measure` does."""
        done: Future[TugReading] = Future()
        if self._thread is not None and self._thread.is_alive():
            done.set_exception(Stopped("A measurement runs already; wait until it is done."))
            return done
        self._progress = Progress(0.0, "Beginning")
        self._job = self._workers.job("tug", self._folder, viewer)
        self._thread = threading.Thread(target=self._wait, args=(self._job, done), name="tug")
        self._thread.start()
        return done

    def cancel(self) -> None:
        """Stop the measurement soon; the scratch copy is removed."""
        if self._job is not None:
            self._job.stop()

    def start_people(self, reads_per_write: float, viewer: int) -> None:
        """Let simulated people read and write, or change their ratio."""
        self._people.start(reads_per_write, viewer)

    def set_ratio(self, reads_per_write: float) -> None:
        """From now on so many reads for each write."""
        self._people.set_ratio(reads_per_write)

    def stop_people(self) -> None:
        """End them after the act under way."""
        self._people.stop()

    def people(self) -> PeopleReading:
        """What the simulated people did so far."""
        return self._people.reading()

    def close(self) -> None:
        """End both, and wait for it."""
        self.cancel()
        self._people.stop(wait=True)
        if self._thread is not None:
            self._thread.join()

    def _wait(self, job: Job, done: "Future[TugReading]") -> None:
        try:
            found = self.last = job.result(lambda said: self._tell(*said))
        except Exception as error:  # noqa: BLE001 - whoever asked is told, whatever went wrong
            self._progress = Progress()
            done.set_exception(error)
        else:
            self._progress = Progress()
            done.set_result(found)

    def _tell(self, share: float, words: str) -> None:
        self._progress = Progress(share, words)
