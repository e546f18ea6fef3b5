"""Fan-outs: the effects of one event on many rows, at once while they are few, else as durable jobs with a cursor.

A job's event is an exception (not reached) until no job of it is left. Called by the projector, for each event and
between events. Two walks that are under way together meet only where one removes what the other would need to find
its way: an unfollow loses the follower, a deletion loses the entry. So whichever begins later sets that one home.
"""

import sys
from collections import deque
from collections.abc import Iterable

from msgspec.structs import replace

from app.projections.changes import Changes, Wanted
from app.projections.timelines import Place
from app.projections.walks import WALKS
from app.read_model.indexes import Job
from app.read_model.keys import key

BUDGET_ROWS = 500
"""Rows that an event's fan-outs may visit in the event's own transaction."""
SLICE_ROWS = 300
"""Rows that a slice of a job may visit."""
MAX_REMEMBERED = 100_000
"""Followers that are remembered by source, from one event to the next."""


class FanOut:
    """The jobs of one read store, and the start of new ones."""

    def __init__(self, changes: Changes, budget_rows: int = BUDGET_ROWS) -> None:
        self._changes = changes
        self._budget_rows = budget_rows
        self._left = 0
        self._jobs: dict[int, Job] = {}
        self._order: deque[int] = deque()
        self._by_source: dict[int, set[int]] = {}
        self._audiences: dict[int, list[bytes] | None] = {}
        self._remembered = 0
        self._next_number = 1
        self._position = 0

    def load(self) -> None:
        """Read the unfinished jobs from the store, within a transaction: at the start, and after an undo."""
        self._jobs.clear()
        self._order.clear()
        self._by_source.clear()
        self._forget_audiences()
        for _, job in self._changes.jobs.scan(b"", limit=sys.maxsize):
            self._register(job)
        self._next_number = max(self._jobs, default=0) + 1

    def positions(self) -> set[int]:
        """The events whose fan-out is unfinished."""
        return {job.position for job in self._jobs.values()}

    def next_job(self) -> Job | None:
        """The job whose turn it is, None if none can go on."""
        return self._jobs[self._order[0]] if self._order else None

    def begin_wanted(self, position: int) -> None:
        """Start what the event at `position` asked for, as far as its budget reaches; the rest becomes jobs."""
        self._left = self._budget_rows
        self._position = position
        self._begin_all()

    def advance(self, job: Job, rows: int = SLICE_ROWS) -> None:
        """Go on with a job, through at most `rows` rows; afterwards it is another's turn."""
        self._order.rotate(-1)
        self._left = rows
        self._position = job.position
        rest = self._run(job)
        if rest is None:
            self._remove(job)
        else:
            self._store(rest)

    def fail(self, job: Job, reason: str) -> None:
        """Stop a job that cannot go on."""
        self._store(replace(job, failure=reason))
        self._order.remove(job.number)

    def resume(self, position: int) -> bool:
        """Let the failed jobs of an event try again; whether there were any."""
        failed = [job for job in self._jobs.values() if job.position == position and job.failure]
        for job in failed:
            self._store(replace(job, failure=""))
            self._order.append(job.number)
        return bool(failed)

    def abandon(self, position: int) -> bool:
        """Drop the failed jobs of an event; whether there were any."""
        failed = [job for job in self._jobs.values() if job.position == position and job.failure]
        for job in failed:
            self._remove(job)
        return bool(failed)

    def _begin_all(self) -> None:
        asked_for = list(self._changes.wanted)
        self._changes.wanted.clear()
        for wanted in asked_for:
            self._begin(wanted)

    def _begin(self, wanted: Wanted) -> None:
        source = wanted.source_id
        if wanted.kind == "entry":
            place = Place(self._changes, source, wanted.entry_id, wanted.post_id)
            place.set_home(source)
            for other in self._under_way(source, ("follow", "mute")):
                place.set_home(other.viewer_id)
            if self._reaches_all(source, place):
                return
        elif wanted.kind in ("follow", "mute"):
            self._audiences.pop(source, None)
            for other in self._under_way(source, ("entry",)):
                Place(self._changes, source, other.entry_id, other.post_id).set_home(wanted.viewer_id)
        job = Job(self._next_number, self._position, *wanted)
        self._next_number += 1
        rest = self._run(job)
        if rest is not None:
            self._store(rest)
            self._register(rest)

    def _reaches_all(self, source: int, place: Place) -> bool:
        audience = self._audience(source)
        if audience is None or len(audience) > self._left:
            return False
        place.set_audience(audience)
        self._left -= len(audience)
        return True

    def _audience(self, source: int) -> list[bytes] | None:
        if source not in self._audiences:
            if self._remembered >= MAX_REMEMBERED:
                self._forget_audiences()
            found = self._changes.followers.scan(key(source), limit=self._budget_rows + 1)
            muters = {row[8:] for row, _ in self._changes.muters.scan(key(source), limit=sys.maxsize)}
            small = len(found) <= self._budget_rows
            self._audiences[source] = [row[8:] for row, _ in found if row[8:] not in muters] if small else None
            self._remembered += len(found)
        return self._audiences[source]

    def _run(self, job: Job) -> Job | None:
        walks = WALKS[job.kind]
        if job.kind in ("follow", "mute"):
            self._changes.homes.add(job.viewer_id)
        rest: Job | None = job
        while rest is not None and self._left > 0:
            cursor = self._walk(rest)
            if cursor is not None:
                rest = replace(rest, cursor=cursor)
            elif rest.phase + 1 < len(walks):
                rest = replace(rest, phase=rest.phase + 1, cursor=b"")
            else:
                rest = None
        return rest

    def _walk(self, job: Job) -> bytes | None:
        walk = WALKS[job.kind][job.phase]
        owner = job.post_id if walk.of_post else job.source_id
        rows = walk.table(self._changes).scan(key(owner), limit=self._left, past=job.cursor, reverse=walk.newest_first)
        for row, document in rows:
            walk.visit(job, self._changes, row, document)
            self._left -= 1
            if self._changes.wanted:
                self._begin_all()
            if self._left <= 0:
                return row
        return None

    def _forget_audiences(self) -> None:
        self._audiences.clear()
        self._remembered = 0

    def _under_way(self, source: int, kinds: Iterable[str]) -> list[Job]:
        numbers = self._by_source.get(source)
        if not numbers:
            return []
        return [self._jobs[number] for number in numbers if self._jobs[number].kind in kinds]

    def _register(self, job: Job) -> None:
        self._jobs[job.number] = job
        self._by_source.setdefault(job.source_id, set()).add(job.number)
        if not job.failure:
            self._order.append(job.number)

    def _store(self, job: Job) -> None:
        if job.number in self._jobs:
            self._jobs[job.number] = job
        self._changes.jobs.put(key(job.number), job)

    def _remove(self, job: Job) -> None:
        del self._jobs[job.number]
        self._by_source[job.source_id].discard(job.number)
        if not self._by_source[job.source_id]:
            del self._by_source[job.source_id]
        if job.number in self._order:
            self._order.remove(job.number)
        self._changes.jobs.discard(key(job.number))
