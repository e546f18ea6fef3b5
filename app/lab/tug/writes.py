"""What writes cost the design with documents: the projector's time, the rows it changes, and the room for both."""

import itertools
import random
import sqlite3
import statistics
import time
from collections.abc import Iterator
from contextlib import closing

from sqlalchemy import text

from app.clock import Clock
from app.commands import AnyCommand, SetLike
from app.errors import InvalidInput
from app.lab.bench.data import Cast, mixed
from app.lab.bench.figures import percentile, timed
from app.lab.readings.tug import Room, WriteCost
from app.lab.steady_work import SteadyWork
from app.lab.tug.copy import GoOn, ScratchCopy
from app.read_model.store import ReadStore
from app.write_model.database import Database
from app.write_model.faults import told_to_people

WRITES = 80
WRITES_MS = 900.0
AT_LEAST = 10
BATCH = 200
PER_SECOND = 40
NEWEST = 300
PEOPLE = 200
SEED = 11
_TABLES = "SELECT name LIKE '%outbox%', sum(pgsize) FROM dbstat GROUP BY 1"


def cast_on(copy: ScratchCopy, viewer: int) -> Cast:
    """Who writes, and about which posts: the newest, so that what happens changes the page that is read.

    Raises `InvalidInput` if there are no posts.
    """
    with copy.database.reading() as connection:
        newest = connection.execute(text(f"SELECT id FROM posts ORDER BY id DESC LIMIT {NEWEST}")).scalars()  # noqa: S608 - a constant
        posts = tuple(reversed(tuple(newest)))
    people = tuple(person.id for person in copy.queries.people(PEOPLE, include_simulated=True))
    if not posts or not people:
        raise InvalidInput("data", "There are no posts yet, so nothing can be measured; make demo data first.")
    return Cast(people, posts, viewer)


def commands_on(copy: ScratchCopy, viewer: int) -> Iterator[AnyCommand]:
    """Endless writes: 70 % likes, 20 % comments, 10 % posts."""
    return mixed(cast_on(copy, viewer), copy.ids, SEED)


def likes_and_back(copy: ScratchCopy, viewer: int) -> Iterator[AnyCommand]:
    """Endless likes, each taken back by the next command: the page that is read meanwhile stays as large as it was."""
    cast, rng = cast_on(copy, viewer), random.Random(SEED)
    while True:
        person, post = rng.choice(cast.people), rng.choice(cast.posts)
        for liked in (True, False):
            yield SetLike(command_id=copy.ids.next_id(), actor_id=person, post_id=post, liked=liked)


def send(copy: ScratchCopy, command: AnyCommand) -> bool:
    """Commit a command on the copy; whether it added an event."""
    before = copy.log.last_position()
    copy.bus.submit(command)
    copy.bus.work()
    return copy.log.last_position() > before


def measure_writes(copy: ScratchCopy, commands: Iterator[AnyCommand], go_on: GoOn) -> WriteCost:
    """Save one command after another, let the projector take in each by itself, and then many together."""
    commits: list[float] = []
    projected: list[float] = []
    for command in itertools.islice(commands, 3):
        send(copy, command)
    copy.projector.drain()
    before, began = copy.put, time.perf_counter()
    while len(projected) < WRITES and go_on():
        if len(projected) >= AT_LEAST and (time.perf_counter() - began) * 1_000 > WRITES_MS:
            break
        command = next(commands)
        last = copy.log.last_position()
        copy.bus.submit(command)
        took = timed(copy.bus.work)
        if copy.log.last_position() > last:
            commits.append(took)
            projected.append(timed(copy.projector.drain))
    if not projected:
        return WriteCost(0, 0, 0, 0, 0, 0)
    rows = (copy.put - before) / len(projected)
    return WriteCost(
        commit_ms=percentile(tuple(commits), 50),
        project_ms=statistics.fmean(projected),
        project_p99_ms=percentile(tuple(projected), 99),
        batched_ms=_batched(copy, commands),
        rows=rows,
        samples=len(projected),
    )


def measure_room(database: Database, store: ReadStore) -> Room:
    """How many bytes rows, log and documents take."""
    documents = store.bytes_used()
    with told_to_people(), closing(database.reader()) as connection:
        try:
            parts = {bool(is_log): int(size) for is_log, size in connection.execute(_TABLES)}
            return Room(parts.get(False, 0), parts.get(True, 0), documents)
        except sqlite3.OperationalError as error:
            if "dbstat" not in str(error):
                raise
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        (free,) = connection.execute("PRAGMA freelist_count").fetchone()
        (page_bytes,) = connection.execute("PRAGMA page_size").fetchone()
        return Room((pages - free) * page_bytes, 0, documents, by_table=False)


def busy_writer(copy: ScratchCopy, clock: Clock, commands: Iterator[AnyCommand]) -> SteadyWork:
    """Saves and projects commands on the copy, 40 a second, while its `with` lasts."""

    def write() -> int:
        added = send(copy, next(commands))
        copy.projector.drain()
        return int(added)

    return SteadyWork("tug-writer", clock, PER_SECOND, write)


def _batched(copy: ScratchCopy, commands: Iterator[AnyCommand]) -> float:
    """The projector's mean time for an event when many wait."""
    before = copy.log.last_position()
    for command in itertools.islice(commands, BATCH):
        copy.bus.submit(command)
    copy.bus.work()
    events = copy.log.last_position() - before
    took = timed(copy.projector.drain)
    return took / events if events else 0.0
